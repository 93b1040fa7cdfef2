import type { Figure } from "../../foundation/figure.ts";
import type { Verdict } from "../../policy/verdict.ts";
import type { ChartsInput } from "../analysis.ts";
import type { HumanOverridesParameters } from "./parameters.ts";

/** Coverage and rate, then what stands out, in one sentence. */
export function answer({ figures, verdicts }: ChartsInput<HumanOverridesParameters>): string {
  const coverage = shareInWords(figures.find(({ name }) => name === "reviewCoverage"));
  const rate = shareInWords(figures.find(({ name }) => name === "overrideRate"));
  const facts = `People reviewed ${coverage ?? "an unknown share"} of decisions and overrode ${rate ?? "an unknown share"} of those`;
  return `${facts}; ${conclusion(verdicts)}.`;
}

function conclusion(verdicts: readonly Verdict[]): string {
  if (verdicts.length === 0) return "exploratory, so nothing was judged";
  const exceptions = verdicts.filter(({ state }) => state === "exception");
  const undecided = verdicts.filter(({ state }) => state === "insufficient-evidence").length;
  const rest = undecided === 0 ? "" : `, ${undecided} of ${verdicts.length} questions lack evidence`;
  if (exceptions.length === 0) return `no exception among ${verdicts.length} questions${rest}`;
  const named = exceptions.slice(0, 3).map(({ subject }) => subject);
  const more = exceptions.length > 3 ? ` and ${exceptions.length - 3} more` : "";
  return `${exceptions.length} ${exceptions.length === 1 ? "exception" : "exceptions"} (${named.join("; ")}${more})${rest}`;
}

function shareInWords(figure: Figure | undefined): string | null {
  return figure?.outcome.status === "computed" ? `${(figure.outcome.estimate * 100).toFixed(1)} %` : null;
}
