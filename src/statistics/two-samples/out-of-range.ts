import { type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import { betaBinomialUpperTail } from "../distributions/beta-binomial.ts";
import { requireArgument, requireCount } from "../domain.ts";
import { clopperPearsonInterval } from "../proportions/clopper-pearson.ts";

/**
 * Share of window values beyond the baseline's own minimum and maximum, with a test.
 *
 * Formula: K of m window values outside the range of n baseline values is BetaBinomial(m; 2, n - 1) without drift (continuous values);
 * p = P(K >= k), one-sided; effect = k/m less its expectation 2/(n + 1), not below 0; Clopper-Pearson limits for the share, shifted likewise.
 * A test against the baseline's own count would be wrong: that is zero by construction (Fisher p .031 where the truth is .109).
 * Source: S. Wilks (1942), doi:10.1214/aoms/1177731537; statistical review A5. With ties at the extremes the test is conservative.
 * Units: counts in, share out.
 * Not computable: fewer than two baseline values, an empty window. A count that is none, or more outside than there are, throws.
 * Golden: beta-binomial by lbeta in R, scripts/golden-values/drift.R; mpmath, scripts/golden-values/drift-exact.py; review G8.
 */
export function outOfRangeShare(request: { outside: number; m: number; n: number; level: number }): Outcome {
  const { outside, m, n, level } = request;
  requireCount("outOfRangeShare (baseline rows)", n);
  requireCount("outOfRangeShare (window rows)", m);
  requireCount("outOfRangeShare (outside)", outside);
  requireArgument(outside <= m, "outOfRangeShare (outside)", `at most ${m}`, outside);
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
    pValue: betaBinomialUpperTail(outside, m, 2, n - 1),
    detail: { outside, share: outside / m, expected, baselineRows: n },
  });
}
