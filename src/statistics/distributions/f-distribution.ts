import { exp, expm1, log } from "../../foundation/elementary-functions.ts";
import { requireArgument, requireNotNegative, requirePositive, requireProbability } from "../domain.ts";
import { incompleteBeta } from "../special-functions/incomplete-beta.ts";
import { logBeta } from "../special-functions/log-beta.ts";
import { betaPoint } from "./beta.ts";

/** Below these odds only the leading power of the tail counts. */
const SMALL = 1e-280;

/**
 * F distribution with d1 and d2 degrees of freedom: P(X <= x), P(X > x) and their inverses.
 *
 * Formula: P(X <= x) = I_u(d1/2, d2/2), u = d1 x / (d1 x + d2). How far u lies from the mean is taken from
 * a b (1 - x) / (a x + b), a = d1/2, b = d2/2, so that degrees of freedom of 1e12 lose no digits. The quantile is d2 u / (d1 (1 - u)).
 * Source: M. Abramowitz and I. A. Stegun (1964) Handbook of Mathematical Functions 26.6, p. 946.
 * Units: none. quantile(0) = 0, quantile(1) = Infinity; a quantile below the smallest double is 0.
 * Not computable: x < 0, p outside 0..1, degrees of freedom outside 2e-6..2e16, a quantile beyond the largest double, or NaN throws.
 * Golden: mpmath at 50 digits (scripts/golden-values/distributions-mpmath.py), R pf and qf (distributions.R).
 */
export function fCdf(x: number, d1: number, d2: number): number {
  return tails(x, d1, d2).lower;
}

/** P(X > x) with relative accuracy in the upper tail; see `fCdf`. */
export function fSurvival(x: number, d1: number, d2: number): number {
  return tails(x, d1, d2).upper;
}

/** x with P(X <= x) = p; see `fCdf`. */
export function fQuantile(p: number, d1: number, d2: number): number {
  requireProbability("fQuantile", p);
  return pointOf("lower", p, d1, d2);
}

/** x with P(X > x) = tail, for tails too small to be written as 1 - p. */
export function fUpperPoint(tail: number, d1: number, d2: number): number {
  requireProbability("fUpperPoint", tail);
  return pointOf("upper", tail, d1, d2);
}

function pointOf(side: "lower" | "upper", p: number, d1: number, d2: number): number {
  requireDegrees(d1, d2);
  const { x, y } = betaPoint(side, p, d1 / 2, d2 / 2);
  const point = (d2 / d1) * (x / y);
  requireArgument(point < Infinity || p === 0 || p === 1, "F distribution", "a quantile below the largest double", p);
  return point;
}

function tails(x: number, d1: number, d2: number): { lower: number; upper: number } {
  requireDegrees(d1, d2);
  if (x === Infinity) return { lower: 1, upper: 0 };
  requireNotNegative("F distribution (statistic)", x);
  if (x === 0) return { lower: 0, upper: 1 };
  const [a, b] = [d1 / 2, d2 / 2];
  const odds = (a / b) * x;
  const inverse = b / a / x;
  if (odds < SMALL) return mostlyUpper(powerTail(x, a, b));
  if (inverse < SMALL) {
    const { lower: upper, upper: lower } = mostlyUpper(powerTail(1 / x, b, a));
    return { lower, upper };
  }
  const [u, rest] = odds < 1 ? [odds / (1 + odds), 1 / (1 + odds)] : [1 / (1 + inverse), inverse / (1 + inverse)];
  const excess = odds < 1 ? (a * (1 - x)) / (1 + odds) : (b * (1 - x)) / x / (1 + inverse);
  return incompleteBeta(u, rest, a, b, excess);
}

function mostlyUpper(logLower: number): { lower: number; upper: number } {
  return { lower: exp(logLower), upper: -expm1(logLower) };
}

/** log of (a x / b)^a / (a B(a, b)), the leading term of the lower tail. */
function powerTail(x: number, a: number, b: number): number {
  return a * (log(x) + log(a / b)) - log(a) - logBeta(a, b);
}

function requireDegrees(d1: number, d2: number): void {
  requirePositive("F distribution (degrees of freedom of the numerator)", d1);
  requirePositive("F distribution (degrees of freedom of the denominator)", d2);
}
