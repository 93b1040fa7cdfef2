import { createHash } from "node:crypto";
import type BetterSqlite3 from "better-sqlite3";
import { type Json, canonicalJson } from "../foundation/canonical-json.ts";
import type { CaseRecordKind, StoredRecord } from "../ports/case-records.ts";
import { appendEntry } from "./journal.ts";
import { RECORD_TABLES, type RecordTable, type TableKind } from "./record-tables.ts";

type Row = Record<string, string | number>;
export type FieldValues = Readonly<Record<string, string | number>>;

export function documentDigest(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}

/** What the journal says about a row: its fields, and the digest of its document. */
export function recordPayload(table: RecordTable, fields: FieldValues, digest: string): Json {
  return { ...Object.fromEntries(Object.keys(table.columns).map((field) => [field, fields[field] ?? null])), documentDigest: digest };
}

/** Writes row and journal entry; must run inside a transaction. */
export function insertRecord(
  database: BetterSqlite3.Database,
  kind: TableKind,
  fields: FieldValues,
  document: object,
  step: { at: string; actor: string },
): number {
  const table = RECORD_TABLES[kind];
  const text = canonicalJson(document);
  const digest = documentDigest(text);
  const sequence = appendEntry(database, { ...step, kind: table.journalKind, payload: recordPayload(table, fields, digest) });
  const columns = ["sequence", ...Object.values(table.columns), "document", "document_digest"];
  const values = [sequence, ...Object.keys(table.columns).map((field) => fields[field] ?? null), text, digest];
  database.prepare(`INSERT INTO ${table.table} (${columns.join(", ")}) VALUES (${columns.map(() => "?").join(", ")})`).run(...values);
  return sequence;
}

/** All rows, or only the latest version of each identity; in order of the identity's first appearance. */
export function selectRecords<Kind extends CaseRecordKind>(
  database: BetterSqlite3.Database,
  kind: Kind,
  choice: { versions: "all" | "latest"; where?: { column: string; value: string | number } },
): StoredRecord<Kind>[] {
  const table = RECORD_TABLES[kind];
  const conditions: string[] = [];
  if (choice.where !== undefined) conditions.push(`this.${choice.where.column} = ?`);
  if (choice.versions === "latest") {
    conditions.push(
      `NOT EXISTS (SELECT 1 FROM ${table.table} AS later WHERE ${sameIdentity(table, "later")} AND later.sequence > this.sequence)`,
    );
    if (kind === "source")
      conditions.push(
        "NOT EXISTS (SELECT 1 FROM source_removal AS removal WHERE removal.source_id = this.source_id AND removal.sequence > this.sequence)",
      );
  }
  const order =
    choice.versions === "all"
      ? "this.sequence"
      : `(SELECT min(first.sequence) FROM ${table.table} AS first WHERE ${sameIdentity(table, "first")})`;
  const rows = database
    .prepare<(string | number)[], Row>(
      `SELECT this.*, journal.at AS journal_at, journal.actor AS journal_actor
       FROM ${table.table} AS this JOIN journal ON journal.seq = this.sequence
       ${conditions.length === 0 ? "" : `WHERE ${conditions.join(" AND ")}`}
       ORDER BY ${order}`,
    )
    .all(...(choice.where === undefined ? [] : [choice.where.value]));
  return rows.map((row) => toRecord<Kind>(table, row));
}

/** The last row written, whatever it is a version of. */
export function lastRecord<Kind extends CaseRecordKind>(database: BetterSqlite3.Database, kind: Kind): StoredRecord<Kind> | null {
  return selectRecords(database, kind, { versions: "all" }).at(-1) ?? null;
}

function sameIdentity(table: RecordTable, alias: string): string {
  return table.identity.map((column) => `${alias}.${column} = this.${column}`).join(" AND ");
}

export function fieldsOf(table: RecordTable, row: Row): FieldValues {
  return Object.fromEntries(Object.entries(table.columns).map(([field, column]) => [field, row[column] ?? ""]));
}

function toRecord<Kind extends CaseRecordKind>(table: RecordTable, row: Row): StoredRecord<Kind> {
  return {
    ...fieldsOf(table, row),
    sequence: row["sequence"],
    recordedAt: row["journal_at"],
    recordedBy: row["journal_actor"],
    document: JSON.parse(String(row["document"])) as Json,
    documentDigest: row["document_digest"],
    // The columns are those of the STRICT table that the descriptor names; a drift test compares the two.
  } as unknown as StoredRecord<Kind>;
}
