import { type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import { normalQuantile } from "../distributions/normal.ts";
import { bracketedRoot } from "../special-functions/root.ts";
import { refuseEmptySample } from "./fourfold-table.ts";
import { restrictedVariance } from "./restricted-variance.ts";

/**
 * Difference of two independent proportions p1 - p2 with the Miettinen-Nurminen score interval.
 *
 * Formula: the d with |p1 - p2 - d| = z sqrt(v(d) N/(N - 1)), v the variance at the maximum likelihood rates restricted to the
 * difference d; without N/(N - 1) it would be Mee's. Solved on the score statistic, also for 0/n and n/n.
 * Source: O. Miettinen and M. Nurminen (1985) Statistics in Medicine 4, 213-226, doi:10.1002/sim.4780040211.
 * Units: counts in (sizes may be effective), shares out.
 * Not computable: an empty sample (zero-denominator), N not above 1 (too-few); counts outside 0..n throw.
 * Golden: closed cubic at 50 digits, mpmath (scripts/golden-values/proportions.py), review G4, SAS values of WUSS 2016 paper 127.
 */
export function miettinenNurminenDifference(x1: number, n1: number, x2: number, n2: number, level: number): Outcome {
  const method = "Difference of proportions, Miettinen-Nurminen score";
  const samples = { x1, n1, x2, n2 };
  const refusal = refuseEmptySample(method, samples, level);
  if (refusal) return refusal;
  const total = n1 + n2;
  if (total <= 1) return notComputable("too-few", `${method} needs more than one row.`);
  const z = -normalQuantile((1 - level) / 2);
  const [p1, p2] = [x1 / n1, x2 / n2];
  const difference = p1 - p2;
  const correction = total / (total - 1);
  // Positive inside the interval; not divided by the variance, so no 0/0 at the estimate.
  const inside = (d: number) => z * Math.sqrt(restrictedVariance(samples, d) * correction) - Math.abs(difference - d);
  const interval = {
    lower: limit(inside, difference, -1),
    upper: limit(inside, difference, 1),
    level,
    method: "Miettinen-Nurminen score",
  };
  return computed({ estimate: difference, n: total, method, interval, detail: { x1, n1, x2, n2, p1, p2 } });
}

/** Zero of `inside` between the estimate and the end of the range on one side. */
function limit(inside: (d: number) => number, difference: number, end: -1 | 1): number {
  if (difference === end) return end;
  if (inside(difference) > 0) return bracketedRoot(inside, difference, end);
  // Where both rates are 0 or both 1 the statistic is 0/0 at the estimate but positive right beside it.
  let near = (end - difference) / 2;
  while (near !== 0 && inside(difference + near) <= 0) near /= 2;
  return bracketedRoot(inside, difference + near, end);
}
