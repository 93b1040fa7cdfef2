import { isComputed } from "../../foundation/outcome.ts";
import type { TrendPoint } from "../../statistics/trend/cochran-armitage.ts";
import { scaledTrendChange } from "../../statistics/trend/scaled-trend-change.ts";
import { manskiBounds } from "../../statistics/error-rates/manski-bounds.ts";
import { type GroupCounts, metricCounts } from "./group-counts.ts";
import type { ErrorMetric } from "./parameters.ts";
import { type Detail, outcomesForceBounds } from "./worst-case.ts";

export interface CountedWindow {
  readonly index: number;
  readonly counts: GroupCounts;
}

/**
 * The rise if the missing outcomes of windows that lack more than a tenth of them are what they must be for it to be largest and
 * smallest: Manski's upper rate after the mean time and lower rate before it, and the other way round. Limits are one-sided, error q.
 * The mean time is that of the rows with outcome, an approximation for windows right beside it. No limit is given where it cannot be computed.
 */
export function worstCaseTrend(metric: ErrorMetric, windows: readonly CountedWindow[], q: number): Detail {
  const seen = windows.map((window) => ({ score: window.index, ...metricCounts(metric, window.counts) }));
  const rows = seen.reduce((sum, point) => sum + point.rows, 0);
  const mean = seen.reduce((sum, point) => sum + point.score * point.rows, 0) / rows;
  const filled = (rising: boolean): readonly TrendPoint[] =>
    windows.map(({ index, counts }) => {
      if (!outcomesForceBounds(counts)) return { score: index, ...metricCounts(metric, counts) };
      const bounds = manskiBounds(metric, counts);
      return index > mean === rising
        ? { score: index, count: bounds.upperCount, rows: bounds.upperRows }
        : { score: index, count: bounds.lowerCount, rows: bounds.lowerRows };
    });
  const rise = scaledTrendChange(filled(true), 1 - 2 * q);
  const fall = scaledTrendChange(filled(false), 1 - 2 * q);
  return {
    windows: windows.length,
    windowsWithMissingOutcomes: windows.filter(({ counts }) => outcomesForceBounds(counts)).length,
    ...(isComputed(rise) && rise.interval !== undefined ? { worstCaseUpper: rise.estimate, worstCaseUpperLimit: rise.interval.upper } : {}),
    ...(isComputed(fall) && fall.interval !== undefined ? { worstCaseLower: fall.estimate, worstCaseLowerLimit: fall.interval.lower } : {}),
  };
}
