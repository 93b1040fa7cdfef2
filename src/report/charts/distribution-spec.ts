import type { DistributionChart } from "../../charts/chart-spec.ts";
import { COLOURS, SERIES_COLOURS } from "./chart-theme.ts";
import { type Datum, type Drawing, cornerNote, frame, labelAxis, layer, ordinal, quantitative } from "./drawing.ts";

/** Shares of the cells in each sample, side by side; a sample without rows has no shares and says so. */
export function distributionSpec(chart: DistributionChart, width: number): Drawing {
  const samples = chart.series.map((series) => ({ ...series, total: series.counts.reduce((sum, count) => sum + count, 0) }));
  const empty = samples.filter((sample) => sample.total === 0).map((sample) => sample.name);
  const values = samples.flatMap((sample) =>
    sample.total === 0
      ? []
      : chart.cells.map((cell, index): Datum => ({ cell, series: sample.name, share: (sample.counts[index] ?? 0) / sample.total })),
  );
  const names = samples.map((sample) => sample.name);
  const crowded = chart.cells.length * names.length > 90;
  const x = ordinal("cell", chart.cells, labelAxis(chart.cells, chart.xTitle, width));
  const y = quantitative("share", chart.yTitle === "" ? "share of rows" : chart.yTitle, {
    axis: { title: chart.yTitle === "" ? "share of rows" : chart.yTitle, format: ".0~%", tickCount: 5 },
    scale: { zero: true, nice: true },
  });
  const colour = {
    field: "series",
    type: "nominal",
    scale: { domain: names, range: SERIES_COLOURS },
    legend: { title: null, symbolType: crowded ? "stroke" : "square", symbolSize: crowded ? 220 : 110 },
  };
  const marks = crowded
    ? layer(values, { type: "line", interpolate: "step", strokeWidth: 1.4 }, { x, y, stroke: colour })
    : layer(
        values,
        { type: "bar", stroke: COLOURS.paper, strokeWidth: 0.5 },
        { x, y, xOffset: { field: "series", scale: { domain: names } }, fill: colour },
      );
  return {
    ...frame(width, 220),
    layer: [marks, ...(empty.length === 0 ? [] : [cornerNote(`\u00D7 no rows: ${empty.join(", ")}`)])],
  };
}
