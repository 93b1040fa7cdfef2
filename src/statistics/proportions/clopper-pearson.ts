import type { Interval } from "../../foundation/outcome.ts";
import { requireCount, requireLevel, requirePositive } from "../domain.ts";
import { betaQuantile, betaUpperPoint } from "../distributions/beta.ts";
import { requireShare } from "./fourfold-table.ts";

/**
 * Clopper-Pearson ("exact") interval of one proportion, k of n.
 *
 * Formula: lower limit = quantile (1 - level)/2 of Beta(k, n - k + 1), upper limit = upper point (1 - level)/2 of Beta(k + 1, n - k).
 * Source: C. J. Clopper and E. S. Pearson (1934) Biometrika 26, 404-413, doi:10.1093/biomet/26.4.404.
 * Units: counts in, shares out. Not computable: n = 0, counts that are not whole, or k > n, throw. At k = 0 the lower limit is 0, at
 * k = n the upper one is 1. Golden: mpmath (scripts/golden-values/proportions.py), R binom.test, review G6 and G13.
 */
export function clopperPearsonInterval(k: number, n: number, level: number): Interval {
  check(k, n);
  requireLevel("Clopper-Pearson interval", level);
  const tail = (1 - level) / 2;
  const lower = k === 0 ? 0 : betaQuantile(tail, k, n - k + 1);
  return { lower, upper: upperLimit(k, n, tail), level, method: "Clopper-Pearson" };
}

/** Upper one-sided limit: the share above which k or fewer of n would have a probability below 1 - level. */
export function clopperPearsonUpper(k: number, n: number, level: number): number {
  check(k, n);
  requireLevel("Clopper-Pearson limit", level);
  return upperLimit(k, n, 1 - level);
}

function upperLimit(k: number, n: number, tail: number): number {
  return k === n ? 1 : betaUpperPoint(tail, k + 1, n - k);
}

function check(k: number, n: number): void {
  requireCount("Clopper-Pearson interval (count)", k);
  requireCount("Clopper-Pearson interval (size)", n);
  requirePositive("Clopper-Pearson interval (size)", n);
  requireShare("Clopper-Pearson interval", k, n);
}
