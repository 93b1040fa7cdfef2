import { type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import { normalQuantile, normalSurvival } from "../distributions/normal.ts";

/**
 * Signed mean ridit of a window against its baseline: P(X_b < X_w) + P(X_b = X_w)/2 - 1/2, from counts in ordered cells.
 *
 * Purpose: direction and size of a shift; unbiased whatever the sizes, so it may be followed over time (PSI may not).
 * Formula: baseline ridit of cell i = (rows below i + rows in i / 2)/n; mean over the window, less 1/2. Equals Mann-Whitney AUC - 1/2.
 * Variance: DeLong placements, S10/m + S01/n. `detail.nullVariance` = variance of the baseline's own ridits / m, for trend weights.
 * Source: Bross 1958, doi:10.2307/2527727; DeLong 1988, doi:10.2307/2531595.
 * Units: -0.5 (all below the baseline) to +0.5 (all above). Not computable: an empty or one-row sample, a single cell.
 * Golden values: R 4.2.2 wilcox.test (W / (n m)) and placements in scripts/golden-values/drift.R.
 */
export function meanRiditShift(baseline: readonly number[], window: readonly number[], level: number): Outcome {
  if (baseline.length !== window.length) throw new RangeError("Baseline and window must have the same cells.");
  const n = total(baseline);
  const m = total(window);
  if (n < 2 || m < 2) return notComputable("too-few", "Baseline and window need two values each.");
  if (baseline.filter((count) => count > 0).length < 2) return notComputable("degenerate", "The baseline has a single value.");
  const ridits = placements(baseline, n);
  const shift = mean(ridits, window, m) - 0.5;
  const windowPlacements = placements(window, m);
  const variance = spread(ridits, window, m, m - 1) / m + spread(windowPlacements, baseline, n, n - 1) / n;
  const half = normalQuantile((1 + level) / 2) * Math.sqrt(variance);
  const nullVariance = spread(ridits, baseline, n, n) / m;
  const testVariance = spread(ridits, baseline, n, n) * (1 / m + 1 / n);
  return computed({
    estimate: shift,
    n: m,
    method: "Signed mean ridit (Mann-Whitney AUC less 1/2)",
    interval: { lower: Math.max(-0.5, shift - half), upper: Math.min(0.5, shift + half), level, method: "DeLong" },
    pValue: Math.min(1, 2 * normalSurvival(Math.abs(shift) / Math.sqrt(testVariance))),
    detail: { variance, nullVariance, baselineRows: n },
  });
}

/** Share of the sample below each cell, half of the cell's own rows included. */
function placements(counts: readonly number[], size: number): number[] {
  let below = 0;
  return counts.map((count) => {
    const placement = (below + count / 2) / size;
    below += count;
    return placement;
  });
}

function mean(values: readonly number[], counts: readonly number[], size: number): number {
  return values.reduce((sum, value, cell) => sum + value * (counts[cell] ?? 0), 0) / size;
}

function spread(values: readonly number[], counts: readonly number[], size: number, divisor: number): number {
  const centre = mean(values, counts, size);
  return values.reduce((sum, value, cell) => sum + (value - centre) ** 2 * (counts[cell] ?? 0), 0) / divisor;
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
