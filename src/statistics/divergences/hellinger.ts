import { type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import { pairedCounts } from "../two-samples/paired-counts.ts";
import { crossDifference } from "../whole-numbers.ts";

/**
 * Hellinger distance of two binned samples.
 *
 * Formula: H = sqrt(sum (sqrt p - sqrt q)^2 / 2) in [0, 1]; each term is taken as [(p - q)/(sqrt p + sqrt q)]^2, which does not cancel.
 * `detail.corrected` is sqrt(max(0, H^2 - (B - 1)(1/n + 1/m)/8)): sqrt of a share has variance (1 - p)/(4 n) to first order, so without drift
 * the mean of H^2 is sum (1 - p)(1/n + 1/m)/8.
 * Source: E. Hellinger (1909), doi:10.1515/crll.1909.136.210; variance of sqrt p: M. Bartlett (1936), doi:10.2307/2983678; bias: derived here.
 * Units: counts in the same cells in, distance out.
 * Not computable: an empty sample, fewer than two filled cells. A count that is none, or unequal cells, throws.
 * Golden: mpmath at 50 digits, scripts/golden-values/drift-exact.py; review G1; bias by simulation in the test.
 */
export function hellingerDistance(baseline: readonly number[], window: readonly number[]): Outcome {
  const pairs = pairedCounts("hellingerDistance", baseline, window);
  if ("status" in pairs) return pairs;
  const { n, m, cells } = pairs;
  if (cells.length < 2) return notComputable("degenerate", "Fewer than two cells hold values, so no shape can be compared.");
  const squared =
    cells.reduce((sum, [count, other]) => {
      const roots = Math.sqrt(count / n) + Math.sqrt(other / m);
      return sum + (crossDifference(count, m, other, n) / n / m / roots) ** 2;
    }, 0) / 2;
  const bias = ((cells.length - 1) * (1 / n + 1 / m)) / 8;
  return computed({
    estimate: Math.min(1, Math.sqrt(squared)),
    n: m,
    method: "Hellinger distance",
    detail: { corrected: Math.sqrt(Math.max(0, squared - bias)) },
  });
}
