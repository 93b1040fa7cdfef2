import type { VerdictState } from "../../policy/verdict.ts";
import { VERDICT_WORDS } from "../verdict-words.ts";

/**
 * Colours are names with a value to fall back on: in the report the page's style sheet gives them
 * (light, dark, print), in a chart saved alone the fallback holds.
 */
export const COLOURS = {
  ink: "var(--ink, #1b1e23)",
  quiet: "var(--quiet, #5b626d)",
  line: "var(--line, #d5d9de)",
  paper: "var(--paper, #ffffff)",
  exception: "var(--exception, #b42318)",
  noException: "var(--no-exception, #0b6b5f)",
  insufficient: "var(--insufficient, #8a5a00)",
  missing: "var(--missing, #eceef1)",
} as const;

/** Distinct in hue and in lightness; told apart by dash as well. */
export const SERIES_COLOURS = [
  "var(--series-1, #2f5d8c)",
  "var(--series-2, #b0642a)",
  "var(--series-3, #6c4f8f)",
  "var(--series-4, #4b7a3a)",
  "var(--series-5, #8f3b5c)",
  "var(--series-6, #555f6b)",
];
export const SERIES_DASHES = [
  [1, 0],
  [6, 3],
  [2, 2],
  [8, 3, 2, 3],
  [4, 4],
  [1, 3],
];

export const SEQUENTIAL = ["#eef3f8", "#d3e1ee", "#aecae0", "#82adcd", "#568db5", "#336d98", "#1b4e77"].map(
  (colour, index) => `var(--heat-${index + 1}, ${colour})`,
);
export const DIVERGING = ["#a5562b", "#d08b5f", "#ecc9ae", "#f1f2f3", "#b9d0e4", "#6d9cc4", "#336d98"].map(
  (colour, index) => `var(--diverge-${index + 1}, ${colour})`,
);

export const FONT = "system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', 'Liberation Sans', Arial, sans-serif";

const STATES: readonly VerdictState[] = ["exception", "insufficient-evidence", "no-exception"];
/** A cross: a value that could not be computed. */
export const MISSING_SHAPE = "M-0.6,-0.6L0.6,0.6M0.6,-0.6L-0.6,0.6";
const NOT_JUDGED = "Not judged";

export function stateWord(state: VerdictState | undefined): string {
  return state === undefined ? NOT_JUDGED : VERDICT_WORDS[state];
}

/**
 * Shape, outline and filling of a verdict, as one legend. Insufficient evidence is an open square:
 * it must not be taken for a mark that says something.
 */
export function stateEncoding(states: readonly (VerdictState | undefined)[], legend = true): Record<string, unknown> {
  const seen = new Set(states);
  const domain = [...STATES.filter((state) => seen.has(state)).map(stateWord), ...(seen.has(undefined) ? [NOT_JUDGED] : [])];
  const pick = (values: Record<string, string>) => domain.map((word) => values[word] ?? "");
  const showLegend = legend && STATES.some((state) => seen.has(state));
  const channel = (range: readonly string[]) => ({
    field: "state",
    type: "nominal",
    scale: { domain, range },
    legend: showLegend ? { title: null, symbolSize: 70 } : null,
  });
  return {
    shape: channel(pick({ Exception: "triangle-up", "Insufficient evidence": "square", "No exception": "circle", [NOT_JUDGED]: "circle" })),
    stroke: channel(
      pick({
        Exception: COLOURS.exception,
        "Insufficient evidence": COLOURS.insufficient,
        "No exception": COLOURS.noException,
        [NOT_JUDGED]: COLOURS.quiet,
      }),
    ),
    fill: channel(
      pick({
        Exception: COLOURS.exception,
        "Insufficient evidence": COLOURS.paper,
        "No exception": COLOURS.noException,
        [NOT_JUDGED]: COLOURS.quiet,
      }),
    ),
  };
}

/** Prefix of the description that carries a figureId through the renderer; see `renderChartSvg`. */
export const FIGURE_MARK = "figure:";

export const DESCRIPTION = { field: "figure", type: "nominal" };

export function figureMark(figureId: string | undefined): string {
  return figureId === undefined ? "" : `${FIGURE_MARK}${figureId}`;
}

export const THEME = {
  background: "transparent",
  font: FONT,
  padding: { left: 4, right: 10, top: 8, bottom: 4 },
  view: { stroke: null },
  axis: {
    labelColor: COLOURS.quiet,
    titleColor: COLOURS.quiet,
    titleFontWeight: 400,
    titleFontSize: 11,
    labelFontSize: 11,
    domainColor: COLOURS.line,
    tickColor: COLOURS.line,
    gridColor: COLOURS.line,
    gridOpacity: 0.6,
    labelPadding: 5,
    titlePadding: 10,
    tickSize: 4,
  },
  legend: {
    labelColor: COLOURS.ink,
    titleColor: COLOURS.quiet,
    titleFontWeight: 400,
    labelFontSize: 11,
    titleFontSize: 11,
    orient: "top",
    direction: "horizontal",
    offset: 18,
    labelLimit: 400,
    symbolStrokeWidth: 1.5,
  },
  header: { labelColor: COLOURS.quiet, titleColor: COLOURS.quiet },
  text: { color: COLOURS.ink, fontSize: 11 },
};
