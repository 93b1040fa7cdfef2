import { type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import { studentTQuantile, studentTSurvival } from "../distributions/student-t.ts";
import { requireArgument, requireLevel } from "../domain.ts";
import { FEWEST_TREND_POINTS, type TimedValue, requireSeries } from "./kendall-pairs.ts";

/**
 * Weighted linear trend of window estimates with known variances.
 *
 * Formula: weights 1/v; slope by weighted least squares; phi = sum w r^2/(k - 2); standard error sqrt(max(1, phi) / sum w (t - tbar)^2);
 * Student t with k - 2 df. The estimate is the change over the period, slope * (last time - first time).
 * Purpose: gradual drift. max(1, phi) keeps the size when windows scatter more than sampling explains (review A12).
 * An error that all windows share (one baseline) moves the level, not the slope.
 * Source: P. McCullagh and J. Nelder, Generalized Linear Models, 2nd ed. (1989), section 4.5.2.
 * Units: those of the values; `detail.slope` per unit of time.
 * Not computable: fewer than 8 windows, a variance that is not positive, weights beyond the range of doubles. Times that do not rise, or numbers not finite, throw.
 * Golden: R lm(weights =), scripts/golden-values/drift.R.
 */
export function weightedLinearTrend(points: readonly (TimedValue & { readonly variance: number })[], level: number): Outcome {
  requireLevel("weightedLinearTrend", level);
  requireSeries("weightedLinearTrend", points);
  const k = points.length;
  if (k < FEWEST_TREND_POINTS) return notComputable("too-few", `A trend test needs ${FEWEST_TREND_POINTS} windows; there are ${k}.`);
  for (const { variance } of points) requireArgument(variance < Infinity, "weightedLinearTrend (variance)", "a finite number", variance);
  if (points.some((point) => point.variance <= 0)) return notComputable("degenerate", "A window has no sampling variance.");
  const weight = sum(points, (point) => 1 / point.variance);
  const centre = sum(points, (point) => point.time / point.variance) / weight;
  const average = sum(points, (point) => point.value / point.variance) / weight;
  const spread = sum(points, (point) => (point.time - centre) ** 2 / point.variance);
  const slope = sum(points, (point) => ((point.time - centre) * (point.value - average)) / point.variance) / spread;
  const residual = sum(points, (point) => (point.value - average - slope * (point.time - centre)) ** 2 / point.variance);
  const df = k - 2;
  const overdispersion = residual / df;
  const error = Math.sqrt(Math.max(1, overdispersion) / spread);
  const period = (points.at(-1)?.time ?? 0) - (points[0]?.time ?? 0);
  const t = Math.abs(slope) / error;
  if (Number.isNaN(t)) return notComputable("numerical", "The sampling variances of the windows are too small for a weighted line.");
  const half = studentTQuantile((1 + level) / 2, df) * error * period;
  const change = slope * period;
  return computed({
    estimate: change,
    n: k,
    method: "Weighted linear trend, change over the period",
    interval: { lower: change - half, upper: change + half, level, method: "Student t, overdispersion-scaled" },
    pValue: Math.min(1, 2 * studentTSurvival(t, df)),
    detail: { slope, df, overdispersion, standardError: error * period },
  });
}

function sum<Point>(points: readonly Point[], term: (point: Point) => number): number {
  return points.reduce((total, point) => total + term(point), 0);
}
