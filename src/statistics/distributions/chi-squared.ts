import { requireNotNegative, requirePositive, requireProbability } from "../domain.ts";
import { gammaP, gammaQ } from "../special-functions/gamma.ts";
import { normalQuantile } from "./normal.ts";
import { bracketedRoot, expandBracket } from "../special-functions/root.ts";

/**
 * Chi-squared distribution with df degrees of freedom (df > 0, need not be whole).
 *
 * Formula: P(X <= x) = P(df/2, x/2), P(X > x) = Q(df/2, x/2), regularised incomplete gamma functions. The quantile is
 * the root of log P on log x, started from the Wilson-Hilferty cube. Source: Abramowitz and Stegun (1964) 26.4.
 * Units: none. quantile(0) = 0, quantile(1) = Infinity. Not computable: x < 0, df <= 0 or NaN throws.
 * Golden: R (scripts/golden-values/distributions.R), mpmath at 50 digits (special-functions.py).
 */
export function chiSquaredCdf(x: number, df: number): number {
  check(x, df);
  return gammaP(df / 2, x / 2);
}

/** P(X > x); see `chiSquaredCdf`. */
export function chiSquaredSurvival(x: number, df: number): number {
  check(x, df);
  return gammaQ(df / 2, x / 2);
}

/** x with P(X <= x) = p; see `chiSquaredCdf`. */
export function chiSquaredQuantile(p: number, df: number): number {
  requireProbability("chiSquaredQuantile", p);
  requirePositive("chiSquaredQuantile (degrees of freedom)", df);
  if (p === 0) return 0;
  if (p === 1) return Infinity;
  return p <= 0.5 ? pointOf(gammaP, p, df) : pointOf((a, x) => -gammaQ(a, x), p - 1, df);
}

/** x with P(X > x) = tail, for tails too small to be written as 1 - p. */
export function chiSquaredUpperPoint(tail: number, df: number): number {
  requireProbability("chiSquaredUpperPoint", tail);
  requirePositive("chiSquaredUpperPoint (degrees of freedom)", df);
  if (tail === 0) return Infinity;
  if (tail === 1) return 0;
  return pointOf((a, x) => -gammaQ(a, x), -tail, df);
}

/** Root of rising(df/2, x/2) = target on log x, in logarithms of the (signed) probability. */
function pointOf(rising: (a: number, x: number) => number, target: number, df: number): number {
  const sign = Math.sign(target);
  const miss = (logX: number) => sign * (Math.log(sign * rising(df / 2, Math.exp(logX) / 2)) - Math.log(sign * target));
  const z = sign > 0 ? normalQuantile(target) : -normalQuantile(-target);
  const cube = 1 - 2 / (9 * df) + z * Math.sqrt(2 / (9 * df));
  const small = Math.LN2 + (2 / df) * (Math.log(Math.abs(target)) + Math.log(df / 2)) - 1;
  const start = Math.max(-700, cube > 0.2 ? Math.log(df) + 3 * Math.log(cube) : Math.min(Math.log(df), small));
  const atStart = miss(start);
  if (atStart === 0) return Math.exp(start);
  const [near, far] = expandBracket(miss, start, atStart > 0 ? -0.01 : 0.01);
  return Math.exp(bracketedRoot(miss, near, far));
}

function check(x: number, df: number): void {
  if (x !== Infinity) requireNotNegative("Chi-squared distribution (statistic)", x);
  requirePositive("Chi-squared distribution (degrees of freedom)", df);
}
