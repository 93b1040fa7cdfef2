import type { Computed } from "../../foundation/outcome.ts";
import { formatNumber } from "../../policy/verdict-reason.ts";
import type { Population } from "../../population/population.ts";
import type { JudgedMetric } from "./parameters.ts";

/** What a reader of one verdict must know beside its numbers: the worst case, and what is assumed. */
export function verdictNote(metric: JudgedMetric, outcome: Computed, threshold: number, population: Population): string {
  const unstated = metric !== "selectionRate" && population.outcomeHorizonDays === null;
  return [
    worstCase(outcome, threshold),
    unstated ? "No outcome horizon is stated: every outcome so far is taken as final." : "",
    population.roles.includes("subjectId") ? "Rows assumed independent, also of one subject." : "",
  ]
    .filter((sentence) => sentence !== "")
    .join(" ");
}

function worstCase(outcome: Computed, threshold: number): string {
  const unknown = numberIn(outcome, "unknownRows");
  const missing = numberIn(outcome, "missingOutcomes");
  const windows = numberIn(outcome, "windowsWithMissingOutcomes");
  const causes = [
    ...(unknown === undefined ? [] : [`${unknown} decisions of unknown group`]),
    ...(missing === undefined ? [] : [`${missing} missing outcomes`]),
    ...(windows === undefined ? [] : [`missing outcomes (over 10 % in ${windows} of ${numberIn(outcome, "windows") ?? windows} windows)`]),
  ];
  if (causes.length === 0) return "";
  const [low, high] = [numberIn(outcome, "worstCaseLower"), numberIn(outcome, "worstCaseUpper")];
  const [lowest, highest] = [numberIn(outcome, "worstCaseLowerLimit"), numberIn(outcome, "worstCaseUpperLimit")];
  if (low === undefined || high === undefined || lowest === undefined || highest === undefined)
    return `The worst case for ${causes.join(" and ")} could not be computed.`;
  const range = `Whatever the ${causes.join(" and ")} are, it lies between ${formatNumber(low)} and ${formatNumber(high)} (limits ${formatNumber(lowest)} and ${formatNumber(highest)}).`;
  const robust = outcome.estimate > 0 ? low >= threshold : high <= -threshold;
  return Math.abs(outcome.estimate) >= threshold && !robust ? `${range} In the worst case it is smaller than the threshold.` : range;
}

function numberIn(outcome: Computed, key: string): number | undefined {
  const value = outcome.detail?.[key];
  return typeof value === "number" ? value : undefined;
}
