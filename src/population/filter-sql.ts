import { TickmarkError } from "../foundation/errors.ts";
import { type SqlFragment, doubleLiteral, identifier, integerLiteral, join, literal, sql } from "../sql/sql.ts";
import { DUPLICATE_RANK } from "./decision-columns.ts";
import type { Filter } from "./population.ts";

export type FilterColumnType = "VARCHAR" | "DOUBLE" | "BIGINT" | "TIMESTAMP" | "BOOLEAN";

/** Condition of a filter. As in SQL, a missing value meets no condition but `is-null` and `is-missing`. */
export function filterCondition(filter: Filter, types: ReadonlyMap<string, FilterColumnType>): SqlFragment {
  const type = types.get(filter.column);
  if (type === undefined)
    throw new TickmarkError("bad-input", `The population has no column ${filter.column} to filter by.`, { column: filter.column });
  const column = identifier(filter.column);
  if (filter.operator === "is-null") return sql`${column} is null`;
  if (filter.operator === "is-not-null") return sql`${column} is not null`;
  if (filter.operator === "is-missing") return type === "DOUBLE" ? sql`(${column} is null or isnan(${column}))` : sql`${column} is null`;
  const values = filter.values.map((value) => valueLiteral(value, type, filter.column));
  const [first] = values;
  if (filter.operator === "in") return first === undefined ? sql`false` : sql`${column} in (${join(values, ", ")})`;
  if (first === undefined || values.length > 1)
    throw new TickmarkError("bad-input", `${filter.operator} takes one value.`, {
      column: filter.column,
      expected: "one value, or the operator in",
    });
  return sql`${column} ${OPERATORS[filter.operator]} ${first}`;
}

/** A filter in words, for the funnel. */
export function filterTitle(filter: Filter): string {
  if (filter.column === DUPLICATE_RANK && filter.operator === "=" && filter.values[0] === 1) return "first row of each decision";
  if (filter.operator === "is-null") return `${filter.column} is missing`;
  if (filter.operator === "is-not-null") return `${filter.column} is present`;
  if (filter.operator === "is-missing") return `${filter.column} is missing or not a number`;
  return `${filter.column} ${filter.operator} ${filter.values.map(String).join(", ")}`;
}

const OPERATORS = { "=": sql`=`, "!=": sql`!=`, "<": sql`<`, "<=": sql`<=`, ">": sql`>`, ">=": sql`>=` };

function valueLiteral(value: string | number | boolean, type: FilterColumnType, column: string): SqlFragment {
  if (type === "VARCHAR" && typeof value === "string") return literal(value);
  if ((type === "DOUBLE" || type === "BIGINT") && typeof value === "number")
    return Number.isSafeInteger(value) ? integerLiteral(value) : doubleLiteral(value);
  if (type === "BOOLEAN" && typeof value === "boolean") return value ? sql`true` : sql`false`;
  // An instant is in UTC: an offset would be dropped by the engine without a word.
  if (type === "TIMESTAMP" && typeof value === "string" && /^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d{1,6})?Z)?$/.test(value))
    return sql`timestamp ${literal(value.replace("T", " ").replace("Z", ""))}`;
  throw new TickmarkError("bad-input", `${JSON.stringify(value)} cannot be compared with ${column}.`, { column, expected: EXPECTED[type] });
}

const EXPECTED = {
  VARCHAR: "a text",
  DOUBLE: "a number",
  BIGINT: "a number",
  BOOLEAN: "true or false",
  TIMESTAMP: "a date, or a UTC time such as 2026-01-31T10:00:00Z",
};
