import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { FindingView } from "../../../src/contract/finding-schemas.ts";
import { useEngine } from "../../client/EngineProvider.tsx";
import { TextField } from "../../parts/Field.tsx";
import { ErrorNote } from "../../parts/Notes.tsx";
import { SubmitLine } from "../../parts/SubmitLine.tsx";

/** Takes the finding out of the case; the journal keeps that it was there, and why it went. */
export function RemoveFinding({ finding, onRemoved }: { readonly finding: FindingView; readonly onRemoved: () => void }) {
  const engine = useEngine();
  const queries = useQueryClient();
  const [open, setOpen] = useState(false);
  const [reason, setReason] = useState("");
  const remove = useMutation({
    mutationFn: () => engine.findings.remove({ findingId: finding.findingId, reason: reason.trim() }),
    onSuccess: async () => {
      onRemoved();
      await queries.invalidateQueries({ queryKey: ["findings"] });
    },
  });
  if (!open)
    return (
      <div className="actions">
        <button type="button" className="button" onClick={() => setOpen(true)}>
          Remove finding
        </button>
      </div>
    );
  return (
    <form
      className="panel form-narrow"
      aria-label="Remove the finding"
      onSubmit={(event) => {
        event.preventDefault();
        remove.mutate();
      }}
    >
      <TextField
        label="Reason for the removal"
        hint="It stands in the journal, with the title of the finding."
        value={reason}
        onChange={setReason}
      />
      {remove.error !== null && <ErrorNote error={remove.error} />}
      <SubmitLine
        title="Remove it"
        missing={reason.trim() === "" ? "Give the reason." : ""}
        busy={remove.isPending}
        onCancel={() => setOpen(false)}
        cancelTitle="Keep"
      />
    </form>
  );
}
