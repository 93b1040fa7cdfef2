import { type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import { betaBinomialUpperTail } from "../distributions/beta-binomial.ts";
import { clopperPearsonInterval } from "../proportions/proportion.ts";

/**
 * Share of window rows in categories that the baseline never showed, against the Good-Turing share.
 *
 * Formula: unseen mass ~ Beta with mean mu = (f1+1)/(n+2) and variance (f1 + 2 f2 + 1)/(n+2)^2 (f1, f2 = categories seen once, twice);
 * K ~ BetaBinomial(m; a, b) with these moments, p = P(K >= k), one-sided. Effect = k/m less mu. The +1 keeps f1 = 0 from meaning "impossible".
 * Source: Good 1953, doi:10.1093/biomet/40.3-4.237; variance of the prediction: Robbins 1968, doi:10.1214/aoms/1177698521; review A5.
 * Units: counts in, share out. Not computable: an empty baseline or window. Golden values: scripts/golden-values/drift.R (beta-binomial by lbeta).
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
  if (n === 0 || m === 0) return notComputable("no-rows", n === 0 ? "The baseline has no values." : "The window has no values.");
  const expected = (seenOnce + 1) / (n + 2);
  const variance = Math.min((seenOnce + 2 * seenTwice + 1) / (n + 2) ** 2, 0.999 * expected * (1 - expected));
  const size = (expected * (1 - expected)) / variance - 1;
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
    pValue: unseen === 0 ? 1 : betaBinomialUpperTail(unseen, m, expected * size, (1 - expected) * size),
    detail: { unseen, share: unseen / m, expected, seenOnce, seenTwice, baselineRows: n },
  });
}
