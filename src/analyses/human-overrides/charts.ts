import type { ChartSpec, FunnelChart, IntervalChart, TimelineChart } from "../../charts/chart-spec.ts";
import type { Figure } from "../../foundation/figure.ts";
import type { VerdictState } from "../../policy/verdict.ts";
import { commonOverdispersion } from "../../statistics/outliers/cross-fitted-funnel.ts";
import { scoreFunnelLimits } from "../../statistics/outliers/score-funnel-limits.ts";
import type { ChartsInput } from "../analysis.ts";
import { countedCells, eligibleCells, sumCounts } from "./counts.ts";
import { DIRECTIONS, type Direction, directionInWords } from "./directions.ts";
import { directionalUnits } from "./funnel-figures.ts";
import type { HumanOverridesParameters } from "./parameters.ts";

type Input = ChartsInput<HumanOverridesParameters>;

export function charts(input: Input): readonly ChartSpec[] {
  return [...DIRECTIONS.flatMap((direction) => funnelChart(input, direction)), ...timelineChart(input), ...groupCharts(input)];
}

/** Case-mix adjusted rate against the number of cases; limits allow for ordinary differences between reviewers. */
function funnelChart(input: Input, direction: Direction): FunnelChart[] {
  const states = statesOf(input);
  const points = input.figures.flatMap((figure) => {
    const adjusted = figure.outcome.status === "computed" ? figure.outcome.detail?.["adjustedRate"] : undefined;
    if (figure.name !== "reviewerExcess" || figure.dimensions["direction"] !== direction || typeof adjusted !== "number") return [];
    const n = figure.outcome.status === "computed" ? figure.outcome.n : 0;
    return [
      {
        label: figure.dimensions["reviewer"] ?? "",
        n,
        value: Math.min(1, Math.max(0, adjusted)),
        ...stateOf(states, figure),
        figureId: figure.figureId,
      },
    ];
  });
  if (points.length === 0) return [];
  const cells = countedCells(input.aggregates, "all");
  const reviewed = sumCounts(eligibleCells(cells, direction));
  const centre = reviewed.turned / reviewed.eligible;
  const spread = commonOverdispersion(directionalUnits(cells, direction));
  const sizes = lineSizes(points.map(({ n }) => n));
  const marked = points.filter(({ state }) => state === "exception").map(({ label }) => label);
  return [
    {
      kind: "funnel",
      chartId: `reviewer-funnel-${direction}`,
      title: `Overrides from ${directionInWords(direction)} by reviewer`,
      textAlternative:
        marked.length === 0
          ? `${points.length} reviewers; none is an exception. All together override ${percent(centre)} of such cases.`
          : `${points.length} reviewers; exceptions: ${marked.join(", ")}. All together override ${percent(centre)} of such cases.`,
      xTitle: "Reviewed cases",
      yTitle: "Override rate, adjusted for score bands",
      centre,
      points,
      limits: [0.95, 0.998].map((level) => ({
        title: `${level * 100} % limits`,
        line: sizes.map((n) => ({ n, ...scoreFunnelLimits(centre, n, spread, level) })),
      })),
    },
  ];
}

function timelineChart({ figures, policy }: Input): TimelineChart[] {
  const windows = figures.filter(({ name, dimensions }) => name === "overrideRateByWindow" && dimensions["window"] !== undefined);
  if (windows.length === 0) return [];
  const series = (name: string, title: string) => ({
    name: title,
    points: figures
      .filter((figure) => figure.name === name)
      .map((figure) => {
        const { outcome, figureId } = figure;
        const label = figure.dimensions["window"] ?? "";
        if (outcome.status !== "computed") return { label, value: null, note: outcome.reason, figureId };
        const note = outcome.detail?.["note"];
        return {
          label,
          value: outcome.estimate,
          ...(outcome.interval === undefined ? {} : { lower: outcome.interval.lower, upper: outcome.interval.upper }),
          ...(typeof note === "string" ? { note } : {}),
          figureId,
        };
      }),
  });
  const computed = windows.filter(({ outcome }) => outcome.status === "computed").length;
  return [
    {
      kind: "timeline",
      chartId: "override-rate-by-window",
      title: "Review coverage and override rate by window",
      textAlternative: `Override rate in ${computed} of ${windows.length} windows with ${policy.level * 100} % intervals, and the share of decisions reviewed.`,
      xTitle: "Window of the decision",
      yTitle: "Share",
      labels: windows.map(({ dimensions }) => dimensions["window"] ?? ""),
      series: [series("overrideRateByWindow", "Override rate"), series("reviewCoverageByWindow", "Review coverage")],
      limits: [],
    },
  ];
}

/** Forest plots: directional override rate by group, one chart an attribute and direction. */
function groupCharts({ figures }: Input): IntervalChart[] {
  const byGroup = figures.filter(({ name }) => name === "directionalOverrideByGroup");
  const attributes = [...new Set(byGroup.map(({ dimensions }) => dimensions["attribute"] ?? ""))];
  return attributes.flatMap((attribute, index) =>
    DIRECTIONS.map((direction): IntervalChart => {
      const rows = byGroup.filter(({ dimensions }) => dimensions["attribute"] === attribute && dimensions["direction"] === direction);
      const overall = figures.find(({ name, dimensions }) => name === "directionalOverride" && dimensions["direction"] === direction);
      return {
        kind: "intervals",
        chartId: `override-by-group-${index + 1}-${direction}`,
        title: `Overrides from ${directionInWords(direction)} by ${attribute}`,
        textAlternative: rows.map(inWords).join("; "),
        xTitle: "Override rate among cases that could be overridden so",
        yTitle: attribute,
        reference: overall?.outcome.status === "computed" ? { title: "All reviewed", value: overall.outcome.estimate } : null,
        rows: rows.map(({ outcome, dimensions, figureId }) => ({
          label: dimensions["group"] ?? "",
          estimate: outcome.status === "computed" ? outcome.estimate : null,
          ...(outcome.status === "computed" && outcome.interval !== undefined
            ? { lower: outcome.interval.lower, upper: outcome.interval.upper }
            : {}),
          n: outcome.status === "computed" ? outcome.n : 0,
          ...(outcome.status === "computed" ? {} : { note: outcome.reason }),
          figureId,
        })),
      };
    }),
  );
}

function inWords({ outcome, dimensions }: Figure): string {
  const group = dimensions["group"] ?? "";
  return outcome.status === "computed" ? `${group} ${percent(outcome.estimate)} of ${outcome.n}` : `${group} not computable`;
}

function statesOf({ verdicts }: Input): Map<string, VerdictState> {
  return new Map(verdicts.map(({ figureId, state }) => [figureId, state]));
}

function stateOf(states: ReadonlyMap<string, VerdictState>, { figureId }: Figure): { state?: VerdictState } {
  const state = states.get(figureId);
  return state === undefined ? {} : { state };
}

/** About twenty sizes between the smallest and the largest, evenly spread on a square-root scale. */
function lineSizes(cases: readonly number[]): number[] {
  const least = Math.sqrt(Math.max(1, Math.min(...cases) * 0.8));
  const most = Math.sqrt(Math.max(...cases) * 1.05);
  return [...new Set(Array.from({ length: 21 }, (_, step) => Math.round((least + ((most - least) * step) / 20) ** 2)))];
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
