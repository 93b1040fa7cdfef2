import type { PackDocument } from "./documents.ts";
import type { StepRecorder } from "./step-recorder.ts";

export interface SeenRevision {
  readonly revision: number;
  readonly tagmanifestSha256: string;
}

/** The verifier's own memory of packs; it never comes with a pack. */
export interface RollbackRegister {
  /** Highest revision seen of a pack; null when it was never seen. */
  highest(packId: string): SeenRevision | null;
}

/** An older revision, or a second pack under the same number, must not pass for the current one. */
export function verifyRollback(
  pack: PackDocument,
  tagmanifestSha256: string,
  register: RollbackRegister | undefined,
  recorder: StepRecorder,
): void {
  if (register === undefined) {
    recorder.record("rollback", "not-checked", "No register of revisions seen before was given.");
    return;
  }
  const seen = register.highest(pack.packId);
  const problems: string[] = [];
  if (seen !== null && seen.revision > pack.revision)
    problems.push(`revision ${seen.revision} of this pack was seen before; this is the older revision ${pack.revision}`);
  if (seen?.revision === pack.revision && seen.tagmanifestSha256 !== tagmanifestSha256)
    problems.push(`another pack was seen as revision ${pack.revision}`);
  if (pack.supersedes !== null && pack.supersedes.revision >= pack.revision)
    problems.push("the pack says that it supersedes a revision that is not older");
  if (seen !== null && pack.supersedes?.revision === seen.revision && pack.supersedes.tagmanifestSha256 !== seen.tagmanifestSha256)
    problems.push(`the revision ${seen.revision} that it supersedes is not the one that was seen`);
  recorder.conclude(
    "rollback",
    problems,
    seen === null ? "This pack was never seen before." : `No newer revision than ${pack.revision} was seen.`,
  );
}
