import type { Data } from "plotly.js";
import type { FunnelChart } from "../../../src/charts/chart-spec.ts";
import { formatInteger, formatNumber } from "../../parts/format.ts";
import { VERDICT_WORDS } from "../../parts/VerdictMark.tsx";
import { type ChartLook, DASHES } from "./chart-look.ts";
import { type Plot, baseLayout, hoverText, plainText, stateColour, stateKeys, stateSymbol } from "./plot.ts";

/** Rate against size: limits narrow to the right, so a far point with few rows is no news. */
export function plotFunnel(spec: FunnelChart, look: ChartLook): Plot {
  const base = baseLayout(spec, look);
  const limits = spec.limits.flatMap((limit, index): Data[] =>
    (["lower", "upper"] as const).map((side) => ({
      type: "scatter",
      mode: "lines",
      name: plainText(limit.title),
      legendgroup: `limit-${index}`,
      showlegend: side === "upper",
      hoverinfo: "skip",
      x: limit.line.map((point) => point.n),
      y: limit.line.map((point) => point[side]),
      line: { color: look.inkFaint, width: 1, dash: DASHES[index + 1] ?? "dot" },
    })),
  );
  const points: Data = {
    type: "scatter",
    mode: "markers",
    showlegend: false,
    x: spec.points.map((point) => point.n),
    y: spec.points.map((point) => point.value),
    text: spec.points.map((point) =>
      hoverText([
        point.label,
        formatNumber(point.value),
        `n = ${formatInteger(point.n)}`,
        point.state === undefined ? undefined : VERDICT_WORDS[point.state],
      ]),
    ),
    hovertemplate: "%{text}<extra></extra>",
    marker: {
      size: 9,
      symbol: spec.points.map((point) => stateSymbol(point.state)),
      color: spec.points.map((point) => stateColour(point.state, look, look.inkSoft)),
      line: { width: 1.25, color: spec.points.map((point) => stateColour(point.state, look, look.inkSoft)) },
    },
  };
  const named = spec.points.filter((point) => point.state === "exception").slice(0, 12);
  return {
    data: [
      ...limits,
      points,
      ...stateKeys(
        spec.points.map((point) => point.state),
        look,
      ),
    ],
    layout: {
      ...base,
      xaxis: { ...base.xaxis },
      shapes: [{ type: "line", xref: "paper", x0: 0, x1: 1, y0: spec.centre, y1: spec.centre, line: { color: look.inkSoft, width: 1 } }],
      annotations: named.map((point) => ({
        x: point.n,
        y: point.value,
        text: plainText(point.label),
        showarrow: false,
        xanchor: "left",
        xshift: 8,
        font: { size: 11, color: look.states.exception },
      })),
    },
    heightPx: 340,
  };
}
