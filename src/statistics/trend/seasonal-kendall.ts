import { type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import { chiSquaredSurvival } from "../distributions/chi-squared.ts";
import { normalSurvival } from "../distributions/normal.ts";
import { requireArgument, requireCount } from "../domain.ts";
import {
  FEWEST_TREND_POINTS,
  type TimedValue,
  kendallScore,
  kendallVariance,
  medianOf,
  pairSlopes,
  requireSeries,
  sortedSlopes,
} from "./kendall-pairs.ts";
import { kendallZ } from "./mann-kendall.ts";

export interface SeasonalPoint {
  /** Whole number that rises from cycle to cycle, for example the year. */
  readonly cycle: number;
  /** 0 to seasons - 1, for example the month of the year. */
  readonly season: number;
  readonly value: number;
}

/** A test that cannot reach this p-value is refused. */
const LARGEST_USEFUL_P = 0.05;

/**
 * Seasonal Kendall trend test, tie-corrected, with the seasonal slope and the homogeneity of the seasons.
 *
 * Formula: S_g and Var_g of Mann-Kendall within each season g; S = sum S_g, Var = sum Var_g (seasons independent), z = (S -+ 1)/sqrt(Var) towards 0,
 * two-sided normal p. Slope: median of the pairwise slopes within the seasons. Homogeneity: with Z_g = S_g/sqrt(Var_g) over the G seasons that
 * vary, X2 = sum Z_g^2 - G mean(Z)^2, chi-squared with G - 1 df; a small p says that the seasons do not share one trend.
 * Source: R. Hirsch, J. Slack and R. Smith (1982), doi:10.1029/WR018i001p00107; G. van Belle and J. Hughes (1984), doi:10.1029/WR020i001p00127.
 * Units: the estimate is S; `detail.senSlope` in values per cycle. Windows may be missing. Not robust to autocorrelation between seasons.
 * Not computable: fewer than 8 points, a span below two cycles (trend not separable from season), no season whose values vary, values that
 * could not give p of at most .05 even if they rose in every season (too-few; two cycles of up to five seasons). A season or cycle that is no index, a window given twice, or a value that is not finite, throws.
 * Golden: pymannkendall seasonal_test, scripts/golden-values/kendall.py; homogeneity by mpmath in the same script.
 */
export function seasonalKendall(points: readonly SeasonalPoint[], seasons: number): Outcome {
  const where = "seasonalKendall";
  requireCount(`${where} (seasons)`, seasons);
  for (const { cycle, season } of points) {
    requireCount(`${where} (season)`, season);
    requireArgument(season < seasons, `${where} (season)`, `below ${seasons}`, season);
    requireArgument(Number.isSafeInteger(cycle), `${where} (cycle)`, "a whole number", cycle);
  }
  const series = seriesOf(points);
  for (const one of series) requireSeries(where, one);
  const k = points.length;
  if (k < FEWEST_TREND_POINTS) return notComputable("too-few", `A trend test needs ${FEWEST_TREND_POINTS} windows; there are ${k}.`);
  const positions = points.map(({ cycle, season }) => cycle * seasons + season);
  const span = Math.max(...positions) - Math.min(...positions) + 1;
  if (span < 2 * seasons)
    return notComputable(
      "not-identifiable",
      `Trend not separable from season: the windows span ${span} seasons, two cycles are ${2 * seasons}.`,
    );
  const parts = series
    .map((one) => ({ score: kendallScore(one), most: untiedPairs(one), variance: kendallVariance(one) }))
    .filter(({ most }) => most > 0);
  if (parts.length === 0) return notComputable("degenerate", "Within every season all values are equal, or there is only one.");
  const score = parts.reduce((sum, part) => sum + part.score, 0);
  const variance = parts.reduce((sum, part) => sum + part.variance, 0);
  const smallest = twoSidedP(
    kendallZ(
      parts.reduce((sum, part) => sum + part.most, 0),
      variance,
    ),
  );
  if (smallest > LARGEST_USEFUL_P)
    return notComputable(
      "too-few",
      `Even if these values rose from cycle to cycle in every season, p would be ${smallest.toPrecision(2)}: the windows are too few for a trend test.`,
    );
  const z = kendallZ(score, variance);
  return computed({
    estimate: score,
    n: k,
    method: "Seasonal Kendall trend test, tie-corrected",
    pValue: twoSidedP(z),
    detail: {
      z,
      variance,
      senSlope: medianOf(sortedSlopes(series.flatMap(pairSlopes))),
      seasonsCompared: parts.length,
      ...homogeneity(parts.map((part) => part.score / Math.sqrt(part.variance))),
    },
  });
}

/** One series a season, in the order of time. */
function seriesOf(points: readonly SeasonalPoint[]): TimedValue[][] {
  const bySeason = new Map<number, TimedValue[]>();
  for (const { cycle, season, value } of points.toSorted((left, right) => left.cycle - right.cycle))
    bySeason.set(season, [...(bySeason.get(season) ?? []), { time: cycle, value }]);
  return [...bySeason.values()];
}

/** The largest S that the values of a season can have: pairs that are not tied. */
function untiedPairs(points: readonly TimedValue[]): number {
  return kendallScore(points.toSorted((left, right) => left.value - right.value));
}

function twoSidedP(z: number): number {
  return Math.min(1, 2 * normalSurvival(Math.abs(z)));
}

function homogeneity(scores: readonly number[]): Record<string, number> {
  const df = scores.length - 1;
  if (df === 0) return {};
  const mean = scores.reduce((sum, z) => sum + z, 0) / scores.length;
  const homogeneityChiSquared = scores.reduce((sum, z) => sum + (z - mean) ** 2, 0);
  return { homogeneityChiSquared, homogeneityDf: df, homogeneityP: chiSquaredSurvival(homogeneityChiSquared, df) };
}
