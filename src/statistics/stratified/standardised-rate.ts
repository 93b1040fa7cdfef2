import { type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import { normalQuantile } from "../distributions/normal.ts";

/** One stratum: the group's count and rows, and the stratum's weight in the standard (any scale). */
export interface StandardStratum {
  readonly count: number;
  readonly rows: number;
  readonly weight: number;
}

/**
 * Directly standardised rate: the group's rate, had it the standard's mix of strata.
 *
 * Formula: sum w p / sum w with p = count/rows; se^2 = sum w^2 p(1 - p)/rows / (sum w)^2; normal interval clipped to [0, 1].
 * Source: Rothman, Greenland & Lash, Modern Epidemiology (2008) chapter 15. Strata of weight zero do not matter.
 * Not computable when a stratum of the standard holds no rows of the group (its rate would have to be invented) or all weights are zero.
 * The normal interval is approximate for small strata. Golden: base-R evaluation on UCBAdmissions by department.
 */
export function standardisedRate(strata: readonly StandardStratum[], level: number): Outcome {
  const method = "Directly standardised rate";
  for (const { count, rows, weight } of strata)
    if (!(count >= 0 && rows >= count && weight >= 0 && Number.isFinite(rows) && Number.isFinite(weight)))
      throw new RangeError(`${count} of ${rows} with weight ${weight} is no stratum.`);
  const weighted = strata.filter((stratum) => stratum.weight > 0);
  const total = weighted.reduce((sum, stratum) => sum + stratum.weight, 0);
  if (total === 0) return notComputable("no-rows", `${method}: the standard is empty.`);
  const empty = weighted.filter((stratum) => stratum.rows === 0).length;
  if (empty > 0)
    return notComputable("zero-denominator", `${method}: ${empty} of ${weighted.length} strata of the standard hold no rows of the group.`);
  let estimate = 0;
  let variance = 0;
  let n = 0;
  for (const { count, rows, weight } of weighted) {
    const rate = count / rows;
    const share = weight / total;
    estimate += share * rate;
    variance += (share * share * rate * (1 - rate)) / rows;
    n += rows;
  }
  const standardError = Math.sqrt(variance);
  const reach = normalQuantile(0.5 + level / 2) * standardError;
  return computed({
    estimate,
    n,
    method,
    interval: {
      lower: Math.max(0, estimate - reach),
      upper: Math.min(1, estimate + reach),
      level,
      method: "normal approximation by strata",
    },
    detail: { standardError, strata: weighted.length },
  });
}
