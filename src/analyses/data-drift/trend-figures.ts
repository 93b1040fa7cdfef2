import type { Figure } from "../../foundation/figure.ts";
import { type Outcome, computed, isComputed, notComputable } from "../../foundation/outcome.ts";
import { type CumulativeSumNull, cumulativeSum, simulateCumulativeSumMaxima } from "../../statistics/trend/cumulative-sum.ts";
import { mannKendall } from "../../statistics/trend/mann-kendall.ts";
import { stabilityIndexTrend } from "../../statistics/trend/stability-index-trend.ts";
import { weightedLinearTrend } from "../../statistics/trend/weighted-linear-trend.ts";
import { wilsonHilferty } from "../../statistics/trend/wilson-hilferty.ts";
import type { AnalysisWindow } from "../../population/windows.ts";
import { detailNumber, trendFigure } from "./figure-ids.ts";

/** What the trend figures read from one judged window. */
export interface WindowResult {
  readonly window: AnalysisWindow;
  readonly psi: Outcome;
  /** Absent for categories without order. */
  readonly meanRidit: Outcome | undefined;
}

const YEAR_MS = 365.25 * 86_400_000;

/** Below two yearly cycles a trend cannot be told from season. */
export function seasonNote(windows: readonly AnalysisWindow[]): string {
  const periods = windows.flatMap((window) => (window.period === null ? [] : [window.period]));
  const first = periods[0];
  const last = periods.at(-1);
  if (first === undefined || last === undefined) return "chunks have no calendar: season cannot be assessed";
  return last.endMs - first.startMs < 2 * YEAR_MS ? "not separable from season: less than two yearly cycles" : "two yearly cycles or more";
}

export function trendFigures(
  feature: string,
  results: readonly WindowResult[],
  options: {
    ordered: boolean;
    level: number;
    alpha: number;
    replicates: number;
    seed: number;
    maximaOf: (null_: CumulativeSumNull) => Float64Array;
  },
): Figure[] {
  const season = seasonNote(results.map((result) => result.window));
  const indexes = results.flatMap(({ window, psi }) => (isComputed(psi) ? [{ window, psi }] : []));
  const normalised = indexes.map(({ window, psi }) => ({
    time: window.index,
    value: wilsonHilferty(detailNumber(psi, "standardised"), detailNumber(psi, "df")),
  }));
  const figures = [
    trendFigure("mann-kendall", "statistic", feature, withNote(mannKendall(normalised), season)),
    trendFigure("cusum", "statistic", feature, cusum(indexes, options)),
  ];
  if (!options.ordered) {
    const points = indexes.map(({ window, psi }) => ({
      time: window.index,
      standardised: detailNumber(psi, "standardised"),
      df: detailNumber(psi, "df"),
      windowRows: isComputed(psi) ? psi.n : 0,
    }));
    const first = indexes[0];
    const change = stabilityIndexTrend(points, first === undefined ? 1 : detailNumber(first.psi, "baselineRows"), options.level);
    return [trendFigure("psi-change", "index", feature, withNote(change, season)), ...figures];
  }
  const points = results.flatMap(({ window, meanRidit }) =>
    meanRidit !== undefined && isComputed(meanRidit)
      ? [{ time: window.index, value: meanRidit.estimate, variance: detailNumber(meanRidit, "nullVariance") }]
      : [],
  );
  return [trendFigure("mean-ridit-change", "index", feature, withNote(weightedLinearTrend(points, options.level), season)), ...figures];
}

function cusum(
  indexes: readonly { readonly window: AnalysisWindow; readonly psi: Outcome }[],
  options: { alpha: number; replicates: number; seed: number; maximaOf: (null_: CumulativeSumNull) => Float64Array },
): Outcome {
  const first = indexes[0];
  if (first === undefined) return notComputable("no-rows", "No window can be judged.");
  const null_ = {
    df: indexes.map(({ psi }) => detailNumber(psi, "df")),
    baselineRows: detailNumber(first.psi, "baselineRows"),
    windowRows: indexes.map(({ psi }) => (isComputed(psi) ? psi.n : 0)),
    replicates: options.replicates,
    seed: options.seed,
  };
  return cumulativeSum({
    windows: indexes.map(({ window, psi }) => ({ label: window.label, standardised: detailNumber(psi, "standardised") })),
    null: null_,
    maxima: options.maximaOf(null_),
    alpha: options.alpha,
  });
}

/** Simulates once for features of equal sizes. */
export function sharedMaxima(): (null_: CumulativeSumNull) => Float64Array {
  const known = new Map<string, Float64Array>();
  return (null_) => {
    const key = JSON.stringify(null_);
    const maxima = known.get(key) ?? simulateCumulativeSumMaxima(null_);
    known.set(key, maxima);
    return maxima;
  };
}

function withNote(outcome: Outcome, season: string): Outcome {
  return isComputed(outcome) ? computed({ ...outcome, detail: { ...outcome.detail, season } }) : outcome;
}
