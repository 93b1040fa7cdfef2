import { randomUUID } from "node:crypto";
import { mkdirSync, rmSync } from "node:fs";
import { join as joinPath } from "node:path";
import type { PrivacyDocument } from "../evidence/documents.ts";
import type { RunRecord } from "../evidence/run-record.ts";
import { execute } from "../engine/duckdb-engine.ts";
import { type DuckDbEngine, openEngine } from "../engine/open-engine.ts";
import { TickmarkError, isTickmarkError } from "../foundation/errors.ts";
import { populationColumnTypes } from "../population/funnel.ts";
import { POPULATION_RELATION, type Population } from "../population/population.ts";
import { RECORD_NUMBER, ROLE_COLUMNS } from "../population/roles.ts";
import { type SqlFragment, identifier, integerLiteral, literal, render, sql } from "../sql/sql.ts";
import type { CaseSession } from "./case-session.ts";
import type { JobContext } from "./job.ts";
import { isIdentifier } from "./pack-identifiers.ts";
import { builtFingerprint } from "./population-service.ts";
import { normalSql, pseudonymisedRows } from "./pseudonym-sql.ts";

export type RecordColumn = NonNullable<PrivacyDocument["records"]>["columns"][number];

/** Rows of one Parquet row group: fixed, so that the same rows give the same bytes. */
const ROW_GROUP = 122_880;

/**
 * What becomes of each column of the population: columns that no query of the runs names are removed, ids go under pseudonyms. The
 * record's number and the decision's id stay, so that each record can be traced by whoever holds the key.
 */
export function recordColumns(
  population: Population,
  runs: readonly Pick<RunRecord, "queries" | "population">[],
  quasiIdentifiers: readonly string[],
): RecordColumn[] {
  const texts = runs
    .filter((run) => run.population.fingerprint === population.fingerprint)
    .flatMap(({ queries }) => queries.map(({ sql: text }) => text));
  const kept = (column: string): boolean =>
    column === RECORD_NUMBER || column === ROLE_COLUMNS.decisionId.column || texts.some((text) => names(text, column));
  const roles = new Map<string, string>([
    ...population.roles.map((role): [string, string] => [ROLE_COLUMNS[role].column, ROLE_COLUMNS[role].title]),
    ...population.features.map(({ column }): [string, string] => [column, "Feature"]),
    ...population.attributes.map(({ column }): [string, string] => [column, "Protected attribute"]),
    [RECORD_NUMBER, "Record number"],
  ]);
  return [...populationColumnTypes(population).keys()]
    .filter((column) => column !== "duplicate_rank" || population.filters.some((filter) => filter.column === column))
    .map((column) => ({
      column,
      role: roles.get(column) ?? "Derived",
      treatment: kept(column) ? (isIdentifier(column) ? "pseudonym" : "as-is") : "removed",
      quasiIdentifier: quasiIdentifiers.includes(column),
    }));
}

/** True where SQL names the column, quoted or plain. */
function names(text: string, column: string): boolean {
  const plain = column.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`(?<![A-Za-z0-9_])${plain}(?![A-Za-z0-9_])`, "u").test(text) || text.includes(`"${column.replaceAll('"', '""')}"`);
}

/** The rows of the pack's records: what leaves, in the form in which it leaves. */
export function recordRows(columns: readonly RecordColumn[], key: Uint8Array): SqlFragment {
  const leaving = columns
    .filter(({ treatment }) => treatment !== "removed")
    .map(({ column, treatment }) => ({ column, pseudonym: treatment === "pseudonym" }));
  return pseudonymisedRows(identifier(POPULATION_RELATION), leaving, key);
}

/** Parquet of the records in a folder of its own; whoever asked for it removes it. */
export interface RecordsFile {
  /** Name in the pack. */
  readonly name: string;
  readonly path: string;
  dispose(): void;
}

/**
 * Writes the records in record order. One thread, one size of row groups, no time and no path in the file: the same records
 * give the same bytes.
 */
export async function writeRecords(
  session: CaseSession,
  population: Population,
  columns: readonly RecordColumn[],
  key: Uint8Array,
  job: JobContext,
): Promise<RecordsFile> {
  // What a killed process leaves under such a name is removed when the case is opened next.
  const folder = joinPath(session.kase.directory, "packs", `records-${randomUUID()}.tmp`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const name = recordsFileName(population.fingerprint);
  const path = joinPath(folder, name);
  const dispose = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    await session.engines.write(async (engine) => {
      if ((await builtFingerprint(engine)) !== population.fingerprint)
        throw new TickmarkError("bad-input", "The population was changed in the meantime.", { remedy: "Export again." });
      await refuseMergedIds(engine, columns, job.signal);
      await engine.withConnection(
        async (connection) => {
          await execute(connection, sql`set threads = 1`);
          await execute(
            connection,
            sql`copy (select * from (${recordRows(columns, key)}) order by ${identifier(RECORD_NUMBER)}) to ${literal(path)} (format parquet, compression zstd, row_group_size ${integerLiteral(ROW_GROUP)})`,
          );
        },
        { signal: job.signal },
      );
    });
    return { name, path, dispose };
  } catch (cause) {
    dispose();
    throw withoutSql(cause);
  }
}

/** The statement holds the pseudonym key, so no error may carry it. */
function withoutSql(cause: unknown): unknown {
  if (!isTickmarkError(cause) || cause.code !== "query-failed") return cause;
  return new TickmarkError("query-failed", "The records could not be written.", {
    remedy: "Check the free space of the disk that holds the case.",
  });
}

export function recordsFileName(fingerprint: string): string {
  return `${fingerprint}.parquet`;
}

/** Two ids with one pseudonym would make one person of two. */
async function refuseMergedIds(engine: DuckDbEngine, columns: readonly RecordColumn[], signal: AbortSignal): Promise<void> {
  for (const { column, treatment } of columns) {
    if (treatment !== "pseudonym" || column === ROLE_COLUMNS.overrideReason.column) continue;
    const id = identifier(column);
    const { rows } = await engine.rows(
      render(sql`select count(distinct ${id}) - count(distinct ${normalSql(id)}) from ${identifier(POPULATION_RELATION)}`),
      { signal },
    );
    if (Number(rows[0]?.[0] ?? 0) === 0) continue;
    throw new TickmarkError("bad-input", `${column} has ids that differ only in the spaces around them or in the form of their letters.`, {
      column,
      remedy: "Import the source with these ids written alike.",
    });
  }
}

/** Runs work on an engine that sees the records' file as the relation `population`. */
export async function withRecords<Result>(file: RecordsFile, work: (engine: DuckDbEngine) => Promise<Result>): Promise<Result> {
  const engine = await openEngine({ file: ":memory:", tempDirectory: joinPath(file.path, "..", "spill") });
  try {
    await engine.run(render(sql`create view ${identifier(POPULATION_RELATION)} as select * from read_parquet(${literal(file.path)})`));
    return await work(engine);
  } finally {
    await engine.close();
  }
}
