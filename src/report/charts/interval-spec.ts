import type { IntervalChart } from "../../charts/chart-spec.ts";
import { countText } from "../number-text.ts";
import { COLOURS, DESCRIPTION, figureMark, stateEncoding, stateWord } from "./chart-theme.ts";
import { type Datum, type Drawing, extent, frame, layer, quantitative } from "./drawing.ts";

/** Forest plot: one row an estimate, its n at the right, words where there is none. */
export function intervalSpec(chart: IntervalChart, width: number): Drawing {
  // Rows are placed by number, so that two of the same label stay two rows.
  const rows = chart.rows.map((row, index): Datum => ({
    row: String(index),
    label: row.label,
    estimate: row.estimate,
    lower: row.lower ?? null,
    upper: row.upper ?? null,
    size: `n = ${countText(row.n)}`,
    note: row.note === undefined ? "\u00D7 could not be computed" : `\u00D7 ${row.note}`,
    state: stateWord(row.state),
    figure: figureMark(row.figureId),
  }));
  const drawn = rows.filter((row) => row["estimate"] !== null);
  const missing = rows.filter((row) => row["estimate"] === null);
  const numbers = drawn.flatMap((row) => [row["estimate"], row["lower"], row["upper"]]).filter((value) => typeof value === "number");
  const domain = extent([...numbers, ...(chart.reference === null ? [] : [chart.reference.value])]);
  const labels = JSON.stringify(chart.rows.map((row) => row.label));
  const y = {
    field: "row",
    type: "ordinal",
    scale: { domain: rows.map((row) => row["row"]) },
    sort: null,
    axis: {
      title: null,
      labelExpr: `${labels}[+datum.value]`,
      labelLimit: 240,
      domain: false,
      ticks: false,
      labelColor: COLOURS.ink,
      grid: false,
    },
  };
  const x = quantitative("estimate", chart.xTitle, { scale: { domain, nice: false, zero: false } });
  const states = chart.rows.flatMap((row) => (row.estimate === null ? [] : [row.state]));
  const reference = chart.reference === null ? [] : [{ estimate: chart.reference.value, title: chart.reference.title }];
  return {
    ...frame(width, Math.max(1, rows.length) * 24),
    layer: [
      layer(reference, { type: "rule", strokeDash: [5, 4], strokeWidth: 1.2, stroke: COLOURS.quiet }, { x }),
      layer(reference, { type: "text", y: -6, baseline: "bottom", fontSize: 10, color: COLOURS.quiet }, { x, text: { field: "title" } }),
      layer(
        drawn.filter((row) => row["lower"] !== null && row["upper"] !== null),
        { type: "rule", strokeWidth: 1.6, stroke: COLOURS.quiet },
        { x: { ...x, field: "lower" }, x2: { field: "upper" }, y },
      ),
      ...(drawn.length === 0
        ? []
        : [
            layer(
              drawn,
              { type: "point", size: 62, strokeWidth: 1.6, opacity: 1 },
              { x, y, ...stateEncoding(states), description: DESCRIPTION },
            ),
          ]),
      layer(
        missing,
        { type: "text", align: "left", x: 6, fontSize: 10.5, color: COLOURS.insufficient, limit: width * 0.6 },
        { y, text: { field: "note" }, description: DESCRIPTION },
      ),
      layer(
        rows,
        { type: "text", align: "left", x: { expr: "width + 8" }, fontSize: 10, color: COLOURS.quiet },
        { y, text: { field: "size" } },
      ),
    ],
  };
}
