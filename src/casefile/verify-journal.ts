import type BetterSqlite3 from "better-sqlite3";
import { canonicalJson } from "../foundation/canonical-json.ts";
import type { JournalCheck, JournalHead, JournalRecord } from "../ports/case-store.ts";
import { CHAIN_START, journalEntryDigest, journalPayloadDigest, readEntries } from "./journal.ts";
import { documentDigest, fieldsOf, recordPayload } from "./record-rows.ts";
import { RECORD_TABLES, type RecordTable } from "./record-tables.ts";

/** The file may have been edited by anybody with an SQLite shell: everything in it is recomputed. */
export function checkJournal(database: BetterSqlite3.Database): JournalCheck {
  const count = Number(database.prepare("SELECT count(*) FROM journal").pluck().get());
  const broken = (brokenAt: number, problem: string): JournalCheck => ({ intact: false, entries: count, brokenAt, problem });
  const records = new Map<number, JournalRecord>();
  let head: JournalHead = { seq: 0, digest: CHAIN_START };
  for (const record of readEntries(database, 0, Number.MAX_SAFE_INTEGER)) {
    const { entry } = record;
    if (entry.seq !== head.seq + 1) return broken(head.seq + 1, `Entry ${head.seq + 1} is missing.`);
    if (entry.previousDigest !== head.digest) return broken(entry.seq, `Entry ${entry.seq} does not follow entry ${head.seq}.`);
    if (journalEntryDigest(entry) !== record.digest) return broken(entry.seq, `Entry ${entry.seq} does not match its digest.`);
    if (journalPayloadDigest(Buffer.from(record.salt, "hex"), record.payload) !== entry.payloadDigest)
      return broken(entry.seq, `The payload of entry ${entry.seq} is not the one that was journaled.`);
    records.set(entry.seq, record);
    head = { seq: entry.seq, digest: record.digest };
  }
  if (records.size !== count) return broken(head.seq, "An entry has lost its payload.");
  const first = checkCaseRow(database, records.get(1));
  if (first !== null) return broken(1, first);
  for (const table of Object.values<RecordTable>(RECORD_TABLES)) {
    const problem = checkTable(database, table, records);
    if (problem !== null) return broken(problem.sequence, problem.text);
  }
  return { intact: true, entries: count, head };
}

function checkCaseRow(database: BetterSqlite3.Database, first: JournalRecord | undefined): string | null {
  const row = database
    .prepare<[], Record<string, string>>("SELECT case_id, title, created_at, created_by, engagement FROM case_meta")
    .get();
  if (row === undefined || first === undefined || first.entry.kind !== "case-created")
    return "The case row or its journal entry is missing.";
  const told = canonicalJson({ caseId: row["case_id"], title: row["title"], engagement: JSON.parse(row["engagement"] ?? "null") });
  if (told !== canonicalJson(first.payload) || row["created_at"] !== first.entry.at || row["created_by"] !== first.entry.actor)
    return "The case row is not the one that was journaled.";
  return null;
}

function checkTable(
  database: BetterSqlite3.Database,
  table: RecordTable,
  records: ReadonlyMap<number, JournalRecord>,
): { sequence: number; text: string } | null {
  const rows = database.prepare<[], Record<string, string | number>>(`SELECT * FROM ${table.table} ORDER BY sequence`).all();
  const seen = new Set<number>();
  for (const row of rows) {
    const sequence = Number(row["sequence"]);
    seen.add(sequence);
    const record = records.get(sequence);
    if (record === undefined || record.entry.kind !== table.journalKind)
      return { sequence, text: `A row of ${table.table} has no journal entry of its kind.` };
    const digest = documentDigest(String(row["document"]));
    const told = canonicalJson(recordPayload(table, fieldsOf(table, row), digest));
    if (row["document_digest"] !== digest || told !== canonicalJson(record.payload))
      return { sequence, text: `The row of ${table.table} at entry ${sequence} is not the one that was journaled.` };
  }
  for (const [sequence, record] of records)
    if (record.entry.kind === table.journalKind && !seen.has(sequence))
      return { sequence, text: `The row of ${table.table} that entry ${sequence} tells of is missing.` };
  return null;
}
