import { type Figure, type Unit, figureId } from "../../foundation/figure.ts";
import type { Outcome } from "../../foundation/outcome.ts";

export const ANALYSIS_ID = "data-drift";

/** Figures of one feature in one window. */
export const WINDOW_FIGURES = [
  "psi",
  "chi-squared",
  "js-distance",
  "total-variation",
  "hellinger",
  "wasserstein",
  "ks-lower",
  "ks-upper",
  "ks",
  "mean-ridit",
  "missing-share-difference",
  "out-of-range-share",
  "unseen-share",
] as const;
export type WindowFigureName = (typeof WINDOW_FIGURES)[number];

/** Figures of one feature over all windows. */
export const TREND_FIGURES = ["mean-ridit-change", "psi-change", "mann-kendall", "cusum"] as const;
export type TrendFigureName = (typeof TREND_FIGURES)[number];

export function windowFigure(name: WindowFigureName, unit: Unit, feature: string, window: string, outcome: Outcome): Figure {
  return { figureId: figureId(ANALYSIS_ID, name, feature, window), name, dimensions: { feature, window }, unit, outcome };
}

export function trendFigure(name: TrendFigureName, unit: Unit, feature: string, outcome: Outcome): Figure {
  return { figureId: figureId(ANALYSIS_ID, name, feature), name, dimensions: { feature }, unit, outcome };
}

/** Policy key of each figure that a verdict is about. */
export const THRESHOLD_KEYS = {
  psi: "data-drift.psi",
  "missing-share-difference": "data-drift.nullShareDifference",
  "out-of-range-share": "data-drift.outOfRangeShare",
  "unseen-share": "data-drift.unseenShare",
  "mean-ridit-change": "data-drift.meanRidit",
  "psi-change": "data-drift.psi",
} as const;
export type JudgedFigure = keyof typeof THRESHOLD_KEYS;

export const SETUP_FIGURE = figureId(ANALYSIS_ID, "setup");

export function rowsFigureId(window: string): string {
  return figureId(ANALYSIS_ID, "rows", window);
}

/** Windows that a feature was compared in; a verdict is about it only where there is none. */
export function judgedWindowsFigureId(feature: string): string {
  return figureId(ANALYSIS_ID, "judged-windows", feature);
}

export const ROWS_WITHOUT_WINDOW = figureId(ANALYSIS_ID, "rows-without-window");

/** A number from a figure's detail; a missing one is a programming fault. */
export function detailNumber(outcome: Outcome, key: string): number {
  const value = outcome.status === "computed" ? outcome.detail?.[key] : undefined;
  if (typeof value !== "number") throw new TypeError(`The figure has no number ${key}.`);
  return value;
}
