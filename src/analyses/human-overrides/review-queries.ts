import { type AggregateColumn, compareText } from "../../foundation/aggregate.ts";
import type { Attribute, Population } from "../../population/population.ts";
import type { WindowPlan } from "../../population/windows.ts";
import { type AggregateQuery, aggregateQuery } from "../../sql/aggregate-query.ts";
import { type SqlFragment, identifier, join, literal, sql } from "../../sql/sql.ts";
import { courseDisclosure, decisionValuesDisclosure, reviewCountsDisclosure } from "./review-disclosure.ts";

/** What every cut counts, in this order. */
export const COUNT_COLUMNS = ["decisions", "reviewed", "decided", "overrides", "eligible", "turned", "reasoned", "unattributed"] as const;

interface Key {
  readonly name: string;
  /** Null where the population has a column of that name. */
  readonly expression: SqlFragment | null;
}

/** More attributes at once would make nearly every decision a kind of its own, and the table of kinds as long as the population. */
const ATTRIBUTES_AT_ONCE = 3;

/** Name of the n-th batch of counts, from 1. */
export function countsName(batch: number): string {
  return batch === 1 ? "review-counts" : `review-counts-${batch}`;
}

/** Counts over all decisions and by group, three attributes at a time, attributes in order of their names. */
export function reviewCountsQueries(population: Population, band: SqlFragment): AggregateQuery[] {
  const attributes = population.attributes.toSorted((left, right) => compareText(left.name, right.name));
  const batches = Math.max(1, Math.ceil(attributes.length / ATTRIBUTES_AT_ONCE));
  return Array.from({ length: batches }, (_, index) =>
    reviewCountsQuery(population, band, attributes.slice(index * ATTRIBUTES_AT_ONCE, (index + 1) * ATTRIBUTES_AT_ONCE), index + 1),
  );
}

/**
 * Reviewer x direction x score band (rates, case mix, agreement), over all decisions and by group. Rows without an attribute cover
 * all decisions; each attribute's groups, the unknown one included, add up to them.
 */
function reviewCountsQuery(population: Population, band: SqlFragment, attributes: readonly Attribute[], batch: number): AggregateQuery {
  const groups = attributes.map(({ name, column }, index) => ({
    label: literal(name),
    key: { name: `group_${index + 1}`, expression: sql`cast(${identifier(column)} as varchar)` },
  }));
  const keys: Key[] = [{ name: "reviewer", expression: null }, favourableKey(population), { name: "band", expression: band }];
  const shared = join(
    keys.map(({ name }) => identifier(name)),
    ", ",
  );
  const labels = groups.map(({ label, key }) => sql`when grouping(${identifier(key.name)}) = 0 then ${label}`);
  const values = groups.map(({ key }) => identifier(key.name));
  const sets = [...(batch === 1 ? [sql`(${shared})`] : []), ...values.map((value) => sql`(${value}, ${shared})`)];
  return aggregateQuery({
    name: countsName(batch),
    purpose:
      batch === 1
        ? "Reviews and overrides by reviewer, the model's direction and score band: over all decisions (no attribute), then by group; each attribute's groups add up to all decisions."
        : "Reviews and overrides by group of further attributes, reviewer, the model's direction and score band; each attribute's groups add up to all decisions.",
    sql: sql`
      with ${countedRows(population, [...groups.map(({ key }) => key), ...keys])}
      select
        ${groups.length === 0 ? sql`cast(null as varchar)` : sql`case ${join(labels, " ")} end`} as attribute,
        ${groups.length === 0 ? sql`cast(null as varchar)` : sql`coalesce(${join(values, ", ")})`} as group_value,
        ${shared},
        ${summedCounts}
      from counted
      group by grouping sets (
          ${listed(sets)}
      )`,
    columns: countColumns({ attribute: "text", group_value: "text", reviewer: "text", favourable: "boolean", band: "integer" }),
    disclosure: reviewCountsDisclosure(population, "score band"),
  });
}

/** By window and by model version, where there are such; each cut adds up to all decisions. */
export function courseQuery(population: Population, windows: WindowPlan | null, windowsTitle: string): AggregateQuery | null {
  const windowIndex = windows?.index ?? null;
  const window: Key = { name: "window_index", expression: windowIndex ?? sql`cast(null as bigint)` };
  const versioned = population.roles.includes("modelVersion");
  const version: Key = { name: "model_version", expression: versioned ? null : sql`cast(null as varchar)` };
  const sets = [
    ...(windowIndex === null ? [] : [sql`(window_index, favourable)`]),
    ...(versioned ? [sql`(model_version, favourable)`] : []),
  ];
  if (sets.length === 0) return null;
  return aggregateQuery({
    name: "review-course",
    purpose: "Reviews and overrides by window and by model version, each by the model's direction; each cut adds up to all decisions.",
    sql: sql`
      with ${countedRows(population, [window, version, favourableKey(population)], windows?.relation)}
      select
        ${cutName(windowIndex !== null, versioned)} as cut,
        ${windowIndex === null ? sql`cast(null as bigint) as window_index` : sql`window_index`},
        ${versioned ? sql`model_version` : sql`cast(null as varchar) as model_version`},
        favourable,
        ${summedCounts}
      from counted
      group by grouping sets (
          ${listed(sets)}
      )`,
    columns: countColumns({ cut: "text", window_index: "integer", model_version: "text", favourable: "boolean" }),
    disclosure: courseDisclosure(windowsTitle),
  });
}

