import { type UseMutationResult, useMutation, useQueryClient } from "@tanstack/react-query";
import { useLocation } from "wouter";
import type { CaseHead } from "../../../src/contract/case-schemas.ts";
import { useEngine } from "../../client/EngineProvider.tsx";

/** Opens a case and goes to it; everything read from another case is forgotten. */
export function useOpenCase(): UseMutationResult<CaseHead, Error, string> {
  const engine = useEngine();
  const enter = useEnterCase();
  return useMutation({ mutationFn: (directory: string) => engine.case.open({ directory }), onSuccess: enter });
}

export function useEnterCase(): (head: CaseHead) => void {
  const queries = useQueryClient();
  const [, navigate] = useLocation();
  return (head) => {
    queries.removeQueries();
    queries.setQueryData(["case", "current"], head);
    navigate("/case");
  };
}
