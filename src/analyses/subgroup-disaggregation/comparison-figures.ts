import type { Figure } from "../../foundation/figure.ts";
import { type Outcome, computed, isComputed, notComputable } from "../../foundation/outcome.ts";
import { scoreTestDifference } from "../../statistics/proportions/score-test-difference.ts";
import { miettinenNurminenRatio } from "../../statistics/proportions/miettinen-nurminen-ratio.ts";
import { newcombeDifference } from "../../statistics/proportions/newcombe-difference.ts";
import { addCounts, type GroupCounts, labelCoverage, metricCounts, unidentifiedRows } from "./group-counts.ts";
import { type Group, type GroupTable, type GroupTables, restOf } from "./group-tables.ts";
import { WHOLE, groupPlace, groupTitle, metricTitle, subgroupFigure } from "./names.ts";
import { JUDGED_METRICS, type JudgedMetric, SMALLEST_LABEL_COVERAGE } from "./parameters.ts";
import { type RateContext, metricObstacle } from "./rate-figures.ts";
import { type Detail, worstCaseDifference } from "./worst-case.ts";

export function differenceToRestName(metric: JudgedMetric): string {
  return `${metric}DifferenceToRest`;
}

/** Dimension of the figure of a two-group table that is not judged: names the group whose figure is, with the sign turned. */
export const MIRROR_OF = "mirrorOf";
/** Dimension of the other, judged figure of that table: who the rest is. */
export const THE_REST = "rest";

/** Differences and ratios to the rest (judged), to a reference, to parents of an intersection (described). */
export function comparisonFigures(tables: GroupTables, context: RateContext): Figure[] {
  const metrics = JUDGED_METRICS.filter((metric) => context.input.parameters.metrics.includes(metric));
  const figures: Figure[] = [];
  for (const metric of metrics) {
    const obstacle = metricObstacle(metric, context);
    if (obstacle !== null) figures.push(subgroupFigure(differenceToRestName(metric), WHOLE, "share", obstacle));
    else for (const table of tables.tables) figures.push(...tableComparisons(metric, table, context));
  }
  return figures;
}

function tableComparisons(metric: JudgedMetric, table: GroupTable, context: RateContext): Figure[] {
  const single = table.attributes.length === 1;
  const reference = single ? referenceOf(table, context) : null;
  const highest = metric === "selectionRate" && single ? highestRate(table, context.input.policy.minimumCell) : null;
  const mirror = mirroredGroup(table, context);
  return table.groups.flatMap((group) => {
    const place = groupPlace(group);
    const rest = restOf(table, group);
    const primary = difference(
      metric,
      group.counts,
      rest,
      context,
      worstCaseDifference(metric, table, group.counts, rest, context.input.policy.q),
    );
    const figures = [
      { ...subgroupFigure(differenceToRestName(metric), place, "share", primary), dimensions: dimensionsOf(table, group, mirror) },
    ];
    if (!single && group.counts.rows < context.input.policy.minimumCell) return figures;
    figures.push(subgroupFigure(`${metric}RatioToRest`, place, "ratio", ratio(metric, group.counts, rest, context)));
    if (reference !== null && reference.group !== group) figures.push(...referenceFigures(metric, group, reference, context));
    if (highest !== null)
      figures.push(
        subgroupFigure("fourFifthsRatioToHighestRate", place, "ratio", fourFifths(group, highest, context.input.policy.minimumCell)),
      );
    if (!single) figures.push(...parentFigures(metric, table, group, context));
    return figures;
  });
}

/** Of two groups each is the other's rest: one question, so only one of them is judged, the reference is not. */
function mirroredGroup(table: GroupTable, context: RateContext): Group | null {
  if (table.groups.length !== 2) return null;
  return (table.attributes.length === 1 ? referenceOf(table, context)?.group : null) ?? largestGroup(table);
}

function dimensionsOf(table: GroupTable, group: Group, mirror: Group | null): Figure["dimensions"] {
  const { dimensions } = groupPlace(group);
  const other = table.groups.find((candidate) => candidate !== group);
  if (mirror === null || other === undefined) return dimensions;
  return { ...dimensions, [group === mirror ? MIRROR_OF : THE_REST]: groupTitle(other) };
}

export interface Reference {
  readonly group: Group | null;
  readonly title: string;
  readonly chosen: string;
}

/** The named group, else the largest one: chosen by size before any rate is looked at. Ties go to the first by name. */
export function referenceOf(table: GroupTable, { input }: RateContext): Reference | null {
  const name = table.attributes[0]?.name ?? "";
  const named = Object.hasOwn(input.parameters.references, name) ? input.parameters.references[name] : undefined;
  if (named !== undefined) {
    const group = table.groups.find((candidate) => candidate.levels[0]?.level === named) ?? null;
    return { group, title: named, chosen: "named" };
  }
  const largest = largestGroup(table);
  return largest === null ? null : { group: largest, title: groupTitle(largest), chosen: "largest group" };
}

function largestGroup(table: GroupTable): Group | null {
  return table.groups.reduce<Group | null>((best, group) => (best === null || group.counts.rows > best.counts.rows ? group : best), null);
}

