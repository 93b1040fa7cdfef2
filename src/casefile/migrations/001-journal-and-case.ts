import type { Migration } from "./migration.ts";

/** The chain, its payloads, and the single row that says which case this is. */
export const journalAndCase: Migration = {
  number: 1,
  name: "journal-and-case",
  sql: `
    CREATE TABLE journal (
      seq INTEGER PRIMARY KEY CHECK (seq >= 1),
      at TEXT NOT NULL,
      actor TEXT NOT NULL CHECK (actor <> ''),
      kind TEXT NOT NULL CHECK (kind <> ''),
      payload_digest TEXT NOT NULL CHECK (length(payload_digest) = 64),
      previous_digest TEXT NOT NULL CHECK (length(previous_digest) = 64),
      digest TEXT NOT NULL UNIQUE CHECK (length(digest) = 64)
    ) STRICT;

    CREATE TABLE journal_payload (
      seq INTEGER PRIMARY KEY REFERENCES journal (seq),
      salt BLOB NOT NULL CHECK (length(salt) = 32),
      payload TEXT NOT NULL CHECK (json_valid(payload))
    ) STRICT;

    CREATE TABLE case_meta (
      id INTEGER PRIMARY KEY CHECK (id = 1),
      case_id TEXT NOT NULL,
      title TEXT NOT NULL CHECK (title <> ''),
      created_at TEXT NOT NULL,
      created_by TEXT NOT NULL,
      engagement TEXT NOT NULL CHECK (json_valid(engagement))
    ) STRICT;
  `,
  appendOnly: ["journal", "journal_payload", "case_meta"],
};
