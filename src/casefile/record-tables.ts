import type { CaseRecordFields, CaseRecordKind } from "../ports/case-records.ts";

/** Where the fields of one record kind live, and how its writing is named in the journal. */
export interface RecordTable {
  readonly table: string;
  readonly journalKind: string;
  /** Field name -> column name, in the order of the table. */
  readonly columns: Readonly<Record<string, string>>;
  /** Columns that together name the thing of which a row is a version. */
  readonly identity: readonly string[];
}

/** A removal is a row of its own, so that the source's history stays. */
export type TableKind = CaseRecordKind | "sourceRemoval";

type TableOf<Fields> = RecordTable & { readonly columns: Readonly<Record<keyof Fields, string>> };

type RecordTables = { readonly [Kind in CaseRecordKind]: TableOf<CaseRecordFields[Kind]> } & {
  readonly sourceRemoval: TableOf<{ sourceId: string }>;
};

export const RECORD_TABLES: RecordTables = {
  source: {
    table: "source",
    journalKind: "source-added",
    columns: {
      sourceId: "source_id",
      title: "title",
      kind: "kind",
      sourceDigest: "source_digest",
      rowsRead: "rows_read",
      rowsRejected: "rows_rejected",
      rowsBlank: "rows_blank",
    },
    identity: ["source_id"],
  },
  sourceRemoval: { table: "source_removal", journalKind: "source-removed", columns: { sourceId: "source_id" }, identity: ["source_id"] },
  populationDefinition: {
    table: "population_definition",
    journalKind: "population-defined",
    columns: { populationId: "population_id", fingerprint: "fingerprint" },
    identity: ["population_id"],
  },
  inventorySnapshot: {
    table: "inventory_snapshot",
    journalKind: "inventory-added",
    columns: { snapshotId: "snapshot_id", title: "title" },
    identity: ["snapshot_id"],
  },
  policy: {
    table: "policy",
    journalKind: "policy-saved",
    columns: { policyId: "policy_id", version: "version" },
    identity: ["policy_id"],
  },
  programme: {
    table: "programme",
    journalKind: "programme-saved",
    columns: { programmeId: "programme_id", version: "version" },
    identity: ["programme_id"],
  },
  programmeLock: {
    table: "programme_lock",
    journalKind: "programme-locked",
    columns: { populationFingerprint: "population_fingerprint", programmeDigest: "programme_digest", policyDigest: "policy_digest" },
    identity: ["sequence"],
  },
  run: {
    table: "run",
    journalKind: "run-added",
    columns: { runId: "run_id", analysisId: "analysis_id", origin: "origin", path: "path", runDigest: "run_digest" },
    identity: ["run_id"],
  },
  finding: {
    table: "finding",
    journalKind: "finding-saved",
    columns: { findingId: "finding_id", status: "status" },
    identity: ["finding_id"],
  },
  signoff: {
    table: "signoff",
    journalKind: "signoff-added",
    columns: { subjectKind: "subject_kind", subjectId: "subject_id", subjectDigest: "subject_digest", role: "role", keyId: "key_id" },
    identity: ["sequence"],
  },
  workpaper: {
    table: "workpaper",
    journalKind: "workpaper-saved",
    columns: { kind: "kind", workpaperId: "workpaper_id" },
    identity: ["kind", "workpaper_id"],
  },
  key: {
    table: "signing_key",
    journalKind: "key-added",
    columns: { keyId: "key_id", publicKey: "public_key", path: "path" },
    identity: ["key_id"],
  },
  seal: {
    table: "seal",
    journalKind: "case-sealed",
    columns: { packId: "pack_id", revision: "revision" },
    identity: ["pack_id", "revision"],
  },
  packExport: {
    table: "pack_export",
    journalKind: "pack-exported",
    columns: { packId: "pack_id", revision: "revision", profile: "profile", path: "path", packDigest: "pack_digest" },
    identity: ["sequence"],
  },
};

/** Journal kinds that go with a row; free entries may not take one of these names. */
export const RESERVED_JOURNAL_KINDS: ReadonlySet<string> = new Set([
  "case-created",
  "schema-migrated",
  ...Object.values(RECORD_TABLES).map((table) => table.journalKind),
]);
