import type { Data } from "plotly.js";
import type { BarChart, DistributionChart } from "../../../src/charts/chart-spec.ts";
import { formatInteger, formatNumber, formatShare } from "../../parts/format.ts";
import { type ChartLook, seriesColour } from "./chart-look.ts";
import { type Plot, baseLayout, hoverText, plainText } from "./plot.ts";

const PATTERNS = ["", "/", ".", "x", "\\", "-"] as const;

/** Shares of the same cells in each sample; the counts are in the hover and in the table. */
export function plotDistribution(spec: DistributionChart, look: ChartLook): Plot {
  const base = baseLayout(spec, look);
  const data = spec.series.map((series, index): Data => {
    const total = series.counts.reduce((sum, count) => sum + count, 0);
    const shares = series.counts.map((count) => (total === 0 ? null : count / total));
    return {
      type: "bar",
      name: plainText(series.name),
      x: spec.cells.map(plainText),
      y: shares,
      text: series.counts.map((count, cell) =>
        hoverText([
          `${series.name}, ${spec.cells[cell] ?? ""}`,
          total === 0 ? "No rows" : `${formatShare(count / total, 2)} of ${formatInteger(total)}`,
          `${formatInteger(count)} rows`,
        ]),
      ),
      textposition: "none",
      hovertemplate: "%{text}<extra></extra>",
      marker: barLook(look, index),
    };
  });
  return {
    data,
    layout: {
      ...base,
      showlegend: true,
      xaxis: { ...base.xaxis, type: "category" },
      yaxis: { ...base.yaxis, rangemode: "tozero", tickformat: ".0%" },
    },
    heightPx: 300,
  };
}

/** Grouped bars; a value that could not be computed is a cross, never a bar of height nought. */
export function plotBars(spec: BarChart, look: ChartLook): Plot {
  const base = baseLayout(spec, look);
  const labels = spec.labels.map(plainText);
  const bars = spec.series.map((series, index): Data => ({
    type: "bar",
    name: plainText(series.name),
    x: labels,
    y: [...series.values],
    text: series.values.map((value, place) =>
      hoverText([`${series.name}, ${spec.labels[place] ?? ""}`, value === null ? "Not computable" : formatNumber(value)]),
    ),
    textposition: "none",
    hovertemplate: "%{text}<extra></extra>",
    marker: barLook(look, index),
  }));
  const missing = spec.series.flatMap((series) =>
    series.values.flatMap((value, place) => (value === null ? [{ name: series.name, label: spec.labels[place] ?? "" }] : [])),
  );
  const crosses: Data = {
    type: "scatter",
    mode: "markers",
    name: "Not computable",
    showlegend: missing.length > 0,
    x: missing.map((entry) => plainText(entry.label)),
    y: missing.map(() => 0),
    text: missing.map((entry) => hoverText([`${entry.name}, ${entry.label}`, "Not computable"])),
    hovertemplate: "%{text}<extra></extra>",
    marker: { size: 7, symbol: "x-thin", color: look.inkFaint, line: { width: 1.5, color: look.inkFaint } },
  };
  return {
    data: [...bars, crosses],
    layout: {
      ...base,
      showlegend: spec.series.length > 1 || missing.length > 0,
      xaxis: { ...base.xaxis, type: "category", categoryorder: "array", categoryarray: labels },
      yaxis: { ...base.yaxis, rangemode: "tozero" },
    },
    heightPx: 300,
  };
}

function barLook(look: ChartLook, index: number) {
  return {
    color: seriesColour(look, index),
    pattern: { shape: PATTERNS[index % PATTERNS.length] ?? "", size: 6, solidity: 0.35, fillmode: "overlay" as const, fgcolor: look.paper },
    line: { width: 0 },
  };
}
