import type { FeatureReading } from "./numeric-profile.ts";
import type { DriftFeature } from "./drift-setup.ts";

/** Counts of one feature in the baseline or in one window. */
export interface SegmentCounts {
  readonly rows: number;
  /** Null or NaN. */
  readonly missing: number;
  /** Rows per frozen cell, before sparse cells are merged. */
  readonly cells: readonly number[];
  /** Rows per counted cell (numeric only): below the smallest of `values`, up to each of them, above the largest. */
  readonly fine: readonly number[] | null;
  /** Values in categories that the baseline never showed. */
  readonly unseen: number;
}

/** One feature over all windows, as the aggregates hold it. */
export interface FeatureSample {
  readonly feature: DriftFeature;
  readonly reading: FeatureReading;
  readonly labels: readonly string[];
  readonly baseline: SegmentCounts;
  readonly windows: ReadonlyMap<number, SegmentCounts>;
  /** Edges of the counted cells of a numeric feature, smallest and largest value included; values of an ordered one. */
  readonly values: readonly number[];
  /** Baseline standard deviation with divisor n; null where there is none. */
  readonly sigma: number | null;
  /** True when the last cell holds the baseline categories without a cell of their own. */
  readonly hasRareCell: boolean;
  readonly seenOnce: number;
  readonly seenTwice: number;
}

export function filledRows(counts: SegmentCounts): number {
  return counts.rows - counts.missing;
}

/** Values in the frozen cells: filled, and not in an unseen category. */
export function comparedRows(counts: SegmentCounts): number {
  return counts.cells.reduce((total, count) => total + count, 0);
}
