import type { DuckDBConnection } from "@duckdb/node-api";
import { execute } from "../../engine/duckdb-engine.ts";
import { TickmarkError } from "../../foundation/errors.ts";
import type { FormatOf } from "../../population/source-format.ts";
import { type SqlFragment, identifier, integerLiteral, join, literal, sql } from "../../sql/sql.ts";
import { DETAIL_LIMIT, type OpenRequest, type OpenedSource, type RawRelation, type ReaderRejects } from "../adapter.ts";
import { rowPage } from "../../engine/row-page.ts";
import type { SchemaChange } from "../import-plan.ts";
import type { RejectedRow } from "../imported-source.ts";
import { type LineFindings, findLines } from "./csv-lines.ts";
import { readHeader } from "./csv-text.ts";

type CsvFormat = FormatOf<"csv">;

/** Files that follow each other and have the same header. */
interface HeaderRun {
  readonly files: string[];
  readonly header: readonly string[];
}

const MAX_LINE_BYTES = 16_777_216;

/** Opens CSV files as one relation in which each wanted column has the type it is wanted as. */
export async function openCsv(request: OpenRequest<"csv">): Promise<OpenedSource> {
  const { format, files } = request;
  const runs = await headerRuns(files, format);
  const missingInSome: SchemaChange[] = runs.flatMap((run) =>
    [...request.wanted.keys()]
      .filter((column) => !run.header.includes(column))
      .map((column): SchemaChange => ({ column, kind: "missing", file: run.files[0] ?? "", detail: "The column is not in the header." })),
  );
  const relationOf = (some: readonly HeaderRun[]): RawRelation => relation(request, some);
  return {
    relation: relationOf(runs),
    missingInSome,
    fileRelation: (file) => relationOf(runs.filter((run) => run.files.includes(file)).map((run) => ({ ...run, files: [file] }))),
    readerRejects: (connection) => readerRejects(connection, request),
    locate: async (connection, file, positions) => {
      const refused = new Set((await refusedRecords(connection, request, file)).map((record) => record.offset));
      const { located } = await findLines(file, format, { refused, positions: new Set(positions) });
      return positions.map((position) => located.get(position) ?? { line: position, raw: null });
    },
    dispose: async (connection) => {
      await execute(connection, sql`drop table if exists ${identifier(`${request.scratch}_errors`)}`);
      await execute(connection, sql`drop table if exists ${identifier(`${request.scratch}_scans`)}`);
    },
  };
}

async function headerRuns(files: readonly string[], format: CsvFormat): Promise<HeaderRun[]> {
  const runs: HeaderRun[] = [];
  for (const file of files) {
    const header = format.header ? await readHeader(file, format) : format.columns;
    if (header === null) throw new TickmarkError("bad-input", "The file is empty: it has no header.", { file, line: 1 + format.skipLines });
    const last = runs.at(-1);
    if (last !== undefined && last.header.join("\u0000") === header.join("\u0000")) last.files.push(file);
    else runs.push({ files: [file], header });
  }
  return runs;
}

function relation(request: OpenRequest<"csv">, runs: readonly HeaderRun[]): RawRelation {
  const wanted = [...request.wanted];
  const selects = runs.map((run) => {
    const columns = wanted.map(([name, as], index) => {
      const at = run.header.indexOf(name);
      const value = at >= 0 ? identifier(`c${at}`) : as === "number" ? sql`cast(null as double)` : sql`cast(null as varchar)`;
      return sql`${value} as ${identifier(`w${index}`)}`;
    });
    const path = request.withPath ? [sql`filename as path`] : [];
    const parts = [...columns, ...path];
    return sql`select ${parts.length === 0 ? sql`1 as nothing` : join(parts, ", ")} from ${readCsv(request, run)}`;
  });
  return {
    from: sql`(${join(selects, "\nunion all\n")})`,
    columns: new Map(
      wanted.flatMap(([name, as], index) =>
        runs.some((run) => run.header.includes(name))
          ? [[name, { sql: identifier(`w${index}`), type: as === "number" ? ("float" as const) : ("text" as const), nullsApplied: true }]]
          : [],
      ),
    ),
    checks: [],
    path: sql`path`,
  };
}

