import type { Aggregate, AggregateCell, AggregateColumn, AggregateRow } from "../foundation/aggregate.ts";
import { sortAggregateRows } from "../foundation/aggregate.ts";
import { canonicalJson } from "../foundation/canonical-json.ts";
import type { Difference } from "./verification-report.ts";

/**
 * Every cell in which two aggregates of one query differ. Exact, but for float columns that declare a
 * tolerance: |a - b| <= tolerance * max(|a|, |b|).
 */
export function compareAggregates(stored: Aggregate, recomputed: Aggregate): Difference[] {
  const subject = `aggregate ${stored.name}`;
  const columns = canonicalJson(stored.columns);
  if (columns !== canonicalJson(recomputed.columns))
    return [{ subject: `${subject}: columns`, stored: columns, recomputed: canonicalJson(recomputed.columns) }];
  const keys = stored.columns.filter((column) => column.key);
  const left = rowsByKey(stored, keys);
  const right = rowsByKey(recomputed, keys);
  const differences: Difference[] = [];
  for (const [key, row] of left) {
    const other = right.get(key);
    if (other === undefined)
      differences.push({ subject: `${subject}: row ${key}`, stored: showRow(row, stored.columns), recomputed: "no such row" });
    else differences.push(...compareRows(`${subject}: row ${key}`, row, other, stored.columns));
  }
  for (const [key, row] of right)
    if (!left.has(key))
      differences.push({ subject: `${subject}: row ${key}`, stored: "no such row", recomputed: showRow(row, stored.columns) });
  return differences;
}

/** Rows by their key; repeated or absent keys are told apart by their position. */
function rowsByKey(aggregate: Aggregate, keys: readonly AggregateColumn[]): Map<string, AggregateRow> {
  const rows = new Map<string, AggregateRow>();
  const repeats = new Map<string, number>();
  for (const row of sortAggregateRows(aggregate.columns, aggregate.rows)) {
    const key = keys.map((column) => `${column.name}=${showCell(row[column.name] ?? null)}`).join(", ") || "of the whole";
    const repeat = (repeats.get(key) ?? 0) + 1;
    repeats.set(key, repeat);
    rows.set(repeat === 1 ? key : `${key} (${repeat})`, row);
  }
  return rows;
}

function compareRows(subject: string, left: AggregateRow, right: AggregateRow, columns: readonly AggregateColumn[]): Difference[] {
  return columns
    .filter((column) => !sameCell(left[column.name] ?? null, right[column.name] ?? null, column))
    .map((column) => ({
      subject: `${subject}, ${column.name}`,
      stored: showCell(left[column.name] ?? null),
      recomputed: showCell(right[column.name] ?? null),
    }));
}

function sameCell(left: AggregateCell, right: AggregateCell, column: AggregateColumn): boolean {
  if (left === right) return true;
  if (column.type !== "float" || column.tolerance === undefined || typeof left !== "number" || typeof right !== "number") return false;
  return Math.abs(left - right) <= column.tolerance * Math.max(Math.abs(left), Math.abs(right));
}

function showCell(cell: AggregateCell): string {
  return typeof cell === "string" ? JSON.stringify(cell) : String(cell);
}

function showRow(row: AggregateRow, columns: readonly AggregateColumn[]): string {
  return columns.map((column) => `${column.name}=${showCell(row[column.name] ?? null)}`).join(", ");
}
