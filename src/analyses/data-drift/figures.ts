import type { Figure } from "../../foundation/figure.ts";
import { computed, isComputed, notComputable } from "../../foundation/outcome.ts";
import { integerCell } from "../../foundation/aggregate.ts";
import type { FiguresInput } from "../analysis.ts";
import { apartFigures } from "./apart-figures.ts";
import { exactName } from "./category-queries.ts";
import { type DriftView, type FeatureView, driftView, isDriftRefusal } from "./drift-view.ts";
import { comparedRows } from "./feature-sample.ts";
import {
  ANALYSIS_ID,
  ROWS_WITHOUT_WINDOW,
  SETUP_FIGURE,
  type WindowFigureName,
  judgedWindowsFigureId,
  rowsFigureId,
  windowFigure,
} from "./figure-ids.ts";
import type { DataDriftParameters } from "./parameters.ts";
import { type ExactNumerator, shapeFigures } from "./shape-figures.ts";
import { type WindowResult, sharedMaxima, trendFigures } from "./trend-figures.ts";
import type { WindowStatus } from "./window-status.ts";

export function driftFigures(input: FiguresInput<DataDriftParameters>): readonly Figure[] {
  const view = driftView(input);
  if (isDriftRefusal(view))
    return [{ figureId: SETUP_FIGURE, name: "setup", dimensions: {}, unit: "none", outcome: notComputable("missing-role", view.reason) }];
  const maximaOf = sharedMaxima();
  return [...coverageFigures(view), ...view.features.flatMap((feature) => featureFigures(feature, view, input, maximaOf))];
}

function coverageFigures({ coverage }: DriftView): Figure[] {
  const count = (
    id: string,
    name: string,
    dimensions: Record<string, string>,
    rows: number,
    detail: Record<string, number | string>,
  ): Figure => ({
    figureId: id,
    name,
    dimensions,
    unit: "count",
    outcome: computed({ estimate: rows, n: rows, method: "Count", detail }),
  });
  return [
    count(`${ANALYSIS_ID}/baseline-rows`, "baseline-rows", {}, coverage.baselineRows, {}),
    count(ROWS_WITHOUT_WINDOW, "rows-without-window", {}, coverage.rowsWithoutWindow, {}),
    ...coverage.windows.map(({ window, rows, baselineRows, state }) =>
      count(rowsFigureId(window.label), "rows", { window: window.label }, rows + baselineRows, { baselineRows, state }),
    ),
  ];
}

function featureFigures(
  view: FeatureView,
  { coverage }: DriftView,
  input: FiguresInput<DataDriftParameters>,
  maximaOf: ReturnType<typeof sharedMaxima>,
): Figure[] {
  const { sample } = view;
  const { level, minimumCell, q } = input.policy;
  const exact = exactNumerators(input, view);
  const results: WindowResult[] = [];
  const figures = coverage.windows.flatMap((status): Figure[] => {
    const { window } = status;
    const counts = sample.windows.get(window.index);
    const unjudged = whyUnjudged(status, minimumCell);
    if (unjudged !== null || counts === undefined) {
      const outcome = unjudged ?? notComputable("no-rows", `${window.label} has no rows.`);
      // Windows that are only listed get one line; those too small to judge get one for each hypothesis they leave open.
      const names: readonly WindowFigureName[] = status.state === "too-few" ? hypothesisNames(view) : ["psi"];
      return names.map((name) => windowFigure(name, name === "psi" ? "index" : "share", sample.feature.name, window.label, outcome));
    }
    const apart = apartFigures(sample, window.label, counts, level);
    const refusal = whyShapeRefused(view, comparedRows(counts), minimumCell);
    if (refusal !== null) return [windowFigure("psi", "index", sample.feature.name, window.label, refusal), ...apart];
    const shape = shapeFigures(view, window.label, counts, level, exact.get(window.index));
    const named = (name: WindowFigureName): Figure | undefined => shape.find((figure) => figure.name === name);
    const psi = named("psi");
    if (psi !== undefined && isComputed(psi.outcome)) results.push({ window, psi: psi.outcome, meanRidit: named("mean-ridit")?.outcome });
    return [...shape, ...apart];
  });
  const judged = computed({
    estimate: results.length,
    n: coverage.windows.length,
    method: "Count of windows whose index could be computed",
  });
  figures.push({
    figureId: judgedWindowsFigureId(sample.feature.name),
    name: "judged-windows",
    dimensions: { feature: sample.feature.name },
    unit: "count",
    outcome: judged,
  });
  if (sample.reading === "empty") return figures.map((figure) => withIndependence(figure, view.independence));
  const options = {
    ordered: sample.reading !== "categorical",
    level,
    alpha: q,
    replicates: input.parameters.replicates,
    seed: input.parameters.seed,
    maximaOf,
  };
  return [...figures, ...trendFigures(sample.feature.name, results, options)].map((figure) => withIndependence(figure, view.independence));
}

