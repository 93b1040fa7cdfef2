import type { NoteTarget } from "./review-draft.ts";

/** What a note is about, in words. */
export function noteSubject(target: NoteTarget): string {
  if (target.figureId !== null) return `Figure ${target.figureId}`;
  return target.runId === null ? "The pack" : `Run ${target.runId}`;
}
