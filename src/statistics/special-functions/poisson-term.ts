import { exp, log } from "../../foundation/elementary-functions.ts";
import { devianceTerm } from "./deviance-term.ts";
import { logGamma } from "./log-gamma.ts";
import { stirlingError } from "./stirling.ts";

/**
 * Poisson probability x^a exp(-x) / Gamma(a + 1) of a events where x are expected; a need not be whole.
 *
 * Formula: saddle-point form exp(-stirlingError(a) - devianceTerm(a, x)) / sqrt(2 pi a); below a = 1 as written.
 * Source: C. Loader (2000) Fast and accurate computation of binomial probabilities, Bell Laboratories.
 * Units: events. Not computable: a or x below 0 is not checked.
 * Golden: mpmath at 50 digits (scripts/golden-values/special-functions.py).
 */
export function poissonTerm(a: number, x: number): number {
  if (x === 0) return a === 0 ? 1 : 0;
  if (a < 1) return exp(a * log(x) - logGamma(1 + a)) * exp(-x);
  return exp(-stirlingError(a) - devianceTerm(a, x, a - x)) / Math.sqrt(2 * Math.PI * a);
}
