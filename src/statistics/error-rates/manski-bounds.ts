import { requireCount } from "../domain.ts";
import type { ConfusionCells, ConfusionRate } from "./confusion-rates.ts";

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
 * Manski's worst-case bounds of a confusion rate when some decisions have no label.
 *
 * Formula: the unlabelled outcomes are filled in by the values that make the rate smallest, and largest; counts are returned, so that the
 * bounds keep their denominators.
 * Source: C. F. Manski (1990) American Economic Review 80, 319-323; statistics review B13.
 * Units: counts in, two pairs of counts (numerator, denominator) out.
 * Not computable: nothing is refused here; a bound without rows is refused by `imbensManskiInterval`. Counts that are not whole throw.
 * Golden: every completion by exact fractions (scripts/golden-values/error-rates.py), review B13: TP 300, FP 100 and 600 unlabelled
 * predicted negatives give FPR [100/700, 1], TPR [300/900, 1], accuracy [.3, .9], precision .75.
 */
export function manskiBounds(rate: ConfusionRate, cells: PartlyLabelledCells): IdentifiedRegion {
  const { truePositive: tp, falsePositive: fp, falseNegative: fn, trueNegative: tn } = cells;
  const up = cells.unlabelledPredictedPositive;
  const un = cells.unlabelledPredictedNegative;
  for (const count of [tp, fp, fn, tn, up, un]) requireCount("Worst-case bounds", count);
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
