import { type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import { normalSurvival } from "../distributions/normal.ts";
import { studentTQuantile, studentTSurvival } from "../distributions/student-t.ts";
import { requireArgument, requireLevel } from "../domain.ts";
import { emptyClass } from "./area-under-curve.ts";
import { type DelongVariance, delongVariance } from "./delong-variance.ts";
import { requirePairs, requirePlacementSums } from "./placement-sums.ts";

/** Rows of one class and sums of the doubled placements that two scores give them. */
export interface PairedClassPlacements {
  readonly count: number;
  readonly sumA: bigint;
  readonly sumB: bigint;
  readonly sumOfSquaresA: bigint;
  readonly sumOfSquaresB: bigint;
  readonly sumOfProducts: bigint;
}

export interface PairedPlacementSums {
  readonly positives: PairedClassPlacements;
  readonly negatives: PairedClassPlacements;
}

/**
 * Paired DeLong test of two areas under the ROC curve: two scores on the same rows.
 *
 * Formula: D = A_A - A_B; its variance is the DeLong variance of the differences u_A - u_B, whose sums of squares are
 * sum u_A^2 + sum u_B^2 - 2 sum u_A u_B in whole numbers. p and interval from D / se with Student's t and Satterthwaite's df, which a
 * class of few rows needs; the p of the normal law, as DeLong has it, is in detail. The interval is cut to -1..1.
 * Source: E. R. DeLong, D. M. DeLong, D. L. Clarke-Pearson (1988) Biometrics 44, 837-845, doi:10.2307/2531595.
 * Units: per class the sums of placement-sums for both scores and of their products, sum(u_A * u_B) from one SQL join on the row; a difference of areas out.
 * Not computable: a class without rows (no-rows) or with one (too-few), and differences without variance (degenerate).
 * Golden: R pROC roc.test(paired = TRUE), statistic and normal p (scripts/golden-values/ranking.R).
 */
export function pairedAreaDifference({ positives, negatives }: PairedPlacementSums, level: number): Outcome {
  requireLevel("pairedAreaDifference", level);
  requirePlacementSums("pairedAreaDifference", { positives: scoreA(positives), negatives: scoreA(negatives) });
  requirePlacementSums("pairedAreaDifference", { positives: scoreB(positives), negatives: scoreB(negatives) });
  const [first, second] = [differences(positives), differences(negatives)];
  if (positives.count === 0 || negatives.count === 0) return emptyClass(positives.count);
  if (positives.count === 1 || negatives.count === 1) return singleRow();
  const pairs = 2n * requirePairs("pairedAreaDifference", positives.count, negatives.count);
  const variance = delongVariance(first, second);
  if (variance.total === 0) {
    return notComputable(
      "degenerate",
      "Both scores place every row of a class alike or equally far apart, so their difference has no variance to test it with.",
    );
  }
  return areaDifference({
    method: "Difference of two areas under the ROC curve, paired DeLong",
    areas: [Number(positives.sumA) / Number(pairs), Number(positives.sumB) / Number(pairs)],
    difference: Number(first.sum) / Number(pairs),
    n: positives.count + negatives.count,
    variance,
    level,
  });
}

/** The reason when a class has one row. */
export function singleRow(): Outcome {
  return notComputable("too-few", "A class with a single row shows no variance, so two areas cannot be compared.");
}

/** Test and interval of a difference of two areas from its variance. */
export function areaDifference(request: {
  readonly method: string;
  readonly areas: readonly [number, number];
  readonly difference: number;
  readonly n: number;
  readonly variance: Pick<DelongVariance, "total" | "df">;
  readonly level: number;
}): Outcome {
  const { method, areas, difference, n, variance, level } = request;
  const standardError = Math.sqrt(variance.total);
  const statistic = difference / standardError;
  const half = -studentTQuantile((1 - level) / 2, variance.df) * standardError;
  return computed({
    estimate: difference,
    n,
    method,
    interval: {
      lower: Math.max(-1, difference - half),
      upper: Math.min(1, difference + half),
      level,
      method: "DeLong, Student t",
    },
    pValue: 2 * studentTSurvival(Math.abs(statistic), variance.df),
    detail: {
      areaA: areas[0],
      areaB: areas[1],
      standardError,
      statistic,
      df: variance.df,
      normalPValue: 2 * normalSurvival(Math.abs(statistic)),
    },
  });
}

function scoreA({ count, sumA, sumOfSquaresA }: PairedClassPlacements) {
  return { count, sum: sumA, sumOfSquares: sumOfSquaresA };
}

function scoreB({ count, sumB, sumOfSquaresB }: PairedClassPlacements) {
  return { count, sum: sumB, sumOfSquares: sumOfSquaresB };
}

function differences({ count, ...sums }: PairedClassPlacements) {
  const sum = sums.sumA - sums.sumB;
  const sumOfSquares = sums.sumOfSquaresA + sums.sumOfSquaresB - 2n * sums.sumOfProducts;
  const isPossible = BigInt(count) * sumOfSquares >= sum * sum;
  requireArgument(
    isPossible,
    "pairedAreaDifference (products)",
    "sums that two scores of the same rows can have",
    Number(sums.sumOfProducts),
  );
  return { count, sum, sumOfSquares };
}
