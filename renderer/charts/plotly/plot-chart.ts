import type { ChartSpec } from "../../../src/charts/chart-spec.ts";
import { assertNever } from "../../../src/foundation/assert-never.ts";
import { plotBars, plotDistribution } from "./bars.ts";
import type { ChartLook } from "./chart-look.ts";
import { plotFunnel } from "./funnel.ts";
import { plotHeatmap } from "./heatmap.ts";
import { plotIntervals } from "./intervals.ts";
import type { Plot } from "./plot.ts";
import { plotTimeline } from "./timeline.ts";

/** The one adapter from the neutral chart to Plotly. */
export function plotChart(spec: ChartSpec, look: ChartLook): Plot {
  switch (spec.kind) {
    case "heatmap":
      return plotHeatmap(spec, look);
    case "timeline":
      return plotTimeline(spec, look);
    case "intervals":
      return plotIntervals(spec, look);
    case "distribution":
      return plotDistribution(spec, look);
    case "funnel":
      return plotFunnel(spec, look);
    case "bars":
      return plotBars(spec, look);
    default:
      return assertNever(spec);
  }
}
