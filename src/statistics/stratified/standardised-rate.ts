import { type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import { requireLevel, requireNotNegative } from "../domain.ts";
import { requireShare } from "../proportions/fourfold-table.ts";
import { wilsonDistances } from "../proportions/wilson-interval.ts";

/** One stratum: the group's count and rows, and the stratum's weight in the standard (any scale). */
export interface StandardStratum {
  readonly count: number;
  readonly rows: number;
  readonly weight: number;
}

/**
 * Directly standardised rate: the group's rate, had it the standard's mix of strata.
 *
 * Formula: sum W p with p = count/rows and W = weight / sum of weights; interval by the method of variance estimates recovery,
 * sum W p - sqrt(sum W^2 (p - l)^2), sum W p + sqrt(sum W^2 (u - p)^2), l and u the Wilson limits of each stratum, so that it keeps its
 * width where strata are small or empty of events. The standard error, sqrt(sum W^2 p (1 - p)/rows), stands in the detail.
 * Source: K. J. Rothman, S. Greenland and T. L. Lash (2008) Modern Epidemiology, 3rd edition, chapter 3; G. Y. Zou, W. Huang and X. Zhang
 * (2009) Computational Statistics and Data Analysis 53, 1080-1085 for the interval.
 * Units: counts and weights in, a share out; strata of weight zero do not matter.
 * Not computable: all weights are zero (no-rows); a stratum of the standard holds no rows of the group, whose rate would have to be
 * invented (zero-denominator); impossible counts or weights throw.
 * Golden: base R on UCBAdmissions by department (scripts/golden-values/subgroup.R), mpmath at 50 digits (stratified.py).
 */
export function standardisedRate(strata: readonly StandardStratum[], level: number): Outcome {
  const method = "Directly standardised rate";
  requireLevel(method, level);
  for (const { count, rows, weight } of strata) {
    requireShare(method, count, rows);
    requireNotNegative(`${method} (weight)`, weight);
  }
  const weighted = strata.filter((stratum) => stratum.weight > 0);
  if (weighted.length === 0) return notComputable("no-rows", `${method}: the standard is empty.`);
  const empty = weighted.filter((stratum) => stratum.rows === 0).length;
  if (empty > 0)
    return notComputable("zero-denominator", `${method}: ${empty} of ${weighted.length} strata of the standard hold no rows of the group.`);
  const total = weighted.reduce((sum, stratum) => sum + stratum.weight, 0);
  let [estimate, variance, below, above, n] = [0, 0, 0, 0, 0];
  for (const { count, rows, weight } of weighted) {
    const rate = count / rows;
    const share = weight / total;
    const distances = wilsonDistances(count, rows, level);
    estimate += share * rate;
    variance += (share * share * rate * (1 - rate)) / rows;
    below += (share * distances.below) ** 2;
    above += (share * distances.above) ** 2;
    n += rows;
  }
  return computed({
    estimate,
    n,
    method,
    interval: {
      lower: Math.max(0, estimate - Math.sqrt(below)),
      upper: Math.min(1, estimate + Math.sqrt(above)),
      level,
      method: "Wilson limits by stratum, recovered variance",
    },
    detail: { standardError: Math.sqrt(variance), strata: weighted.length },
  });
}
