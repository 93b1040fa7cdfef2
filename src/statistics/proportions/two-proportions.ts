import { computed, notComputable, type Interval, type NotComputable, type Outcome } from "../../foundation/outcome.ts";
import { restrictedVariance, type TwoSamples } from "./constrained-rates.ts";
import { requireArgument, requireLevel, requireNotNegative } from "../domain.ts";
import { normalQuantile, normalSurvival } from "../distributions/normal.ts";
import { wilsonInterval } from "./proportion.ts";
import { bracketedRoot } from "../special-functions/root.ts";

export { miettinenNurminenRatio } from "./miettinen-nurminen-ratio.ts";
export { fisherExact, fisherExactMidP } from "./fisher-exact.ts";

/**
 * Difference of two independent proportions p1 - p2 with Newcombe's hybrid score interval.
 *
 * Formula: d - sqrt((p1 - l1)^2 + (u2 - p2)^2), d + sqrt((u1 - p1)^2 + (p2 - l2)^2), l and u Wilson limits of each.
 * Source: R. G. Newcombe (1998) Statistics in Medicine 17, 873-890, method 10.
 * Units: counts in (sizes may be effective), shares out. Not computable: an empty sample (zero-denominator); counts
 * outside 0..n throw. Golden: scripts/golden-values/proportions.py, review G4.
 */
export function newcombeDifference(x1: number, n1: number, x2: number, n2: number, level: number): Outcome {
  const method = "Difference of proportions, Newcombe hybrid score";
  const refusal = check(method, { x1, n1, x2, n2 }, level);
  if (refusal) return refusal;
  const [first, second] = [wilsonInterval(x1, n1, level), wilsonInterval(x2, n2, level)];
  const [p1, p2] = [x1 / n1, x2 / n2];
  const lower = p1 - p2 - Math.hypot(p1 - first.lower, second.upper - p2);
  const upper = p1 - p2 + Math.hypot(first.upper - p1, p2 - second.lower);
  return outcome(p1 - p2, { x1, n1, x2, n2 }, method, { lower, upper, level, method: "Newcombe hybrid score" });
}

/**
 * Difference of two independent proportions p1 - p2 with the Miettinen-Nurminen score interval.
 *
 * Formula: the d with |p1 - p2 - d| = z sqrt(v(d) N/(N - 1)), v the variance at the maximum likelihood rates restricted
 * to the difference d; without N/(N - 1) it would be Mee's. Solved on the score statistic, also for 0/n and n/n.
 * Source: O. Miettinen and M. Nurminen (1985) Statistics in Medicine 4, 213-226, doi:10.1002/sim.4780040211.
 * Units: counts in (sizes may be effective), shares out. Not computable: an empty sample, or N not above 1.
 * Golden: scripts/golden-values/proportions.py (closed form, mpmath), review G4, SAS values of WUSS 2016 paper 127.
 */
export function miettinenNurminenDifference(x1: number, n1: number, x2: number, n2: number, level: number): Outcome {
  const method = "Difference of proportions, Miettinen-Nurminen score";
  const samples = { x1, n1, x2, n2 };
  const refusal = check(method, samples, level) ?? checkTotal(method, samples);
  if (refusal) return refusal;
  const z = normalQuantile((1 + level) / 2);
  const difference = x1 / n1 - x2 / n2;
  const correction = (n1 + n2) / (n1 + n2 - 1);
  // Positive inside the interval; divided by the spread of its own terms nowhere, so no 0/0 at the estimate.
  const inside = (d: number) => z * Math.sqrt(restrictedVariance(samples, d) * correction) - Math.abs(difference - d);
  const interval = {
    lower: limit(inside, difference, -1),
    upper: limit(inside, difference, 1),
    level,
    method: "Miettinen-Nurminen score",
  };
  return outcome(difference, samples, method, interval);
}

/** Zero of `inside` between the estimate and the end of the range on one side. */
function limit(inside: (d: number) => number, difference: number, end: -1 | 1): number {
  if (difference === end) return end;
  // Where both rates are 0 or both 1 the statistic is 0/0 at the estimate but positive right beside it.
  const [atEnd, atStart] = [inside(end), inside(difference)];
  if (atEnd >= 0) return end;
  if (atStart > 0) return bracketedRoot(inside, difference, end);
  let near = (end - difference) / 2;
  while (Math.abs(near) > 1e-300 && inside(difference + near) <= 0) near /= 2;
  return inside(difference + near) > 0 ? bracketedRoot(inside, difference + near, end) : difference;
}

/**
 * Two-sided z test of p1 = p2 with the pooled variance, without continuity correction.
 *
 * Formula: z = (p1 - p2) / sqrt(p (1 - p) (1/n1 + 1/n2)), p pooled; p-value 2 P(Z > |z|); z^2 is Pearson's chi-squared.
 * Where all rows agree (pooled rate 0 or 1) only this table is possible given its margins: z = 0, p-value 1.
 * Source: R prop.test(correct = FALSE). Units: counts in (sizes may be effective), shares out. Not computable: an empty
 * sample. `smallestExpectedCount` below 5 says that Fisher's exact test is the better one.
 * Golden: scripts/golden-values/distributions.R (R prop.test).
 */
export function twoProportionTest(x1: number, n1: number, x2: number, n2: number): Outcome {
  const method = "Two-proportion z test, pooled variance";
  const refusal = check(method, { x1, n1, x2, n2 }, 0.95);
  if (refusal) return refusal;
  const pooled = (x1 + x2) / (n1 + n2);
  const rest = (n1 - x1 + (n2 - x2)) / (n1 + n2);
  const difference = x1 / n1 - x2 / n2;
  const degenerate = pooled === 0 || rest === 0;
  const z = degenerate ? 0 : difference / Math.sqrt(pooled * rest * (1 / n1 + 1 / n2));
  const smallestExpectedCount = Math.min(n1, n2) * Math.min(pooled, rest);
  const pValue = Math.min(1, 2 * normalSurvival(Math.abs(z)));
  return computed({ estimate: difference, n: n1 + n2, method, pValue, detail: { z, pooled, smallestExpectedCount } });
}

function outcome(estimate: number, { x1, n1, x2, n2 }: TwoSamples, method: string, interval: Interval): Outcome {
  return computed({ estimate, n: n1 + n2, method, interval, detail: { x1, n1, x2, n2, p1: x1 / n1, p2: x2 / n2 } });
}

function check(method: string, { x1, n1, x2, n2 }: TwoSamples, level: number): NotComputable | undefined {
  requireLevel(method, level);
  for (const value of [x1, n1, x2, n2]) requireNotNegative(method, value);
  requireArgument(x1 <= n1, method, `at most ${n1} successes in the first sample`, x1);
  requireArgument(x2 <= n2, method, `at most ${n2} successes in the second sample`, x2);
  if (n1 > 0 && n2 > 0) return undefined;
  return notComputable("zero-denominator", `The ${n1 > 0 ? "second" : "first"} group has no rows, so it has no rate to compare.`);
}

function checkTotal(method: string, { n1, n2 }: TwoSamples): NotComputable | undefined {
  return n1 + n2 > 1 ? undefined : notComputable("too-few", `${method} needs more than one row.`);
}
