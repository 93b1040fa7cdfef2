import type { Figure } from "../../foundation/figure.ts";
import { type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import { type ConfusionRate, confusionRate } from "../../statistics/error-rates/confusion-rates.ts";
import { imbensManskiInterval } from "../../statistics/error-rates/imbens-manski.ts";
import { manskiBounds } from "../../statistics/error-rates/manski-bounds.ts";
import { wilsonInterval } from "../../statistics/proportions/wilson-interval.ts";
import type { FiguresInput } from "../analysis.ts";
import { type GroupCounts, labelCoverage, metricCounts, unidentifiedRows } from "./group-counts.ts";
import type { GroupTable, GroupTables } from "./group-tables.ts";
import type { LabelGate } from "./label-gate.ts";
import { type Place, WHOLE, groupPlace, metricTitle, subgroupFigure, tablePlace, unknownPlace } from "./names.ts";
import { JUDGED_METRICS, type SubgroupMetric, type SubgroupParameters, UNKNOWN_SHARE_FORCING_BOUNDS } from "./parameters.ts";

const SELECTION_MISSING = notComputable("missing-role", "Which decision is favourable is not stated.");

export interface RateContext {
  readonly input: FiguresInput<SubgroupParameters>;
  readonly gate: LabelGate;
}

/** Why a metric cannot be had from this population, before counts are looked at. */
export function metricObstacle(metric: SubgroupMetric, { input, gate }: RateContext): Outcome | null {
  if (metric === "selectionRate") return input.population.favourableDecision === null ? SELECTION_MISSING : null;
  return gate.kind === "closed" ? gate.outcome : null;
}

/** Counts, shares and rates of the population, each group and each unknown. */
export function rateFigures(tables: GroupTables, context: RateContext): Figure[] {
  const { metrics } = context.input.parameters;
  const figures = metrics.flatMap((metric) => rateOf(metric, tables.total, WHOLE, context));
  figures.push(...labelFigures(tables.total, WHOLE, context));
  for (const table of tables.tables) {
    const single = table.attributes.length === 1;
    const shown = single ? metrics : metrics.filter((metric) => (JUDGED_METRICS as readonly string[]).includes(metric));
    figures.push(...reconciliation(table, tables.total, context));
    for (const group of table.groups) {
      const place = groupPlace(group);
      figures.push(shareFigure(group.counts, tables.total, place, context));
      if (!single && group.counts.rows < context.input.policy.minimumCell) continue;
      figures.push(...shown.flatMap((metric) => rateOf(metric, group.counts, place, context)));
      if (single) figures.push(...labelFigures(group.counts, place, context));
      figures.push(...unknownBounds(table, group.counts, place, context));
    }
    const place = unknownPlace(table);
    figures.push(shareFigure(table.unknown, tables.total, place, context));
    figures.push(...shown.flatMap((metric) => rateOf(metric, table.unknown, place, context)));
  }
  return figures;
}

/** Groups and unknown against the total; the reading of the counts has already refused a difference. */
function reconciliation(table: GroupTable, total: GroupCounts, { input }: RateContext): Figure[] {
  const place = tablePlace(table.attributes.map(({ name }) => name));
  const { known, unknown } = table;
  return [
    subgroupFigure(
      "groupsPlusUnknown",
      place,
      "count",
      computed({
        estimate: known.rows + unknown.rows,
        n: total.rows,
        method: "Sum of the groups and unknown",
        detail: { groups: table.groups.length, inGroups: known.rows, unknown: unknown.rows, total: total.rows },
      }),
    ),
    subgroupFigure("unknownShare", place, "share", proportion(unknown.rows, total.rows, "Share of unknown", input.policy.level)),
  ];
}

function shareFigure(counts: GroupCounts, total: GroupCounts, place: Place, { input }: RateContext): Figure {
  return subgroupFigure("groupShare", place, "share", proportion(counts.rows, total.rows, "Share of the population", input.policy.level));
}

/** The rate; where outcomes are selective also its worst-case bounds. */
function rateOf(metric: SubgroupMetric, counts: GroupCounts, place: Place, context: RateContext): Figure[] {
  const { policy } = context.input;
  const obstacle = metricObstacle(metric, context);
  // One figure for the whole population says what is missing; repeating it for each group would only bury it.
  if (obstacle !== null) return place === WHOLE ? [subgroupFigure(metric, place, "share", obstacle)] : [];
  if (metric === "selectionRate") {
    const { count, rows } = metricCounts(metric, counts);
    return [subgroupFigure(metric, place, "share", proportion(count, rows, "Selection rate (favourable model decisions)", policy.level))];
  }
  const unidentified = context.gate.kind === "selective" ? unidentifiedRows(metric, counts) : 0;
  const outcome =
    unidentified > 0
      ? notComputable(
          "selective-labels",
          `${metricTitle(metric)}: ${unidentified} mature decisions could not have an outcome, because none is observed after their decision; see the bounds.`,
        )
      : confusionRate(metric, counts, policy.level);
  const figures = [subgroupFigure(metric, place, "share", outcome)];
  if (unidentified > 0 || labelCoverage(counts) < 1 - UNKNOWN_SHARE_FORCING_BOUNDS)
    figures.push(boundsFigure(metric, counts, place, policy.level));
  return figures;
}

function boundsFigure(rate: ConfusionRate, counts: GroupCounts, place: Place, level: number): Figure {
  const mature = counts.truePositive + counts.falsePositive + counts.falseNegative + counts.trueNegative;
  const n = mature + counts.unlabelledPredictedPositive + counts.unlabelledPredictedNegative;
  return subgroupFigure(`${rate}Bounds`, place, "share", imbensManskiInterval(manskiBounds(rate, counts), level, n));
}

/** How many outcomes count, and why the others do not. */
function labelFigures(counts: GroupCounts, place: Place, { input, gate }: RateContext): Figure[] {
  if (gate.kind === "closed") return [];
  const labelled = counts.truePositive + counts.falsePositive + counts.falseNegative + counts.trueNegative;
  const mature = labelled + counts.unlabelledPredictedPositive + counts.unlabelledPredictedNegative;
  const outcome = proportion(labelled, mature, "Share of mature decisions with an outcome", input.policy.level, {
    immature: counts.immature,
    missing: counts.missing,
    late: counts.late,
    undated: counts.undated,
    maturity:
      input.population.outcomeHorizonDays === null
        ? "no outcome horizon is stated: all decisions are taken as mature"
        : `${input.population.outcomeHorizonDays} days`,
  });
  return [subgroupFigure("labelledShare", place, "share", outcome)];
}

/** What the group's rate could be, whoever the unknowns are: all of them or none of them could belong to it. */
function unknownBounds(table: GroupTable, counts: GroupCounts, place: Place, context: RateContext): Figure[] {
  const { known, unknown } = table;
  if (unknown.rows <= UNKNOWN_SHARE_FORCING_BOUNDS * (known.rows + unknown.rows)) return [];
  return JUDGED_METRICS.filter(
    (metric) => context.input.parameters.metrics.includes(metric) && metricObstacle(metric, context) === null,
  ).map((metric) => {
    const own = metricCounts(metric, counts);
    const other = metricCounts(metric, unknown);
    const region = {
      lowerCount: own.count,
      lowerRows: own.rows + other.rows - other.count,
      upperCount: own.count + other.count,
      upperRows: own.rows + other.count,
    };
    return subgroupFigure(
      `${metric}WithUnknownBounds`,
      place,
      "share",
      imbensManskiInterval(region, context.input.policy.level, own.rows + other.rows),
    );
  });
}

function proportion(count: number, rows: number, method: string, level: number, detail: Record<string, number | string> = {}): Outcome {
  if (rows === 0) return notComputable("no-rows", `${method}: there are no rows.`);
  return computed({ estimate: count / rows, n: rows, method, interval: wilsonInterval(count, rows, level), detail: { count, ...detail } });
}
