import { betaQuantile, betaUpperPoint, incompleteBeta } from "../special-functions/beta.ts";
import { requireNumber, requirePositive, requireProbability } from "../domain.ts";

/**
 * Student's t distribution with df > 0 degrees of freedom.
 *
 * Formula: P(T > t) = I_x(df/2, 1/2) / 2 with x = df / (df + t^2) for t >= 0, and its mirror image. The quantile inverts
 * the incomplete beta function. Source: Abramowitz and Stegun (1964) 26.7.1, p. 948.
 * Units: none. quantile(0) = -Infinity, quantile(1) = Infinity. Not computable: df <= 0, p outside 0..1, NaN throws.
 * Golden: R (scripts/golden-values/distributions.R), mpmath (special-functions.py).
 */
export function studentTSurvival(t: number, df: number): number {
  requireNumber("studentTSurvival", t);
  requirePositive("Student t distribution (degrees of freedom)", df);
  const tail = upperTail(Math.abs(t), df);
  return t >= 0 ? tail : 1 - tail;
}

/** P(T <= t); see `studentTSurvival`. */
export function studentTCdf(t: number, df: number): number {
  return studentTSurvival(-t, df);
}

/** t with P(T <= t) = p; see `studentTSurvival`. */
export function studentTQuantile(p: number, df: number): number {
  requireProbability("studentTQuantile", p);
  requirePositive("Student t distribution (degrees of freedom)", df);
  if (p === 0) return -Infinity;
  if (p === 1) return Infinity;
  if (p === 0.5) return 0;
  return p < 0.5 ? -upperPoint(p, df) : upperPoint(1 - p, df);
}

function upperTail(t: number, df: number): number {
  if (t === Infinity) return 0;
  const square = t * t;
  if (square < df) {
    const y = square / (df + square);
    return incompleteBeta(1 - y, y, df / 2, 0.5).lower / 2;
  }
  // Dividing by the square keeps 1 - x exact where t^2 overflows.
  const x = df / square / (1 + df / square);
  return incompleteBeta(x, 1 - x, df / 2, 0.5).lower / 2;
}

function upperPoint(tail: number, df: number): number {
  // Near the middle 1 - x is small and known exactly, in the tail x is.
  const y = betaUpperPoint(2 * tail, 0.5, df / 2);
  if (y < 0.5) return Math.sqrt((df * y) / (1 - y));
  const x = betaQuantile(2 * tail, df / 2, 0.5);
  return Math.sqrt(df / x) * Math.sqrt(1 - x);
}
