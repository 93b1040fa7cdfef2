import type { ChartSpec, HeatmapCell } from "../../charts/chart-spec.ts";
import type { Figure } from "../../foundation/figure.ts";
import { isComputed } from "../../foundation/outcome.ts";
import type { ChartsInput } from "../analysis.ts";
import { MIRROR_OF, differenceToRestName } from "./comparison-figures.ts";
import { type GroupTable, readGroupTables } from "./group-tables.ts";
import { groupPlace, metricTitle, subgroupFigure, tableTitle } from "./names.ts";
import { JUDGED_METRICS, type JudgedMetric, type SubgroupParameters } from "./parameters.ts";
import { GROUPS_QUERY } from "./plan.ts";
import { metricCounts } from "./group-counts.ts";
import { selectTables } from "./selection.ts";

/** More rows make a forest plot unreadable; the table has them all. */
const MOST_FOREST_ROWS = 40;

type Input = ChartsInput<SubgroupParameters>;

export function subgroupCharts(input: Input): readonly ChartSpec[] {
  const states = new Map(input.verdicts.map((verdict) => [verdict.figureId, verdict.state]));
  const forests = JUDGED_METRICS.map((metric) => forest(metric, input, states));
  return [...forests, ...heatmaps(input, states), ...timelines(input)].filter((chart) => chart !== null);
}

type States = ReadonlyMap<string, Input["verdicts"][number]["state"]>;

function forest(metric: JudgedMetric, input: Input, states: States): ChartSpec | null {
  const all = input.figures.filter(
    (figure) => figure.name === differenceToRestName(metric) && !Object.hasOwn(figure.dimensions, MIRROR_OF) && isComputed(figure.outcome),
  );
  if (all.length === 0) return null;
  const shown = all.toSorted((left, right) => distance(right) - distance(left)).slice(0, MOST_FOREST_ROWS);
  const title = metricTitle(metric);
  const exceptions = all.filter((figure) => states.get(figure.figureId) === "exception").length;
  return {
    kind: "intervals",
    chartId: `difference-${metric === "selectionRate" ? "selection" : metric === "falsePositiveRate" ? "false-positive" : "false-negative"}`,
    title: `${title}: each group against the rest`,
    textAlternative: `${title} of ${all.length} groups against the rest of their table; ${exceptions} exceptions. Shown: the ${shown.length} largest differences.`,
    xTitle: "Difference (share)",
    yTitle: "Group",
    reference: { title: "No difference", value: 0 },
    rows: shown.flatMap((figure) => {
      const { outcome, figureId } = figure;
      if (!isComputed(outcome)) return [];
      const state = states.get(figureId);
      return [
        {
          label: `${figure.dimensions["attribute"] ?? ""}: ${figure.dimensions["group"] ?? ""}`,
          estimate: outcome.estimate,
          ...(outcome.interval === undefined ? {} : { lower: outcome.interval.lower, upper: outcome.interval.upper }),
          n: Number(outcome.detail?.["groupRows"] ?? outcome.n),
          ...(state === undefined ? {} : { state }),
          figureId,
        },
      ];
    }),
  };
}

function distance(figure: Figure): number {
  return isComputed(figure.outcome) ? Math.abs(figure.outcome.estimate) : -1;
}

/** One matrix of selection rates a pair of attributes. */
function heatmaps(input: Input, states: States): ChartSpec[] {
  const { parameters, population, aggregates, policy } = input;
  if (!aggregates.has(GROUPS_QUERY) || population.favourableDecision === null || !parameters.metrics.includes("selectionRate")) return [];
  const { tables } = readGroupTables(selectTables(parameters, population, aggregates), aggregates, population.rows);
  return tables.filter((table) => table.attributes.length === 2).map((table, index) => heatmap(table, index, policy.minimumCell, states));
}

function heatmap(table: GroupTable, index: number, minimumCell: number, states: States): ChartSpec {
  const levelsAt = (position: number): string[] =>
    [...new Set(table.groups.map((group) => group.levels[position]?.level ?? ""))].toSorted();
  const cells = table.groups.map((group): HeatmapCell => {
    const { count, rows } = metricCounts("selectionRate", group.counts);
    const small = rows < minimumCell;
    const figureId = subgroupFigure(differenceToRestName("selectionRate"), groupPlace(group), "share", {
      status: "not-computable",
      code: "no-rows",
      reason: "",
    }).figureId;
    const state = states.get(figureId);
    return {
      row: group.levels[0]?.level ?? "",
      column: group.levels[1]?.level ?? "",
      value: small ? null : count / rows,
      note: small ? `${rows} rows: too few` : `${count} of ${rows}`,
      ...(state === undefined ? {} : { state }),
      figureId,
    };
  });
  const known = cells.filter((cell) => cell.value !== null).toSorted((left, right) => (left.value ?? 0) - (right.value ?? 0));
  const lowest = known[0];
  return {
    kind: "heatmap",
    chartId: `intersection-${index + 1}`,
    title: `Selection rate by ${tableTitle(table)}`,
    textAlternative:
      lowest === undefined
        ? "No cell has enough rows."
        : `Lowest selection rate ${percent(lowest.value ?? 0)} for ${lowest.row} × ${lowest.column}, of ${known.length} cells with enough rows.`,
    xTitle: table.attributes[1]?.name ?? "",
    yTitle: table.attributes[0]?.name ?? "",
    valueTitle: "Selection rate",
    rows: levelsAt(0),
    columns: levelsAt(1),
    cells,
  };
}

function timelines(input: Input): ChartSpec[] {
  return (["falsePositiveRate", "falseNegativeRate"] as const).flatMap((metric) => {
    const figures = input.figures.filter((figure) => figure.name === `${metric}ByWindow`);
    if (figures.length === 0) return [];
    const title = metricTitle(metric);
    const rates = figures.flatMap(({ outcome }) => (isComputed(outcome) ? [outcome.estimate] : []));
    const chart: ChartSpec = {
      kind: "timeline",
      chartId: metric === "falsePositiveRate" ? "trend-false-positive" : "trend-false-negative",
      title: `${title} by ${input.parameters.window ?? "window"}`,
      textAlternative: `${title} of all decisions in ${rates.length} windows, from ${percent(rates[0] ?? 0)} in the first to ${percent(rates.at(-1) ?? 0)} in the last.`,
      xTitle: "Window",
      yTitle: title,
      labels: figures.map((figure) => figure.dimensions["window"] ?? ""),
      series: [{ name: "All decisions", points: figures.map(point) }],
      limits: [],
    };
    return [chart];
  });
}

function point(figure: Figure): Extract<ChartSpec, { kind: "timeline" }>["series"][number]["points"][number] {
  const { outcome, figureId } = figure;
  const label = figure.dimensions["window"] ?? "";
  if (!isComputed(outcome)) return { label, value: null, note: outcome.reason, figureId };
  const partial = outcome.detail?.["window"] === "partial";
  return {
    label,
    value: outcome.estimate,
    ...(outcome.interval === undefined ? {} : { lower: outcome.interval.lower, upper: outcome.interval.upper }),
    ...(partial ? { note: "partial window, not in the trend" } : {}),
    figureId,
  };
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
