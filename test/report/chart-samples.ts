import type {
  BarChart,
  ChartSpec,
  DistributionChart,
  FunnelChart,
  HeatmapChart,
  IntervalChart,
  TimelineChart,
} from "../../src/charts/chart-spec.ts";
import { seededRandom } from "./seeded.ts";

const next = seededRandom(7);
const weeks = Array.from({ length: 26 }, (_, index) => `2026-w${String(index + 1).padStart(2, "0")}`);
const features = ["income", "age", "employment_length", "debt_to_income", "region", "channel"];

export const heatmap: HeatmapChart = {
  kind: "heatmap",
  chartId: "drift-heatmap",
  title: "Drift of each feature by week",
  textAlternative: "Income and debt_to_income moved away from the baseline from week 14 on.",
  xTitle: "week",
  yTitle: "feature",
  columns: weeks,
  rows: features,
  valueTitle: "PSI",
  cells: features.flatMap((row) =>
    weeks.map((column, index) => {
      const moved = (row === "income" || row === "debt_to_income") && index >= 13;
      const value = row === "channel" && index < 3 ? null : (moved ? 0.22 : 0.01) + next() * 0.05;
      return {
        column,
        row,
        value,
        ...(value === null
          ? { note: "role missing" }
          : { state: moved ? ("exception" as const) : index > 23 ? ("insufficient-evidence" as const) : ("no-exception" as const) }),
        figureId: `data-drift/psi/${row}/${column}`,
      };
    }),
  ),
};

export const timeline: TimelineChart = {
  kind: "timeline",
  chartId: "override-rate",
  title: "Override rate by week",
  textAlternative: "The override rate left its limits in weeks 19 and 20.",
  xTitle: "week",
  yTitle: "share overridden",
  labels: weeks,
  series: [
    {
      name: "overridden",
      points: weeks.map((label, index) => {
        if (index === 8 || index === 9)
          return { label, value: null, note: "fewer than 30 reviews", figureId: `human-overrides/rate/${label}` };
        const value = 0.12 + next() * 0.02 + (index === 18 || index === 19 ? 0.09 : 0);
        const state =
          index === 18 || index === 19
            ? ("exception" as const)
            : index === 25
              ? ("insufficient-evidence" as const)
              : ("no-exception" as const);
        return { label, value, lower: value - 0.02, upper: value + 0.022, state, figureId: `human-overrides/rate/${label}` };
      }),
    },
  ],
  limits: [
    { title: "upper limit (3 sigma)", value: 0.18 },
    { title: "lower limit (3 sigma)", value: 0.085 },
  ],
};

export const twoSeries: TimelineChart = {
  ...timeline,
  chartId: "approval-by-group",
  title: "Approval by sex",
  series: ["female", "male"].map((name, series) => ({
    name,
    points: weeks.map((label) => ({ label, value: 0.4 + series * 0.12 + next() * 0.04 })),
  })),
  limits: [],
};

export const intervals: IntervalChart = {
  kind: "intervals",
  chartId: "selection-rate-ratio",
  title: "Selection rate ratio of each group to the rest",
  textAlternative: "The ratio for age 60+ lies below the limit.",
  xTitle: "selection rate ratio",
  yTitle: "group",
  reference: { title: "parity", value: 1 },
  rows: [
    {
      label: "sex = female",
      estimate: 0.94,
      lower: 0.9,
      upper: 0.98,
      n: 41_233,
      state: "no-exception",
      figureId: "subgroup/ratio/sex=female",
    },
    { label: "sex = male", estimate: 1.06, lower: 1.02, upper: 1.11, n: 44_102, state: "no-exception" },
    { label: "age = 18-29", estimate: 1.01, lower: 0.93, upper: 1.09, n: 12_034, state: "no-exception" },
    { label: "age = 60+", estimate: 0.71, lower: 0.65, upper: 0.78, n: 9_120, state: "exception" },
    { label: "ethnicity = group D", estimate: 0.83, lower: 0.52, upper: 1.3, n: 88, state: "insufficient-evidence" },
    { label: "ethnicity = unknown", estimate: null, n: 12, note: "fewer than 30 decisions", figureId: "subgroup/ratio/ethnicity=unknown" },
    { label: "all, <script>alert(1)</script>", estimate: 1, lower: 0.99, upper: 1.01, n: 85_335 },
  ],
};

export const distribution: DistributionChart = {
  kind: "distribution",
  chartId: "income-bins",
  title: "Income in the baseline and in 2026-w14",
  textAlternative: "In 2026-w14 the two lowest bins hold twice the share that they had in the baseline.",
  xTitle: "income",
  yTitle: "",
  cells: ["\u2264 1200", "1200\u20131800", "1800\u20132400", "2400\u20133100", "3100\u20134200", "> 4200", "missing"],
  series: [
    { name: "baseline", counts: [1200, 1900, 2600, 2400, 1500, 900, 40] },
    { name: "2026-w14", counts: [610, 720, 510, 380, 260, 140, 35] },
  ],
};

export const funnel: FunnelChart = {
  kind: "funnel",
  chartId: "reviewer-funnel",
  title: "Override rate of each reviewer",
  textAlternative: "Two reviewers lie outside the limits.",
  xTitle: "reviews",
  yTitle: "override rate",
  centre: 0.14,
  points: Array.from({ length: 34 }, (_, index) => {
    const n = Math.round(40 + next() * next() * 1800);
    const odd = index === 5 || index === 17;
    return {
      label: `R${String(index + 1).padStart(2, "0")}`,
      n,
      value: odd ? 0.3 - index * 0.013 : 0.14 + (next() - 0.5) * (1.6 / Math.sqrt(n)),
      state: odd ? ("exception" as const) : n < 60 ? ("insufficient-evidence" as const) : ("no-exception" as const),
    };
  }),
  limits: [
    {
      title: "95 %",
      line: [20, 40, 80, 160, 320, 640, 1280, 1900].map((n) => ({
        n,
        lower: Math.max(0, 0.14 - 1.96 * Math.sqrt((0.14 * 0.86) / n)),
        upper: 0.14 + 1.96 * Math.sqrt((0.14 * 0.86) / n),
      })),
    },
    {
      title: "99.8 %",
      line: [20, 40, 80, 160, 320, 640, 1280, 1900].map((n) => ({
        n,
        lower: Math.max(0, 0.14 - 3.09 * Math.sqrt((0.14 * 0.86) / n)),
        upper: 0.14 + 3.09 * Math.sqrt((0.14 * 0.86) / n),
      })),
    },
  ],
};

export const bars: BarChart = {
  kind: "bars",
  chartId: "override-reasons",
  title: "Reasons of overrides",
  textAlternative: "Most overrides give income evidence as the reason.",
  xTitle: "reason",
  yTitle: "overrides",
  labels: ["income evidence", "identity", "policy exception", "no reason", "other"],
  series: [
    { name: "towards approval", values: [412, 120, 66, 210, null] },
    { name: "towards denial", values: [101, 88, 12, 95, 31] },
  ],
};

export const charts: readonly ChartSpec[] = [heatmap, timeline, twoSeries, intervals, distribution, funnel, bars];
