import { type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import { studentTQuantile, studentTSurvival } from "../distributions/student-t.ts";
import { requireLevel } from "../domain.ts";
import { type TrendPoint, trendSums } from "./cochran-armitage.ts";
import { FEWEST_TREND_POINTS } from "./kendall-pairs.ts";

/**
 * Change of a rate from the first to the last point along the fitted line, tested by Cochran-Armitage scaled for overdispersion.
 *
 * Formula: slope = sum n (t - m)(p - P) / sum n (t - m)^2; change = slope (last - first); phi = max(1, X2 of the departure from the line / (k - 2));
 * t = z / sqrt(phi) with k - 2 df, z of Cochran-Armitage; interval change +- t se sqrt(phi), se the binomial error under no trend.
 * Purpose: unscaled, a process with phi = 2 rejects 16.6 % at the 5 % level.
 * Source: P. Armitage (1955), doi:10.2307/3001775; P. McCullagh and J. Nelder, Generalized Linear Models (1989), 4.5.2; statistical review A12.
 * Units: scores (calendar index, empty windows keep their place), counts and rows in; a difference of rates out.
 * Not computable: fewer than 8 points with rows, no rows, all or none have the property, one score only. Wrong counts or scores throw.
 * Golden: R prop.trend.test, prop.test and pt of the formula, scripts/golden-values/drift.R; mpmath, scripts/golden-values/drift-exact.py.
 */
export function scaledTrendChange(points: readonly TrendPoint[], level: number): Outcome {
  requireLevel("scaledTrendChange", level);
  const method = "Change along the fitted line, overdispersion-scaled Cochran-Armitage trend";
  const sums = trendSums(points, method);
  if ("status" in sums) return sums;
  const k = sums.points.length;
  if (k < FEWEST_TREND_POINTS) return notComputable("too-few", `${method}: ${k} windows have rows, ${FEWEST_TREND_POINTS} are needed.`);
  const scores = sums.points.map((point) => point.score);
  const span = Math.max(...scores) - Math.min(...scores);
  const degreesOfFreedom = k - 2;
  const overdispersion = Math.max(1, sums.departure / degreesOfFreedom);
  const t = sums.z / Math.sqrt(overdispersion);
  const standardError = sums.slopeError * span * Math.sqrt(overdispersion);
  const estimate = sums.slope * span;
  const reach = studentTQuantile(0.5 + level / 2, degreesOfFreedom) * standardError;
  return computed({
    estimate,
    n: sums.rows,
    method,
    pValue: Math.min(1, 2 * studentTSurvival(Math.abs(t), degreesOfFreedom)),
    interval: { lower: estimate - reach, upper: estimate + reach, level, method: "Student t on the scaled slope" },
    detail: { standardError, degreesOfFreedom, overdispersion, t, points: k, meanRate: sums.rate, slopePerScore: sums.slope },
  });
}
