import { bracketedRoot } from "../special-functions/root.ts";
import type { TwoSamples } from "./fourfold-table.ts";

/**
 * Variance of p1 - p2 under the maximum likelihood rates restricted to p1 - p2 = d, without the factor N/(N - 1).
 *
 * Formula: P1 Q1/n1 + P2 Q2/n2; the restricted score x1/P1 - (n1 - x1)/Q1 + x2/P2 - (n2 - x2)/Q2 falls with P2 and is solved for its
 * root (or boundary, where counts are zero); not by the paper's closed cubic, whose differences cancel near the boundary. P2 and
 * Q1 are solved each for itself (for d >= 0 both may be near 0, where 1 - P would have lost its digits); P1 = P2 + d, Q2 = Q1 + d.
 * Source: O. Miettinen and M. Nurminen (1985) Statistics in Medicine 4, 213-226, doi:10.1002/sim.4780040211, appendix I.
 * Units: counts (sizes may be effective) and a difference of shares in, a variance of shares out.
 * Not computable: nothing is refused; the methods that use it have checked counts, sizes above 0 and d in -1..1.
 * Golden: the closed cubic at 50 digits, mpmath (scripts/golden-values/proportions.py).
 */
export function restrictedVariance({ x1, n1, x2, n2 }: TwoSamples, d: number): number {
  if (d < 0) return restrictedVariance({ x1: x2, n1: n2, x2: x1, n2: n1 }, -d);
  const p2 = restrictedRate({ x1, n1, x2, n2 }, d);
  // Failures of the second sample exceed those of the first by the same d, so the failure rate of the first is such a p2 too.
  const q1 = restrictedRate({ x1: n2 - x2, n1: n2, x2: n1 - x1, n2: n1 }, d);
  return ((p2 + d) * q1) / n1 + (p2 * (q1 + d)) / n2;
}

/** Maximum likelihood p2 in 0..1-d under p1 = p2 + d, d >= 0. */
function restrictedRate({ x1, n1, x2, n2 }: TwoSamples, d: number): number {
  const highest = 1 - d;
  // A d below the rounding of the rates is none.
  if (highest === 1) return (x1 + x2) / (n1 + n2);
  const score = (p2: number) => {
    const [p1, q1, q2] = [p2 + d, highest - p2, 1 - p2];
    return share(x1, p1) - share(n1 - x1, q1) + share(x2, p2) - share(n2 - x2, q2);
  };
  // Without a success in the second sample p2 = 0 may be the maximum, without a failure in the first p1 = 1.
  if (x2 === 0 && score(0) <= 0) return 0;
  if (x1 === n1 && score(highest) >= 0) return highest;
  // Multiplied by p2 q1, which removes the poles at both ends and keeps the sign.
  return bracketedRoot((p2) => scaledScore(p2, { x1, n1, x2, n2 }, d), 0, highest);
}

function scaledScore(p2: number, { x1, n1, x2, n2 }: TwoSamples, d: number): number {
  const [p1, q1, q2] = [p2 + d, Math.max(0, 1 - d - p2), 1 - p2];
  // With a zero count its pole is absent, and the factor that would only add a false root at the end is left out.
  const low = x2 === 0 ? 1 : p2;
  const high = x1 === n1 ? 1 : q1;
  const second = x2 === 0 ? 0 : x2 * high;
  const first = x1 === n1 ? 0 : (n1 - x1) * low;
  return low * high * (share(x1, p1) - share(n2 - x2, q2)) + second - first;
}

/** count / rate, 0 where the count is 0 (its term is absent from the likelihood). */
function share(count: number, rate: number): number {
  return count === 0 ? 0 : count / rate;
}
