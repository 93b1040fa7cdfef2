import type { Migration } from "./migration.ts";

/** What is to be run, against which thresholds, and the locks that make a run a planned one. */
export const policyAndProgramme: Migration = {
  number: 3,
  name: "policy-and-programme",
  sql: `
    CREATE TABLE policy (
      sequence INTEGER PRIMARY KEY REFERENCES journal (seq),
      policy_id TEXT NOT NULL CHECK (policy_id <> ''),
      version TEXT NOT NULL CHECK (version <> ''),
      document TEXT NOT NULL CHECK (json_valid(document)),
      document_digest TEXT NOT NULL CHECK (length(document_digest) = 64)
    ) STRICT;

    CREATE TABLE programme (
      sequence INTEGER PRIMARY KEY REFERENCES journal (seq),
      programme_id TEXT NOT NULL CHECK (programme_id <> ''),
      version TEXT NOT NULL CHECK (version <> ''),
      document TEXT NOT NULL CHECK (json_valid(document)),
      document_digest TEXT NOT NULL CHECK (length(document_digest) = 64)
    ) STRICT;

    CREATE TABLE programme_lock (
      sequence INTEGER PRIMARY KEY REFERENCES journal (seq),
      population_fingerprint TEXT NOT NULL CHECK (population_fingerprint <> ''),
      programme_digest TEXT NOT NULL CHECK (length(programme_digest) = 64),
      policy_digest TEXT NOT NULL CHECK (length(policy_digest) = 64),
      document TEXT NOT NULL CHECK (json_valid(document)),
      document_digest TEXT NOT NULL CHECK (length(document_digest) = 64)
    ) STRICT;
  `,
  appendOnly: ["policy", "programme", "programme_lock"],
};
