import { type Outcome, computed } from "../../foundation/outcome.ts";
import { normalQuantile } from "../distributions/normal.ts";
import { requireCount, requireLevel } from "../domain.ts";
import { emptyClass, logitLimits } from "./area-under-curve.ts";
import type { TieGroup } from "./placement-sums.ts";

/**
 * Average precision: the area under the step-wise precision-recall curve.
 *
 * Formula: AP = sum over tie groups, from the highest score down, of (R_g - R_{g-1}) P_g, with recall R and precision P of all rows down to and
 * with g. Beside it the base rate, m / (m + n), which a score without skill has. Interval: logit AP +- z / sqrt(m AP (1 - AP)).
 * Source: K. Boyd, K. H. Eng, C. D. Page (2013) ECML PKDD, LNCS 8190, 451-466, doi:10.1007/978-3-642-40994-3_29 (interval, simulated there); definition as scikit-learn.
 * Units: counts by tie group in ascending order of score in (as for placement-sums; GROUP BY score), a share out.
 * Not computable: no positives or no negatives. AP = 1 has no interval, as this one cannot be placed there; its detail says so.
 * Golden: scikit-learn average_precision_score (scripts/golden-values/ranking-definitions.py), limits in mpmath.
 */
export function averagePrecision(groups: readonly TieGroup[], level: number): Outcome {
  requireLevel("averagePrecision", level);
  let [above, aboveNegatives, weighted, missing] = [0, 0, 0, 0];
  for (const { positives, negatives } of groups.toReversed()) {
    requireCount("averagePrecision (positives)", positives);
    requireCount("averagePrecision (negatives)", negatives);
    above += positives;
    aboveNegatives += negatives;
    if (positives === 0) continue;
    weighted += positives * (above / (above + aboveNegatives));
    missing += positives * (aboveNegatives / (above + aboveNegatives));
  }
  if (above === 0 || aboveNegatives === 0) return emptyClass(above);
  const n = above + aboveNegatives;
  const area = { value: weighted / above, complement: missing / above };
  const detail = { positives: above, negatives: aboveNegatives, baseRate: above / n };
  const value = { estimate: area.value, n, method: "Average precision" };
  if (missing === 0) {
    return computed({
      ...value,
      detail: { ...detail, withoutInterval: "All positives score above all negatives; the interval has no place there." },
    });
  }
  const half = normalQuantile((1 + level) / 2) * Math.sqrt((area.value * area.complement) / above);
  return computed({ ...value, interval: { ...logitLimits(area, half), level, method: "Logit (Boyd, Eng and Page)" }, detail });
}
