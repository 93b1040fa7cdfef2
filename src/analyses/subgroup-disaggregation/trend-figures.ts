import { type AggregateRow, aggregateNamed, integerCell } from "../../foundation/aggregate.ts";
import type { Figure } from "../../foundation/figure.ts";
import { type Outcome, computed, isComputed, notComputable } from "../../foundation/outcome.ts";
import { type AnalysisWindow, planWindows } from "../../population/windows.ts";
import { scaledTrendChange } from "../../statistics/trend/scaled-trend-change.ts";
import { confusionRate } from "../../statistics/error-rates/confusion-rates.ts";
import { type GroupCounts, countRows, labelCoverage, metricCounts } from "./group-counts.ts";
import { type GroupTables, groupingBits, rowsByLevels } from "./group-tables.ts";
import { lastMatureMs } from "./label-gate.ts";
import { type Place, WHOLE, groupPlace, metricTitle, subgroupFigure } from "./names.ts";
import { type ErrorMetric, SMALLEST_LABEL_COVERAGE } from "./parameters.ts";
import { WINDOWS_QUERY } from "./plan.ts";
import type { RateContext } from "./rate-figures.ts";
import type { Selection } from "./selection.ts";
import { type CountedWindow, worstCaseTrend } from "./trend-worst-case.ts";
import { outcomesForceBounds } from "./worst-case.ts";

export function trendName(metric: ErrorMetric): string {
  return `${metric}Trend`;
}

export function errorMetrics(context: RateContext): ErrorMetric[] {
  return (["falsePositiveRate", "falseNegativeRate"] as const).filter((metric) => context.input.parameters.metrics.includes(metric));
}

/**
 * Error rates by calendar window for the whole population, and their change over the period for it and each group of one attribute.
 * Partial windows and windows younger than the outcome horizon are shown but stay out of the change.
 */
export function trendFigures(selection: Selection, tables: GroupTables, context: RateContext): Figure[] {
  const { input } = context;
  if (input.parameters.window === null) return [];
  return errorMetrics(context).flatMap((metric) => {
    const obstacle = trendObstacle(context, tables.total);
    if (obstacle !== null) return [subgroupFigure(trendName(metric), WHOLE, "share", obstacle)];
    return [...windowFigures(metric, context), ...changeFigures(metric, selection, tables, context)];
  });
}

function trendObstacle({ input, gate }: RateContext, total: GroupCounts): Outcome | null {
  if (gate.kind === "closed") return gate.outcome;
  if (gate.kind === "selective")
    return notComputable("selective-labels", "Outcomes exist after one decision only, so the trend of an error rate is not identified.");
  if (!input.population.roles.includes("decidedAt") || input.population.covered === null)
    return notComputable("missing-role", "Without decision times there is no trend over windows.");
  if (!input.aggregates.has(WINDOWS_QUERY)) return notComputable("no-rows", "No counts by window were gathered.");
  if (labelCoverage(total) < SMALLEST_LABEL_COVERAGE)
    return notComputable(
      "selective-labels",
      `Only ${(100 * labelCoverage(total)).toFixed(1)} % of the mature decisions of one kind have an outcome.`,
    );
  return null;
}

type WindowUse = "whole" | "partial" | "immature";
interface UsedWindow extends AnalysisWindow {
  readonly use: WindowUse;
}

function usedWindows({ input }: RateContext): UsedWindow[] {
  const { parameters, population } = input;
  if (parameters.window === null) return [];
  const matureMs = lastMatureMs(population);
  const windows = planWindows(population, { kind: "calendar", unit: parameters.window })?.windows ?? [];
  return windows.map((window) => {
    const immature = matureMs !== null && window.period !== null && window.period.endMs - 1 > matureMs;
    return { ...window, use: immature ? "immature" : window.partial ? "partial" : "whole" };
  });
}

function windowFigures(metric: ErrorMetric, context: RateContext): Figure[] {
  const { input } = context;
  const whole = wholePopulationRows(context);
  const byWindow = Map.groupBy(whole, (row) => integerCell(row, "window_index"));
  return usedWindows(context).map((window) => {
    const counts = countRows(byWindow.get(window.index) ?? []);
    const rate = confusionRate(metric, counts, input.policy.level);
    const outcome =
      window.use === "immature"
        ? notComputable(
            "immature-labels",
            `${window.label} is younger than the outcome horizon of ${input.population.outcomeHorizonDays} days.`,
          )
        : isComputed(rate)
          ? computed({ ...rate, detail: { ...rate.detail, window: window.use, labelCoverage: labelCoverage(counts) } })
          : rate;
    return subgroupFigure(`${metric}ByWindow`, WHOLE, "share", outcome, { window: window.label });
  });
}

