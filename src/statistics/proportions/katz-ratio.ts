import { type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import { normalQuantile } from "../distributions/normal.ts";

/**
 * Ratio of two proportions with Katz' log interval; shown for comparison with other tools, Miettinen-Nurminen is primary.
 *
 * Formula: log(p1/p2) +- z sqrt(1/x1 - 1/n1 + 1/x2 - 1/n2). Source: Katz et al., Biometrics 34 (1978) 469, doi:10.2307/2530610.
 * Units: counts in, ratio out. Not computable when a count or a denominator is zero. Golden: statistical review G5.
 */
export function katzRatio(x1: number, n1: number, x2: number, n2: number, level: number): Outcome {
  for (const [x, n] of [
    [x1, n1],
    [x2, n2],
  ] as const)
    if (!(x >= 0 && n >= x && Number.isFinite(n))) throw new RangeError(`${x} of ${n} is no proportion.`);
  const method = "Ratio of two proportions";
  if (n1 === 0 || n2 === 0 || x1 === 0 || x2 === 0) return notComputable("zero-denominator", `${method} (Katz): a count is zero.`);
  const estimate = x1 / n1 / (x2 / n2);
  const reach = normalQuantile(0.5 + level / 2) * Math.sqrt(1 / x1 - 1 / n1 + 1 / x2 - 1 / n2);
  return computed({
    estimate,
    n: n1 + n2,
    method,
    interval: { lower: estimate * Math.exp(-reach), upper: estimate * Math.exp(reach), level, method: "Katz log" },
  });
}
