import type { AggregateColumn } from "../../foundation/aggregate.ts";
import type { Attribute, Population } from "../../population/population.ts";
import { planWindows, windowsName } from "../../population/windows.ts";
import { type AggregateQuery, aggregateQuery } from "../../sql/aggregate-query.ts";
import { type SqlFragment, identifier, join, literal, sql } from "../../sql/sql.ts";
import type { PlanInput } from "../analysis.ts";
import { groupedDisclosure } from "./group-disclosure.ts";
import { type LabelGate, labelExpression, labelGate, releasedExpression } from "./label-gate.ts";
import type { SubgroupParameters } from "./parameters.ts";
import { LEVELS_QUERY, STRATUM_KEY, type Selection, levelsOf, requestedAttributes, requestedStratum, selectTables } from "./selection.ts";

export const GROUPS_QUERY = "group-counts";
export const WINDOWS_QUERY = "window-counts";
export const STRATA_QUERY = "stratum-counts";

/** Dimensions of their own: what they say depends on labels and horizon, which the population states. */
const PREDICTED = "predicted positive";
const LABEL = "label";

/** Above this many possible attribute combinations the sets are counted from the rows, not from an intermediate table of combinations. */
const LARGEST_INTERMEDIATE = 200_000;

/** First the number of levels of each attribute, then the counts. */
export function planSubgroups(input: PlanInput<SubgroupParameters>): readonly AggregateQuery[] | null {
  const { parameters, population, aggregates } = input;
  const { found } = requestedAttributes(parameters, population);
  if (found.length === 0 || aggregates.has(GROUPS_QUERY)) return null;
  if (!aggregates.has(LEVELS_QUERY)) return [levelsQuery(parameters, population, found)];
  const selection = selectTables(parameters, population, aggregates);
  if (selection.compared.length === 0) return null;
  const gate = labelGate(population);
  const queries = [groupsQuery(input, selection, gate)];
  const windows = windowsQuery(input, selection, gate);
  if (windows !== null) queries.push(windows);
  const stratum = requestedStratum(parameters, population);
  if (
    stratum !== null &&
    stratum !== "unknown" &&
    population.favourableDecision !== null &&
    levelsOf(aggregates, STRATUM_KEY) <= parameters.maximumLevels
  )
    queries.push(strataQuery(selection.compared, stratum.column));
  return queries;
}

function levelsQuery(parameters: SubgroupParameters, population: Population, attributes: readonly Attribute[]): AggregateQuery {
  const stratum = requestedStratum(parameters, population);
  const dimensions = attributes.map((attribute) => ({ key: `attribute:${attribute.name}`, column: attribute.column }));
  if (stratum !== null && stratum !== "unknown") dimensions.push({ key: STRATUM_KEY, column: stratum.column });
  const parts = dimensions.map(
    ({ key, column }) => sql`select ${literal(key)} as dimension, count(*) as levels
from (select ${identifier(column)} from population where ${identifier(column)} is not null group by all)`,
  );
  return aggregateQuery({
    name: LEVELS_QUERY,
    purpose: "Counts the known levels of each attribute, so that only attributes with few levels are compared.",
    sql: join(parts, "\nunion all\n"),
    columns: [
      { name: "dimension", type: "text", key: true },
      { name: "levels", type: "integer" },
    ],
    disclosure: { measures: { levels: { is: "shown" } } },
  });
}

function groupsQuery(input: PlanInput<SubgroupParameters>, selection: Selection, gate: LabelGate): AggregateQuery {
  const { population, aggregates } = input;
  const { compared, intersections } = selection;
  const results = [sql`favourable`, sql`predicted_positive`, sql`released`, sql`label`];
  const sets = [[], ...compared.map((_, position) => [position]), ...intersections];
  const combinations = compared.reduce((product, { name }) => product * (levelsOf(aggregates, `attribute:${name}`) + 1), 1);
  const direct = combinations > LARGEST_INTERMEDIATE;
  const bits = sql`grouping_id(${join(compared.map(columnOf), ", ")})`;
  const source = sql`
select
  ${join([...compared.map(textOf), ...resultColumns(population, gate)], ",\n  ")},
  ${direct ? sql`1 as n` : sql`count(*) as n`}
from population
${direct ? sql`` : sql`group by all`}`;
  return aggregateQuery({
    name: GROUPS_QUERY,
    purpose: "Counts decisions by group, decision and outcome for the whole population, each attribute and each intersection.",
    sql: sql`
with combinations as (${source}
)
select
  ${bits} as grouping_bits,
  ${join([...compared.map(columnOf), ...results], ",\n  ")},
  cast(sum(n) as bigint) as n
from combinations
${groupedBySets(
  sets.map((positions) => columnsAt(compared, positions)),
  results,
)}`,
    columns: [
      { name: "grouping_bits", type: "integer", key: true },
      ...compared.map(keyColumn),
      { name: "favourable", type: "boolean", key: true },
      { name: "predicted_positive", type: "boolean", key: true },
      { name: "released", type: "boolean", key: true },
      { name: "label", type: "text", key: true },
      { name: "n", type: "integer" },
    ],
    disclosure: groupedDisclosure(
      compared,
      { favourable: "favourable", predicted_positive: PREDICTED, released: "released", label: LABEL },
      false,
    ),
  });
}

