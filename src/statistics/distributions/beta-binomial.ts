import { requireArgument, requireCount, requirePositive } from "../domain.ts";
import { betaBinomialTailSum } from "./beta-binomial-tail.ts";
import { discretePoint } from "./discrete-quantile.ts";
import { compareExactTail, fractionOf } from "./exact-tail.ts";
import { compareHypergeometric, hypergeometricCdf, hypergeometricSurvival } from "./hypergeometric.ts";

/**
 * Beta-binomial distribution: X of m trials, whose common probability is Beta(a, b).
 *
 * Formula: for whole a, b the waiting-time identity P(X > k) = P(H <= a - 1), H hypergeometric with population m + a + b - 1,
 * marked a + b - 1, drawn k + a: a short sum for any m. Else the sum of the probabilities (beta-binomial-tail.ts).
 * quantile(p) = smallest k with P(X <= k) >= p, decided in exact arithmetic where the two are close.
 * Purpose: values of a window beyond the minimum and maximum of a baseline of n rows are BetaBinomial(m; 2, n - 1).
 * Source: N. L. Johnson, A. W. Kemp and S. Kotz (2005) Univariate Discrete Distributions, 6.2.2.
 * Units: counts; results in 0..1. k below 0 or from m on is impossible or certain.
 * Not computable: m not a whole number, shapes outside 1e-6..1e15, NaN, or a sum of over 1e7 terms (shapes that are not whole, of
 * many thousands, far from the mean) throws. With such shapes and m above 1e6 a quantile is exact only to the accuracy of the sum.
 * Golden: exact fractions (scripts/golden-values/exact-fractions.py), mpmath at 50 digits (distributions-mpmath.py), review G8.
 */
export function betaBinomialCdf(k: number, m: number, a: number, b: number): number {
  return tails(k, m, a, b).lower;
}

/** P(X > k), computed as such; see `betaBinomialCdf`. */
export function betaBinomialSurvival(k: number, m: number, a: number, b: number): number {
  return tails(k, m, a, b).upper;
}

/** P(X >= k); see `betaBinomialCdf`. */
export function betaBinomialUpperTail(k: number, m: number, a: number, b: number): number {
  return tails(k - 1, m, a, b).upper;
}

/** Smallest k with P(X <= k) >= p; see `betaBinomialCdf`. */
export function betaBinomialQuantile(p: number, m: number, a: number, b: number): number {
  return pointOf("lower", p, m, a, b);
}

/** Smallest k with P(X > k) <= tail; see `betaBinomialCdf`. */
export function betaBinomialUpperPoint(tail: number, m: number, a: number, b: number): number {
  return pointOf("upper", tail, m, a, b);
}

function pointOf(side: "lower" | "upper", target: number, m: number, a: number, b: number): number {
  check(m, a, b);
  const n = a + b;
  return discretePoint(side, target, {
    lowest: 0,
    highest: m,
    mean: (m / n) * a,
    deviation: Math.sqrt((a / n) * (b / n) * m * ((m + n) / (1 + n))),
    tails: (k) => tails(k, m, a, b),
    compareExactly: (compared, k, tail) => compareExactly(compared, k, tail, m, a, b),
  });
}

function compareExactly(side: "lower" | "upper", k: number, tail: number, m: number, a: number, b: number): number {
  if (areWhole(m, a, b)) return compareHypergeometric(side === "lower" ? "upper" : "lower", a - 1, tail, m + a + b - 1, a + b - 1, k + a);
  if (m > 1e6) return Number.NaN;
  const [aTop, aBottom] = fractionOf(a);
  const [bTop, bBottom] = fractionOf(b);
  return compareExactTail(side, k, tail, {
    lowest: 0,
    highest: m,
    ratio: (at) => [
      BigInt(m - at) * (BigInt(at) * aBottom + aTop) * bBottom,
      BigInt(at + 1) * (BigInt(m - at - 1) * bBottom + bTop) * aBottom,
    ],
  });
}

function tails(k: number, m: number, a: number, b: number): { lower: number; upper: number } {
  check(m, a, b);
  requireArgument(!Number.isNaN(k), "Beta-binomial distribution (successes)", "a number", k);
  const count = Math.floor(k);
  if (count < 0) return { lower: 0, upper: 1 };
  if (count >= m) return { lower: 1, upper: 0 };
  if (areWhole(m, a, b)) {
    const drawn = [a - 1, m + a + b - 1, a + b - 1, count + a] as const;
    return { lower: hypergeometricSurvival(...drawn), upper: hypergeometricCdf(...drawn) };
  }
  // Away from the mean, where the probabilities fall.
  if (count + 1 > (m / (a + b)) * a) {
    const upper = betaBinomialTailSum(count + 1, m, a, b);
    return { lower: upper < 0.6 ? 1 - upper : betaBinomialTailSum(m - count, m, b, a), upper };
  }
  const lower = betaBinomialTailSum(m - count, m, b, a);
  return { lower, upper: lower < 0.6 ? 1 - lower : betaBinomialTailSum(count + 1, m, a, b) };
}

function areWhole(m: number, a: number, b: number): boolean {
  return Number.isInteger(a) && Number.isInteger(b) && Number.isSafeInteger(m + a + b);
}

function check(m: number, a: number, b: number): void {
  requireCount("Beta-binomial distribution (trials)", m);
  for (const shape of [a, b]) {
    requirePositive("Beta-binomial distribution (shape)", shape);
    requireArgument(shape >= 1e-6 && shape <= 1e15, "Beta-binomial distribution (shape)", "a shape in 1e-6..1e15", shape);
  }
}
