import { type UseMutationResult, useMutation, useQueryClient } from "@tanstack/react-query";

/** A change of keys or signers: what was read of them is read again. */
export function useKeyChange<Input, Result>(
  change: (input: Input) => Promise<Result>,
  onSuccess?: (result: Result) => void,
): UseMutationResult<Result, Error, Input> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: async (result) => {
      await Promise.all([queries.invalidateQueries({ queryKey: ["keys"] }), queries.invalidateQueries({ queryKey: ["signers"] })]);
      onSuccess?.(result);
    },
  });
}
