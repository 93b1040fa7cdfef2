import { type AggregateQuery, aggregateQuery } from "../sql/aggregate-query.ts";
import { type SqlFragment, identifier, integerLiteral, join, literal, sql } from "../sql/sql.ts";
import { DUPLICATE_RANK } from "./decision-columns.ts";
import { type FilterColumnType, filterCondition, filterTitle } from "./filter-sql.ts";
import { DECISION_RELATION, type Filter, type Population } from "./population.ts";
import { DERIVED_COLUMNS, RECORD_NUMBER, ROLE_COLUMNS } from "./roles.ts";

/**
 * How the rows of a population come about: all records, what each filter leaves, and for each role how many of the
 * remaining rows have a value. One pass over the unfiltered relation.
 */
export function funnelOf(population: Population): AggregateQuery {
  const types = populationColumnTypes(population);
  const conditions = population.filters.map((filter) => filterCondition(filter, types));
  const kept = (count: number): SqlFragment =>
    count === 0
      ? sql`true`
      : join(
          conditions.slice(0, count).map((condition) => sql`(${condition})`),
          " and ",
        );
  const steps = [
    { title: "records of the sources", condition: sql`true`, before: null as number | null },
    ...population.filters.map((filter, index) => ({
      title: funnelStep(filter),
      condition: kept(index + 1),
      before: index as number | null,
    })),
    ...population.roles.map((role) => ({
      title: `with ${ROLE_COLUMNS[role].title.toLowerCase()}`,
      condition: sql`${kept(conditions.length)} and ${identifier(ROLE_COLUMNS[role].column)} is not null`,
      before: conditions.length as number | null,
    })),
  ];
  const counts = steps.map(({ condition }, index) => sql`count(*) filter (where ${condition}) as ${identifier(`n${index}`)}`);
  const lines = steps.map(({ title, before }, index) => {
    const rows = identifier(`n${index}`);
    const lost = before === null ? sql`0` : sql`${identifier(`n${before}`)} - ${rows}`;
    return sql`select ${integerLiteral(index)} as position, ${literal(title)} as step, ${rows} as ${identifier("rows")}, ${lost} as lost from counts`;
  });
  return aggregateQuery({
    name: "funnel",
    purpose: "Counts the records of the sources, those left by each filter, and those with a value for each role.",
    sql: sql`
      with counts as (
        select ${join(counts, ",\n  ")}
        from ${identifier(DECISION_RELATION)}
      )
      ${join(lines, "\nunion all\n")}`,
    columns: [
      { name: "position", type: "integer", key: true },
      { name: "step", type: "text" },
      { name: "rows", type: "integer" },
      { name: "lost", type: "integer" },
    ],
  });
}

/** How the funnel names the step of a filter. */
export function funnelStep(filter: Filter): string {
  return `filter: ${filterTitle(filter)}`;
}

/** Types of the columns a filter may name, from the description alone. */
export function populationColumnTypes(population: Population): ReadonlyMap<string, FilterColumnType> {
  const roleTypes = { text: "VARCHAR", float: "DOUBLE", instant: "TIMESTAMP" } as const;
  return new Map<string, FilterColumnType>([
    [RECORD_NUMBER, "BIGINT"],
    ["source_id", "VARCHAR"],
    [DUPLICATE_RANK, "BIGINT"],
    ...DERIVED_COLUMNS.map((name): [string, FilterColumnType] => [name, "BOOLEAN"]),
    ...population.roles.map((role): [string, FilterColumnType] => {
      const { column, type } = ROLE_COLUMNS[role];
      return [column, type === "text" || type === "float" || type === "instant" ? roleTypes[type] : "VARCHAR"];
    }),
    ...population.features.map(({ column, kind }): [string, FilterColumnType] => [column, kind === "numeric" ? "DOUBLE" : "VARCHAR"]),
    ...population.attributes.map(({ column }): [string, FilterColumnType] => [column, "VARCHAR"]),
  ]);
}
