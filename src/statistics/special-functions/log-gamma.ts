import { log, log1p } from "../../foundation/elementary-functions.ts";
import { requirePositive } from "../domain.ts";
import { stirlingError } from "./stirling.ts";

const HALF_LOG_TWO_PI = log(2 * Math.PI) / 2;
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
 * relative accuracy around the roots 1 and 2; else Stirling's series with its recurrence.
 * Source: DLMF 5.7.3, 5.11.1, https://dlmf.nist.gov/5. Units: none. Not computable: x <= 0, infinite or NaN throws.
 * Golden: mpmath at 50 digits (scripts/golden-values/special-functions.py).
 */
export function logGamma(x: number): number {
  requirePositive("logGamma", x);
  if (x > 2.5) return (x - 0.5) * log(x) - x + HALF_LOG_TWO_PI + stirlingError(x);
  if (x >= 1.5) return aroundTwo(x - 2);
  if (x >= 0.5) return aroundTwo(x - 1) - log1p(x - 1);
  return aroundTwo(x) - log1p(x) - log(x);
}

function aroundTwo(w: number): number {
  let sum = 0;
  for (let index = ZETA_MINUS_ONE.length - 1; index >= 0; index -= 1) {
    sum = ((index % 2 === 0 ? 1 : -1) * (ZETA_MINUS_ONE[index] ?? 0)) / (index + 2) + w * sum;
  }
  return w * (1 - EULER) + w * w * sum;
}

/** log Gamma(1 + w) for w in 0..1 with relative accuracy also near 0. */
export function logGammaOnePlus(w: number): number {
  return w < 0.5 ? aroundTwo(w) - log1p(w) : aroundTwo(w - 1);
}
