import type { Migration } from "./migration.ts";

/** A seal freezes date, ids and environment; an export is a function of the sealed case. */
export const sealsAndExports: Migration = {
  number: 6,
  name: "seals-and-exports",
  sql: `
    CREATE TABLE seal (
      sequence INTEGER PRIMARY KEY REFERENCES journal (seq),
      pack_id TEXT NOT NULL CHECK (pack_id <> ''),
      revision INTEGER NOT NULL CHECK (revision >= 1),
      document TEXT NOT NULL CHECK (json_valid(document)),
      document_digest TEXT NOT NULL CHECK (length(document_digest) = 64),
      UNIQUE (pack_id, revision)
    ) STRICT;

    CREATE TABLE pack_export (
      sequence INTEGER PRIMARY KEY REFERENCES journal (seq),
      pack_id TEXT NOT NULL CHECK (pack_id <> ''),
      revision INTEGER NOT NULL CHECK (revision >= 1),
      profile TEXT NOT NULL CHECK (profile IN ('restricted', 'shareable')),
      path TEXT NOT NULL,
      pack_digest TEXT NOT NULL CHECK (length(pack_digest) = 64),
      document TEXT NOT NULL CHECK (json_valid(document)),
      document_digest TEXT NOT NULL CHECK (length(document_digest) = 64)
    ) STRICT;
  `,
  appendOnly: ["seal", "pack_export"],
};
