import type { ReperformanceReport, RunReperformance } from "../../src/evidence/verification-report.ts";
import { el, stateWord } from "./elements.ts";

/** Differences shown a run; the JSON report holds all. */
const SHOWN = 200;

export function reperformance({ conclusion, runs }: ReperformanceReport): HTMLElement {
  const head = ["Run", "Analysis", "Result", "Aggregates", "Figures", "Verdicts", "Withheld"];
  return el(
    "section",
    {},
    el("h3", {}, "Every run, recomputed"),
    el("p", {}, conclusion),
    el(
      "div",
      { class: "scroll", tabindex: "0", role: "region", "aria-label": "Runs" },
      el(
        "table",
        {},
        el("thead", {}, el("tr", {}, ...head.map((text, index) => el("th", { scope: "col", class: index > 2 ? "number" : "" }, text)))),
        el("tbody", {}, ...runs.map(row)),
      ),
    ),
    ...runs.filter((run) => run.state !== "pass").map(details),
  );
}

function row(run: RunReperformance): HTMLElement {
  const counts = [run.aggregates, run.figures, run.verdicts, run.withheld];
  return el(
    "tr",
    {},
    el("th", { scope: "row" }, run.runId),
    el("td", {}, `${run.analysisId} ${run.methodVersion}`),
    el("td", {}, stateWord(run.state)),
    ...counts.map((count) => el("td", { class: "number" }, String(count))),
  );
}

function details(run: RunReperformance): HTMLElement {
  const shown = run.differences.slice(0, SHOWN);
  const rest = run.differences.length - shown.length;
  return el(
    "details",
    run.state === "fail" ? { open: "" } : {},
    el("summary", {}, `${run.runId}: ${run.message}`),
    ...(shown.length === 0
      ? []
      : [
          el(
            "div",
            { class: "scroll", tabindex: "0", role: "region", "aria-label": `Differences of ${run.runId}` },
            el(
              "table",
              {},
              el("thead", {}, el("tr", {}, ...["What", "In the pack", "Recomputed"].map((text) => el("th", { scope: "col" }, text)))),
              el(
                "tbody",
                {},
                ...shown.map(({ subject, stored, recomputed }) =>
                  el(
                    "tr",
                    {},
                    el("th", { scope: "row" }, subject),
                    el("td", {}, el("code", {}, stored)),
                    el("td", {}, el("code", {}, recomputed)),
                  ),
                ),
              ),
            ),
          ),
        ]),
    rest > 0 ? el("p", {}, `and ${rest} more in the JSON report`) : null,
  );
}
