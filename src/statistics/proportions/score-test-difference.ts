import { type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import { normalSurvival } from "../distributions/normal.ts";
import { fisherExact } from "./two-proportions.ts";

/** Smallest expected count for which the score test's normal approximation is used. */
const SMALLEST_EXPECTED = 5;

/**
 * Two-sided test that two proportions are equal: Miettinen-Nurminen score test, or Fisher's exact test when a count expected under
 * equality is below 5 (a rule on the margins alone, so it does not look at the difference).
 *
 * Formula: z = (p1 - p2) / sqrt(P Q (1/n1 + 1/n2) N/(N - 1)), P = (x1 + x2)/N; the estimate is p1 - p2.
 * Source: Miettinen & Nurminen, Statistics in Medicine 4 (1985) 213, doi:10.1002/sim.4780040211, at difference zero.
 * When all or none have the property there is nothing to tell apart: p = 1. Not computable when a sample is empty.
 * Golden: z^2 (N/(N - 1)) is R 4.2.2 prop.test(correct = FALSE); the exact branch is R's fisher.test.
 */
export function scoreTestDifference(x1: number, n1: number, x2: number, n2: number): Outcome {
  for (const [x, n] of [
    [x1, n1],
    [x2, n2],
  ] as const)
    if (!(Number.isSafeInteger(x) && Number.isSafeInteger(n) && x >= 0 && n >= x)) throw new RangeError(`${x} of ${n} is no proportion.`);
  const method = "Miettinen-Nurminen score test";
  if (n1 === 0 || n2 === 0) return notComputable("no-rows", `${method}: a sample is empty.`);
  const total = n1 + n2;
  const estimate = x1 / n1 - x2 / n2;
  const count = x1 + x2;
  if (count === 0 || count === total) return computed({ estimate, n: total, method, pValue: 1, detail: { z: 0 } });
  const smallest = (Math.min(n1, n2) / total) * Math.min(count, total - count);
  if (smallest < SMALLEST_EXPECTED) {
    const exact = fisherExact(x1, n1 - x1, x2, n2 - x2);
    if (exact.status !== "computed" || exact.pValue === undefined) return exact;
    return computed({ estimate, n: total, method: "Fisher exact test", pValue: exact.pValue, detail: { smallestExpected: smallest } });
  }
  const rate = count / total;
  const z = estimate / Math.sqrt((rate * (1 - rate) * (1 / n1 + 1 / n2) * total) / (total - 1));
  return computed({
    estimate,
    n: total,
    method,
    pValue: Math.min(1, 2 * normalSurvival(Math.abs(z))),
    detail: { z, smallestExpected: smallest },
  });
}
