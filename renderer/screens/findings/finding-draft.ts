import { useState } from "react";
import type { FindingDraft, FindingView } from "../../../src/contract/finding-schemas.ts";

/** The finding as it stands in the form. */
export interface FindingDraftState {
  readonly value: FindingDraft;
  /** Whether the form differs from what is saved. */
  readonly changed: boolean;
  readonly change: (change: Partial<FindingDraft>) => void;
  readonly action: (change: Partial<FindingDraft["correctiveAction"]>) => void;
  readonly reset: () => void;
}

const EMPTY: FindingDraft = {
  findingId: null,
  title: "",
  rating: "medium",
  criteria: "",
  condition: "",
  cause: "",
  consequence: "",
  correctiveAction: { text: "", owner: "", due: "", managementResponse: "" },
  figures: [],
};

/** What a save would write of a finding, without what the workbench adds. */
export function draftOf(finding: FindingView | null): FindingDraft {
  if (finding === null) return EMPTY;
  const { findingId, title, rating, criteria, condition, cause, consequence, correctiveAction, figures } = finding;
  return { findingId, title, rating, criteria, condition, cause, consequence, correctiveAction, figures };
}

/** Holds the edits until they are saved; `finding` is what is saved now. */
export function useFindingDraft(finding: FindingView | null): FindingDraftState {
  const saved = draftOf(finding);
  const [edits, setEdits] = useState<Partial<FindingDraft>>({});
  const value = { ...saved, ...edits };
  return {
    value,
    changed: JSON.stringify(value) !== JSON.stringify(saved),
    change: (change) => setEdits((before) => ({ ...before, ...change })),
    action: (change) =>
      setEdits((before) => ({ ...before, correctiveAction: { ...(before.correctiveAction ?? saved.correctiveAction), ...change } })),
    reset: () => setEdits({}),
  };
}
