import { type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import { requireArgument, requireCount, requireLevel, requirePositive, requireProbability } from "../domain.ts";
import { normalQuantile } from "../distributions/normal.ts";
import { bracketedRoot } from "../special-functions/root.ts";

/** What is planned: two samples, the rate of the second, and the two-sided test's level before it is shared among the hypotheses. */
export interface DetectionPlan {
  readonly n1: number;
  readonly n2: number;
  readonly referenceRate: number;
  readonly q: number;
  /** Size of the family: the strictest level any of its hypotheses can be judged at is q / hypotheses. */
  readonly hypotheses: number;
  /** 0.8 unless stated. */
  readonly power?: number;
}

/**
 * Smallest difference of two proportions that the two-sided z test detects with 80 % power.
 *
 * Formula: the d with d = z(alpha/2) sqrt(P Q (1/n1 + 1/n2)) + z(1 - power) sqrt(p1 q1/n1 + p2 q2/n2), p2 the reference rate,
 * p1 = p2 +- d, P = (n1 p1 + n2 p2)/(n1 + n2), z(a) the upper point of the normal distribution. Solved at alpha = q, and at alpha =
 * q/M, the worst case of M hypotheses. The estimate is the larger of increase and decrease: found whichever way it points.
 * Purpose: what these sample sizes could have shown; a planning quantity, never part of a verdict.
 * Source: J. L. Fleiss, B. Levin and M. C. Paik (2003) Statistical Methods for Rates and Proportions, 4.2-4.4; statistics review A19.
 * Units: sizes (counts, may be effective), rate, q and power in; a difference of shares out.
 * Not computable: an empty sample (zero-denominator); no rate in 0..1 differs enough (too-few). A direction in which none does is named
 * in the detail and the other one is the estimate. Wrong rates, levels or a power below one half throw.
 * Golden: R power.prop.test for equal sizes (scripts/golden-values/proportions-by-r.R), mpmath at 50 digits for others.
 */
export function smallestDetectableDifference(plan: DetectionPlan): { atQ: Outcome; atFamilyLevel: Outcome } {
  const method = "Smallest detectable difference";
  const { n1, n2, referenceRate, q, hypotheses, power = 0.8 } = plan;
  requireProbability(`${method} (rate)`, referenceRate);
  requireLevel(method, q);
  requireCount(`${method} (hypotheses)`, hypotheses);
  requirePositive(`${method} (hypotheses)`, hypotheses);
  requireArgument(power >= 0.5 && power < 1, `${method} (power)`, "a power of at least 0.5, below 1", power);
  for (const size of [n1, n2]) requireArgument(size >= 0 && Number.isFinite(size), `${method} (size)`, "a finite size", size);
  const at = (alpha: number): Outcome => {
    if (n1 === 0 || n2 === 0) return notComputable("zero-denominator", `${method}: a sample is empty.`);
    return detectable(method, { n1, n2, referenceRate, power }, alpha);
  };
  return { atQ: at(q), atFamilyLevel: at(q / hypotheses) };
}

/** Below any root: the difference that 2^53 rows detect is above 1e-17. */
const SMALLEST = 1e-200;

type Sizes = Required<Omit<DetectionPlan, "q" | "hypotheses">>;

function detectable(method: string, sizes: Sizes, alpha: number): Outcome {
  const { n1, n2, referenceRate, power } = sizes;
  const increase = detectableIncrease(sizes, referenceRate, alpha);
  // A decrease of the rate is the same increase of its complement.
  const decrease = detectableIncrease(sizes, 1 - referenceRate, alpha);
  if (increase === null && decrease === null)
    return notComputable("too-few", `${method}: with ${n1} and ${n2} rows no difference of rates is found with ${100 * power} % power.`);
  return computed({
    estimate: Math.max(increase ?? 0, decrease ?? 0),
    n: n1 + n2,
    method: `${method}, two-sided z test`,
    detail: { n1, n2, referenceRate, power, alpha, increase: increase ?? "none", decrease: decrease ?? "none" },
  });
}

/** The increase from `rate` that is found with the power, or null where even the end of the scale is not. */
function detectableIncrease({ n1, n2, power }: Sizes, p2: number, alpha: number): number | null {
  const [zAlpha, zBeta] = [-normalQuantile(alpha / 2), normalQuantile(power)];
  const farthest = 1 - p2;
  // Convex in d and not above 0 at d = 0, so the root is unique.
  const excess = (d: number): number => {
    const p1 = d === farthest ? 1 : p2 + d;
    const pooled = p2 + d * (n1 / (n1 + n2));
    const underEquality = Math.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2));
    return d - zAlpha * underEquality - zBeta * Math.sqrt((p1 * (1 - p1)) / n1 + (p2 * (1 - p2)) / n2);
  };
  if (farthest === 0 || excess(farthest) < 0) return null;
  // Divided by sqrt d, below which both sides vanish where the rate is 0 or 1.
  return bracketedRoot((d) => excess(d) / Math.sqrt(d), SMALLEST, farthest);
}
