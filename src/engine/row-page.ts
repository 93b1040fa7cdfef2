import { type DuckDBResult, DuckDBTypeId, DuckDBDecimalValue, type DuckDBValue } from "@duckdb/node-api";
import { epochMicros, instantText } from "./engine-value.ts";

export type PageCell = string | number | boolean | null;

/** Rows for a person to look at; never the source of a figure. */
export interface RowPage {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: readonly (readonly PageCell[])[];
}

export async function rowPage(result: DuckDBResult): Promise<RowPage> {
  const columns = result.columnNames().map((name, index) => ({ name, type: String(result.columnType(index)) }));
  const dates = columns.map((_, index) => result.columnTypeId(index) === DuckDBTypeId.DATE);
  const rows = (await result.getRows()).map((cells) => cells.map((value, index) => pageCell(value, dates[index] === true)));
  return { columns, rows };
}

function pageCell(value: DuckDBValue, isDate: boolean): PageCell {
  if (value === null || typeof value === "boolean" || typeof value === "string") return value;
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  if (value instanceof DuckDBDecimalValue || isDate) return String(value);
  const micros = epochMicros(value);
  return micros === null ? String(value) : instantText(micros);
}
