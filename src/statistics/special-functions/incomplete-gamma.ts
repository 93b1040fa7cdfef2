import { exp, expm1, log } from "../../foundation/elementary-functions.ts";
import { requireArgument, requireNotNegative } from "../domain.ts";
import { gammaTailIntegral } from "./gamma-tail-integral.ts";
import { logGammaOnePlus } from "./log-gamma.ts";
import { poissonTerm } from "./poisson-term.ts";

/** Shapes from here on: numerical integral instead of series and fraction, whose steps grow with the root. */
const INTEGRAL_FROM = 3000;
const SMALLEST_SHAPE = 1e-6;
const LARGEST_SHAPE = 1e16;

/**
 * Regularised incomplete gamma functions P(a, x) (lower) and Q(a, x) = 1 - P (upper), a > 0, x >= 0.
 *
 * Formula: below x = max(1, a) the series of P, above it the continued fraction of Q, both times the Poisson term; for a from
 * 3000 on the integral of the density (gamma-tail-integral.ts). For a and x below 1 Q comes from the alternating series of
 * 1 - P with expm1, for P is then close to 1. Source: DLMF 8.11.4, 8.9.2 and 8.7.1, https://dlmf.nist.gov/8.
 * Units: none, results in 0..1. Not computable: a outside 1e-6..1e16, x < 0 or NaN throws.
 * Golden: mpmath at 50 digits (scripts/golden-values/special-functions.py).
 */
export function incompleteGamma(a: number, x: number): { lower: number; upper: number } {
  requireArgument(a >= SMALLEST_SHAPE && a <= LARGEST_SHAPE, "Incomplete gamma function (shape)", "a shape in 1e-6..1e16", a);
  if (x === Infinity) return { lower: 1, upper: 0 };
  requireNotNegative("Incomplete gamma function (argument)", x);
  if (x === 0) return { lower: 0, upper: 1 };
  const density = poissonTerm(a, x);
  // A tail whose density is below the smallest double is 0.
  if (density === 0) return x < a ? { lower: 0, upper: 1 } : { lower: 1, upper: 0 };
  if (x < Math.max(1, a)) {
    const lower = Math.min(1, density * (a < INTEGRAL_FROM ? ascendingSeries(a, x) : (a / x) * gammaTailIntegral(a, x, "lower")));
    return { lower, upper: a < 1 && lower > 0.5 ? smallShapeUpper(a, x) : 1 - lower };
  }
  const scaled = a < INTEGRAL_FROM ? a * upperFraction(a, x) : (a / x) * gammaTailIntegral(a, x, "upper");
  const upper = Math.min(1, density * scaled);
  return { lower: 1 - upper, upper };
}

/** P(a, x); see `incompleteGamma`. */
export function gammaP(a: number, x: number): number {
  return incompleteGamma(a, x).lower;
}

/** 1 - P(a, x) with relative accuracy in the upper tail; see `incompleteGamma`. */
export function gammaQ(a: number, x: number): number {
  return incompleteGamma(a, x).upper;
}

function ascendingSeries(a: number, x: number): number {
  let term = 1;
  let sum = 1;
  for (let k = 1; term > sum * 2 ** -55; k += 1) {
    term *= x / (a + k);
    sum += term;
  }
  return sum;
}

/** 1 - x^a/Gamma(1 + a) * (1 - a (x/(a+1) - x^2/(2! (a+2)) + ...)). */
function smallShapeUpper(a: number, x: number): number {
  let power = x;
  let sum = 0;
  for (let k = 1; Math.abs(power) > 1e-19 * x; k += 1) {
    sum += power / (a + k);
    power *= -x / (k + 1);
  }
  const exponent = a * log(x) - logGammaOnePlus(a);
  return exp(exponent) * a * sum - expm1(exponent);
}

/** Lentz evaluation of Q(a, x) Gamma(a) exp(x) / x^a = 1/(x + 1 - a - 1 (1 - a)/(x + 3 - a - 2 (2 - a)/(...))). */
function upperFraction(a: number, x: number): number {
  let b = x + 1 - a;
  let c = 1e300;
  let d = 1 / b;
  let value = d;
  for (let k = 1; ; k += 1) {
    const numerator = -k * (k - a);
    b += 2;
    d = 1 / nonZero(numerator * d + b);
    c = nonZero(b + numerator / c);
    value *= d * c;
    if (Math.abs(d * c - 1) < 2 ** -52) return value;
    requireArgument(k < 1e6, "Incomplete gamma function", "a shape for which the continued fraction converges", a);
  }
}

function nonZero(value: number): number {
  return Math.abs(value) < 1e-300 ? 1e-300 : value;
}
