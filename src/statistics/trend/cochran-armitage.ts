import { type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import { normalSurvival } from "../distributions/normal.ts";
import { studentTQuantile, studentTSurvival } from "../distributions/student-t.ts";

/** Count of n rows at a score, for example a calendar window's index. */
export interface TrendPoint {
  readonly score: number;
  readonly count: number;
  readonly rows: number;
}

/** Windows below which an overdispersed trend is not computed. */
export const FEWEST_TREND_POINTS = 8;

interface TrendSums {
  readonly points: readonly TrendPoint[];
  readonly rows: number;
  readonly rate: number;
  readonly slope: number;
  /** Binomial standard error of the slope under no trend. */
  readonly slopeError: number;
  readonly z: number;
  /** Chi-squared of the departure from the line, k - 2 df. */
  readonly departure: number;
}

/**
 * Cochran-Armitage test for a linear trend in proportions; the estimate is z, its square the chi-squared with 1 df.
 *
 * Formula: z = sum t(x - n p) / sqrt(p q (sum n t^2 - (sum n t)^2 / N)), variance with N as R's prop.trend.test.
 * Source: Armitage, Biometrics 11 (1955) 375, doi:10.2307/3001775. Points without rows carry no information.
 * Not computable with fewer than two different scores, or when all or none have the property. Golden: R 4.2.2 prop.trend.test; review G11.
 */
export function cochranArmitage(points: readonly TrendPoint[]): Outcome {
  const method = "Cochran-Armitage trend test";
  const sums = trendSums(points, method);
  if ("status" in sums) return sums;
  return computed({
    estimate: sums.z,
    n: sums.rows,
    method,
    pValue: Math.min(1, 2 * normalSurvival(Math.abs(sums.z))),
    detail: { chiSquared: sums.z * sums.z, departureFromLine: sums.departure, points: sums.points.length },
  });
}

/**
 * Change of a rate from the first to the last point along the fitted line, tested by Cochran-Armitage scaled for overdispersion.
 *
 * Formula: slope = sum n (t - m)(p - P) / sum n (t - m)^2; change = slope (last - first); phi = max(1, departure / (k - 2));
 * t = z / sqrt(phi) with k - 2 df; interval change +- t se sqrt(phi). Source: statistical review A12; McCullagh & Nelder (1989) 4.5.2.
 * Unscaled, a process with phi = 2 rejects 16.6 % at the 5 % level. Not computable below 8 points with rows.
 * Golden: base-R script of the formula.
 */
export function scaledTrendChange(points: readonly TrendPoint[], level: number): Outcome {
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

function trendSums(points: readonly TrendPoint[], method: string): TrendSums | Outcome {
  for (const { score, count, rows } of points)
    if (!(Number.isFinite(score) && count >= 0 && rows >= count && Number.isFinite(rows)))
      throw new RangeError(`${count} of ${rows} at ${score} is no trend point.`);
  const used = points.filter((point) => point.rows > 0);
  const rows = used.reduce((sum, point) => sum + point.rows, 0);
  const count = used.reduce((sum, point) => sum + point.count, 0);
  if (rows === 0) return notComputable("no-rows", `${method}: there are no rows.`);
  if (count === 0 || count === rows) return notComputable("degenerate", `${method}: all rows or none have the property.`);
  const rate = count / rows;
  const mean = used.reduce((sum, point) => sum + point.rows * point.score, 0) / rows;
  let spread = 0;
  let product = 0;
  let total = 0;
  for (const point of used) {
    const distance = point.score - mean;
    const excess = point.count - point.rows * rate;
    spread += point.rows * distance * distance;
    product += distance * excess;
    total += (excess * excess) / point.rows;
  }
  if (spread === 0) return notComputable("degenerate", `${method}: all rows have one score.`);
  const variance = rate * (1 - rate);
  const z = product / Math.sqrt(variance * spread);
  return {
    points: used,
    rows,
    rate,
    slope: product / spread,
    slopeError: Math.sqrt(variance / spread),
    z,
    departure: Math.max(0, total / variance - z * z),
  };
}
