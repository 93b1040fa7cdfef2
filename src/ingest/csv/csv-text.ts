import { contentStream } from "../file-head.ts";
import type { FormatOf } from "../../population/source-format.ts";

export interface CsvDialect {
  readonly delimiter: string;
  readonly quote: string;
  readonly escape: string;
}

/** Splits text into records of fields, as RFC 4180 and its dialects do. Blank lines give no record. */
export function parseCsv(text: string, dialect: CsvDialect, limit: number): string[][] {
  const records: string[][] = [];
  let fields: string[] = [];
  let position = 0;
  while (position < text.length && records.length < limit) {
    const field = readField(text, position, dialect);
    position = field.end;
    const atDelimiter = text.startsWith(dialect.delimiter, position) && position < text.length;
    fields.push(field.text);
    if (atDelimiter) {
      position += dialect.delimiter.length;
      if (position === text.length) fields.push("");
      continue;
    }
    position += text.startsWith("\r\n", position) ? 2 : 1;
    if (fields.length > 1 || fields[0] !== "" || field.quoted) records.push(fields);
    fields = [];
  }
  if (fields.length > 0) records.push(fields);
  return records;
}

function readField(text: string, start: number, dialect: CsvDialect): { text: string; end: number; quoted: boolean } {
  const { delimiter, quote, escape } = dialect;
  let position = start;
  let content = "";
  const quoted = quote !== "" && text[start] === quote;
  if (quoted) {
    position += 1;
    while (position < text.length) {
      const character = text[position] ?? "";
      if (escape !== "" && character === escape && (text[position + 1] === quote || (escape !== quote && text[position + 1] === escape))) {
        content += text[position + 1] ?? "";
        position += 2;
      } else if (character === quote) {
        position += 1;
        break;
      } else {
        content += character;
        position += 1;
      }
    }
  }
  const rest = position;
  while (position < text.length && !text.startsWith(delimiter, position) && text[position] !== "\n" && !text.startsWith("\r\n", position))
    position += 1;
  return { text: content + text.slice(rest, position), end: position, quoted };
}

/** Column names of a header record: empty ones get a number, repeated ones (ignoring case) a suffix. */
export function headerNames(fields: readonly string[]): string[] {
  const seen = new Set<string>();
  return fields.map((field, index) => {
    const base = field === "" ? `column_${index + 1}` : field;
    let name = base;
    for (let copy = 2; seen.has(name.toLowerCase()); copy += 1) name = `${base}_${copy}`;
    seen.add(name.toLowerCase());
    return name;
  });
}

export function decodeText(bytes: Uint8Array, encoding: FormatOf<"csv">["encoding"]): string {
  // The label "latin1" of TextDecoder means windows-1252; the engine reads ISO 8859-1.
  if (encoding === "latin-1") return Buffer.from(bytes).toString("latin1");
  return new TextDecoder(encoding === "utf-16" ? utf16Label(bytes) : encoding).decode(bytes);
}

export function utf16Label(bytes: Uint8Array): "utf-16le" | "utf-16be" {
  return bytes[0] === 0xfe && bytes[1] === 0xff ? "utf-16be" : "utf-16le";
}

/** The first record after the skipped lines: the file's own header. */
export async function readHeader(path: string, format: FormatOf<"csv">): Promise<string[] | null> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of contentStream(path, format.compression)) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= 65_536) break;
  }
  const text = skipLines(decodeText(Buffer.concat(chunks), format.encoding), format.skipLines);
  const [record] = parseCsv(text, format, 1);
  return record === undefined ? null : headerNames(record);
}

export function skipLines(text: string, count: number): string {
  let position = 0;
  for (let line = 0; line < count; line += 1) {
    const end = text.indexOf("\n", position);
    if (end < 0) return "";
    position = end + 1;
  }
  return text.slice(position);
}
