import type { Figure } from "../../foundation/figure.ts";
import { type Outcome, computed, isComputed, notComputable } from "../../foundation/outcome.ts";
import { driftEffectLimits } from "../../statistics/divergences/drift-effect-limits.ts";
import { hellingerDistance } from "../../statistics/divergences/hellinger.ts";
import { jensenShannonDistance } from "../../statistics/divergences/jensen-shannon.ts";
import { biasCorrectedStabilityIndex } from "../../statistics/divergences/population-stability-index.ts";
import { totalVariationDistance } from "../../statistics/divergences/total-variation.ts";
import { kolmogorovSmirnovBounds } from "../../statistics/two-samples/kolmogorov-smirnov-bounds.ts";
import { kolmogorovSmirnov, kolmogorovSmirnovFromNumerator } from "../../statistics/two-samples/kolmogorov-smirnov.ts";
import { meanRiditShift } from "../../statistics/two-samples/mean-ridit.ts";
import { twoSampleChiSquared } from "../../statistics/two-samples/two-sample-chi-squared.ts";
import { wassersteinInSigma } from "../../statistics/two-samples/wasserstein-from-cells.ts";
import type { FeatureView } from "./drift-view.ts";
import { type SegmentCounts, comparedRows } from "./feature-sample.ts";
import { detailNumber, windowFigure } from "./figure-ids.ts";
import { countsIn } from "./frozen-cells.ts";

export interface ExactNumerator {
  readonly numerator: bigint;
  readonly baselineRows: number;
  readonly windowRows: number;
}

/** How one window's shape differs from the baseline's: the primary effect with its test, and the descriptive distances. */
export function shapeFigures(
  view: FeatureView,
  window: string,
  counts: SegmentCounts,
  level: number,
  exact: ExactNumerator | undefined,
): Figure[] {
  const { sample } = view;
  const cells = view.cellsFor(comparedRows(counts));
  const feature = sample.feature.name;
  const baseline = countsIn(cells, sample.baseline.cells);
  const observed = countsIn(cells, counts.cells);
  const figures = [
    windowFigure("psi", "index", feature, window, stabilityIndex(view, counts, level)),
    windowFigure("chi-squared", "statistic", feature, window, twoSampleChiSquared(baseline, observed)),
    windowFigure("js-distance", "index", feature, window, jensenShannonDistance(baseline, observed)),
    windowFigure("total-variation", "index", feature, window, totalVariationDistance(baseline, observed)),
    windowFigure("hellinger", "index", feature, window, hellingerDistance(baseline, observed)),
  ];
  if (sample.reading === "categorical") return figures;
  return [
    ...figures,
    windowFigure("wasserstein", "sigma", feature, window, distanceFigure(view, counts)),
    ...kolmogorovFigures(view, window, counts, exact),
    windowFigure("mean-ridit", "index", feature, window, meanRiditShift(ordered(sample.baseline), ordered(counts), level)),
  ];
}

/** The primary effect, its interval by non-central chi-squared inversion, and the p of the chi-squared test on the same cells. */
export function stabilityIndex(view: FeatureView, counts: SegmentCounts, level: number): Outcome {
  const cells = view.cellsFor(comparedRows(counts));
  const frozen = view.cells.groups.length;
  const baseline = countsIn(cells, view.sample.baseline.cells);
  const observed = countsIn(cells, counts.cells);
  const effect = biasCorrectedStabilityIndex(baseline, observed);
  if (!isComputed(effect)) return effect;
  const test = twoSampleChiSquared(baseline, observed);
  if (!isComputed(test)) return test;
  // Cells are frozen with filled baseline cells, so df is the number of cells less one in every window.
  const df = baseline.length - 1;
  const standardised = Number(effect.detail?.["standardised"]);
  const n = comparedRows(view.sample.baseline);
  const limits = driftEffectLimits({ standardised, chiSquared: test.estimate, df, n, m: effect.n }, (1 - level) / 2);
  return computed({
    ...effect,
    interval: { ...limits, level, method: "non-central chi-squared inversion" },
    ...(test.pValue === undefined ? {} : { pValue: test.pValue }),
    detail: {
      ...effect.detail,
      chiSquared: test.estimate,
      df,
      ...(cells.groups.length < frozen
        ? {
            frozenCells: frozen,
            cellsNote: `too few rows for ${frozen} cells: tested on ${cells.groups.length}; a shift inside a merged cell is not seen`,
          }
        : {}),
    },
  });
}

