import type { DuckDbEngine } from "../engine/duckdb-engine.ts";
import type { QueryOptions } from "../engine/query-run.ts";
import type { RowPage } from "../engine/row-page.ts";
import { TickmarkError } from "../foundation/errors.ts";
import { type FilterColumnType, filterCondition } from "../population/filter-sql.ts";
import { type Filter, POPULATION_RELATION } from "../population/population.ts";
import { POPULATION_NUMBER, RECORD_NUMBER, ROLE_COLUMNS } from "../population/roles.ts";
import { populationInOrder } from "../population/windows.ts";
import { type SqlFragment, identifier, integerLiteral, join, sql } from "../sql/sql.ts";

export interface RecordPageRequest {
  readonly filters: readonly Filter[];
  /** Default: all. */
  readonly columns?: readonly string[];
  /** Default: record order. Ties are in record order. */
  readonly orderBy?: { readonly column: string; readonly descending: boolean };
  readonly offset: number;
  readonly limit: number;
}

export const LARGEST_PAGE = 10_000;

/** A page of the population's records, for listing and looking at. */
export async function recordPage(
  engine: DuckDbEngine,
  request: RecordPageRequest,
  options: QueryOptions = {},
): Promise<{ total: number; page: RowPage }> {
  if (
    !Number.isSafeInteger(request.offset) ||
    request.offset < 0 ||
    !Number.isSafeInteger(request.limit) ||
    request.limit < 0 ||
    request.limit > LARGEST_PAGE
  )
    throw new TickmarkError("usage", "A page has an offset of 0 or more and a limit of at most 10000.");
  const types = await populationColumns(engine);
  const columns = request.columns ?? [...types.keys()];
  const unknown = [...columns, ...(request.orderBy === undefined ? [] : [request.orderBy.column])].find((column) => !types.has(column));
  if (unknown !== undefined) throw new TickmarkError("bad-input", `The population has no column ${unknown}.`, { column: unknown });
  const numbered = request.filters.some((filter) => filter.column === POPULATION_NUMBER);
  const conditions = request.filters.map((filter) =>
    filterCondition(filter, numbered ? new Map([...types, [POPULATION_NUMBER, "BIGINT"]]) : types),
  );
  const where = conditions.length === 0 ? sql`` : sql`where ${join(conditions, " and ")}`;
  const population = identifier(POPULATION_RELATION);
  const filtered = numbered ? populationInOrder(types.has(ROLE_COLUMNS.decidedAt.column)) : population;
  const total = await engine.rows(sql`select count(*) from ${filtered} ${where}`, options);
  // Positions first, wide rows after: a deep page never carries all columns through the sort.
  const page = await engine.rows(
    sql`
      select ${join(columns.map(identifier), ", ")}
      from ${population}
      where ${identifier(RECORD_NUMBER)} in (
        select ${identifier(RECORD_NUMBER)} from ${filtered} ${where} order by ${order(request)}
        limit ${integerLiteral(request.limit)} offset ${integerLiteral(request.offset)}
      )
      order by ${order(request)}`,
    options,
  );
  return { total: Number(total.rows[0]?.[0] ?? 0), page };
}

function order({ orderBy }: RecordPageRequest): SqlFragment {
  if (orderBy === undefined) return identifier(RECORD_NUMBER);
  return sql`${identifier(orderBy.column)} ${orderBy.descending ? sql`desc` : sql`asc`} nulls last, ${identifier(RECORD_NUMBER)}`;
}

async function populationColumns(engine: DuckDbEngine): Promise<ReadonlyMap<string, FilterColumnType>> {
  const { rows } = await engine.rows(sql`select column_name, column_type from (describe ${identifier(POPULATION_RELATION)})`);
  return new Map(rows.map(([name, type]) => [String(name), String(type) as FilterColumnType]));
}
