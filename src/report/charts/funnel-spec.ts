import type { FunnelChart } from "../../charts/chart-spec.ts";
import { COLOURS, DESCRIPTION, SERIES_DASHES, figureMark, stateEncoding, stateWord } from "./chart-theme.ts";
import { type Datum, type Drawing, extent, frame, layer, quantitative } from "./drawing.ts";

/** Rate against size; the limits close in as the size grows. */
export function funnelSpec(chart: FunnelChart, width: number): Drawing {
  const points = chart.points.map((point): Datum => ({
    label: point.label,
    n: point.n,
    value: point.value,
    state: stateWord(point.state),
    figure: figureMark(point.figureId),
  }));
  const lines = chart.limits.flatMap(({ title, line }) =>
    line.flatMap(({ n, lower, upper }): Datum[] => [
      { title, side: `${title}/lower`, n, value: lower },
      { title, side: `${title}/upper`, n, value: upper },
    ]),
  );
  const sizes = [...points, ...lines].map((point) => Number(point["n"])).filter((n) => n > 0);
  const logarithmic = sizes.length > 1 && Math.max(...sizes) / Math.min(...sizes) > 40 && points.every((point) => Number(point["n"]) > 0);
  const x = quantitative("n", chart.xTitle, {
    axis: { title: chart.xTitle, tickCount: 6, grid: false, format: ",d" },
    scale: logarithmic ? { type: "log", nice: false } : { zero: Math.min(...sizes) < Math.max(...sizes) / 2, nice: true },
  });
  const domain = extent([...points, ...lines].map((point) => Number(point["value"])).concat(chart.centre));
  const y = quantitative("value", chart.yTitle, { scale: { domain, nice: false, zero: false } });
  const titles = chart.limits.map((limit) => limit.title);
  const named = points.filter((point) => point["state"] === stateWord("exception"));
  return {
    ...frame(width, 280),
    layer: [
      layer([{ value: chart.centre }], { type: "rule", stroke: COLOURS.quiet, strokeWidth: 1 }, { y }),
      layer(
        logarithmic ? lines.filter((point) => Number(point["n"]) > 0) : lines,
        { type: "line", stroke: COLOURS.quiet, strokeWidth: 1.1 },
        {
          x,
          y,
          detail: { field: "side" },
          strokeDash: {
            field: "title",
            type: "nominal",
            sort: null,
            scale: { domain: titles, range: SERIES_DASHES.slice(1) },
            legend: titles.length === 0 ? null : { title: null, symbolType: "stroke", symbolSize: 220, symbolStrokeColor: COLOURS.quiet },
          },
        },
      ),
      ...(points.length === 0
        ? []
        : [
            layer(
              points,
              { type: "point", size: 56, strokeWidth: 1.6, opacity: 1 },
              { x, y, ...stateEncoding(chart.points.map((point) => point.state)), description: DESCRIPTION },
            ),
          ]),
      layer(
        named,
        { type: "text", align: "left", dx: 8, fontSize: 10, color: COLOURS.ink, limit: 140 },
        { x, y, text: { field: "label" } },
      ),
    ],
  };
}
