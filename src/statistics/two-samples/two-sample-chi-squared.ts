import { type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import { chiSquaredSurvival } from "../distributions/chi-squared.ts";

/**
 * Pearson's chi-squared test of homogeneity for two samples over the same frozen cells.
 *
 * Formula: X2 = sum (O-E)^2/E over both rows, E from pooled shares, df = cells filled in either sample - 1, no continuity correction.
 * Purpose: the primary test of a drift verdict. Frozen baseline quantiles keep its size at 4.4-5.3 % for a 5 % test (review A5).
 * Source: Agresti, Categorical Data Analysis, 3rd ed., section 3.2. Units: counts in; `estimate` is X2.
 * Not computable: an empty sample, or fewer than two filled cells. `detail.smallestExpected` below 5 marks a test that is too liberal.
 * Golden values: review G7 (scipy 1.10.1 chi2_contingency); R 4.2.2 chisq.test in scripts/golden-values/drift.R.
 */
export function twoSampleChiSquared(baseline: readonly number[], window: readonly number[]): Outcome {
  if (baseline.length !== window.length) throw new RangeError("Baseline and window must have the same cells.");
  const n = baseline.reduce((total, count) => total + count, 0);
  const m = window.reduce((total, count) => total + count, 0);
  if (n === 0 || m === 0) return notComputable("no-rows", n === 0 ? "The baseline has no values." : "The window has no values.");
  let statistic = 0;
  let filled = 0;
  let smallestExpected = Infinity;
  baseline.forEach((count, cell) => {
    const other = window[cell] ?? 0;
    const pooled = count + other;
    if (pooled === 0) return;
    filled += 1;
    // (O-E)^2 is the same in both rows of a two-row table, so both terms share it.
    const difference = (count * m - other * n) / (n + m);
    statistic += difference ** 2 * ((n + m) / pooled) * (1 / n + 1 / m);
    smallestExpected = Math.min(smallestExpected, (pooled * Math.min(n, m)) / (n + m));
  });
  if (filled < 2) return notComputable("degenerate", "Fewer than two cells hold values, so there is nothing to compare.");
  const df = filled - 1;
  return computed({
    estimate: statistic,
    n: m,
    method: "Two-sample chi-squared test on frozen cells",
    pValue: chiSquaredSurvival(statistic, df),
    detail: { df, baselineRows: n, smallestExpected },
  });
}
