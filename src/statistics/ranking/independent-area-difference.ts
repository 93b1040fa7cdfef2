import { type Outcome, notComputable } from "../../foundation/outcome.ts";
import { requireLevel } from "../domain.ts";
import { emptyClass } from "./area-under-curve.ts";
import { type DelongVariance, delongVariance } from "./delong-variance.ts";
import { areaDifference, singleRow } from "./paired-area-difference.ts";
import { type PlacementSums, requirePairs, requirePlacementSums } from "./placement-sums.ts";

/**
 * Difference of two areas under the ROC curve from independent samples, for example of two windows.
 *
 * Formula: D = A_A - A_B, variance = sum of both DeLong variances; p and interval from D / se with Student's t and Satterthwaite's df over
 * the four parts (positives and negatives of both samples); the normal p is in detail. R pROC has the same D / se, but df that count all rows.
 * Source: E. R. DeLong et al. (1988) Biometrics 44, 837-845, doi:10.2307/2531595; F. E. Satterthwaite (1946) Biometrics Bulletin 2, 110-114, doi:10.2307/3002019.
 * Units: placement sums of both samples in (see placement-sums), a difference of areas out.
 * Not computable: a class without rows (no-rows) or with one (too-few), and a class whose placements are all alike, as in a perfect separation
 * (degenerate): its variance would be read as 0. The intervals of both areas can still be laid side by side.
 * Golden: R pROC roc.test(paired = FALSE), statistic (scripts/golden-values/ranking.R).
 */
export function independentAreaDifference(a: PlacementSums, b: PlacementSums, level: number): Outcome {
  requireLevel("independentAreaDifference", level);
  for (const sums of [a, b]) requirePlacementSums("independentAreaDifference", sums);
  const classes = [a.positives, a.negatives, b.positives, b.negatives];
  if (classes.some(({ count }) => count === 0)) return emptyClass(a.positives.count * b.positives.count);
  if (classes.some(({ count }) => count === 1)) return singleRow();
  const [first, second] = [delongVariance(a.positives, a.negatives), delongVariance(b.positives, b.negatives)];
  if ([first.positives, first.negatives, second.positives, second.negatives].includes(0)) {
    return notComputable(
      "degenerate",
      "In one sample all rows of a class have the same place among the other class, so the variance of its area is not known.",
    );
  }
  const [pairsA, pairsB] = [pairsOf(a), pairsOf(b)];
  return areaDifference({
    method: "Difference of two areas under the ROC curve, independent samples",
    areas: [Number(a.positives.sum) / Number(pairsA), Number(b.positives.sum) / Number(pairsB)],
    // In whole numbers: areas near 1 differ by less than their rounding.
    difference: Number(a.positives.sum * pairsB - b.positives.sum * pairsA) / Number(pairsA * pairsB),
    n: classes.reduce((rows, { count }) => rows + count, 0),
    variance: sumOfVariances(first, second),
    level,
  });
}

function sumOfVariances(a: DelongVariance, b: DelongVariance) {
  const total = a.total + b.total;
  return { total, df: 1 / ((a.total / total) ** 2 / a.df + (b.total / total) ** 2 / b.df) };
}

function pairsOf({ positives, negatives }: PlacementSums): bigint {
  return 2n * requirePairs("independentAreaDifference", positives.count, negatives.count);
}
