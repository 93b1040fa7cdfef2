import type { Aggregate } from "../foundation/aggregate.ts";
import type { AggregateQuery } from "../sql/aggregate-query.ts";

export interface EngineIdentity {
  readonly name: string;
  readonly version: string;
  /** Which dialect the SQL text is written in. */
  readonly dialect: "duckdb";
}

/** Whatever can answer an aggregate query: DuckDB here, a distributed engine elsewhere. */
export interface AggregateEngine {
  identity(): Promise<EngineIdentity>;
  /**
   * Runs one query; rows come back typed as declared and sorted by key.
   * Throws `query-failed` (with the SQL), `bad-input` when the result does not fit the columns, `cancelled`.
   */
  aggregate(query: AggregateQuery, signal?: AbortSignal): Promise<Aggregate>;
}
