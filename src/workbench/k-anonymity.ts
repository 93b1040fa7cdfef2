import type { PrivacyDocument } from "../evidence/documents.ts";
import type { DuckDbEngine } from "../engine/open-engine.ts";
import type { Population } from "../population/population.ts";
import { ROLE_COLUMNS } from "../population/roles.ts";
import { TickmarkError } from "../foundation/errors.ts";
import { type SqlFragment, identifier, integerLiteral, join, render, sql } from "../sql/sql.ts";

export type KAnonymity = NonNullable<NonNullable<PrivacyDocument["records"]>["kAnonymity"]>;

/** Columns by which somebody could be recognised: those named (by column, attribute, feature or role), else the protected attributes. */
export function quasiIdentifierColumns(population: Population, named: readonly string[]): string[] {
  if (named.length === 0) return population.attributes.map(({ column }) => column);
  const known = new Map<string, string>([
    ...population.features.map(({ name, column }): [string, string] => [name, column]),
    ...population.attributes.map(({ name, column }): [string, string] => [name, column]),
    ...population.roles.flatMap((role): [string, string][] => [
      [role, ROLE_COLUMNS[role].column],
      [ROLE_COLUMNS[role].column, ROLE_COLUMNS[role].column],
    ]),
    ...[...population.features, ...population.attributes].map(({ column }): [string, string] => [column, column]),
  ]);
  const columns = named.map((name) => {
    const column = known.get(name);
    if (column === undefined)
      throw new TickmarkError("bad-input", `The population has no column ${name} to judge k-anonymity by.`, {
        column: name,
        expected: [...new Set(known.values())].join(", "),
      });
    return column;
  });
  return [...new Set(columns)];
}

/**
 * Rows that are alike in the quasi-identifiers form a class; k is the size of the smallest one. `leastOutcomes`: the fewest distinct
 * outcomes (decisions, where there is no outcome) within a class; null without either. Null for no columns, or no rows.
 */
export async function kAnonymityOf(
  engine: DuckDbEngine,
  population: Population,
  columns: readonly string[],
  threshold: number,
  signal?: AbortSignal,
): Promise<KAnonymity | null> {
  if (columns.length === 0 || population.rows === 0) return null;
  const judged = population.roles.includes("outcome") ? "outcome" : population.roles.includes("decision") ? "decision" : null;
  const outcomes: SqlFragment =
    judged === null
      ? sql`cast(null as bigint)`
      : sql`count(distinct ${identifier(judged)}) + cast(count(*) > count(${identifier(judged)}) as integer)`;
  const { rows } = await engine.rows(
    render(sql`
      with classes as (
        select count(*) as size, ${outcomes} as outcomes
        from population
        group by ${join(
          columns.map((column) => identifier(column)),
          ", ",
        )}
      )
      select min(size), count(*), coalesce(sum(size) filter (size < ${integerLiteral(threshold)}), 0)::bigint, min(outcomes)
      from classes`),
    { signal },
  );
  const [k, classes, rowsBelow, leastOutcomes] = rows[0] ?? [];
  return {
    k: Number(k),
    classes: Number(classes),
    rowsBelow: Number(rowsBelow),
    threshold,
    leastOutcomes: leastOutcomes === null || leastOutcomes === undefined ? null : Number(leastOutcomes),
  };
}
