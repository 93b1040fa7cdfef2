import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { z } from "zod";
import { TickmarkError } from "../foundation/errors.ts";

const LOCK_FILE = "lock.sqlite";
/** Only for the message; what locks is the transaction, which the system ends with the process. */
const HOLDER_FILE = "lock.json";

const holderSchema = z.object({ pid: z.int(), host: z.string(), since: z.string() });

export interface CaseLock {
  release(): void;
}

/** One writer over all processes: an exclusive SQLite transaction on a file of its own, held until release or death. */
export function lockCase(directory: string, at: string): CaseLock {
  const database = new Database(join(directory, LOCK_FILE), { timeout: 0 });
  try {
    database.pragma("journal_mode = MEMORY");
    database.exec("BEGIN EXCLUSIVE");
  } catch (cause) {
    database.close();
    if (cause instanceof Database.SqliteError && cause.code.startsWith("SQLITE_BUSY")) throw locked(directory, cause);
    throw cause;
  }
  writeFileSync(join(directory, HOLDER_FILE), JSON.stringify({ pid: process.pid, host: hostname(), since: at }));
  return {
    release: () => {
      if (!database.open) return;
      rmSync(join(directory, HOLDER_FILE), { force: true });
      database.exec("ROLLBACK");
      database.close();
    },
  };
}

function locked(directory: string, cause: unknown): TickmarkError {
  return new TickmarkError(
    "case-locked",
    `This case is open for writing ${holder(directory)}.`,
    { file: directory, remedy: "Close it there first, or open it here for reading only." },
    cause,
  );
}

function holder(directory: string): string {
  try {
    const { pid, host, since } = holderSchema.parse(JSON.parse(readFileSync(join(directory, HOLDER_FILE), "utf8")));
    return `in process ${pid} on ${host} since ${since}`;
  } catch {
    // The holder is between taking the lock and writing its name.
    return "in another process";
  }
}
