import { type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import { normalSurvival } from "../distributions/normal.ts";
import { requireLevel } from "../domain.ts";
import { centredDoubleU, rankSumDeviation, riditInterval } from "./mean-ridit.ts";
import { pairedCounts } from "./paired-counts.ts";

/**
 * Mann-Whitney (Wilcoxon rank-sum) test, tie-corrected, with the probability of superiority.
 *
 * Formula: U = sum o (C + c/2) over the sorted values, c and o the baseline and window counts of a value, C the baseline rows below it; the
 * probability of superiority is U/(n m) = mean ridit + 1/2. z = (U - n m/2 -+ 1/2)/sigma with the continuity correction towards 0,
 * sigma^2 = n m [N (N^2 - 1) - sum (t^3 - t)] / (12 N (N - 1)), N = n + m, t = c + o; two-sided normal p. All sums are exact (BigInt).
 * Source: H. Mann and D. Whitney (1947), doi:10.1214/aoms/1177730491; ties: M. Hollander and D. Wolfe (1999), section 4.1.
 * Units: counts at sorted distinct values or in ordered cells in (SELECT value, count(*) FILTER (WHERE ...) GROUP BY value ORDER BY value);
 * the estimate is P(window > baseline) + P(equal)/2; its interval is that of mean-ridit.ts.
 * Not computable: fewer than two rows in a sample, all values equal. A count that is none, or unequal cells, throws.
 * Golden: R wilcox.test(exact = FALSE), airquality among the cases, scripts/golden-values/drift.R; mpmath for 1e12 counts, drift-exact.py.
 */
export function mannWhitney(baseline: readonly number[], window: readonly number[], level: number): Outcome {
  requireLevel("mannWhitney", level);
  const pairs = pairedCounts("mannWhitney", baseline, window);
  if ("status" in pairs) return pairs;
  const { n, m, cells } = pairs;
  if (n < 2 || m < 2) return notComputable("too-few", "Baseline and window need two values each.");
  if (cells.length < 2) return notComputable("degenerate", "All values are equal.");
  const products = BigInt(n) * BigInt(m);
  const centred = centredDoubleU(pairs);
  const sigma = rankSumDeviation(pairs);
  const z = (Math.sign(Number(centred)) * Math.max(0, Math.abs(Number(centred)) - 1)) / 2 / sigma;
  const interval = riditInterval(pairs, level);
  return computed({
    estimate: Number(centred + products) / Number(2n * products),
    n: m,
    method: "Mann-Whitney test, tie-corrected, continuity correction 1/2; probability of superiority",
    interval: { ...interval, lower: interval.lower + 0.5, upper: interval.upper + 0.5 },
    pValue: Math.min(1, 2 * normalSurvival(Math.abs(z))),
    detail: { z, doubleU: String(centred + products), sigma, baselineRows: n },
  });
}
