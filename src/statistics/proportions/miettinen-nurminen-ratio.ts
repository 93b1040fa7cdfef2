import { exp, expm1, log } from "../../foundation/elementary-functions.ts";
import { computed, notComputable, type Outcome } from "../../foundation/outcome.ts";
import { normalQuantile } from "../distributions/normal.ts";
import { bracketedRoot, expandBracket } from "../special-functions/root.ts";
import { type TwoSamples, refuseEmptySample } from "./fourfold-table.ts";

/**
 * Ratio of two independent proportions p1 / p2 with the Miettinen-Nurminen score interval.
 *
 * Formula: the r with |p1 - r p2| = z sqrt((P1 (1-P1)/n1 + r^2 P2 (1-P2)/n2) N/(N - 1)); P1 = r P2 the restricted maximum likelihood
 * rates, P2 the smaller root of N r P^2 - (r (n1 + x2) + x1 + n2) P + x1 + x2 = 0. Without N/(N - 1) it would be Koopman's.
 * Source: O. Miettinen and M. Nurminen (1985) Statistics in Medicine 4, 213-226, doi:10.1002/sim.4780040211.
 * Units: counts in (sizes may be effective), a ratio out.
 * Not computable: an empty sample or a second rate of 0 (zero-denominator), N not above 1 (too-few); counts outside 0..n throw. With
 * x1 = 0 the estimate and the lower limit are 0 and the upper limit is solved.
 * Golden: closed form at 50 digits, mpmath (scripts/golden-values/proportions.py), review G5.
 */
export function miettinenNurminenRatio(x1: number, n1: number, x2: number, n2: number, level: number): Outcome {
  const method = "Ratio of proportions, Miettinen-Nurminen score";
  const samples = { x1, n1, x2, n2 };
  const refusal = refuseEmptySample(method, samples, level);
  if (refusal) return refusal;
  if (x2 === 0) return notComputable("zero-denominator", "The reference rate is 0, so a ratio to it does not exist.");
  if (n1 + n2 <= 1) return notComputable("too-few", `${method} needs more than one row.`);

  const z = -normalQuantile((1 - level) / 2);
  const inside = (logRatio: number) => z - Math.abs(scoreStatistic(logRatio, samples));
  const [p1, p2] = [x1 / n1, x2 / n2];
  const estimate = p1 / p2;
  // Without a success in the first sample the search starts far below any possible limit.
  const start = x1 === 0 ? -log(n1 + n2) - 60 : log(estimate);
  const lower = x1 === 0 ? 0 : exp(solve(inside, start, -0.05));
  const upper = exp(solve(inside, start, 0.05));
  return computed({
    estimate,
    n: n1 + n2,
    method,
    interval: { lower, upper, level, method: "Miettinen-Nurminen score" },
    detail: { x1, n1, x2, n2, p1, p2 },
  });
}

function solve(inside: (logRatio: number) => number, start: number, firstStep: number): number {
  const [near, far] = expandBracket(inside, start, firstStep);
  return bracketedRoot(inside, near, far);
}

/** (p1 - r p2) / its standard error at ratio r; 0 where both are 0 (both samples full, r = 1). */
function scoreStatistic(logRatio: number, { x1, n1, x2, n2 }: TwoSamples): number {
  // At r <= 1 neither 1 - P1 = (1 - r) + r (1 - P2) nor 1 - P2 cancels.
  if (logRatio > 0) return -scoreStatistic(-logRatio, { x1: x2, n1: n2, x2: x1, n2: n1 });
  const [r, gap] = [exp(logRatio), -expm1(logRatio)];
  const distance = x1 / n1 - (r * x2) / n2;
  if (distance === 0) return 0;
  const total = n1 + n2;
  const [failures1, failures2] = [n1 - x1, n2 - x2];
  const linear = r * (n1 + x2) + x1 + n2;
  // Discriminant linear^2 - 4 N r (x1 + x2), regrouped as a square plus positive terms, so that it does not cancel.
  const side = failures1 - failures2 - gap * (n1 + x2);
  const root = Math.sqrt(side * side + 4 * r * (failures1 * failures2));
  const rate2 = Math.min(1, (2 * (x1 + x2)) / (linear + root));
  // 1 - P2 is the root Q >= 0 of N r Q^2 - slope Q - (1 - r)(n2 - x2) = 0.
  const slope = failures1 + failures2 - gap * (total + failures2);
  const rest2 = slope > 0 ? (slope + root) / (2 * total * r) : (2 * gap * failures2) / Math.max(Number.MIN_VALUE, root - slope);
  const rate1 = r * rate2;
  const variance = ((rate1 * (gap + r * rest2)) / n1 + (r * r * rate2 * rest2) / n2) * (total / (total - 1));
  return variance === 0 ? Math.sign(distance) * Infinity : distance / Math.sqrt(variance);
}
