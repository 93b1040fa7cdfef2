import { type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import { normalQuantile, normalSurvival } from "../distributions/normal.ts";
import { requireArgument, requireCount, requireLevel } from "../domain.ts";

/** One group: rows whose final decision is more favourable than the model's, less favourable, and all rows. */
export interface DecisionChanges {
  readonly up: number;
  readonly down: number;
  readonly rows: number;
}

/** With fewer decisions than this unlike the most frequent kind the variance may count half a change more in each direction. */
const FEW_UNLIKE = 5;

/**
 * Change in a selection gap made by people who review a model.
 *
 * Formula: d = final - model in {-1, 0, 1}; mean mu_g = (up - down)/n, variance v_g = ((up + down)/n - mu_g^2)/n;
 * Delta = mu_1 - mu_2, z = Delta/sqrt(v_1 + v_2), Delta +- z_level sqrt(v_1 + v_2) within -2..2. Delta is the selection-rate
 * gap after review minus the gap before. Where fewer than 5 of a group's decisions differ from its most frequent kind (up,
 * down or unchanged), its v is not below that with half a change more in each direction, else "no change seen" and "all changed" would have no error.
 * Purpose: do people add (or remove) disparity between a group and the rest, on the same rows?
 * Source: statistics review A9 (two tests before and after on the same rows would be wrong); G. W. Snedecor and W. G. Cochran
 * (1989) Statistical Methods, 8th ed., section 6.9 (difference of means, unequal variances).
 * Units: counts in; difference of shares -2..2 out.
 * Not computable: a side without rows (no-rows). Counts not whole or more changes than rows throw.
 * Golden: mpmath at 50 digits, scripts/golden-values/agreement.py; review G18.
 */
export function changeInDisparity(group: DecisionChanges, rest: DecisionChanges, level: number): Outcome {
  requireLevel("changeInDisparity", level);
  for (const side of [group, rest]) requireChanges(side);
  if (group.rows === 0 || rest.rows === 0) return notComputable("no-rows", "The group or the rest has no reviewed decisions.");
  const delta = meanChange(group) - meanChange(rest);
  const standardError = Math.sqrt(varianceOfMeanChange(group) + varianceOfMeanChange(rest));
  const half = -normalQuantile((1 - level) / 2) * standardError;
  const z = delta / standardError;
  return computed({
    estimate: delta,
    n: group.rows + rest.rows,
    method: "Change in selection-rate gap by review, paired variance",
    interval: { lower: Math.max(-2, delta - half), upper: Math.min(2, delta + half), level, method: "normal, paired variance" },
    pValue: 2 * normalSurvival(Math.abs(z)),
    detail: { standardError, z, groupRows: group.rows, restRows: rest.rows, groupMean: meanChange(group), restMean: meanChange(rest) },
  });
}

/** (up - down)/rows. */
export function meanChange({ up, down, rows }: DecisionChanges): number {
  return (up - down) / rows;
}

/** Variance of the mean change; see `changeInDisparity`. */
export function varianceOfMeanChange({ up, down, rows }: DecisionChanges): number {
  const seen = plainVariance(up, down, rows);
  const unlike = rows - Math.max(up, down, rows - up - down);
  return unlike < FEW_UNLIKE ? Math.max(seen, plainVariance(up + 0.5, down + 0.5, rows + 1)) : seen;
}

function plainVariance(ups: number, downs: number, n: number): number {
  // (ups + downs)/n - ((ups - downs)/n)^2, written without cancellation.
  return (ups * (n - ups) + downs * (n - downs) + 2 * ups * downs) / n / n / n;
}

/** Refuses damaged counts. */
export function requireChanges({ up, down, rows }: DecisionChanges): void {
  requireCount("Decision changes (up)", up);
  requireCount("Decision changes (down)", down);
  requireCount("Decision changes (rows)", rows);
  requireArgument(up + down <= rows, "Decision changes (up and down)", `at most the ${rows} rows`, up + down);
}
