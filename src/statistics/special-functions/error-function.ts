import { exp } from "../../foundation/elementary-functions.ts";
import { requireNumber } from "../domain.ts";

const TWO_OVER_ROOT_PI = 2 / Math.sqrt(Math.PI);
const SERIES_LIMIT = 2;

/**
 * Error function erf(x) = 2/sqrt(pi) * integral of exp(-t^2) from 0 to x, and its complement erfc(x) = 1 - erf(x).
 *
 * Formula: series erf(x) = 2/sqrt(pi) exp(-x^2) sum 2^k x^(2k+1) / (2k+1)!! below |x| = 2, continued fraction of erfc from 1 on.
 * Purpose: base of the normal distribution; erfc keeps its relative accuracy down to 1e-300.
 * Source: DLMF 7.6.2 and 7.9.1, https://dlmf.nist.gov/7. Units: none. Not computable: NaN throws.
 * Golden: mpmath at 50 digits (scripts/golden-values/special-functions.py).
 */
export function erf(x: number): number {
  requireNumber("erf", x);
  if (x < 0) return -erf(-x);
  return x < SERIES_LIMIT ? series(x) : 1 - complementFraction(x);
}

/** 1 - erf(x) without cancellation for large x; see `erf`. */
export function erfc(x: number): number {
  requireNumber("erfc", x);
  if (x < 0) return x > -SERIES_LIMIT ? 1 + series(-x) : 2 - complementFraction(-x);
  return x < SERIES_LIMIT ? smallComplement(x) : complementFraction(x);
}

/** exp(-x^2): the square is split, since rounding it would cost x^2 units in the last place. */
export function expMinusSquare(x: number): number {
  const head = Math.round(x * 4096) / 4096;
  return exp(-head * head) * exp(-(x - head) * (x + head));
}

function series(x: number): number {
  let term = x;
  let sum = x;
  for (let k = 1; term > sum * 2 ** -56; k += 1) {
    term *= (2 * x * x) / (2 * k + 1);
    sum += term;
  }
  return TWO_OVER_ROOT_PI * expMinusSquare(x) * sum;
}

function smallComplement(x: number): number {
  // At 2 the difference has lost two digits; the fraction is exact enough from 1 on, only slower.
  return x < 1 ? 1 - series(x) : complementFraction(x);
}

/** Lentz evaluation of sqrt(pi) exp(x^2) erfc(x) = 1 / (x + (1/2)/(x + 1/(x + (3/2)/(x + ...)))). */
function complementFraction(x: number): number {
  if (x > 27.3) return 0;
  let c = x;
  let d = 0;
  let value = x;
  for (let k = 1; k < 2000; k += 1) {
    const numerator = k / 2;
    d = 1 / (x + numerator * d);
    c = x + numerator / c;
    value *= c * d;
    if (Math.abs(c * d - 1) < 2 ** -53) break;
  }
  return (expMinusSquare(x) * TWO_OVER_ROOT_PI) / 2 / value;
}
