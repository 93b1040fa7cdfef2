import type { PrivacyPreview } from "../contract/pack-schemas.ts";
import type { DuckDbEngine } from "../engine/open-engine.ts";
import { populationColumnTypes } from "../population/funnel.ts";
import { POPULATION_RELATION, type Population } from "../population/population.ts";
import { type SqlFragment, identifier, integerLiteral, join, render, sql } from "../sql/sql.ts";
import { identifierColumns } from "./pack-identifiers.ts";
import type { RecordColumn } from "./pack-records.ts";

/** From so many rows on, a column of texts that are nearly all different is taken for an id. */
const FEWEST_ROWS = 20;
const LARGEST_DISTINCT_SHARE = 0.5;

/** Text columns that would leave as they are although they look like ids, or repeat one. */
export async function recordDisclosures(
  engine: DuckDbEngine,
  population: Population,
  columns: readonly RecordColumn[],
  signal: AbortSignal,
): Promise<PrivacyPreview["disclosures"]> {
  const types = populationColumnTypes(population);
  const texts = columns.filter(({ column, treatment }) => treatment === "as-is" && types.get(column) === "VARCHAR");
  if (texts.length === 0 || population.rows === 0) return [];
  const ids = identifierColumns(population);
  const counts = texts.flatMap(({ column }, index): SqlFragment[] => [
    sql`count(distinct ${identifier(column)}) as d${integerLiteral(index)}`,
    ...ids.map(
      (id, place) =>
        sql`count(*) filter (where ${identifier(column)} = ${identifier(id)}) as e${integerLiteral(index)}_${integerLiteral(place)}`,
    ),
  ]);
  const { rows } = await engine.rows(render(sql`select ${join(counts, ", ")} from ${identifier(POPULATION_RELATION)}`), { signal });
  const found = (rows[0] ?? []).map(Number);
  const width = 1 + ids.length;
  return texts.flatMap(({ column }, index) => {
    const [distinct = 0, ...equal] = found.slice(index * width, (index + 1) * width);
    const repeated = ids.filter((_id, place) => (equal[place] ?? 0) > 0);
    const place = `records: ${column}`;
    return [
      ...repeated.map((id) => ({ place, text: column, reason: `It repeats ${id} in ${equal[ids.indexOf(id)] ?? 0} rows, in clear.` })),
      ...(population.rows >= FEWEST_ROWS && distinct > population.rows * LARGEST_DISTINCT_SHARE
        ? [{ place, text: column, reason: `${distinct} different texts in ${population.rows} rows: it may name single records.` }]
        : []),
    ];
  });
}
