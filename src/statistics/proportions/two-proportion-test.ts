import { type Outcome, computed } from "../../foundation/outcome.ts";
import { normalSurvival } from "../distributions/normal.ts";
import { refuseEmptySample } from "./fourfold-table.ts";
import { crossDifference } from "../whole-numbers.ts";

/**
 * Two-sided z test of p1 = p2 with the pooled variance, without continuity correction.
 *
 * Formula: z = (p1 - p2) / sqrt(p (1 - p) (1/n1 + 1/n2)), p pooled; p-value 2 P(Z > |z|); z^2 is Pearson's chi-squared. Where all rows
 * agree (pooled rate 0 or 1) only this table is possible given its margins: z = 0, p-value 1.
 * Source: R prop.test(correct = FALSE); A. Agresti (2013) Categorical Data Analysis, 3.2.1.
 * Units: counts in (sizes may be effective), a difference of shares out; `smallestExpectedCount` below 5 says that Fisher's exact test
 * is the better one. Not computable: an empty sample (zero-denominator); counts outside 0..n throw.
 * Golden: mpmath at 50 digits (scripts/golden-values/proportions.py), R prop.test (scripts/golden-values/proportions-by-r.R).
 */
export function twoProportionTest(x1: number, n1: number, x2: number, n2: number): Outcome {
  const method = "Two-proportion z test, pooled variance";
  const refusal = refuseEmptySample(method, { x1, n1, x2, n2 });
  if (refusal) return refusal;
  const pooled = (x1 + x2) / (n1 + n2);
  const rest = (n1 - x1 + (n2 - x2)) / (n1 + n2);
  const difference = crossDifference(x1, n2, x2, n1) / n1 / n2;
  const isDegenerate = pooled === 0 || rest === 0;
  const z = isDegenerate ? 0 : difference / Math.sqrt(pooled * rest * (1 / n1 + 1 / n2));
  const smallestExpectedCount = Math.min(n1, n2) * Math.min(pooled, rest);
  const pValue = Math.min(1, 2 * normalSurvival(Math.abs(z)));
  return computed({ estimate: difference, n: n1 + n2, method, pValue, detail: { z, pooled, smallestExpectedCount } });
}
