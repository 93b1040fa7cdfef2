import type { Interval } from "../../foundation/outcome.ts";
import { betaUpperPoint, betaQuantile } from "../special-functions/beta.ts";
import { requireArgument, requireCount, requireLevel, requireNotNegative, requirePositive } from "../domain.ts";
import { normalQuantile } from "../distributions/normal.ts";

/**
 * Wilson score interval of one proportion, k of n.
 *
 * Formula: the p with |k/n - p| = z sqrt(p (1 - p) / n): (k + z^2/2 +- z sqrt(z^2/4 + k (n - k)/n)) / (n + z^2); the
 * lower limit is taken from the product of both roots, k^2/n / (n + z^2), so that it does not cancel near 0.
 * Source: R. G. Newcombe (1998) Statistics in Medicine 17, 857-872, method 3, doi:10.1002/(SICI)1097-0258(19980430)17:8<857::AID-SIM777>3.0.CO;2-E.
 * Units: counts in (n may be an effective, not whole, sample size), shares out. Not computable: n <= 0, k outside 0..n throws.
 * Golden: mpmath (scripts/golden-values/proportions.py), R prop.test, review G6.
 */
export function wilsonInterval(k: number, n: number, level: number): Interval {
  check("wilsonInterval", k, n, level);
  const lower = k === 0 ? 0 : wilsonLower(k, n, level);
  // Each limit from the root that does not cancel: near 0 the larger one itself, near 1 the mirror image.
  const upper = k === n ? 1 : k <= n / 2 ? wilsonLarger(k, n, level) / (n + squareOf(level)) : 1 - wilsonLower(n - k, n, level);
  return { lower, upper, level, method: "Wilson score" };
}

function wilsonLower(k: number, n: number, level: number): number {
  return (k * (k / n)) / wilsonLarger(k, n, level);
}

/** Larger root of (n + z^2) p^2 - (2k + z^2) p + k^2/n = 0, times n + z^2. */
function wilsonLarger(k: number, n: number, level: number): number {
  const square = squareOf(level);
  return k + square / 2 + Math.sqrt(square * (square / 4 + k * ((n - k) / n)));
}

function squareOf(level: number): number {
  return normalQuantile((1 - level) / 2) ** 2;
}

/**
 * Clopper-Pearson ("exact") interval of one proportion, k of n.
 *
 * Formula: lower limit = quantile (1 - level)/2 of Beta(k, n - k + 1), upper limit = upper point (1 - level)/2 of
 * Beta(k + 1, n - k). Source: C. J. Clopper and E. S. Pearson (1934) Biometrika 26, 404-413, doi:10.1093/biomet/26.4.404.
 * Units: counts in, shares out. Not computable: n = 0, counts not whole or k > n throws.
 * Golden: mpmath (scripts/golden-values/proportions.py), R binom.test, review G6.
 */
export function clopperPearsonInterval(k: number, n: number, level: number): Interval {
  check("clopperPearsonInterval", k, n, level);
  requireCount("clopperPearsonInterval", k);
  requireCount("clopperPearsonInterval", n);
  const tail = (1 - level) / 2;
  const lower = k === 0 ? 0 : betaQuantile(tail, k, n - k + 1);
  const upper = k === n ? 1 : betaUpperPoint(tail, k + 1, n - k);
  return { lower, upper, level, method: "Clopper-Pearson" };
}

/** Upper one-sided Clopper-Pearson limit: the share above which k or fewer of n would have probability 1 - level. */
export function clopperPearsonUpper(k: number, n: number, level: number): number {
  return clopperPearsonInterval(k, n, 2 * level - 1).upper;
}

function check(where: string, k: number, n: number, level: number): void {
  requirePositive(`${where} (n)`, n);
  requireNotNegative(`${where} (k)`, k);
  requireArgument(k <= n, `${where} (k)`, `at most n = ${n}`, k);
  requireLevel(where, level);
}
