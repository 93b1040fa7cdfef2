import { z } from "zod";
import { type Json, canonicalJson, parseCanonicalJson } from "../foundation/canonical-json.ts";
import { sha256Hex } from "../foundation/digest.ts";
import { TickmarkError } from "../foundation/errors.ts";
import { concatenate, hexBytes, utf8 } from "./octets.ts";

const digest = z.string().regex(/^[0-9a-f]{64}$/);

export const journalEntrySchema = z.strictObject({
  /** 1, 2, 3, ... without a gap. */
  seq: z.int().min(1),
  at: z.string(),
  actor: z.string(),
  kind: z.string(),
  /** SHA-256 of salt and payload; the payload itself stands beside and can be withheld. */
  payloadDigest: digest,
  previousDigest: digest,
});
export type JournalEntry = z.infer<typeof journalEntrySchema>;

export const journalPayloadSchema = z.strictObject({ salt: z.string().regex(/^([0-9a-f]{2}){16,64}$/), payload: z.json() });
/** The salt keeps a guessable payload from being confirmed by trial while it is withheld. */
export interface JournalPayload {
  readonly salt: string;
  readonly payload: Json;
}

/** `previousDigest` of entry 1. */
export const JOURNAL_START = "0".repeat(64);

/** SHA-256(0x00 || JCS(entry)): an RFC 6962 leaf, so that a tree can be built over the same entries. */
export function journalEntryDigest(entry: JournalEntry): string {
  return sha256Hex(concatenate(Uint8Array.of(0), utf8(canonicalJson(entry))));
}

/** SHA-256(salt || JCS(payload)). */
export function payloadDigest(salt: string, payload: Json): string {
  return sha256Hex(concatenate(hexBytes(salt), utf8(canonicalJson(payload))));
}

export interface JournalHead {
  readonly seq: number;
  readonly digest: string;
}

export type ChainCheck =
  | { readonly intact: true; readonly head: JournalHead | null }
  | { readonly intact: false; readonly at: number; readonly reason: string };

/** Checks numbering and links from the first entry; `head` is null for an empty journal. */
export function checkJournalChain(entries: Iterable<JournalEntry>): ChainCheck {
  let head: JournalHead | null = null;
  for (const entry of entries) {
    const seq: number = (head?.seq ?? 0) + 1;
    if (entry.seq !== seq) return { intact: false, at: seq, reason: `entry ${seq} is missing; number ${entry.seq} is in its place` };
    if (entry.previousDigest !== (head?.digest ?? JOURNAL_START))
      return { intact: false, at: seq, reason: `entry ${seq} does not follow from the entry before it` };
    head = { seq, digest: journalEntryDigest(entry) };
  }
  return { intact: true, head };
}

/** `journal.jsonl`: one canonical entry a line. */
export function encodeJournal(entries: readonly JournalEntry[]): string {
  return entries.map((entry) => `${canonicalJson(entry)}\n`).join("");
}

export function decodeJournal(text: string, file: string): JournalEntry[] {
  if (text !== "" && !text.endsWith("\n")) throw new TickmarkError("bad-input", "The journal does not end with a line feed.", { file });
  return text
    .split("\n")
    .slice(0, -1)
    .map((line, index) => {
      const entry = journalEntrySchema.safeParse(parseCanonicalJson(line, `${file}:${index + 1}`));
      if (entry.data === undefined) throw new TickmarkError("bad-input", "Not a journal entry.", { file, line: index + 1 });
      return entry.data;
    });
}

export function payloadPath(seq: number): string {
  return `data/journal/payloads/${String(seq).padStart(8, "0")}.json`;
}
