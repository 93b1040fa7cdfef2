import { type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import type { ConfusionCells, ConfusionRate } from "./confusion-rates.ts";
import { normalCdf, normalQuantile } from "../distributions/normal.ts";

/** Labelled counts and the decisions whose outcome nobody saw, by what was predicted. */
export interface PartlyLabelledCells extends ConfusionCells {
  readonly unlabelledPredictedPositive: number;
  readonly unlabelledPredictedNegative: number;
}

/** A share known only between two proportions. */
export interface IdentifiedRegion {
  readonly lowerCount: number;
  readonly lowerRows: number;
  readonly upperCount: number;
  readonly upperRows: number;
}

/**
 * Manski's worst-case bounds of a confusion rate when some decisions have no label: the unlabelled outcomes are filled in by the
 * values that make the rate smallest and largest.
 *
 * Source: Manski, American Economic Review 80 (1990) 319; statistical review B13. Units: counts in, counts out.
 * Golden: TP 300, FP 100, 600 unlabelled predicted negatives: FPR [100/700, 1], TPR [300/900, 1], accuracy [.3, .9], precision .75.
 */
export function manskiBounds(rate: ConfusionRate, cells: PartlyLabelledCells): IdentifiedRegion {
  const { truePositive: tp, falsePositive: fp, falseNegative: fn, trueNegative: tn } = cells;
  const up = cells.unlabelledPredictedPositive;
  const un = cells.unlabelledPredictedNegative;
  switch (rate) {
    case "truePositiveRate":
      return region(tp, tp + fn + un, tp + up, tp + up + fn);
    case "falseNegativeRate":
      return region(fn, fn + tp + up, fn + un, fn + un + tp);
    case "falsePositiveRate":
      return region(fp, fp + tn + un, fp + up, fp + up + tn);
    case "trueNegativeRate":
      return region(tn, tn + fp + up, tn + un, tn + un + fp);
    case "precision":
      return region(tp, tp + fp + up, tp + up, tp + fp + up);
    case "falseDiscoveryRate":
      return region(fp, tp + fp + up, fp + up, tp + fp + up);
    case "negativePredictiveValue":
      return region(tn, tn + fn + un, tn + un, tn + fn + un);
    case "falseOmissionRate":
      return region(fn, tn + fn + un, fn + un, tn + fn + un);
    case "accuracy":
      return region(tp + tn, tp + fp + fn + tn + up + un, tp + tn + up + un, tp + fp + fn + tn + up + un);
    case "baseRate":
      return region(tp + fn, tp + fp + fn + tn + up + un, tp + fn + up + un, tp + fp + fn + tn + up + un);
  }
}

function region(lowerCount: number, lowerRows: number, upperCount: number, upperRows: number): IdentifiedRegion {
  return { lowerCount, lowerRows, upperCount, upperRows };
}

/**
 * Imbens-Manski interval that covers the true share (not the whole region) with the stated probability.
 *
 * Formula: [L - C se(L), U + C se(U)], C solves Phi(C + (U - L)/max se) - Phi(-C) = level; se binomial; limits clipped to [0, 1].
 * Source: Imbens & Manski, Econometrica 72 (2004) 1845, doi:10.1111/j.1468-0262.2004.00555.x, equations 6-7. The estimate is the
 * middle of the region; its ends stand in the detail. The binomial se is 0 at 0 and 1: interval and bound then coincide.
 * Not computable when a bound has no rows. Golden: base-R uniroot.
 */
export function imbensManskiInterval(identified: IdentifiedRegion, level: number, n: number): Outcome {
  const { lowerCount, lowerRows, upperCount, upperRows } = identified;
  if (lowerRows <= 0 || upperRows <= 0)
    return notComputable("not-identifiable", "Worst-case bounds: a bound has no rows; the share may be anything from 0 to 1.");
  const lower = lowerCount / lowerRows;
  const upper = upperCount / upperRows;
  const lowerError = Math.sqrt((lower * (1 - lower)) / lowerRows);
  const upperError = Math.sqrt((upper * (1 - upper)) / upperRows);
  const reach = imbensManskiCritical(upper - lower, Math.max(lowerError, upperError), level);
  return computed({
    estimate: (lower + upper) / 2,
    n,
    method: "Manski worst-case bounds",
    interval: {
      lower: Math.max(0, lower - reach * lowerError),
      upper: Math.min(1, upper + reach * upperError),
      level,
      method: "Imbens-Manski",
    },
    detail: { lowerBound: lower, upperBound: upper, criticalValue: reach, estimateIs: "middle of the identified region" },
  });
}

/** Between the one-sided (wide region) and the two-sided (no width) normal quantile; solved by bisection. */
function imbensManskiCritical(width: number, largestError: number, level: number): number {
  let low = normalQuantile(level);
  let high = normalQuantile(0.5 + level / 2);
  if (largestError === 0) return low;
  const ratio = width / largestError;
  for (let step = 0; step < 80; step += 1) {
    const middle = (low + high) / 2;
    if (normalCdf(middle + ratio) - normalCdf(-middle) < level) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
