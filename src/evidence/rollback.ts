import type { PackDocument } from "./documents.ts";
import type { StepRecorder } from "./step-recorder.ts";

export interface SeenRevision {
  readonly revision: number;
  readonly tagmanifestSha256: string;
}

/** The verifier's own memory of packs; it never comes with a pack. */
export interface RollbackRegister {
  /** Highest revision seen of a pack of one kind (restricted, shareable); null when it was never seen. */
  highest(packId: string, kind: PackDocument["kind"]): SeenRevision | null;
  /** All revisions seen of it, in any order, where the register keeps them. */
  earlier?(packId: string, kind: PackDocument["kind"]): readonly SeenRevision[];
  /** Why the reader has put this pack on the own list of withdrawn packs; null when it is not there. */
  withdrawn?(tagmanifestSha256: string): string | null;
}

/** An older revision, a second pack under the same number, or a broken chain of revisions must not pass for the current one. */
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
  const highest = register.highest(pack.packId, pack.kind);
  const earlier = register.earlier?.(pack.packId, pack.kind) ?? [];
  const seen = [...earlier, ...(highest === null ? [] : [highest])].toSorted((left, right) => left.revision - right.revision);
  const withdrawal = register.withdrawn?.(tagmanifestSha256) ?? null;
  const problems = [
    ...(withdrawal === null ? [] : [`this pack is on the reader's list of withdrawn packs: ${withdrawal}`]),
    ...(highest !== null && highest.revision > pack.revision
      ? [`revision ${highest.revision} of this pack was seen before; this is the older revision ${pack.revision}`]
      : []),
    ...(seen.some((entry) => entry.revision === pack.revision && entry.tagmanifestSha256 !== tagmanifestSha256)
      ? [`another pack was seen as revision ${pack.revision}`]
      : []),
    ...chainProblems(pack, seen),
  ];
  recorder.conclude("rollback", problems, `${standing(pack, highest)}${gapOf(pack, seen)}`);
}

function chainProblems({ revision, supersedes }: PackDocument, seen: readonly SeenRevision[]): string[] {
  if (supersedes !== null && supersedes.revision >= revision) return ["the pack says that it supersedes a revision that is not older"];
  const before = seen.filter((entry) => entry.revision < revision).at(-1);
  if (supersedes === null) return before === undefined ? [] : [`it supersedes nothing, but revision ${before.revision} was seen before`];
  const named = seen.find((entry) => entry.revision === supersedes.revision);
  if (named !== undefined && named.tagmanifestSha256 !== supersedes.tagmanifestSha256)
    return [`the revision ${supersedes.revision} that it supersedes is not the one that was seen`];
  return before !== undefined && before.revision > supersedes.revision
    ? [`it supersedes revision ${supersedes.revision}, but revision ${before.revision} came after that and was seen`]
    : [];
}

function standing({ revision }: PackDocument, highest: SeenRevision | null): string {
  return highest === null ? "This pack was never seen before." : `No newer revision than ${revision} was seen.`;
}

/** What the register cannot tell, because the revision between was never verified here. */
function gapOf({ supersedes }: PackDocument, seen: readonly SeenRevision[]): string {
  if (supersedes === null || seen.some((entry) => entry.revision === supersedes.revision)) return "";
  return ` Revision ${supersedes.revision}, which it supersedes, was never seen here.`;
}
