import { type Outcome, computed } from "../../foundation/outcome.ts";
import { refuseEmptySample } from "./fourfold-table.ts";
import { wilsonDistances } from "./wilson-interval.ts";

/**
 * Difference of two independent proportions p1 - p2 with Newcombe's hybrid score interval.
 *
 * Formula: d - sqrt((p1 - l1)^2 + (u2 - p2)^2), d + sqrt((u1 - p1)^2 + (p2 - l2)^2), l and u the Wilson limits of each sample.
 * Source: R. G. Newcombe (1998) Statistics in Medicine 17, 873-890, method 10, doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I.
 * Units: counts in (sizes may be effective), shares out.
 * Not computable: an empty sample (zero-denominator); counts outside 0..n throw. Zero and full cells are answered.
 * Golden: mpmath at 50 digits (scripts/golden-values/proportions.py), review G4 and G20, SAS values of WUSS 2016 paper 127.
 */
export function newcombeDifference(x1: number, n1: number, x2: number, n2: number, level: number): Outcome {
  const method = "Difference of proportions, Newcombe hybrid score";
  const refusal = refuseEmptySample(method, { x1, n1, x2, n2 }, level);
  if (refusal) return refusal;
  const [first, second] = [wilsonDistances(x1, n1, level), wilsonDistances(x2, n2, level)];
  const [p1, p2] = [x1 / n1, x2 / n2];
  const difference = p1 - p2;
  const lower = difference - Math.hypot(first.below, second.above);
  const upper = difference + Math.hypot(first.above, second.below);
  return computed({
    estimate: difference,
    n: n1 + n2,
    method,
    interval: { lower, upper, level, method: "Newcombe hybrid score" },
    detail: { x1, n1, x2, n2, p1, p2 },
  });
}
