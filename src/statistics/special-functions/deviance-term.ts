import { log } from "../../foundation/elementary-functions.ts";

/**
 * Deviance term x log(x/m) - (x - m) of binomial, Poisson and beta densities in saddle-point form.
 *
 * Formula: near x = m the series d v + 2 x (v^3/3 + v^5/5 + ...), v = d / (x + m), d = x - m; else as written. d is given
 * apart, so that it need not be rounded. Source: C. Loader (2000) Fast and accurate computation of binomial probabilities,
 * Bell Laboratories, equation 5 (there bd0). Units: none. Not computable: x < 0 or m <= 0 are not checked.
 * Golden: mpmath at 50 digits (scripts/golden-values/special-functions.py).
 */
export function devianceTerm(x: number, m: number, d: number): number {
  if (x === 0) return m;
  if (Math.abs(d) >= 0.1 * (x + m)) return x * log(x / m) - d;
  const v = d / (x + m);
  const square = v * v;
  let sum = d * v;
  let term = 2 * x * v;
  for (let k = 3; k < 200; k += 2) {
    term *= square;
    const next = sum + term / k;
    if (next === sum) break;
    sum = next;
  }
  return sum;
}
