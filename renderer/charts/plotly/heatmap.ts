import type { Data } from "plotly.js";
import type { HeatmapCell, HeatmapChart } from "../../../src/charts/chart-spec.ts";
import { formatNumber } from "../../parts/format.ts";
import { VERDICT_WORDS } from "../../parts/VerdictMark.tsx";
import { colourKey, colourScale } from "./colour-key.ts";
import type { ChartLook } from "./chart-look.ts";
import { type Plot, baseLayout, hoverText, plainText, stateColour, stateKeys, stateSymbol } from "./plot.ts";

/** Share of its place that a cell fills. */
const CELL = 0.92;

/**
 * Plotly's own heat map sets a style attribute, which the content security policy refuses and reports;
 * bars with a base of their own give the same picture, as paths that also print well.
 * Value as depth of ink; verdicts as shapes upon it; what was neither computed nor judged as a cross on nothing.
 */
export function plotHeatmap(spec: HeatmapChart, look: ChartLook): Plot {
  const byPlace = new Map(spec.cells.map((cell) => [`${cell.row}\u0000${cell.column}`, cell]));
  const cellAt = (row: string, column: string) => byPlace.get(`${row}\u0000${column}`);
  const values = spec.cells.flatMap((cell) => (cell.value === null ? [] : [cell.value]));
  const [low, high] = [Math.min(0, ...values), Math.max(...values, 1e-9)];
  const base = baseLayout(spec, look);
  const columns = spec.columns.map(plainText);
  const rowPlace = new Map(spec.rows.map((row, index) => [row, index]));
  const place = new Set([...spec.rows, ...spec.columns]);
  const told = spec.cells.filter((cell) => cell.value !== null && place.has(cell.row) && place.has(cell.column));
  const diverging = low < 0;
  const reach = Math.max(-low, high);
  const [from, to] = diverging ? [-reach, reach] : [0, high];
  const scale = colourScale(look, diverging);
  // `base` is missing in the typings of bars.
  const cells: Data & { base: number[] } = {
    type: "bar",
    base: told.map((cell) => (rowPlace.get(cell.row) ?? 0) - CELL / 2),
    showlegend: false,
    x: told.map((cell) => plainText(cell.column)),
    y: told.map(() => CELL),
    width: CELL,
    text: told.map((cell) => describe(cell.row, cell.column, cell, spec)),
    textposition: "none",
    hovertemplate: "%{text}<extra></extra>",
    marker: {
      color: told.map((cell) => cell.value ?? 0),
      cmin: from,
      cmax: to,
      colorscale: scale.map(([stop, colour]): [number, string] => [stop, colour]),
      showscale: false,
      line: { width: 0 },
    },
  };
  const judged = spec.cells.filter((cell) => cell.state === "exception" || cell.state === "insufficient-evidence");
  const missing = spec.rows.flatMap((row) =>
    spec.columns.flatMap((column) =>
      (cellAt(row, column)?.value ?? null) === null && cellAt(row, column)?.state === undefined
        ? [{ row, column, cell: cellAt(row, column) }]
        : [],
    ),
  );
  const height = Math.max(200, spec.rows.length * 26 + 110);
  return {
    data: [
      cells,
      marks(judged, rowPlace, spec, look),
      crosses(missing, rowPlace, spec, look),
      ...stateKeys(
        judged.map((cell) => cell.state),
        look,
      ),
    ],
    layout: {
      ...base,
      showlegend: judged.length + missing.length > 0,
      xaxis: { ...base.xaxis, type: "category", categoryorder: "array", categoryarray: columns, range: [-0.5, columns.length - 0.5] },
      yaxis: {
        ...base.yaxis,
        type: "linear",
        tickvals: spec.rows.map((_, index) => index),
        ticktext: spec.rows.map(plainText),
        range: [spec.rows.length - 0.5, -0.5],
        showgrid: false,
      },
      margin: { ...base.margin, r: 96 },
      ...colourKey(look, scale, from, to, spec.valueTitle),
      barmode: "overlay",
      bargap: 0,
    },
    heightPx: height,
  };
}

/** Shapes shrink with the cells, so that neighbours stay apart. */
function markSize(spec: HeatmapChart): number {
  return Math.max(4, Math.min(9, Math.round(420 / spec.columns.length)));
}

function marks(cells: readonly HeatmapCell[], rowPlace: ReadonlyMap<string, number>, spec: HeatmapChart, look: ChartLook): Data {
  const outline = markSize(spec) < 9 ? 0.5 : 1.25;
  return {
    type: "scatter",
    mode: "markers",
    showlegend: false,
    x: cells.map((cell) => plainText(cell.column)),
    y: cells.map((cell) => rowPlace.get(cell.row) ?? null),
    text: cells.map((cell) => describe(cell.row, cell.column, cell, spec)),
    hovertemplate: "%{text}<extra></extra>",
    marker: {
      size: markSize(spec),
      symbol: cells.map((cell) => stateSymbol(cell.state)),
      color: cells.map((cell) => stateColour(cell.state, look, look.ink)),
      line: {
        width: cells.map((cell) => (cell.state === "exception" ? outline : 1.5)),
        color: cells.map((cell) => (cell.state === "exception" ? look.paper : stateColour(cell.state, look, look.ink))),
      },
    },
  };
}

function crosses(
  places: readonly { row: string; column: string; cell: HeatmapCell | undefined }[],
  rowPlace: ReadonlyMap<string, number>,
  spec: HeatmapChart,
  look: ChartLook,
): Data {
  return {
    type: "scatter",
    mode: "markers",
    name: "Not computable",
    showlegend: places.length > 0,
    x: places.map((place) => plainText(place.column)),
    y: places.map((place) => rowPlace.get(place.row) ?? null),
    text: places.map((place) => describe(place.row, place.column, place.cell, spec)),
    hovertemplate: "%{text}<extra></extra>",
    marker: { size: Math.min(6, markSize(spec)), symbol: "x-thin", color: look.inkFaint, line: { width: 1.25, color: look.inkFaint } },
  };
}

function describe(row: string, column: string, cell: HeatmapCell | undefined, spec: HeatmapChart): string {
  const value =
    cell === undefined ? "No figure" : cell.value === null ? "Not computable" : `${spec.valueTitle}: ${formatNumber(cell.value)}`;
  return hoverText([`${row}, ${column}`, value, cell?.state === undefined ? undefined : VERDICT_WORDS[cell.state], cell?.note]);
}
