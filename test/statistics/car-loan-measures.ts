import { expect } from "vitest";
import type { Outcome } from "../../src/foundation/outcome.ts";
import { FORECAST_STEPS } from "../../src/statistics/calibration/brier-score.ts";
import { expectedCalibrationError } from "../../src/statistics/calibration/expected-calibration-error.ts";
import { type ScoreCell, isotonicRegression, isotonicValueAt } from "../../src/statistics/calibration/isotonic-regression.ts";
import { type ConfusionCells, confusionRate } from "../../src/statistics/error-rates/confusion-rates.ts";
import { fBeta } from "../../src/statistics/error-rates/f-beta.ts";
import { areaUnderCurve } from "../../src/statistics/ranking/area-under-curve.ts";
import { averagePrecision } from "../../src/statistics/ranking/average-precision.ts";
import { type TieGroup, placementSums } from "../../src/statistics/ranking/placement-sums.ts";
import { seededRandom } from "../../src/statistics/resampling/random.ts";
import { CHUNK_ROWS, type ScoreRow } from "./car-loan-data.ts";
import { computedOf } from "./comparisons/estimation.ts";

export const PUBLISHED_METRICS = ["roc_auc", "f1", "precision", "recall", "specificity", "accuracy", "average_precision"] as const;
export type PublishedMetric = (typeof PUBLISHED_METRICS)[number];

/** Agrees to half a unit of the sixth significant digit, which is what NannyML's tables are printed with. */
export function expectPrinted(actual: number, printed: string, beyond = 0): void {
  const value = Number(printed);
  const half = 0.5 * 10 ** (Math.floor(Math.log10(Math.abs(value))) - 5);
  const isEqual = Math.abs(actual - value) <= half * (1 + 1e-6) + beyond;
  expect(isEqual, `${actual}, printed ${printed}`).toBe(true);
}

/** NannyML's: mean +- 3 standard deviations (divisor n) of the reference chunks, cut to the metric's range. */
export function thresholds(values: readonly number[], largest = 1): { lower: number; upper: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  return { lower: Math.max(0, mean - 3 * deviation), upper: Math.min(largest, mean + 3 * deviation) };
}

/** The metric that the labels show. */
export function measured(metric: PublishedMetric, rows: readonly ScoreRow[]): number {
  return computedOf(measuredOutcome(metric, rows)).estimate;
}

function measuredOutcome(metric: PublishedMetric, rows: readonly ScoreRow[]): Outcome {
  const cells = confusion(rows);
  switch (metric) {
    case "roc_auc":
      return areaUnderCurve(placementSums(tieGroups(rows)), 0.95);
    case "average_precision":
      return averagePrecision(tieGroups(rows), 0.95);
    case "f1":
      return fBeta(cells, 1, 0.95);
    case "recall":
      return confusionRate("truePositiveRate", cells, 0.95);
    case "specificity":
      return confusionRate("trueNegativeRate", cells, 0.95);
    default:
      return confusionRate(metric, cells, 0.95);
  }
}

/** NannyML's sampling error: deviation of the single rows that count in the reference, over the root of how many a chunk has of them. */
export function referenceError(metric: "f1" | "precision" | "recall" | "specificity" | "accuracy", rows: readonly ScoreRow[]): number {
  const { truePositive, falsePositive, falseNegative, trueNegative } = confusion(rows);
  const all = truePositive + falsePositive + falseNegative + trueNegative;
  const deviation = (hits: number, of: number, factor = 1): number =>
    (factor * Math.sqrt((hits / of) * (1 - hits / of))) / Math.sqrt((CHUNK_ROWS * of) / all);
  switch (metric) {
    case "accuracy":
      return deviation(truePositive + trueNegative, all);
    case "precision":
      return deviation(truePositive, truePositive + falsePositive);
    case "recall":
      return deviation(truePositive, truePositive + falseNegative);
    case "specificity":
      return deviation(trueNegative, trueNegative + falsePositive);
    case "f1": {
      const relevant = truePositive + falsePositive + falseNegative;
      return deviation(truePositive, relevant, relevant / (truePositive + (falsePositive + falseNegative) / 2));
    }
  }
}

/** NannyML's sampling error of the area: deviation of the positives' placements; `tied` = share of tied negatives that counts as below. */
export function placementError(rows: readonly ScoreRow[], tied: number): number {
  const groups = tieGroups(rows);
  const negatives = groups.reduce((sum, group) => sum + group.negatives, 0);
  const positives = groups.reduce((sum, group) => sum + group.positives, 0);
  let [below, sum, squares] = [0, 0, 0];
  for (const group of groups) {
    const placement = (below + tied * group.negatives) / negatives;
    sum += group.positives * placement;
    squares += group.positives * placement ** 2;
    below += group.negatives;
  }
  const variance = squares / positives - (sum / positives) ** 2;
  return Math.sqrt(variance) / Math.sqrt((CHUNK_ROWS * positives) / (positives + negatives));
}