/** Null when no trend of error rates was asked for or can be had. */
function windowsQuery(input: PlanInput<SubgroupParameters>, selection: Selection, gate: LabelGate): AggregateQuery | null {
  const { parameters, population } = input;
  if (parameters.window === null || gate.kind !== "open" || !population.roles.includes("decidedAt")) return null;
  const plan = planWindows(population, { kind: "calendar", unit: parameters.window });
  if (plan === null) return null;
  const { compared } = selection;
  const results = [sql`window_index`, sql`predicted_positive`, sql`label`];
  const sets = [[], ...compared.map((_, position) => [position])];
  return aggregateQuery({
    name: WINDOWS_QUERY,
    purpose: "Counts mature decisions by calendar window, attribute, prediction and outcome; decisions without usable outcome too.",
    sql: sql`
with labelled as (
select
  ${plan.index} as window_index,
  ${join([...compared.map(textOf), sql`predicted_positive`], ",\n  ")},
  ${labelExpression(population, gate)} as label,
  count(*) as n
from population
where predicted_positive is not null
group by all
)
select
  grouping_id(${join(compared.map(columnOf), ", ")}) as grouping_bits,
  ${join([...compared.map(columnOf), ...results], ",\n  ")},
  cast(sum(n) as bigint) as n
from labelled
where label <> 'immature' and window_index is not null
${groupedBySets(
  sets.map((positions) => columnsAt(compared, positions)),
  results,
)}`,
    columns: [
      { name: "grouping_bits", type: "integer", key: true },
      ...compared.map(keyColumn),
      { name: "window_index", type: "integer", key: true },
      { name: "predicted_positive", type: "boolean", key: true },
      { name: "label", type: "text", key: true },
      { name: "n", type: "integer" },
    ],
    disclosure: groupedDisclosure(
      compared,
      {
        window_index: `window: ${windowsName({ kind: "calendar", unit: parameters.window })}`,
        predicted_positive: PREDICTED,
        label: LABEL,
      },
      true,
    ),
  });
}

function strataQuery(compared: readonly Attribute[], column: string): AggregateQuery {
  const results = [sql`stratum`, sql`favourable`];
  return aggregateQuery({
    name: STRATA_QUERY,
    purpose: "Counts decisions by stratum, attribute and favourable decision, for disparity within strata.",
    sql: sql`
with combinations as (
select
  ${join([...compared.map(textOf), sql`cast(${identifier(column)} as varchar) as stratum`, sql`favourable`], ",\n  ")},
  count(*) as n
from population
where favourable is not null
group by all
)
select
  grouping_id(${join(compared.map(columnOf), ", ")}) as grouping_bits,
  ${join([...compared.map(columnOf), ...results], ",\n  ")},
  cast(sum(n) as bigint) as n
from combinations
${groupedBySets(
  compared.map((attribute) => [columnOf(attribute)]),
  results,
)}`,
    columns: [
      { name: "grouping_bits", type: "integer", key: true },
      ...compared.map(keyColumn),
      { name: "stratum", type: "text", key: true },
      { name: "favourable", type: "boolean", key: true },
      { name: "n", type: "integer" },
    ],
    disclosure: groupedDisclosure(compared, { stratum: column, favourable: "favourable" }, true),
  });
}

function resultColumns(population: Population, gate: LabelGate): SqlFragment[] {
  const favourable = population.favourableDecision !== null;
  return [
    favourable ? sql`favourable` : sql`cast(null as boolean) as favourable`,
    gate.kind === "closed" ? sql`cast(null as boolean) as predicted_positive` : sql`predicted_positive`,
    sql`${releasedExpression(gate)} as released`,
    sql`${labelExpression(population, gate)} as label`,
  ];
}

function columnOf(attribute: Attribute): SqlFragment {
  return identifier(attribute.column);
}

function textOf(attribute: Attribute): SqlFragment {
  return sql`cast(${columnOf(attribute)} as varchar) as ${columnOf(attribute)}`;
}

function keyColumn(attribute: Attribute): AggregateColumn {
  return { name: attribute.column, type: "text", key: true };
}

function columnsAt(compared: readonly Attribute[], positions: readonly number[]): SqlFragment[] {
  return positions
    .map((position) => compared[position])
    .filter((attribute) => attribute !== undefined)
    .map(columnOf);
}

/** One grouping set for each list of columns, each with the result columns beside it. */
function groupedBySets(sets: readonly (readonly SqlFragment[])[], results: readonly SqlFragment[]): SqlFragment {
  return sql`group by grouping sets (
  ${join(
    sets.map((columns) => sql`(${join([...columns, ...results], ", ")})`),
    ",\n  ",
  )}
)`;
}
