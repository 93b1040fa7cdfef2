import type { DuckDBConnection } from "@duckdb/node-api";
import { type DuckDbEngine, execute } from "../engine/duckdb-engine.ts";
import { TickmarkError } from "../foundation/errors.ts";
import { canonicalColumns } from "../population/canonical-columns.ts";
import { stagedTable, stagingDigest } from "../population/definition.ts";
import type { Control, SourceMapping } from "../population/mapping.ts";
import type { SourceFormat } from "../population/source-format.ts";
import { identifier, join, sql } from "../sql/sql.ts";
import type { Adapter, HashedFile, OpenedSource } from "./adapter.ts";
import { adapterOf } from "./adapters.ts";
import { controlTotals } from "./control-totals.ts";
import { refusedRows } from "./failed-records.ts";
import { fileState, hashFiles, refuseChange } from "./hash-files.ts";
import { createImportTables, dropPopulation, inTransaction, recordImport } from "./import-tables.ts";
import type { ImportProgress, ImportedSource } from "./imported-source.ts";
import { FAILED_CHECK, type Staging, staging, wantedColumns } from "./staging-sql.ts";

export interface ImportRequest {
  readonly engine: DuckDbEngine;
  /** Names the source in the case; matches `[a-z0-9][a-z0-9-]*`. */
  readonly sourceId: string;
  /** In reading order: it is the record order. */
  readonly files: readonly string[];
  readonly format: SourceFormat;
  readonly mapping: SourceMapping;
  readonly controls: readonly Control[];
}

export interface ImportOptions {
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((progress: ImportProgress) => void) | undefined;
}

/**
 * Reads the files once into one typed table, hashes them meanwhile, and sets aside every record that the format
 * or the mapping refuses. Replaces an earlier import of the same source; a failed or cancelled one changes nothing.
 */
export async function importSource(request: ImportRequest, options: ImportOptions = {}): Promise<ImportedSource> {
  checkRequest(request);
  const before = await Promise.all(request.files.map(fileState));
  const progress = new ProgressReport(
    before.reduce((sum, file) => sum + file.bytes, 0),
    options.onProgress,
  );
  const hashing = hashFiles(request.files, {
    signal: options.signal,
    onBytes: (bytes) => progress.hashed(bytes),
    inspect: inspection(request.format),
  });
  const imported = request.engine.withConnection(
    (connection) => importOnConnection(connection, request, hashing, options.signal, progress),
    {
      signal: options.signal,
      onProgress: (fraction) => progress.read(fraction),
    },
  );
  // What hashing finds (a changed or broken file) explains a failed read, so it is told first.
  const [hashed, result] = await Promise.allSettled([hashing, imported]);
  if (result.status === "rejected" && isCancelled(result.reason)) throw result.reason;
  if (hashed.status === "rejected") throw hashed.reason;
  if (result.status === "rejected") throw result.reason;
  progress.done();
  return result.value;
}

async function importOnConnection(
  connection: DuckDBConnection,
  request: ImportRequest,
  hashing: Promise<{ digest: string; files: HashedFile[] }>,
  signal: AbortSignal | undefined,
  progress: ProgressReport,
): Promise<ImportedSource> {
  const { format, mapping, controls, files } = request;
  const adapter: Adapter = adapterOf(format.adapter);
  const table = stagedTable(request.sourceId);
  const scratch = `${table}__new`;
  const before = await Promise.all(files.map(fileState));
  const withPath = mapping.columns.some((column) => column.origin.kind === "file-path");
  await execute(connection, sql`drop table if exists ${identifier(scratch)}`);
  await createImportTables(connection);
  const opened = await adapter.open({
    connection,
    files,
    format,
    wanted: wantedColumns(mapping, controls),
    nullTokens: mapping.nullTokens,
    scratch,
    withPath,
    signal,
  });
  try {
    refuseMissingColumns(request, opened);
    const plan = staging(opened.relation, mapping, controls);
    await execute(connection, sql`create table ${identifier(scratch)} as\n${plan.select}`);
    progress.checking();
    const hashed = await hashing;
    for (const [index, file] of files.entries())
      refuseChange(file, before[index] ?? { bytes: -1, modifiedMs: 0, inode: 0 }, await fileState(file));
    const refused = await refusedRows(connection, { request, opened, plan, scratch, hashed: hashed.files });
    if (refused.readerRows > 0 && mapping.columns.some((column) => column.origin.kind === "row-number"))
      throw new TickmarkError(
        "bad-input",
        "Records cannot be numbered: the reader refused some of them, so later numbers would be wrong.",
        {
          ...(refused.details[0] === undefined ? {} : { file: refused.details[0].file, line: refused.details[0].line }),
          remedy: "Ask for a file without broken records, or join by an id.",
        },
      );
    const imported: ImportedSource = {
      sourceId: request.sourceId,
      table,
      adapter: { id: adapter.id, version: adapter.version },
      digest: hashed.digest,
      stagingDigest: stagingDigest({ format, mapping }),
      files: hashed.files.map(({ path, bytes, modifiedMs, sha256 }) => ({ path, bytes, modifiedMs, sha256 })),
      rowsRead: refused.accepted + refused.rejected,
      rowsAccepted: refused.accepted,
      rowsRejected: refused.rejected,
      rowsBlank: refused.blank,
      rejects: refused.summary,
      controlTotals: await controlTotals(connection, {
        table: scratch,
        where: plan.checks.length === 0 ? sql`true` : sql`${identifier(FAILED_CHECK)} is null`,
        controls,
        rowsRead: refused.accepted + refused.rejected,
        rowsRejected: refused.rejected,
      }),
      limits: [
        ...adapter.limits(format),
        ...zoneLimits(mapping),
        ...opened.missingInSome.map((change) => `${change.column} is missing in ${change.file}: its rows have no value there.`),
      ],
    };
    const clean = await acceptedTable(connection, plan, scratch, refused.failed);
    await inTransaction(connection, async () => {
      await dropPopulation(connection);
      await execute(connection, sql`drop table if exists ${identifier(table)}`);
      await execute(connection, sql`alter table ${identifier(clean)} rename to ${identifier(table)}`);
      await recordImport(connection, imported, refused.details);
    });
    return imported;
  } finally {
    await tidyUp(connection, opened, scratch);
  }
}

