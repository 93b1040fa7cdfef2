import { type Json } from "../foundation/canonical-json.ts";
import type { PackAttack } from "./attack.ts";
import { decodeJournal, payloadPath } from "../evidence/journal-chain.ts";
import { JOURNAL, editJson, readJson, rewriteJournal, setText } from "./edit-pack.ts";
import { type PackFiles, textOf } from "./sample-pack.ts";
import { byHolder, seenBefore } from "./by-holder.ts";

const JOURNALED = "Journal rewritten or cut";

function journalText(id: string, description: string, change: (text: string) => string): PackAttack {
  return byHolder(id, JOURNALED, description, "journal", (files) => void setText(files, JOURNAL, change(textOf(files, JOURNAL))));
}

function isRunAdded(files: PackFiles, path: string): boolean {
  if (!path.startsWith("data/journal/payloads/")) return false;
  const payload = readJson(files, path)["payload"];
  return typeof payload === "object" && payload !== null && "runDigest" in payload;
}

/** Takes a file out of the pack and out of its metadata. */
function removeFile(files: PackFiles, path: string): void {
  files.delete(path);
  const id = path.slice("data/".length);
  editJson(files, "data/ro-crate-metadata.json", (crate) => {
    const graph = crate["@graph"] as { readonly "@id": string }[];
    crate["@graph"] = graph.filter((entity) => entity["@id"] !== id) as Json;
  });
}

function withhold(files: PackFiles, seq: number): void {
  removeFile(files, payloadPath(seq));
  editJson(files, "data/privacy.json", (document) => {
    document["withheldPayloads"] = [...(document["withheldPayloads"] as Json[]), { seq, reason: "names people" }];
  });
}

/** Attacks on the journal by the holder of the key. */
export const JOURNAL_ATTACKS: readonly PackAttack[] = [
  journalText("journal-truncated", "the last entry left out", (text) => text.split("\n").slice(0, -2).join("\n").concat("\n")),
  journalText("journal-beheaded", "the first entry left out", (text) => text.split("\n").slice(1).join("\n")),
  journalText("journal-gap", "an entry in the middle left out", (text) => text.split("\n").toSpliced(1, 1).join("\n")),
  journalText("journal-reordered", "two entries exchanged", (text) => {
    const [first = "", second = "", ...rest] = text.split("\n");
    return [second, first, ...rest].join("\n");
  }),
  journalText("journal-entry-edited", "another time in an entry", (text) => text.replace(/"at":"20/, '"at":"19')),
  journalText("journal-spelling", "white space in an entry", (text) => text.replace('{"actor"', '{ "actor"')),
  journalText("journal-empty", "no entries", () => ""),
  journalText("journal-no-line-feed", "no line feed at the end", (text) => text.trimEnd()),
  byHolder("journal-entry-added", JOURNALED, "an entry after the seal, which pack.json does not know", "journal", (files) => {
    const pack = textOf(files, "data/pack.json");
    rewriteJournal(files, (entries) => [...entries, ...entries.slice(-1)]);
    setText(files, "data/pack.json", pack);
  }),
  byHolder("journal-rewritten", JOURNALED, "the whole chain made anew, with pack.json left as it was", "journal", (files) => {
    const pack = textOf(files, "data/pack.json");
    rewriteJournal(files, (entries) => entries.map((entry) => ({ ...entry, actor: "somebody@example.org" })));
    setText(files, "data/pack.json", pack);
  }),
  byHolder(
    "journal-rewritten-whole",
    JOURNALED,
    "the whole chain and its head made anew; the reader has seen the pack before",
    "rollback",
    (files, pack) => {
      rewriteJournal(files, (entries) => entries.map((entry) => ({ ...entry, actor: "somebody@example.org" })));
      return { rollback: seenBefore(pack) };
    },
  ),
  byHolder("journal-payload-left-out", JOURNALED, "a payload left out that privacy.json does not name", "journal-payloads", (files) => {
    const path = [...files.keys()].filter((name) => name.startsWith("data/journal/payloads/")).at(-1) ?? "";
    files.delete(path);
  }),
  byHolder("journal-payload-said-withheld", JOURNALED, "a payload that is there, said to be withheld", "journal-payloads", (files) => {
    editJson(files, "data/privacy.json", (document) => {
      document["withheldPayloads"] = [...(document["withheldPayloads"] as Json[]), { seq: 1, reason: "names people" }];
    });
  }),
  byHolder(
    "journal-lock-withheld",
    JOURNALED,
    "the payload of the lock withheld, which no pack may withhold",
    "journal-payloads",
    (files) => {
      const entry = decodeJournal(textOf(files, JOURNAL), JOURNAL).find(({ kind }) => kind === "programme-locked");
      withhold(files, entry?.seq ?? 1);
    },
  ),
  byHolder(
    "journal-run-withheld",
    JOURNALED,
    "a run's payload withheld, so that its digest tells nothing of an edit",
    "documents",
    (files) => {
      const path = [...files.keys()].find((name) => isRunAdded(files, name)) ?? "";
      withhold(files, Number(path.slice(-13, -5)));
    },
  ),
  byHolder("journal-run-left-out", JOURNALED, "a run of the journal left out of the pack, files and all", "documents", (files) => {
    const path = [...files.keys()].find((name) => isRunAdded(files, name)) ?? "";
    const { runId } = readJson(files, path)["payload"] as { runId: string };
    for (const name of files.keys()) if (name.startsWith(`data/runs/${runId}/`)) removeFile(files, name);
  }),
  byHolder("journal-payload-edited", JOURNALED, "a payload that is not the one that was journaled", "journal-payloads", (files) => {
    const path = [...files.keys()].find((name) => name.startsWith("data/journal/payloads/")) ?? "";
    editJson(files, path, (document) => void (document["payload"] = { note: "edited" }));
  }),
];
