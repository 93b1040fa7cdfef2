import type { DuckDBConnection } from "@duckdb/node-api";
import { execute } from "../engine/duckdb-engine.ts";
import { rowPage } from "../engine/row-page.ts";
import type { Control, SourceMapping } from "../population/mapping.ts";
import type { SourceFormat } from "../population/source-format.ts";
import { identifier, integerLiteral, join, sql } from "../sql/sql.ts";
import { DETAIL_LIMIT, type HashedFile, type OpenedSource } from "./adapter.ts";
import { findLines } from "./csv/csv-lines.ts";
import type { RejectSummary, RejectedRow } from "./imported-source.ts";
import { FAILED_CHECK, type Staging, failedCheck, failedValue, staging } from "./staging-sql.ts";

export interface RefusedRows {
  readonly accepted: number;
  /** Refused by the reader and by checks. */
  readonly rejected: number;
  readonly readerRows: number;
  /** Staged rows that failed a check, blank ones included. */
  readonly failed: number;
  readonly blank: number;
  readonly summary: readonly RejectSummary[];
  /** The first hundred thousand, one by one. */
  readonly details: readonly RejectedRow[];
}

interface Context {
  readonly request: {
    readonly files: readonly string[];
    readonly format: SourceFormat;
    readonly mapping: SourceMapping;
    readonly controls: readonly Control[];
  };
  readonly opened: OpenedSource;
  readonly plan: Staging;
  readonly scratch: string;
  readonly hashed: readonly HashedFile[];
}

/** Counts what was refused and finds the place of each refused record; a clean import costs one count. */
export async function refusedRows(connection: DuckDBConnection, context: Context): Promise<RefusedRows> {
  const { plan, opened, scratch } = context;
  const staged = Number((await rowPage(await execute(connection, sql`select count(*) from ${identifier(scratch)}`))).rows[0]?.[0] ?? 0);
  const perCheck = plan.checks.length === 0 ? new Map<number, number>() : await failuresPerCheck(connection, scratch);
  const reader = await opened.readerRejects(connection);
  const isBlank = (check: number): boolean => plan.checks[check - 1]?.blank === true;
  const failed = [...perCheck.values()].reduce((sum, count) => sum + count, 0);
  const blankRecords = [...perCheck].filter(([check]) => isBlank(check)).reduce((sum, [, count]) => sum + count, 0);
  const refusedByChecks = failed - blankRecords;
  const details = [...reader.details, ...(refusedByChecks === 0 ? [] : await failedRecords(connection, context, refusedByChecks))].slice(
    0,
    DETAIL_LIMIT,
  );
  return {
    accepted: staged - failed,
    rejected: reader.rows + refusedByChecks,
    readerRows: reader.rows,
    failed,
    blank: blankRecords + (await blankLines(context)),
    summary: [
      ...[...perCheck]
        .filter(([check]) => !isBlank(check))
        .map(([check, rows]) => ({ column: plan.checks[check - 1]?.column ?? null, reason: plan.checks[check - 1]?.reason ?? "", rows })),
      ...summarised(reader.details, reader.rows),
    ].toSorted((left, right) => right.rows - left.rows),
    details: details.toSorted(
      (left, right) => context.request.files.indexOf(left.file) - context.request.files.indexOf(right.file) || left.line - right.line,
    ),
  };
}

async function failuresPerCheck(connection: DuckDBConnection, scratch: string): Promise<Map<number, number>> {
  const { rows } = await rowPage(
    await execute(
      connection,
      sql`select ${identifier(FAILED_CHECK)}, count(*) from ${identifier(scratch)} where ${identifier(FAILED_CHECK)} is not null group by all order by all`,
    ),
  );
  return new Map(rows.map(([check, count]) => [Number(check), Number(count)]));
}

/** Reads the files again, one by one, only for the records that failed. */
async function failedRecords(connection: DuckDBConnection, context: Context, count: number): Promise<RejectedRow[]> {
  const { request, opened } = context;
  const found: RejectedRow[] = [];
  for (const file of request.files) {
    if (found.length >= Math.min(count, DETAIL_LIMIT)) break;
    const relation = opened.fileRelation(file);
    const { checks } = staging(relation, request.mapping, request.controls);
    const blanks = checks.flatMap((check, index) => (check.blank === true ? [index + 1] : []));
    const { rows } = await rowPage(
      await execute(
        connection,
        sql`
          select position, ${identifier(FAILED_CHECK)}, written
          from (
            select position, ${failedCheck(checks)} as ${identifier(FAILED_CHECK)}, ${failedValue(relation, checks, request.mapping.nullTokens)} as written
            from (select *, row_number() over () as position from ${relation.from})
          )
          where ${identifier(FAILED_CHECK)} not in (${join([0, ...blanks].map(integerLiteral), ", ")})
          limit ${integerLiteral(DETAIL_LIMIT - found.length)}`,
      ),
    );
    const places = await opened.locate(
      connection,
      file,
      rows.map(([position]) => Number(position)),
    );
    rows.forEach(([, check, written], index) => {
      const failedOn = checks[Number(check) - 1];
      const place = places[index];
      const raw = place?.raw ?? (written === null || written === undefined ? "" : String(written));
      found.push({
        file,
        line: place?.line ?? 0,
        column: failedOn?.column ?? null,
        reason: failedOn?.reason ?? "",
        rawExcerpt: raw.slice(0, 500),
      });
    });
  }
  return found;
}

/** Blank lines of CSV files, which the reader passes over; counted only where hashing saw that there may be some. */
async function blankLines({ request, hashed }: Context): Promise<number> {
  if (request.format.adapter !== "csv") return 0;
  let blank = 0;
  for (const file of hashed)
    // Hashing looks at bytes and cannot see an empty line of two-byte characters.
    if (file.mayHaveBlankLines || request.format.encoding === "utf-16")
      blank += (await findLines(file.path, request.format, { refused: new Set(), positions: new Set() })).blankLines;
  return blank;
}

function summarised(details: readonly RejectedRow[], rows: number): RejectSummary[] {
  const counts = new Map<string, RejectSummary>();
  for (const { column, reason } of details) {
    const key = JSON.stringify([column, reason]);
    counts.set(key, { column, reason, rows: (counts.get(key)?.rows ?? 0) + 1 });
  }
  const further = rows - details.length;
  return [
    ...counts.values(),
    ...(further > 0 ? [{ column: null, reason: "refused by the reader, not listed one by one", rows: further }] : []),
  ];
}
