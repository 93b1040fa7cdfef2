import { type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import { betaBinomialUpperTail } from "../distributions/beta-binomial.ts";
import { requireArgument, requireCount } from "../domain.ts";
import { clopperPearsonInterval } from "../proportions/clopper-pearson.ts";
import { betaSurvival } from "../distributions/beta.ts";

/** Least shape of the beta: below it the mass is all or nothing, and a smaller shape would say no more. */
const LEAST_SHAPE = 1e-3;

/** Standard deviation of K (in rows) from which the beta-binomial gives way to a beta: its sum would have millions of terms. */
const SMOOTH_FROM = 100_000;

/**
 * Share of window rows in categories that the baseline never showed, against the Good-Turing share.
 *
 * Formula: unseen mass ~ Beta with mean mu = (f1 + 1)/(n + 2) and variance (f1 + 2 f2 + 1)/(n + 2)^2 (f1, f2 = categories seen once, twice);
 * K ~ BetaBinomial(m; a, b) with these moments, p = P(K >= k), one-sided. Effect = k/m less mu, not below 0; Clopper-Pearson limits, shifted.
 * The +1 keeps f1 = 0 from meaning "impossible". Where K scatters by 1e5 rows or more, (K - 1/2)/m is taken as the beta with its mean and variance.
 * Source: I. Good (1953), doi:10.1093/biomet/40.3-4.237; variance of the prediction: H. Robbins (1968), doi:10.1214/aoms/1177698521; review A5.
 * Units: counts in, share out.
 * Not computable: an empty baseline or window. A count that is none, more unseen than rows, or f1 + 2 f2 above n, throws.
 * Golden: beta-binomial by lbeta in R, scripts/golden-values/drift.R; mpmath, scripts/golden-values/drift-exact.py.
 */
export function unseenShare(request: {
  unseen: number;
  m: number;
  n: number;
  seenOnce: number;
  seenTwice: number;
  level: number;
}): Outcome {
  const { unseen, m, n, seenOnce, seenTwice, level } = request;
  for (const count of [unseen, m, n, seenOnce, seenTwice]) requireCount("unseenShare", count);
  requireArgument(unseen <= m, "unseenShare (unseen)", `at most ${m}`, unseen);
  requireArgument(
    seenOnce + 2 * seenTwice <= n,
    "unseenShare (rows of categories seen once or twice)",
    `at most ${n}`,
    seenOnce + 2 * seenTwice,
  );
  if (n === 0) return notComputable("no-rows", "The baseline has no values.");
  if (m === 0) return notComputable("no-rows", "The window has no values.");
  const expected = (seenOnce + 1) / (n + 2);
  const spread = expected * (1 - expected);
  // A beta of this mean with both shapes above the least has no larger variance.
  const largest = spread / (1 + LEAST_SHAPE / Math.min(expected, 1 - expected));
  const variance = Math.min((seenOnce + 2 * seenTwice + 1) / (n + 2) ** 2, largest);
  const interval = clopperPearsonInterval(unseen, m, level);
  return computed({
    estimate: Math.max(0, unseen / m - expected),
    n: m,
    method: "Unseen-category share, less the Good-Turing share",
    interval: {
      lower: Math.max(0, interval.lower - expected),
      upper: Math.max(0, interval.upper - expected),
      level,
      method: "Clopper-Pearson, shifted",
    },
    pValue: unseen === 0 ? 1 : upperTail(unseen, m, expected, variance),
    detail: { unseen, share: unseen / m, expected, seenOnce, seenTwice, baselineRows: n },
  });
}

function upperTail(k: number, m: number, mean: number, variance: number): number {
  const spread = mean * (1 - mean);
  const whole = variance + (spread - variance) / m;
  if (m * Math.sqrt(whole) < SMOOTH_FROM) {
    const size = spread / variance - 1;
    return betaBinomialUpperTail(k, m, mean * size, (1 - mean) * size);
  }
  const size = spread / whole - 1;
  return betaSurvival((k - 0.5) / m, mean * size, (1 - mean) * size);
}
