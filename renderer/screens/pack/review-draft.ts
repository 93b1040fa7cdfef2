import { create } from "zustand";

/** Which pack is being reviewed, against whose keys; outlives the screen. */
interface ReviewDraft {
  readonly path: string;
  readonly allowedSigners: string;
  readonly sources: string;
  readonly change: (change: Partial<Pick<ReviewDraft, "path" | "allowedSigners" | "sources">>) => void;
}

export const useReviewDraft = create<ReviewDraft>((set) => ({
  path: "",
  allowedSigners: "",
  sources: "",
  change: (change) => set(change),
}));
