import { exp, log } from "../../foundation/elementary-functions.ts";
import { requireArgument, requireNumber, requirePositive, requireProbability } from "../domain.ts";
import { incompleteBeta } from "../special-functions/incomplete-beta.ts";
import { logBeta } from "../special-functions/log-beta.ts";
import { betaPoint } from "./beta.ts";

/** Beyond this x = df / (df + t^2) only its leading power counts. */
const SMALL = 1e-250;

/**
 * Student's t distribution with df > 0 degrees of freedom (df need not be whole).
 *
 * Formula: P(T > t) = I_x(df/2, 1/2) / 2 with x = df / (df + t^2) for t >= 0, and its mirror image; where x is below 1e-250,
 * the leading term x^(df/2) / (df B(df/2, 1/2)). The quantile inverts the incomplete beta function.
 * Source: M. Abramowitz and I. A. Stegun (1964) Handbook of Mathematical Functions 26.7.1, p. 948.
 * Units: none. quantile(0) = -Infinity, quantile(1) = Infinity.
 * Not computable: df outside 2e-6..2e16, p outside 0..1, a quantile beyond the largest double, or NaN throws.
 * Golden: mpmath at 50 digits (scripts/golden-values/distributions-mpmath.py), R (distributions.R).
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

/** t with P(T > t) = tail, for tails too small to be written as 1 - p. */
export function studentTUpperPoint(tail: number, df: number): number {
  return 0 - studentTQuantile(tail, df);
}

function upperTail(t: number, df: number): number {
  if (t === Infinity) return 0;
  const ratio = t / Math.sqrt(df);
  const square = ratio * ratio;
  const a = df / 2;
  if (square > 1 / SMALL) return exp(-df * log(ratio) - log(df) - logBeta(a, 0.5));
  const [x, y] = [1 / (1 + square), square / (1 + square)];
  // a y - x / 2 with y = x t^2 / df.
  return incompleteBeta(x, y, a, 0.5, ((t * t - 1) * x) / 2).lower / 2;
}

function upperPoint(tail: number, df: number): number {
  const { x: y, y: x } = betaPoint("upper", 2 * tail, 0.5, df / 2);
  if (x > SMALL) return Math.sqrt(y / x) * Math.sqrt(df);
  const t = exp((-log(tail) - log(df) - logBeta(df / 2, 0.5)) / df + log(df) / 2);
  requireArgument(t < Infinity, "Student t distribution", "a quantile below the largest double", tail);
  return t;
}
