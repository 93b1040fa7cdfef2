import { noncentralityLower, noncentralityUpper } from "../distributions/noncentrality-limits.ts";
import { normalQuantile } from "../distributions/normal.ts";
import { requirePositive } from "../domain.ts";

/** Statistic from which its root is taken as normal: the non-central distribution is not evaluated there, and the error is below 1e-9. */
const ROOT_FROM = 1e12;

/**
 * Confidence limits of a drift effect (PSI scale) by non-central chi-squared inversion.
 *
 * Formula: without drift T = PSI/(1/n + 1/m) and X2 are chi-squared(df); with an effect D they are about non-central with
 * lambda = D/(1/n + 1/m). Limits: lambda_U with P(chi2(df, lambda_U) <= T) = alpha, lambda_L with P(... >= T) = alpha, times (1/n + 1/m).
 * T and X2 agree for small effects and part for large ones, so the lower limit takes the smaller and the upper the larger of the two.
 * From T = 1e12 on, sqrt(T - df) is normal about sqrt(lambda) with variance 1.
 * Approximation: local alternatives; for effects far above the threshold the interval is too short, where it decides nothing.
 * Source: N. Johnson, S. Kotz, N. Balakrishnan, Continuous Univariate Distributions 2 (1995), chapter 29; statistical review A2, A3, B1.
 * Units: two statistics, degrees of freedom and (possibly effective) rows in; PSI out, two-sided limits at level 1 - 2 alpha.
 * Not computable: a statistic below 0, df or rows not above 0, or a level outside 0..1, throws.
 * Golden: R pchisq(ncp =), scripts/golden-values/drift.R; mpmath, scripts/golden-values/drift-exact.py.
 */
export function driftEffectLimits(statistics: DriftStatistics, alpha: number): { lower: number; upper: number } {
  const { standardised, chiSquared, df, n, m } = statistics;
  requirePositive("driftEffectLimits (baseline rows)", n);
  requirePositive("driftEffectLimits (window rows)", m);
  const scale = 1 / n + 1 / m;
  return {
    lower: scale * lowerLimit(Math.min(standardised, chiSquared), df, alpha),
    upper: scale * upperLimit(Math.max(standardised, chiSquared), df, alpha),
  };
}

function lowerLimit(x: number, df: number, alpha: number): number {
  return x < ROOT_FROM ? noncentralityLower(x, df, alpha) : (Math.sqrt(x - df) + normalQuantile(alpha)) ** 2;
}

function upperLimit(x: number, df: number, alpha: number): number {
  return x < ROOT_FROM ? noncentralityUpper(x, df, alpha) : (Math.sqrt(x - df) - normalQuantile(alpha)) ** 2;
}

export interface DriftStatistics {
  /** PSI / (1/n + 1/m). */
  readonly standardised: number;
  /** Two-sample chi-squared on the same cells. */
  readonly chiSquared: number;
  readonly df: number;
  /** Baseline and window rows, possibly effective. */
  readonly n: number;
  readonly m: number;
}
