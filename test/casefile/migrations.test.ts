import { readdirSync } from "node:fs";
import Database from "better-sqlite3";
import { describe, expect, test } from "vitest";
import { LATEST_SCHEMA, MIGRATIONS, migrate, schemaVersion } from "../../src/casefile/migrations/migrations.ts";
import { RECORD_TABLES } from "../../src/casefile/record-tables.ts";

function migratedTo(version: number): Database.Database {
  const database = new Database(":memory:");
  database.pragma("foreign_keys = ON");
  database.pragma("recursive_triggers = ON");
  database.transaction(() => migrate(database, version))();
  return database;
}

function tables(database: Database.Database): string[] {
  return database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").pluck().all() as string[];
}

const ENTRY = `INSERT INTO journal VALUES (1, '2026-01-01T00:00:00.000Z', 'A', 'note', '${"a".repeat(64)}', '${"0".repeat(64)}', '${"b".repeat(64)}')`;
const DOCUMENT = `'{}', '${"c".repeat(64)}'`;

describe("the list of migrations", () => {
  test("is numbered without gaps and holds every file of the folder", () => {
    expect(MIGRATIONS.map((migration) => migration.number)).toEqual(MIGRATIONS.map((_, index) => index + 1));
    const files = readdirSync(new URL("../../src/casefile/migrations", import.meta.url)).filter((name) => /^\d/.test(name));
    expect(files.toSorted()).toEqual(MIGRATIONS.map(({ number, name }) => `${String(number).padStart(3, "0")}-${name}.ts`));
  });

  test("makes STRICT tables only, each of them append-only", () => {
    const database = migratedTo(LATEST_SCHEMA);
    const list = database.pragma("table_list") as { name: string; schema: string; strict: number; type: string }[];
    const own = list.filter((table) => table.schema === "main" && table.type === "table" && !table.name.startsWith("sqlite_"));
    expect(own.filter((table) => table.strict !== 1)).toEqual([]);
    expect(MIGRATIONS.flatMap((migration) => migration.appendOnly).toSorted()).toEqual(own.map((table) => table.name).toSorted());
  });

  test("can be applied one at a time and applies nothing twice", () => {
    const database = migratedTo(0);
    for (const { number } of MIGRATIONS) expect(migrate(database, number)).toBe(number - 1);
    expect(migrate(database)).toBe(LATEST_SCHEMA);
    expect(schemaVersion(database)).toBe(LATEST_SCHEMA);
  });

  test("makes the columns that the record descriptors name", () => {
    const database = migratedTo(LATEST_SCHEMA);
    for (const { table, columns } of Object.values(RECORD_TABLES)) {
      const names = (database.pragma(`table_info(${table})`) as { name: string }[]).map((column) => column.name);
      expect(names).toEqual(["sequence", ...Object.values(columns), "document", "document_digest"]);
    }
  });
});

describe("each migration", () => {
  test("1 makes a journal whose entries cannot be changed, deleted or replaced", () => {
    const database = migratedTo(1);
    expect(tables(database)).toEqual(["case_meta", "journal", "journal_payload"]);
    database.exec(ENTRY);
    expect(() => database.exec("UPDATE journal SET actor = 'B'")).toThrow("journal is append-only");
    expect(() => database.exec("DELETE FROM journal")).toThrow("journal is append-only");
    expect(() => database.exec(ENTRY.replace("INSERT", "INSERT OR REPLACE"))).toThrow("journal is append-only");
    expect(() => database.exec("INSERT INTO journal_payload VALUES (2, zeroblob(32), '{}')")).toThrow("FOREIGN KEY");
    expect(() => database.exec("INSERT INTO journal_payload VALUES (1, zeroblob(31), '{}')")).toThrow("CHECK");
  });

  test("2 makes sources that refuse negative counts and rows without a journal entry", () => {
    const database = migratedTo(2);
    database.exec(ENTRY);
    const row = (sequence: number, rejected: number) =>
      `INSERT INTO source VALUES (${sequence}, 'S', 't', 'decisions', '${"d".repeat(64)}', 5, ${rejected}, 0, ${DOCUMENT})`;
    expect(() => database.exec(row(1, -1))).toThrow("CHECK");
    expect(() => database.exec(row(2, 0))).toThrow("FOREIGN KEY");
    database.exec(row(1, 0));
    expect(() => database.exec("DELETE FROM source")).toThrow("source is append-only");
    expect(tables(database)).toEqual(expect.arrayContaining(["inventory_snapshot", "population_definition", "source_removal"]));
  });

  test("3 makes locks that need both digests", () => {
    const database = migratedTo(3);
    database.exec(ENTRY);
    expect(() => database.exec(`INSERT INTO programme_lock VALUES (1, 'f', 'short', '${"e".repeat(64)}', ${DOCUMENT})`)).toThrow("CHECK");
    database.exec(`INSERT INTO policy VALUES (1, 'p', '1', ${DOCUMENT})`);
    database.exec(`INSERT INTO programme VALUES (1, 'p', '1', ${DOCUMENT})`);
  });

  test("4 makes runs that are planned or exploratory and nothing else", () => {
    const database = migratedTo(4);
    database.exec(ENTRY);
    const row = (origin: string) =>
      `INSERT INTO run VALUES (1, 'r', 'a', '${origin}', 'runs/r/run.json', '${"f".repeat(64)}', ${DOCUMENT})`;
    expect(() => database.exec(row("lucky"))).toThrow("CHECK");
    database.exec(row("planned"));
    expect(() => database.exec("UPDATE run SET origin = 'exploratory'")).toThrow("run is append-only");
  });

  test("5 makes workpapers and refuses a private key", () => {
    const database = migratedTo(5);
    database.exec(ENTRY);
    const row = (key: string) => `INSERT INTO signing_key VALUES (1, 'k', '${key}', 'p', ${DOCUMENT})`;
    expect(() => database.exec(row("-----BEGIN PRIVATE KEY-----"))).toThrow("CHECK");
    database.exec(row("-----BEGIN PUBLIC KEY-----"));
    expect(() => database.exec(`INSERT INTO signoff VALUES (1, 'finding', 'F', '${"a".repeat(64)}', 'friend', 'k', ${DOCUMENT})`)).toThrow(
      "CHECK",
    );
    database.exec(`INSERT INTO finding VALUES (1, 'F', 'draft', ${DOCUMENT})`);
    database.exec(`INSERT INTO workpaper VALUES (1, 'note', 'N', ${DOCUMENT})`);
  });

  test("6 makes seals of which a revision exists once", () => {
    const database = migratedTo(6);
    database.exec(ENTRY);
    database.exec(ENTRY.replace("(1,", "(2,").replace("b".repeat(64), "e".repeat(64)));
    database.exec(`INSERT INTO seal VALUES (1, 'EP', 1, ${DOCUMENT})`);
    expect(() => database.exec(`INSERT INTO seal VALUES (2, 'EP', 1, ${DOCUMENT})`)).toThrow("UNIQUE");
    expect(() => database.exec(`INSERT INTO pack_export VALUES (2, 'EP', 1, 'public', 'p', '${"a".repeat(64)}', ${DOCUMENT})`)).toThrow(
      "CHECK",
    );
  });
});
