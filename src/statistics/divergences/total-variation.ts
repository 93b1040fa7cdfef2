import { type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import { pairedCounts } from "../two-samples/paired-counts.ts";
import { crossDifference } from "../whole-numbers.ts";

/**
 * Total variation distance of two binned samples.
 *
 * Formula: sum |p - q| / 2. `detail.floor` is its mean without drift, sum sqrt(2 s (1 - s)(1/n + 1/m)/pi) / 2 at the pooled shares s: p - q is about
 * normal with variance s (1 - s)(1/n + 1/m), and E|Z| = sqrt(2/pi). `detail.corrected` = max(0, distance - floor); under large drift the bias is
 * smaller, so the corrected distance is then too small.
 * Source: A. Gibbs and F. Su (2002), doi:10.1111/j.1751-5823.2002.tb00178.x; bias: derived here, checked by simulation in the test.
 * Units: counts in the same cells in, distance in [0, 1] out.
 * Not computable: an empty sample, fewer than two filled cells. A count that is none, or unequal cells, throws.
 * Golden: mpmath at 50 digits, scripts/golden-values/drift-exact.py; review G1.
 */
export function totalVariationDistance(baseline: readonly number[], window: readonly number[]): Outcome {
  const pairs = pairedCounts("totalVariationDistance", baseline, window);
  if ("status" in pairs) return pairs;
  const { n, m, cells } = pairs;
  if (cells.length < 2) return notComputable("degenerate", "Fewer than two cells hold values, so no shape can be compared.");
  const scale = 1 / n + 1 / m;
  const floor =
    cells.reduce((sum, [count, other]) => {
      const rest = n + m - count - other;
      return sum + Math.sqrt((2 / Math.PI) * ((count + other) / (n + m)) * (rest / (n + m)) * scale);
    }, 0) / 2;
  const estimate = cells.reduce((sum, [count, other]) => sum + Math.abs(crossDifference(count, m, other, n)) / n / m, 0) / 2;
  return computed({
    estimate: Math.min(1, estimate),
    n: m,
    method: "Total variation distance",
    detail: { floor, corrected: Math.max(0, estimate - floor) },
  });
}
