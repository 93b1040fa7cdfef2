import { type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import { normalSurvival } from "../distributions/normal.ts";
import {
  FEWEST_TREND_POINTS,
  type TimedValue,
  kendallScore,
  kendallVariance,
  medianOf,
  pairSlopes,
  requireSeries,
  sortedSlopes,
} from "./kendall-pairs.ts";

/**
 * Mann-Kendall trend test, tie-corrected, with Sen's slope.
 *
 * Formula: S = sum sign(y_j - y_i) over i < j, Var = [k(k-1)(2k+5) - sum t(t-1)(2t+5)]/18, z = (S -+ 1)/sqrt(Var) towards 0, two-sided normal p;
 * tau = S/(k(k-1)/2). Purpose: a monotone trend in a series without an assumed shape. Not robust to autocorrelation or season.
 * Source: H. Mann (1945), doi:10.2307/1907187; M. Kendall, Rank Correlation Methods, 4th ed. (1970), chapter 4; slope: sen-slope.ts.
 * Units: the estimate is S; `detail.senSlope` in values per unit of time.
 * Not computable: fewer than 8 points (4 cannot reach p < .083), all values equal. Times that do not rise, or numbers not finite, throw.
 * Golden: R, scripts/golden-values/drift.R; pymannkendall original_test, scripts/golden-values/kendall.py; review G12.
 */
export function mannKendall(points: readonly TimedValue[]): Outcome {
  requireSeries("mannKendall", points);
  const k = points.length;
  if (k < FEWEST_TREND_POINTS) return notComputable("too-few", `A trend test needs ${FEWEST_TREND_POINTS} windows; there are ${k}.`);
  const variance = kendallVariance(points);
  if (variance === 0) return notComputable("degenerate", "All values are equal.");
  const score = kendallScore(points);
  const z = kendallZ(score, variance);
  return computed({
    estimate: score,
    n: k,
    method: "Mann-Kendall trend test, tie-corrected",
    pValue: Math.min(1, 2 * normalSurvival(Math.abs(z))),
    detail: { z, variance, senSlope: medianOf(sortedSlopes(pairSlopes(points))), tau: score / ((k * (k - 1)) / 2) },
  });
}

/** S in standard deviations, moved by 1 towards 0. */
export function kendallZ(score: number, variance: number): number {
  return (score - Math.sign(score)) / Math.sqrt(variance);
}
