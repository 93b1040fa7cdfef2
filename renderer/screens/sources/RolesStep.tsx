import { openQuestions } from "../../../src/contract/open-questions.ts";
import { type FilePreview, SOURCE_KINDS } from "../../../src/contract/source-schemas.ts";
import { ChoiceField, SelectField, TextField } from "../../parts/Field.tsx";
import { inWords, plural } from "../../parts/format.ts";
import { Note } from "../../parts/Notes.tsx";
import { Section } from "../../parts/PageHead.tsx";
import { RoleTable } from "./RoleTable.tsx";
import { wordForUse } from "./SourceScreen.tsx";
import { StepActions } from "./StepActions.tsx";
import { doubledRoles, useImportDraft } from "./import-draft.ts";

/** What each column is for: suggested with a reason, decided by the auditor. */
export function RolesStep({
  preview,
  back,
  next,
}: {
  readonly preview: FilePreview;
  readonly back: () => void;
  readonly next: () => void;
}) {
  const { kind, title, columns, answers, change } = useImportDraft();
  const open = openQuestions(preview.questions, columns, answers);
  const doubled = doubledRoles(columns);
  const reason = reasonToWait(title, doubled, open.length);
  return (
    <>
      <div className="form-grid">
        <TextField label="Title of the source" value={title} onChange={(text) => change({ title: text })} hint="Stands in the pack." />
        <SelectField
          label="Kind"
          hint={preview.kindReason}
          value={kind}
          options={SOURCE_KINDS.map((entry) => ({ value: entry, title: inWords(entry) }))}
          onChange={(value) => change({ kind: SOURCE_KINDS.find((entry) => entry === value) ?? "decisions" })}
        />
      </div>
      {preview.questions.length > 0 && (
        <Section title="Questions that must be answered" aside={open.length === 0 ? "All answered" : `${open.length} open`}>
          <div className="question-list">
            {preview.questions.map((question) => {
              const legend = question.column === null ? question.text : `${question.column}: ${question.text}`;
              const answer = (value: string) => change({ answers: { ...answers, [question.id]: value } });
              return question.choices.length === 0 ? (
                <TextField key={question.id} label={legend} value={answers[question.id] ?? ""} onChange={answer} />
              ) : (
                <ChoiceField
                  key={question.id}
                  legend={legend}
                  value={answers[question.id] ?? null}
                  choices={question.choices}
                  onChange={answer}
                />
              );
            })}
          </div>
        </Section>
      )}
      <Section title="Columns" aside={plural(columns.length, "column")}>
        {doubled.length > 0 && (
          <Note tone="failure" title="A role can be held by one column only.">
            <p>Held twice: {doubled.map(wordForUse).join(", ")}.</p>
          </Note>
        )}
        <RoleTable preview={preview} columns={columns} onChange={(next) => change({ columns: next })} />
      </Section>
      <StepActions back={back} next={next} nextTitle="Provenance and totals" disabled={reason !== undefined} reason={reason} />
    </>
  );
}

function reasonToWait(title: string, doubled: readonly string[], open: number): string | undefined {
  if (title.trim() === "") return "Give the source a title.";
  if (doubled.length > 0) return "Each role can be held by one column only.";
  return open === 0 ? undefined : `${plural(open, "question is", "questions are")} still open.`;
}
