import { type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import { normalQuantile, normalSurvival } from "../distributions/normal.ts";
import { requireLevel } from "../domain.ts";
import { type DecisionChanges, meanChange, requireChanges, varianceOfMeanChange } from "./change-in-disparity.ts";

/** A group and the rest within one score band. */
export interface DisparityStratum {
  readonly group: DecisionChanges;
  readonly rest: DecisionChanges;
}

/**
 * Change in a selection gap made by review, within score bands.
 *
 * Formula: Delta = sum w_s Delta_s, variance sum w_s^2 (v_1s + v_2s), w_s proportional to n_1s n_2s/(n_1s + n_2s); Delta_s and v as in
 * changeInDisparity. Bands that lack the group or the rest are left out.
 * Purpose: the change of the gap among decisions with like scores, so that a different mix of scores is not taken for disparity.
 * Source: statistics review A9; weights: W. G. Cochran (1954) Biometrics 10, 417-451, doi:10.2307/3001616.
 * Units: counts by band in; difference of shares -2..2 out; `detail.strata` bands used.
 * Not computable: no band with both sides (no-rows). Counts not whole or more changes than rows throw.
 * Golden: mpmath at 50 digits, scripts/golden-values/agreement.py; R (overrides.R).
 */
export function stratifiedChangeInDisparity(strata: readonly DisparityStratum[], level: number): Outcome {
  requireLevel("stratifiedChangeInDisparity", level);
  for (const { group, rest } of strata) for (const side of [group, rest]) requireChanges(side);
  const usable = strata.filter(({ group, rest }) => group.rows > 0 && rest.rows > 0);
  let [delta, variance, totalWeight, n] = [0, 0, 0, 0];
  for (const { group, rest } of usable) {
    const weight = (group.rows / (group.rows + rest.rows)) * rest.rows;
    delta += weight * (meanChange(group) - meanChange(rest));
    variance += weight ** 2 * (varianceOfMeanChange(group) + varianceOfMeanChange(rest));
    totalWeight += weight;
    n += group.rows + rest.rows;
  }
  if (usable.length === 0) return notComputable("no-rows", "No score band holds both the group and the rest.");
  const estimate = delta / totalWeight;
  const standardError = Math.sqrt(variance) / totalWeight;
  const half = -normalQuantile((1 - level) / 2) * standardError;
  return computed({
    estimate,
    n,
    method: "Change in selection-rate gap by review within score bands",
    interval: { lower: Math.max(-2, estimate - half), upper: Math.min(2, estimate + half), level, method: "normal, paired variance" },
    pValue: 2 * normalSurvival(Math.abs(estimate / standardError)),
    detail: { strata: usable.length, standardError },
  });
}
