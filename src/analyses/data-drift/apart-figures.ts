import type { Figure } from "../../foundation/figure.ts";
import { type Outcome, computed, isComputed, notComputable } from "../../foundation/outcome.ts";
import { outOfRangeShare } from "../../statistics/two-samples/out-of-range.ts";
import { fisherExact } from "../../statistics/proportions/fisher-exact.ts";
import { newcombeDifference } from "../../statistics/proportions/newcombe-difference.ts";
import { twoProportionTest } from "../../statistics/proportions/two-proportion-test.ts";
import { unseenShare } from "../../statistics/two-samples/unseen-share.ts";
import { type FeatureSample, type SegmentCounts, comparedRows, filledRows } from "./feature-sample.ts";
import { windowFigure } from "./figure-ids.ts";

/** Missing, out-of-range and unseen values: hypotheses of their own, never cells of a distance. */
export function apartFigures(sample: FeatureSample, window: string, counts: SegmentCounts, level: number): Figure[] {
  const feature = sample.feature.name;
  const missing = windowFigure(
    "missing-share-difference",
    "share",
    feature,
    window,
    missingShareDifference(sample.baseline, counts, level),
  );
  if (sample.reading === "numeric")
    return [missing, windowFigure("out-of-range-share", "share", feature, window, outside(sample, counts, level))];
  if (sample.reading === "empty") return [missing];
  return [
    missing,
    windowFigure(
      "unseen-share",
      "share",
      feature,
      window,
      unseenShare({
        unseen: counts.unseen,
        m: filledRows(counts),
        n: comparedRows(sample.baseline),
        seenOnce: sample.seenOnce,
        seenTwice: sample.seenTwice,
        level,
      }),
    ),
  ];
}

/** Share of null or NaN in the window less that of the baseline: Newcombe limits; pooled z, or Fisher's exact test where counts are small. */
export function missingShareDifference(baseline: SegmentCounts, window: SegmentCounts, level: number): Outcome {
  const difference = newcombeDifference(window.missing, window.rows, baseline.missing, baseline.rows, level);
  if (!isComputed(difference)) return difference;
  const pooled = (window.missing + baseline.missing) / (window.rows + baseline.rows);
  const smallest = Math.min(window.rows, baseline.rows) * Math.min(pooled, 1 - pooled);
  const pValue =
    smallest === 0
      ? 1
      : smallest < 5
        ? exactP(baseline, window)
        : pOf(twoProportionTest(window.missing, window.rows, baseline.missing, baseline.rows));
  if (pValue === undefined) return notComputable("numerical", "The test of the missing share gave no p value.");
  return computed({
    ...difference,
    n: window.rows,
    method: "Missing share, window less baseline",
    pValue,
    detail: {
      missing: window.missing,
      rows: window.rows,
      baselineMissing: baseline.missing,
      baselineRows: baseline.rows,
      test: smallest === 0 ? "none missing, or all, on both sides" : smallest < 5 ? "Fisher exact" : "pooled z",
    },
  });
}

function exactP(baseline: SegmentCounts, window: SegmentCounts): number | undefined {
  return pOf(fisherExact(window.missing, filledRows(window), baseline.missing, filledRows(baseline)));
}

function pOf(outcome: Outcome): number | undefined {
  return isComputed(outcome) ? outcome.pValue : undefined;
}

function outside(sample: FeatureSample, counts: SegmentCounts, level: number): Outcome {
  if (beyond(sample.baseline) > 0)
    return notComputable("assumption-failed", "The baseline itself holds infinite values, so it has no range.");
  return outOfRangeShare({ outside: beyond(counts), m: comparedRows(counts), n: comparedRows(sample.baseline), level });
}

function beyond(counts: SegmentCounts): number {
  return (counts.fine?.[0] ?? 0) + (counts.fine?.at(-1) ?? 0);
}
