import type { Migration } from "./migration.ts";

/** What the auditor concludes, who signed it, and with which key. */
export const workpapers: Migration = {
  number: 5,
  name: "workpapers",
  sql: `
    CREATE TABLE finding (
      sequence INTEGER PRIMARY KEY REFERENCES journal (seq),
      finding_id TEXT NOT NULL CHECK (finding_id <> ''),
      status TEXT NOT NULL,
      document TEXT NOT NULL CHECK (json_valid(document)),
      document_digest TEXT NOT NULL CHECK (length(document_digest) = 64)
    ) STRICT;
    CREATE INDEX finding_by_id ON finding (finding_id, sequence);

    CREATE TABLE signoff (
      sequence INTEGER PRIMARY KEY REFERENCES journal (seq),
      subject_kind TEXT NOT NULL,
      subject_id TEXT NOT NULL,
      subject_digest TEXT NOT NULL CHECK (length(subject_digest) = 64),
      role TEXT NOT NULL CHECK (role IN ('preparer', 'reviewer')),
      key_id TEXT NOT NULL,
      document TEXT NOT NULL CHECK (json_valid(document)),
      document_digest TEXT NOT NULL CHECK (length(document_digest) = 64)
    ) STRICT;

    CREATE TABLE workpaper (
      sequence INTEGER PRIMARY KEY REFERENCES journal (seq),
      kind TEXT NOT NULL CHECK (kind <> ''),
      workpaper_id TEXT NOT NULL CHECK (workpaper_id <> ''),
      document TEXT NOT NULL CHECK (json_valid(document)),
      document_digest TEXT NOT NULL CHECK (length(document_digest) = 64)
    ) STRICT;
    CREATE INDEX workpaper_by_id ON workpaper (kind, workpaper_id, sequence);

    CREATE TABLE signing_key (
      sequence INTEGER PRIMARY KEY REFERENCES journal (seq),
      key_id TEXT NOT NULL CHECK (key_id <> ''),
      public_key TEXT NOT NULL CHECK (public_key NOT LIKE '%PRIVATE KEY%'),
      path TEXT NOT NULL,
      document TEXT NOT NULL CHECK (json_valid(document)),
      document_digest TEXT NOT NULL CHECK (length(document_digest) = 64)
    ) STRICT;
  `,
  appendOnly: ["finding", "signoff", "workpaper", "signing_key"],
};
