import { logBeta } from "../special-functions/beta.ts";
import { requireArgument, requireCount, requirePositive } from "../domain.ts";
import { hypergeometricCdf, hypergeometricSurvival } from "./hypergeometric.ts";

const MOST_TERMS = 20_000_000;

/**
 * Upper tail P(X >= k) of the beta-binomial distribution: X of m trials, whose probability is Beta(a, b).
 *
 * Purpose: values of a window beyond the minimum and maximum of a baseline of n rows are BetaBinomial(m; 2, n - 1).
 * Formula: for whole a, b the waiting-time identity P(X >= k) = P(H <= a - 1), H hypergeometric with population
 * m + a + b - 1, marked a + b - 1, drawn k + a - 1: a short sum for any m. Else the sum of C(m, j) B(j + a, m - j + b) /
 * B(a, b) by the ratio of neighbours. Source: Johnson, Kemp and Kotz (2005) Univariate Discrete Distributions 6.2.2.
 * Units: counts. Not computable: m, k not whole, shapes not above 0, or a sum of over 2e7 terms throws.
 * Golden: exact rational arithmetic (scripts/golden-values/exact-fractions.py), review G8.
 */
export function betaBinomialUpperTail(k: number, m: number, a: number, b: number): number {
  requireCount("betaBinomialUpperTail (trials)", m);
  requirePositive("betaBinomialUpperTail (shape a)", a);
  requirePositive("betaBinomialUpperTail (shape b)", b);
  requireArgument(Number.isSafeInteger(k), "betaBinomialUpperTail", "a whole count", k);
  if (k <= 0) return 1;
  if (k > m) return 0;
  const whole = Number.isInteger(a) && Number.isInteger(b) && Number.isSafeInteger(m + a + b);
  if (whole) return hypergeometricCdf(a - 1, m + a + b - 1, a + b - 1, k + a - 1);
  return sumOfTerms(k, m, a, b);
}

/** P(X < k), computed as such; see `betaBinomialUpperTail`. */
export function betaBinomialLowerTail(k: number, m: number, a: number, b: number): number {
  if (Number.isInteger(a) && Number.isInteger(b) && k > 0 && k <= m && Number.isSafeInteger(m + a + b)) {
    return hypergeometricSurvival(a - 1, m + a + b - 1, a + b - 1, k + a - 1);
  }
  return 1 - betaBinomialUpperTail(k, m, a, b);
}

function sumOfTerms(k: number, m: number, a: number, b: number): number {
  const logChoose = -logBeta(k + 1, m - k + 1) - Math.log(m + 1);
  const first = Math.exp(logChoose + logBeta(k + a, m - k + b) - logBeta(a, b));
  let term = 1;
  let sum = 1;
  for (let j = k; j < m; j += 1) {
    const ratio = ((m - j) / (j + 1)) * ((j + a) / (m - j - 1 + b));
    term *= ratio;
    sum += term;
    // Ratios of neighbours may rise again near m (b < 1), so a small term alone does not end the sum there.
    if (ratio < 1 && b >= 1 && term < sum * 2 ** -53 * (1 - ratio)) break;
    requireArgument(j - k < MOST_TERMS, "betaBinomialUpperTail", "whole shapes, or fewer trials", m);
  }
  return Math.min(1, sum * first);
}
