import { create } from "zustand";
import type { ReviewNote, ReviewRequest } from "../../../src/contract/review-schemas.ts";

export type Conclusion = "agrees" | "agrees-with-reservations" | "disagrees";

/** What a note is about: the pack (both null), a run, or one figure of a run. */
export type NoteTarget = Pick<ReviewNote, "runId" | "figureId">;

/** Which pack is being reviewed, against whose keys, and what the reviewer is about to say; outlives the screens. */
export interface ReviewDraft {
  readonly path: string;
  readonly signersFrom: "own" | "file";
  readonly allowedSigners: string;
  readonly timestampAuthorities: string;
  /** How an encrypted transport file is opened. */
  readonly openWith: "passphrase" | "identity";
  readonly transportPassphrase: string;
  readonly identityFile: string;
  /** Folder with the sources, for the counts; empty: from the pack alone. */
  readonly sources: string;
  readonly conclusion: Conclusion | null;
  readonly reasons: readonly string[];
  readonly olderPath: string;
  readonly olderPassphrase: string;
}

interface ReviewDraftState extends ReviewDraft {
  readonly change: (change: Partial<ReviewDraft>) => void;
}

export const useReviewDraft = create<ReviewDraftState>((set) => ({
  path: "",
  signersFrom: "own",
  allowedSigners: "",
  timestampAuthorities: "",
  openWith: "passphrase",
  transportPassphrase: "",
  identityFile: "",
  sources: "",
  conclusion: null,
  reasons: [],
  olderPath: "",
  olderPassphrase: "",
  change: (change) => set(change),
}));

/** The draft as the engine wants it. */
export function requestOf(draft: ReviewDraft): ReviewRequest {
  return {
    path: draft.path.trim(),
    allowedSigners: draft.signersFrom === "own" ? "" : draft.allowedSigners.trim(),
    timestampAuthorities: draft.timestampAuthorities.trim(),
    ...openerOf(draft.path, draft, draft.transportPassphrase),
  };
}

/** What opens a file at this path: nothing where it is not encrypted. */
export function openerOf(
  path: string,
  { openWith, identityFile }: Pick<ReviewDraft, "openWith" | "identityFile">,
  passphrase: string,
): Pick<ReviewRequest, "transportPassphrase" | "identityFile"> {
  const encrypted = isEncrypted(path);
  return {
    transportPassphrase: encrypted && openWith === "passphrase" ? passphrase : "",
    identityFile: encrypted && openWith === "identity" ? identityFile.trim() : "",
  };
}

/** What is missing to open a file at this path; empty: nothing. */
export function openerMissing(path: string, draft: Pick<ReviewDraft, "openWith" | "identityFile">, passphrase: string): string {
  const { transportPassphrase, identityFile } = openerOf(path, draft, passphrase);
  return !isEncrypted(path) || transportPassphrase !== "" || identityFile !== "" ? "" : "The file is encrypted: say what opens it.";
}

/** What is still missing before the pack can be verified; empty: nothing. */
export function missingOf(draft: ReviewDraft): string {
  if (draft.path.trim() === "") return "Choose a pack.";
  if (draft.signersFrom === "file" && draft.allowedSigners.trim() === "") return "Choose the file of trusted signers.";
  return openerMissing(draft.path, draft, draft.transportPassphrase);
}

export function isEncrypted(path: string): boolean {
  return path.trim().toLowerCase().endsWith(".age");
}
