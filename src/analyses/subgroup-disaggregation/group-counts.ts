import { type AggregateRow, integerCell } from "../../foundation/aggregate.ts";
import { type ConfusionRate, confusionRateCounts } from "../../statistics/error-rates/confusion-rates.ts";
import type { PartlyLabelledCells } from "../../statistics/error-rates/manski-bounds.ts";
import type { SubgroupMetric } from "./parameters.ts";

/** What is known about the decisions of one group. All numbers are rows. */
export interface GroupCounts extends PartlyLabelledCells {
  readonly rows: number;
  readonly favourable: number;
  readonly unfavourable: number;
  /** Rows without decision, or with a favourable decision not stated. */
  readonly undecided: number;
  /** Unlabelled rows, mature, whose releasing decision was not favourable or is not known. Only meaningful where labels are selective. */
  readonly unreleasedPredictedPositive: number;
  readonly unreleasedPredictedNegative: number;
  readonly immature: number;
  readonly missing: number;
  readonly undated: number;
  readonly late: number;
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

const EMPTY: GroupCounts = {
  rows: 0,
  favourable: 0,
  unfavourable: 0,
  undecided: 0,
  truePositive: 0,
  falsePositive: 0,
  falseNegative: 0,
  trueNegative: 0,
  unlabelledPredictedPositive: 0,
  unlabelledPredictedNegative: 0,
  unreleasedPredictedPositive: 0,
  unreleasedPredictedNegative: 0,
  immature: 0,
  missing: 0,
  undated: 0,
  late: 0,
};

/** Sums rows of the group-counts aggregate. */
export function countRows(rows: readonly AggregateRow[]): GroupCounts {
  const counts: Mutable<GroupCounts> = { ...EMPTY };
  for (const row of rows) {
    const n = integerCell(row, "n");
    counts.rows += n;
    counts[row["favourable"] === true ? "favourable" : row["favourable"] === false ? "unfavourable" : "undecided"] += n;
    countLabel(counts, row, n);
  }
  return counts;
}

function countLabel(counts: Mutable<GroupCounts>, row: AggregateRow, n: number): void {
  const { label, predicted_positive: predicted, released } = row;
  if (label === "immature") counts.immature += n;
  if (label === "missing") counts.missing += n;
  if (label === "undated") counts.undated += n;
  if (label === "late") counts.late += n;
  if (label === null || label === undefined || label === "immature" || typeof predicted !== "boolean") return;
  if (label === "positive") counts[predicted ? "truePositive" : "falseNegative"] += n;
  else if (label === "negative") counts[predicted ? "falsePositive" : "trueNegative"] += n;
  else {
    counts[predicted ? "unlabelledPredictedPositive" : "unlabelledPredictedNegative"] += n;
    if (released !== true) counts[predicted ? "unreleasedPredictedPositive" : "unreleasedPredictedNegative"] += n;
  }
}

export function addCounts(all: readonly GroupCounts[]): GroupCounts {
  const sum: Mutable<GroupCounts> = { ...EMPTY };
  for (const counts of all) for (const key of Object.keys(EMPTY) as (keyof GroupCounts)[]) sum[key] += counts[key];
  return sum;
}

export function subtractCounts(whole: GroupCounts, part: GroupCounts): GroupCounts {
  const rest: Mutable<GroupCounts> = { ...whole };
  for (const key of Object.keys(EMPTY) as (keyof GroupCounts)[]) rest[key] -= part[key];
  return rest;
}

/** Numerator and denominator of a metric within a group. */
export function metricCounts(metric: SubgroupMetric, counts: GroupCounts): { readonly count: number; readonly rows: number } {
  if (metric === "selectionRate") return { count: counts.favourable, rows: counts.favourable + counts.unfavourable };
  return confusionRateCounts(metric, counts);
}

/**
 * Unlabelled rows without possible outcome that could change this rate: when there are none, the rate is identified although
 * outcomes exist after one decision only.
 */
export function unidentifiedRows(rate: ConfusionRate, counts: GroupCounts): number {
  const { unreleasedPredictedPositive: positive, unreleasedPredictedNegative: negative } = counts;
  if (rate === "precision" || rate === "falseDiscoveryRate") return positive;
  if (rate === "negativePredictiveValue" || rate === "falseOmissionRate") return negative;
  return positive + negative;
}

/** Smaller of the shares of mature predicted positives and predicted negatives that have an outcome; 1 where there are none. */
export function labelCoverage(counts: GroupCounts): number {
  const positives = counts.truePositive + counts.falsePositive;
  const negatives = counts.falseNegative + counts.trueNegative;
  return Math.min(share(positives, counts.unlabelledPredictedPositive), share(negatives, counts.unlabelledPredictedNegative));
}

function share(labelled: number, unlabelled: number): number {
  return labelled + unlabelled === 0 ? 1 : labelled / (labelled + unlabelled);
}
