import { log1p } from "../../foundation/elementary-functions.ts";
import { type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import { requireArgument, requireCount } from "../domain.ts";
import { type PairedCounts, pairedCounts } from "../two-samples/paired-counts.ts";
import { flooredStabilityIndex } from "./floored-stability-index.ts";
import { crossDifference } from "../whole-numbers.ts";

/**
 * Population stability index (PSI), bias-corrected: the primary effect of a drift verdict.
 *
 * Formula: PSI = sum (p - q) ln(p/q), p = (c + 1/2)/(n + B/2), q = (o + 1/2)/(m + B/2) over the B cells filled in either sample; the estimate is
 * max(0, PSI - (B - 1)(1/n + 1/m)). Bias: to second order PSI = sum (p - q)^2/p = (1/n + 1/m) X2, whose mean without drift is B - 1 times that.
 * `detail.standardised` is T = PSI/(1/n + 1/m), about chi-squared(B - 1) without drift. p - q is exact before it is rounded.
 * Purpose of the 1/2: without it the 5 % test of 20,000 against 50 rows rejects 11.5 %, with it 4.2 % (review A2).
 * Source: S. Kullback and R. Leibler (1951), doi:10.1214/aoms/1177729694 (the symmetric divergence J); B. Yurdakul and J. Naranjo (2020), doi:10.21314/JRMV.2020.227; review A2, A3.
 * Units: counts in the same cells in, index (nats) out.
 * Not computable: an empty sample, fewer than two filled cells. A count that is none, or unequal cells, throws.
 * Golden: mpmath at 50 digits, scripts/golden-values/drift-exact.py; review G1, G7; bias by simulation in the test.
 */
export function biasCorrectedStabilityIndex(baseline: readonly number[], window: readonly number[]): Outcome {
  const pairs = pairedCounts("biasCorrectedStabilityIndex", baseline, window);
  if ("status" in pairs) return pairs;
  const { n, m, cells } = pairs;
  if (cells.length < 2) return notComputable("degenerate", "Fewer than two cells hold values, so no shape can be compared.");
  const scale = 1 / n + 1 / m;
  const bias = (cells.length - 1) * scale;
  const smoothed = indexOf(pairs, 1);
  const raw = indexOf(pairs, 0);
  return computed({
    estimate: Math.max(0, smoothed - bias),
    n: m,
    method: "Population stability index, +0.5 a cell, less its expectation without drift",
    detail: {
      cells: cells.length,
      baselineRows: n,
      smoothed,
      bias,
      standardised: smoothed / scale,
      floored: flooredStabilityIndex(pairs),
      ...(Number.isFinite(raw) ? { raw } : { rawNote: "raw PSI is infinite: a cell is empty on one side" }),
    },
  });
}

/** The index itself, 0 or 1/2 or more added to every filled cell; Infinity where nothing is added to a cell that is empty on one side. */
export function populationStabilityIndex(baseline: readonly number[], window: readonly number[], pseudoCount: number): number {
  const pairs = pairedCounts("populationStabilityIndex", baseline, window);
  requireCount("populationStabilityIndex (twice the added count)", 2 * pseudoCount);
  requireArgument(!("status" in pairs), "populationStabilityIndex (rows)", "values in both samples", 0);
  return "status" in pairs ? 0 : indexOf(pairs, 2 * pseudoCount);
}

/** Counts are doubled, so that an added half is whole. */
function indexOf({ n, m, cells }: PairedCounts, added: number): number {
  const [rows, others] = [2 * n + added * cells.length, 2 * m + added * cells.length];
  return cells.reduce((sum, [count, other]) => {
    const [c, o] = [2 * count + added, 2 * other + added];
    const difference = crossDifference(c, others, o, rows);
    // ln(p/q) from the exact difference; the smaller side divides, so that the argument of log1p is never near -1.
    const log = difference > 0 ? log1p(difference / o / rows) : -log1p(-difference / c / others);
    return sum + (difference / rows / others) * log;
  }, 0);
}
