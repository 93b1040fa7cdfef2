import type { FormatOf } from "../../population/source-format.ts";
import type { FileHead } from "../file-head.ts";
import { decodeText, headerNames, parseCsv, skipLines } from "./csv-text.ts";

type CsvFormat = FormatOf<"csv">;

export interface SniffedCsv {
  readonly format: CsvFormat;
  readonly reason: string;
}

const DELIMITERS = [
  { text: ",", name: "comma" },
  { text: ";", name: "semicolon" },
  { text: "\t", name: "tab" },
  { text: "|", name: "vertical bar" },
] as const;
const SAMPLE_RECORDS = 500;

/** Finds the dialect in the head of a file; null when no delimiter gives a table of two columns or more. */
export function sniffCsv(head: FileHead, encoding: CsvFormat["encoding"]): SniffedCsv | null {
  const text = wholeLines(decodeText(head.content, encoding), head.complete);
  const candidates = DELIMITERS.map(({ text: delimiter, name }) => ({ name, ...tableOf(text, delimiter) })).filter(
    (table) => table.width > 1,
  );
  const best = candidates.toSorted((left, right) => right.regularity - left.regularity || right.width - left.width)[0];
  if (best === undefined || best.regularity < 0.5) return null;
  const [first = [], ...rest] = best.records;
  const header = isHeader(first, rest);
  const columns = header ? headerNames(first) : first.map((_, index) => `column_${index + 1}`);
  const { dialect } = best;
  return {
    format: {
      adapter: "csv",
      adapterVersion: 1,
      ...dialect,
      header,
      skipLines: best.skippedLines,
      encoding,
      compression: head.compression,
      columns,
    },
    reason: [
      `a ${best.name} separates ${best.width} columns in ${Math.round(best.regularity * 100)} % of the first ${best.records.length} records`,
      header ? "the first record has names" : "the first record has values, so there is no header",
      ...(best.skippedLines > 0 ? [`${best.skippedLines} lines before the table are skipped`] : []),
    ].join("; "),
  };
}

/** Which encodings can be told from the bytes; null: not UTF-8 and without a mark, so a person has to say. */
export function sniffEncoding(head: FileHead): CsvFormat["encoding"] | null {
  const [first, second] = head.content;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return "utf-16";
  return isUtf8(head.content, head.complete) ? "utf-8" : null;
}

/** Text has no NUL and hardly any control characters. */
export function looksLikeText(head: FileHead): boolean {
  if (sniffEncoding(head) === "utf-16") return true;
  const sample = head.content.subarray(0, 65_536);
  return sample.length > 0 && !sample.some((byte) => byte === 0 || (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13 && byte !== 12));
}

interface Table {
  readonly width: number;
  readonly regularity: number;
  readonly records: readonly string[][];
  readonly skippedLines: number;
  readonly dialect: { readonly delimiter: string; readonly quote: string; readonly escape: string };
}

function tableOf(text: string, delimiter: string): Table {
  const escape = /\\"/.test(text) && !/""/.test(text) ? "\\" : '"';
  const dialect = { delimiter, quote: '"', escape };
  const all = parseCsv(text, dialect, SAMPLE_RECORDS);
  const width = commonest(all.map((record) => record.length));
  const start = all.findIndex((record) => record.length === width);
  // Title lines have fewer columns than the table; a table that starts late for another reason is not skipped to.
  const skipped = all.slice(0, start).every((record) => record.length < width) ? start : 0;
  const records = all.slice(skipped);
  // Over all records: a delimiter that needs lines to be skipped is worse than one that does not.
  const regularity = all.filter((record) => record.length === width).length / Math.max(1, all.length);
  const lines = skipped === 0 ? 0 : linesBefore(text, records[0] ?? [], dialect, skipped);
  return { width, regularity, records, skippedLines: pastBlankLines(text, lines), dialect };
}

/** Number of physical lines to drop until the given record comes first. */
function linesBefore(text: string, record: readonly string[], dialect: Table["dialect"], atLeast: number): number {
  const wanted = record.join("\u0000");
  for (let lines = atLeast; lines < atLeast + 100; lines += 1) {
    if (parseCsv(skipLines(text, lines), dialect, 1)[0]?.join("\u0000") === wanted) return lines;
  }
  return 0;
}

/** The reader takes the first line that is not skipped as the header, even an empty one. */
function pastBlankLines(text: string, from: number): number {
  let lines = from;
  while (/^\r?\n/.test(skipLines(text, lines))) lines += 1;
  return lines;
}

function isHeader(first: readonly string[], rest: readonly string[][]): boolean {
  if (first.some((field) => isNumber(field)) || new Set(first).size < first.length) return false;
  if (rest.length === 0) return first.every((field) => field !== "");
  // A name does not come back as a value of its own column.
  const repeated = first.filter((field, index) => rest.some((record) => record[index] === field)).length;
  return repeated <= first.length / 4;
}

function isNumber(field: string): boolean {
  return field.trim() !== "" && Number.isFinite(Number(field.replace(",", ".")));
}

function commonest(values: readonly number[]): number {
  const counts = new Map<number, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].toSorted((left, right) => right[1] - left[1] || right[0] - left[0])[0]?.[0] ?? 0;
}

function wholeLines(text: string, complete: boolean): string {
  return complete ? text : text.slice(0, text.lastIndexOf("\n") + 1);
}

function isUtf8(bytes: Uint8Array, complete: boolean): boolean {
  // A cut can fall into a character of up to four bytes.
  for (const cut of complete ? [0] : [0, 1, 2, 3]) {
    try {
      new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(0, bytes.length - cut));
      return true;
    } catch {
      continue;
    }
  }
  return false;
}