function cutName(byWindow: boolean, byVersion: boolean): SqlFragment {
  if (byWindow && byVersion) return sql`case when grouping(window_index) = 0 then 'window' else 'version' end`;
  return byWindow ? sql`'window'` : sql`'version'`;
}

/** Which words the model and the reviewers used: different words for one decision would look like overrides. */
export function decisionValuesQuery(population: Population): AggregateQuery {
  return aggregateQuery({
    name: "decision-values",
    purpose: "How often the model and the reviewers gave each decision, to see whether they use the same words.",
    sql: sql`
      select
        given.value as decision_value,
        cast(sum(given.by_model) as bigint) as by_model,
        cast(sum(given.by_reviewer) as bigint) as by_reviewer
      from (
        select decision as value, count(*) as by_model, 0 as by_reviewer
        from population
        where decision is not null
        group by decision
        union all
        select final_decision, 0, count(*)
        from population
        where final_decision is not null
          and reviewer is not null
        group by final_decision
      ) as given
      group by given.value`,
    columns: [
      { name: "decision_value", type: "text", key: true },
      { name: "by_model", type: "integer" },
      { name: "by_reviewer", type: "integer" },
    ],
    disclosure: decisionValuesDisclosure(population),
  });
}

/** The column by which the favourable decision is told; null throughout when it was not stated. */
function favourableKey(population: Population): Key {
  const stated = population.favourableDecision !== null;
  return { name: "favourable", expression: stated ? null : sql`cast(null as boolean)` };
}

function countColumns(keys: Readonly<Record<string, AggregateColumn["type"]>>): AggregateColumn[] {
  return [
    ...Object.entries(keys).map(([name, type]): AggregateColumn => ({ name, type, key: true })),
    ...COUNT_COLUMNS.map((name): AggregateColumn => ({ name, type: "integer" })),
  ];
}

/**
 * All decisions once, as numbers of decisions that are alike in the keys and in what was decided; then what became of them.
 * `overridden` and `turned` are null, not false, where nobody reviewed or a side is missing: silence is no agreement.
 */
function countedRows(population: Population, keys: readonly Key[], relation = sql`population`): SqlFragment {
  const stated = population.favourableDecision !== null;
  const reasons = population.roles.includes("overrideReason");
  const columns = keys.map(({ name, expression }) => (expression === null ? identifier(name) : sql`${expression} as ${identifier(name)}`));
  if (stated) columns.push(sql`final_favourable`);
  if (reasons) columns.push(sql`trim(override_reason) <> '' as reason_given`);
  return sql`alike as materialized (
        select
          ${listed(columns)},
          reviewer is not null as reviewed,
          decision,
          final_decision,
          count(*) as n
        from ${relation}
        group by all
      ),
      counted as (
        select
          *,
          case when reviewed then decision <> final_decision end as overridden,
          ${stated ? sql`case when reviewed then favourable <> final_favourable end` : sql`cast(null as boolean)`} as turned,
          ${reasons ? sql`reviewed and decision <> final_decision and reason_given` : sql`false`} as reasoned,
          not reviewed and decision <> final_decision as unattributed
        from alike
      )`;
}

/** One expression a line. */
function listed(expressions: readonly SqlFragment[]): SqlFragment {
  return expressions.reduce((all, next) => sql`${all},\n          ${next}`);
}

/** `COUNT_COLUMNS` from rows that stand for n decisions each. */
const summedCounts = sql`cast(sum(n) as bigint) as decisions,
        cast(coalesce(sum(n) filter (reviewed), 0) as bigint) as reviewed,
        cast(coalesce(sum(n) filter (overridden is not null), 0) as bigint) as decided,
        cast(coalesce(sum(n) filter (overridden), 0) as bigint) as overrides,
        cast(coalesce(sum(n) filter (turned is not null), 0) as bigint) as eligible,
        cast(coalesce(sum(n) filter (turned), 0) as bigint) as turned,
        cast(coalesce(sum(n) filter (reasoned), 0) as bigint) as reasoned,
        cast(coalesce(sum(n) filter (unattributed), 0) as bigint) as unattributed`;
