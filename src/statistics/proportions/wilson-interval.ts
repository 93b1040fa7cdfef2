import type { Interval } from "../../foundation/outcome.ts";
import { requireLevel, requirePositive } from "../domain.ts";
import { normalQuantile } from "../distributions/normal.ts";
import { requireShare } from "./fourfold-table.ts";

/**
 * Wilson score interval of one proportion, k of n.
 *
 * Formula: the P with |p - P| = z sqrt(P Q / n), p = k/n: (k + z^2/2 +- z sqrt(z^2/4 + k (n - k)/n)) / (n + z^2). The lower limit is
 * taken from the product of both roots, k^2/n / (n + z^2), so that it does not cancel near 0; near 1 the upper one mirrors it.
 * Source: R. G. Newcombe (1998) Statistics in Medicine 17, 857-872, method 3, doi:10.1002/(SICI)1097-0258(19980430)17:8<857::AID-SIM777>3.0.CO;2-E.
 * Units: counts in (n may be an effective, not whole, sample size), shares out.
 * Not computable: n = 0, or k outside 0..n, throws. At k = 0 the lower limit is 0, at k = n the upper one is 1.
 * Golden: mpmath at 50 digits (scripts/golden-values/proportions.py), R prop.test, review G6 and G16.
 */
export function wilsonInterval(k: number, n: number, level: number): Interval {
  check(k, n, level);
  const lower = k === 0 ? 0 : lowerLimit(k, n, level);
  // Each limit from the root that does not cancel: near 0 the larger one itself, near 1 the mirror image.
  const upper = k <= n / 2 ? largerRoot(k, n, level) / (n + squareOf(level)) : 1 - (k === n ? 0 : lowerLimit(n - k, n, level));
  return { lower, upper, level, method: "Wilson score" };
}

/**
 * How far the Wilson limits lie below and above the proportion itself, without the cancellation of p - lower and upper - p:
 * p - lower = z p q / (sqrt(z^2/4 + n p q) + z (1/2 - p)), and the same above with p and q exchanged.
 */
export function wilsonDistances(k: number, n: number, level: number): { below: number; above: number } {
  check(k, n, level);
  const z = criticalValue(level);
  return { below: wilsonDistanceBelow(k, n, z), above: wilsonDistanceBelow(n - k, n, z) };
}

/** p - lower for any critical value z of at least 0; that of n - k is upper - p. */
export function wilsonDistanceBelow(k: number, n: number, z: number): number {
  const [p, q] = [k / n, (n - k) / n];
  const root = Math.sqrt((z * z) / 4 + k * q);
  // Both forms are equal; the denominator of the first cancels where p is large.
  return p <= 0.5 ? (z * p * q) / (root + z * (0.5 - p)) : (z * (root + z * (p - 0.5))) / (n + z * z);
}

function lowerLimit(k: number, n: number, level: number): number {
  return (k * (k / n)) / largerRoot(k, n, level);
}

/** Larger root of (n + z^2) P^2 - (2k + z^2) P + k^2/n = 0, times n + z^2. */
function largerRoot(k: number, n: number, level: number): number {
  const square = squareOf(level);
  return k + square / 2 + Math.sqrt(square * (square / 4 + k * ((n - k) / n)));
}

function squareOf(level: number): number {
  return criticalValue(level) ** 2;
}

function criticalValue(level: number): number {
  return -normalQuantile((1 - level) / 2);
}

function check(k: number, n: number, level: number): void {
  requirePositive("Wilson interval (size)", n);
  requireShare("Wilson interval", k, n);
  requireLevel("Wilson interval", level);
}
