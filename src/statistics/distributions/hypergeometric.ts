import { binomialTerm } from "./binomial.ts";
import { requireArgument, requireCount } from "../domain.ts";

/**
 * Hypergeometric distribution: k marked items among n drawn without replacement from N items of which M are marked.
 *
 * Formula: C(M, k) C(N - M, n - k) / C(N, n), as a ratio of three binomial probabilities at p = n/N (Loader 2000), exact
 * for counts of 1e12; tails are summed from k outwards by the ratio of neighbours until nothing is added (some ten
 * standard deviations at most). Argument order: k, N (population), M (marked), n (drawn).
 * Units: counts. Not computable: counts that are not whole, M > N or n > N throw. k out of reach has probability 0.
 * Golden: exact rational arithmetic (scripts/golden-values/exact-fractions.py), R phyper, review G13.
 */
export function hypergeometricPmf(k: number, N: number, M: number, n: number): number {
  check(N, M, n);
  if (k < Math.max(0, n - (N - M)) || k > Math.min(n, M) || !Number.isInteger(k)) return 0;
  if (n === 0 || n === N || M === 0 || M === N) return 1;
  const [p, q] = [n / N, (N - n) / N];
  return (binomialTerm(k, M - k, p, q) * binomialTerm(n - k, N - M - n + k, p, q)) / binomialTerm(n, N - n, p, q);
}

/** P(X <= k); see `hypergeometricPmf`. */
export function hypergeometricCdf(k: number, N: number, M: number, n: number): number {
  check(N, M, n);
  const count = Math.floor(k);
  const [lowest, highest] = [Math.max(0, n - (N - M)), Math.min(n, M)];
  if (count < lowest) return 0;
  if (count >= highest) return 1;
  return isBelowMode(count, N, M, n) ? sumDown(count, N, M, n) : 1 - sumUp(count + 1, N, M, n);
}

/** P(X > k), summed as such; see `hypergeometricPmf`. */
export function hypergeometricSurvival(k: number, N: number, M: number, n: number): number {
  check(N, M, n);
  const count = Math.floor(k);
  const [lowest, highest] = [Math.max(0, n - (N - M)), Math.min(n, M)];
  if (count < lowest) return 1;
  if (count >= highest) return 0;
  return isBelowMode(count, N, M, n) ? 1 - sumDown(count, N, M, n) : sumUp(count + 1, N, M, n);
}

function isBelowMode(k: number, N: number, M: number, n: number): boolean {
  return k < ((n + 1) / (N + 2)) * (M + 1);
}

function sumDown(start: number, N: number, M: number, n: number): number {
  let term = 1;
  let sum = 1;
  for (let k = start; k > 0; k -= 1) {
    term *= (k / (M - k + 1)) * ((N - M - n + k) / (n - k + 1));
    if (term < sum * 2 ** -56) break;
    sum += term;
  }
  return Math.min(1, sum * hypergeometricPmf(start, N, M, n));
}

function sumUp(start: number, N: number, M: number, n: number): number {
  let term = 1;
  let sum = 1;
  const highest = Math.min(n, M);
  for (let k = start; k < highest; k += 1) {
    term *= ((M - k) / (k + 1)) * ((n - k) / (N - M - n + k + 1));
    if (term < sum * 2 ** -56) break;
    sum += term;
  }
  return Math.min(1, sum * hypergeometricPmf(start, N, M, n));
}

function check(N: number, M: number, n: number): void {
  requireCount("Hypergeometric distribution (population)", N);
  requireCount("Hypergeometric distribution (marked)", M);
  requireCount("Hypergeometric distribution (drawn)", n);
  requireArgument(M <= N, "Hypergeometric distribution (marked)", "at most the population", M);
  requireArgument(n <= N, "Hypergeometric distribution (drawn)", "at most the population", n);
}
