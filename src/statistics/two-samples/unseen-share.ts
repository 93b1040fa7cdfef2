import { type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import { betaBinomialUpperTail } from "../distributions/beta-binomial.ts";
import { requireArgument, requireCount } from "../domain.ts";
import { betaSurvival } from "../distributions/beta.ts";
import { type UndriftedShare, excessLimits } from "./excess-share.ts";

/** Least shape of the beta: below it the mass is all or nothing, and a smaller shape would say no more. */
const LEAST_SHAPE = 1e-3;

/** Standard deviation of K (in rows) from which the beta-binomial gives way to a beta: its sum would have millions of terms. */
const SMOOTH_FROM = 100_000;

/**
 * Share of window rows in categories that the baseline never showed, against the Good-Turing share.
 *
 * Formula: unseen mass ~ Beta with mean mu = (f1 + 1)/(n + 2) and variance (f1 + 2 f2 + 1)/(n + 2)^2 (f1, f2 = categories seen once, twice);
 * K ~ BetaBinomial(m; a, b) with these moments, p = P(K >= k), one-sided. Effect = k/m less mu, not below 0; its limits:
 * Newcombe's hybrid of Clopper-Pearson's for the share and the quantiles of that beta for the undrifted share. The variance leaves out Esty's
 * term -f1^2/n^3, which is on the safe side, and is cut where a shape of the beta would fall below 0.001 (nearly all rows seen once).
 * The +1 keeps f1 = 0 from meaning "impossible". Where K scatters by 1e5 rows or more, (K - 1/2)/m is taken as the beta with its mean and variance.
 * Source: I. Good (1953), doi:10.1093/biomet/40.3-4.237; variance: W. Esty (1983) Annals of Statistics 11, 905-912; review A5.
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
  const undrifted = undriftedUnseen({ n, seenOnce, seenTwice });
  const expected = undrifted.mean;
  return computed({
    estimate: Math.max(0, unseen / m - expected),
    n: m,
    method: "Unseen-category share, less the Good-Turing share",
    interval: excessLimits(unseen, m, undrifted, level),
    pValue: unseen === 0 ? 1 : upperTail(unseen, m, undrifted),
    detail: { unseen, share: unseen / m, expected, seenOnce, seenTwice, baselineRows: n },
  });
}

/** Share of an undrifted window in categories that n baseline values never showed. */
export function undriftedUnseen({ n, seenOnce, seenTwice }: { n: number; seenOnce: number; seenTwice: number }): UndriftedShare {
  const mean = (seenOnce + 1) / (n + 2);
  const rest = (n - seenOnce + 1) / (n + 2);
  const size = (mean * rest * (n + 2) ** 2) / (seenOnce + 2 * seenTwice + 1) - 1;
  const least = LEAST_SHAPE / Math.min(mean, rest);
  return { mean, a: mean * Math.max(size, least), b: rest * Math.max(size, least) };
}

function upperTail(k: number, m: number, { mean, a, b }: UndriftedShare): number {
  const spread = (a / (a + b)) * (b / (a + b));
  const variance = spread / (1 + a + b);
  const whole = variance + (spread - variance) / m;
  if (m * Math.sqrt(whole) < SMOOTH_FROM) return betaBinomialUpperTail(k, m, a, b);
  const size = spread / whole - 1;
  return betaSurvival((k - 0.5) / m, mean * size, (1 - mean) * size);
}
