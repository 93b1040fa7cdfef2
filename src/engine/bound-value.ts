import { BIGINT, BOOLEAN, DOUBLE, type DuckDBType, type DuckDBValue, HUGEINT, LIST, SQLNULL, VARCHAR, listValue } from "@duckdb/node-api";
import { TickmarkError } from "../foundation/errors.ts";
import type { SqlValue } from "../sql/sql.ts";

export interface BoundValue {
  readonly value: DuckDBValue;
  readonly type: DuckDBType;
}

/** Whole numbers bind as BIGINT (HUGEINT beyond), others as DOUBLE, lists by their elements. */
export function boundValue(value: SqlValue): BoundValue {
  if (value === null) return { value, type: SQLNULL };
  if (typeof value === "boolean") return { value, type: BOOLEAN };
  if (typeof value === "string") return { value, type: VARCHAR };
  if (typeof value === "bigint") return { value, type: fitsBigint(value) ? BIGINT : HUGEINT };
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw new TickmarkError("bad-input", `${value} cannot be bound to a query.`);
    return Number.isSafeInteger(value) && !Object.is(value, -0) ? { value: BigInt(value), type: BIGINT } : { value, type: DOUBLE };
  }
  if (value.every((entry) => typeof entry === "string")) return { value: listValue([...value]), type: LIST(VARCHAR) };
  if (!value.every((entry) => typeof entry === "number" && Number.isFinite(entry)))
    throw new TickmarkError("bad-input", "A bound list holds finite numbers or texts.");
  return value.every((entry) => Number.isSafeInteger(entry))
    ? { value: listValue(value.map((entry) => BigInt(entry))), type: LIST(BIGINT) }
    : { value: listValue(value.map(Number)), type: LIST(DOUBLE) };
}

function fitsBigint(value: bigint): boolean {
  return BigInt.asIntN(64, value) === value;
}
