import { type NotComputable, type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import { normalSurvival } from "../distributions/normal.ts";
import { requireArgument, requireCount } from "../domain.ts";
import { crossDifference, totalCount } from "../whole-numbers.ts";

/** Count of n rows at a score, for example a calendar window's index. */
export interface TrendPoint {
  readonly score: number;
  readonly count: number;
  readonly rows: number;
}

/**
 * Cochran-Armitage test for a linear trend in proportions.
 *
 * Formula: z = sum t (x - n P) / sqrt(P (1 - P) [sum n t^2 - (sum n t)^2 / N]), P = X/N, variance with N as in R's prop.trend.test; X2 = z^2 with
 * 1 df. It assumes no overdispersion: a process with phi = 2 rejects 16.6 % at the 5 % level, see scaled-trend-change.ts for verdicts.
 * Source: W. Cochran (1954), doi:10.2307/3001616; P. Armitage (1955), doi:10.2307/3001775. Points without rows carry no information.
 * Units: scores (calendar index, empty windows keep their place), counts and rows in; the estimate is z.
 * Not computable: no rows, all or none have the property, one score only. A count that is none or above its rows, or a score not finite, throws.
 * Golden: R prop.trend.test, scripts/golden-values/drift.R; mpmath for 1e12 rows, scripts/golden-values/drift-exact.py; review G11.
 */
export function cochranArmitage(points: readonly TrendPoint[]): Outcome {
  const sums = trendSums(points, "Cochran-Armitage trend test");
  if ("status" in sums) return sums;
  return computed({
    estimate: sums.z,
    n: sums.rows,
    method: "Cochran-Armitage trend test",
    pValue: Math.min(1, 2 * normalSurvival(Math.abs(sums.z))),
    detail: { chiSquared: sums.z ** 2, departureFromLine: sums.departure, points: sums.points.length },
  });
}

export interface TrendSums {
  /** Those with rows. */
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

/** The weighted least-squares line through the proportions; deviations x - n P are exact before they are rounded. */
export function trendSums(points: readonly TrendPoint[], method: string): TrendSums | NotComputable {
  for (const { score, count, rows } of points) {
    requireArgument(Number.isFinite(score), `${method} (score)`, "a finite number", score);
    for (const number of [rows, count]) requireCount(method, number);
    requireArgument(count <= rows, `${method} (count)`, `at most ${rows}`, count);
  }
  const used = points.filter((point) => point.rows > 0);
  const rows = totalCount(
    method,
    used.map((point) => point.rows),
  );
  const count = totalCount(
    method,
    used.map((point) => point.count),
  );
  if (rows === 0) return notComputable("no-rows", `${method}: there are no rows.`);
  if (count === 0 || count === rows) return notComputable("degenerate", `${method}: all rows or none have the property.`);
  const mean = used.reduce((sum, point) => sum + point.rows * point.score, 0) / rows;
  const parts = used.map((point) => ({
    rows: point.rows,
    distance: point.score - mean,
    excess: crossDifference(point.count, rows, point.rows, count) / rows,
  }));
  if (new Set(used.map(({ score }) => score)).size < 2) return notComputable("degenerate", `${method}: all rows have one score.`);
  const spread = parts.reduce((sum, part) => sum + part.rows * part.distance ** 2, 0);
  const slope = parts.reduce((sum, part) => sum + part.distance * part.excess, 0) / spread;
  const departures = parts.reduce((sum, part) => sum + (part.excess - slope * part.rows * part.distance) ** 2 / part.rows, 0);
  const variance = (count / rows) * ((rows - count) / rows);
  const slopeError = Math.sqrt(variance / spread);
  return { points: used, rows, rate: count / rows, slope, slopeError, z: slope / slopeError, departure: departures / variance };
}
