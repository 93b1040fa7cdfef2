import { utf8 } from "../evidence/octets.ts";
import { sha256Hex } from "../foundation/digest.ts";
import type { GenuinePack, PackAttack } from "./attack.ts";
import { editJson, setText } from "./edit-pack.ts";
import { type PackFiles, resign, textOf } from "./sample-pack.ts";

const THREAT = "Wrong checkpoint or proof";
const CHECKPOINT = "data/population/checkpoint";

function proofs(files: PackFiles): string[] {
  return [...files.keys()].filter((path) => path.endsWith(".tlog-proof"));
}

function attack(id: string, description: string, change: (files: PackFiles, proof: string) => void): PackAttack {
  return {
    id,
    threat: THREAT,
    description,
    expectedStep: "checkpoint",
    possible: ({ files }: GenuinePack) => files.has(CHECKPOINT) && proofs(files).length > 0,
    build: ({ files, signer }) => {
      const copy = new Map(files);
      change(copy, proofs(copy)[0] ?? "");
      resign(copy, signer);
      return { files: copy };
    },
  };
}

/** Puts another checkpoint in, and states it in pack.json. */
function withCheckpoint(files: PackFiles, change: (text: string) => string): void {
  const text = change(textOf(files, CHECKPOINT));
  setText(files, CHECKPOINT, text);
  editJson(files, "data/pack.json", (pack) => void (pack["checkpointSha256"] = sha256Hex(text)));
}

/** Attacks on the commitment to all records, and on the records that are shown, by the holder of the key. */
export const POPULATION_ATTACKS: readonly PackAttack[] = [
  attack("record-edited", "a disclosed record edited", (files, proof) => {
    const path = proof.replace("tlog-proof", "json");
    editJson(files, path, (record) => void (record[Object.keys(record)[0] ?? "x"] = "edited"));
  }),
  attack("record-other-number", "a record shown under another number", (files, proof) => {
    const number = Number(/(\d+)\.tlog-proof$/.exec(proof)?.[1]);
    for (const ending of ["json", "tlog-proof"]) {
      const path = `data/population/proofs/${number}.${ending}`;
      const content = textOf(files, path).replace(`index ${number}\n`, `index ${number + 1}\n`);
      files.delete(path);
      files.set(`data/population/proofs/${number + 1}.${ending}`, utf8(content));
    }
  }),
  attack("proof-edited", "one hash of a proof edited", (files, proof) => {
    setText(files, proof, textOf(files, proof).replace(/\n([A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=)\n\n/, `\n${"A".repeat(43)}=\n\n`));
  }),
  attack("proof-salt-edited", "another salt", (files, proof) => {
    setText(files, proof, textOf(files, proof).replace(/^extra .*$/m, `extra ${"A".repeat(43)}=`));
  }),
  attack("proof-left-out", "a record without its proof", (files, proof) => void files.delete(proof)),
  attack("proof-of-other-checkpoint", "a proof against another checkpoint", (files, proof) => {
    const checkpoint = textOf(files, CHECKPOINT);
    setText(files, proof, textOf(files, proof).replace(checkpoint, checkpoint.replace(/\n\d+\n/, "\n1000\n")));
  }),
  attack("checkpoint-size-edited", "a checkpoint of more records than the population has", (files) =>
    withCheckpoint(files, (text) => text.replace(/\n\d+\n/, "\n1000\n")),
  ),
  attack("checkpoint-root-edited", "another root", (files) =>
    withCheckpoint(files, (text) => text.replace(/\n[A-Za-z0-9+/]{43}=\n/, `\n${"A".repeat(43)}=\n`)),
  ),
  attack("checkpoint-unsigned", "a checkpoint without its signature", (files) =>
    withCheckpoint(files, (text) => text.slice(0, text.indexOf("\n\n") + 1)),
  ),
  attack("checkpoint-of-other-pack", "the checkpoint of another pack", (files) =>
    withCheckpoint(files, (text) => text.replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "00000000-0000-0000-0000-000000000000")),
  ),
];
