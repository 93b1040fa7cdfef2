import type { TimelineChart } from "../../charts/chart-spec.ts";
import { COLOURS, DESCRIPTION, SERIES_COLOURS, SERIES_DASHES, figureMark, stateEncoding, stateWord } from "./chart-theme.ts";
import {
  type Datum,
  type Drawing,
  MISSING_NOTE,
  cornerNote,
  extent,
  frame,
  labelAxis,
  layer,
  missingLayer,
  ordinal,
  quantitative,
} from "./drawing.ts";

/** Lines over ordered labels; a line stops where a value is missing, and a cross stands there. */
export function timelineSpec(chart: TimelineChart, width: number): Drawing {
  const drawn: Datum[] = [];
  const missing: Datum[] = [];
  const states = chart.series.flatMap((series) => series.points.map((point) => (point.value === null ? undefined : point.state)));
  for (const series of chart.series) {
    let stretch = 0;
    for (const point of series.points) {
      const common = { label: point.label, series: series.name, figure: figureMark(point.figureId) };
      if (point.value === null) {
        stretch += 1;
        missing.push(common);
      } else
        drawn.push({
          ...common,
          value: point.value,
          lower: point.lower ?? null,
          upper: point.upper ?? null,
          stretch: `${series.name}/${stretch}`,
          state: stateWord(point.state),
        });
    }
  }
  const numbers = drawn.flatMap((point) => [point["value"], point["lower"], point["upper"]]).filter((value) => typeof value === "number");
  const domain = extent([...numbers, ...chart.limits.map((limit) => limit.value)]);
  const names = chart.series.map((series) => series.name);
  const x = ordinal("label", chart.labels, labelAxis(chart.labels, chart.xTitle, width));
  const y = quantitative("value", chart.yTitle, { scale: { domain, nice: false, zero: false } });
  const colour = {
    field: "series",
    type: "nominal",
    scale: { domain: names, range: SERIES_COLOURS },
    legend: names.length > 1 ? { title: null, symbolType: "stroke", symbolSize: 220 } : null,
  };
  const judged = drawn.filter((point) => point["state"] !== stateWord(undefined));
  return {
    ...frame(width, 250),
    layer: [
      ...limitLayers(chart.limits, y),
      layer(
        drawn.filter((point) => point["lower"] !== null && point["upper"] !== null),
        { type: "rule", strokeWidth: 1.2, opacity: 0.55 },
        { x, y: { ...y, field: "lower" }, y2: { field: "upper" }, stroke: { ...colour, legend: null } },
      ),
      layer(
        drawn,
        { type: "line", strokeWidth: 1.6, interpolate: "linear" },
        {
          x,
          y,
          stroke: colour,
          detail: { field: "stretch" },
          strokeDash: { field: "series", type: "nominal", scale: { domain: names, range: SERIES_DASHES }, legend: null },
        },
      ),
      layer(
        drawn.filter((point) => point["state"] === stateWord(undefined)),
        { type: "point", filled: true, size: 22, opacity: 1 },
        { x, y, fill: { ...colour, legend: null }, description: DESCRIPTION },
      ),
      ...(judged.length === 0
        ? []
        : [
            layer(
              judged,
              { type: "point", size: 58, strokeWidth: 1.6, opacity: 1 },
              { x, y, ...stateEncoding(states.filter((state) => state !== undefined)), description: DESCRIPTION },
            ),
          ]),
      ...(missing.length === 0 ? [] : [missingLayer(missing, { x, y: { value: { expr: "height - 6" } } }), cornerNote(MISSING_NOTE)]),
    ],
    resolve: { scale: { stroke: "independent", fill: "independent", shape: "independent" } },
  };
}

/** Dashed lines across the plot with their name at the right edge. */
function limitLayers(limits: TimelineChart["limits"], y: Drawing): Drawing[] {
  if (limits.length === 0) return [];
  const values = limits.map(({ title, value }) => ({ title, value }));
  return [
    layer(values, { type: "rule", strokeDash: [5, 4], strokeWidth: 1.2, stroke: COLOURS.quiet }, { y }),
    layer(
      values,
      { type: "text", align: "right", baseline: "bottom", dy: -3, fontSize: 10, color: COLOURS.quiet, x: { expr: "width" } },
      { y, text: { field: "title" } },
    ),
  ];
}
