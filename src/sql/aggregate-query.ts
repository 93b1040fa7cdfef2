import type { AggregateColumn } from "../foundation/aggregate.ts";
import type { Disclosure } from "./disclosure.ts";
import { type Sql, type SqlFragment, render } from "./sql.ts";

/** One named query whose result is an aggregate: counts, integers, decimals (floats only with a tolerance). */
export interface AggregateQuery {
  /** kebab-case, unique within the run; the CSV in the pack carries it. */
  readonly name: string;
  /** What it counts, one sentence for the auditor who reads the SQL. */
  readonly purpose: string;
  readonly sql: Sql;
  readonly columns: readonly AggregateColumn[];
  /** What the columns say of single records. Without it the aggregate is left out of shareable packs whole. */
  readonly disclosure?: Disclosure;
}

export function aggregateQuery(request: {
  name: string;
  purpose: string;
  sql: SqlFragment;
  columns: readonly AggregateColumn[];
  disclosure?: Disclosure;
}): AggregateQuery {
  return { ...request, sql: render(request.sql) };
}
