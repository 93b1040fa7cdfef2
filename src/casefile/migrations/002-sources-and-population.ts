import type { Migration } from "./migration.ts";

/** What was handed over, how it is read, and which registry snapshots stand beside it. */
export const sourcesAndPopulation: Migration = {
  number: 2,
  name: "sources-and-population",
  sql: `
    CREATE TABLE source (
      sequence INTEGER PRIMARY KEY REFERENCES journal (seq),
      source_id TEXT NOT NULL CHECK (source_id <> ''),
      title TEXT NOT NULL,
      kind TEXT NOT NULL,
      source_digest TEXT NOT NULL CHECK (length(source_digest) = 64),
      rows_read INTEGER NOT NULL CHECK (rows_read >= 0),
      rows_rejected INTEGER NOT NULL CHECK (rows_rejected >= 0),
      rows_blank INTEGER NOT NULL CHECK (rows_blank >= 0),
      document TEXT NOT NULL CHECK (json_valid(document)),
      document_digest TEXT NOT NULL CHECK (length(document_digest) = 64)
    ) STRICT;
    CREATE INDEX source_by_id ON source (source_id, sequence);

    CREATE TABLE source_removal (
      sequence INTEGER PRIMARY KEY REFERENCES journal (seq),
      source_id TEXT NOT NULL,
      document TEXT NOT NULL CHECK (json_valid(document)),
      document_digest TEXT NOT NULL CHECK (length(document_digest) = 64)
    ) STRICT;
    CREATE INDEX source_removal_by_id ON source_removal (source_id, sequence);

    CREATE TABLE population_definition (
      sequence INTEGER PRIMARY KEY REFERENCES journal (seq),
      population_id TEXT NOT NULL CHECK (population_id <> ''),
      fingerprint TEXT NOT NULL CHECK (fingerprint <> ''),
      document TEXT NOT NULL CHECK (json_valid(document)),
      document_digest TEXT NOT NULL CHECK (length(document_digest) = 64)
    ) STRICT;

    CREATE TABLE inventory_snapshot (
      sequence INTEGER PRIMARY KEY REFERENCES journal (seq),
      snapshot_id TEXT NOT NULL CHECK (snapshot_id <> ''),
      title TEXT NOT NULL,
      document TEXT NOT NULL CHECK (json_valid(document)),
      document_digest TEXT NOT NULL CHECK (length(document_digest) = 64)
    ) STRICT;
  `,
  appendOnly: ["source", "source_removal", "population_definition", "inventory_snapshot"],
};
