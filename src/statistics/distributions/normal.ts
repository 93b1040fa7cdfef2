import { requireNumber, requireProbability } from "../domain.ts";
import { erfc, expMinusSquare } from "../special-functions/error-function.ts";

const ROOT_HALF = Math.SQRT1_2;
const ROOT_TWO_PI = Math.sqrt(2 * Math.PI);

/**
 * Standard normal distribution: P(Z <= z), P(Z > z), density and quantile.
 *
 * Formula: cdf = erfc(-z / sqrt 2) / 2; the survival function is computed as such, never as 1 - cdf. The quantile
 * starts from the rational form 26.2.23 of Abramowitz and Stegun (1964, p. 933) and is polished by Halley steps.
 * Units: standard deviations; probabilities in 0..1. quantile(0) = -Infinity, quantile(1) = Infinity.
 * Not computable: NaN, or a probability outside 0..1, throws.
 * Golden: mpmath at 50 digits, scripts/golden-values/special-functions.py.
 */
export function normalCdf(z: number): number {
  requireNumber("normalCdf", z);
  return erfc(-z * ROOT_HALF) / 2;
}

/** P(Z > z); see `normalCdf`. */
export function normalSurvival(z: number): number {
  requireNumber("normalSurvival", z);
  return erfc(z * ROOT_HALF) / 2;
}

export function normalDensity(z: number): number {
  requireNumber("normalDensity", z);
  return expMinusSquare(z * ROOT_HALF) / ROOT_TWO_PI;
}

/** z with P(Z <= z) = p; see `normalCdf`. */
export function normalQuantile(p: number): number {
  requireProbability("normalQuantile", p);
  if (p === 0) return -Infinity;
  if (p === 1) return Infinity;
  if (p === 0.5) return 0;
  return p < 0.5 ? -upperPoint(p) : upperPoint(1 - p);
}

/** Positive z with P(Z > z) = tail, for tail below one half. */
function upperPoint(tail: number): number {
  const t = Math.sqrt(-2 * Math.log(tail));
  let z = t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
  for (let step = 0; step < 4; step += 1) {
    const density = normalDensity(z);
    if (density === 0) break;
    const newton = (normalSurvival(z) - tail) / density;
    z += newton / (1 + (newton * z) / 2);
    if (Math.abs(newton) < 1e-9 * Math.max(1, z)) break;
  }
  return z;
}
