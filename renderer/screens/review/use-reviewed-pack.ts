import { type UseMutationResult, type UseQueryResult, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { ReviewNote, ReviewedPack } from "../../../src/contract/review-schemas.ts";
import { visible } from "../../client/visible.ts";
import { useEngine } from "../../client/EngineProvider.tsx";
import { requestOf, useReviewDraft } from "./review-draft.ts";

/** The content of the pack under review, with the reviewer's notes so far. */
export function useReviewedPack(): UseQueryResult<ReviewedPack> {
  const engine = useEngine();
  const request = requestOf(useReviewDraft());
  return useQuery({ queryKey: ["review", request], queryFn: async () => visible(await engine.review.open(request)) });
}

/** Keeps all notes on this machine; what is shown changes once they are written. */
export function useSaveNotes(): UseMutationResult<readonly ReviewNote[], Error, readonly ReviewNote[]> {
  const engine = useEngine();
  const queries = useQueryClient();
  const request = requestOf(useReviewDraft());
  return useMutation({
    mutationFn: async (notes: readonly ReviewNote[]) => {
      await engine.review.saveNotes({ request, notes: [...notes] });
      return notes;
    },
    onSuccess: (notes) => {
      queries.setQueryData<ReviewedPack>(["review", request], (pack) => pack && { ...pack, notes: [...notes] });
    },
  });
}
