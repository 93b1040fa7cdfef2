import type { Figure } from "../../foundation/figure.ts";
import { type Computed, isComputed } from "../../foundation/outcome.ts";
import { type Evidence, type Hypothesis, type Refusal, judgeHypotheses } from "../../policy/judge.ts";
import { thresholdOf } from "../../policy/policy.ts";
import type { Verdict } from "../../policy/verdict.ts";
import { studentTQuantile } from "../../statistics/distributions/student-t.ts";
import { newcombeDifference } from "../../statistics/proportions/newcombe-difference.ts";
import type { VerdictsInput } from "../analysis.ts";
import { MIRROR_OF, THE_REST, differenceToRestName } from "./comparison-figures.ts";
import { NOT_COMPARED } from "./figures.ts";
import { labelGate } from "./label-gate.ts";
import { metricTitle } from "./names.ts";
import {
  ERROR_THRESHOLD,
  type ErrorMetric,
  JUDGED_METRICS,
  type JudgedMetric,
  SELECTION_THRESHOLD,
  type SubgroupParameters,
} from "./parameters.ts";
import { trendName } from "./trend-figures.ts";
import { verdictNote } from "./verdict-notes.ts";

export const GROUPS_FAMILY = "groups";
export const TREND_FAMILY = "error-rate-trend";
const ERROR_METRICS: readonly ErrorMetric[] = ["falsePositiveRate", "falseNegativeRate"];

export function subgroupVerdicts(input: VerdictsInput<SubgroupParameters>): readonly Verdict[] {
  const hypotheses = input.figures.map((figure) => hypothesisOf(figure, input)).filter((hypothesis) => hypothesis !== null);
  return judgeHypotheses(hypotheses, input.policy.q);
}

/** Null for figures that are described only. */
function hypothesisOf(figure: Figure, input: VerdictsInput<SubgroupParameters>): Hypothesis | null {
  const { figureId } = figure;
  if (figure.name === NOT_COMPARED)
    return {
      figureId,
      subject: `${figure.dimensions["attribute"] ?? "attributes"}: comparison of groups`,
      family: GROUPS_FAMILY,
      evidence: refusal(figure, input),
    };
  const compared = JUDGED_METRICS.find((metric) => figure.name === differenceToRestName(metric));
  if (compared !== undefined) {
    if (Object.hasOwn(figure.dimensions, MIRROR_OF)) return null;
    const title = metricTitle(compared).toLowerCase();
    return {
      figureId,
      subject: `${subjectOf(figure)} against ${restOf(figure)}: ${compared === "selectionRate" ? `${title} of the model's decision` : title}`,
      family: GROUPS_FAMILY,
      measure: `Difference in ${title}`,
      evidence: differenceEvidence(compared, figure, input),
      ...noteOn(compared, figure, input),
    };
  }
  const changed = ERROR_METRICS.find((metric) => figure.name === trendName(metric));
  if (changed === undefined) return null;
  return {
    figureId,
    subject: `${subjectOf(figure)}: rise of the ${metricTitle(changed).toLowerCase()} over the ${input.parameters.window ?? "window"}s${mixOf(input)}`,
    family: TREND_FAMILY,
    measure: `Rise of the ${metricTitle(changed).toLowerCase()} over the period`,
    evidence: trendEvidence(figure, input),
    ...noteOn(changed, figure, input),
  };
}

function mixOf({ population }: VerdictsInput<SubgroupParameters>): string {
  return population.roles.includes("modelVersion") ? ", all model versions together" : "";
}

function noteOn(metric: JudgedMetric, figure: Figure, { policy, population }: VerdictsInput<SubgroupParameters>): { note?: string } {
  const threshold = thresholdOf(policy, thresholdKey(metric));
  if (!isComputed(figure.outcome) || threshold === undefined) return {};
  const note = verdictNote(metric, figure.outcome, threshold, population);
  return note === "" ? {} : { note };
}

function thresholdKey(metric: JudgedMetric): string {
  return metric === "selectionRate" ? SELECTION_THRESHOLD : ERROR_THRESHOLD;
}

function subjectOf(figure: Figure): string {
  const { attribute = "", group = "" } = figure.dimensions;
  return attribute === "(all)" ? "All decisions" : `${attribute} = ${group}`;
}

function restOf(figure: Figure): string {
  const rest = figure.dimensions[THE_REST];
  return rest === undefined ? "the rest" : `the rest (${rest})`;
}

