import { type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import { chiSquaredSurvival } from "../distributions/chi-squared.ts";
import { pairedCounts } from "./paired-counts.ts";
import { crossDifference } from "../whole-numbers.ts";

/**
 * Pearson's chi-squared test of homogeneity for two samples over the same frozen cells.
 *
 * Formula: X2 = sum (O - E)^2 / E over both rows = sum (c m - o n)^2 / (n m (c + o)), c and o the counts of n baseline and m window rows
 * in a cell, E from pooled shares; df = cells filled in either sample - 1; no continuity correction. c m - o n is exact.
 * Purpose: the primary test of a drift verdict. Frozen baseline quantiles keep its size at 4.4-5.3 % for a 5 % test (review A5).
 * Source: K. Pearson (1900), doi:10.1080/14786440009463897; A. Agresti, Categorical Data Analysis, 3rd ed. (2013), section 3.2.
 * Units: counts in; the estimate is X2. `detail.smallestExpected` below 5 marks a test that may be too liberal.
 * Not computable: an empty sample, or fewer than two filled cells. A count that is none, or unequal cells, throws.
 * Golden: R chisq.test, scripts/golden-values/drift.R; mpmath for counts of 1e12, scripts/golden-values/drift-exact.py; review G7.
 */
export function twoSampleChiSquared(baseline: readonly number[], window: readonly number[]): Outcome {
  const pairs = pairedCounts("twoSampleChiSquared", baseline, window);
  if ("status" in pairs) return pairs;
  const { n, m, cells } = pairs;
  if (cells.length < 2) return notComputable("degenerate", "Fewer than two cells hold values, so there is nothing to compare.");
  let statistic = 0;
  let smallestExpected = Infinity;
  for (const [count, other] of cells) {
    const difference = crossDifference(count, m, other, n);
    statistic += (difference / n) * (difference / m / (count + other));
    smallestExpected = Math.min(smallestExpected, (count + other) * (Math.min(n, m) / (n + m)));
  }
  const df = cells.length - 1;
  return computed({
    estimate: statistic,
    n: m,
    method: "Two-sample chi-squared test on frozen cells",
    pValue: chiSquaredSurvival(statistic, df),
    detail: { df, baselineRows: n, smallestExpected },
  });
}
