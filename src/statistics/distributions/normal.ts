import { log } from "../../foundation/elementary-functions.ts";
import { requireNumber, requireProbability } from "../domain.ts";
import { erf, erfc, expMinusSquare } from "../special-functions/error-function.ts";

const ROOT_HALF = Math.SQRT1_2;
const ROOT_TWO_PI = Math.sqrt(2 * Math.PI);

/**
 * Standard normal distribution: P(Z <= z), P(Z > z), density and quantile.
 *
 * Formula: cdf = erfc(-z / sqrt 2) / 2; the survival function is computed as such, never as 1 - cdf. The quantile
 * starts from the rational form 26.2.23 and is polished by Halley steps; within 0.2 of one half by those on erf(z / sqrt 2) / 2.
 * Source: M. Abramowitz and I. A. Stegun (1964) Handbook of Mathematical Functions 26.2, p. 931-933.
 * Units: standard deviations; probabilities in 0..1. quantile(0) = -Infinity, quantile(1) = Infinity.
 * Not computable: NaN, or a probability outside 0..1, throws.
 * Golden: mpmath at 50 digits (scripts/golden-values/distributions-mpmath.py), R (distributions.R).
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
  if (Math.abs(p - 0.5) < 0.2) return centralPoint(p - 0.5);
  return p < 0.5 ? -upperPoint(p) : upperPoint(1 - p);
}

/** z with P(Z > z) = tail, for tails too small to be written as 1 - p. */
export function normalUpperPoint(tail: number): number {
  return 0 - normalQuantile(tail);
}

/** z with P(0 < Z <= z) = share, negative for a negative share. */
function centralPoint(share: number): number {
  return polish(share * ROOT_TWO_PI, (z) => erf(z * ROOT_HALF) / 2 - share);
}

/** Positive z with P(Z > z) = tail, for tail below one half. */
function upperPoint(tail: number): number {
  const t = Math.sqrt(-2 * log(tail));
  const start = t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
  return polish(start, (z) => tail - normalSurvival(z));
}

function polish(start: number, miss: (z: number) => number): number {
  let z = start;
  for (let step = 0; step < 5; step += 1) {
    const density = normalDensity(z);
    if (density === 0) break;
    const newton = miss(z) / density;
    z -= newton / (1 + (newton * z) / 2);
    if (Math.abs(newton) < 1e-9 * Math.abs(z)) break;
  }
  return z;
}
