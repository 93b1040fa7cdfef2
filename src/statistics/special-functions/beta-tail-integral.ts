import { logConcaveIntegral } from "./log-concave-integral.ts";
import { logarithmBend } from "./logarithm-bend.ts";

/**
 * Lower tail of the beta distribution over its density at x, for large shapes and x not above the mode.
 *
 * Formula: integral of (t/x)^(a-1) ((1-t)/y)^(b-1) for t from 0 to x; with t = x - u the logarithm of the integrand is concave
 * and falls from 0. log(1 + v) - v is used in place of log(1 + v), so that the two large linear terms become the exact
 * slope (a y - b x - x + y) / (x y) of the log density. Source: definition 8.17.1 of the DLMF, https://dlmf.nist.gov/8.17.
 * Units: those of x; excess is a y - b x. Not computable: x above the mode is not checked.
 * Golden: mpmath at 50 digits (scripts/golden-values/special-functions.py).
 */
export function betaTailIntegral(x: number, y: number, a: number, b: number, excess: number): number {
  const [p, q] = [a - 1, b - 1];
  // p/x - q/y = (p y - q x) / (x y).
  const slope = (excess + (x - y)) / (x * y);
  const fall = (u: number) => slope * u - p * logarithmBend(-u / x) - q * logarithmBend(u / y);
  return logConcaveIntegral(fall, x, x * Math.sqrt(y / a));
}
