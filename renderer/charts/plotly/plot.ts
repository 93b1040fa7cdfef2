import type { Data, Layout, LayoutAxis } from "plotly.js";
import type { ChartSpec } from "../../../src/charts/chart-spec.ts";
import type { VerdictState } from "../../../src/contract/vocabulary.ts";
import { VERDICT_WORDS } from "../../parts/VerdictMark.tsx";
import { type ChartLook, STATE_SYMBOLS } from "./chart-look.ts";

/** What Plotly draws. */
export interface Plot {
  readonly data: readonly Data[];
  readonly layout: Partial<Layout>;
  readonly heightPx: number;
}

/** Layout that all kinds share: no grid but the value axis, quiet type, room for long labels. */
export function baseLayout(spec: ChartSpec, look: ChartLook): Partial<Layout> {
  return {
    paper_bgcolor: look.paper,
    plot_bgcolor: look.paper,
    font: { family: "Inter Variable, system-ui, sans-serif", size: 11.5, color: look.inkSoft },
    margin: { l: 56, r: 20, t: 34, b: 52, pad: 4 },
    xaxis: axis(spec.xTitle, look),
    yaxis: { ...axis(spec.yTitle, look), showgrid: true },
    legend: {
      orientation: "h",
      x: 0,
      y: 1.02,
      yanchor: "bottom",
      xanchor: "left",
      font: { size: 11 },
      bgcolor: "rgba(0,0,0,0)",
      traceorder: "normal",
    },
    hoverlabel: { bgcolor: look.ink, bordercolor: look.ink, font: { color: look.paper, size: 11.5 }, align: "left" },
    hovermode: "closest",
    dragmode: false,
    barmode: "group",
    bargap: 0.28,
    bargroupgap: 0.06,
  };
}

export function axis(title: string, look: ChartLook): Partial<LayoutAxis> {
  return {
    title: { text: plainText(title), font: { size: 11, color: look.inkFaint }, standoff: 8 },
    color: look.inkSoft,
    linecolor: look.line,
    gridcolor: look.line,
    zeroline: false,
    showgrid: false,
    automargin: true,
    ticks: "",
    tickfont: { size: 11 },
    fixedrange: true,
  };
}

/** Keys for the shapes of the verdicts that occur. */
export function stateKeys(states: Iterable<VerdictState | undefined>, look: ChartLook): Data[] {
  const present = new Set(states);
  return (["exception", "no-exception", "insufficient-evidence"] as const)
    .filter((state) => present.has(state))
    .map((state) => ({
      type: "scatter",
      mode: "markers",
      name: VERDICT_WORDS[state],
      x: [null],
      y: [null],
      marker: { symbol: STATE_SYMBOLS[state], color: look.states[state], size: 9, line: { width: 1.5, color: look.states[state] } },
    }));
}

export function stateColour(state: VerdictState | undefined, look: ChartLook, otherwise: string): string {
  return state === undefined ? otherwise : look.states[state];
}

export function stateSymbol(state: VerdictState | undefined): string {
  return state === undefined ? "circle" : STATE_SYMBOLS[state];
}

/** Labels come from data files; Plotly reads a little HTML in text, so it must not see any. */
export function plainText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

export function hoverText(lines: readonly (string | undefined)[]): string {
  return lines
    .filter((line) => line !== undefined && line !== "")
    .map((line) => plainText(line ?? ""))
    .join("<br>");
}
