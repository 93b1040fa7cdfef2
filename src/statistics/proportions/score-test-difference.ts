import { type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import { requireCount } from "../domain.ts";
import { normalSurvival } from "../distributions/normal.ts";
import { fisherExact } from "./fisher-exact.ts";
import { requireShare } from "./fourfold-table.ts";
import { crossDifference } from "../whole-numbers.ts";

/** Smallest expected count for which the score test's normal approximation is used. */
const SMALLEST_EXPECTED = 5;

/**
 * Two-sided test that two proportions are equal: Miettinen-Nurminen score test, or Fisher's exact test when a count expected under
 * equality is below 5 (a rule on the margins alone, so it does not look at the difference).
 *
 * Formula: z = (p1 - p2) / sqrt(P Q (1/n1 + 1/n2) N/(N - 1)), P = (x1 + x2)/N; the estimate is p1 - p2. Where all or none have the
 * property there is nothing to tell apart: p-value 1.
 * Source: O. Miettinen and M. Nurminen (1985) Statistics in Medicine 4, 213-226, doi:10.1002/sim.4780040211, at difference zero.
 * Units: counts in, a difference of shares out. Not computable: an empty sample (no-rows); counts that are not whole, or x > n, throw.
 * Golden: z^2 N/(N - 1) is R prop.test(correct = FALSE), the exact branch is R fisher.test (scripts/golden-values/subgroup.R); mpmath.
 */
export function scoreTestDifference(x1: number, n1: number, x2: number, n2: number): Outcome {
  const method = "Miettinen-Nurminen score test";
  for (const count of [x1, n1, x2, n2]) requireCount(method, count);
  requireShare(method, x1, n1);
  requireShare(method, x2, n2);
  if (n1 === 0 || n2 === 0) return notComputable("no-rows", `${method}: a sample is empty.`);
  const total = n1 + n2;
  const estimate = crossDifference(x1, n2, x2, n1) / n1 / n2;
  const count = x1 + x2;
  if (count === 0 || count === total) return computed({ estimate, n: total, method, pValue: 1, detail: { z: 0 } });
  const smallest = (Math.min(n1, n2) / total) * Math.min(count, total - count);
  if (smallest < SMALLEST_EXPECTED) {
    const exact = fisherExact(x1, n1 - x1, x2, n2 - x2);
    return exact.status === "computed" ? { ...exact, method: "Fisher exact test", detail: { smallestExpected: smallest } } : exact;
  }
  const variance = (count / total) * ((total - count) / total) * (1 / n1 + 1 / n2) * (total / (total - 1));
  const z = estimate / Math.sqrt(variance);
  return computed({
    estimate,
    n: total,
    method,
    pValue: Math.min(1, 2 * normalSurvival(Math.abs(z))),
    detail: { z, smallestExpected: smallest },
  });
}
