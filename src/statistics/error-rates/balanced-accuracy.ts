import { type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import { requireLevel } from "../domain.ts";
import { wilsonDistances } from "../proportions/wilson-interval.ts";
import { type ConfusionCells, requireConfusionCells } from "./confusion-rates.ts";

/**
 * Balanced accuracy: the mean of true positive and true negative rate.
 *
 * Formula: (p1 + p2)/2, p1 = TP/(TP + FN), p2 = TN/(TN + FP); limits (p1 + p2)/2 -+ sqrt(d1^2 + d2^2)/2, d the distances of the Wilson limits
 * of each rate, which are independent given the class sizes (variance recovered from the limits).
 * Source: K. H. Brodersen, C. S. Ong, K. E. Stephan and J. M. Buhmann (2010) ICPR, 3121-3124, doi:10.1109/ICPR.2010.764; G. Y. Zou and
 * A. Donner (2008) Statistics in Medicine 27, 1693-1702, doi:10.1002/sim.3095, for the interval.
 * Units: counts in, a share out. Not computable: no actual positives or no actual negatives (zero-denominator); counts not whole throw.
 * Golden: scikit-learn balanced_accuracy_score; the interval by mpmath at 50 digits (scripts/golden-values/error-rates.py).
 */
export function balancedAccuracy(cells: ConfusionCells, level: number): Outcome {
  const method = "Balanced accuracy";
  requireConfusionCells(cells);
  requireLevel(method, level);
  const { truePositive, falsePositive, falseNegative, trueNegative } = cells;
  const positives = truePositive + falseNegative;
  const negatives = trueNegative + falsePositive;
  if (positives === 0 || negatives === 0)
    return notComputable("zero-denominator", `${method}: there are no actual ${positives === 0 ? "positives" : "negatives"}.`);
  const estimate = (truePositive / positives + trueNegative / negatives) / 2;
  const first = wilsonDistances(truePositive, positives, level);
  const second = wilsonDistances(trueNegative, negatives, level);
  return computed({
    estimate,
    n: positives + negatives,
    method,
    interval: {
      lower: Math.max(0, estimate - Math.hypot(first.below, second.below) / 2),
      upper: Math.min(1, estimate + Math.hypot(first.above, second.above) / 2),
      level,
      method: "Wilson limits by class, recovered variance",
    },
    detail: { positives, negatives },
  });
}
