import { exp } from "../../foundation/elementary-functions.ts";
import { type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import { normalQuantile } from "../distributions/normal.ts";
import { refuseEmptySample } from "./fourfold-table.ts";

/**
 * Ratio of two independent proportions with Katz' log interval; shown for comparison with other tools, Miettinen-Nurminen is primary.
 *
 * Formula: log(p1/p2) +- z sqrt(q1/x1 + q2/x2), which is z sqrt(1/x1 - 1/n1 + 1/x2 - 1/n2).
 * Source: D. Katz, J. Baptista, S. P. Azen and M. C. Pike (1978) Biometrics 34, 469-474, doi:10.2307/2530610.
 * Units: counts in (sizes may be effective), a ratio out.
 * Not computable: an empty sample or a count of 0 (zero-denominator); both rates 1, where the interval would have no width (degenerate).
 * Golden: mpmath at 50 digits (scripts/golden-values/proportions.py), review G5.
 */
export function katzRatio(x1: number, n1: number, x2: number, n2: number, level: number): Outcome {
  const method = "Ratio of two proportions";
  const refusal = refuseEmptySample(method, { x1, n1, x2, n2 }, level);
  if (refusal) return refusal;
  if (x1 === 0 || x2 === 0) return notComputable("zero-denominator", `${method} (Katz): a count is zero.`);
  const variance = (n1 - x1) / n1 / x1 + (n2 - x2) / n2 / x2;
  if (variance === 0) return notComputable("degenerate", `${method} (Katz): both rates are 1, so the interval would have no width.`);
  const estimate = x1 / n1 / (x2 / n2);
  const reach = -normalQuantile((1 - level) / 2) * Math.sqrt(variance);
  return computed({
    estimate,
    n: n1 + n2,
    method,
    interval: { lower: estimate * exp(-reach), upper: estimate * exp(reach), level, method: "Katz log" },
  });
}
