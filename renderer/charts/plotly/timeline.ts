import type { Data } from "plotly.js";
import type { TimelineChart, TimelinePoint } from "../../../src/charts/chart-spec.ts";
import { formatNumber } from "../../parts/format.ts";
import { VERDICT_WORDS } from "../../parts/VerdictMark.tsx";
import { type ChartLook, DASHES, seriesColour } from "./chart-look.ts";
import { type Plot, baseLayout, hoverText, plainText, stateColour, stateKeys, stateSymbol } from "./plot.ts";

/** Values over ordered labels; gaps stay gaps and are marked at the foot. */
export function plotTimeline(spec: TimelineChart, look: ChartLook): Plot {
  const base = baseLayout(spec, look);
  const labels = spec.labels.map(plainText);
  const points = spec.series.flatMap((series) => series.points);
  const heights = points.flatMap((point) => [point.value, point.lower, point.upper].filter((value) => typeof value === "number"));
  const all = [...heights, ...spec.limits.map((limit) => limit.value)];
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const room = high > low ? (high - low) * 0.08 : Math.abs(high) * 0.1 || 1;
  const lines = spec.series.map((series, index): Data => {
    const colour = seriesColour(look, index);
    return {
      type: "scatter",
      mode: "lines+markers",
      name: plainText(series.name),
      showlegend: spec.series.length > 1,
      connectgaps: false,
      x: series.points.map((point) => plainText(point.label)),
      y: series.points.map((point) => point.value),
      text: series.points.map((point) => describe(series.name, point)),
      hovertemplate: "%{text}<extra></extra>",
      line: { color: colour, width: 1.5, dash: DASHES[index % DASHES.length] ?? "solid" },
      marker: {
        size: series.points.map((point) => (point.state === undefined ? 4.5 : 8)),
        symbol: series.points.map((point) => stateSymbol(point.state)),
        color: series.points.map((point) => stateColour(point.state, look, colour)),
        opacity: 1,
        line: { width: 1.25, color: series.points.map((point) => stateColour(point.state, look, colour)) },
      },
      error_y: {
        type: "data",
        symmetric: false,
        array: series.points.map((point) => (point.value === null || point.upper === undefined ? 0 : point.upper - point.value)),
        arrayminus: series.points.map((point) => (point.value === null || point.lower === undefined ? 0 : point.value - point.lower)),
        color: colour,
        thickness: 1,
        width: 2,
      },
    };
  });
  const gaps = spec.series.flatMap((series) =>
    series.points.filter((point) => point.value === null).map((point) => ({ series: series.name, point })),
  );
  const crosses: Data = {
    type: "scatter",
    mode: "markers",
    name: "Not computable",
    showlegend: gaps.length > 0,
    x: gaps.map((gap) => plainText(gap.point.label)),
    y: gaps.map(() => low - room / 2),
    text: gaps.map((gap) => describe(gap.series, gap.point)),
    hovertemplate: "%{text}<extra></extra>",
    marker: { size: 7, symbol: "x-thin", color: look.inkFaint, line: { width: 1.5, color: look.inkFaint } },
  };
  return {
    data: [
      ...lines,
      crosses,
      ...stateKeys(
        points.map((point) => point.state),
        look,
      ),
    ],
    layout: {
      ...base,
      xaxis: {
        ...base.xaxis,
        type: "category",
        categoryorder: "array",
        categoryarray: labels,
        nticks: 40,
        ...(labels.length > 12 ? { tickangle: 90 } : {}),
      },
      yaxis: { ...base.yaxis, ...(all.length === 0 ? {} : { range: [low - room, high + room] }) },
      shapes: spec.limits.map((limit) => ({
        type: "line",
        xref: "paper",
        x0: 0,
        x1: 1,
        y0: limit.value,
        y1: limit.value,
        line: { color: look.inkFaint, width: 1, dash: "dash" },
      })),
      annotations: spec.limits.map((limit) => ({
        xref: "paper",
        x: 1,
        xanchor: "right",
        y: limit.value,
        yanchor: "bottom",
        text: `${plainText(limit.title)} ${formatNumber(limit.value)}`,
        showarrow: false,
        font: { size: 10.5, color: look.inkFaint },
      })),
    },
    heightPx: 320,
  };
}

function describe(series: string, point: TimelinePoint): string {
  const interval =
    point.lower === undefined || point.upper === undefined ? undefined : `${formatNumber(point.lower)} to ${formatNumber(point.upper)}`;
  return hoverText([
    `${series}, ${point.label}`,
    point.value === null ? "Not computable" : formatNumber(point.value),
    interval,
    point.state === undefined ? undefined : VERDICT_WORDS[point.state],
    point.note,
  ]);
}
