import { Plus, X } from "lucide-react";
import type { FilePreview, Provenance } from "../../../src/contract/source-schemas.ts";
import { Field, TextField } from "../../parts/Field.tsx";
import { Section } from "../../parts/PageHead.tsx";
import { StepActions } from "./StepActions.tsx";
import { useImportDraft } from "./import-draft.ts";

const FIELDS: readonly { readonly key: keyof Provenance; readonly label: string; readonly hint?: string; readonly long?: true }[] = [
  { key: "system", label: "System", hint: "Where the rows were made." },
  { key: "extractedBy", label: "Extracted by" },
  { key: "extractedAt", label: "Extracted at", hint: "As stated, with zone." },
  { key: "receivedFrom", label: "Received from" },
  { key: "receivedAt", label: "Received at" },
  { key: "query", label: "Query or export command", long: true },
  {
    key: "completenessEvidence",
    label: "Evidence of completeness",
    hint: "Why should one believe that nothing was left out? An assessor asks this first.",
    long: true,
  },
];

/** Who took these rows from where, and what their owner says they add up to. */
export function ProvenanceStep({
  preview,
  back,
  next,
}: {
  readonly preview: FilePreview;
  readonly back: () => void;
  readonly next: () => void;
}) {
  const { provenance, controlTotals, columns, change } = useImportDraft();
  const set = (key: keyof Provenance) => (value: string) => change({ provenance: { ...provenance, [key]: value } });
  const summable = columns.filter((column) => ["integer", "decimal", "double"].includes(column.type)).map((column) => column.column);
  const setTotal = (index: number, entry: Partial<(typeof controlTotals)[number]>) =>
    change({ controlTotals: controlTotals.map((total, place) => (place === index ? { ...total, ...entry } : total)) });
  const unstated = FIELDS.filter((field) => provenance[field.key].trim() === "").length;
  return (
    <>
      <Section title="Control totals" aside="Figures from the data owner, not from the file">
        <div className="total-list">
          {controlTotals.map((total, index) => (
            <div className="total-line" key={index}>
              <select
                className="select"
                aria-label={`Measure ${index + 1}`}
                value={total.measure}
                onChange={(event) => setTotal(index, { measure: event.target.value })}
              >
                <option value="rows">Row count</option>
                {summable.map((column) => (
                  <option key={column} value={column}>
                    Sum of {column}
                  </option>
                ))}
              </select>
              <input
                className="input input-number"
                aria-label={`Figure given for measure ${index + 1}`}
                placeholder="as written by the owner"
                value={total.given}
                autoComplete="off"
                onChange={(event) => setTotal(index, { given: event.target.value })}
              />
              <button
                type="button"
                className="button button-quiet button-icon"
                aria-label={`Remove measure ${index + 1}`}
                onClick={() => change({ controlTotals: controlTotals.filter((_, place) => place !== index) })}
              >
                <X size={14} aria-hidden="true" />
              </button>
            </div>
          ))}
          <div className="actions">
            <button
              type="button"
              className="button button-small"
              onClick={() => change({ controlTotals: [...controlTotals, { measure: summable[0] ?? "rows", given: "" }] })}
            >
              <Plus size={13} aria-hidden="true" />
              Add a total
            </button>
          </div>
        </div>
      </Section>
      <Section title="Provenance" aside={unstated === 0 ? "" : "What stays empty is reported as not stated"}>
        <div className="form-grid">
          {FIELDS.filter((field) => field.long === undefined).map((field) => (
            <TextField key={field.key} label={field.label} hint={field.hint} value={provenance[field.key]} onChange={set(field.key)} />
          ))}
        </div>
        <div className="form-grid form-grid-wide">
          {FIELDS.filter((field) => field.long === true).map((field) => (
            <Field key={field.key} label={field.label} hint={field.hint}>
              {(control) => (
                <textarea
                  {...control}
                  className="textarea"
                  value={provenance[field.key]}
                  spellCheck={false}
                  onChange={(event) => set(field.key)(event.target.value)}
                />
              )}
            </Field>
          ))}
        </div>
      </Section>
      <StepActions
        back={back}
        next={next}
        nextTitle={`Check and import ${preview.files.length === 1 ? "the file" : `${preview.files.length} files`}`}
      />
    </>
  );
}
