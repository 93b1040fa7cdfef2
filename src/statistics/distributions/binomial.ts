import { requireArgument, requireCount, requireProbability } from "../domain.ts";
import { incompleteBeta } from "../special-functions/incomplete-beta.ts";
import { binomialTerm } from "./binomial-term.ts";
import { discretePoint } from "./discrete-quantile.ts";
import { compareExactTail, fractionOf } from "./exact-tail.ts";

/**
 * Binomial distribution: k successes in n independent trials of probability p.
 *
 * Formula: P(X <= k) = I_{1-p}(n - k, k + 1) and P(X > k) = I_p(k + 1, n - k), regularised incomplete beta functions, so counts of
 * 1e12 cost no loop. quantile(q) = smallest k with P(X <= k) >= q, decided in exact arithmetic where the two are close.
 * Source: DLMF 8.17.5, https://dlmf.nist.gov/8.17; probabilities in C. Loader's form (binomial-term.ts).
 * Units: counts; results in 0..1. k outside 0..n has probability 0.
 * Not computable: n not a whole number up to 2^53, p outside 0..1, NaN throws.
 * Golden: mpmath at 50 digits (scripts/golden-values/distributions-mpmath.py), exact fractions (exact-fractions.py).
 */
export function binomialCdf(k: number, n: number, p: number): number {
  return tails(k, n, p).lower;
}

/** P(X > k); see `binomialCdf`. */
export function binomialSurvival(k: number, n: number, p: number): number {
  return tails(k, n, p).upper;
}

/** P(X = k); see `binomialCdf`. */
export function binomialPmf(k: number, n: number, p: number): number {
  check(n, p);
  if (k < 0 || k > n || !Number.isInteger(k)) return 0;
  return binomialTerm(k, n - k, p, 1 - p);
}

/** Smallest k with P(X <= k) >= q; see `binomialCdf`. */
export function binomialQuantile(q: number, n: number, p: number): number {
  return pointOf("lower", q, n, p);
}

/** Smallest k with P(X > k) <= tail; see `binomialCdf`. */
export function binomialUpperPoint(tail: number, n: number, p: number): number {
  return pointOf("upper", tail, n, p);
}

function pointOf(side: "lower" | "upper", target: number, n: number, p: number): number {
  check(n, p);
  const [success, whole] = fractionOf(p);
  const failure = whole - success;
  const ratio = (k: number) => [BigInt(n - k) * success, BigInt(k + 1) * failure] as const;
  return discretePoint(side, target, {
    lowest: 0,
    highest: n,
    mean: n * p,
    deviation: Math.sqrt(n * p * (1 - p)),
    tails: (k) => tails(k, n, p),
    compareExactly: (compared, k, tail) => compareExactTail(compared, k, tail, { lowest: 0, highest: n, ratio }),
  });
}

function tails(k: number, n: number, p: number): { lower: number; upper: number } {
  check(n, p);
  requireArgument(!Number.isNaN(k), "Binomial distribution (successes)", "a number", k);
  const count = Math.floor(k);
  if (count < 0) return { lower: 0, upper: 1 };
  if (count >= n) return { lower: 1, upper: 0 };
  const { lower: upper, upper: lower } = incompleteBeta(p, 1 - p, count + 1, n - count);
  return { lower, upper };
}

function check(n: number, p: number): void {
  requireCount("Binomial distribution (trials)", n);
  requireProbability("Binomial distribution (probability)", p);
}
