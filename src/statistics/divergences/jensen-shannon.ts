import { atanh, log, log1p } from "../../foundation/elementary-functions.ts";
import { type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import { pairedCounts } from "../two-samples/paired-counts.ts";
import { crossDifference } from "../whole-numbers.ts";

/**
 * Jensen-Shannon distance, base 2, of two binned samples.
 *
 * Formula: distance = sqrt(JSD / ln 2) in [0, 1], JSD = [sum p ln(p/s) + sum q ln(q/s)]/2 nats, s = (p + q)/2. With r = (p - q)/(p + q) this is
 * sum s h(r)/2, h(r) = (1+r) ln(1+r) + (1-r) ln(1-r) = 2 r artanh r + ln(1 - r^2), which does not cancel for close shares.
 * `detail.corrected` is the distance of max(0, JSD - (B - 1)(1/n + 1/m)/8): to second order JSD = sum (p - q)^2/(8 s), mean without drift as given.
 * Source: J. Lin (1991), doi:10.1109/18.61115; distance: D. Endres and J. Schindelin (2003), doi:10.1109/TIT.2003.813506; bias: derived here.
 * Units: counts in the same cells in, distance out; `detail.nats` is JSD.
 * Not computable: an empty sample, fewer than two filled cells. A count that is none, or unequal cells, throws.
 * Golden: mpmath at 50 digits, scripts/golden-values/drift-exact.py; scipy jensenshannon in the same script; review G1; bias by simulation in the test.
 */
export function jensenShannonDistance(baseline: readonly number[], window: readonly number[]): Outcome {
  const pairs = pairedCounts("jensenShannonDistance", baseline, window);
  if ("status" in pairs) return pairs;
  const { n, m, cells } = pairs;
  if (cells.length < 2) return notComputable("degenerate", "Fewer than two cells hold values, so no shape can be compared.");
  const nats = cells.reduce((sum, [count, other]) => {
    const middle = (count / n + other / m) / 2;
    const r = crossDifference(count, m, other, n) / (count * m + other * n);
    return sum + (middle * entropyGap(r, count / n / middle, other / m / middle)) / 2;
  }, 0);
  const bias = ((cells.length - 1) * (1 / n + 1 / m)) / 8;
  return computed({
    estimate: Math.min(1, Math.sqrt(nats / Math.LN2)),
    n: m,
    method: "Jensen-Shannon distance, base 2",
    detail: { nats, corrected: Math.sqrt(Math.max(0, nats - bias) / Math.LN2) },
  });
}

/** h(r), from 1 + r and 1 - r themselves where r is large and the short form would lose the smaller one. */
function entropyGap(r: number, above: number, below: number): number {
  if (Math.abs(r) <= 0.5) return 2 * r * atanh(r) + log1p(-r * r);
  return timesLog(above) + timesLog(below);
}

function timesLog(x: number): number {
  return x === 0 ? 0 : x * log(x);
}
