import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import Database from "better-sqlite3";
import { type Json, canonicalJson } from "../foundation/canonical-json.ts";
import { TickmarkError } from "../foundation/errors.ts";
import type { CaseRecordFields, CaseRecordInputs, CaseRecordKind } from "../ports/case-records.ts";
import type { CaseWriter } from "../ports/case-store.ts";
import type { Clock } from "../ports/clock.ts";
import { SqliteCaseReader } from "./case-reader.ts";
import { appendEntry } from "./journal.ts";
import { documentDigest, type FieldValues, insertRecord } from "./record-rows.ts";
import { RESERVED_JOURNAL_KINDS, type TableKind } from "./record-tables.ts";

export interface WriterIdentity {
  readonly directory: string;
  readonly actor: string;
  readonly clock: Clock;
}

/** All writes of a case: row and journal entry in one transaction, which is the commit point. */
export class SqliteCaseWriter extends SqliteCaseReader implements CaseWriter {
  private readonly identity: WriterIdentity;

  constructor(database: Database.Database, identity: WriterIdentity) {
    super(database);
    this.identity = identity;
  }

  addSource(record: CaseRecordInputs["source"]): number {
    return this.save("source", record);
  }

  removeSource(sourceId: string, reason: string): number {
    this.getSource(sourceId);
    return this.commit("sourceRemoval", { sourceId }, { reason });
  }

  savePopulationDefinition(record: CaseRecordInputs["populationDefinition"]): number {
    return this.save("populationDefinition", record);
  }

  addInventorySnapshot(record: CaseRecordInputs["inventorySnapshot"]): number {
    return this.save("inventorySnapshot", record);
  }

  savePolicy(record: CaseRecordInputs["policy"]): number {
    return this.save("policy", record);
  }

  saveProgramme(record: CaseRecordInputs["programme"]): number {
    return this.save("programme", record);
  }

  lockProgramme({ programme, policy, populationFingerprint }: CaseRecordInputs["programmeLock"]): number {
    const fields: CaseRecordFields["programmeLock"] = {
      populationFingerprint,
      programmeDigest: documentDigest(canonicalJson(programme)),
      policyDigest: documentDigest(canonicalJson(policy)),
    };
    return this.commit("programmeLock", fields, { programme, policy, populationFingerprint });
  }

  addRun(record: CaseRecordInputs["run"]): number {
    this.requireArtefact(record.path, record.runDigest);
    return this.save("run", record);
  }

  addFinding(record: CaseRecordInputs["finding"]): number {
    return this.save("finding", record);
  }

  addSignoff(record: CaseRecordInputs["signoff"]): number {
    return this.save("signoff", record);
  }

  saveWorkpaper(record: CaseRecordInputs["workpaper"]): number {
    return this.save("workpaper", record);
  }

  addKey(record: CaseRecordInputs["key"]): number {
    if (record.publicKey.includes("PRIVATE KEY"))
      throw new TickmarkError("bad-input", "A private key must not be stored in the case file.", { remedy: "Give the public key." });
    return this.save("key", record);
  }

  sealCase(record: CaseRecordInputs["seal"]): number {
    return this.save("seal", record);
  }

  addPackExport(record: CaseRecordInputs["packExport"]): number {
    this.requireArtefact(record.path, null);
    return this.save("packExport", record);
  }

  appendJournal(kind: string, payload: Json): number {
    if (RESERVED_JOURNAL_KINDS.has(kind))
      throw new TickmarkError("bad-input", `Journal entries of kind "${kind}" are written with the row they tell of.`);
    return this.inTransaction((step) => appendEntry(this.database, { ...step, kind, payload }));
  }

  private save<Kind extends Exclude<CaseRecordKind, "programmeLock">>(kind: Kind, record: CaseRecordInputs[Kind]): number {
    const { document, ...fields } = record;
    return this.commit(kind, fields as unknown as FieldValues, document);
  }

  private commit(kind: TableKind, fields: FieldValues, document: object): number {
    return this.inTransaction((step) => insertRecord(this.database, kind, fields, document, step));
  }

  private inTransaction(write: (step: { at: string; actor: string }) => number): number {
    const step = { at: new Date(this.identity.clock.nowMs()).toISOString(), actor: this.identity.actor };
    try {
      return this.database.transaction(() => write(step)).immediate();
    } catch (cause) {
      throw explain(cause);
    }
  }

  /** The commit rule: what a row points at is on disk, complete, before the row is. */
  private requireArtefact(path: string, digest: string | null): void {
    const file = isAbsolute(path) ? path : join(this.identity.directory, path);
    if (!existsSync(file)) throw new TickmarkError("not-found", "The file of this step was not written.", { file: path });
    if (digest !== null && createHash("sha256").update(readFileSync(file)).digest("hex") !== digest)
      throw new TickmarkError("bad-input", "The file of this step has another digest than stated.", { file: path, expected: digest });
  }
}

function explain(cause: unknown): unknown {
  if (!(cause instanceof Database.SqliteError)) return cause;
  if (cause.code === "SQLITE_CONSTRAINT_UNIQUE") return new TickmarkError("already-exists", "This id is taken in the case.", {}, cause);
  if (cause.code.startsWith("SQLITE_CONSTRAINT"))
    return new TickmarkError("bad-input", `The case file refused this record: ${cause.message}.`, {}, cause);
  if (cause.code === "SQLITE_FULL" || cause.code.startsWith("SQLITE_IOERR"))
    return new TickmarkError(
      "case-damaged",
      `The case file could not be written: ${cause.message}.`,
      { remedy: "Check the disk; nothing of this step was kept." },
      cause,
    );
  return cause;
}
