import type { Data } from "plotly.js";
import type { IntervalChart } from "../../../src/charts/chart-spec.ts";
import { formatInteger, formatNumber } from "../../parts/format.ts";
import { VERDICT_WORDS } from "../../parts/VerdictMark.tsx";
import type { ChartLook } from "./chart-look.ts";
import { type Plot, baseLayout, hoverText, plainText, stateColour, stateKeys, stateSymbol } from "./plot.ts";

/** Forest plot, first row on top. A row without estimate keeps its line and says so. */
export function plotIntervals(spec: IntervalChart, look: ChartLook): Plot {
  const base = baseLayout(spec, look);
  const labels = spec.rows.map((row) => plainText(row.label));
  const told = spec.rows.filter((row) => row.estimate !== null);
  const untold = spec.rows.filter((row) => row.estimate === null);
  const estimates: Data = {
    type: "scatter",
    mode: "markers",
    showlegend: false,
    x: told.map((row) => row.estimate),
    y: told.map((row) => plainText(row.label)),
    text: told.map((row) =>
      hoverText([
        row.label,
        `${formatNumber(row.estimate ?? 0)}${row.lower === undefined || row.upper === undefined ? "" : ` (${formatNumber(row.lower)} to ${formatNumber(row.upper)})`}`,
        `n = ${formatInteger(row.n)}`,
        row.state === undefined ? undefined : VERDICT_WORDS[row.state],
        row.note,
      ]),
    ),
    hovertemplate: "%{text}<extra></extra>",
    marker: {
      size: 9,
      symbol: told.map((row) => (row.state === undefined ? "square" : stateSymbol(row.state))),
      color: told.map((row) => stateColour(row.state, look, look.ink)),
      line: { width: 1.5, color: told.map((row) => stateColour(row.state, look, look.ink)) },
    },
    error_x: {
      type: "data",
      symmetric: false,
      array: told.map((row) => (row.upper === undefined ? 0 : row.upper - (row.estimate ?? 0))),
      arrayminus: told.map((row) => (row.lower === undefined ? 0 : (row.estimate ?? 0) - row.lower)),
      color: look.inkSoft,
      thickness: 1.5,
      width: 4,
    },
  };
  const { reference } = spec;
  return {
    data: [
      estimates,
      ...stateKeys(
        spec.rows.map((row) => row.state),
        look,
      ),
    ],
    layout: {
      ...base,
      margin: { ...base.margin, t: 48 },
      xaxis: { ...base.xaxis, showgrid: true },
      yaxis: {
        ...base.yaxis,
        type: "category",
        categoryorder: "array",
        categoryarray: labels,
        range: [labels.length - 0.5, -0.5],
        showgrid: false,
      },
      shapes:
        reference === null
          ? []
          : [
              {
                type: "line",
                yref: "paper",
                y0: 0,
                y1: 1,
                x0: reference.value,
                x1: reference.value,
                line: { color: look.inkFaint, width: 1, dash: "dash" },
              },
            ],
      annotations: [
        ...(reference === null
          ? []
          : [
              {
                yref: "paper" as const,
                y: 1,
                yanchor: "bottom" as const,
                x: reference.value,
                text: `${plainText(reference.title)} ${formatNumber(reference.value)}`,
                showarrow: false,
                font: { size: 10.5, color: look.inkFaint },
              },
            ]),
        ...untold.map((row) => ({
          xref: "paper" as const,
          x: 0.01,
          xanchor: "left" as const,
          y: plainText(row.label),
          text: `not computable${row.note === undefined ? "" : `: ${plainText(row.note)}`}`,
          showarrow: false,
          font: { size: 11, color: look.inkFaint },
        })),
      ],
    },
    heightPx: Math.max(190, spec.rows.length * 28 + 110),
  };
}