/** Leaves accepted rows and canonical columns only; rows are copied again only when some were refused. */
async function acceptedTable(connection: DuckDBConnection, plan: Staging, scratch: string, failed: number): Promise<string> {
  const extra = [...plan.controlColumns, ...(plan.checks.length === 0 ? [] : [FAILED_CHECK])];
  if (failed === 0) {
    for (const column of extra) await execute(connection, sql`alter table ${identifier(scratch)} drop column ${identifier(column)}`);
    return scratch;
  }
  const clean = `${scratch}_clean`;
  await execute(connection, sql`drop table if exists ${identifier(clean)}`);
  await execute(
    connection,
    sql`create table ${identifier(clean)} as
      select * exclude (${join(extra.map(identifier), ", ")})
      from ${identifier(scratch)}
      where ${identifier(FAILED_CHECK)} is null`,
  );
  return clean;
}

/** After a cancel the connection still works; what cannot be dropped is dropped by the next import. */
async function tidyUp(connection: DuckDBConnection, opened: OpenedSource, scratch: string): Promise<void> {
  for (const name of [scratch, `${scratch}_clean`]) await connection.run(`drop table if exists "${name}"`).catch(() => undefined);
  await opened.dispose(connection).catch(() => undefined);
}

function refuseMissingColumns(request: ImportRequest, opened: OpenedSource): void {
  const file = request.files[0];
  for (const column of wantedColumns(request.mapping, request.controls).keys()) {
    if (opened.relation.columns.has(column)) continue;
    throw new TickmarkError("bad-input", `The mapped column ${column} is not in the source.`, {
      ...(file === undefined ? {} : { file }),
      line: 1,
      column,
      expected: "a column of this name",
      remedy: "Map another column, or ask for the export with this column.",
    });
  }
  const keys = request.mapping.columns.flatMap(({ target, origin }) =>
    target.kind === "role" && (target.role === "decisionId" || target.role === "subjectId") && origin.kind === "column"
      ? [origin.column]
      : [],
  );
  const broken = opened.missingInSome.find((change) => keys.includes(change.column));
  if (broken !== undefined)
    throw new TickmarkError("bad-input", `The id column ${broken.column} is missing in one of the files.`, {
      file: broken.file,
      line: 1,
      column: broken.column,
    });
}

function zoneLimits(mapping: SourceMapping): string[] {
  return mapping.columns.flatMap(({ reading, target }) =>
    reading.as === "instant" && reading.encoding.kind !== "epoch" && reading.zone.kind === "declared" && reading.zone.timeZone !== "UTC"
      ? [
          `${target.kind === "role" ? target.role : target.name}: times have no offset and were read in ${reading.zone.timeZone}; in the hour that repeats when clocks go back the later instant was taken, in the hour that is skipped the time moved on.`,
        ]
      : [],
  );
}

function checkRequest(request: ImportRequest): void {
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(request.sourceId))
    throw new TickmarkError("usage", `"${request.sourceId}" cannot name a source.`, { expected: "small letters, digits and hyphens" });
  if (request.files.length === 0) throw new TickmarkError("usage", "No file to import.");
  const twice = request.files.find((file, index) => request.files.indexOf(file) !== index);
  if (twice !== undefined) throw new TickmarkError("usage", "A file is listed twice.", { file: twice });
  canonicalColumns(request.mapping);
}

function inspection(format: SourceFormat): { compression: "none" | "gzip" | "zstd" } | undefined {
  return format.adapter === "csv" || (format.adapter === "json-lines" && format.compression !== "none")
    ? { compression: format.compression }
    : undefined;
}

function isCancelled(reason: unknown): boolean {
  return reason instanceof TickmarkError && reason.code === "cancelled";
}

/** Joins what reading and hashing tell into one report. */
class ProgressReport {
  readonly #total: number;
  readonly #listener: ((progress: ImportProgress) => void) | undefined;
  #hashed = 0;
  #fraction: number | null = null;
  #phase: ImportProgress["phase"] = "reading";

  constructor(total: number, listener: ((progress: ImportProgress) => void) | undefined) {
    this.#total = total;
    this.#listener = listener;
  }

  hashed(bytes: number): void {
    this.#hashed = bytes;
    this.#tell();
  }

  read(fraction: number | null): void {
    this.#fraction = this.#phase === "reading" ? fraction : null;
    this.#tell();
  }

  checking(): void {
    this.#phase = "checking";
    this.#fraction = null;
    this.#tell();
  }

  done(): void {
    this.#phase = "done";
    this.#fraction = 1;
    this.#tell();
  }

  #tell(): void {
    this.#listener?.({ phase: this.#phase, fraction: this.#fraction, bytesHashed: this.#hashed, bytesTotal: this.#total });
  }
}
