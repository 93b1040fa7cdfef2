import { chiSquaredQuantile } from "../distributions/chi-squared.ts";
import { noncentralChiSquaredSurvival, noncentralityLower, noncentralityUpper } from "../distributions/noncentral-chi-squared.ts";

/**
 * Confidence limits of a drift effect (PSI scale) by non-central chi-squared inversion, and the rows that would decide.
 *
 * Formula: without drift T = PSI/(1/n+1/m) and X2 are chi-squared(df); with an effect D they are about non-central with
 * lambda = D/(1/n+1/m). Limits: lambda_U with P(chi2(df, lambda_U) <= T) = alpha, lambda_L with P(... >= T) = alpha, times (1/n+1/m).
 * T and X2 agree for small effects and part for large ones, so the lower limit takes the smaller and the upper the larger of the two.
 * Source: review A2, A3, B1; Johnson, Kotz, Balakrishnan, Continuous Univariate Distributions 2, ch. 29.
 * Approximation: local alternatives; for effects far above the threshold the interval is too short, where it decides nothing.
 * Golden values: review G2, G3 (scipy 1.10.1 ncx2).
 */
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

/** Two-sided limits at level 1 - 2 alpha, in units of PSI. */
export function driftEffectLimits(statistics: DriftStatistics, alpha: number): { lower: number; upper: number } {
  const { standardised, chiSquared, df, n, m } = statistics;
  const scale = 1 / n + 1 / m;
  return {
    lower: scale * noncentralityLower(Math.min(standardised, chiSquared), df, alpha),
    upper: scale * noncentralityUpper(Math.max(standardised, chiSquared), df, alpha),
  };
}

/** Non-centrality at which the chi-squared test at level alpha has the given power. */
export function noncentralityForPower(df: number, alpha: number, power: number): number {
  const critical = chiSquaredQuantile(1 - alpha, df);
  return bisect(0, (middle) => noncentralChiSquaredSurvival(critical, df, middle) >= power);
}

/** Window rows at which an effect is detected with the given power; null when the baseline is too small for any window. */
export function rowsToDetect(effect: number, df: number, n: number, alpha: number, power: number): number | null {
  const share = effect / noncentralityForPower(df, alpha, power) - 1 / n;
  return share > 0 ? Math.ceil(1 / share) : null;
}

/**
 * Window rows that would settle a verdict against `threshold`, were the effect what it is now estimated to be:
 * detection with 80 % power at or above the threshold, else an upper limit below it. Null: no number of rows would.
 */
export function rowsToDecide(effect: number, threshold: number, df: number, n: number, alpha: number): number | null {
  if (effect >= threshold) return rowsToDetect(effect, df, n, alpha, 0.8);
  const settled = (m: number): boolean => {
    const scale = 1 / n + 1 / m;
    return scale * noncentralityUpper(effect / scale + df, df, alpha) < threshold;
  };
  const most = 1e9;
  if (!settled(most)) return null;
  let low = 1;
  let high = most;
  while (high - low > Math.max(1, low * 1e-3)) {
    const middle = Math.floor(Math.sqrt(low * high)) || 1;
    const next = middle <= low ? low + 1 : middle >= high ? high - 1 : middle;
    if (settled(next)) high = next;
    else low = next;
  }
  return high;
}

function bisect(from: number, reached: (value: number) => boolean): number {
  let low = from;
  let high = Math.max(1, from * 2);
  while (!reached(high)) high *= 2;
  for (let step = 0; step < 80; step += 1) {
    const middle = (low + high) / 2;
    if (reached(middle)) high = middle;
    else low = middle;
  }
  return (low + high) / 2;
}