function differenceEvidence(metric: JudgedMetric, figure: Figure, input: VerdictsInput<SubgroupParameters>): Evidence | Refusal {
  const { outcome } = figure;
  if (!isComputed(outcome)) return refusal(figure, input);
  const key = thresholdKey(metric);
  const threshold = thresholdOf(input.policy, key);
  if (threshold === undefined) return noThreshold(key);
  const counts = [
    numberIn(outcome, "groupCount"),
    numberIn(outcome, "groupRows"),
    numberIn(outcome, "otherCount"),
    numberIn(outcome, "otherRows"),
  ] as const;
  const equivalence = newcombeDifference(...counts, 1 - 2 * input.policy.q);
  if (!isComputed(equivalence) || equivalence.interval === undefined || outcome.pValue === undefined)
    return { kind: "refusal", reason: "The interval of the difference could not be computed." };
  const { lower, upper } = equivalence.interval;
  // More rows of the same kind would not make the worst case smaller.
  const decided = hasWorstCase(outcome) ? undefined : rowsToDecide(outcome, (upper - lower) / 2, threshold);
  return {
    kind: "evidence",
    effect: outcome.estimate,
    // Beyond 10 % unknown or without outcome, "no exception" must hold whatever they are.
    lower: lowerLimit(lower, outcome),
    upper: upperLimit(upper, outcome),
    acceptedLower: -threshold,
    acceptedUpper: threshold,
    pValue: outcome.pValue,
    ...(decided === undefined ? {} : { rowsToDecide: decided }),
  };
}

/** Only a rise is an exception: accepted without lower limit. */
function trendEvidence(figure: Figure, input: VerdictsInput<SubgroupParameters>): Evidence | Refusal {
  const { outcome } = figure;
  if (!isComputed(outcome)) return refusal(figure, input);
  if (input.population.outcomeHorizonDays === null)
    return {
      kind: "refusal",
      reason: "No outcome horizon is stated: late outcomes can fake or hide a trend in the youngest windows.",
      missing: ["outcomeHorizonDays"],
    };
  const threshold = thresholdOf(input.policy, ERROR_THRESHOLD);
  if (threshold === undefined) return noThreshold(ERROR_THRESHOLD);
  if (outcome.pValue === undefined) return { kind: "refusal", reason: "The trend has no test." };
  const reach = studentTQuantile(1 - input.policy.q, numberIn(outcome, "degreesOfFreedom")) * numberIn(outcome, "standardError");
  const decided = hasWorstCase(outcome) ? undefined : rowsToDecide(outcome, reach, threshold);
  return {
    kind: "evidence",
    effect: outcome.estimate,
    lower: lowerLimit(outcome.estimate - reach, outcome),
    upper: upperLimit(outcome.estimate + reach, outcome),
    acceptedLower: null,
    acceptedUpper: threshold,
    pValue: outcome.pValue,
    ...(decided === undefined ? {} : { rowsToDecide: decided }),
  };
}

function hasWorstCase(outcome: Computed): boolean {
  return ["unknownRows", "missingOutcomes", "windowsWithMissingOutcomes"].some((key) => optionalNumberIn(outcome, key) !== undefined);
}

/** Widened to the worst case; one that could not be computed is no limit at all. */
function lowerLimit(limit: number, outcome: Computed): number | null {
  if (!hasWorstCase(outcome)) return limit;
  const worst = optionalNumberIn(outcome, "worstCaseLowerLimit");
  return worst === undefined ? null : Math.min(limit, worst);
}

function upperLimit(limit: number, outcome: Computed): number | null {
  if (!hasWorstCase(outcome)) return limit;
  const worst = optionalNumberIn(outcome, "worstCaseUpperLimit");
  return worst === undefined ? null : Math.max(limit, worst);
}

/** Rows of the same mix whose interval would lie on one side of the threshold, if the effect stays; undefined beyond a billion. */
function rowsToDecide(outcome: Computed, reach: number, threshold: number): number | undefined {
  const distance = Math.abs(threshold - Math.abs(outcome.estimate));
  const rows = Math.ceil(outcome.n * (reach / distance) ** 2);
  return Number.isFinite(rows) && rows > outcome.n && rows <= 1e9 ? rows : undefined;
}

function refusal(figure: Figure, { population, policy, parameters }: VerdictsInput<SubgroupParameters>): Refusal {
  const { outcome } = figure;
  if (isComputed(outcome)) throw new TypeError(`${figure.figureId} is computed under policy ${policy.policyId}.`);
  const missing = outcome.code === "missing-role" ? missingFor(figure, population, parameters) : [];
  return { kind: "refusal", reason: outcome.reason, ...(missing.length > 0 ? { missing } : {}) };
}

function missingFor(
  figure: Figure,
  population: VerdictsInput<SubgroupParameters>["population"],
  parameters: SubgroupParameters,
): readonly string[] {
  if (figure.name === NOT_COMPARED)
    return population.attributes.length === 0 && (parameters.attributes ?? []).length === 0
      ? ["attributes"]
      : [`attribute ${figure.dimensions["attribute"] ?? ""}`];
  if (figure.name === differenceToRestName("selectionRate")) return ["favourableDecision"];
  const gate = labelGate(population);
  return gate.kind === "closed" ? gate.missing : ["decidedAt"];
}

function noThreshold(key: string): Refusal {
  return { kind: "refusal", reason: `The policy has no threshold ${key}.`, missing: [key] };
}

function numberIn(outcome: Computed, key: string): number {
  const value = optionalNumberIn(outcome, key);
  if (value === undefined) throw new TypeError(`The figure has no number ${key}.`);
  return value;
}

function optionalNumberIn(outcome: Computed, key: string): number | undefined {
  const value = outcome.detail?.[key];
  return typeof value === "number" ? value : undefined;
}
