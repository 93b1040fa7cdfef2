import { type DuckDBConnection, type DuckDBDataChunk, type DuckDBResult, DuckDBTypeId, type DuckDBValue } from "@duckdb/node-api";
import { boundValue } from "../engine/bound-value.ts";
import { type DuckDbEngine, execute } from "../engine/duckdb-engine.ts";
import { decimalText, epochMicros, instantText } from "../engine/engine-value.ts";
import { rowPage } from "../engine/row-page.ts";
import type { Json } from "../foundation/canonical-json.ts";
import { TickmarkError, isTickmarkError } from "../foundation/errors.ts";
import type { PopulationRecord } from "../packs/record-text.ts";
import { POPULATION_RELATION } from "../population/population.ts";
import { RECORD_NUMBER, ROLE_COLUMNS } from "../population/roles.ts";
import { type Sql, type SqlFragment, identifier, join, render, sql } from "../sql/sql.ts";

/** Bound values in one statement. */
const IDS_AT_ONCE = 1000;

/**
 * The rows of a relation (a name, or a select in parentheses; with the column `record_number`) as records for a commitment, in
 * batches. Record order is source digest, then row: total, and the same after a rebuild. Streamed: no more than the engine's own
 * sort is held.
 */
export async function* populationRecords(
  engine: DuckDbEngine,
  relation: SqlFragment,
  options: { readonly signal?: AbortSignal } = {},
): AsyncGenerator<readonly PopulationRecord[]> {
  const opened = Promise.withResolvers<{ result: DuckDBResult; rows: number }>();
  const done = Promise.withResolvers<void>();
  const statement = render(sql`select * from ${relation} order by ${identifier(RECORD_NUMBER)}`);
  // The connection is held while the rows are read, and given back with the last one or when the reader leaves.
  const held = engine.withConnection(async (connection) => {
    const count = await rowPage(await execute(connection, sql`select count(*)::double from ${relation}`));
    opened.resolve({ result: await streamed(connection, statement), rows: Number(count.rows[0]?.[0]) });
    await done.promise;
  }, options);
  held.catch((error: unknown) => opened.reject(error));
  try {
    const { result, rows } = await opened.promise;
    const columns = columnsOf(result);
    let read = 0;
    for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
      read += chunk.rowCount;
      yield recordsOf(chunk, columns);
    }
    // A stream that is interrupted, or fails on the way, just ends: a part would pass for the whole.
    if (read !== rows) throw new Error(`only ${read} of ${rows} rows came`);
  } catch (cause) {
    throw withoutSql(cause, options.signal);
  } finally {
    done.resolve();
    await held.catch(() => undefined);
  }
}

async function streamed(connection: DuckDBConnection, { text, values }: Sql): Promise<DuckDBResult> {
  const bound = values.map(boundValue);
  return await connection.stream(
    text,
    bound.map((entry) => entry.value),
    bound.map((entry) => entry.type),
  );
}

/** Positions (from 0, in record order, within the filtered population) of decisions by their ids in clear. */
export async function recordPositions(
  engine: DuckDbEngine,
  decisionIds: readonly string[],
): Promise<{ positions: Set<number>; unknown: string[] }> {
  const positions = new Set<number>();
  const unknown = new Set(decisionIds);
  const id = identifier(ROLE_COLUMNS.decisionId.column);
  const number = identifier(RECORD_NUMBER);
  const wanted = [...unknown];
  for (let start = 0; start < wanted.length; start += IDS_AT_ONCE) {
    const list = wanted.slice(start, start + IDS_AT_ONCE).map((decisionId) => sql`${decisionId}`);
    const { rows } = await engine.rows(
      sql`select ${id}, position
          from (select ${id}, row_number() over (order by ${number}) - 1 as position from ${identifier(POPULATION_RELATION)})
          where ${id} in (${join(list, ", ")})`,
    );
    for (const [decisionId, position] of rows) {
      positions.add(Number(position));
      unknown.delete(String(decisionId));
    }
  }
  return { positions, unknown: [...unknown] };
}

interface RecordColumn {
  readonly name: string;
  /** Place in the result. */
  readonly index: number;
  readonly read: (value: DuckDBValue) => Json;
}

/** In the order of their names, as canonical JSON writes them. */
function columnsOf(result: DuckDBResult): readonly RecordColumn[] {
  const columns = result.columnNames().map((name, index) => ({ name, index, read: readerOf(result, index) }));
  if (new Set(columns.map(({ name }) => name)).size < columns.length)
    throw new TickmarkError("bad-input", "A record has two columns of one name.");
  return columns.toSorted((left, right) => (left.name < right.name ? -1 : 1));
}

/** How values of a column stand in a record: what JSON numbers cannot hold exactly is text. */
function readerOf(result: DuckDBResult, index: number): (value: DuckDBValue) => Json {
  switch (result.columnTypeId(index)) {
    case DuckDBTypeId.BOOLEAN:
    case DuckDBTypeId.TINYINT:
    case DuckDBTypeId.SMALLINT:
    case DuckDBTypeId.INTEGER:
    case DuckDBTypeId.UTINYINT:
    case DuckDBTypeId.USMALLINT:
    case DuckDBTypeId.UINTEGER:
    case DuckDBTypeId.VARCHAR:
    case DuckDBTypeId.ENUM:
    case DuckDBTypeId.SQLNULL:
      return (value) => value as Json;
    case DuckDBTypeId.FLOAT:
    case DuckDBTypeId.DOUBLE:
      return (value) => (typeof value !== "number" || Number.isFinite(value) ? (value as Json) : String(value));
    case DuckDBTypeId.BIGINT:
    case DuckDBTypeId.UBIGINT:
    case DuckDBTypeId.HUGEINT:
    case DuckDBTypeId.UHUGEINT:
    case DuckDBTypeId.DECIMAL:
      return (value) => (value === null ? null : (decimalText(value) ?? String(value)));
    case DuckDBTypeId.DATE:
      return (value) => (value === null ? null : String(value));
    case DuckDBTypeId.TIMESTAMP:
    case DuckDBTypeId.TIMESTAMP_TZ:
    case DuckDBTypeId.TIMESTAMP_S:
    case DuckDBTypeId.TIMESTAMP_MS:
      return (value) => (value === null ? null : timeText(value));
    default:
      throw new TickmarkError("unsupported", `A record cannot hold values of the type ${String(result.columnType(index))}.`, {
        column: result.columnName(index),
      });
  }
}

/** `2026-01-31T10:00:00.000000Z`; times beyond the calendar as the engine writes them, for example `infinity`. */
function timeText(value: DuckDBValue): string {
  const micros = epochMicros(value);
  return micros === null ? String(value) : instantText(micros);
}

function recordsOf(chunk: DuckDBDataChunk, columns: readonly RecordColumn[]): PopulationRecord[] {
  const records = Array.from({ length: chunk.rowCount }, (): Record<string, Json> => ({}));
  for (const { name, index, read } of columns)
    chunk.visitColumnValues(index, (value, row) => {
      const record = records[row];
      if (record !== undefined) record[name] = read(value);
    });
  return records;
}

/** The statement may hold the pseudonym key, so it is told to nobody. */
function withoutSql(cause: unknown, signal: AbortSignal | undefined): TickmarkError {
  const reason = cause instanceof Error ? (cause.message.split("\n")[0] ?? "") : String(cause);
  if (signal?.aborted === true || reason.startsWith("INTERRUPT")) return new TickmarkError("cancelled", "Cancelled.");
  if (isTickmarkError(cause) && cause.detail.sql === undefined) return cause;
  return new TickmarkError("query-failed", `The records of the population could not be read: ${reason}`);
}
