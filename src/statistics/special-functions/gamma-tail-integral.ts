import { logConcaveIntegral } from "./log-concave-integral.ts";
import { logarithmBend } from "./logarithm-bend.ts";

/**
 * One tail of the gamma distribution over its density at x, for large shapes; the side away from the mode.
 *
 * Formula: integral of (t/x)^(a-1) exp(x - t) for t from 0 to x, or from x on; with t = x -+ u the exponent is
 * -u |x - (a - 1)|/x + (a - 1) (log(1 -+ u/x) +- u/x), in which nothing cancels. Source: definitions 8.2.1 and 8.2.2 of the DLMF,
 * https://dlmf.nist.gov/8.2. Units: those of x. Not computable: an x on the far side of the mode is not checked.
 * Golden: mpmath at 50 digits (scripts/golden-values/special-functions.py).
 */
export function gammaTailIntegral(a: number, x: number, side: "lower" | "upper"): number {
  const p = a - 1;
  const sign = side === "upper" ? 1 : -1;
  const slope = (sign * (x - a + 1)) / x;
  const fall = (u: number) => slope * u - p * logarithmBend((sign * u) / x);
  return logConcaveIntegral(fall, side === "upper" ? Infinity : x, Math.sqrt(x));
}
