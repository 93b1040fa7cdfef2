import type { BarChart } from "../../charts/chart-spec.ts";
import { COLOURS, SERIES_COLOURS } from "./chart-theme.ts";
import {
  type Datum,
  type Drawing,
  MISSING_NOTE,
  cornerNote,
  frame,
  labelAxis,
  layer,
  missingLayer,
  ordinal,
  quantitative,
} from "./drawing.ts";

export function barSpec(chart: BarChart, width: number): Drawing {
  const names = chart.series.map((series) => series.name);
  const cells = chart.series.flatMap((series) =>
    chart.labels.map((label, index): Datum => ({ label, series: series.name, value: series.values[index] ?? null })),
  );
  const missing = cells.filter((cell) => cell["value"] === null);
  const x = ordinal("label", chart.labels, labelAxis(chart.labels, chart.xTitle, width));
  const xOffset = { field: "series", scale: { domain: names } };
  const fill = {
    field: "series",
    type: "nominal",
    scale: { domain: names, range: SERIES_COLOURS },
    legend: names.length > 1 ? { title: null, symbolType: "square", symbolSize: 110 } : null,
  };
  return {
    ...frame(width, 230),
    layer: [
      layer(
        cells.filter((cell) => cell["value"] !== null),
        { type: "bar", stroke: COLOURS.paper, strokeWidth: 0.5 },
        { x, xOffset, y: quantitative("value", chart.yTitle, { scale: { zero: true, nice: true } }), fill },
      ),
      ...(missing.length === 0
        ? []
        : [missingLayer(missing, { x, xOffset, y: { value: { expr: "height - 6" } } }), cornerNote(MISSING_NOTE)]),
    ],
  };
}
