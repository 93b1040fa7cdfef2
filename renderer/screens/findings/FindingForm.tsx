import { useMutation, useQueryClient } from "@tanstack/react-query";
import { FINDING_RATINGS, type FindingView } from "../../../src/contract/finding-schemas.ts";
import { useEngine } from "../../client/EngineProvider.tsx";
import { AreaField, SelectField, TextField } from "../../parts/Field.tsx";
import { inWords } from "../../parts/format.ts";
import { ErrorNote, Note } from "../../parts/Notes.tsx";
import { Section } from "../../parts/PageHead.tsx";
import { SubmitLine } from "../../parts/SubmitLine.tsx";
import { PickedFigures } from "./PickedFigures.tsx";
import type { FindingDraftState } from "./finding-draft.ts";

interface FindingFormProps {
  readonly finding: FindingView | null;
  readonly draft: FindingDraftState;
  readonly onSaved: (finding: FindingView) => void;
}

const FOUR_CS = [
  { key: "criteria", label: "Criteria", hint: "What should be: the law, standard or policy, with its place." },
  { key: "condition", label: "Condition", hint: "What is, in figures." },
  { key: "cause", label: "Cause", hint: "Why it came to be." },
  { key: "consequence", label: "Consequence", hint: "What it leads to, and for whom." },
] as const;

/** The five Cs, and the figures that carry them. */
export function FindingForm({ finding, draft, onSaved }: FindingFormProps) {
  const engine = useEngine();
  const queries = useQueryClient();
  const { value, changed, change, action } = draft;
  const { correctiveAction } = value;
  const save = useMutation({
    mutationFn: () => engine.findings.save({ ...value, title: value.title.trim() }),
    onSuccess: async (saved) => {
      await queries.invalidateQueries({ queryKey: ["findings"] });
      draft.reset();
      onSaved(saved);
    },
  });
  const standing = finding?.signOffs.filter((signOff) => signOff.inForce) ?? [];
  return (
    <form
      className="statement-form"
      aria-label="Finding"
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <div className="finding-title">
        <TextField label="Title" required value={value.title} onChange={(title) => change({ title })} />
        <SelectField
          label="Rating"
          value={value.rating}
          options={FINDING_RATINGS.map((rating) => ({ value: rating, title: inWords(rating) }))}
          onChange={(chosen) => change({ rating: FINDING_RATINGS.find((rating) => rating === chosen) ?? value.rating })}
        />
      </div>
      {FOUR_CS.map(({ key, label, hint }) => (
        <AreaField key={key} label={label} hint={hint} value={value[key]} onChange={(text) => change({ [key]: text })} />
      ))}
      <PickedFigures finding={finding} figures={value.figures} onChange={(figures) => change({ figures })} />
      <Section title="Corrective action">
        <AreaField label="Action" value={correctiveAction.text} onChange={(text) => action({ text })} />
        <div className="form-pair">
          <TextField label="Owner" value={correctiveAction.owner} onChange={(owner) => action({ owner })} />
          <TextField label="Due" type="date" value={correctiveAction.due} onChange={(due) => action({ due })} />
        </div>
        <AreaField
          label="Management response"
          value={correctiveAction.managementResponse}
          onChange={(managementResponse) => action({ managementResponse })}
        />
      </Section>
      {save.error !== null && <ErrorNote error={save.error} />}
      <div className="finding-save">
        {changed && standing.length > 0 && (
          <Note tone="attention" title="This finding is signed off.">
            <p>Saving the edit voids the sign-off of {standing.map((signOff) => signOff.principal).join(" and ")}.</p>
          </Note>
        )}
        <SubmitLine
          title={finding === null ? "Save finding" : "Save changes"}
          missing={value.title.trim() === "" ? "A title is needed." : changed ? "" : "Nothing to save."}
          busy={save.isPending}
          onCancel={changed && finding !== null ? draft.reset : undefined}
          cancelTitle="Discard changes"
        />
      </div>
    </form>
  );
}