function referenceFigures(metric: JudgedMetric, group: Group, reference: Reference, context: RateContext): Figure[] {
  const place = groupPlace(group);
  const extra = { reference: reference.title };
  if (reference.group === null) {
    const refusal = notComputable("no-rows", `The named reference group "${reference.title}" has no rows.`);
    return [subgroupFigure(`${metric}DifferenceToReference`, place, "share", refusal, extra)];
  }
  const detail = { reference: reference.title, referenceChosenAs: reference.chosen };
  return [
    subgroupFigure(
      `${metric}DifferenceToReference`,
      place,
      "share",
      difference(metric, group.counts, reference.group.counts, context, detail),
      extra,
    ),
    subgroupFigure(
      `${metric}RatioToReference`,
      place,
      "ratio",
      ratio(metric, group.counts, reference.group.counts, context, detail),
      extra,
    ),
  ];
}

/** Against each parent without this cell, so that a cell that only inherits its parent's rate shows no difference. */
function parentFigures(metric: JudgedMetric, table: GroupTable, group: Group, context: RateContext): Figure[] {
  return group.levels.map((kept, index) => {
    const siblings = table.groups.filter((other) => other !== group && other.levels[index]?.level === kept.level);
    const outcome = difference(metric, group.counts, addCounts(siblings.map((sibling) => sibling.counts)), context);
    return subgroupFigure(`${metric}DifferenceToParent`, groupPlace(group), "share", outcome, {
      parent: `${kept.attribute} = ${kept.level}`,
    });
  });
}

/** Why two groups' rates are not compared although the metric itself is available. */
function comparisonObstacle(metric: JudgedMetric, first: GroupCounts, second: GroupCounts, { input, gate }: RateContext): Outcome | null {
  const one = metricCounts(metric, first);
  const two = metricCounts(metric, second);
  if (two.rows === 0) return notComputable("no-rows", `${metricTitle(metric)}: there is nobody to compare with.`);
  const least = Math.min(one.rows, two.rows);
  if (metric !== "selectionRate") {
    if (gate.kind === "selective" && unidentifiedRows(metric, first) + unidentifiedRows(metric, second) > 0)
      return notComputable(
        "selective-labels",
        `${metricTitle(metric)}: outcomes exist after one decision only, so the difference is not identified; see the bounds.`,
      );
    const coverage = Math.min(labelCoverage(first), labelCoverage(second));
    if (coverage < SMALLEST_LABEL_COVERAGE)
      return notComputable(
        "selective-labels",
        `${metricTitle(metric)}: only ${(100 * coverage).toFixed(1)} % of the mature decisions of one kind have an outcome.`,
      );
  }
  if (least < input.policy.minimumCell)
    return notComputable("too-few", `${metricTitle(metric)}: ${least} rows on one side, the policy asks for ${input.policy.minimumCell}.`);
  return null;
}

function difference(metric: JudgedMetric, first: GroupCounts, second: GroupCounts, context: RateContext, detail: Detail = {}): Outcome {
  const obstacle = comparisonObstacle(metric, first, second, context);
  if (obstacle !== null) return obstacle;
  const one = metricCounts(metric, first);
  const two = metricCounts(metric, second);
  const interval = newcombeDifference(one.count, one.rows, two.count, two.rows, context.input.policy.level);
  if (!isComputed(interval)) return interval;
  const test = scoreTestDifference(one.count, one.rows, two.count, two.rows);
  if (!isComputed(test)) return test;
  return computed({
    ...interval,
    n: one.rows + two.rows,
    ...(test.pValue === undefined ? {} : { pValue: test.pValue }),
    method: `Difference of ${metricTitle(metric).toLowerCase()}s; ${test.method}`,
    detail: { groupCount: one.count, groupRows: one.rows, otherCount: two.count, otherRows: two.rows, ...detail },
  });
}

function ratio(metric: JudgedMetric, first: GroupCounts, second: GroupCounts, context: RateContext, detail: Detail = {}): Outcome {
  const obstacle = comparisonObstacle(metric, first, second, context);
  if (obstacle !== null) return obstacle;
  const one = metricCounts(metric, first);
  const two = metricCounts(metric, second);
  const outcome = miettinenNurminenRatio(one.count, one.rows, two.count, two.rows, context.input.policy.level);
  return isComputed(outcome) ? computed({ ...outcome, detail: { ...outcome.detail, ...detail } }) : outcome;
}

function highestRate(table: GroupTable, minimumCell: number): { rate: number; title: string } | null {
  let best: { rate: number; title: string } | null = null;
  for (const group of table.groups) {
    const { count, rows } = metricCounts("selectionRate", group.counts);
    if (rows >= minimumCell && (best === null || count / rows > best.rate)) best = { rate: count / rows, title: groupTitle(group) };
  }
  return best;
}

function fourFifths(group: Group, highest: { rate: number; title: string }, minimumCell: number): Outcome {
  const { count, rows } = metricCounts("selectionRate", group.counts);
  const method = "Ratio to the highest selection rate";
  if (rows === 0) return notComputable("no-rows", `${method}: the group has no decisions.`);
  if (rows < minimumCell) return notComputable("too-few", `${method}: ${rows} rows, the policy asks for ${minimumCell}.`);
  if (highest.rate === 0) return notComputable("zero-denominator", `${method}: no group has favourable decisions.`);
  return computed({
    estimate: count / rows / highest.rate,
    n: rows,
    method,
    detail: {
      highest: highest.title,
      use: "information only: the reference is chosen from the data, and 0.8 is no limit of equal treatment",
    },
  });
}
