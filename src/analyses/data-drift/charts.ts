import type { ChartSpec, DistributionChart, HeatmapChart, TimelineChart } from "../../charts/chart-spec.ts";
import type { Figure } from "../../foundation/figure.ts";
import { isComputed } from "../../foundation/outcome.ts";
import { thresholdOf } from "../../policy/policy.ts";
import type { Verdict } from "../../policy/verdict.ts";
import type { ChartsInput } from "../analysis.ts";
import { type DriftView, driftView, isDriftRefusal } from "./drift-view.ts";
import { comparedRows } from "./feature-sample.ts";
import { THRESHOLD_KEYS } from "./figure-ids.ts";
import { countsIn } from "./frozen-cells.ts";
import type { DataDriftParameters } from "./parameters.ts";

/** Timelines are drawn for the features that moved most; the heat map shows all of them. */
const MOST_TIMELINES = 6;

export function driftCharts(input: ChartsInput<DataDriftParameters>): readonly ChartSpec[] {
  const view = driftView(input);
  if (isDriftRefusal(view)) return [];
  const verdictOf = new Map(input.verdicts.map((verdict) => [verdict.figureId, verdict]));
  const worst = worstFigure(input.figures);
  return [heatmap(view, input, verdictOf), ...(worst === undefined ? [] : overlay(view, worst)), ...timelines(view, input, verdictOf)];
}

/** The largest bias-corrected index; undefined when none could be computed. */
export function worstFigure(figures: readonly Figure[]): Figure | undefined {
  const indexes = figures.filter((figure) => figure.name === "psi" && isComputed(figure.outcome));
  return indexes.toSorted((left, right) => estimateOf(right) - estimateOf(left))[0];
}

function estimateOf(figure: Figure): number {
  return isComputed(figure.outcome) ? figure.outcome.estimate : 0;
}

function heatmap(view: DriftView, input: ChartsInput<DataDriftParameters>, verdictOf: ReadonlyMap<string, Verdict>): HeatmapChart {
  const cells = input.figures.flatMap((figure) => {
    if (figure.name !== "psi") return [];
    const state = verdictOf.get(figure.figureId)?.state;
    return [
      {
        column: figure.dimensions["window"] ?? "",
        row: figure.dimensions["feature"] ?? "",
        figureId: figure.figureId,
        ...(isComputed(figure.outcome) ? { value: figure.outcome.estimate } : { value: null, note: figure.outcome.reason }),
        ...(state === undefined ? {} : { state }),
      },
    ];
  });
  const exceptions = cells.filter((cell) => cell.state === "exception");
  const worst = worstFigure(input.figures);
  return {
    kind: "heatmap",
    chartId: "drift-by-window",
    title: "Drift of each feature by window",
    textAlternative: `${exceptions.length} of ${cells.filter((cell) => cell.value !== null).length} comparisons are exceptions.${
      worst === undefined
        ? ""
        : ` The largest index is ${estimateOf(worst).toFixed(3)}, ${worst.dimensions["feature"]} in ${worst.dimensions["window"]}.`
    }`,
    xTitle: "Window",
    yTitle: "Feature",
    valueTitle: "PSI, bias-corrected",
    columns: view.coverage.windows.map(({ window }) => window.label),
    rows: view.features.map(({ sample }) => sample.feature.name),
    cells,
  };
}

function overlay(view: DriftView, worst: Figure): DistributionChart[] {
  const { feature, window } = worst.dimensions;
  const found = view.features.find(({ sample }) => sample.feature.name === feature);
  const index = view.coverage.windows.find((status) => status.window.label === window)?.window.index;
  const counts = index === undefined ? undefined : found?.sample.windows.get(index);
  if (found === undefined || counts === undefined) return [];
  const cells = found.cellsFor(comparedRows(counts));
  return [
    {
      kind: "distribution",
      chartId: "largest-drift",
      title: `${feature}: baseline and ${window}`,
      textAlternative: `Shares of ${feature} in the frozen cells of the baseline, for the baseline and for ${window}, where the index is largest (${estimateOf(worst).toFixed(3)}).`,
      xTitle: feature ?? "",
      yTitle: "Share of rows",
      cells: cells.labels,
      series: [
        { name: "baseline", counts: countsIn(cells, found.sample.baseline.cells) },
        { name: window ?? "", counts: countsIn(cells, counts.cells) },
      ],
    },
  ];
}

function timelines(view: DriftView, input: ChartsInput<DataDriftParameters>, verdictOf: ReadonlyMap<string, Verdict>): TimelineChart[] {
  const changes = input.figures
    .filter((figure) => figure.name === "mean-ridit-change" && isComputed(figure.outcome))
    .toSorted((left, right) => Math.abs(estimateOf(right)) - Math.abs(estimateOf(left)));
  const threshold = thresholdOf(input.policy, THRESHOLD_KEYS["mean-ridit-change"]);
  return changes.slice(0, MOST_TIMELINES).map((change) => {
    const feature = change.dimensions["feature"] ?? "";
    const state = verdictOf.get(change.figureId)?.state;
    const riditOf = new Map(
      input.figures.flatMap((figure) =>
        figure.name === "mean-ridit" && figure.dimensions["feature"] === feature
          ? [[figure.dimensions["window"] ?? "", figure] as const]
          : [],
      ),
    );
    return {
      kind: "timeline",
      chartId: `mean-ridit-${view.setup.features.find((candidate) => candidate.name === feature)?.slug ?? feature}`,
      title: `${feature}: signed mean ridit`,
      textAlternative: `The mean ridit of ${feature} changes by ${estimateOf(change).toFixed(3)} over the judged windows${state === undefined ? "" : ` (${state})`}.`,
      xTitle: "Window",
      yTitle: "Mean ridit less 1/2",
      labels: view.coverage.windows.map(({ window }) => window.label),
      series: [
        {
          name: feature,
          points: view.coverage.windows.map(({ window, state: windowState }) => {
            const figure = riditOf.get(window.label);
            if (figure === undefined || !isComputed(figure.outcome)) return { label: window.label, value: null, note: windowState };
            const { estimate, interval } = figure.outcome;
            return {
              label: window.label,
              value: estimate,
              figureId: figure.figureId,
              ...(interval === undefined ? {} : { lower: interval.lower, upper: interval.upper }),
            };
          }),
        },
      ],
      limits: [
        { title: "baseline", value: 0 },
        ...(threshold === undefined
          ? []
          : [
              { title: "policy, above", value: threshold },
              { title: "policy, below", value: -threshold },
            ]),
      ],
    };
  });
}
