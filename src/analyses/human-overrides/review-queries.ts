import type { AggregateColumn } from "../../foundation/aggregate.ts";
import type { Population } from "../../population/population.ts";
import { type AggregateQuery, aggregateQuery } from "../../sql/aggregate-query.ts";
import { type SqlFragment, identifier, integerLiteral, join, literal, sql } from "../../sql/sql.ts";

/** What every cut counts, in this order. */
export const COUNT_COLUMNS = ["decisions", "reviewed", "decided", "overrides", "eligible", "turned", "reasoned", "unattributed"] as const;

interface Key {
  readonly name: string;
  readonly type: AggregateColumn["type"];
  readonly expression: SqlFragment;
}

/** Reviewer x direction x score band: rates, case mix, agreement. */
export function reviewCountsQuery(population: Population, band: SqlFragment): AggregateQuery {
  return countQuery(population, "review-counts", "Reviews and overrides by reviewer, the model's direction and score band.", [
    { name: "reviewer", type: "text", expression: sql`reviewer` },
    favourableKey(population),
    { name: "band", type: "integer", expression: band },
  ]);
}

export function windowCountsQuery(population: Population, windowIndex: SqlFragment): AggregateQuery {
  return countQuery(population, "review-windows", "Reviews and overrides by window and the model's direction.", [
    { name: "window_index", type: "integer", expression: windowIndex },
    favourableKey(population),
  ]);
}

export function versionCountsQuery(population: Population): AggregateQuery {
  return countQuery(population, "review-versions", "Reviews and overrides by model version and the model's direction.", [
    { name: "model_version", type: "text", expression: sql`model_version` },
    favourableKey(population),
  ]);
}

/** One block per attribute, so that each attribute's groups add up to the whole population. */
export function groupCountsQuery(population: Population, band: SqlFragment): AggregateQuery {
  const keysOf = (name: string, column: string): Key[] => [
    { name: "attribute", type: "text", expression: literal(name) },
    { name: "group_value", type: "text", expression: sql`cast(${identifier(column)} as varchar)` },
    { name: "reviewer", type: "text", expression: sql`reviewer` },
    favourableKey(population),
    { name: "band", type: "integer", expression: band },
  ];
  return aggregateQuery({
    name: "review-groups",
    purpose: "Reviews and overrides by group, reviewer, the model's direction and score band; each attribute's groups add up to all decisions.",
    sql: join(
      population.attributes.map(({ name, column }) => countSelect(population, keysOf(name, column))),
      "\nunion all\n",
    ),
    columns: countColumns(keysOf("", "unused")),
  });
}

/** Which words the model and the reviewers used: different words for one decision would look like overrides. */
export function decisionValuesQuery(): AggregateQuery {
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
  });
}

/** The columns by which the favourable decision is told; null throughout when it was not stated. */
function favourableKey(population: Population): Key {
  const stated = population.favourableDecision !== null;
  return { name: "favourable", type: "boolean", expression: stated ? sql`favourable` : sql`cast(null as boolean)` };
}

function countQuery(population: Population, name: string, purpose: string, keys: readonly Key[]): AggregateQuery {
  return aggregateQuery({ name, purpose, sql: countSelect(population, keys), columns: countColumns(keys) });
}

function countColumns(keys: readonly Key[]): AggregateColumn[] {
  return [
    ...keys.map(({ name, type }): AggregateColumn => ({ name, type, key: true })),
    ...COUNT_COLUMNS.map((name): AggregateColumn => ({ name, type: "integer" })),
  ];
}

/** `overridden` and `turned` are null, not false, where nobody reviewed or a side is missing: silence is no agreement. */
function countSelect(population: Population, keys: readonly Key[]): SqlFragment {
  const turned =
    population.favourableDecision === null ? sql`cast(null as boolean)` : sql`case when reviewer is not null then favourable <> final_favourable end`;
  const reasonGiven = population.roles.includes("overrideReason") ? sql`trim(override_reason) <> ''` : sql`false`;
  const expressions = keys.map(({ name, expression }) => sql`${expression} as key_${identifier(name)}`);
  const names = keys.map(({ name }) => sql`key_${identifier(name)} as ${identifier(name)}`);
  const positions = keys.map((_, index) => integerLiteral(index + 1));
  return sql`
      select
        ${join(names, ", ")},
        count(*) as decisions,
        count(reviewer) as reviewed,
        count(overridden) as decided,
        count(*) filter (overridden) as overrides,
        count(turned) as eligible,
        count(*) filter (turned) as turned,
        count(*) filter (overridden and reason_given) as reasoned,
        count(*) filter (reviewer is null and decision <> final_decision) as unattributed
      from (
        select
          ${join(expressions, ", ")},
          reviewer,
          decision,
          final_decision,
          case when reviewer is not null then decision <> final_decision end as overridden,
          ${turned} as turned,
          ${reasonGiven} as reason_given
        from population
      ) as marked
      group by ${join(positions, ", ")}`;
}
