import { assertNever } from "../foundation/assert-never.ts";
import { TickmarkError } from "../foundation/errors.ts";
import type { Reading } from "../population/mapping.ts";
import { type SqlFragment, join, literal, sql } from "../sql/sql.ts";
import { instantValue } from "./instant-sql.ts";

/** What the file's own type of a column allows. */
export type RawType = "text" | "float" | "whole" | "decimal" | "boolean" | "timestamp" | "timestamptz" | "date" | "other";

export interface RawColumn {
  readonly sql: SqlFragment;
  readonly type: RawType;
  /** Text columns: whether the texts that mean "no value" are null already. */
  readonly nullsApplied: boolean;
}

/** A canonical value, and the condition under which the written value could not be read. */
export interface ReadValue {
  readonly value: SqlFragment;
  readonly failure: { readonly condition: SqlFragment; readonly reason: string } | null;
}

/** SQL of one value under a reading. Never turns a written value into null silently: that is a failure. */
export function readValue(raw: RawColumn, reading: Reading, nullTokens: readonly string[], column: string): ReadValue {
  switch (reading.as) {
    case "text":
      return textValue(raw, nullTokens);
    case "number":
      return numberValue(raw, reading, nullTokens, column);
    case "instant":
      return instantValue({ raw, written: writtenText(raw, nullTokens), reading, column });
    default:
      return assertNever(reading);
  }
}

/** The raw value as text, null where the file says "no value". */
export function writtenText(raw: RawColumn, nullTokens: readonly string[]): SqlFragment {
  if (raw.type === "float") return wholeFloatText(raw.sql);
  if (raw.type !== "text") return sql`cast(${raw.sql} as varchar)`;
  if (raw.nullsApplied) return raw.sql;
  const tokens = ["", ...nullTokens.filter((token) => token !== "")].map(literal);
  return tokens.length === 1 ? sql`nullif(${raw.sql}, '')` : sql`case when ${raw.sql} not in (${join(tokens, ", ")}) then ${raw.sql} end`;
}

/** Condition: the raw value is not one that the file uses for "no value". */
export function isWritten(raw: RawColumn, nullTokens: readonly string[]): SqlFragment {
  return raw.type === "text" ? sql`${writtenText(raw, nullTokens)} is not null` : sql`${raw.sql} is not null`;
}

/** Ids and labels that pandas made floats (`1.0`) are written without their empty decimals, so that they join. */
function wholeFloatText(column: SqlFragment): SqlFragment {
  return sql`case when ${column} = trunc(${column}) and abs(${column}) < 9007199254740992 then cast(cast(${column} as bigint) as varchar) else cast(${column} as varchar) end`;
}

function textValue(raw: RawColumn, nullTokens: readonly string[]): ReadValue {
  if (raw.type !== "float") return { value: writtenText(raw, nullTokens), failure: null };
  const nanIsMissing = nullTokens.some((token) => token.toLowerCase() === "nan");
  return {
    value: sql`case when isfinite(${raw.sql}) then ${wholeFloatText(raw.sql)} end`,
    failure: { condition: nanIsMissing ? sql`isinf(${raw.sql})` : sql`not isfinite(${raw.sql})`, reason: "not a finite number" },
  };
}

function numberValue(
  raw: RawColumn,
  reading: Extract<Reading, { as: "number" }>,
  nullTokens: readonly string[],
  column: string,
): ReadValue {
  const notFinite = (value: SqlFragment): SqlFragment =>
    reading.notANumber === "null" ? sql`isinf(${value})` : sql`not isfinite(${value})`;
  const finite = (value: SqlFragment): SqlFragment =>
    reading.notANumber === "null" ? sql`case when not isnan(${value}) then ${value} end` : value;
  switch (raw.type) {
    case "float": {
      const number = sql`cast(${raw.sql} as double)`;
      return { value: finite(number), failure: { condition: notFinite(number), reason: "not a finite number" } };
    }
    case "whole":
    case "decimal":
    case "boolean":
      return { value: sql`cast(${raw.sql} as double)`, failure: null };
    case "text": {
      const text = writtenText(raw, nullTokens);
      const number = reading.decimalSeparator === "," ? commaNumber(text) : sql`try_cast(${text} as double)`;
      return {
        value: finite(number),
        failure: { condition: sql`(${text} is not null and ${number} is null) or ${notFinite(number)}`, reason: "not a number" },
      };
    }
    default:
      throw new TickmarkError("bad-input", `A ${raw.type} cannot be read as a number.`, {
        column,
        remedy: "Read it as text or as an instant.",
      });
  }
}

/** `1.234,5`: points are allowed only as separators of thousands, so that `1.5` is refused and never becomes 15. */
function commaNumber(text: SqlFragment): SqlFragment {
  return sql`case when not contains(${text}, '.') or regexp_full_match(${text}, ${literal("[+-]?\\d{1,3}(\\.\\d{3})+(,\\d*)?")}) then try_cast(replace(replace(${text}, '.', ''), ',', '.') as double) end`;
}

/** Which raw type a DuckDB type is. */
export function rawTypeOf(type: string): RawType {
  if (type === "VARCHAR" || type.startsWith("ENUM")) return "text";
  if (type === "FLOAT" || type === "DOUBLE") return "float";
  if (/^U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?$/.test(type)) return "whole";
  if (type.startsWith("DECIMAL")) return "decimal";
  if (type === "BOOLEAN") return "boolean";
  if (type === "TIMESTAMP WITH TIME ZONE") return "timestamptz";
  if (type.startsWith("TIMESTAMP")) return "timestamp";
  return type === "DATE" ? "date" : "other";
}
