import type BetterSqlite3 from "better-sqlite3";
import type { Json } from "../foundation/canonical-json.ts";
import { TickmarkError } from "../foundation/errors.ts";
import type { CaseRecordKind, StoredRecord } from "../ports/case-records.ts";
import type { CaseMeta, CaseReader, JournalCheck, JournalHead, JournalRecord } from "../ports/case-store.ts";
import { journalHead, readEntries } from "./journal.ts";
import { schemaVersion } from "./migrations/migrations.ts";
import { lastRecord, selectRecords } from "./record-rows.ts";
import { checkJournal } from "./verify-journal.ts";

/** All reads of a case; holds no right to write. */
export class SqliteCaseReader implements CaseReader {
  protected readonly database: BetterSqlite3.Database;

  constructor(database: BetterSqlite3.Database) {
    this.database = database;
  }

  meta(): CaseMeta {
    const row = this.database.prepare<[], Record<string, string>>("SELECT * FROM case_meta").get();
    if (row === undefined) throw new TickmarkError("case-damaged", "The case file has no case row.");
    return {
      caseId: String(row["case_id"]),
      title: String(row["title"]),
      createdAt: String(row["created_at"]),
      createdBy: String(row["created_by"]),
      schemaVersion: schemaVersion(this.database),
      engagement: JSON.parse(String(row["engagement"])) as Json,
    };
  }

  listSources(): StoredRecord<"source">[] {
    return this.latest("source");
  }

  getSource(sourceId: string): StoredRecord<"source"> {
    return this.one("source", "source_id", sourceId, `No source "${sourceId}" in this case.`);
  }

  currentPopulationDefinition(): StoredRecord<"populationDefinition"> | null {
    return lastRecord(this.database, "populationDefinition");
  }

  listPopulationDefinitions(): StoredRecord<"populationDefinition">[] {
    return this.all("populationDefinition");
  }

  listInventorySnapshots(): StoredRecord<"inventorySnapshot">[] {
    return this.latest("inventorySnapshot");
  }

  currentPolicy(): StoredRecord<"policy"> | null {
    return lastRecord(this.database, "policy");
  }

  listPolicies(): StoredRecord<"policy">[] {
    return this.all("policy");
  }

  currentProgramme(): StoredRecord<"programme"> | null {
    return lastRecord(this.database, "programme");
  }

  listProgrammes(): StoredRecord<"programme">[] {
    return this.all("programme");
  }

  currentProgrammeLock(): StoredRecord<"programmeLock"> | null {
    return lastRecord(this.database, "programmeLock");
  }

  getProgrammeLock(sequence: number): StoredRecord<"programmeLock"> {
    return this.one("programmeLock", "sequence", sequence, `Journal entry ${sequence} locks no programme.`);
  }

  listRuns(): StoredRecord<"run">[] {
    return this.all("run");
  }

  getRun(runId: string): StoredRecord<"run"> {
    return this.one("run", "run_id", runId, `No run "${runId}" in this case.`);
  }

  listFindings(): StoredRecord<"finding">[] {
    return this.latest("finding");
  }

  getFinding(findingId: string): StoredRecord<"finding"> {
    return this.one("finding", "finding_id", findingId, `No finding "${findingId}" in this case.`);
  }

  listSignoffs(): StoredRecord<"signoff">[] {
    return this.all("signoff");
  }

  listWorkpapers(kind?: string): StoredRecord<"workpaper">[] {
    const records = this.latest("workpaper");
    return kind === undefined ? records : records.filter((record) => record.kind === kind);
  }

  listKeys(): StoredRecord<"key">[] {
    return this.latest("key");
  }

  currentSeal(): StoredRecord<"seal"> | null {
    return lastRecord(this.database, "seal");
  }

  isSealCurrent(): boolean {
    const seal = this.currentSeal();
    if (seal === null) return false;
    const later = this.database
      .prepare("SELECT count(*) FROM journal WHERE seq > ? AND kind <> 'pack-exported'")
      .pluck()
      .get(seal.sequence);
    return later === 0;
  }

  listPackExports(): StoredRecord<"packExport">[] {
    return this.all("packExport");
  }

  journalEntries(from = 1, limit = 1000): JournalRecord[] {
    return readEntries(this.database, from, limit);
  }

  journalHead(): JournalHead {
    return journalHead(this.database);
  }

  verifyJournal(): JournalCheck {
    // One read transaction: a writer in another process must not change the file between two of the checks.
    return this.database.transaction(() => checkJournal(this.database))();
  }

  private all<Kind extends CaseRecordKind>(kind: Kind): StoredRecord<Kind>[] {
    return selectRecords(this.database, kind, { versions: "all" });
  }

  private latest<Kind extends CaseRecordKind>(kind: Kind): StoredRecord<Kind>[] {
    return selectRecords(this.database, kind, { versions: "latest" });
  }

  private one<Kind extends CaseRecordKind>(kind: Kind, column: string, value: string | number, missing: string): StoredRecord<Kind> {
    const record = selectRecords(this.database, kind, { versions: "latest", where: { column, value } })[0];
    if (record === undefined) throw new TickmarkError("not-found", missing);
    return record;
  }
}
