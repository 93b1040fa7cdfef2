import { type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import { normalQuantile, normalSurvival } from "../distributions/normal.ts";

/** One group: rows whose final decision is more favourable than the model's, less favourable, and all rows. */
export interface DecisionChanges {
  readonly up: number;
  readonly down: number;
  readonly rows: number;
}

/** With fewer changes than this in a group the variance counts half a change more in each direction. */
const SPARSE_CHANGES = 5;

/**
 * Change in a selection gap made by people who review a model.
 * Purpose: do people add (or remove) disparity between a group and the rest, on the same rows?
 * Formula: d = final - model in {-1, 0, 1}; mean mu = (up - down) / n, variance ((up + down)/n - mu^2) / n;
 * Delta = mu_1 - mu_2, z = Delta / sqrt(v_1 + v_2). Delta is the selection-rate gap after review minus the gap before.
 * Source: statistics review A9 (two tests before and after on the same rows would be wrong).
 * In: counts. Out: difference of shares, -2..2. Not computable without rows in both groups.
 * Approximation: below 5 changes in a group its variance takes half a change more in each direction, else "no change seen" would have no error.
 * Golden values: statistics review G18 ((30, 60, 1000) against (25, 10, 800): -.04875, se .0119728044699, z -4.07172773284).
 */
export function changeInDisparity(group: DecisionChanges, rest: DecisionChanges, level: number): Outcome {
  if (group.rows < 1 || rest.rows < 1) return notComputable("no-rows", "The group or the rest has no reviewed decisions.");
  const delta = meanChange(group) - meanChange(rest);
  const standardError = Math.sqrt(varianceOfMean(group) + varianceOfMean(rest));
  if (!(standardError > 0)) return notComputable("degenerate", "Every decision was changed the same way.");
  const half = normalQuantile((1 + level) / 2) * standardError;
  const z = delta / standardError;
  return computed({
    estimate: delta,
    n: group.rows + rest.rows,
    method: "Change in selection-rate gap by review, paired variance",
    interval: { lower: Math.max(-2, delta - half), upper: Math.min(2, delta + half), level, method: "normal, paired variance" },
    pValue: Math.min(1, 2 * normalSurvival(Math.abs(z))),
    detail: { standardError, z, groupRows: group.rows, restRows: rest.rows, groupMean: meanChange(group), restMean: meanChange(rest) },
  });
}

/** The same within strata (score bands), averaged with weights n1 n2 / (n1 + n2). */
export function stratifiedChangeInDisparity(strata: readonly { group: DecisionChanges; rest: DecisionChanges }[], level: number): Outcome {
  const usable = strata.filter(({ group, rest }) => group.rows > 0 && rest.rows > 0);
  const weights = usable.map(({ group, rest }) => (group.rows * rest.rows) / (group.rows + rest.rows));
  const totalWeight = weights.reduce((total, weight) => total + weight, 0);
  if (totalWeight === 0) return notComputable("no-rows", "No score band holds both the group and the rest.");
  let delta = 0;
  let variance = 0;
  usable.forEach(({ group, rest }, index) => {
    const share = (weights[index] ?? 0) / totalWeight;
    delta += share * (meanChange(group) - meanChange(rest));
    variance += share ** 2 * (varianceOfMean(group) + varianceOfMean(rest));
  });
  if (!(variance > 0)) return notComputable("degenerate", "Every decision was changed the same way.");
  const half = normalQuantile((1 + level) / 2) * Math.sqrt(variance);
  return computed({
    estimate: delta,
    n: usable.reduce((total, { group, rest }) => total + group.rows + rest.rows, 0),
    method: "Change in selection-rate gap by review within score bands",
    interval: { lower: Math.max(-2, delta - half), upper: Math.min(2, delta + half), level, method: "normal, paired variance" },
    pValue: Math.min(1, 2 * normalSurvival(Math.abs(delta) / Math.sqrt(variance))),
    detail: { strata: usable.length },
  });
}

function meanChange({ up, down, rows }: DecisionChanges): number {
  return (up - down) / rows;
}

function varianceOfMean({ up, down, rows }: DecisionChanges): number {
  const extra = up + down < SPARSE_CHANGES ? 1 : 0;
  const mean = (up - down) / (rows + extra);
  return ((up + down + extra) / (rows + extra) - mean ** 2) / (rows + extra);
}
