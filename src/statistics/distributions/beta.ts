import { exp, log } from "../../foundation/elementary-functions.ts";
import { requireProbability } from "../domain.ts";
import { incompleteBeta } from "../special-functions/incomplete-beta.ts";
import { bracketedRoot, expandBracket } from "../special-functions/root.ts";

const SMALLEST_LOG = -744;

/**
 * Beta distribution with shapes a, b > 0: P(X <= x), P(X > x) and their inverses.
 *
 * Formula: P(X <= x) = I_x(a, b), the regularised incomplete beta function. The quantile is the root of log(I_x / p), or of the
 * other tail where that is smaller, on the logarithm of the distance of x from the nearer end of 0..1.
 * Source: DLMF 8.17, https://dlmf.nist.gov/8.17; N. L. Johnson, S. Kotz and N. Balakrishnan (1995) Continuous Univariate
 * Distributions 2, chapter 25. Units: none, all in 0..1; a quantile below the smallest double is 0.
 * Not computable: x or p outside 0..1, shapes outside 1e-6..1e16, or NaN throws.
 * Golden: mpmath at 50 digits (scripts/golden-values/distributions-mpmath.py), R (distributions.R).
 */
export function betaCdf(x: number, a: number, b: number): number {
  requireProbability("betaCdf", x);
  return incompleteBeta(x, 1 - x, a, b).lower;
}

/** P(X > x) with relative accuracy in the upper tail; see `betaCdf`. */
export function betaSurvival(x: number, a: number, b: number): number {
  requireProbability("betaSurvival", x);
  return incompleteBeta(x, 1 - x, a, b).upper;
}

/** x with P(X <= x) = p; see `betaCdf`. */
export function betaQuantile(p: number, a: number, b: number): number {
  requireProbability("betaQuantile", p);
  return betaPoint("lower", p, a, b).x;
}

/** x with P(X > x) = tail, for tails too small to be written as 1 - p. */
export function betaUpperPoint(tail: number, a: number, b: number): number {
  requireProbability("betaUpperPoint", tail);
  return betaPoint("upper", tail, a, b).x;
}

/** The x whose tail on the given side is p, and y = 1 - x, the smaller of the two with all its digits. */
export function betaPoint(side: "lower" | "upper", p: number, a: number, b: number): { x: number; y: number } {
  const middle = incompleteBeta(0.5, 0.5, a, b);
  if (p === 0 || p === 1) return (p === 1) === (side === "lower") ? { x: 1, y: 0 } : { x: 0, y: 1 };
  if (middle[side] === p) return { x: 0.5, y: 0.5 };
  const belowHalf = side === "lower" ? p < middle.lower : p > middle.upper;
  if (belowHalf) {
    const x = distanceFromEnd(side, p, a, b);
    return { x, y: 1 - x };
  }
  const y = distanceFromEnd(side === "lower" ? "upper" : "lower", p, b, a);
  return { x: 1 - y, y };
}

/** Distance x of at most 1/2 from zero with tail p on the given side, solved on log x. */
function distanceFromEnd(side: "lower" | "upper", p: number, a: number, b: number): number {
  // Compare whichever tail is small, as a ratio.
  const small = p <= 0.5;
  const target = small ? p : 1 - p;
  const compared = small === (side === "lower") ? "lower" : "upper";
  const sign = compared === "lower" ? 1 : -1;
  const miss = (logX: number) => {
    if (logX < SMALLEST_LOG) return -1;
    const x = exp(logX);
    return sign * log(incompleteBeta(x, 1 - x, a, b)[compared] / target);
  };
  const start = -Math.LN2;
  const mean = log(a / (a + b));
  const center = mean < start ? mean : start;
  const atCenter = miss(center);
  if (atCenter === 0) return exp(center);
  if (atCenter < 0) return exp(bracketedRoot(miss, center, start));
  const step = -Math.min(1, 1 / Math.sqrt(a));
  // Beyond the smallest double the answer rounds to 0, which happens for shapes near 0.
  const [near, far] = expandBracket(miss, center, step);
  const root = bracketedRoot(miss, near, far);
  return root < SMALLEST_LOG + 1 ? 0 : exp(root);
}
