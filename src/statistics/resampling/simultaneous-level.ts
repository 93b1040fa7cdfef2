import { requireArgument, requireCount, requireLevel } from "../domain.ts";

/**
 * Level of each of k intervals which together hold with a given level (Sidak, Bonferroni).
 *
 * Formula: independent estimates (groups without rows in common): level^(1/k); any dependence: 1 - (1 - level)/k.
 * Purpose: simultaneous intervals where no joint draws exist. Against a reference chosen from the data ("best of k groups") all
 * k (k - 1)/2 pairs count.
 * Source: Z. Sidak (1967) JASA 62, 626-633, doi:10.1080/01621459.1967.10482935; O. J. Dunn (1961) JASA 56, 52-64,
 * doi:10.1080/01621459.1961.10482090.
 * Units: a level in 0..1 and a count in, a level out.
 * Not computable: a level outside 0..1, or fewer than one interval, throws.
 * Golden: mpmath (scripts/golden-values/resampling.py).
 */
export function simultaneousLevel(level: number, intervals: number, dependence: "independent" | "any"): number {
  requireLevel("simultaneousLevel", level);
  requireCount("simultaneousLevel (intervals)", intervals);
  requireArgument(intervals >= 1, "simultaneousLevel (intervals)", "at least one", intervals);
  return dependence === "independent" ? level ** (1 / intervals) : 1 - (1 - level) / intervals;
}