/** Says beside every p what it takes for granted about rows. */
function withIndependence(figure: Figure, independence: string): Figure {
  const { outcome } = figure;
  if (!isComputed(outcome) || outcome.pValue === undefined) return figure;
  return { ...figure, outcome: computed({ ...outcome, detail: { ...outcome.detail, independence } }) };
}

/** The figures whose effect a verdict is about. */
export function hypothesisNames({ sample }: FeatureView): readonly WindowFigureName[] {
  if (sample.reading === "empty") return ["psi", "missing-share-difference"];
  return ["psi", "missing-share-difference", sample.reading === "numeric" ? "out-of-range-share" : "unseen-share"];
}

function whyUnjudged({ window, state, rows }: WindowStatus, minimumCell: number): ReturnType<typeof notComputable> | null {
  switch (state) {
    case "judged":
      return null;
    case "empty":
      return notComputable("no-rows", `${window.label} has no rows.`);
    case "too-few":
      return notComputable("too-few", `${window.label} has ${rows} rows; the policy asks for ${minimumCell}.`);
    case "partial":
      return notComputable("partial-window", `${window.label} is covered only in part and is not judged.`);
    case "overlaps-baseline":
      return notComputable("partial-window", `${window.label} shares rows or time with the baseline and is not compared with it.`);
  }
}

function whyShapeRefused({ sample, cellsFor }: FeatureView, rows: number, minimumCell: number): ReturnType<typeof notComputable> | null {
  const n = comparedRows(sample.baseline);
  if (n === 0) return notComputable("no-rows", `The baseline has no value of ${sample.feature.name}.`);
  if (n < minimumCell)
    return notComputable("too-few", `The baseline has ${n} values of ${sample.feature.name}; the policy asks for ${minimumCell}.`);
  if (rows < minimumCell) return notComputable("too-few", `${rows} values to compare; the policy asks for ${minimumCell}.`);
  if (sample.baseline.cells.length < 2) return notComputable("degenerate", `The baseline of ${sample.feature.name} has a single value.`);
  if (cellsFor(rows).groups.length < 2)
    return notComputable("too-few", `With ${rows} values one cell is left after merging sparse ones (expected counts of at least 5).`);
  return null;
}

function exactNumerators(input: FiguresInput<DataDriftParameters>, { sample }: FeatureView): ReadonlyMap<number, ExactNumerator> {
  const rows = input.aggregates.get(exactName(sample.feature))?.rows ?? [];
  return new Map(
    rows.map((row) => {
      const numerator = row["numerator"];
      if (typeof numerator !== "bigint") throw new TypeError("A Kolmogorov-Smirnov numerator is no bigint.");
      const entry = { numerator, baselineRows: integerCell(row, "baseline_rows"), windowRows: integerCell(row, "window_rows") };
      return [integerCell(row, "window_index"), entry];
    }),
  );
}
