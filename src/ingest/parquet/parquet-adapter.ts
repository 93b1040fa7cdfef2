import { execute } from "../../engine/duckdb-engine.ts";
import { TickmarkError } from "../../foundation/errors.ts";
import { type SqlFragment, identifier, join, literal, sql } from "../../sql/sql.ts";
import type { Adapter, OpenRequest, OpenedSource, RawRelation } from "../adapter.ts";
import type { FileHead } from "../file-head.ts";
import type { SchemaChange } from "../import-plan.ts";
import { rawTypeOf } from "../reading-sql.ts";
import { columnTypes } from "../raw-types.ts";

/** Apache Parquet, whatever the file is called (`.pq`, `.parquet`, no ending). */
export const parquetAdapter: Adapter<"parquet"> = {
  id: "parquet",
  version: 1,
  title: "Apache Parquet",

  recognise(head) {
    if (!startsAndEndsWith(head, "PAR1")) return null;
    return "the file begins and ends with the mark PAR1";
  },

  async columnNames(connection, head) {
    return (await typesOf(connection, [head.path])).map((column) => column.name);
  },

  async describe(connection, files) {
    const perFile: { readonly file: string; readonly types: ReadonlyMap<string, string> }[] = [];
    for (const { path } of files)
      perFile.push({ file: path, types: new Map((await typesOf(connection, [path])).map(({ name, type }) => [name, type])) });
    const names = [...new Set(perFile.flatMap(({ types }) => [...types.keys()]))];
    const columns = names.map((name) => {
      const types = perFile.flatMap(({ types: own }) => own.get(name) ?? []);
      return { name, types: byFrequency(types), filesWithColumn: types.length };
    });
    return {
      format: { adapter: "parquet", adapterVersion: 1 },
      reason: "the file begins and ends with the mark PAR1",
      columns,
      changes: perFile.flatMap(({ file, types }) => columns.flatMap((column) => change(column, types.get(column.name), file))),
      questions: [],
    };
  },

  open: openParquet,

  limits: () => ["Times finer than microseconds are cut off.", "Rejects are listed by record number: Parquet has no lines."],
};

async function openParquet(request: OpenRequest<"parquet">): Promise<OpenedSource> {
  const { connection, files, wanted } = request;
  const relation = relationOf(request, await typesOf(connection, files));
  const missingInSome: SchemaChange[] = [];
  for (const file of files.length > 1 ? files : []) {
    const own = new Set((await typesOf(connection, [file])).map(({ name }) => name));
    for (const column of wanted.keys())
      if (!own.has(column)) missingInSome.push({ column, kind: "missing", file, detail: "The column is not in this file." });
  }
  return {
    relation,
    missingInSome,
    // All files are opened and one is kept, so that a column whose type changed is read as in the import.
    fileRelation: (file) => ({ ...relation, from: sql`(select * from ${read(files, true)} where filename = ${literal(file)})` }),
    readerRejects: async () => ({ rows: 0, details: [] }),
    locate: async (_connection, _file, positions) => positions.map((line) => ({ line, raw: null })),
    dispose: async () => undefined,
  };
}

function relationOf(request: OpenRequest<"parquet">, types: readonly { name: string; type: string }[]): RawRelation {
  const wanted = types.filter(({ name }) => request.wanted.has(name));
  return {
    from: read(request.files, request.withPath),
    columns: new Map(wanted.map(({ name, type }) => [name, { sql: rawSql(name, type), type: rawTypeOf(type), nullsApplied: false }])),
    checks: [],
    path: sql`filename`,
  };
}

/** ENUM columns compare as text only after a cast. */
function rawSql(name: string, type: string): SqlFragment {
  return type.startsWith("ENUM") ? sql`cast(${identifier(name)} as varchar)` : identifier(name);
}

function read(files: readonly string[], withPath: boolean): SqlFragment {
  const union = files.length > 1 ? sql`, union_by_name = true` : sql``;
  const path = withPath ? sql`, filename = true` : sql``;
  return sql`read_parquet([${join(files.map(literal), ", ")}]${union}${path})`;
}

async function typesOf(
  connection: OpenRequest<"parquet">["connection"],
  files: readonly string[],
): Promise<{ name: string; type: string }[]> {
  try {
    return await columnTypes(connection, read(files, false));
  } catch (cause) {
    const broken = files.length === 1 ? files[0] : await firstBroken(connection, files);
    throw new TickmarkError(
      "bad-input",
      "The Parquet file is damaged or of a kind that cannot be read here (encrypted, for example).",
      { ...(broken === undefined ? {} : { file: broken }), remedy: "Ask for the file again, or for a CSV export." },
      cause,
    );
  }
}

async function firstBroken(connection: OpenRequest<"parquet">["connection"], files: readonly string[]): Promise<string | undefined> {
  for (const file of files) {
    try {
      await execute(connection, sql`select num_rows from parquet_file_metadata(${literal(file)})`);
    } catch {
      return file;
    }
  }
  return undefined;
}

function change(column: { name: string; types: readonly string[] }, type: string | undefined, file: string): SchemaChange[] {
  if (type === undefined) return [{ column: column.name, kind: "missing", file, detail: "The column is not in this file." }];
  const usual = column.types[0] ?? type;
  return type === usual ? [] : [{ column: column.name, kind: "type-changed", file, detail: `${type} here, ${usual} in most files.` }];
}

function byFrequency(types: readonly string[]): string[] {
  const distinct = [...new Set(types)];
  return distinct.toSorted((left, right) => types.filter((type) => type === right).length - types.filter((type) => type === left).length);
}

function startsAndEndsWith(head: FileHead, mark: string): boolean {
  const bytes = Buffer.from(mark);
  return (
    head.compression === "none" &&
    Buffer.from(head.content.subarray(0, 4)).equals(bytes) &&
    Buffer.from(head.tail.subarray(-4)).equals(bytes)
  );
}
