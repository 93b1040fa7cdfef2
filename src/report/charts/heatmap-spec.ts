import type { HeatmapCell, HeatmapChart } from "../../charts/chart-spec.ts";
import { numberText } from "../number-text.ts";
import { COLOURS, DESCRIPTION, DIVERGING, MISSING_SHAPE, SEQUENTIAL, figureMark, stateEncoding, stateWord } from "./chart-theme.ts";
import { type Datum, type Drawing, frame, labelAxis, layer, ordinal } from "./drawing.ts";

const MISSING_BIN = "\u00D7 not computable";

/** Colour steps instead of a continuous ramp: each cell can be told from the legend, also in print. */
export function heatmapSpec(chart: HeatmapChart, width: number): Drawing {
  const bins = colourBins(chart.cells.flatMap((cell) => (cell.value === null ? [] : [cell.value])));
  const missing = chart.cells.some((cell) => cell.value === null);
  const domain = [...bins.labels, ...(missing ? [MISSING_BIN] : [])];
  const range = [...bins.colours, ...(missing ? [COLOURS.missing] : [])];
  const cellHeight = chart.rows.length > 40 ? 14 : 24;
  // Marks stay inside their cell: in a map of a year of weeks the colours around them must be seen.
  const room = Math.min(cellHeight, (width - 180) / Math.max(1, chart.columns.length)) - 1;
  const disc = Math.min(11.5, room) ** 2;
  const mark = Math.min(7, room * 0.66) ** 2;
  const data = chart.cells.map((cell) => datum(cell, bins));
  const marked = data.filter((cell) => cell["marked"] === true);
  const states = chart.cells.flatMap((cell) => (needsMark(cell) ? [cell.state] : []));
  const x = ordinal("column", chart.columns, { ...labelAxis(chart.columns, chart.xTitle, width - 140), domain: false, ticks: false });
  const y = ordinal("row", chart.rows, { title: null, labelLimit: 220, domain: false, ticks: false, labelColor: COLOURS.ink });
  const showValues = chart.columns.length <= 14 && marked.length === 0;
  return {
    ...frame(width, Math.max(1, chart.rows.length) * cellHeight),
    layer: [
      layer(
        data,
        { type: "rect", stroke: COLOURS.paper, strokeWidth: 1.5 },
        {
          x,
          y,
          fill: {
            field: "bin",
            type: "ordinal",
            sort: null,
            scale: { domain, range },
            legend: {
              title: chart.valueTitle,
              orient: "bottom",
              symbolType: "square",
              symbolSize: 110,
              symbolStrokeWidth: 0,
              columns: 4,
              columnPadding: 8,
            },
          },
          description: DESCRIPTION,
        },
      ),
      layer(
        data.filter((cell) => cell["bin"] === MISSING_BIN),
        { type: "point", shape: MISSING_SHAPE, size: mark * 0.8, strokeWidth: 1.3, stroke: COLOURS.insufficient, fill: null, opacity: 1 },
        { x, y },
      ),
      ...(marked.length === 0
        ? []
        : [
            // A disc of paper under each mark: it must be seen on the darkest cell too.
            layer(marked, { type: "point", filled: true, shape: "circle", size: disc, fill: COLOURS.paper, opacity: 1 }, { x, y }),
            layer(marked, { type: "point", size: mark, strokeWidth: 1.5, opacity: 1 }, { x, y, ...stateEncoding(states) }),
          ]),
      ...(showValues
        ? [
            layer(
              data.filter((cell) => cell["value"] !== null),
              { type: "text", fontSize: 10, color: COLOURS.ink },
              { x, y, text: { field: "text" }, opacity: { condition: { test: "datum.dark", value: 0 }, value: 1 } },
            ),
          ]
        : []),
      ...(showValues
        ? [
            layer(
              data.filter((cell) => cell["dark"] === true),
              { type: "text", fontSize: 10, color: COLOURS.paper },
              { x, y, text: { field: "text" } },
            ),
          ]
        : []),
    ],
    resolve: { scale: { fill: "independent", shape: "independent", stroke: "independent" } },
  };
}

/** In a map of many cells only what needs attention is marked; the verdict table has all of them. */
function needsMark(cell: HeatmapCell): boolean {
  return cell.value !== null && (cell.state === "exception" || cell.state === "insufficient-evidence");
}

interface ColourBins {
  readonly labels: readonly string[];
  readonly colours: readonly string[];
  readonly indexOf: (value: number) => number;
}

function datum(cell: HeatmapCell, bins: ColourBins): Datum {
  const index = cell.value === null ? -1 : bins.indexOf(cell.value);
  return {
    column: cell.column,
    row: cell.row,
    value: cell.value,
    text: cell.value === null ? "" : numberText(cell.value),
    bin: cell.value === null ? MISSING_BIN : (bins.labels[index] ?? ""),
    dark: cell.value !== null && (bins.colours === DIVERGING ? index === 0 || index === 6 : index >= 4),
    marked: needsMark(cell),
    state: stateWord(cell.state),
    figure: figureMark(cell.figureId),
  };
}

/** Steps of one round width: from zero up, or about zero when there are values on both sides; at most seven colours. */
function colourBins(values: readonly number[]): ColourBins {
  const lower = Math.min(0, ...values);
  const upper = Math.max(0, ...values);
  const diverging = lower < 0 && upper > 0;
  const size = Math.max(-lower, upper) || 1;
  const step = roundStep(diverging ? size / 3.5 : size / 7);
  const start = diverging ? -3.5 * step : lower < 0 ? -7 * step : 0;
  const colours = diverging ? DIVERGING : lower < 0 ? SEQUENTIAL.toReversed() : SEQUENTIAL;
  const edge = (index: number) => String(Number((start + index * step).toPrecision(6))).replace("-", "\u2212");
  return {
    labels: colours.map((_, index) => `${edge(index)} \u2013 ${edge(index + 1)}`),
    colours,
    indexOf: (value) => Math.min(6, Math.max(0, Math.floor((value - start) / step))),
  };
}

/** The next of 1, 1.2, 1.5, 2, ... times a power of ten: legends with short numbers. */
function roundStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step));
  const factor = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10].find((candidate) => candidate * power >= step * (1 - 1e-12)) ?? 10;
  return Number((factor * power).toPrecision(2));
}
