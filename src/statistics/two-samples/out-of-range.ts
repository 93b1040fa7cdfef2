import { type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import { betaBinomialUpperTail } from "../distributions/beta-binomial.ts";
import { requireArgument, requireCount } from "../domain.ts";
import { type UndriftedShare, excessLimits } from "./excess-share.ts";

/**
 * Share of window values beyond the baseline's own minimum and maximum, with a test.
 *
 * Formula: K of m window values outside the range of n baseline values is BetaBinomial(m; 2, n - 1) without drift (continuous values);
 * p = P(K >= k), one-sided; effect = k/m less its expectation 2/(n + 1), not below 0. Limits of the effect: Newcombe's hybrid of Clopper-Pearson's for
 * the share and the quantiles of Beta(2, n - 1), the law of the undrifted share (the baseline's true mass beyond its own range).
 * A test against the baseline's own count would be wrong: that is zero by construction (Fisher p .031 where the truth is .109).
 * Source: S. Wilks (1942) Annals of Mathematical Statistics 13, 400-409; statistical review A5. With ties at the extremes the test is conservative.
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
  const undrifted = undriftedOutside(n);
  const expected = undrifted.mean;
  return computed({
    estimate: Math.max(0, outside / m - expected),
    n: m,
    method: "Out-of-range share, less its expectation without drift",
    interval: excessLimits(outside, m, undrifted, level),
    pValue: betaBinomialUpperTail(outside, m, undrifted.a, undrifted.b),
    detail: { outside, share: outside / m, expected, baselineRows: n },
  });
}

/** Share of an undrifted window beyond the range of n baseline values. */
export function undriftedOutside(n: number): UndriftedShare {
  return { mean: 2 / (n + 1), a: 2, b: n - 1 };
}
