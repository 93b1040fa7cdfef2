/**
 * The small table that is the evidence: what SQL counted, in types that any tool reads the same.
 *
 * | type      | in memory         | in the CSV                          |
 * |-----------|-------------------|-------------------------------------|
 * | integer   | number, safe      | digits                              |
 * | bigint    | bigint            | digits                              |
 * | decimal   | string as written | digits with a point                 |
 * | float     | number, finite    | shortest round-trip form; `tolerance` declared |
 * | text      | string            | quoted where RFC 4180 asks          |
 * | boolean   | boolean           | true / false                        |
 * | instant   | string, UTC       | 2026-01-31T10:00:00.000000Z         |
 */
export type AggregateType = "integer" | "bigint" | "decimal" | "float" | "text" | "boolean" | "instant";

export interface AggregateColumn {
  readonly name: string;
  readonly type: AggregateType;
  /** Key columns come first and order the rows; together they are unique. */
  readonly key?: boolean;
  /** Only for float: relative difference that re-performance accepts. */
  readonly tolerance?: number;
}

export type AggregateCell = number | bigint | string | boolean | null;
export type AggregateRow = Readonly<Record<string, AggregateCell>>;

export interface Aggregate {
  readonly name: string;
  readonly columns: readonly AggregateColumn[];
  /** Sorted by the key columns (see `sortAggregateRows`). */
  readonly rows: readonly AggregateRow[];
}

/** Aggregates of a run by query name. */
export type AggregateSet = ReadonlyMap<string, Aggregate>;

/** Orders rows by the key columns: null first, numbers by size, booleans false first, text by code point. */
export function sortAggregateRows<Row extends Readonly<Record<string, unknown>>>(
  columns: readonly AggregateColumn[],
  rows: readonly Row[],
): Row[] {
  const keys = columns.filter((column) => column.key);
  return rows.toSorted((left, right) => {
    for (const key of keys) {
      const order = compareCells((left[key.name] ?? null) as AggregateCell, (right[key.name] ?? null) as AggregateCell, key.type);
      if (order !== 0) return order;
    }
    return 0;
  });
}

function compareCells(left: AggregateCell, right: AggregateCell, type: AggregateType): number {
  if (left === right) return 0;
  if (left === null) return -1;
  if (right === null) return 1;
  if (type === "decimal") return Number(left) - Number(right) || compareText(String(left), String(right));
  if (typeof left === "string" && typeof right === "string") return compareText(left, right);
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Order by Unicode code point, the order of the UTF-8 bytes. */
export function compareText(left: string, right: string): number {
  let index = 0;
  while (index < left.length && index < right.length && left[index] === right[index]) index += 1;
  if (index === left.length || index === right.length) return left.length - right.length;
  // Step back to the start of a surrogate pair, so that astral characters compare by code point.
  if (index > 0 && /[\uDC00-\uDFFF]/.test(left.charAt(index)) && /[\uD800-\uDBFF]/.test(left.charAt(index - 1))) index -= 1;
  return (left.codePointAt(index) ?? 0) - (right.codePointAt(index) ?? 0);
}

export function integerCell(row: AggregateRow, column: string): number {
  const cell = row[column];
  if (typeof cell !== "number") throw new TypeError(`Aggregate column ${column} holds no integer.`);
  return cell;
}

export function textCell(row: AggregateRow, column: string): string | null {
  const cell = row[column];
  if (cell === null || cell === undefined) return null;
  if (typeof cell !== "string") throw new TypeError(`Aggregate column ${column} holds no text.`);
  return cell;
}

/** The rows of one named aggregate; a missing one is a programming fault. */
export function aggregateNamed(aggregates: AggregateSet, name: string): Aggregate {
  const aggregate = aggregates.get(name);
  if (aggregate === undefined) throw new TypeError(`No aggregate named ${name}.`);
  return aggregate;
}
