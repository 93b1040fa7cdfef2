import { requireArgument, requireNotNegative, requirePositive } from "../domain.ts";
import { devianceTerm, stirlingError } from "./stirling.ts";

const HALF_LOG_TWO_PI = Math.log(2 * Math.PI) / 2;
const EULER = 0.5772156649015329;
/** zeta(k) - 1 for k = 2, 3, ...; each later one is half of the one before within the last digit. */
const ZETA_MINUS_ONE = [
  0.6449340668482264, 0.2020569031595943, 0.08232323371113819, 0.03692775514336993, 0.01734306198444914, 0.008349277381922827,
  0.004077356197944339, 0.0020083928260822143, 0.0009945751278180853, 0.0004941886041194646, 0.0002460865533080483, 0.00012271334757848915,
  6.124813505870483e-5, 3.058823630702049e-5, 1.528225940865187e-5, 7.637197637899763e-6, 3.81729326499984e-6, 1.908212716553939e-6,
  9.53962033872796e-7, 4.769329867878064e-7, 2.38450502727733e-7, 1.1921992596531106e-7, 5.960818905125948e-8, 2.980350351465228e-8,
] as const;

/**
 * Natural logarithm of the gamma function, for x > 0.
 *
 * Formula: for x in 1.5..2.5 the series log Gamma(2 + w) = w (1 - Euler) + sum (-1)^k (zeta(k) - 1) w^k / k, which keeps
 * relative accuracy around the roots 1 and 2; else Stirling's series with its recurrence. Source: DLMF 5.7.3, 5.11.1.
 * Units: none. Not computable: x <= 0, infinite or NaN throws. Golden: mpmath at 50 digits,
 * scripts/golden-values/special-functions.py.
 */
export function logGamma(x: number): number {
  requirePositive("logGamma", x);
  if (x > 2.5) return (x - 0.5) * Math.log(x) - x + HALF_LOG_TWO_PI + stirlingError(x);
  if (x >= 1.5) return aroundTwo(x - 2);
  if (x >= 0.5) return aroundTwo(x - 1) - Math.log1p(x - 1);
  return aroundTwo(x) - Math.log1p(x) - Math.log(x);
}

function aroundTwo(w: number): number {
  let sum = 0;
  for (let index = ZETA_MINUS_ONE.length - 1; index >= 0; index -= 1) {
    sum = ((index % 2 === 0 ? 1 : -1) * (ZETA_MINUS_ONE[index] ?? 0)) / (index + 2) + w * sum;
  }
  return w * (1 - EULER) + w * w * sum;
}

/**
 * Regularised incomplete gamma functions P(a, x) (lower) and Q(a, x) = 1 - P (upper), a > 0, x >= 0.
 *
 * Formula: below a + 1 the series of P, above it the continued fraction of Q, both times the density in saddle-point
 * form. Source: DLMF 8.11.4, 8.9.2. About sqrt(a) steps near x = a. Units: none, results in 0..1.
 * Not computable: a <= 0, x < 0 or NaN throws. Golden: mpmath, scripts/golden-values/special-functions.py.
 */
export function gammaP(a: number, x: number): number {
  return incompleteGamma(a, x).lower;
}

/** 1 - P(a, x) with relative accuracy in the upper tail; see `gammaP`. */
export function gammaQ(a: number, x: number): number {
  return incompleteGamma(a, x).upper;
}

/** x^a e^-x / Gamma(a + 1): the Poisson probability of a events where x are expected. */
export function poissonTerm(a: number, x: number): number {
  if (x === 0) return a === 0 ? 1 : 0;
  if (a === 0) return Math.exp(-x);
  if (a < Number.MIN_VALUE * 2 ** 60) return Math.exp(-x);
  return Math.exp(-stirlingError(a) - devianceTerm(a, x, a - x)) / Math.sqrt(2 * Math.PI * a);
}

function incompleteGamma(a: number, x: number): { lower: number; upper: number } {
  requirePositive("Incomplete gamma function (shape)", a);
  if (x === Infinity) return { lower: 1, upper: 0 };
  requireNotNegative("Incomplete gamma function (argument)", x);
  if (x === 0) return { lower: 0, upper: 1 };
  if (x < a + 1) {
    const lower = Math.min(1, poissonTerm(a, x) * ascendingSeries(a, x));
    return { lower, upper: 1 - lower };
  }
  const upper = Math.min(1, poissonTerm(a, x) * a * upperFraction(a, x));
  return { lower: 1 - upper, upper };
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
    if (Math.abs(d * c - 1) < 2 ** -53) return value;
    requireArgument(k < 1e8, "Incomplete gamma function", "a shape below 1e15", a);
  }
}

function nonZero(value: number): number {
  return Math.abs(value) < 1e-300 ? 1e-300 : value;
}
