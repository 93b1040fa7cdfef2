import { type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import { betaBinomialUpperTail } from "../distributions/beta-binomial.ts";
import { clopperPearsonInterval } from "../proportions/proportion.ts";

/**
 * Share of window values beyond the baseline's own minimum and maximum.
 *
 * Formula: K of m window values outside the range of n baseline values is BetaBinomial(m; 2, n-1) without drift (continuous values);
 * p = P(K >= k), one-sided; effect = k/m less its expectation 2/(n+1); Clopper-Pearson limits for the share, shifted likewise.
 * A test against the baseline's own count would be wrong: that is zero by construction (Fisher p .031 where the truth is .109).
 * Source: review A5; Wilks 1942, doi:10.1214/aoms/1177731537. With ties at the extremes the test is conservative.
 * Units: counts in, share out. Not computable: fewer than two baseline values, an empty window.
 * Golden values: review G8 (scipy 1.10.1 betabinom): n = m = 1000, k = 5 gives .109023085646.
 */
export function outOfRangeShare(request: { outside: number; m: number; n: number; level: number }): Outcome {
  const { outside, m, n, level } = request;
  if (n < 2) return notComputable("too-few", "The baseline has fewer than two values, so it has no range.");
  if (m === 0) return notComputable("no-rows", "The window has no values.");
  const expected = 2 / (n + 1);
  const interval = clopperPearsonInterval(outside, m, level);
  return computed({
    estimate: Math.max(0, outside / m - expected),
    n: m,
    method: "Out-of-range share, less its expectation without drift",
    interval: {
      lower: Math.max(0, interval.lower - expected),
      upper: Math.max(0, interval.upper - expected),
      level,
      method: "Clopper-Pearson, shifted",
    },
    pValue: outside === 0 ? 1 : betaBinomialUpperTail(outside, m, 2, n - 1),
    detail: { outside, share: outside / m, expected, baselineRows: n },
  });
}
