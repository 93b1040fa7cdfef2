import { exp, log, log1p } from "../../foundation/elementary-functions.ts";
import { requireNotNegative, requirePositive, requireProbability } from "../domain.ts";
import { incompleteGamma } from "../special-functions/incomplete-gamma.ts";
import { bracketedRoot, expandBracket } from "../special-functions/root.ts";
import { normalQuantile } from "./normal.ts";

const SMALLEST_LOG = -744;

/**
 * Chi-squared distribution with df degrees of freedom (df need not be whole).
 *
 * Formula: P(X <= x) = P(df/2, x/2), P(X > x) = Q(df/2, x/2), regularised incomplete gamma functions. The quantile is
 * the root of log(P / p), or of the other tail where that is smaller, on log x, started from the Wilson-Hilferty cube.
 * Source: M. Abramowitz and I. A. Stegun (1964) Handbook of Mathematical Functions 26.4, p. 940.
 * Units: none. quantile(0) = 0, quantile(1) = Infinity; a quantile below the smallest double is 0.
 * Not computable: x < 0, p outside 0..1, df outside 2e-6..2e16 or NaN throws.
 * Golden: mpmath at 50 digits (scripts/golden-values/distributions-mpmath.py), R (distributions.R).
 */
export function chiSquaredCdf(x: number, df: number): number {
  return tails(x, df).lower;
}

/** P(X > x); see `chiSquaredCdf`. */
export function chiSquaredSurvival(x: number, df: number): number {
  return tails(x, df).upper;
}

/** x with P(X <= x) = p; see `chiSquaredCdf`. */
export function chiSquaredQuantile(p: number, df: number): number {
  requireProbability("chiSquaredQuantile", p);
  requirePositive("chiSquaredQuantile (degrees of freedom)", df);
  if (p === 0) return 0;
  if (p === 1) return Infinity;
  return p <= 0.5 ? pointOf("lower", p, df) : pointOf("upper", 1 - p, df);
}

/** x with P(X > x) = tail, for tails too small to be written as 1 - p. */
export function chiSquaredUpperPoint(tail: number, df: number): number {
  requireProbability("chiSquaredUpperPoint", tail);
  requirePositive("chiSquaredUpperPoint (degrees of freedom)", df);
  if (tail === 0) return Infinity;
  if (tail === 1) return 0;
  return tail <= 0.5 ? pointOf("upper", tail, df) : pointOf("lower", 1 - tail, df);
}

function pointOf(side: "lower" | "upper", target: number, df: number): number {
  const sign = side === "lower" ? 1 : -1;
  const miss = (logX: number) => (logX < SMALLEST_LOG ? -1 : sign * log(incompleteGamma(df / 2, exp(logX) / 2)[side] / target));
  const z = sign * normalQuantile(target);
  const cube = 1 - 2 / (9 * df) + z * Math.sqrt(2 / (9 * df));
  const start = cube > 0.2 ? log(df) + 3 * log(cube) : Math.min(log(df), smallPoint(side, target, df));
  const atStart = miss(start);
  if (atStart === 0) return exp(start);
  const step = Math.min(1, 1 / Math.sqrt(df)) / 16;
  const [near, far] = expandBracket(miss, start, atStart > 0 ? -step : step);
  const root = bracketedRoot(miss, near, far);
  return root < SMALLEST_LOG + 1 ? 0 : exp(root);
}

/** log x from the leading term (x/2)^(df/2) / Gamma(df/2 + 1) of P, roughly. */
function smallPoint(side: "lower" | "upper", target: number, df: number): number {
  const logP = side === "lower" ? log(target) : log1p(-target);
  return Math.max(SMALLEST_LOG, Math.LN2 + (2 / df) * logP + log1p(df / 2) - 1);
}

function tails(x: number, df: number): { lower: number; upper: number } {
  if (x !== Infinity) requireNotNegative("Chi-squared distribution (statistic)", x);
  requirePositive("Chi-squared distribution (degrees of freedom)", df);
  return incompleteGamma(df / 2, x / 2);
}
