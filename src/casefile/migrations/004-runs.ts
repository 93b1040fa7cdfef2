import type { Migration } from "./migration.ts";

/** One row for each execution of an analysis; the record itself is the file `run.json`. */
export const runs: Migration = {
  number: 4,
  name: "runs",
  sql: `
    CREATE TABLE run (
      sequence INTEGER PRIMARY KEY REFERENCES journal (seq),
      run_id TEXT NOT NULL UNIQUE CHECK (run_id <> ''),
      analysis_id TEXT NOT NULL,
      origin TEXT NOT NULL CHECK (origin IN ('planned', 'exploratory')),
      path TEXT NOT NULL,
      run_digest TEXT NOT NULL CHECK (length(run_digest) = 64),
      document TEXT NOT NULL CHECK (json_valid(document)),
      document_digest TEXT NOT NULL CHECK (length(document_digest) = 64)
    ) STRICT;
  `,
  appendOnly: ["run"],
};