/** NannyML's rule with a seed: average precision of samples of half the reference, scaled to a chunk. */
export function averagePrecisionError(rows: readonly ScoreRow[]): number {
  const groups = tieGroups(rows);
  const size = groups.reduce((sum, group) => sum + group.positives + group.negatives, 0) / 2;
  const stream = seededRandom(2026, "car-loan average precision");
  const weights = [...groups.map(({ positives }) => positives), ...groups.map(({ negatives }) => negatives)];
  const values = Array.from({ length: 100 }, () => {
    const drawn = stream.nextMultinomial(size, weights);
    const sample = groups.map((_, index) => ({ positives: drawn[index] ?? 0, negatives: drawn[groups.length + index] ?? 0 }));
    return computedOf(averagePrecision(sample, 0.95)).estimate;
  });
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return Math.sqrt((variance * size) / CHUNK_ROWS);
}

/** NannyML's estimate_roc_auc: row by row, with cumulated rows rounded to five decimals; `order` turns the order of tied rows round. */
export function rowwiseArea(reference: readonly ScoreRow[], window: readonly ScoreRow[], order: number): number {
  const fit = isotonicRegression(calibrationCells(reference));
  const cells = window.toSorted(
    (left, right) => right.score - left.score || order * (Number(left.isPredictedPositive) - Number(right.isPredictedPositive)),
  );
  const round = (value: number): number => Math.round(value * 1e5) / 1e5;
  const points = [{ tp: 0, fp: 0 }];
  let [truePositives, rows] = [0, 0];
  for (const cell of cells)
    for (let row = 0; row < cell.rows; row += 1) {
      truePositives += isotonicValueAt(fit, cell.score);
      rows += 1;
      points.push({ tp: round(truePositives), fp: round(rows - truePositives) });
    }
  const last = points.at(-1) ?? { tp: 0, fp: 0 };
  return points.slice(1).reduce((area, point, index) => {
    const before = points[index] ?? { tp: 0, fp: 0 };
    return area + (((point.fp - before.fp) / last.fp) * (point.tp + before.tp)) / last.tp / 2;
  }, 0);
}

/** Labelled rows by score. */
export function calibrationCells(rows: readonly ScoreRow[]): ScoreCell[] {
  const byScore = new Map<number, { x: number; rows: number; events: number }>();
  for (const { score, rows: count, events } of rows) {
    const cell = byScore.get(score) ?? { x: score, rows: 0, events: 0 };
    byScore.set(score, { x: score, rows: cell.rows + count, events: cell.events + events });
  }
  return [...byScore.values()].toSorted((left, right) => left.x - right.x);
}

/** Ten bins of calibrated probability with about the same number of rows. */
export function calibrationErrorOf(cells: readonly ScoreCell[]): Outcome {
  const all = cells.reduce((sum, { rows }) => sum + rows, 0);
  const empty = () => ({ rows: 0, events: 0, sumForecast: 0n, sumSquaredForecast: 0n, sumForecastEvents: 0n });
  const bins = Array.from({ length: 10 }, empty);
  let before = 0;
  for (const { x, rows, events } of cells.toSorted((left, right) => left.x - right.x)) {
    const bin = bins[Math.floor((10 * (before + rows / 2)) / all)] ?? empty();
    const steps = BigInt(Math.round(x * Number(FORECAST_STEPS)));
    bin.rows += rows;
    bin.events += events;
    bin.sumForecast += steps * BigInt(rows);
    bin.sumSquaredForecast += steps * steps * BigInt(rows);
    bin.sumForecastEvents += steps * BigInt(events);
    before += rows;
  }
  return expectedCalibrationError(bins, "equal-mass");
}

function tieGroups(rows: readonly ScoreRow[]): TieGroup[] {
  return calibrationCells(rows).map(({ rows: all, events }) => ({ positives: events, negatives: all - events }));
}

function confusion(rows: readonly ScoreRow[]): ConfusionCells {
  const sum = (isPredictedPositive: boolean, count: (row: ScoreRow) => number): number =>
    rows.reduce((total, row) => total + (row.isPredictedPositive === isPredictedPositive ? count(row) : 0), 0);
  return {
    truePositive: sum(true, ({ events }) => events),
    falsePositive: sum(true, ({ rows: all, events }) => all - events),
    falseNegative: sum(false, ({ events }) => events),
    trueNegative: sum(false, ({ rows: all, events }) => all - events),
  };
}
