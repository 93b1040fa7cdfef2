import { log, log1p } from "../../foundation/elementary-functions.ts";
import { requirePositive } from "../domain.ts";
import { stirlingError } from "./stirling.ts";

/**
 * log Gamma(b + a) - log Gamma(b) for a small step a, with an error in proportion to a.
 *
 * Formula: from b = 16 on the difference of Stirling's formulas, (b - 1/2) log(1 + a/b) + a log(a + b) - a + the difference of
 * their errors; below it the recurrence, log Gamma(b + a) - log Gamma(b) = the same at b + 1, less log(1 + a/b).
 * Source: DLMF 5.5.1 and 5.11.1, https://dlmf.nist.gov/5. Units: none. Not computable: a or b not above 0 throws.
 * Golden: mpmath at 50 digits (scripts/golden-values/special-functions.py).
 */
export function logGammaStep(a: number, b: number): number {
  requirePositive("logGammaStep (step)", a);
  requirePositive("logGammaStep", b);
  let shifted = b;
  let sum = 0;
  while (shifted < 16) {
    sum += log1p(a / shifted);
    shifted += 1;
  }
  const stirling = (shifted + a - 0.5) * log1p(a / shifted) - a + errorStep(a, shifted);
  return a * log(shifted) + stirling - sum;
}

/** Difference of the errors of Stirling's formula for Gamma(b + a) and Gamma(b), which are those of b + a - 1 and b - 1. */
function errorStep(a: number, b: number): number {
  const after = stirlingError(b + a);
  const before = stirlingError(b);
  return after - before;
}
