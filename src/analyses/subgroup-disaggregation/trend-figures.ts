import { type AggregateRow, aggregateNamed, integerCell } from "../../foundation/aggregate.ts";
import type { Figure } from "../../foundation/figure.ts";
import { type Outcome, computed, isComputed, notComputable } from "../../foundation/outcome.ts";
import { type AnalysisWindow, planWindows } from "../../population/windows.ts";
import { type TrendPoint, scaledTrendChange } from "../../statistics/cochran-armitage.ts";
import { type ConfusionCells, confusionRate, confusionRateCounts } from "../../statistics/confusion-rates.ts";
import { type GroupCounts, labelCoverage } from "./group-counts.ts";
import { type GroupTables, groupingBits, rowsByLevels } from "./group-tables.ts";
import { lastMatureMs } from "./label-gate.ts";
import { type Place, WHOLE, groupPlace, metricTitle, subgroupFigure } from "./names.ts";
import { type ErrorMetric, SMALLEST_LABEL_COVERAGE } from "./parameters.ts";
import { WINDOWS_QUERY } from "./plan.ts";
import type { RateContext } from "./rate-figures.ts";
import type { Selection } from "./selection.ts";

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
  if (gate.kind === "selective") return notComputable("selective-labels", "Outcomes exist after one decision only, so the trend of an error rate is not identified.");
  if (!input.population.roles.includes("decidedAt") || input.population.covered === null)
    return notComputable("missing-role", "Without decision times there is no trend over windows.");
  if (!input.aggregates.has(WINDOWS_QUERY)) return notComputable("no-rows", "No counts by window were gathered.");
  if (labelCoverage(total) < SMALLEST_LABEL_COVERAGE)
    return notComputable("selective-labels", `Only ${(100 * labelCoverage(total)).toFixed(1)} % of the mature decisions of one kind have an outcome.`);
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
    const rate = confusionRate(metric, confusionCells(byWindow.get(window.index) ?? []), input.policy.level);
    const outcome =
      window.use === "immature"
        ? notComputable("immature-labels", `${window.label} is younger than the outcome horizon of ${input.population.outcomeHorizonDays} days.`)
        : isComputed(rate)
          ? computed({ ...rate, detail: { ...rate.detail, window: window.use } })
          : rate;
    return subgroupFigure(`${metric}ByWindow`, WHOLE, "share", outcome, { window: window.label });
  });
}

function changeFigures(metric: ErrorMetric, selection: Selection, tables: GroupTables, context: RateContext): Figure[] {
  const rows = aggregateNamed(context.input.aggregates, WINDOWS_QUERY).rows;
  const figures = [changeFigure(metric, WHOLE, tables.total, wholePopulationRows(context), context)];
  selection.compared.forEach((attribute, position) => {
    const bits = groupingBits(selection.compared.length, [position]);
    const parts = rowsByLevels([attribute], rows.filter((row) => row["grouping_bits"] === bits));
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
  const { input } = context;
  const byWindow = Map.groupBy(rows, (row) => integerCell(row, "window_index"));
  const points: TrendPoint[] = usedWindows(context)
    .filter((window) => window.use === "whole")
    .map((window) => {
      const { count, rows: n } = confusionRateCounts(metric, confusionCells(byWindow.get(window.index) ?? []));
      return { score: window.index, count, rows: n };
    });
  return subgroupFigure(trendName(metric), place, "share", changeOutcome(metric, points, counts, input.policy));
}

function changeOutcome(metric: ErrorMetric, points: readonly TrendPoint[], counts: GroupCounts, policy: RateContext["input"]["policy"]): Outcome {
  const rows = points.reduce((sum, point) => sum + point.rows, 0);
  if (rows < policy.minimumCell) return notComputable("too-few", `${metricTitle(metric)}: ${rows} rows in whole, mature windows, the policy asks for ${policy.minimumCell}.`);
  if (labelCoverage(counts) < SMALLEST_LABEL_COVERAGE)
    return notComputable("selective-labels", `${metricTitle(metric)}: fewer than half of the mature decisions of one kind have an outcome.`);
  const outcome = scaledTrendChange(points, policy.level);
  if (!isComputed(outcome)) return outcome;
  return computed({ ...outcome, detail: { ...outcome.detail, season: "a trend over less than two yearly cycles is not separable from season" } });
}

function confusionCells(rows: readonly AggregateRow[]): ConfusionCells {
  const sum = (predicted: boolean, label: string): number =>
    rows.filter((row) => row["predicted_positive"] === predicted && row["label"] === label).reduce((total, row) => total + integerCell(row, "n"), 0);
  return {
    truePositive: sum(true, "positive"),
    falsePositive: sum(true, "negative"),
    falseNegative: sum(false, "positive"),
    trueNegative: sum(false, "negative"),
  };
}
