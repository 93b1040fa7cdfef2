import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { type DuckDBConnection, DuckDBInstance, StatementType } from "@duckdb/node-api";
import type { Aggregate } from "../foundation/aggregate.ts";
import { TickmarkError, isTickmarkError } from "../foundation/errors.ts";
import type { AggregateQuery } from "../sql/aggregate-query.ts";
import { identifier, literal, render, sql } from "../sql/sql.ts";
import { aggregateRows } from "./aggregate-rows.ts";
import { boundValue } from "./bound-value.ts";
import { KNOWN_FUNCTIONS, calledFunctions } from "./known-functions.ts";
import { queryError } from "./query-run.ts";
import { rowPage } from "./row-page.ts";

export interface LockedEngineOptions {
  /** Parquet files that become tables before the lock; nothing else can ever be read. */
  readonly tables: readonly { readonly name: string; readonly parquet: string }[];
  readonly memoryLimitMb: number;
  readonly threads: number;
  /** Where queries may spill to, up to `spillLimitMb`. */
  readonly tempDirectory: string;
  readonly spillLimitMb: number;
  /** For loading one table, and for each query. */
  readonly timeLimitMs: number;
  /** Rows that a result may have at most. */
  readonly rowLimit: number;
  readonly signal?: AbortSignal;
}

/** One column of a loaded table, typed as DuckDB names it. */
export interface LoadedColumn {
  readonly name: string;
  readonly type: string;
}

const INTERRUPT_EVERY_MS = 25;

/**
 * DuckDB for records and SQL that came from somebody else: in memory, without files, network, extensions or settings in reach, and
 * with limits on memory, disk, time and rows. It answers single SELECT statements and nothing else.
 */
export class LockedEngine {
  readonly #instance: DuckDBInstance;
  readonly #options: LockedEngineOptions;
  readonly #spill: string;

  constructor(instance: DuckDBInstance, options: LockedEngineOptions, spill: string) {
    this.#instance = instance;
    this.#options = options;
    this.#spill = spill;
  }

  /** Throws `query-failed` for SQL that is refused, breaks a limit, or does not give the declared columns; `cancelled`. */
  async aggregate(query: AggregateQuery): Promise<Aggregate> {
    if (!/^\s*(?:select|with)\b/i.test(query.sql.text)) throw refusal(query, "It does not begin with SELECT or WITH.");
    return await this.#onConnection(query.sql.text, async (connection) => {
      const statements = await connection.extractStatements(query.sql.text);
      if (statements.count !== 1) throw refusal(query, `It holds ${statements.count} statements.`);
      const statement = await statements.prepare(0);
      if (statement.statementType !== StatementType.SELECT) throw refusal(query, "It is no SELECT.");
      const bound = query.sql.values.map(boundValue);
      statement.bind(
        bound.map(({ value }) => value),
        bound.map(({ type }) => type),
      );
      const result = await statement.run();
      if (result.rowCount > this.#options.rowLimit)
        throw refusal(query, `It gives ${result.rowCount} rows; at most ${this.#options.rowLimit} are read.`);
      return await aggregateRows(query, result);
    });
  }

  /** As `aggregate`, for SQL that came with a pack: it may call known functions only. */
  async aggregateForeign(query: AggregateQuery): Promise<Aggregate> {
    const unknown = calledFunctions(await this.#parse(query)).filter((name) => !KNOWN_FUNCTIONS.has(name));
    if (unknown.length > 0) throw refusal(query, `It calls ${unknown.join(", ")}.`);
    return await this.aggregate(query);
  }

  /** The engine's own parse of a SELECT. */
  async #parse(query: AggregateQuery): Promise<unknown> {
    const text = "select cast(json_serialize_sql(cast($1 as varchar)) as varchar)";
    const parsed = await this.#onConnection(text, async (connection) => {
      const reader = await connection.runAndReadAll(text, [query.sql.text]);
      return JSON.parse(String(reader.getRows()[0]?.[0])) as { readonly error?: unknown; readonly error_message?: unknown };
    });
    if (parsed.error === false) return parsed;
    throw refusal(query, `It cannot be parsed as a SELECT: ${String(parsed.error_message)}`);
  }

  async columns(table: string): Promise<LoadedColumn[]> {
    const { text } = render(
      sql`select column_name, data_type from duckdb_columns() where table_name = ${literal(table)} order by column_index`,
    );
    return await this.#onConnection(text, async (connection) => {
      const { rows } = await rowPage(await connection.run(text));
      return rows.map(([name, type]) => ({ name: String(name), type: String(type) }));
    });
  }

  async close(): Promise<void> {
    this.#instance.closeSync();
    await rm(this.#spill, { recursive: true, force: true });
  }

  async #onConnection<Result>(text: string, work: (connection: DuckDBConnection) => Promise<Result>): Promise<Result> {
    const connection = await this.#instance.connect();
    try {
      return await withinLimits(connection, text, this.#options, () => work(connection));
    } finally {
      connection.closeSync();
    }
  }
}

/** Loads the tables, then locks: what runs afterwards reaches nothing but them. */
export async function openLockedEngine(options: LockedEngineOptions): Promise<LockedEngine> {
  await mkdir(options.tempDirectory, { recursive: true, mode: 0o700 });
  const spill = await mkdtemp(join(options.tempDirectory, "locked-"));
  const instance = await DuckDBInstance.create(":memory:", {
    memory_limit: `${options.memoryLimitMb}MiB`,
    max_temp_directory_size: `${options.spillLimitMb}MiB`,
    threads: String(options.threads),
    temp_directory: spill,
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
    allow_community_extensions: "false",
    allow_persistent_secrets: "false",
  });
  try {
    const setup = await instance.connect();
    await setup.run("set global TimeZone = 'UTC'");
    for (const { name, parquet } of options.tables) {
      const { text } = render(sql`create table ${identifier(name)} as select * from read_parquet(${literal(parquet)})`);
      await withinLimits(setup, text, options, () => setup.run(text));
    }
    await setup.run("set global enable_external_access = false");
    await setup.run("set global lock_configuration = true");
    setup.closeSync();
    return new LockedEngine(instance, options, spill);
  } catch (cause) {
    instance.closeSync();
    await rm(spill, { recursive: true, force: true });
    throw cause;
  }
}

/** Interrupts what takes longer than the limit, or what the caller gives up; an interrupt can be lost, so it is repeated. */
async function withinLimits<Result>(
  connection: DuckDBConnection,
  text: string,
  { timeLimitMs, signal }: Pick<LockedEngineOptions, "timeLimitMs" | "signal">,
  work: () => Promise<Result>,
): Promise<Result> {
  const started = Date.now();
  const isLate = (): boolean => Date.now() - started > timeLimitMs;
  const watching = setInterval(() => {
    if (isLate() || signal?.aborted === true) connection.interrupt();
  }, INTERRUPT_EVERY_MS);
  try {
    return await work();
  } catch (cause) {
    if (signal?.aborted === true) throw new TickmarkError("cancelled", "Cancelled.", {}, cause);
    if (isTickmarkError(cause)) throw cause;
    const failed = queryError(cause, text);
    if (failed.code !== "cancelled") throw failed;
    throw new TickmarkError("query-failed", `The query was stopped after ${timeLimitMs / 1000} seconds.`, { sql: text }, cause);
  } finally {
    clearInterval(watching);
  }
}

function refusal(query: AggregateQuery, reason: string): TickmarkError {
  return new TickmarkError("query-failed", `The query ${query.name} is refused. ${reason}`, {
    sql: query.sql.text,
    expected: "one SELECT statement with a short result",
  });
}
