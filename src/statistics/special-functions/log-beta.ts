import { log, log1p } from "../../foundation/elementary-functions.ts";
import { requirePositive } from "../domain.ts";
import { logGamma } from "./log-gamma.ts";
import { stirlingError } from "./stirling.ts";

/**
 * Logarithm of the beta function B(a, b) = Gamma(a) Gamma(b) / Gamma(a + b), a, b > 0.
 *
 * Formula: log Gamma(a) + log Gamma(b) - log Gamma(a + b); where the larger is 16 or more, its two logarithms are subtracted
 * in Stirling's form by hand. Source: DLMF 5.12.1 and 5.11.1, https://dlmf.nist.gov/5. Units: none.
 * Not computable: a or b not above 0 throws. Golden: mpmath at 50 digits (scripts/golden-values/special-functions.py).
 */
export function logBeta(a: number, b: number): number {
  const [small, large] = a < b ? [a, b] : [b, a];
  requirePositive("logBeta", small);
  if (large < 16) return logGamma(small) + logGamma(large) - logGamma(small + large);
  const sum = small + large;
  const ratio = stirlingError(large) - stirlingError(sum) + small - (large - 0.5) * log1p(small / large);
  return logGamma(small) - small * log(sum) + ratio;
}
