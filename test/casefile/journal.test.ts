import { createHash } from "node:crypto";
import { join } from "node:path";
import Database from "better-sqlite3";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { openReadOnly } from "../../src/casefile/case-file.ts";
import { checkJournalChain, journalEntryDigest, payloadDigest } from "../../src/evidence/journal-chain.ts";
import { canonicalJson } from "../../src/foundation/canonical-json.ts";
import { newCase, sourceRecord } from "./temporary-case.ts";

const sha256 = (...parts: (Uint8Array | string)[]) => parts.reduce((hash, part) => hash.update(part), createHash("sha256")).digest("hex");

describe("the chain", () => {
  test("can be recomputed from the exported entries alone, with a payload withheld", () => {
    const kase = newCase();
    kase.addSource(sourceRecord("S1"));
    kase.appendJournal("note", { text: "secret" });
    let previous = "0".repeat(64);
    for (const { entry, digest, salt, payload } of kase.journalEntries()) {
      expect(entry.previousDigest).toBe(previous);
      expect(sha256(Uint8Array.of(0), canonicalJson(entry))).toBe(digest);
      if (entry.kind !== "note") expect(sha256(Buffer.from(salt, "hex"), canonicalJson(payload))).toBe(entry.payloadDigest);
      previous = digest;
    }
    expect(kase.journalHead()).toEqual({ seq: 3, digest: previous });
  });

  test("is the one that the pack's verifier checks, though written by other code", () => {
    const kase = newCase();
    kase.addSource(sourceRecord("S1"));
    kase.appendJournal("note", { text: "\u00e9\u{1F600}" });
    const records = kase.journalEntries();
    expect(checkJournalChain(records.map(({ entry }) => entry))).toEqual({ intact: true, head: kase.journalHead() });
    for (const { entry, digest, salt, payload } of records) {
      expect(journalEntryDigest(entry)).toBe(digest);
      expect(payloadDigest(salt, payload)).toBe(entry.payloadDigest);
    }
  });

  test("salts equal payloads apart, so that a withheld one cannot be guessed and confirmed", () => {
    const kase = newCase();
    kase.appendJournal("note", { text: "approve" });
    kase.appendJournal("note", { text: "approve" });
    const [, first, second] = kase.journalEntries();
    expect(first?.entry.payloadDigest).not.toBe(second?.entry.payloadDigest);
  });

  test("is read in pages", () => {
    const kase = newCase();
    for (let count = 0; count < 5; count += 1) kase.appendJournal("note", { count });
    expect(kase.journalEntries(3, 2).map(({ entry }) => entry.seq)).toEqual([3, 4]);
    expect(kase.journalEntries(7)).toEqual([]);
  });

  test("holds for whatever payloads are journaled", () => {
    const kase = newCase();
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        const json = JSON.parse(JSON.stringify(value).replaceAll('"__proto__"', '"proto"')) as never;
        const sequence = kase.appendJournal("note", json);
        expect(canonicalJson(kase.journalEntries(sequence)[0]?.payload)).toBe(canonicalJson(json));
      }),
      { numRuns: 30 },
    );
    expect(kase.verifyJournal()).toMatchObject({ intact: true, entries: 31 });
  });
});

describe("somebody with an SQLite shell", () => {
  function tampered(change: string) {
    const kase = newCase();
    kase.addSource(sourceRecord("S1"));
    kase.addFinding({ findingId: "F1", status: "draft", document: { severity: "high" } });
    kase.appendJournal("note", { text: "third" });
    kase.close();
    const database = new Database(join(kase.directory, "case.sqlite"));
    const triggers = database.prepare<[], { name: string }>("SELECT name FROM sqlite_schema WHERE type = 'trigger'").all();
    for (const { name } of triggers) database.exec(`DROP TRIGGER ${name}`);
    database.pragma("foreign_keys = OFF");
    database.exec(change);
    database.close();
    using reader = openReadOnly(kase.directory);
    return reader.verifyJournal();
  }

  test("who changes nothing breaks nothing", () => {
    expect(tampered("SELECT 1")).toMatchObject({ intact: true, entries: 4 });
  });

  test.each([
    ["an actor", "UPDATE journal SET actor = 'Somebody else' WHERE seq = 2", 2],
    ["a time", "UPDATE journal SET at = '2025-01-01T00:00:00.000Z' WHERE seq = 3", 3],
    ["a payload", `UPDATE journal_payload SET payload = '{"text":"other"}' WHERE seq = 4`, 4],
    ["a salt", "UPDATE journal_payload SET salt = zeroblob(32) WHERE seq = 4", 4],
    ["an entry", "DELETE FROM journal WHERE seq = 3; DELETE FROM journal_payload WHERE seq = 3", 3],
    ["a payload's row", "DELETE FROM journal_payload WHERE seq = 4", 3],
    ["a row's field", "UPDATE source SET rows_rejected = 0", 2],
    ["a document", `UPDATE finding SET document = '{"severity":"low"}'`, 3],
    [
      "a document and its digest",
      `UPDATE finding SET document = '{}', document_digest = '${createHash("sha256").update("{}").digest("hex")}'`,
      3,
    ],
    ["a row", "DELETE FROM finding", 3],
    ["the title of the case", "UPDATE case_meta SET title = 'Other'", 1],
    [
      "a row that no entry made",
      "INSERT INTO run SELECT 4, 'r', 'a', 'planned', 'p', document_digest, document, document_digest FROM finding",
      4,
    ],
  ])("who changes %s is found out", (_, change, brokenAt) => {
    expect(tampered(change)).toMatchObject({ intact: false, brokenAt });
  });
});
