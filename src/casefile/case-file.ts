import { randomUUID } from "node:crypto";
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import Database from "better-sqlite3";
import { type Json, canonicalJson } from "../foundation/canonical-json.ts";
import { TickmarkError } from "../foundation/errors.ts";
import type { CaseReader, CaseWriter } from "../ports/case-store.ts";
import type { Clock } from "../ports/clock.ts";
import { type CaseLock, lockCase } from "./case-lock.ts";
import { SqliteCaseReader } from "./case-reader.ts";
import { SqliteCaseWriter } from "./case-writer.ts";
import { appendEntry } from "./journal.ts";
import { LATEST_SCHEMA, migrate, schemaVersion } from "./migrations/migrations.ts";
import { sweepOrphans } from "./orphans.ts";

export const CASE_FILE = "case.sqlite";
/** "TKMK": tells a case file from any other SQLite file. */
const APPLICATION_ID = 0x544b4d4b;
/** What may stand in a folder in which a case is made: left by a process that died while making one. */
const LEFT_BY_CREATION = new Set(["", "-wal", "-shm", "-journal"].map((end) => `${CASE_FILE}${end}`).concat("lock.sqlite", "lock.json"));

const systemClock: Clock = { nowMs: () => Date.now() };

interface CaseHandle {
  /** Absolute. */
  readonly directory: string;
  close(): void;
  [Symbol.dispose](): void;
}

/** A case that cannot be changed through this handle. */
export type ReadOnlyCase = CaseReader & CaseHandle & { readonly rights: "read-only" };

/** The one handle that may change the case, over all processes. */
export type WritableCase = CaseWriter &
  CaseHandle & {
    readonly rights: "writable";
    /** Leftovers of a process that died, removed when this handle was opened. */
    readonly swept: readonly string[];
  };

/** Makes a new case folder. Throws `already-exists` when something is there. */
export function createCase(directory: string, request: { title: string; actor: string; engagement?: object; clock?: Clock }): WritableCase {
  const folder = resolve(directory);
  const clock = request.clock ?? systemClock;
  if (request.title.trim() === "") throw new TickmarkError("bad-input", "A case needs a title.");
  requireActor(request.actor);
  refuseTaken(folder);
  mkdirSync(folder, { recursive: true });
  const at = new Date(clock.nowMs()).toISOString();
  const lock = lockCase(folder, at);
  return guarded(lock, () => {
    const database = connect(folder, { readonly: false });
    if (identityOf(database) !== 0) {
      database.close();
      throw takenBy(folder);
    }
    const engagement = request.engagement ?? {};
    const caseId = randomUUID();
    database
      .transaction(() => {
        migrate(database);
        database.pragma(`application_id = ${APPLICATION_ID}`);
        database
          .prepare("INSERT INTO case_meta (id, case_id, title, created_at, created_by, engagement) VALUES (1, ?, ?, ?, ?, ?)")
          .run(caseId, request.title, at, request.actor, canonicalJson(engagement));
        const payload = { caseId, title: request.title, engagement: engagement as Json };
        appendEntry(database, { at, actor: request.actor, kind: "case-created", payload });
      })
      .immediate();
    syncFolderNow(folder);
    syncFolderNow(dirname(folder));
    return writable(database, lock, { directory: folder, actor: request.actor, clock }, []);
  });
}

/** Throws `not-found`, `case-damaged`, `unsupported`. */
export function openReadOnly(directory: string): ReadOnlyCase {
  const folder = resolve(directory);
  requireCase(folder);
  const database = connect(folder, { readonly: true });
  try {
    checkIdentity(database, folder);
    if (schemaVersion(database) < LATEST_SCHEMA)
      throw new TickmarkError("unsupported", "This case was written by an older version.", {
        file: folder,
        remedy: "Open it once for writing: that brings its tables up to date.",
      });
  } catch (error) {
    database.close();
    throw damaged(error, folder);
  }
  const close = () => void database.close();
  return Object.assign(new SqliteCaseReader(database), { rights: "read-only" as const, directory: folder, close, [Symbol.dispose]: close });
}

