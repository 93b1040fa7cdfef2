import { type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import { requireLevel } from "../domain.ts";
import { normalQuantile, normalSurvival } from "../distributions/normal.ts";
import { requireShare } from "../proportions/fourfold-table.ts";
import { bracketedRoot } from "../special-functions/root.ts";
import type { IdentifiedRegion } from "./manski-bounds.ts";

/**
 * Imbens-Manski interval that covers the true share (not the whole region) with the stated probability.
 *
 * Formula: [L - C se(L), U + C se(U)], C solves Phi(C + (U - L)/max se) - Phi(-C) = level; se binomial; limits clipped to 0..1. The
 * estimate is the middle of the region; its ends stand in the detail. The binomial se is 0 at 0 and 1: limit and bound then coincide.
 * Source: G. W. Imbens and C. F. Manski (2004) Econometrica 72, 1845-1857, doi:10.1111/j.1468-0262.2004.00555.x, equations 6 and 7.
 * Units: counts of two bounds, a level and the rows behind both in; shares out.
 * Not computable: a bound has no rows (not-identifiable); impossible counts throw.
 * Golden: base R uniroot (scripts/golden-values/subgroup.R), mpmath at 50 digits (error-rates.py).
 */
export function imbensManskiInterval(identified: IdentifiedRegion, level: number, n: number): Outcome {
  const { lowerCount, lowerRows, upperCount, upperRows } = identified;
  requireLevel("Worst-case bounds", level);
  requireShare("Worst-case bounds, lower", lowerCount, lowerRows);
  requireShare("Worst-case bounds, upper", upperCount, upperRows);
  if (lowerRows === 0 || upperRows === 0)
    return notComputable("not-identifiable", "Worst-case bounds: a bound has no rows; the share may be anything from 0 to 1.");
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
      lower: Math.max(0, lower - reach * lowerError),
      upper: Math.min(1, upper + reach * upperError),
      level,
      method: "Imbens-Manski",
    },
    detail: { lowerBound: lower, upperBound: upper, criticalValue: reach, estimateIs: "middle of the identified region" },
  });
}

/** Between the one-sided (wide region) and the two-sided (no width) normal quantile. */
function imbensManskiCritical(width: number, largestError: number, level: number): number {
  const [low, high] = [-normalQuantile(1 - level), -normalQuantile((1 - level) / 2)];
  if (largestError === 0) return low;
  const ratio = width / largestError;
  // 1 - level = P(Z > C) + P(Z > C + ratio), which keeps its digits at levels near 1.
  const excess = (critical: number) => normalSurvival(critical) + normalSurvival(critical + ratio) - (1 - level);
  // The ends are roots themselves at ratio 0 and at ratios beyond the normal tail.
  if (excess(low) <= 0) return low;
  return excess(high) >= 0 ? high : bracketedRoot(excess, low, high);
}
