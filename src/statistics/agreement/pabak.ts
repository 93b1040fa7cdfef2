import { type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import { requireArgument, requireCount } from "../domain.ts";
import { wilsonInterval } from "../proportions/wilson-interval.ts";

/**
 * Prevalence- and bias-adjusted kappa (PABAK) from the observed agreement alone.
 *
 * Formula: (q pa - 1)/(q - 1) for q categories, 2 pa - 1 for two; limits from the Wilson limits of pa by the same line.
 * Purpose: what kappa would be, were all categories used equally often by both raters.
 * Source: T. Byrt, J. Bishop and J. B. Carlin (1993) J. Clin. Epidemiol. 46, 423-429, doi:10.1016/0895-4356(93)90018-V.
 * Units: agreeing pairs and all pairs (counts), number of categories in; coefficient -1/(q - 1)..1 out. Interval if a level is given.
 * Not computable: no pairs (no-rows). Counts not whole, more agreements than pairs or fewer than two categories throw.
 * Golden: exact fractions; limits by mpmath at 50 digits, scripts/golden-values/agreement.py.
 */
export function pabak(agreements: number, pairs: number, categories = 2, level?: number): Outcome {
  requireCount("pabak (agreements)", agreements);
  requireCount("pabak (pairs)", pairs);
  requireCount("pabak (categories)", categories);
  requireArgument(agreements <= pairs, "pabak (agreements)", `at most the ${pairs} pairs`, agreements);
  requireArgument(categories >= 2, "pabak (categories)", "at least 2", categories);
  if (pairs === 0) return notComputable("no-rows", "There are no pairs of decisions.");
  const adjusted = (agreement: number): number => (categories * agreement - 1) / (categories - 1);
  const wilson = level === undefined ? undefined : wilsonInterval(agreements, pairs, level);
  return computed({
    estimate: adjusted(agreements / pairs),
    n: pairs,
    method: "Prevalence- and bias-adjusted kappa (PABAK)",
    ...(wilson === undefined
      ? {}
      : {
          interval: {
            lower: adjusted(wilson.lower),
            upper: adjusted(wilson.upper),
            level: wilson.level,
            method: "Wilson score limits of the agreement",
          },
        }),
    detail: { agreements },
  });
}
