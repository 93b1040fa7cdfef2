import type { Data } from "plotly.js";
import type { HeatmapCell, HeatmapChart } from "../../../src/charts/chart-spec.ts";
import { formatNumber } from "../../parts/format.ts";
import { VERDICT_WORDS } from "../../parts/VerdictMark.tsx";
import type { ChartLook } from "./chart-look.ts";
import { type Plot, baseLayout, hoverText, plainText, stateColour, stateKeys, stateSymbol } from "./plot.ts";

/** Value as depth of ink; verdicts as shapes upon it; what could not be computed as a cross on nothing. */
export function plotHeatmap(spec: HeatmapChart, look: ChartLook): Plot {
  const byPlace = new Map(spec.cells.map((cell) => [`${cell.row}\u0000${cell.column}`, cell]));
  const cellAt = (row: string, column: string) => byPlace.get(`${row}\u0000${column}`);
  const values = spec.cells.flatMap((cell) => (cell.value === null ? [] : [cell.value]));
  const [low, high] = [Math.min(0, ...values), Math.max(...values, 1e-9)];
  const base = baseLayout(spec, look);
  const columns = spec.columns.map(plainText);
  const rows = spec.rows.map(plainText);
  const heatmap: Data = {
    type: "heatmap",
    x: columns,
    y: rows,
    z: spec.rows.map((row) => spec.columns.map((column) => cellAt(row, column)?.value ?? null)),
    text: spec.rows.map((row) => spec.columns.map((column) => describe(row, column, cellAt(row, column), spec))) as unknown as string[],
    hovertemplate: "%{text}<extra></extra>",
    hoverongaps: false,
    xgap: 2,
    ygap: 2,
    zmin: low < 0 ? -Math.max(-low, high) : 0,
    zmax: low < 0 ? Math.max(-low, high) : high,
    colorscale:
      low < 0
        ? [
            [0, look.rampBelow],
            [0.5, look.rampLow],
            [1, look.rampHigh],
          ]
        : [
            [0, look.rampLow],
            [1, look.rampHigh],
          ],
    colorbar: { title: { text: plainText(spec.valueTitle), side: "right", font: { size: 11 } }, thickness: 8, len: 0.9, outlinewidth: 0, tickfont: { size: 10.5 } },
  };
  const judged = spec.cells.filter((cell) => cell.state === "exception" || cell.state === "insufficient-evidence");
  const missing = spec.rows.flatMap((row) =>
    spec.columns.flatMap((column) => ((cellAt(row, column)?.value ?? null) === null ? [{ row, column, cell: cellAt(row, column) }] : [])),
  );
  const height = Math.max(200, spec.rows.length * 26 + 110);
  return {
    data: [heatmap, marks(judged, spec, look), crosses(missing, spec, look), ...stateKeys(judged.map((cell) => cell.state), look)],
    layout: {
      ...base,
      showlegend: judged.length + missing.length > 0,
      xaxis: { ...base.xaxis, type: "category", categoryorder: "array", categoryarray: columns },
      yaxis: { ...base.yaxis, type: "category", categoryorder: "array", categoryarray: rows, autorange: "reversed", showgrid: false },
    },
    heightPx: height,
  };
}

function marks(cells: readonly HeatmapCell[], spec: HeatmapChart, look: ChartLook): Data {
  return {
    type: "scatter",
    mode: "markers",
    showlegend: false,
    x: cells.map((cell) => plainText(cell.column)),
    y: cells.map((cell) => plainText(cell.row)),
    text: cells.map((cell) => describe(cell.row, cell.column, cell, spec)),
    hovertemplate: "%{text}<extra></extra>",
    marker: {
      size: 9,
      symbol: cells.map((cell) => stateSymbol(cell.state)),
      color: cells.map((cell) => stateColour(cell.state, look, look.ink)),
      line: { width: cells.map((cell) => (cell.state === "exception" ? 1.25 : 1.75)), color: cells.map((cell) => (cell.state === "exception" ? look.paper : stateColour(cell.state, look, look.ink))) },
    },
  };
}

function crosses(places: readonly { row: string; column: string; cell: HeatmapCell | undefined }[], spec: HeatmapChart, look: ChartLook): Data {
  return {
    type: "scatter",
    mode: "markers",
    name: "Not computable",
    showlegend: places.length > 0,
    x: places.map((place) => plainText(place.column)),
    y: places.map((place) => plainText(place.row)),
    text: places.map((place) => describe(place.row, place.column, place.cell, spec)),
    hovertemplate: "%{text}<extra></extra>",
    marker: { size: 6, symbol: "x-thin", color: look.inkFaint, line: { width: 1.25, color: look.inkFaint } },
  };
}

function describe(row: string, column: string, cell: HeatmapCell | undefined, spec: HeatmapChart): string {
  const value = cell === undefined ? "No figure" : cell.value === null ? "Not computable" : `${spec.valueTitle}: ${formatNumber(cell.value)}`;
  return hoverText([`${row}, ${column}`, value, cell?.state === undefined ? undefined : VERDICT_WORDS[cell.state], cell?.note]);
}
