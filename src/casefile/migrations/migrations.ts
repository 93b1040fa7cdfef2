import type BetterSqlite3 from "better-sqlite3";
import { journalAndCase } from "./001-journal-and-case.ts";
import { sourcesAndPopulation } from "./002-sources-and-population.ts";
import { policyAndProgramme } from "./003-policy-and-programme.ts";
import { runs } from "./004-runs.ts";
import { workpapers } from "./005-workpapers.ts";
import { sealsAndExports } from "./006-seals-and-exports.ts";
import type { Migration } from "./migration.ts";

export const MIGRATIONS: readonly Migration[] = [
  journalAndCase,
  sourcesAndPopulation,
  policyAndProgramme,
  runs,
  workpapers,
  sealsAndExports,
];

export const LATEST_SCHEMA = MIGRATIONS.length;

export function schemaVersion(database: BetterSqlite3.Database): number {
  return Number(database.pragma("user_version", { simple: true }));
}

/** Applies what is missing up to `upTo`; must be called inside a transaction. Returns the version before. */
export function migrate(database: BetterSqlite3.Database, upTo: number = LATEST_SCHEMA): number {
  const before = schemaVersion(database);
  for (const migration of MIGRATIONS.slice(before, upTo)) {
    database.exec(migration.sql);
    for (const table of migration.appendOnly) database.exec(appendOnlyTriggers(table));
    database.pragma(`user_version = ${migration.number}`);
  }
  return before;
}

function appendOnlyTriggers(table: string): string {
  return `
    CREATE TRIGGER ${table}_refuses_update BEFORE UPDATE ON ${table}
    BEGIN SELECT RAISE(ABORT, '${table} is append-only'); END;
    CREATE TRIGGER ${table}_refuses_delete BEFORE DELETE ON ${table}
    BEGIN SELECT RAISE(ABORT, '${table} is append-only'); END;
  `;
}
