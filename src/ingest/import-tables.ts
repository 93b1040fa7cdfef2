import type { DuckDBConnection } from "@duckdb/node-api";
import { type DuckDbEngine, execute } from "../engine/duckdb-engine.ts";
import { rowPage } from "../engine/row-page.ts";
import { DECISION_RELATION, POPULATION_RELATION } from "../population/population.ts";
import { stagedTable } from "../population/definition.ts";
import { identifier, integerLiteral, sql } from "../sql/sql.ts";
import type { ImportedSource, RejectedRow } from "./imported-source.ts";

/** A staged source as the population file knows it. */
export interface StagedSource {
  readonly sourceId: string;
  readonly table: string;
  readonly digest: string;
  readonly stagingDigest: string;
  readonly rows: number;
}

const STAGED = "staged_source";
const REJECTS = "source_reject";

export async function createImportTables(connection: DuckDBConnection): Promise<void> {
  await execute(
    connection,
    sql`create table if not exists ${identifier(STAGED)} (source_id varchar, table_name varchar, digest varchar, staging_digest varchar, row_count bigint)`,
  );
  await execute(
    connection,
    sql`create table if not exists ${identifier(REJECTS)} (source_id varchar, file varchar, line bigint, column_name varchar, reason varchar, raw_excerpt varchar)`,
  );
}

/** Writes the entry of a source and its rejects; part of the caller's transaction. */
export async function recordImport(connection: DuckDBConnection, imported: ImportedSource, rejects: readonly RejectedRow[]): Promise<void> {
  await forgetImport(connection, imported.sourceId);
  await execute(
    connection,
    sql`insert into ${identifier(STAGED)} values (${imported.sourceId}, ${imported.table}, ${imported.digest}, ${imported.stagingDigest}, ${imported.rowsAccepted})`,
  );
  if (rejects.length === 0) return;
  const appender = await connection.createAppender(REJECTS);
  for (const reject of rejects) {
    appender.appendVarchar(imported.sourceId);
    appender.appendVarchar(reject.file);
    appender.appendBigInt(BigInt(reject.line));
    if (reject.column === null) appender.appendNull();
    else appender.appendVarchar(reject.column);
    appender.appendVarchar(reject.reason);
    appender.appendVarchar(reject.rawExcerpt.toWellFormed());
    appender.endRow();
  }
  appender.closeSync();
}

export async function forgetImport(connection: DuckDBConnection, sourceId: string): Promise<void> {
  await execute(connection, sql`delete from ${identifier(STAGED)} where source_id = ${sourceId}`);
  await execute(connection, sql`delete from ${identifier(REJECTS)} where source_id = ${sourceId}`);
}

/** A population that was built from older rows must not outlive them. */
export async function dropPopulation(connection: DuckDBConnection): Promise<void> {
  for (const name of [POPULATION_RELATION, DECISION_RELATION]) {
    const { rows } = await rowPage(
      await execute(connection, sql`select table_type from information_schema.tables where table_schema = 'main' and table_name = ${name}`),
    );
    if (rows.length === 0) continue;
    await execute(connection, rows[0]?.[0] === "VIEW" ? sql`drop view ${identifier(name)}` : sql`drop table ${identifier(name)}`);
  }
}

/** Runs statements as one transaction: all of them or none. */
export async function inTransaction<T>(connection: DuckDBConnection, work: () => Promise<T>): Promise<T> {
  await execute(connection, sql`begin transaction`);
  try {
    const result = await work();
    await execute(connection, sql`commit`);
    return result;
  } catch (cause) {
    await connection.run("rollback").catch(() => undefined);
    throw cause;
  }
}

export async function removeSource(engine: DuckDbEngine, sourceId: string): Promise<void> {
  await engine.withConnection(async (connection) => {
    await createImportTables(connection);
    await inTransaction(connection, async () => {
      await dropPopulation(connection);
      await execute(connection, sql`drop table if exists ${identifier(stagedTable(sourceId))}`);
      await forgetImport(connection, sourceId);
    });
  });
}

export async function stagedSources(engine: DuckDbEngine): Promise<StagedSource[]> {
  if (!(await hasTable(engine, STAGED))) return [];
  const { rows } = await engine.rows(
    sql`select source_id, table_name, digest, staging_digest, row_count from ${identifier(STAGED)} order by source_id`,
  );
  return rows.map(([sourceId, table, digest, stagingDigest, count]) => ({
    sourceId: String(sourceId),
    table: String(table),
    digest: String(digest),
    stagingDigest: String(stagingDigest),
    rows: Number(count),
  }));
}

export async function rejectPage(
  engine: DuckDbEngine,
  sourceId: string,
  page: { readonly offset: number; readonly limit: number },
): Promise<{ total: number; rows: RejectedRow[] }> {
  if (!(await hasTable(engine, REJECTS))) return { total: 0, rows: [] };
  const total = await engine.rows(sql`select count(*) from ${identifier(REJECTS)} where source_id = ${sourceId}`);
  const { rows } = await engine.rows(sql`
    select file, line, column_name, reason, raw_excerpt
    from ${identifier(REJECTS)}
    where source_id = ${sourceId}
    order by file, line
    limit ${integerLiteral(page.limit)} offset ${integerLiteral(page.offset)}`);
  return {
    total: Number(total.rows[0]?.[0] ?? 0),
    rows: rows.map(([file, line, column, reason, raw]) => ({
      file: String(file),
      line: Number(line),
      column: column === null || column === undefined ? null : String(column),
      reason: String(reason),
      rawExcerpt: String(raw),
    })),
  };
}

async function hasTable(engine: DuckDbEngine, name: string): Promise<boolean> {
  return (await engine.rows(sql`select 1 from information_schema.tables where table_name = ${name}`)).rows.length > 0;
}
