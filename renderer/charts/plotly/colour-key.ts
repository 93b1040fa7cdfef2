import type { Annotations, Shape } from "plotly.js";
import { formatNumber } from "../../parts/format.ts";
import type { ChartLook } from "./chart-look.ts";
import { plainText } from "./plot.ts";

const STEPS = 32;
const LEFT = 1.022;
const RIGHT = 1.036;

/** The stops of a colour scale between two values. */
export type ColourScale = readonly (readonly [number, string])[];

export function colourScale(look: ChartLook, diverging: boolean): ColourScale {
  return diverging
    ? [
        [0, look.rampBelow],
        [0.5, look.rampLow],
        [1, look.rampHigh],
      ]
    : [
        [0, look.rampLow],
        [1, look.rampHigh],
      ];
}

/** What depth of colour means. Plotly's own bar sets a style attribute, which the content security policy refuses. */
export function colourKey(
  look: ChartLook,
  scale: ColourScale,
  from: number,
  to: number,
  title: string,
): { shapes: Partial<Shape>[]; annotations: Partial<Annotations>[] } {
  const shapes = Array.from({ length: STEPS }, (_, index): Partial<Shape> => ({
    type: "rect",
    xref: "paper",
    yref: "paper",
    x0: LEFT,
    x1: RIGHT,
    y0: index / STEPS,
    y1: Math.min(1, (index + 1.2) / STEPS),
    line: { width: 0 },
    fillcolor: colourAt(scale, (index + 0.5) / STEPS),
  }));
  const mark = (share: number): Partial<Annotations> => ({
    xref: "paper",
    yref: "paper",
    x: RIGHT,
    y: share,
    xanchor: "left",
    yanchor: share === 0 ? "bottom" : share === 1 ? "top" : "middle",
    xshift: 4,
    text: formatNumber(from + (to - from) * share, 2),
    showarrow: false,
    font: { size: 10.5, color: look.inkSoft },
  });
  const name: Partial<Annotations> = {
    xref: "paper",
    yref: "paper",
    x: RIGHT,
    y: 0.5,
    xanchor: "left",
    yanchor: "middle",
    xshift: 38,
    textangle: "90",
    text: plainText(title),
    showarrow: false,
    font: { size: 11, color: look.inkFaint },
  };
  return { shapes, annotations: [mark(0), mark(0.5), mark(1), name] };
}

export function colourAt(scale: ColourScale, share: number): string {
  const upper = Math.max(
    1,
    scale.findIndex(([stop]) => stop >= share),
  );
  const [low, high] = [scale[upper - 1], scale[upper]];
  if (low === undefined || high === undefined) return scale.at(-1)?.[1] ?? "transparent";
  const part = (share - low[0]) / (high[0] - low[0]);
  const [from, to] = [channels(low[1]), channels(high[1])];
  return `rgb(${from.map((value, index) => Math.round(value + ((to[index] ?? value) - value) * part)).join(", ")})`;
}

function channels(colour: string): number[] {
  return [...colour.matchAll(/[\d.]+/g)].slice(0, 3).map((match) => Number(match[0]));
}