function changeFigures(metric: ErrorMetric, selection: Selection, tables: GroupTables, context: RateContext): Figure[] {
  const rows = aggregateNamed(context.input.aggregates, WINDOWS_QUERY).rows;
  const figures = [changeFigure(metric, WHOLE, tables.total, wholePopulationRows(context), context)];
  selection.compared.forEach((attribute, position) => {
    const bits = groupingBits(selection.compared.length, [position]);
    const parts = rowsByLevels(
      [attribute],
      rows.filter((row) => row["grouping_bits"] === bits),
    );
    const table = tables.tables.find((candidate) => candidate.attributes.length === 1 && candidate.attributes[0] === attribute);
    for (const group of table?.groups ?? []) {
      const own = parts.find((part) => part.levels?.[0] === group.levels[0]?.level)?.rows ?? [];
      figures.push(changeFigure(metric, groupPlace(group), group.counts, own, context));
    }
  });
  return figures;
}

/** The counts of the grouping set that keeps no attribute: every bit is 1, the largest key there is. */
function wholePopulationRows({ input }: RateContext): readonly AggregateRow[] {
  const { rows } = aggregateNamed(input.aggregates, WINDOWS_QUERY);
  const whole = rows.reduce((largest, row) => Math.max(largest, integerCell(row, "grouping_bits")), 0);
  return rows.filter((row) => row["grouping_bits"] === whole);
}

function changeFigure(metric: ErrorMetric, place: Place, counts: GroupCounts, rows: readonly AggregateRow[], context: RateContext): Figure {
  const byWindow = Map.groupBy(rows, (row) => integerCell(row, "window_index"));
  const windows = usedWindows(context)
    .filter((window) => window.use === "whole")
    .map((window) => ({ ...window, counts: countRows(byWindow.get(window.index) ?? []) }));
  return subgroupFigure(trendName(metric), place, "share", changeOutcome(metric, windows, counts, context));
}

function changeOutcome(
  metric: ErrorMetric,
  windows: readonly (UsedWindow & CountedWindow)[],
  counts: GroupCounts,
  { input }: RateContext,
): Outcome {
  const { policy, population } = input;
  const points = windows.map((window) => ({ score: window.index, ...metricCounts(metric, window.counts) }));
  const rows = points.reduce((sum, point) => sum + point.rows, 0);
  if (rows < policy.minimumCell)
    return notComputable(
      "too-few",
      `${metricTitle(metric)}: ${rows} rows in whole, mature windows, the policy asks for ${policy.minimumCell}.`,
    );
  if (labelCoverage(counts) < SMALLEST_LABEL_COVERAGE)
    return notComputable(
      "selective-labels",
      `${metricTitle(metric)}: fewer than half of the mature decisions of one kind have an outcome.`,
    );
  const outcome = scaledTrendChange(points, policy.level);
  if (!isComputed(outcome)) return outcome;
  const detail = {
    ...outcome.detail,
    season: seasonOf(windows),
    ...(population.roles.includes("modelVersion")
      ? { versions: "not standardised for the mix of model versions: a new version may make the change" }
      : {}),
    ...(windows.some((window) => outcomesForceBounds(window.counts)) ? worstCaseTrend(metric, windows, policy.q) : {}),
  };
  return computed({ ...outcome, detail });
}

const YEAR_MS = 365.25 * 86_400_000;

/** From the first to the last of the windows. */
function seasonOf(windows: readonly UsedWindow[]): string {
  const years = ((windows.at(-1)?.period?.endMs ?? 0) - (windows[0]?.period?.startMs ?? 0)) / YEAR_MS;
  // A day of slack: two calendar years without a leap day are no 730.5 days.
  if (years < 2 - 1 / 365) return "a trend over less than two yearly cycles is not separable from season";
  return `${Math.floor(years + 1 / 365)} yearly cycles; the season itself is not modelled`;
}
