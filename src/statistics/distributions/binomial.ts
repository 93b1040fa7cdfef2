import { incompleteBeta } from "../special-functions/beta.ts";
import { requireCount, requireProbability } from "../domain.ts";
import { devianceTerm, minusProduct, stirlingError } from "../special-functions/stirling.ts";

/**
 * Binomial distribution: k successes in n independent trials of probability p.
 *
 * Formula: probability in Loader's saddle-point form; P(X <= k) = I_{1-p}(n - k, k + 1) and P(X > k) = I_p(k + 1, n - k),
 * regularised incomplete beta functions, so counts of 1e12 cost no loop. Source: C. Loader (2000), "Fast and accurate
 * computation of binomial probabilities"; DLMF 8.17.5. Units: counts; results in 0..1.
 * Not computable: n not a whole number, p outside 0..1, NaN throws. k outside 0..n has probability 0.
 * Golden: mpmath at 50 digits (scripts/golden-values/special-functions.py), R (distributions.R).
 */
export function binomialPmf(k: number, n: number, p: number): number {
  check(n, p);
  if (k < 0 || k > n || !Number.isInteger(k)) return 0;
  return binomialTerm(k, n - k, p, 1 - p);
}

/** Probability of k and m = n - k where p and q = 1 - p are both known without rounding. */
export function binomialTerm(k: number, m: number, p: number, q: number): number {
  const n = k + m;
  if (p === 0) return k === 0 ? 1 : 0;
  if (q === 0) return m === 0 ? 1 : 0;
  if (k === 0) return Math.exp(n * (p < 0.5 ? Math.log1p(-p) : Math.log(q)));
  if (m === 0) return Math.exp(n * (q < 0.5 ? Math.log1p(-q) : Math.log(p)));
  const excess = p <= q ? minusProduct(k, n, p) : -minusProduct(m, n, q);
  const exponent =
    stirlingError(n) - stirlingError(k) - stirlingError(m) - devianceTerm(k, n * p, excess) - devianceTerm(m, n * q, -excess);
  return Math.exp(exponent) * Math.sqrt(n / k / m / (2 * Math.PI));
}

/** P(X <= k); see `binomialPmf`. */
export function binomialCdf(k: number, n: number, p: number): number {
  check(n, p);
  const count = Math.floor(k);
  if (count < 0) return 0;
  if (count >= n) return 1;
  return incompleteBeta(p, 1 - p, count + 1, n - count).upper;
}

/** P(X > k); see `binomialPmf`. */
export function binomialSurvival(k: number, n: number, p: number): number {
  check(n, p);
  const count = Math.floor(k);
  if (count < 0) return 1;
  if (count >= n) return 0;
  return incompleteBeta(p, 1 - p, count + 1, n - count).lower;
}

function check(n: number, p: number): void {
  requireCount("Binomial distribution (trials)", n);
  requireProbability("Binomial distribution (probability)", p);
}