/** Counts in the finest ordered cells that were counted. */
function ordered(counts: SegmentCounts): readonly number[] {
  return counts.fine ?? counts.cells;
}

/** Beyond this error (in sigma) straight lines between the cell edges say too little of the distance. */
const LARGEST_LINE_ERROR = 0.05;

/** Refused where the cells are too wide; else with the limits that hold whatever lies inside the cells (no sampling error in them). */
function distanceFigure(view: FeatureView, counts: SegmentCounts): Outcome {
  const distance = distanceInSigma(view, counts);
  if (!isComputed(distance)) return distance;
  const error = detailNumber(distance, "largestError");
  if (error > LARGEST_LINE_ERROR)
    return notComputable(
      "numerical",
      `The counted cells are too wide: the distance is known to +-${error.toPrecision(2)} sigma only, and ${LARGEST_LINE_ERROR} is asked; fine cells for all features make it narrower.`,
    );
  const { estimate } = distance;
  return computed({ ...distance, detail: { ...distance.detail, atLeast: Math.max(0, estimate - error), atMost: estimate + error } });
}

function distanceInSigma({ sample }: FeatureView, counts: SegmentCounts): Outcome {
  const smallest = sample.values[0];
  if (sample.sigma === null || smallest === undefined) return notComputable("degenerate", "The baseline has no finite spread.");
  const sigma = sample.sigma;
  if (counts.fine === null) {
    // Values are the cells: the distribution steps at each value, so the mass of a cell lies at its lower edge.
    return computedExactly(sample.values, sample.baseline.cells, counts.cells, sigma);
  }
  return wassersteinInSigma({
    edges: [smallest, ...sample.values],
    baseline: clipped(sample.baseline.fine ?? []),
    window: clipped(counts.fine),
    sigma,
  });
}

/** Out-of-range counts join the first and the last cell of the range. */
function clipped(fine: readonly number[]): number[] {
  const inner = fine.slice(1, -1);
  const last = inner.length - 1;
  return inner.map((count, cell) => count + (cell === 0 ? (fine[0] ?? 0) : 0) + (cell === last ? (fine.at(-1) ?? 0) : 0));
}

function computedExactly(values: readonly number[], baseline: readonly number[], window: readonly number[], sigma: number): Outcome {
  // A cell of width zero at each value, and an empty cell between neighbours, make the straight lines exact steps.
  const edges = values.flatMap((value) => [value, value]);
  const spread = (counts: readonly number[]): number[] => counts.flatMap((count, cell) => (cell === 0 ? [count] : [0, count]));
  return wassersteinInSigma({ edges, baseline: spread(baseline), window: spread(window), sigma });
}

function kolmogorovFigures({ sample }: FeatureView, window: string, counts: SegmentCounts, exact: ExactNumerator | undefined): Figure[] {
  const feature = sample.feature.name;
  if (counts.fine === null) return [windowFigure("ks", "index", feature, window, kolmogorovSmirnov(sample.baseline.cells, counts.cells))];
  const bounds = kolmogorovSmirnovBounds(ordered(sample.baseline), ordered(counts), [false, true]);
  const bound = (side: "lower" | "upper"): Outcome =>
    bounds === null
      ? notComputable("no-rows", "No values to compare.")
      : computed({
          estimate: bounds[side],
          n: comparedRows(counts),
          method:
            side === "lower"
              ? "Kolmogorov-Smirnov distance is at least this (frozen cells)"
              : "Kolmogorov-Smirnov distance is at most this (frozen cells)",
          detail: { cells: ordered(counts).length },
        });
  return [
    windowFigure("ks-lower", "index", feature, window, bound("lower")),
    windowFigure("ks-upper", "index", feature, window, bound("upper")),
    ...(exact === undefined
      ? []
      : [
          windowFigure(
            "ks",
            "index",
            feature,
            window,
            kolmogorovSmirnovFromNumerator(exact.numerator, exact.baselineRows, exact.windowRows),
          ),
        ]),
  ];
}
