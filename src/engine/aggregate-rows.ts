import { type DuckDBResult, DuckDBTypeId, type DuckDBValue } from "@duckdb/node-api";
import { type Aggregate, type AggregateCell, type AggregateColumn, type AggregateRow, sortAggregateRows } from "../foundation/aggregate.ts";
import { assertNever } from "../foundation/assert-never.ts";
import { TickmarkError } from "../foundation/errors.ts";
import type { AggregateQuery } from "../sql/aggregate-query.ts";
import { decimalText, epochMicros, instantText, wholeNumber } from "./engine-value.ts";

const FLOAT_TYPES = new Set<DuckDBTypeId>([DuckDBTypeId.FLOAT, DuckDBTypeId.DOUBLE]);

/** Reads a whole result as the declared aggregate; whatever does not fit the declaration is an error with the SQL. */
export async function aggregateRows(query: AggregateQuery, result: DuckDBResult): Promise<Aggregate> {
  const names = result.columnNames();
  const declared = query.columns.map((column) => column.name);
  if (names.length !== declared.length || declared.some((name, index) => names[index] !== name))
    throw misfit(query, `The query gives the columns ${names.join(", ")}.`, declared.join(", "));
  const floats = names.map((_, index) => FLOAT_TYPES.has(result.columnTypeId(index)));
  const rows = (await result.getRows()).map((cells): AggregateRow =>
    Object.fromEntries(
      query.columns.map((column, index) => [column.name, cell(query, column, cells[index] ?? null, floats[index] === true)]),
    ),
  );
  const sorted = sortAggregateRows(query.columns, rows);
  refuseDoubleKeys(query, sorted);
  return { name: query.name, columns: query.columns, rows: sorted };
}

function cell(query: AggregateQuery, column: AggregateColumn, value: DuckDBValue, columnIsFloat: boolean): AggregateCell {
  if (value === null) return null;
  const read = convert(column, value, columnIsFloat);
  if (read === undefined) throw misfit(query, `Column ${column.name} holds ${String(value)}.`, expectation(column), column.name);
  return read;
}

function convert(column: AggregateColumn, value: DuckDBValue, columnIsFloat: boolean): AggregateCell | undefined {
  switch (column.type) {
    case "integer": {
      const whole = wholeNumber(value, columnIsFloat);
      return whole !== null && Number.isSafeInteger(Number(whole)) ? Number(whole) : undefined;
    }
    case "bigint":
      return wholeNumber(value, columnIsFloat) ?? undefined;
    case "decimal":
      return columnIsFloat ? undefined : (decimalText(value) ?? undefined);
    case "float":
      return typeof value === "number" && Number.isFinite(value) ? value : undefined;
    case "text":
      return typeof value === "string" ? value : undefined;
    case "boolean":
      return typeof value === "boolean" ? value : undefined;
    case "instant": {
      const micros = epochMicros(value);
      return micros === null ? undefined : instantText(micros);
    }
    default:
      return assertNever(column.type);
  }
}

function expectation(column: AggregateColumn): string {
  if (column.type === "integer") return "an integer within 2^53 (declare bigint for more)";
  if (column.type === "float") return "a finite number";
  return `a value of type ${column.type}`;
}

function refuseDoubleKeys(query: AggregateQuery, rows: readonly AggregateRow[]): void {
  const keys = query.columns.filter((column) => column.key);
  if (keys.length === 0 && rows.length > 1)
    throw misfit(query, `The query gives ${rows.length} rows and declares no key.`, "at most one row");
  for (let index = 1; index < rows.length; index += 1) {
    const [row, before] = [rows[index], rows[index - 1]];
    if (row === undefined || before === undefined || !keys.every((key) => row[key.name] === before[key.name])) continue;
    const key = keys.map((column) => `${column.name} = ${String(row[column.name])}`).join(", ");
    throw misfit(query, `Two rows have the key ${key}.`, "one row for each key");
  }
}

function misfit(query: AggregateQuery, what: string, expected: string, column?: string): TickmarkError {
  return new TickmarkError("bad-input", `The result of ${query.name} does not fit its declaration. ${what}`, {
    sql: query.sql.text,
    expected,
    ...(column === undefined ? {} : { column }),
  });
}
