import type { RollbackRegister } from "../evidence/rollback.ts";
import type { RunRecord } from "../evidence/run-record.ts";
import type { StepId } from "../evidence/verification-report.ts";
import { sha256Hex } from "../foundation/digest.ts";
import type { Forgery, GenuinePack, PackAttack } from "./attack.ts";
import { readRun, runIds } from "./edit-pack.ts";
import { type PackFiles, resign, textOf } from "./sample-pack.ts";

/** What the holder of the key does to a pack before they sign it again. */
export function byHolder(
  id: string,
  threat: string,
  description: string,
  expectedStep: StepId,
  change: (files: PackFiles, pack: GenuinePack) => Omit<Forgery, "files"> | void,
): PackAttack {
  return {
    id,
    threat,
    description,
    expectedStep,
    build: (pack) => {
      const files = new Map(pack.files);
      const more = change(files, pack);
      resign(files, pack.signer);
      return { files, ...more };
    },
  };
}

export function firstRun(files: PackFiles): RunRecord {
  return readRun(files, runIds(files)[0] ?? "");
}

/** The first run that was judged. */
export function judgedRun(files: PackFiles): RunRecord {
  const runs = runIds(files).map((runId) => readRun(files, runId));
  return runs.find((run) => run.verdicts.length > 0) ?? firstRun(files);
}

/** A reader who holds the genuine pack in the register of what they have seen. */
export function seenBefore({ files }: GenuinePack): RollbackRegister {
  const { revision } = JSON.parse(textOf(files, "data/pack.json")) as { revision: number };
  const tagmanifestSha256 = sha256Hex(textOf(files, "tagmanifest-sha256.txt"));
  return { highest: () => ({ revision, tagmanifestSha256 }) };
}
