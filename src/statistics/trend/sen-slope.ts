import { type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import { normalQuantile } from "../distributions/normal.ts";
import { requireLevel } from "../domain.ts";
import {
  FEWEST_TREND_POINTS,
  type TimedValue,
  atRank,
  kendallVariance,
  medianOf,
  pairSlopes,
  requireSeries,
  sortedSlopes,
} from "./kendall-pairs.ts";

/**
 * Sen's slope with its rank-based interval.
 *
 * Formula: median of the N = k(k-1)/2 slopes (y_j - y_i)/(t_j - t_i). C = z sqrt(Var S) with the tie-corrected variance of Mann-Kendall; the limits
 * are the slopes of rank (N - C)/2 and (N + C)/2 + 1 in rising order, linear between neighbours. They hold 0 where Mann-Kendall (without its
 * continuity correction) does not reject.
 * Source: P. Sen (1968), doi:10.1080/01621459.1968.10480934; R. Gilbert, Statistical Methods for Environmental Pollution Monitoring (1987), 16.5.
 * Units: values per unit of time. Not robust to autocorrelation or season.
 * Not computable: fewer than 8 points, all values equal, a level so high that the rank falls below 1, so many equal values that both limits are 0. Times that do not rise, or numbers not
 * finite, throw.
 * Golden: numpy and mpmath from the definition, scipy theilslopes where its rounded ranks agree, pymannkendall; scripts/golden-values/kendall.py.
 */
export function senSlope(points: readonly TimedValue[], level: number): Outcome {
  requireLevel("senSlope", level);
  requireSeries("senSlope", points);
  const k = points.length;
  if (k < FEWEST_TREND_POINTS) return notComputable("too-few", `A trend needs ${FEWEST_TREND_POINTS} windows; there are ${k}.`);
  const variance = kendallVariance(points);
  if (variance === 0) return notComputable("degenerate", "All values are equal.");
  const slopes = sortedSlopes(pairSlopes(points));
  const reach = normalQuantile((1 + level) / 2) * Math.sqrt(variance);
  const [lowerRank, upperRank] = [(slopes.length - reach) / 2, (slopes.length + reach) / 2 + 1];
  if (lowerRank < 1) return notComputable("too-few", `${k} windows have no limits of a slope at level ${level}.`);
  const [lower, upper] = [atRank(slopes, lowerRank), atRank(slopes, upperRank)];
  if (lower === 0 && upper === 0)
    return notComputable("degenerate", "So many values are equal that both limits of the slope are 0, as if it were certain.");
  return computed({
    estimate: medianOf(slopes),
    n: k,
    method: "Sen slope",
    interval: { lower, upper, level, method: "Ranks of the pairwise slopes (Gilbert)" },
    detail: { slopes: slopes.length, lowerRank, upperRank },
  });
}
