import { log1p } from "../../foundation/elementary-functions.ts";
import { atan } from "../../foundation/trigonometric-functions.ts";

/**
 * log(1 + v) - v, and arctan(v) - v, without cancellation for small v.
 *
 * Formula: log(1 + v) = 2 (r + r^3/3 + r^5/5 + ...), r = v / (2 + v), and 2 r - v = -r v; arctan v = v - v^3/3 + v^5/5 - ...
 * Source: DLMF 4.6.3 and 4.24.3, https://dlmf.nist.gov/4. Units: none. Not computable: v <= -1 is not checked.
 * Golden: mpmath at 50 digits (scripts/golden-values/special-functions.py).
 */
export function logarithmBend(v: number): number {
  if (Math.abs(v) > 0.3) return log1p(v) - v;
  const r = v / (2 + v);
  const square = r * r;
  let term = 2 * r;
  let sum = 0;
  for (let k = 3; k < 120; k += 2) {
    term *= square;
    const next = sum + term / k;
    if (next === sum) break;
    sum = next;
  }
  return sum - r * v;
}

/** arctan(v) - v; see `logarithmBend`. */
export function arctangentBend(v: number): number {
  if (Math.abs(v) > 0.3) return atan(v) - v;
  const square = v * v;
  let term = v;
  let sum = 0;
  for (let k = 3; k < 120; k += 2) {
    term *= -square;
    const next = sum + term / k;
    if (next === sum) break;
    sum = next;
  }
  return sum;
}
