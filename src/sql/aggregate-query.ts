import type { AggregateColumn } from "../foundation/aggregate.ts";
import { type Sql, type SqlFragment, render } from "./sql.ts";

/** One named query whose result is an aggregate: counts, integers, decimals (floats only with a tolerance). */
export interface AggregateQuery {
  /** kebab-case, unique within the run; the CSV in the pack carries it. */
  readonly name: string;
  /** What it counts, one sentence for the auditor who reads the SQL. */
  readonly purpose: string;
  readonly sql: Sql;
  readonly columns: readonly AggregateColumn[];
}

export function aggregateQuery(request: {
  name: string;
  purpose: string;
  sql: SqlFragment;
  columns: readonly AggregateColumn[];
}): AggregateQuery {
  return { ...request, sql: render(request.sql) };
}
