import { rm } from "node:fs/promises";
import { type DuckDBConnection, type DuckDBInstance, type DuckDBResult, version } from "@duckdb/node-api";
import type { Aggregate } from "../foundation/aggregate.ts";
import type { AggregateEngine, EngineIdentity } from "../ports/aggregate-engine.ts";
import type { AggregateQuery } from "../sql/aggregate-query.ts";
import { type Sql, type SqlFragment, render } from "../sql/sql.ts";
import { aggregateRows } from "./aggregate-rows.ts";
import { boundValue } from "./bound-value.ts";
import { type QueryOptions, queryError, runOnConnection, withProgress } from "./query-run.ts";
import { type RowPage, rowPage } from "./row-page.ts";

/** A DuckDB file: one connection a request, so that requests can be cancelled one by one. */
export class DuckDbEngine implements AggregateEngine {
  readonly file: string;
  readonly locked: boolean;
  readonly #instance: DuckDBInstance;
  readonly #idle: DuckDBConnection[];
  readonly #prepared: ReadonlySet<DuckDBConnection>;

  readonly #spillDirectory: string;

  constructor(file: string, locked: boolean, instance: DuckDBInstance, prepared: readonly DuckDBConnection[], spillDirectory: string) {
    this.file = file;
    this.locked = locked;
    this.#instance = instance;
    this.#idle = [...prepared];
    this.#prepared = new Set(prepared);
    this.#spillDirectory = spillDirectory;
  }

  async identity(): Promise<EngineIdentity> {
    return { name: "DuckDB", version: version(), dialect: "duckdb" };
  }

  async aggregate(query: AggregateQuery, signal?: AbortSignal): Promise<Aggregate> {
    return this.withConnection(async (connection) => aggregateRows(query, await execute(connection, query.sql)), { signal });
  }

  /** Runs a statement; gives the number of rows it changed. */
  async run(statement: Sql | SqlFragment, options: QueryOptions = {}): Promise<number> {
    return this.withConnection(async (connection) => (await execute(connection, statement)).rowsChanged, options);
  }

  /** The whole result, for pages and previews. */
  async rows(statement: Sql | SqlFragment, options: QueryOptions = {}): Promise<RowPage> {
    return this.withConnection(async (connection) => rowPage(await execute(connection, statement)), options);
  }

  /** Several statements on one connection, for example around a transaction. */
  async withConnection<T>(work: (connection: DuckDBConnection) => Promise<T>, options: QueryOptions = {}): Promise<T> {
    const connection = this.#idle.pop() ?? (await this.#connect(options));
    try {
      return await runOnConnection(connection, () => work(connection), options);
    } finally {
      if (this.#prepared.has(connection)) this.#idle.push(connection);
      else connection.closeSync();
    }
  }

  async close(): Promise<void> {
    for (const connection of this.#prepared) connection.closeSync();
    this.#instance.closeSync();
    await rm(this.#spillDirectory, { recursive: true, force: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #connect(options: QueryOptions): Promise<DuckDBConnection> {
    const connection = await this.#instance.connect();
    return options.onProgress === undefined || this.locked ? connection : withProgress(connection);
  }
}

/** Runs one statement with its bound values; what the engine throws becomes `query-failed` with the SQL. */
export async function execute(connection: DuckDBConnection, statement: Sql | SqlFragment): Promise<DuckDBResult> {
  const { text, values } = "text" in statement ? statement : render(statement);
  const bound = values.map(boundValue);
  try {
    return await connection.run(
      text,
      bound.map((entry) => entry.value),
      bound.map((entry) => entry.type),
    );
  } catch (cause) {
    throw queryError(cause, text);
  }
}
