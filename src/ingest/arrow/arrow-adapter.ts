import { VARCHAR } from "@duckdb/node-api";
import { execute } from "../../engine/duckdb-engine.ts";
import { type SqlFragment, identifier, integerLiteral, join, literal, sql } from "../../sql/sql.ts";
import type { Adapter, OpenRequest, OpenedSource } from "../adapter.ts";
import type { FileHead } from "../file-head.ts";
import type { SchemaChange } from "../import-plan.ts";
import { rawTypeOf } from "../reading-sql.ts";
import { type ArrowColumn, appendArrow, arrowSchema } from "./arrow-table.ts";

/** Arrow IPC, file and stream form (Feather version 2 is the file form). */
export const arrowAdapter: Adapter<"arrow"> = {
  id: "arrow",
  version: 1,
  title: "Apache Arrow IPC",

  recognise(head) {
    if (head.compression !== "none") return null;
    if (Buffer.from(head.content.subarray(0, 6)).toString("latin1") === "ARROW1") return "the file begins with the mark ARROW1";
    return isStream(head) ? "the file begins with an Arrow stream message" : null;
  },

  async columnNames(_connection, head) {
    return (await arrowSchema(head.path)).map((column) => column.name);
  },

  async describe(_connection, files) {
    const perFile = await Promise.all(files.map(async ({ path }) => ({ file: path, columns: await arrowSchema(path) })));
    const merged = mergeColumns(perFile.map(({ columns }) => columns));
    return {
      format: { adapter: "arrow", adapterVersion: 1 },
      reason: "the file begins as Arrow IPC does",
      columns: merged.map(({ name, types }) => ({
        name,
        types,
        filesWithColumn: perFile.filter(({ columns }) => columns.some((column) => column.name === name)).length,
      })),
      changes: perFile.flatMap(({ file, columns }) => merged.flatMap((column) => change(column, columns, file))),
      questions: [],
    };
  },

  open: openArrow,

  limits: () => [
    "Times finer than microseconds are cut off.",
    "Rejects are listed by record number: Arrow has no lines.",
    "Nested values are kept as JSON text.",
  ],
};

async function openArrow(request: OpenRequest<"arrow">): Promise<OpenedSource> {
  const { connection, files } = request;
  const perFile = await Promise.all(files.map(async (file) => ({ file, columns: await arrowSchema(file) })));
  const columns = mergeColumns(perFile.map((entry) => entry.columns)).filter((column) => request.wanted.has(column.name));
  const stored: ArrowColumn[] = columns.map(({ name, type }) => ({ name, type }));
  const table = `${request.scratch}_arrow`;
  const definitions = stored.map(({ name, type }) => sql`${identifier(name)} ${typeName(String(type))}`);
  await execute(
    connection,
    sql`create or replace table ${identifier(table)} (${definitions.length === 0 ? sql`nothing boolean` : join(definitions, ", ")})`,
  );
  const ranges: { file: string; start: number; end: number }[] = [];
  for (const { file } of perFile) {
    const start = ranges.at(-1)?.end ?? 0;
    ranges.push({
      file,
      start,
      end:
        start +
        (await appendArrow(connection, table, stored, { path: file, signal: request.signal, atMost: request.previewRows ?? Infinity })),
    });
  }
  const relation = {
    from: identifier(table),
    columns: new Map(stored.map(({ name, type }) => [name, { sql: identifier(name), type: rawTypeOf(String(type)), nullsApplied: false }])),
    checks: [],
    path: pathOf(ranges),
  };
  return {
    relation,
    missingInSome: perFile.flatMap(({ file, columns: own }) =>
      [...request.wanted.keys()]
        .filter((name) => !own.some((column) => column.name === name))
        .map((name): SchemaChange => ({ column: name, kind: "missing", file, detail: "The column is not in this file." })),
    ),
    fileRelation: (file) => {
      const range = ranges.find((entry) => entry.file === file) ?? { start: 0, end: 0 };
      return {
        ...relation,
        from: sql`(select * from ${identifier(table)} where rowid >= ${integerLiteral(range.start)} and rowid < ${integerLiteral(range.end)})`,
      };
    },
    readerRejects: async () => ({ rows: 0, details: [] }),
    locate: async (_connection, _file, positions) => positions.map((line) => ({ line, raw: null })),
    dispose: async (own) => void (await execute(own, sql`drop table if exists ${identifier(table)}`)),
  };
}

function pathOf(ranges: readonly { file: string; end: number }[]): SqlFragment {
  return sql`case ${join(
    ranges.map(({ file, end }) => sql`when rowid < ${integerLiteral(end)} then ${literal(file)}`),
    " ",
  )} end`;
}

/** One of the few type names that `duckType` gives; not text of a user. */
function typeName(type: string): SqlFragment {
  switch (type) {
    case "BOOLEAN":
      return sql`boolean`;
    case "BIGINT":
      return sql`bigint`;
    case "HUGEINT":
      return sql`hugeint`;
    case "DOUBLE":
      return sql`double`;
    case "TIMESTAMP":
      return sql`timestamp`;
    case "TIMESTAMP WITH TIME ZONE":
      return sql`timestamptz`;
    case "DATE":
      return sql`date`;
    default:
      return sql`varchar`;
  }
}

interface MergedColumn extends ArrowColumn {
  readonly types: readonly string[];
}

/** Union of the files' columns; a column whose type differs between files is read as text. */
function mergeColumns(perFile: readonly (readonly ArrowColumn[])[]): MergedColumn[] {
  const names = [...new Set(perFile.flatMap((columns) => columns.map((column) => column.name)))];
  return names.map((name) => {
    const own = perFile.flatMap((columns) => columns.filter((column) => column.name === name));
    const types = [...new Set(own.map((column) => String(column.type)))];
    const [first] = own;
    if (first === undefined) throw new TypeError("A merged column comes from a file.");
    return { name, type: types.length > 1 ? VARCHAR : first.type, types };
  });
}

function change(column: MergedColumn, own: readonly ArrowColumn[], file: string): SchemaChange[] {
  const found = own.find((entry) => entry.name === column.name);
  if (found === undefined) return [{ column: column.name, kind: "missing", file, detail: "The column is not in this file." }];
  const usual = column.types[0] ?? "";
  return String(found.type) === usual
    ? []
    : [{ column: column.name, kind: "type-changed", file, detail: `${String(found.type)} here, ${usual} in the first file.` }];
}

/** Continuation mark, a metadata length that fits, and the version field of a flatbuffer table. */
function isStream(head: FileHead): boolean {
  const bytes = Buffer.from(head.content.buffer, head.content.byteOffset, head.content.byteLength);
  if (bytes.length < 16 || bytes.readUInt32LE(0) !== 0xffffffff) return false;
  const length = bytes.readInt32LE(4);
  return length > 0 && length < 16_777_216 && length % 8 === 0;
}
