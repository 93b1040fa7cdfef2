import type { Json } from "../foundation/canonical-json.ts";
import type { CaseRecordInputs, StoredRecord } from "./case-records.ts";

export interface CaseMeta {
  readonly caseId: string;
  readonly title: string;
  /** ISO instant, UTC, milliseconds. */
  readonly createdAt: string;
  readonly createdBy: string;
  /** Number of the last migration applied. */
  readonly schemaVersion: number;
  /** What the creator stated beyond the title: period, scope, objectives. */
  readonly engagement: Json;
}

/** One link of the chain, as it is hashed and exported. */
export interface JournalEntry {
  /** 1, 2, 3, ... without gaps. */
  readonly seq: number;
  /** ISO instant, UTC, milliseconds. */
  readonly at: string;
  readonly actor: string;
  readonly kind: string;
  /** SHA-256(salt || JCS(payload)), hexadecimal. */
  readonly payloadDigest: string;
  /** Digest of the entry before; 64 zeros for the first. */
  readonly previousDigest: string;
}

/** Payload and salt stand beside the entry, so that one can be withheld without breaking the chain. */
export interface JournalRecord {
  readonly entry: JournalEntry;
  /** SHA-256(0x00 || JCS(entry)), hexadecimal. */
  readonly digest: string;
  /** 32 random bytes, hexadecimal. */
  readonly salt: string;
  readonly payload: Json;
}

export interface JournalHead {
  readonly seq: number;
  readonly digest: string;
}

export type JournalCheck =
  | { readonly intact: true; readonly entries: number; readonly head: JournalHead }
  | { readonly intact: false; readonly entries: number; readonly brokenAt: number; readonly problem: string };

/** Reads of a case; never changes a byte of it. */
export interface CaseReader {
  meta(): CaseMeta;

  /** Current version of each source that was not removed, in order of first import. */
  listSources(): readonly StoredRecord<"source">[];
  /** Throws `not-found`. */
  getSource(sourceId: string): StoredRecord<"source">;
  currentPopulationDefinition(): StoredRecord<"populationDefinition"> | null;
  listPopulationDefinitions(): readonly StoredRecord<"populationDefinition">[];
  listInventorySnapshots(): readonly StoredRecord<"inventorySnapshot">[];

  currentPolicy(): StoredRecord<"policy"> | null;
  listPolicies(): readonly StoredRecord<"policy">[];
  currentProgramme(): StoredRecord<"programme"> | null;
  listProgrammes(): readonly StoredRecord<"programme">[];
  /** The last lock, whatever was saved since. */
  currentProgrammeLock(): StoredRecord<"programmeLock"> | null;
  /** Throws `not-found`. */
  getProgrammeLock(sequence: number): StoredRecord<"programmeLock">;

  /** All runs in order, superseded ones too. */
  listRuns(): readonly StoredRecord<"run">[];
  /** Throws `not-found`. */
  getRun(runId: string): StoredRecord<"run">;

  /** Current version of each finding. */
  listFindings(): readonly StoredRecord<"finding">[];
  /** Throws `not-found`. */
  getFinding(findingId: string): StoredRecord<"finding">;
  listSignoffs(): readonly StoredRecord<"signoff">[];
  /** Current version of each workpaper of one kind, or of all. */
  listWorkpapers(kind?: string): readonly StoredRecord<"workpaper">[];
  listKeys(): readonly StoredRecord<"key">[];

  currentSeal(): StoredRecord<"seal"> | null;
  /** True while nothing but exports was journaled after the last seal. */
  isSealCurrent(): boolean;
  listPackExports(): readonly StoredRecord<"packExport">[];

  /** Entries with seq >= from, at most `limit` (default 1000). */
  journalEntries(from?: number, limit?: number): readonly JournalRecord[];
  /** Seq 0 and 64 zeros before the first entry. */
  journalHead(): JournalHead;
  /** Recomputes every digest of the chain and of every document that an entry made. */
  verifyJournal(): JournalCheck;
}

/**
 * Writes of a case. Each method commits its row and its journal entry in one transaction and
 * returns the entry's sequence number; when it returns, the step survives a power cut.
 */
export interface CaseWriter extends CaseReader {
  addSource(record: CaseRecordInputs["source"]): number;
  /** The source leaves the population; its history stays. */
  removeSource(sourceId: string, reason: string): number;
  savePopulationDefinition(record: CaseRecordInputs["populationDefinition"]): number;
  addInventorySnapshot(record: CaseRecordInputs["inventorySnapshot"]): number;
  savePolicy(record: CaseRecordInputs["policy"]): number;
  saveProgramme(record: CaseRecordInputs["programme"]): number;
  /** Runs made after this may be planned: `lockedBySequence` is the number returned. */
  lockProgramme(record: CaseRecordInputs["programmeLock"]): number;
  /** Throws `already-exists` for a run id that is taken. */
  addRun(record: CaseRecordInputs["run"]): number;
  /** A finding id that exists gets a new version. */
  addFinding(record: CaseRecordInputs["finding"]): number;
  addSignoff(record: CaseRecordInputs["signoff"]): number;
  saveWorkpaper(record: CaseRecordInputs["workpaper"]): number;
  addKey(record: CaseRecordInputs["key"]): number;
  sealCase(record: CaseRecordInputs["seal"]): number;
  addPackExport(record: CaseRecordInputs["packExport"]): number;
  /** A step that leaves no row: sources re-hashed, pack verified, sweep. */
  appendJournal(kind: string, payload: Json): number;
}
