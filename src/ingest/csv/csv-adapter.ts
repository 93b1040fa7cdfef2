import { TickmarkError } from "../../foundation/errors.ts";
import { CSV_ENCODINGS, type FormatOf } from "../../population/source-format.ts";
import type { Adapter, DescribedFormat } from "../adapter.ts";
import { type FileHead, readFileHead } from "../file-head.ts";
import type { Question, SchemaChange } from "../import-plan.ts";
import { looksLikeText, sniffCsv, sniffEncoding } from "./csv-dialect.ts";
import { openCsv } from "./csv-source.ts";
import { readHeader } from "./csv-text.ts";

const TEXT_NAMES = /\.(csv|tsv|tab|txt|psv)(\.gz|\.zst)?$/i;

/** Comma-, semicolon-, tab- or bar-separated text, plain or compressed with gzip or zstd. */
export const csvAdapter: Adapter<"csv"> = {
  id: "csv",
  version: 1,
  title: "Delimited text (CSV)",

  recognise(head) {
    if (!looksLikeText(head)) return null;
    const sniffed = sniffCsv(head, sniffEncoding(head) ?? "latin-1");
    if (sniffed !== null) return sniffed.reason;
    return TEXT_NAMES.test(head.path) ? "the name says so; no delimiter could be found" : null;
  },

  async columnNames(_connection, head) {
    return sniffed(head, sniffEncoding(head) ?? "latin-1").format.columns;
  },

  async describe(_connection, files, answers): Promise<DescribedFormat<"csv">> {
    const [first] = files;
    if (first === undefined) throw new TickmarkError("usage", "No file to plan.");
    const head = await readFileHead(first.path);
    const found = sniffEncoding(head);
    const answered = CSV_ENCODINGS.find((encoding) => encoding === answers["encoding"]);
    const { format, reason } = sniffed(head, answered ?? found ?? "latin-1");
    const headers = format.header
      ? await Promise.all(files.map(async (file) => (await readHeader(file.path, format)) ?? []))
      : files.map(() => format.columns);
    const columns = [...new Set(headers.flat())];
    return {
      format: { ...format, columns },
      reason,
      columns: columns.map((name) => ({
        name,
        types: ["VARCHAR"],
        filesWithColumn: headers.filter((header) => header.includes(name)).length,
      })),
      changes: headers.flatMap((header, index) => missing(columns, header, files[index]?.path ?? "")),
      questions: found === null && answered === undefined ? [encodingQuestion] : [],
    };
  },

  open: openCsv,

  limits(format: FormatOf<"csv">) {
    return [
      "Delimited text has no types: whether a number or a time was meant is stated by the mapping, not by the file.",
      "An empty value and a missing one look the same.",
      "Digits of a second finer than microseconds are cut off.",
      ...(format.encoding === "latin-1" ? ["Every byte is a character in latin-1: a wrong encoding cannot be noticed."] : []),
    ];
  },
};

const encodingQuestion: Question = {
  questionId: "encoding",
  kind: "encoding",
  column: null,
  prompt: "Which encoding is the text in?",
  reason: "It is not valid UTF-8 and carries no mark. Look at names with accents in the preview.",
  options: [
    { value: "latin-1", label: "Western European (latin-1)" },
    { value: "utf-16", label: "UTF-16" },
    { value: "utf-8", label: "UTF-8; lines that are not become rejects" },
  ],
};

function sniffed(head: FileHead, encoding: FormatOf<"csv">["encoding"]): NonNullable<ReturnType<typeof sniffCsv>> {
  const result = sniffCsv(head, encoding);
  if (result !== null) return result;
  throw new TickmarkError("unsupported", "No delimiter gives a regular table.", {
    file: head.path,
    expected: "a comma, semicolon, tab or vertical bar between the same number of columns in each record",
  });
}

function missing(columns: readonly string[], header: readonly string[], file: string): SchemaChange[] {
  return columns
    .filter((column) => !header.includes(column))
    .map((column) => ({ column, kind: "missing", file, detail: "The column is not in the header of this file." }));
}
