import { exp, log, log1p } from "../../foundation/elementary-functions.ts";
import { devianceTerm } from "../special-functions/deviance-term.ts";
import { weightedExcess } from "../special-functions/exact-product.ts";
import { stirlingError } from "../special-functions/stirling.ts";

/**
 * Binomial probability of k successes and m failures, C(k + m, k) p^k q^m, where p and q = 1 - p are both known.
 *
 * Formula: saddle-point form sqrt(n / (2 pi k m)) exp(stirlingError(n) - stirlingError(k) - stirlingError(m) - devianceTerm(k, n p)
 * - devianceTerm(m, n q)), n = k + m, with the exact excess k q - m p. Source: C. Loader (2000) Fast and accurate computation
 * of binomial probabilities, Bell Laboratories. Units: counts (need not be whole) in, probability out.
 * Not computable: negative counts, or p + q other than 1, are not checked.
 * Golden: mpmath at 50 digits (scripts/golden-values/distributions-mpmath.py).
 */
export function binomialTerm(k: number, m: number, p: number, q: number): number {
  const n = k + m;
  if (p === 0) return k === 0 ? 1 : 0;
  if (q === 0) return m === 0 ? 1 : 0;
  if (k === 0) return exp(n * (p < 0.5 ? log1p(-p) : log(q)));
  if (m === 0) return exp(n * (q < 0.5 ? log1p(-q) : log(p)));
  const excess = weightedExcess(k, m, p, q);
  const exponent =
    stirlingError(n) - stirlingError(k) - stirlingError(m) - devianceTerm(k, n * p, excess) - devianceTerm(m, n * q, -excess);
  return exp(exponent) * Math.sqrt(n / k / m / (2 * Math.PI));
}
