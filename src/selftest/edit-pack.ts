import {
  type JournalEntry,
  JOURNAL_START,
  decodeJournal,
  encodeJournal,
  journalEntryDigest,
  payloadDigest,
} from "../evidence/journal-chain.ts";
import { payloadPath } from "../evidence/journal-chain.ts";
import { utf8 } from "../evidence/octets.ts";
import { type RunRecord, runRecordSchema } from "../evidence/run-record.ts";
import { type Json, canonicalJson } from "../foundation/canonical-json.ts";
import { sha256Hex } from "../foundation/digest.ts";
import { type PackFiles, textOf } from "./sample-pack.ts";

export type JsonObject = Record<string, Json>;

export const JOURNAL = "data/journal/journal.jsonl";

export function setText(files: PackFiles, path: string, text: string): PackFiles {
  return files.set(path, utf8(text));
}

export function readJson(files: PackFiles, path: string): JsonObject {
  return JSON.parse(textOf(files, path)) as JsonObject;
}

/** Changes one document and writes it canonically, as a careful attacker would. */
export function editJson(files: PackFiles, path: string, change: (document: JsonObject) => void): PackFiles {
  const document = readJson(files, path);
  change(document);
  return setText(files, path, canonicalJson(document));
}

/** Ids of the runs of a pack, in order. */
export function runIds(files: PackFiles): string[] {
  return [...files.keys()].flatMap((path) => /^data\/runs\/([^/]+)\/run\.json$/.exec(path)?.[1] ?? []).toSorted();
}

export function runPath(runId: string): string {
  return `data/runs/${runId}/run.json`;
}

export function readRun(files: PackFiles, runId: string): RunRecord {
  return runRecordSchema.parse(readJson(files, runPath(runId)));
}

/** Puts a changed run in, and makes the journal say that it was always so: what the holder of case and key can do. */
export function replaceRun(files: PackFiles, record: RunRecord): PackFiles {
  const text = canonicalJson(record);
  setText(files, runPath(record.runId), text);
  rewritePayloads(files, (payload) => {
    if (payload["runId"] === record.runId && "runDigest" in payload) payload["runDigest"] = sha256Hex(text);
  });
  return files;
}

/** Changes payloads of the journal and links all of the chain again, up to the head that pack.json states. */
export function rewritePayloads(files: PackFiles, change: (payload: JsonObject) => void): void {
  rewriteJournal(files, (entries) =>
    entries.map((entry) => {
      const path = payloadPath(entry.seq);
      if (!files.has(path)) return entry;
      const { salt, payload } = readJson(files, path) as { salt: string; payload: Json };
      if (typeof payload !== "object" || payload === null || Array.isArray(payload)) return entry;
      const changed: JsonObject = { ...(payload as JsonObject) };
      change(changed);
      setText(files, path, canonicalJson({ salt, payload: changed }));
      return { ...entry, payloadDigest: payloadDigest(salt, changed) };
    }),
  );
}

/** Gives the entries new numbers and links, and states the new head in pack.json. */
export function rewriteJournal(files: PackFiles, change: (entries: readonly JournalEntry[]) => readonly JournalEntry[]): void {
  const linked: JournalEntry[] = [];
  for (const entry of change(decodeJournal(textOf(files, JOURNAL), JOURNAL))) {
    const last = linked.at(-1);
    linked.push({ ...entry, seq: linked.length + 1, previousDigest: last === undefined ? JOURNAL_START : journalEntryDigest(last) });
  }
  const head = linked.at(-1);
  setText(files, JOURNAL, encodeJournal(linked));
  if (head !== undefined)
    editJson(files, "data/pack.json", (pack) => {
      pack["journalHead"] = { seq: head.seq, digest: journalEntryDigest(head) };
    });
}
