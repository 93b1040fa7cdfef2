import { type Interval, type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import { normalQuantile, normalSurvival } from "../distributions/normal.ts";
import { requireLevel } from "../domain.ts";
import { bracketedRoot } from "../special-functions/root.ts";
import { type PairedCounts, pairedCounts } from "./paired-counts.ts";

/**
 * Signed mean ridit of a window against its baseline: P(X_b < X_w) + P(X_b = X_w)/2 - 1/2.
 *
 * Formula: with c and o the counts of a cell and C the baseline rows below it, ridit = (C + c/2)/n; shift = sum o (2 C + c)/(2 n m) - 1/2, taken
 * as one exact fraction. It equals the Mann-Whitney AUC less 1/2. Limits: on each side the farther of DeLong's (variance of placements, S10/m +
 * S01/n, about 0 for samples that hardly overlap or a window of few rows) and Newcombe's, the theta with (thetahat - theta)^2 = z^2 V(theta), V =
 * theta (1-theta) [1 + N (1-theta)/(2-theta) + N theta/(1+theta)]/(n m), N = (n+m)/2 - 1, which takes the samples for free of ties.
 * p: normal, with the tie-corrected variance of the rank sum, as mann-whitney.ts without its continuity correction (without ties the p that
 * belongs to Newcombe's limits). `detail.nullVariance` = v/m, v the variance of the baseline's own ridits, for trend weights.
 * Purpose: direction and size of a shift; unbiased whatever the sizes, so it may be followed over time (PSI may not).
 * Source: I. Bross (1958), doi:10.2307/2527727; E. DeLong et al. (1988), doi:10.2307/2531595; R. Newcombe (2006), method 5, doi:10.1002/sim.2324.
 * Units: counts in ordered cells or at sorted distinct values in; -0.5 (all below the baseline) to +0.5 (all above) out.
 * Not computable: fewer than two rows in a sample, a baseline in one cell. A count that is none, or unequal cells, throws.
 * Golden: R wilcox.test and placements, scripts/golden-values/drift.R; mpmath, scripts/golden-values/drift-exact.py.
 */
export function meanRiditShift(baseline: readonly number[], window: readonly number[], level: number): Outcome {
  requireLevel("meanRiditShift", level);
  const pairs = pairedCounts("meanRiditShift", baseline, window);
  if ("status" in pairs) return pairs;
  const { n, m, cells } = pairs;
  if (n < 2 || m < 2) return notComputable("too-few", "Baseline and window need two values each.");
  if (cells.filter(([count]) => count > 0).length < 2) return notComputable("degenerate", "The baseline has a single value.");
  const { shift, variance, riditVariance } = riditMoments(pairs);
  return computed({
    estimate: shift,
    n: m,
    method: "Signed mean ridit (Mann-Whitney AUC less 1/2)",
    interval: riditInterval(pairs, level),
    pValue: Math.min(1, 2 * normalSurvival(Math.abs(Number(centredDoubleU(pairs))) / 2 / rankSumDeviation(pairs))),
    detail: { variance, nullVariance: riditVariance / m, baselineRows: n },
  });
}

/** Twice the Mann-Whitney U of the window, less n m: 2 n m times the shift. */
export function centredDoubleU({ n, m, cells }: PairedCounts): bigint {
  let below = 0n;
  let doubleU = 0n;
  for (const [count, other] of cells) {
    doubleU += BigInt(other) * (2n * below + BigInt(count));
    below += BigInt(count);
  }
  return doubleU - BigInt(n) * BigInt(m);
}

/** Standard deviation of U without a shift, sigma of mann-whitney.ts. */
export function rankSumDeviation({ n, m, cells }: PairedCounts): number {
  const all = BigInt(n + m);
  const ties = cells.reduce((sum, [count, other]) => sum + cubeLess(BigInt(count + other)), 0n);
  return Math.sqrt(Number(BigInt(n) * BigInt(m) * (cubeLess(all) - ties)) / 12 / Number(all * (all - 1n)));
}

/** t^3 - t. */
function cubeLess(t: bigint): bigint {
  return t * (t * t - 1n);
}

/** Limits of the shift: on each side the farther of DeLong's and Newcombe's. */
export function riditInterval(pairs: PairedCounts, level: number): Interval {
  const { shift, variance } = riditMoments(pairs);
  const z = normalQuantile((1 + level) / 2);
  const half = z * Math.sqrt(variance);
  const below = Math.max(half, scoreReach(pairs, 0.5 + shift, 0.5 - shift, z));
  const above = Math.max(half, scoreReach(pairs, 0.5 - shift, 0.5 + shift, z));
  return {
    lower: Math.max(-0.5, shift - below),
    upper: Math.min(0.5, shift + above),
    level,
    method: "wider of DeLong and Newcombe score",
  };
}

interface RiditMoments {
  readonly shift: number;
  /** DeLong's variance of the shift. */
  readonly variance: number;
  /** Variance of the baseline's own ridits, divisor n. */
  readonly riditVariance: number;
}

function riditMoments(pairs: PairedCounts): RiditMoments {
  const { n, m, cells } = pairs;
  const baseline = cells.map(([count]) => count);
  const window = cells.map(([, other]) => other);
  const ridits = placements(baseline, n);
  const s10 = squares(ridits, window, m) / (m - 1);
  const s01 = squares(placements(window, m), baseline, n) / (n - 1);
  return {
    shift: Number(centredDoubleU(pairs)) / (2 * n * m),
    variance: s10 / m + s01 / n,
    riditVariance: squares(ridits, baseline, n) / n,
  };
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

/** Sum of squared deviations from the mean. */
function squares(values: readonly number[], counts: readonly number[], size: number): number {
  const mean = values.reduce((sum, value, cell) => sum + value * (counts[cell] ?? 0), 0) / size;
  return values.reduce((sum, value, cell) => sum + (value - mean) ** 2 * (counts[cell] ?? 0), 0);
}

/** Distance from the estimate thetahat, 1 less `rest`, down to Newcombe's lower limit; the one up is that of the sides exchanged. */
function scoreReach({ n, m }: PairedCounts, thetaHat: number, rest: number, z: number): number {
  if (thetaHat === 0) return 0;
  const half = (n + m) / 2 - 1;
  // Divided by 1 - theta, with which both sides vanish where the estimate is 1.
  const excess = (distance: number): number => {
    const [theta, other] = [thetaHat - distance, Math.max(Number.MIN_VALUE, rest + distance)];
    const spread = 1 + (half * other) / (1 + other) + (half * theta) / (1 + theta);
    return distance * (distance / other) - z * z * (theta / n) * (spread / m);
  };
  return bracketedRoot(excess, 0, thetaHat);
}
