import { createHash, randomBytes } from "node:crypto";
import type BetterSqlite3 from "better-sqlite3";
import { type Json, canonicalJson } from "../foundation/canonical-json.ts";
import type { JournalEntry, JournalHead, JournalRecord } from "../ports/case-store.ts";

/** What the first entry names as its predecessor. */
export const CHAIN_START = "0".repeat(64);

/** SHA-256(0x00 || JCS(entry)): the leaf rule of RFC 6962, so that a Merkle tree may stand over the same bytes. */
export function journalEntryDigest(entry: JournalEntry): string {
  return createHash("sha256").update(Uint8Array.of(0)).update(canonicalJson(entry), "utf8").digest("hex");
}

/** SHA-256(salt || JCS(payload)). Without the salt a guessable payload could be confirmed by trial. */
export function journalPayloadDigest(salt: Uint8Array, payload: Json): string {
  return createHash("sha256").update(salt).update(canonicalJson(payload), "utf8").digest("hex");
}

interface JournalRow {
  seq: number;
  at: string;
  actor: string;
  kind: string;
  payload_digest: string;
  previous_digest: string;
  digest: string;
  salt: Buffer;
  payload: string;
}

/** Must run inside the transaction that writes what the entry tells of. */
export function appendEntry(database: BetterSqlite3.Database, step: { at: string; actor: string; kind: string; payload: Json }): number {
  const head = journalHead(database);
  const salt = randomBytes(32);
  const entry: JournalEntry = {
    seq: head.seq + 1,
    at: step.at,
    actor: step.actor,
    kind: step.kind,
    payloadDigest: journalPayloadDigest(salt, step.payload),
    previousDigest: head.digest,
  };
  database
    .prepare("INSERT INTO journal (seq, at, actor, kind, payload_digest, previous_digest, digest) VALUES (?, ?, ?, ?, ?, ?, ?)")
    .run(entry.seq, entry.at, entry.actor, entry.kind, entry.payloadDigest, entry.previousDigest, journalEntryDigest(entry));
  database.prepare("INSERT INTO journal_payload (seq, salt, payload) VALUES (?, ?, ?)").run(entry.seq, salt, canonicalJson(step.payload));
  return entry.seq;
}

export function journalHead(database: BetterSqlite3.Database): JournalHead {
  const row = database.prepare<[], JournalHead>("SELECT seq, digest FROM journal ORDER BY seq DESC LIMIT 1").get();
  return row ?? { seq: 0, digest: CHAIN_START };
}

export function readEntries(database: BetterSqlite3.Database, from: number, limit: number): JournalRecord[] {
  return database
    .prepare<[number, number], JournalRow>(
      "SELECT journal.*, salt, payload FROM journal JOIN journal_payload USING (seq) WHERE seq >= ? ORDER BY seq LIMIT ?",
    )
    .all(from, limit)
    .map((row) => ({
      entry: {
        seq: row.seq,
        at: row.at,
        actor: row.actor,
        kind: row.kind,
        payloadDigest: row.payload_digest,
        previousDigest: row.previous_digest,
      },
      digest: row.digest,
      salt: row.salt.toString("hex"),
      payload: JSON.parse(row.payload) as Json,
    }));
}