/** Every option is stated; the reader detects nothing. */
function readCsv(request: OpenRequest<"csv">, run: HeaderRun): SqlFragment {
  const { format, wanted, nullTokens, scratch } = request;
  const types = run.header.map(
    (name, index) => sql`${literal(`c${index}`)}: ${literal(wanted.get(name) === "number" ? "DOUBLE" : "VARCHAR")}`,
  );
  const options = [
    sql`[${join(run.files.map(literal), ", ")}]`,
    sql`auto_detect = false`,
    sql`header = ${format.header ? sql`true` : sql`false`}`,
    sql`skip = ${integerLiteral(format.skipLines)}`,
    sql`delim = ${literal(format.delimiter)}`,
    sql`quote = ${literal(format.quote)}`,
    sql`escape = ${literal(format.escape)}`,
    sql`encoding = ${literal(format.encoding)}`,
    sql`compression = ${literal(format.compression)}`,
    sql`columns = {${join(types, ", ")}}`,
    sql`nullstr = [${join(["", ...nullTokens.filter((token) => token !== "")].map(literal), ", ")}]`,
    sql`max_line_size = ${integerLiteral(MAX_LINE_BYTES)}`,
    sql`store_rejects = true`,
    sql`rejects_limit = 0`,
    sql`rejects_table = ${literal(`${scratch}_errors`)}`,
    sql`rejects_scan = ${literal(`${scratch}_scans`)}`,
  ];
  return sql`read_csv(${join(options, ", ")})`;
}

interface RefusedRecord {
  readonly offset: number;
  /** DuckDB's own count of records: right unless a value before holds a line break. */
  readonly record: number;
  readonly column: string | null;
  readonly reason: string;
  readonly raw: string;
}

async function readerRejects(connection: DuckDBConnection, request: OpenRequest<"csv">): Promise<ReaderRejects> {
  const details: RejectedRow[] = [];
  let rows = 0;
  const counts = await refusedCounts(connection, request);
  for (const file of request.files) {
    const count = counts.get(file) ?? 0;
    rows += count;
    const refused = count === 0 ? [] : await refusedRecords(connection, request, file);
    const lines: LineFindings | null =
      count > 0
        ? await findLines(file, request.format, { refused: new Set(refused.map((record) => record.offset)), positions: new Set() })
        : null;
    for (const record of refused.slice(0, DETAIL_LIMIT - details.length)) {
      details.push({
        file,
        line: lines?.lineOfRefused.get(record.offset) ?? record.record,
        column: record.column,
        reason: record.reason,
        rawExcerpt: record.raw.slice(0, 500),
      });
    }
  }
  return { rows, details };
}

async function refusedCounts(connection: DuckDBConnection, request: OpenRequest<"csv">): Promise<Map<string, number>> {
  const { rows } = await rowPage(
    await execute(
      connection,
      sql`
        select file_path, count(distinct line_byte_position)
        from ${identifier(`${request.scratch}_errors`)} join ${identifier(`${request.scratch}_scans`)} using (scan_id, file_id)
        group by file_path`,
    ),
  );
  return new Map(rows.map(([file, count]) => [String(file), Number(count)]));
}

/** One entry a refused record of one file: the first of its errors. */
async function refusedRecords(connection: DuckDBConnection, request: OpenRequest<"csv">, file: string): Promise<RefusedRecord[]> {
  const { rows } = await rowPage(
    await execute(
      connection,
      sql`
        select line_byte_position, arg_min(coalesce(column_name, ''), byte_position), arg_min(cast(error_type as varchar), byte_position),
          arg_min(error_message, byte_position), any_value(csv_line), min(line)
        from ${identifier(`${request.scratch}_errors`)} join ${identifier(`${request.scratch}_scans`)} using (scan_id, file_id)
        where file_path = ${literal(file)}
        group by line_byte_position
        order by line_byte_position`,
    ),
  );
  const header = request.format.header ? ((await readHeader(file, request.format)) ?? []) : request.format.columns;
  return rows.map(([position, column, type, message, raw, line]) => {
    const text = String(raw ?? "");
    const leading = /^[\r\n]*/.exec(text)?.[0].length ?? 0;
    const index = /^c(\d+)$/.exec(String(column ?? ""))?.[1];
    return {
      offset: Number(position) - 1 + leading,
      record: Number(line),
      column: index === undefined ? null : (header[Number(index)] ?? null),
      reason: refusalReason(String(type), String(message)),
      raw: text.slice(leading),
    };
  });
}

function refusalReason(type: string, message: string): string {
  const counts = /Expected Number of Columns: (\d+) Found: (\d+)/.exec(message);
  const found = counts === null ? "" : ` (${counts[2]} instead of ${counts[1]})`;
  switch (type) {
    case "CAST":
      return "not a number";
    case "TOO MANY COLUMNS":
      return `too many columns${found}`;
    case "MISSING COLUMNS":
      return `columns are missing${found}`;
    case "UNQUOTED VALUE":
      return "a quoted value is not closed properly";
    case "LINE SIZE OVER MAXIMUM":
      return "the record is longer than 16 MiB";
    case "INVALID ENCODING":
      return "not in the stated encoding";
    default:
      return type.toLowerCase();
  }
}
