import { type Aggregate, type AggregateCell, type AggregateColumn, sortAggregateRows } from "./aggregate.ts";
import { assertNever } from "./assert-never.ts";
import { TickmarkError } from "./errors.ts";

/** Stands where a number was suppressed. */
export const SUPPRESSED: unique symbol = Symbol("suppressed");
export type ShownCell = AggregateCell | typeof SUPPRESSED;
export type ShownRow = Readonly<Record<string, ShownCell>>;

/** An aggregate as a shareable pack shows it. Key cells are never suppressed. */
export interface ShownAggregate {
  readonly name: string;
  readonly columns: readonly AggregateColumn[];
  readonly rows: readonly ShownRow[];
}

/** `[<10]`: what is printed for a suppressed cell under the minimum cell of 10. */
export function suppressionMark(minimumCell: number): string {
  return `[<${minimumCell}]`;
}

/**
 * Canonical typed CSV: UTF-8, LF, one header line, RFC 4180 quoting where needed, rows sorted by key,
 * `\N` for null (a text that looks like it is quoted). The bytes are a function of the table alone.
 */
export function encodeTypedCsv(aggregate: Aggregate): string {
  return encodeShownCsv(aggregate, null);
}

/** The same with suppressed cells, printed as `[<minimumCell]`; null: there are none, and one throws `bad-input`. */
export function encodeShownCsv(aggregate: ShownAggregate, minimumCell: number | null): string {
  const { columns } = aggregate;
  const encode = (cell: ShownCell, column: AggregateColumn): string => {
    if (cell !== SUPPRESSED) return encodeCell(cell, column);
    if (minimumCell === null || column.key === true)
      throw new TickmarkError("bad-input", "A suppressed cell has no place here.", { column: column.name });
    return suppressionMark(minimumCell);
  };
  const lines = [columns.map((column) => quote(column.name)).join(",")];
  for (const row of sortAggregateRows(columns, aggregate.rows))
    lines.push(columns.map((column) => encode(row[column.name] ?? null, column)).join(","));
  return `${lines.join("\n")}\n`;
}

/** Reads what `encodeTypedCsv` wrote; anything that would not be written the same way again is refused. */
export function decodeTypedCsv(text: string, name: string, columns: readonly AggregateColumn[]): Aggregate {
  // Without a minimum cell no cell can be read as suppressed.
  return decodeShownCsv(text, name, columns, null) as Aggregate;
}

/** Reads what `encodeShownCsv` wrote; a mark of another minimum cell, or in a key, is refused. */
export function decodeShownCsv(
  text: string,
  name: string,
  columns: readonly AggregateColumn[],
  minimumCell: number | null,
): ShownAggregate {
  const file = `${name}.csv`;
  const records = parseRecords(text, file);
  const header = records.shift();
  if (header?.cells.map((cell) => cell.text).join("\u0000") !== columns.map((column) => column.name).join("\u0000"))
    throw new TickmarkError("bad-input", "The header does not match the schema.", { file, line: 1 });
  const decode = (cell: RawCell, column: AggregateColumn, line: number): ShownCell =>
    minimumCell !== null && column.key !== true && !cell.quoted && cell.text === suppressionMark(minimumCell)
      ? SUPPRESSED
      : decodeCell(cell, column, file, line);
  const rows = records.map(({ cells, line }): ShownRow => {
    if (cells.length !== columns.length)
      throw new TickmarkError("bad-input", `Row has ${cells.length} cells.`, { file, line, expected: `${columns.length} cells` });
    return Object.fromEntries(
      columns.map((column, index) => [column.name, decode(cells[index] ?? { text: "", quoted: false }, column, line)]),
    );
  });
  const aggregate = { name, columns, rows };
  if (encodeShownCsv(aggregate, minimumCell) !== text) throw new TickmarkError("bad-input", "Not in canonical typed CSV form.", { file });
  return aggregate;
}

function encodeCell(cell: AggregateCell, column: AggregateColumn): string {
  if (cell === null) return "\\N";
  switch (column.type) {
    case "integer":
      if (typeof cell !== "number" || !Number.isSafeInteger(cell)) throw wrong(cell, column);
      return String(cell === 0 ? 0 : cell);
    case "bigint":
      if (typeof cell !== "bigint") throw wrong(cell, column);
      return String(cell);
    case "decimal":
      if (typeof cell !== "string" || !/^-?\d+(\.\d+)?$/.test(cell)) throw wrong(cell, column);
      return cell;
    case "float":
      if (typeof cell !== "number" || !Number.isFinite(cell)) throw wrong(cell, column);
      return String(cell === 0 ? 0 : cell);
    case "boolean":
      if (typeof cell !== "boolean") throw wrong(cell, column);
      return String(cell);
    case "instant":
      if (typeof cell !== "string" || !/^-?\d{4,6}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/.test(cell)) throw wrong(cell, column);
      return cell;
    case "text":
      if (typeof cell !== "string") throw wrong(cell, column);
      return quote(cell);
    default:
      return assertNever(column.type);
  }
}

function quote(text: string): string {
  return text === "" || text === "\\N" || /[",\r\n]|^\[<\d+\]$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function wrong(cell: AggregateCell, column: AggregateColumn): TickmarkError {
  return new TickmarkError("bad-input", `${String(cell)} is no ${column.type}.`, { column: column.name });
}

interface RawCell {
  text: string;
  quoted: boolean;
}

function parseRecords(text: string, file: string): { cells: RawCell[]; line: number }[] {
  const records: { cells: RawCell[]; line: number }[] = [];
  let position = 0;
  let line = 1;
  while (position < text.length) {
    const cells: RawCell[] = [];
    const startLine = line;
    for (;;) {
      const cell = readCell(text, position, file, line);
      line += cell.text.split("\n").length - 1;
      cells.push(cell);
      position = cell.end;
      const next = text[position];
      position += 1;
      if (next === ",") continue;
      if (next === "\n") break;
      throw new TickmarkError("bad-input", "Unexpected character after a cell.", { file, line });
    }
    line += 1;
    records.push({ cells, line: startLine });
  }
  return records;
}

function readCell(text: string, start: number, file: string, line: number): RawCell & { end: number } {
  if (text[start] !== '"') {
    let end = start;
    while (end < text.length && text[end] !== "," && text[end] !== "\n") end += 1;
    return { text: text.slice(start, end), quoted: false, end };
  }
  let content = "";
  let position = start + 1;
  for (;;) {
    const close = text.indexOf('"', position);
    if (close < 0) throw new TickmarkError("bad-input", "A quoted cell is not closed.", { file, line });
    content += text.slice(position, close);
    if (text[close + 1] !== '"') return { text: content, quoted: true, end: close + 1 };
    content += '"';
    position = close + 2;
  }
}

function decodeCell(cell: RawCell, column: AggregateColumn, file: string, line: number): AggregateCell {
  const { text } = cell;
  if (!cell.quoted && text === "\\N") return null;
  switch (column.type) {
    case "integer":
    case "float": {
      const value = Number(text);
      if (text.trim() === "" || !Number.isFinite(value))
        throw new TickmarkError("bad-input", `"${text}" is no ${column.type}.`, { file, line, column: column.name });
      return value;
    }
    case "bigint":
      if (!/^-?\d+$/.test(text)) throw new TickmarkError("bad-input", `"${text}" is no integer.`, { file, line, column: column.name });
      return BigInt(text);
    case "boolean":
      return text === "true";
    case "decimal":
    case "text":
    case "instant":
      return text;
    default:
      return assertNever(column.type);
  }
}
