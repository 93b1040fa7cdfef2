import { type Outcome, computed, isComputed } from "../../foundation/outcome.ts";
import { type FourfoldTable, determinantOf, sumOfTables } from "../proportions/fourfold-table.ts";
import { oddsRatioWoolf } from "../proportions/odds-ratio-woolf.ts";
import { breslowDayTarone } from "./breslow-day.ts";
import { cochranMantelHaenszel, informativeStrata } from "./cochran-mantel-haenszel.ts";
import { mantelHaenszelOddsRatio } from "./mantel-haenszel-odds-ratio.ts";

/** How the strata point, compared with all rows taken together. */
export type StrataState = "agree" | "mixed" | "reversed";

export interface DirectionsByStratum {
  readonly state: StrataState;
  /** Sign of ad - bc of all strata added up: 1 when the first row has the larger share of the first column. */
  readonly pooled: -1 | 0 | 1;
  readonly sameDirection: number;
  readonly oppositeDirection: number;
  readonly noDirection: number;
  /** Strata that hold one row or one column only. */
  readonly withoutInformation: number;
}

/**
 * Simpson reversal flag: do strata point the other way than all rows taken together?
 *
 * Formula: direction = sign(ad - bc), of every informative stratum and of the sum of all tables. agree: no stratum points against the sum;
 * reversed: none points with it and at least one against; mixed: anything else (also a sum without direction over strata that have one).
 * The estimate is 1 when the crude odds ratio's Woolf interval excludes 1 and the Mantel-Haenszel odds ratio lies on the other side of 1,
 * else 0; beside it the state of the strata, the Cochran-Mantel-Haenszel p-value and the Breslow-Day-Tarone p-value.
 * Source: E. H. Simpson (1951) Journal of the Royal Statistical Society B 13, 238-241, doi:10.1111/j.2517-6161.1951.tb00088.x;
 * P. J. Bickel, E. A. Hammel and J. W. O'Connell (1975) Science 187, 398-404, doi:10.1126/science.187.4175.398; review A13.
 * Units: tables of counts in; 0 or 1 out. Signs are exact also for counts of 1e12; they say nothing about chance, the two tests do.
 * Not computable: no crude odds ratio, a cell of the sum being zero (zero-denominator); no common odds ratio (degenerate,
 * zero-denominator). The state alone is given by `directionsByStratum` for any cells.
 * Golden: UCBAdmissions and exact integers (scripts/golden-values/stratified.py).
 */
export function simpsonReversal(strata: readonly FourfoldTable[], level: number): Outcome {
  const method = "Simpson reversal flag";
  const directions = directionsByStratum(strata);
  const crude = oddsRatioWoolf(sumOfTables(strata), level);
  if (!isComputed(crude)) return crude;
  const common = mantelHaenszelOddsRatio(strata, level);
  if (!isComputed(common)) return common;
  const isOpposite = (crude.estimate - 1) * (common.estimate - 1) < 0;
  const within = cochranMantelHaenszel(strata, { continuityCorrection: true });
  const heterogeneity = breslowDayTarone(strata);
  return computed({
    estimate: excludesOne(crude) && isOpposite ? 1 : 0,
    n: crude.n,
    method,
    detail: {
      crude: crude.estimate,
      withinStrata: common.estimate,
      withinStrataExcludesEqualOdds: excludesOne(common) ? "yes" : "no",
      state: directions.state,
      strataInSameDirection: directions.sameDirection,
      strataInOppositeDirection: directions.oppositeDirection,
      strataWithoutDirection: directions.noDirection,
      strataWithoutInformation: directions.withoutInformation,
      withinStrataPValue: pValueOf(within),
      heterogeneityPValue: pValueOf(heterogeneity),
    },
  });
}

/** The directions alone: defined for any cells, zero ones included. */
export function directionsByStratum(strata: readonly FourfoldTable[]): DirectionsByStratum {
  const signs = informativeStrata(strata).map(signOf);
  const pooled = signOf(sumOfTables(strata));
  const count = (sign: number) => signs.filter((one) => one === sign).length;
  const noDirection = count(0);
  const sameDirection = pooled === 0 ? 0 : count(pooled);
  const oppositeDirection = signs.length - noDirection - sameDirection;
  const state = oppositeDirection === 0 ? "agree" : sameDirection === 0 && pooled !== 0 ? "reversed" : "mixed";
  return { state, pooled, sameDirection, oppositeDirection, noDirection, withoutInformation: strata.length - signs.length };
}

function signOf(table: FourfoldTable): -1 | 0 | 1 {
  const difference = determinantOf(table);
  return difference > 0 ? 1 : difference < 0 ? -1 : 0;
}

function excludesOne({ interval }: { readonly interval?: { readonly lower: number; readonly upper: number } }): boolean {
  return interval !== undefined && (interval.lower > 1 || interval.upper < 1);
}

function pValueOf(outcome: Outcome): number | string {
  return isComputed(outcome) ? (outcome.pValue ?? "none") : outcome.reason;
}
