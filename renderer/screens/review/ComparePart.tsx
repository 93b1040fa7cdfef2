import { useMutation } from "@tanstack/react-query";
import { visible } from "../../client/visible.ts";
import { useEngine } from "../../client/EngineProvider.tsx";
import { TextField } from "../../parts/Field.tsx";
import { ErrorNote, Loading } from "../../parts/Notes.tsx";
import { PathField } from "../../parts/PathField.tsx";
import { SubmitLine } from "../../parts/SubmitLine.tsx";
import { DiffView } from "./DiffView.tsx";
import { isEncrypted, openerMissing, openerOf, requestOf } from "./review-draft.ts";
import { useReview } from "./use-review.ts";

/** What changed since an earlier revision of the pack. */
export function ComparePart() {
  const engine = useEngine();
  const { draft, change } = useReview();
  const newer = requestOf(draft);
  const diff = useMutation({
    mutationFn: async () =>
      visible(
        await engine.review.diff({
          older: {
            ...newer,
            path: draft.olderPath.trim(),
            ...openerOf(draft.olderPath, draft, draft.olderPassphrase),
          },
          newer,
        }),
      ),
  });
  const missing =
    draft.olderPath.trim() === "" ? "Choose the earlier revision." : openerMissing(draft.olderPath, draft, draft.olderPassphrase);
  return (
    <>
      <form
        className="form-narrow"
        onSubmit={(event) => {
          event.preventDefault();
          diff.mutate();
        }}
      >
        <PathField
          label="Earlier revision"
          goal="any"
          value={draft.olderPath}
          hint="The pack as it was before; checked against the same trusted signers."
          onChange={(olderPath) => {
            change({ olderPath });
            diff.reset();
          }}
        />
        {isEncrypted(draft.olderPath) && draft.openWith === "passphrase" && (
          <TextField
            label="Passphrase of the earlier file"
            type="password"
            value={draft.olderPassphrase}
            onChange={(olderPassphrase) => change({ olderPassphrase })}
          />
        )}
        <SubmitLine title="Compare" missing={missing} busy={diff.isPending} />
      </form>
      {diff.isPending && <Loading what="both packs" />}
      {diff.error !== null && <ErrorNote error={diff.error} />}
      {diff.data !== undefined && <DiffView diff={diff.data} />}
    </>
  );
}
