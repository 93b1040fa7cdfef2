import { type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import { requireLevel } from "../domain.ts";
import { normalQuantile, normalSurvival } from "../distributions/normal.ts";
import { requireShare } from "../proportions/fourfold-table.ts";
import { wilsonDistanceBelow } from "../proportions/wilson-interval.ts";
import { bracketedRoot } from "../special-functions/root.ts";
import type { IdentifiedRegion } from "./manski-bounds.ts";

/**
 * Imbens-Manski interval that covers the true share (not the whole region) with the stated probability.
 *
 * Formula: lower limit of L and upper limit of U at the critical value C, which solves Phi(C + (U - L)/max se) - Phi(-C) = level, se binomial.
 * The paper's limits are L - C se(L) and U + C se(U); here they are Wilson's with z = C, because a binomial se is 0 at 0 and 1. Without
 * unlabelled rows, L = U, they are the Wilson interval. The estimate is the middle of the region; its ends stand in the detail.
 * Source: G. W. Imbens and C. F. Manski (2004) Econometrica 72, 1845-1857, doi:10.1111/j.1468-0262.2004.00555.x, equations 6 and 7.
 * Units: counts of two bounds, a level and the rows behind both in; shares out.
 * Not computable: a bound has no rows (not-identifiable); impossible counts throw.
 * Golden: base R uniroot and prop.test (scripts/golden-values/subgroup.R), mpmath at 50 digits (error-rates.py).
 */
export function imbensManskiInterval(identified: IdentifiedRegion, level: number, n: number): Outcome {
  const { lowerCount, lowerRows, upperCount, upperRows } = identified;
  requireLevel("Worst-case bounds", level);
  requireShare("Worst-case bounds, lower", lowerCount, lowerRows);
  requireShare("Worst-case bounds, upper", upperCount, upperRows);
  if (lowerRows === 0 || upperRows === 0)
    return notComputable(
      "not-identifiable",
      "Worst-case bounds: with some values of the missing outcomes no decision would count, so the share has no bounds.",
    );
  const lower = lowerCount / lowerRows;
  const upper = upperCount / upperRows;
  const lowerError = Math.sqrt((lower * (1 - lower)) / lowerRows);
  const upperError = Math.sqrt((upper * (1 - upper)) / upperRows);
  const reach = imbensManskiCritical(upper - lower, Math.max(lowerError, upperError), level);
  return computed({
    estimate: (lower + upper) / 2,
    n,
    method: "Manski worst-case bounds",
    interval: {
      lower: Math.max(0, lower - wilsonDistanceBelow(lowerCount, lowerRows, reach)),
      upper: Math.min(1, upper + wilsonDistanceBelow(upperRows - upperCount, upperRows, reach)),
      level,
      method: "Imbens-Manski, Wilson limits",
    },
    detail: { lowerBound: lower, upperBound: upper, criticalValue: reach, estimateIs: "middle of the identified region" },
  });
}

/** Between the one-sided (wide region) and the two-sided (no width) normal quantile. */
function imbensManskiCritical(width: number, largestError: number, level: number): number {
  // Below a level of 1/2 the one-sided quantile would turn the limits inwards.
  const [low, high] = [Math.max(0, -normalQuantile(1 - level)), -normalQuantile((1 - level) / 2)];
  if (width === 0) return high;
  const ratio = width / largestError;
  // 1 - level = P(Z > C) + P(Z > C + ratio), which keeps its digits at levels near 1.
  const excess = (critical: number) => normalSurvival(critical) + normalSurvival(critical + ratio) - (1 - level);
  // The ends are roots themselves at ratio 0 and at ratios beyond the normal tail.
  if (excess(low) <= 0) return low;
  return excess(high) >= 0 ? high : bracketedRoot(excess, low, high);
}
