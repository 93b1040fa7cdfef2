import { exp } from "../../foundation/elementary-functions.ts";
import { gaussLegendre } from "./gauss-legendre.ts";

const PANELS = 4;
const RULE = gaussLegendre(24);
/** The rest of the integrand beyond exp(-46) is below the last digit. */
const NEGLIGIBLE = 46;

/**
 * Integral of exp(-fall(u)) for u from 0 to a limit, where fall is convex, rises and is 0 at 0.
 *
 * Formula: composite Gauss-Legendre rule (four panels of 24 nodes) up to where the integrand has fallen by exp(-46); over a
 * panel the exponent changes by less than 12 or so, where the rule is exact to the last digit.
 * Source: M. Abramowitz and I. A. Stegun (1964) Handbook of Mathematical Functions 25.4.30, p. 887.
 * Units: those of u. Not computable: a fall that does not rise is not checked.
 * Golden: mpmath at 50 digits (scripts/golden-values/special-functions.py).
 */
export function logConcaveIntegral(fall: (u: number) => number, limit: number, scale: number): number {
  const range = rangeOf(fall, limit, scale);
  let sum = 0;
  for (let panel = 0; panel < PANELS; panel += 1) {
    for (let index = 0; index < RULE.nodes.length; index += 1) {
      const u = (range * (panel + 0.5 + (RULE.nodes[index] ?? 0) / 2)) / PANELS;
      sum += (RULE.weights[index] ?? 0) * exp(-fall(u));
    }
  }
  return (sum * range) / (2 * PANELS);
}

/** A u just beyond which the integrand is negligible, at most the limit; found by doubling and halving from `scale`. */
function rangeOf(fall: (u: number) => number, limit: number, scale: number): number {
  let high = Math.min(limit, scale);
  while (high < limit && fall(high) < NEGLIGIBLE) high = Math.min(limit, 2 * high);
  if (fall(high) < NEGLIGIBLE) return high;
  let low = high / 2;
  while (fall(low) > NEGLIGIBLE) [low, high] = [low / 2, low];
  while (high - low > 0.02 * high) {
    const middle = (low + high) / 2;
    if (fall(middle) > NEGLIGIBLE) high = middle;
    else low = middle;
  }
  return high;
}
