// oxlint-disable-next-line typescript/triple-slash-reference -- an ambient module cannot be imported, and the packages' own types need the DOM
/// <reference path="./vega.d.ts" />
import { SVGStringRenderer, View, parse, resetSVGDefIds, textMetrics } from "vega";
import { type Logger, compile } from "vega-lite";
import type { ChartSpec } from "../../charts/chart-spec.ts";
import { assertNever } from "../../foundation/assert-never.ts";
import { escapeHtml, visibleText } from "../html.ts";
import { barSpec } from "./bar-spec.ts";
import { FIGURE_MARK, THEME } from "./chart-theme.ts";
import { distributionSpec } from "./distribution-spec.ts";
import { funnelSpec } from "./funnel-spec.ts";
import { heatmapSpec } from "./heatmap-spec.ts";
import { intervalSpec } from "./interval-spec.ts";
import { measuredWidth } from "./text-width.ts";
import { timelineSpec } from "./timeline-spec.ts";

export interface ChartOptions {
  /** Goes before every id in the drawing, so that several can stand in one page. */
  readonly idPrefix: string;
  /** Width of the drawing in pixels of its own system; it scales. */
  readonly width?: number;
}

/** What the renderer cannot draw is a fault of the drawing; its advice about style is not for the reader's console. */
const STRICT: Logger = {
  level: () => 0,
  error: (...message) => {
    throw new Error(message.join(" "));
  },
  warn: () => STRICT,
  info: () => STRICT,
  debug: () => STRICT,
};

/** A chart as static SVG: no script, text as text, the same bytes each time. */
export function renderChartSvg(spec: ChartSpec, options: ChartOptions): string {
  textMetrics.width = measuredWidth;
  resetSVGDefIds();
  const { spec: grammar } = compile({ ...drawing(visible(spec), options.width ?? 760), config: THEME }, { logger: STRICT });
  const view = new View(parse(grammar), { renderer: "none" }).run();
  const padding = view.padding();
  const [left, top] = view.origin();
  const { bounds } = view.scenegraph().root;
  const width = Math.ceil(padding.left + Math.max(bounds.x2, 0) + left + padding.right);
  const height = Math.ceil(padding.top + Math.max(bounds.y2, 0) + top + padding.bottom);
  const svg = new SVGStringRenderer()
    .initialize(null, width, height, [padding.left + left, padding.top + top], 1)
    .background(view.background())
    .render(view.scenegraph().root)
    .svg();
  view.finalize();
  return finish(svg, spec, options.idPrefix);
}

function drawing(spec: ChartSpec, width: number): Record<string, unknown> {
  switch (spec.kind) {
    case "heatmap":
      return heatmapSpec(spec, width);
    case "timeline":
      return timelineSpec(spec, width);
    case "intervals":
      return intervalSpec(spec, width);
    case "distribution":
      return distributionSpec(spec, width);
    case "funnel":
      return funnelSpec(spec, width);
    case "bars":
      return barSpec(spec, width);
    default:
      return assertNever(spec);
  }
}

/** Strings of a chart come from the data; what cannot be seen in them is made visible, as in the page. */
function visible<Value>(value: Value): Value {
  if (typeof value === "string") return visibleText(value) as Value;
  if (Array.isArray(value)) return value.map(visible) as Value;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, visible(entry)])) as Value;
}

/**
 * Names the drawing, keeps figureIds as data, drops the renderer's own reading aids, makes ids unique.
 * The renderer escapes `<`, `>` and quotes wherever text of the data stands, so a tag ends where it seems to.
 */
function finish(svg: string, spec: ChartSpec, idPrefix: string): string {
  const label = escapeHtml(`${spec.title}. ${spec.textAlternative}`);
  const prefix = escapeHtml(idPrefix);
  return svg
    .replaceAll(/<[a-z][^>]*>/g, (tag) =>
      tag
        .replace(new RegExp(` aria-label="${FIGURE_MARK}([^"]*)"`), ' data-figure-id="$1"')
        .replaceAll(/ (aria-[a-z]+|role|class|pointer-events|cursor)="[^"]*"/g, "")
        .replace(/ id="([^"]+)"/, ` id="${prefix}-$1"`)
        .replaceAll(/url\(#([^)"]+)\)/g, `url(#${prefix}-$1)`),
    )
    .replace(/^<svg /, `<svg class="chart" role="img" aria-label="${label}" data-chart-id="${escapeHtml(spec.chartId)}" `)
    .replace(/^<svg [^>]*>/, (tag) => `${tag}<title>${escapeHtml(spec.title)}</title>`);
}
