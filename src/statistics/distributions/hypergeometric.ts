import { exp } from "../../foundation/elementary-functions.ts";
import { requireArgument, requireCount } from "../domain.ts";
import { devianceTerm } from "../special-functions/deviance-term.ts";
import { stirlingError } from "../special-functions/stirling.ts";
import { discretePoint } from "./discrete-quantile.ts";
import { compareExactTail } from "./exact-tail.ts";
import { hypergeometricTailRatio } from "./hypergeometric-tail.ts";

/**
 * Hypergeometric distribution: k marked items among n drawn without replacement from N items of which M are marked.
 *
 * Formula: C(M, k) C(N - M, n - k) / C(N, n) in saddle-point form: the four deviances of the cells of the two-by-two table from
 * their expectations, which share the exact difference (k N - M n) / N; no large logarithms of gamma functions are subtracted.
 * The tails are that times the sum of ratios in hypergeometric-tail.ts. Argument order: k, N (population), M (marked), n (drawn).
 * Source: C. Loader (2000) Fast and accurate computation of binomial probabilities, Bell Laboratories; N. L. Johnson, A. W. Kemp
 * and S. Kotz (2005) Univariate Discrete Distributions, 6.2. Units: counts. k out of reach has probability 0.
 * Not computable: counts that are not whole up to 2^53, M > N, n > N or NaN throw.
 * Golden: exact fractions (scripts/golden-values/exact-fractions.py), mpmath at 50 digits (distributions-mpmath.py), R phyper, review G13.
 */
export function hypergeometricCdf(k: number, N: number, M: number, n: number): number {
  return tails(k, N, M, n).lower;
}

/** P(X > k), summed as such; see `hypergeometricCdf`. */
export function hypergeometricSurvival(k: number, N: number, M: number, n: number): number {
  return tails(k, N, M, n).upper;
}

/** P(X = k); see `hypergeometricCdf`. */
export function hypergeometricPmf(k: number, N: number, M: number, n: number): number {
  check(N, M, n);
  if (k < Math.max(0, n - (N - M)) || k > Math.min(n, M) || !Number.isInteger(k)) return 0;
  if (n === 0 || n === N || M === 0 || M === N) return 1;
  // Observed minus expected count of the first cell, exact in its numerator.
  const difference = Number(BigInt(k) * BigInt(N) - BigInt(M) * BigInt(n)) / N;
  const rest = N - M;
  const cells = [
    [k, M * (n / N), difference],
    [M - k, M * ((N - n) / N), -difference],
    [n - k, rest * (n / N), -difference],
    [rest - n + k, rest * ((N - n) / N), difference],
  ] as const;
  let exponent = stirlingError(M) + stirlingError(rest) + stirlingError(n) + stirlingError(N - n) - stirlingError(N);
  let scale = Math.sqrt((M / N) * rest) * Math.sqrt(n) * Math.sqrt(N - n) * (2 * Math.PI) ** 1.5;
  for (const [count, expected, excess] of cells) {
    exponent -= devianceTerm(count, expected, excess);
    if (count > 0) {
      exponent -= stirlingError(count);
      scale /= Math.sqrt(2 * Math.PI * count);
    }
  }
  return exp(exponent) * scale;
}

/** Smallest k with P(X <= k) >= p; see `hypergeometricCdf`. */
export function hypergeometricQuantile(p: number, N: number, M: number, n: number): number {
  return pointOf("lower", p, N, M, n);
}

/** Smallest k with P(X > k) <= tail; see `hypergeometricCdf`. */
export function hypergeometricUpperPoint(tail: number, N: number, M: number, n: number): number {
  return pointOf("upper", tail, N, M, n);
}

/** Sign of the exact tail at k less p; see `compareExactTail`. */
export function compareHypergeometric(side: "lower" | "upper", k: number, p: number, N: number, M: number, n: number): number {
  const rest = N - M;
  return compareExactTail(side, k, p, {
    lowest: Math.max(0, n - rest),
    highest: Math.min(n, M),
    ratio: (at) => [BigInt(M - at) * BigInt(n - at), BigInt(at + 1) * BigInt(rest - n + at + 1)],
  });
}

function pointOf(side: "lower" | "upper", target: number, N: number, M: number, n: number): number {
  check(N, M, n);
  const [p, rest] = [N === 0 ? 0 : n / N, N - M];
  return discretePoint(side, target, {
    lowest: Math.max(0, n - rest),
    highest: Math.min(n, M),
    mean: M * p,
    deviation: Math.sqrt(M * p * (1 - p) * (rest / Math.max(1, N - 1))),
    tails: (k) => tails(k, N, M, n),
    compareExactly: (compared, k, tail) => compareHypergeometric(compared, k, tail, N, M, n),
  });
}

/** The smaller tail is summed, the other is the rest. */
function tails(k: number, N: number, M: number, n: number): { lower: number; upper: number } {
  check(N, M, n);
  requireArgument(!Number.isNaN(k), "Hypergeometric distribution (marked and drawn)", "a number", k);
  const count = Math.floor(k);
  if (count < Math.max(0, n - (N - M))) return { lower: 0, upper: 1 };
  if (count >= Math.min(n, M)) return { lower: 1, upper: 0 };
  // The tail on the far side of the mode is the smaller one and is computed; the other is its complement.
  if (count < Math.floor(((n + 1) / (N + 2)) * (M + 1))) {
    const lower = tailFrom(count, N, M, n, -1);
    return { lower, upper: 1 - lower };
  }
  const upper = tailFrom(count + 1, N, M, n, 1);
  return { lower: 1 - upper, upper };
}

/** Tail from k on, away from the mode; 0 where already the probability of k is below the smallest double. */
function tailFrom(k: number, N: number, M: number, n: number, direction: 1 | -1): number {
  const first = hypergeometricPmf(k, N, M, n);
  return first === 0 ? 0 : Math.min(1, first * hypergeometricTailRatio(k, N, M, n, direction));
}

function check(N: number, M: number, n: number): void {
  requireCount("Hypergeometric distribution (population)", N);
  requireCount("Hypergeometric distribution (marked)", M);
  requireCount("Hypergeometric distribution (drawn)", n);
  requireArgument(M <= N, "Hypergeometric distribution (marked)", "at most the population", M);
  requireArgument(n <= N, "Hypergeometric distribution (drawn)", "at most the population", n);
}
