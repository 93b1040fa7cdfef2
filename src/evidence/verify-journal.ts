import { isAlwaysShown } from "./disclosure/journal-payloads.ts";
import { type JournalEntry, checkJournalChain, decodeJournal, journalPayloadSchema, payloadDigest, payloadPath } from "./journal-chain.ts";
import { utf8Text } from "./octets.ts";
import { type PackContents, readDocument } from "./pack-contents.ts";
import { printable } from "./pack-paths.ts";
import { type PackReader, readVerified } from "./pack-reader.ts";
import type { StepRecorder } from "./step-recorder.ts";

const JOURNAL = "data/journal/journal.jsonl";

/** The chain from entry 1 to the head that the signer claims; then the payloads that are there. */
export function verifyJournal(reader: PackReader, contents: PackContents, recorder: StepRecorder): void {
  const entries = recorder.attempt("journal", () => decodeJournal(utf8Text(readVerified(reader, JOURNAL), JOURNAL), JOURNAL));
  if (entries === null) return;
  const chain = checkJournalChain(entries);
  if (!chain.intact) {
    recorder.conclude("journal", [`the chain breaks: ${chain.reason}`], "");
    return;
  }
  const { seq, digest } = contents.pack.journalHead;
  const head =
    chain.head?.seq === seq && chain.head.digest === digest ? [] : ["the head of the journal is not the one that pack.json states"];
  recorder.conclude("journal", head, `${entries.length} entries form one chain up to the signed head.`);
  recorder.attempt("journal-payloads", () => verifyPayloads(reader, entries, contents, recorder));
}

/** A payload may be left out, but only of a kind that may name somebody, and where the signed privacy.json says so; of which runs, the documents step judges. */
function verifyPayloads(
  reader: PackReader,
  entries: readonly JournalEntry[],
  { pack, privacy }: PackContents,
  recorder: StepRecorder,
): void {
  const present = new Set(reader.files.map((file) => file.path).filter((path) => path.startsWith("data/journal/payloads/")));
  const listed = new Set(privacy.withheldPayloads.map(({ seq }) => seq));
  const problems: string[] = [];
  let withheld = 0;
  for (const entry of entries) {
    const path = payloadPath(entry.seq);
    if (!present.delete(path)) {
      if (!listed.delete(entry.seq)) problems.push(`the payload of entry ${entry.seq} is missing and not said to be withheld`);
      else if (isAlwaysShown(entry.kind, pack.kind))
        problems.push(`the payload of entry ${entry.seq} (${printable(entry.kind)}) is withheld, and there is no reason for that`);
      withheld += 1;
      continue;
    }
    const { salt, payload } = readDocument(reader, path, journalPayloadSchema);
    if (payloadDigest(salt, payload) !== entry.payloadDigest)
      problems.push(`the payload of entry ${entry.seq} is not the one that was journaled`);
  }
  for (const seq of listed) problems.push(`the payload of entry ${seq} is said to be withheld, and is not`);
  for (const path of present) problems.push(`${path} belongs to no entry`);
  if (problems.length === 0 && withheld > 0)
    recorder.record(
      "journal-payloads",
      "withheld",
      `${withheld} of ${entries.length} payloads are withheld; the others agree with the chain.`,
    );
  else recorder.conclude("journal-payloads", problems, `${entries.length} payloads agree with the chain.`);
}
