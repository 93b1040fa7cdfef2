import type { DuckDBConnection } from "@duckdb/node-api";
import { execute } from "../engine/duckdb-engine.ts";
import { rowPage } from "../engine/row-page.ts";
import { type SqlFragment, sql } from "../sql/sql.ts";

/** Names and DuckDB types of a relation's columns. */
export async function columnTypes(connection: DuckDBConnection, from: SqlFragment): Promise<{ name: string; type: string }[]> {
  const { rows } = await rowPage(await execute(connection, sql`select column_name, column_type from (describe select * from ${from})`));
  return rows.map(([name, type]) => ({ name: String(name), type: String(type) }));
}
