import { type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import { normalQuantile } from "../distributions/normal.ts";
import { requireArgument, requireCount, requireLevel } from "../domain.ts";
import { mcnemarExact } from "./mcnemar.ts";

/**
 * Difference of two paired proportions.
 *
 * Formula: (b - c)/n. Interval: p12~ = (b + 1)/(n + 2), p21~ = (c + 1)/(n + 2),
 * p12~ - p21~ +- z sqrt((p12~ + p21~ - (p12~ - p21~)^2)/(n + 2)), within -1..1. p: McNemar's exact test.
 * Purpose: share of decisions by which people are right more often than the model.
 * Source: D. G. Bonett and R. M. Price (2012) J. Educ. Behav. Stat. 37, 479-488, doi:10.3102/1076998611411915.
 * Units: b = only the first is right, c = only the second is right, n = all pairs (counts) in; difference of shares -1..1 out.
 * Not computable: no pairs (no-rows). Counts not whole or more discordant pairs than pairs throw.
 * Golden: mpmath at 50 digits, scripts/golden-values/agreement.py; R (overrides.R).
 */
export function pairedDifference(onlyFirst: number, onlySecond: number, pairs: number, level: number): Outcome {
  requireCount("pairedDifference (pairs)", pairs);
  requireLevel("pairedDifference", level);
  const { exact, midP } = mcnemarExact(onlyFirst, onlySecond);
  requireArgument(onlyFirst + onlySecond <= pairs, "pairedDifference (discordant)", `at most ${pairs} pairs`, onlyFirst + onlySecond);
  if (pairs === 0) return notComputable("no-rows", "There are no labelled pairs.");
  const first = (onlyFirst + 1) / (pairs + 2);
  const second = (onlySecond + 1) / (pairs + 2);
  const half = -normalQuantile((1 - level) / 2) * Math.sqrt((first + second - (first - second) ** 2) / (pairs + 2));
  return computed({
    estimate: (onlyFirst - onlySecond) / pairs,
    n: pairs,
    method: "Difference of paired proportions, McNemar exact test",
    interval: {
      lower: Math.max(-1, first - second - half),
      upper: Math.min(1, first - second + half),
      level,
      method: "Bonett-Price adjusted Wald",
    },
    pValue: exact,
    detail: { midP, onlyFirst, onlySecond },
  });
}
