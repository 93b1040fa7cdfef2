import { isComputed } from "../../foundation/outcome.ts";
import type { Verdict } from "../../policy/verdict.ts";
import type { ChartsInput } from "../analysis.ts";
import { differenceToRestName } from "./comparison-figures.ts";
import { JUDGED_METRICS, type SubgroupParameters } from "./parameters.ts";
import { GROUPS_FAMILY, TREND_FAMILY } from "./verdicts.ts";

type Input = ChartsInput<SubgroupParameters>;

/** The worst judged group, a rising error rate, what could not be judged and why. */
export function subgroupAnswer(input: Input): string {
  const { verdicts } = input;
  if (verdicts.length === 0) return exploratoryAnswer(input);
  const exceptions = verdicts.filter((verdict) => verdict.state === "exception");
  const undecided = verdicts.filter((verdict) => verdict.state === "insufficient-evidence");
  const sentences = [
    worstGroup(exceptions),
    worstTrend(exceptions),
    tally(verdicts, exceptions, undecided),
    missing(undecided),
    assumption(input),
  ];
  return sentences.filter((sentence) => sentence !== "").join(" ");
}

function worstGroup(exceptions: readonly Verdict[]): string {
  const worst = largest(
    exceptions.filter((verdict) => verdict.family === GROUPS_FAMILY),
    (verdict) => Math.abs(verdict.effect ?? 0),
  );
  if (worst?.effect === undefined) return "";
  return `Exception: ${worst.subject} differs by ${points(worst.effect)}${adjusted(worst)}, the largest difference judged an exception.`;
}

function worstTrend(exceptions: readonly Verdict[]): string {
  const trends = exceptions.filter((verdict) => verdict.family === TREND_FAMILY);
  const overall = trends.find((verdict) => verdict.subject.startsWith("All decisions"));
  const worst = overall ?? largest(trends, (verdict) => verdict.effect ?? 0);
  return worst?.effect === undefined ? "" : `Exception: ${worst.subject} is ${points(worst.effect)}${adjusted(worst)}.`;
}

function tally(all: readonly Verdict[], exceptions: readonly Verdict[], undecided: readonly Verdict[]): string {
  const clear = all.length - exceptions.length - undecided.length;
  return `Of ${all.length} hypotheses ${exceptions.length} are exceptions, ${clear} are no exception, ${undecided.length} have insufficient evidence.`;
}

function missing(undecided: readonly Verdict[]): string {
  const names = [...new Set(undecided.flatMap((verdict) => verdict.missing ?? []))];
  return names.length === 0 ? "" : `Missing: ${names.join(", ")}.`;
}

function exploratoryAnswer(input: Input): string {
  const figures = JUDGED_METRICS.flatMap((metric) => input.figures.filter((figure) => figure.name === differenceToRestName(metric)));
  const widest = largest(figures, ({ outcome }) => (isComputed(outcome) ? Math.abs(outcome.estimate) : -1));
  if (widest === undefined || !isComputed(widest.outcome)) return "No group could be compared; the figures say why.";
  const { attribute = "", group = "" } = widest.dimensions;
  return `Exploratory, not judged: the largest difference to the rest is ${points(widest.outcome.estimate)} for ${attribute} = ${group} (${widest.name}).`;
}

/** Variance by subject is not built yet, so its absence is said wherever it matters. */
function assumption({ population }: Input): string {
  const clustered = population.roles.includes("subjectId")
    ? "Rows are assumed independent although subjects may have several decisions."
    : "";
  const sampled = population.sampledCapture ? "The log is a sample: counts are not volumes, and equal inclusion is assumed." : "";
  return [clustered, sampled].filter((sentence) => sentence !== "").join(" ");
}

function adjusted(verdict: Verdict): string {
  return verdict.adjustedPValue === undefined
    ? ""
    : ` (adjusted p ${verdict.adjustedPValue < 0.0001 ? "below 0.0001" : verdict.adjustedPValue.toFixed(4)})`;
}

function points(difference: number): string {
  return `${difference > 0 ? "+" : "−"}${(100 * Math.abs(difference)).toFixed(1)} percentage points`;
}

function largest<T>(entries: readonly T[], size: (entry: T) => number): T | undefined {
  return entries.reduce<T | undefined>((best, entry) => (best === undefined || size(entry) > size(best) ? entry : best), undefined);
}