/** Throws `not-found`, `case-locked`, `case-damaged`, `unsupported`. */
export function openWritable(directory: string, actor: string, options: { clock?: Clock } = {}): WritableCase {
  const folder = resolve(directory);
  const clock = options.clock ?? systemClock;
  requireActor(actor);
  requireCase(folder);
  const at = new Date(clock.nowMs()).toISOString();
  const lock = lockCase(folder, at);
  return guarded(lock, () => {
    const database = connect(folder, { readonly: false });
    try {
      checkIdentity(database, folder);
      const problem = String(database.pragma("quick_check(1)", { simple: true }));
      if (problem !== "ok") throw new TickmarkError("case-damaged", `The case file is damaged: ${problem}.`, { file: folder });
      database
        .transaction(() => {
          const from = migrate(database);
          if (from < LATEST_SCHEMA) appendEntry(database, { at, actor, kind: "schema-migrated", payload: { from, to: LATEST_SCHEMA } });
        })
        .immediate();
      const swept = sweepOrphans(folder, new SqliteCaseReader(database));
      return writable(database, lock, { directory: folder, actor, clock }, swept);
    } catch (error) {
      database.close();
      throw damaged(error, folder);
    }
  });
}

function writable(
  database: Database.Database,
  lock: CaseLock,
  identity: { directory: string; actor: string; clock: Clock },
  swept: readonly string[],
): WritableCase {
  const close = () => {
    database.close();
    lock.release();
  };
  const writer = new SqliteCaseWriter(database, identity);
  return Object.assign(writer, { rights: "writable" as const, directory: identity.directory, swept, close, [Symbol.dispose]: close });
}

function connect(folder: string, { readonly }: { readonly: boolean }): Database.Database {
  let database: Database.Database | undefined;
  try {
    database = new Database(join(folder, CASE_FILE), { readonly, timeout: 5000 });
    if (!readonly) database.pragma("journal_mode = WAL");
    database.pragma("synchronous = FULL");
    database.pragma("fullfsync = ON");
    database.pragma("foreign_keys = ON");
    // Without this, INSERT OR REPLACE would pass by the triggers that keep rows from being deleted.
    database.pragma("recursive_triggers = ON");
    if (readonly) database.pragma("query_only = ON");
    return database;
  } catch (error) {
    database?.close();
    throw damaged(error, folder);
  }
}

function checkIdentity(database: Database.Database, folder: string): void {
  if (identityOf(database) !== APPLICATION_ID) throw notACase(folder);
  if (schemaVersion(database) > LATEST_SCHEMA)
    throw new TickmarkError("unsupported", "This case was written by a newer version.", {
      file: folder,
      expected: `tables up to number ${LATEST_SCHEMA}`,
      remedy: "Install the newer version to open it.",
    });
}

function identityOf(database: Database.Database): number {
  return Number(database.pragma("application_id", { simple: true }));
}

function requireActor(actor: string): void {
  if (actor.trim() === "") throw new TickmarkError("bad-input", "A case is written by somebody: the actor's name is missing.");
}

function requireCase(folder: string): void {
  if (!existsSync(join(folder, CASE_FILE))) throw notACase(folder);
}

function refuseTaken(folder: string): void {
  if (!existsSync(folder)) return;
  const other = readdirSync(folder).find((name) => !LEFT_BY_CREATION.has(name));
  if (other !== undefined)
    throw new TickmarkError("already-exists", `The folder is not empty: it holds ${other}.`, {
      file: folder,
      remedy: "Choose a new folder.",
    });
}

function takenBy(folder: string): TickmarkError {
  return new TickmarkError("already-exists", "There is a case in this folder.", {
    file: folder,
    remedy: "Open it, or choose a new folder.",
  });
}

function notACase(folder: string): TickmarkError {
  return new TickmarkError("not-found", "There is no case in this folder.", { file: folder, expected: `a folder with ${CASE_FILE}` });
}

function damaged(error: unknown, folder: string): unknown {
  if (!(error instanceof Database.SqliteError)) return error;
  if (error.code.startsWith("SQLITE_CANTOPEN"))
    return new TickmarkError(
      "unsupported",
      "The case file cannot be opened.",
      { file: join(folder, CASE_FILE), remedy: "Check the rights on the folder, or copy the case to one that can be written to." },
      error,
    );
  if (!["SQLITE_NOTADB", "SQLITE_CORRUPT"].some((code) => error.code.startsWith(code))) return error;
  const remedy = "Restore the case folder from a copy; the sources and packs in it are not affected.";
  return new TickmarkError(
    "case-damaged",
    `The case file cannot be read: ${error.message}.`,
    { file: join(folder, CASE_FILE), remedy },
    error,
  );
}

function guarded<Result>(lock: CaseLock, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    lock.release();
    throw error;
  }
}

function syncFolderNow(folder: string): void {
  if (process.platform === "win32") return;
  const descriptor = openSync(folder, "r");
  fsyncSync(descriptor);
  closeSync(descriptor);
}
