import type { SqlValue } from "../../sql/sql.ts";
import type { StoredQuery } from "../run-record.ts";

/** Bound values as a record stores them: integers beyond 2^53 as strings. */
export function storedSqlValues(values: readonly SqlValue[]): StoredQuery["values"] {
  return values.map((value) =>
    typeof value === "bigint" ? String(value) : Array.isArray(value) ? ([...value] as string[]) : (value as string),
  );
}
