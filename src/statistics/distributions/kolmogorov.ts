import { requireNumber } from "../domain.ts";

/**
 * Survival function of the Kolmogorov distribution, the limit of sqrt(n m / (n + m)) times the two-sample KS distance.
 *
 * Formula: 2 sum (-1)^(k-1) exp(-2 k^2 x^2); below x = 1 the equivalent 1 - sqrt(2 pi)/x sum exp(-(2k-1)^2 pi^2 / (8 x^2)),
 * which converges where the first does not. Source: W. Feller (1948), doi:10.1214/aoms/1177730243.
 * Units: none. x <= 0 gives 1. Not computable: NaN throws. Golden: mpmath at 50 digits
 * (scripts/golden-values/special-functions.py), review G9.
 */
export function kolmogorovSurvival(x: number): number {
  requireNumber("kolmogorovSurvival", x);
  if (x <= 0) return 1;
  if (x < 1) {
    const exponent = -(Math.PI * Math.PI) / (8 * x * x);
    const sum = Math.exp(exponent) + Math.exp(9 * exponent) + Math.exp(25 * exponent) + Math.exp(49 * exponent);
    return 1 - (Math.sqrt(2 * Math.PI) / x) * sum;
  }
  let sum = 0;
  for (let k = 1; k <= 8; k += 1) sum += (k % 2 === 1 ? 2 : -2) * Math.exp(-2 * k * k * x * x);
  return sum;
}
