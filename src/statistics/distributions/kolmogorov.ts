import { exp, log } from "../../foundation/elementary-functions.ts";
import { requireNumber, requireProbability } from "../domain.ts";
import { bracketedRoot } from "../special-functions/root.ts";

const LARGEST = 20;

/**
 * Kolmogorov distribution, the limit of sqrt(n m / (n + m)) times the two-sample KS distance: P(K <= x), P(K > x) and inverses.
 *
 * Formula: P(K > x) = 2 sum (-1)^(k-1) exp(-2 k^2 x^2); below x = 1 the equivalent P(K <= x) = sqrt(2 pi)/x sum
 * exp(-(2k-1)^2 pi^2 / (8 x^2)), which converges where the first does not. Quantiles by root search on the smaller tail.
 * Source: W. Feller (1948) Annals of Mathematical Statistics 19, 177-189, doi:10.1214/aoms/1177730243.
 * Units: none. x <= 0 has P(K > x) = 1; quantile(0) = 0, quantile(1) = Infinity.
 * Not computable: NaN, or a probability outside 0..1, throws.
 * Golden: mpmath at 50 digits (scripts/golden-values/distributions-mpmath.py), review G9.
 */
export function kolmogorovSurvival(x: number): number {
  return tails(x).upper;
}

/** P(K <= x) with relative accuracy in the lower tail; see `kolmogorovSurvival`. */
export function kolmogorovCdf(x: number): number {
  return tails(x).lower;
}

/** x with P(K <= x) = p; see `kolmogorovSurvival`. */
export function kolmogorovQuantile(p: number): number {
  requireProbability("kolmogorovQuantile", p);
  if (p === 0) return 0;
  if (p === 1) return Infinity;
  return p <= 0.5 ? pointOf("lower", p) : pointOf("upper", 1 - p);
}

/** x with P(K > x) = tail, for tails too small to be written as 1 - p. */
export function kolmogorovUpperPoint(tail: number): number {
  requireProbability("kolmogorovUpperPoint", tail);
  if (tail === 0) return Infinity;
  if (tail === 1) return 0;
  return tail <= 0.5 ? pointOf("upper", tail) : pointOf("lower", 1 - tail);
}

function pointOf(side: "lower" | "upper", target: number): number {
  // Below 0.02 the lower tail, and above 20 the upper one, is less than the smallest double.
  return bracketedRoot((x) => Math.max(-1e4, Math.min(1e4, log(tails(x)[side] / target))), 0.02, LARGEST);
}

function tails(x: number): { lower: number; upper: number } {
  requireNumber("Kolmogorov distribution", x);
  if (x <= 0) return { lower: 0, upper: 1 };
  if (x < 1) {
    const exponent = -(Math.PI * Math.PI) / (8 * x * x);
    const sum = exp(exponent) + exp(9 * exponent) + exp(25 * exponent) + exp(49 * exponent);
    const lower = (Math.sqrt(2 * Math.PI) / x) * sum;
    return { lower, upper: 1 - lower };
  }
  let upper = 0;
  for (let k = 1; k <= 8; k += 1) upper += (k % 2 === 1 ? 2 : -2) * exp(-2 * k * k * x * x);
  return { lower: 1 - upper, upper };
}
