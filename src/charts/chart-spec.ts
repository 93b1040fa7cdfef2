import type { VerdictState } from "../policy/verdict.ts";

/** Neutral description of a chart: the window draws it with Plotly, the report as static SVG. */
export type ChartSpec = HeatmapChart | TimelineChart | IntervalChart | DistributionChart | FunnelChart | BarChart;

interface ChartBase {
  /** Unique within the run, kebab-case. */
  readonly chartId: string;
  readonly title: string;
  /** States the result in words. */
  readonly textAlternative: string;
  readonly xTitle: string;
  readonly yTitle: string;
}

/** Colour by value, one cell a (row, column). */
export interface HeatmapChart extends ChartBase {
  readonly kind: "heatmap";
  readonly columns: readonly string[];
  readonly rows: readonly string[];
  readonly valueTitle: string;
  readonly cells: readonly HeatmapCell[];
}
export interface HeatmapCell {
  readonly column: string;
  readonly row: string;
  /** Null: not computable; `note` says why. */
  readonly value: number | null;
  readonly state?: VerdictState;
  readonly note?: string;
  readonly figureId?: string;
}

/** Values over ordered labels with intervals and limit lines: control charts, trends. */
export interface TimelineChart extends ChartBase {
  readonly kind: "timeline";
  readonly labels: readonly string[];
  readonly series: readonly { readonly name: string; readonly points: readonly TimelinePoint[] }[];
  readonly limits: readonly { readonly title: string; readonly value: number }[];
}
export interface TimelinePoint {
  readonly label: string;
  readonly value: number | null;
  readonly lower?: number;
  readonly upper?: number;
  readonly state?: VerdictState;
  readonly note?: string;
  readonly figureId?: string;
}

/** Forest plot: one estimate with interval a row, and a reference line. */
export interface IntervalChart extends ChartBase {
  readonly kind: "intervals";
  readonly reference: { readonly title: string; readonly value: number } | null;
  readonly rows: readonly {
    readonly label: string;
    readonly estimate: number | null;
    readonly lower?: number;
    readonly upper?: number;
    readonly n: number;
    readonly state?: VerdictState;
    readonly note?: string;
    readonly figureId?: string;
  }[];
}

/** Shares of the same cells in two or more samples (bins with counts). */
export interface DistributionChart extends ChartBase {
  readonly kind: "distribution";
  readonly cells: readonly string[];
  readonly series: readonly { readonly name: string; readonly counts: readonly number[] }[];
}

/** Rate against size with control limits: reviewers, branches. */
export interface FunnelChart extends ChartBase {
  readonly kind: "funnel";
  readonly centre: number;
  readonly points: readonly {
    readonly label: string;
    readonly n: number;
    readonly value: number;
    readonly state?: VerdictState;
    readonly figureId?: string;
  }[];
  readonly limits: readonly {
    readonly title: string;
    readonly line: readonly { readonly n: number; readonly lower: number; readonly upper: number }[];
  }[];
}

/** Grouped bars. */
export interface BarChart extends ChartBase {
  readonly kind: "bars";
  readonly labels: readonly string[];
  readonly series: readonly { readonly name: string; readonly values: readonly (number | null)[] }[];
}
