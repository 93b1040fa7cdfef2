import { log } from "../../foundation/elementary-functions.ts";
import type { PairedCounts } from "../two-samples/paired-counts.ts";

/**
 * Population stability index with floored shares, for comparison with other tools only.
 *
 * Formula: sum (p - q) ln(p/q) with every share raised to at least `floor` = 1e-4. Not corrected for bias and never tested: its 5 % test of
 * 20,000 against 50 rows rejects 11.5 % (review A2). The primary effect is population-stability-index.ts.
 * Source: custom of monitoring tools (N. Siddiqi, Credit Risk Scorecards, 2006, chapter 9, with the floor they add); statistical review A2.
 * Units: counts of filled cells in, index (nats) out.
 * Not computable: nothing beyond what the primary index refuses.
 * Golden: mpmath at 50 digits, scripts/golden-values/drift-exact.py.
 */
export function flooredStabilityIndex({ n, m, cells }: PairedCounts, floor = 1e-4): number {
  return cells.reduce((sum, [count, other]) => {
    const [p, q] = [Math.max(count / n, floor), Math.max(other / m, floor)];
    return sum + (p - q) * log(p / q);
  }, 0);
}
