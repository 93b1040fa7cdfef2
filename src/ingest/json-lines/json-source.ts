import { execute } from "../../engine/duckdb-engine.ts";
import { rowPage } from "../../engine/row-page.ts";
import type { DuckDBConnection } from "@duckdb/node-api";
import { TickmarkError } from "../../foundation/errors.ts";
import { type SqlFragment, identifier, integerLiteral, join, literal, sql } from "../../sql/sql.ts";
import type { Check, OpenRequest, OpenedSource, RawRelation, ReaderRejects } from "../adapter.ts";
import { columnTypes } from "../raw-types.ts";

const MAX_LINE_BYTES = 16_777_216;

/**
 * Lines are read as text and taken apart record by record: one broken line, a repeated key or a value of
 * another type than the rest must not stop the whole read, as DuckDB's own JSON reader does.
 */
export async function openJson(request: OpenRequest<"json-lines">): Promise<OpenedSource> {
  const { files, format } = request;
  if (format.layout === "array") await refuseUnreadableArray(request);
  return {
    relation: relation(request, files),
    missingInSome: [],
    fileRelation: (file) => relation(request, [file]),
    readerRejects: (connection) =>
      format.layout === "array" ? Promise.resolve({ rows: 0, details: [] }) : readerRejects(connection, request),
    locate: async (connection, file, positions) => {
      // Lines that the reader refused are not among its rows: later positions move down by one for each.
      const refused =
        format.layout === "array"
          ? []
          : (await refusedLines(connection, request)).filter((line) => line.file === file).map(({ line }) => line);
      return positions.map((position) => ({ line: lineOf(position, refused), raw: null }));
    },
    dispose: async (connection) => {
      await execute(connection, sql`drop table if exists ${identifier(`${request.scratch}_errors`)}`);
      await execute(connection, sql`drop table if exists ${identifier(`${request.scratch}_scans`)}`);
    },
  };
}

function relation(request: OpenRequest<"json-lines">, files: readonly string[]): RawRelation {
  const wanted = [...request.wanted.keys()];
  const paths = wanted.map((name) => literal(`$.${name}`));
  const valid = sql`json_valid(record)`;
  const path = request.withPath ? sql`, filename as path` : sql``;
  const fields = sql`case when ${valid} then json_extract_string(record, [${join(paths, ", ")}]) end as fields`;
  const topLevel = [...new Set(wanted.map(topLevelKey))];
  const keys = sql`list_filter(json_keys(record), lambda key: key in (${join(topLevel.map(literal), ", ")}))`;
  const isObject = sql`json_type(record) = 'OBJECT'`;
  const repeated = sql`case when ${valid} then len(${keys}) > len(list_distinct(${keys})) else false end`;
  const checks: Check[] = [
    { condition: sql`record is null`, column: null, reason: "blank", blank: true },
    { condition: sql`not valid`, column: null, reason: "not valid JSON" },
    { condition: sql`not is_object`, column: null, reason: "not a JSON object" },
    { condition: sql`repeated`, column: null, reason: "a mapped field is given twice" },
  ];
  return {
    from: sql`
      (
        select record, ${valid} as valid, case when ${valid} then ${isObject} end as is_object, ${repeated} as repeated, ${fields}${path}
        from ${records(request, files)}
      )`,
    columns: new Map(
      wanted.map((name, index) => [name, { sql: sql`fields[${integerLiteral(index + 1)}]`, type: "text" as const, nullsApplied: false }]),
    ),
    checks,
    record: sql`record`,
    path: sql`path`,
  };
}

/** One row a record with its text in `record`; a blank line is a null record. */
function records(request: OpenRequest<"json-lines">, files: readonly string[]): SqlFragment {
  const list = sql`[${join(files.map(literal), ", ")}]`;
  const path = request.withPath ? sql`, filename` : sql``;
  const { compression } = request.format;
  if (request.format.layout === "array")
    return sql`(select cast(json as varchar) as record${path} from read_json_objects(${list}, format = 'array', compression = ${literal(compression === "none" ? "uncompressed" : compression)}, maximum_object_size = ${integerLiteral(MAX_LINE_BYTES)}, filename = ${request.withPath ? sql`true` : sql`false`}))`;
  const options = [
    list,
    sql`auto_detect = false`,
    sql`header = false`,
    // No text of JSON can hold the byte 0, so a line is always one column.
    sql`delim = '\\0'`,
    sql`quote = ''`,
    sql`escape = ''`,
    sql`columns = {'record': 'VARCHAR'}`,
    sql`compression = ${literal(compression)}`,
    sql`max_line_size = ${integerLiteral(MAX_LINE_BYTES)}`,
    sql`store_rejects = true`,
    sql`rejects_limit = 0`,
    sql`rejects_table = ${literal(`${request.scratch}_errors`)}`,
    sql`rejects_scan = ${literal(`${request.scratch}_scans`)}`,
  ];
  return sql`(select record${path} from read_csv(${join(options, ", ")}))`;
}

async function readerRejects(connection: DuckDBConnection, request: OpenRequest<"json-lines">): Promise<ReaderRejects> {
  const lines = await refusedLines(connection, request);
  return {
    rows: lines.length,
    details: lines.map(({ file, line, reason, raw }) => ({ file, line, column: null, reason, rawExcerpt: raw.slice(0, 500) })),
  };
}

async function refusedLines(
  connection: DuckDBConnection,
  request: OpenRequest<"json-lines">,
): Promise<{ file: string; line: number; reason: string; raw: string }[]> {
  const { rows } = await rowPage(
    await execute(
      connection,
      sql`
        select file_path, line, any_value(cast(error_type as varchar)), any_value(csv_line)
        from ${identifier(`${request.scratch}_errors`)} join ${identifier(`${request.scratch}_scans`)} using (scan_id, file_id)
        group by file_path, line
        order by file_path, line`,
    ),
  );
  return rows.map(([file, line, type, raw]) => ({
    file: String(file),
    line: Number(line),
    reason: type === "INVALID ENCODING" ? "not UTF-8" : String(type).toLowerCase(),
    raw: String(raw ?? ""),
  }));
}

function lineOf(position: number, refused: readonly number[]): number {
  let line = position;
  for (const refusedLine of refused) if (refusedLine <= line) line += 1;
  return line;
}

/** First key of a dotted path: `a.b` and `"a.x".b` belong to `a` and `a.x`. */
function topLevelKey(path: string): string {
  if (!path.startsWith('"')) return path.split(".", 1)[0] ?? path;
  return JSON.parse(/^"(?:[^"\\]|\\.)*"/.exec(path)?.[0] ?? path) as string;
}

async function refuseUnreadableArray(request: OpenRequest<"json-lines">): Promise<void> {
  for (const file of request.files) {
    try {
      await columnTypes(request.connection, records({ ...request, withPath: false }, [file]));
    } catch (cause) {
      throw new TickmarkError(
        "bad-input",
        "The JSON array cannot be read.",
        { file, remedy: "Ask for one object a line (JSONL): then broken records can be told apart." },
        cause,
      );
    }
  }
}
