import { type Outcome, computed, isComputed, notComputable } from "../../foundation/outcome.ts";
import { requireCount, requireLevel } from "../domain.ts";
import { monteCarloPValue } from "../resampling/monte-carlo-p-value.ts";
import type { RandomStream } from "../resampling/random.ts";
import { pairedCounts } from "../two-samples/paired-counts.ts";

/** Effect of a baseline and a window from their counts in the frozen cells. */
export type CellEffect = (baseline: readonly number[], window: readonly number[]) => Outcome;

/**
 * Monte Carlo test of an effect without a p of its own (W1, Jensen-Shannon, PCA error), with its noise floor.
 *
 * Formula: p = (k + 1)/(R + 1), k of R null effects at least as large as the observed one. Floor: the ceil((1 - alpha)(R + 1))-th of the R sorted null
 * effects (quantile type 6 without interpolation), so that effect > floor exactly when p <= alpha. `detail.expected` is the mean null effect,
 * `detail.corrected` = max(0, effect - expected).
 * Null of cell counts: baseline and window redrawn as multinomials of their own sizes with the pooled shares of the frozen cells.
 * Source: A. Davison and D. Hinkley, Bootstrap Methods and their Application (1997), chapter 4; B. Phipson and G. Smyth (2010), doi:10.2202/1544-6115.1585; review A4.
 * Units: an effect and sorted null effects in the same unit in; the estimate is the effect. Random: the stream handed in.
 * Not computable: an effect that is not, too few replicates for the level, a floor among replicates whose effect could not be computed.
 * Golden: order statistics and counts in exact fractions, scripts/golden-values/drift-exact.py; size by simulation in the test.
 */
export function monteCarloTest(effect: Outcome, nullEffects: Float64Array, alpha: number): Outcome {
  requireLevel("monteCarloTest", alpha);
  if (!isComputed(effect)) return effect;
  const replicates = nullEffects.length;
  // Rounding of alpha (R + 1) must not cost a rank.
  const above = Math.floor(alpha * (replicates + 1) * (1 + 2 ** -50));
  const floor = nullEffects[replicates - above];
  if (floor === undefined) return notComputable("too-few", `${replicates} replicates cannot give a floor at ${alpha}.`);
  const known = nullEffects.filter((value) => value < Infinity);
  const expected = known.reduce((sum, value) => sum + value, 0) / known.length;
  return computed({
    ...effect,
    pValue: monteCarloPValue(nullEffects.filter((value) => value >= effect.estimate).length, replicates),
    detail: { ...effect.detail, floor, expected, corrected: Math.max(0, effect.estimate - expected), replicates },
  });
}

/** Sorted effects without drift; a replicate whose effect cannot be computed counts as infinite. */
export function simulateNullEffects(request: {
  readonly baseline: readonly number[];
  readonly window: readonly number[];
  readonly replicates: number;
  readonly random: RandomStream;
  readonly effect: CellEffect;
}): Float64Array {
  const { baseline, window, replicates, random, effect } = request;
  requireCount("simulateNullEffects (replicates)", replicates);
  const pairs = pairedCounts("simulateNullEffects", baseline, window);
  if ("status" in pairs) return new Float64Array(0);
  const pooled = baseline.map((count, cell) => count + (window[cell] ?? 0));
  return new Float64Array(replicates)
    .map(() => {
      const outcome = effect(random.nextMultinomial(pairs.n, pooled), random.nextMultinomial(pairs.m, pooled));
      return isComputed(outcome) ? outcome.estimate : Infinity;
    })
    .sort();
}
