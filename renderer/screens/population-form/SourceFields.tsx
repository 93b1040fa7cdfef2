import type { Source, SourceKind } from "../../../src/contract/source-schemas.ts";
import { CheckField, SelectField, TextField } from "../../parts/Field.tsx";
import { formatInteger } from "../../parts/format.ts";
import { Section } from "../../parts/PageHead.tsx";
import type { FieldsProps } from "./PopulationForm.tsx";

export function SourceFields({ request, change, sources }: FieldsProps & { readonly sources: readonly Source[] }) {
  const of = (kind: SourceKind) => sources.filter((source) => source.kind === kind);
  const toggled = (list: readonly string[], id: string, on: boolean) => (on ? [...list, id] : list.filter((entry) => entry !== id));
  const satellite = (kind: "outcomes" | "reviews", label: string, hint: string) => (
    <SelectField
      label={label}
      hint={hint}
      value={request[kind] ?? ""}
      options={[{ value: "", title: "None" }, ...of(kind).map((source) => ({ value: source.sourceId, title: source.title }))]}
      onChange={(value) => change({ [kind]: value === "" ? null : value })}
    />
  );
  return (
    <Section title="Rows">
      <div className="form-grid">
        <TextField label="Title" value={request.title} required onChange={(title) => change({ title })} />
        <SelectField
          label="Duplicate decision ids"
          value={request.duplicates}
          options={[
            { value: "keep-all", title: "Keep all, and count them" },
            { value: "keep-first", title: "Keep the first in record order" },
          ]}
          onChange={(value) => change({ duplicates: value === "keep-first" ? "keep-first" : "keep-all" })}
        />
        {satellite("outcomes", "Outcomes", "Joined by decision id; the latest as of the cut-off counts.")}
        {satellite("reviews", "Reviews", "Joined by decision id; the last one counts.")}
      </div>
      <div className="form-grid">
        <fieldset className="field">
          <legend className="field-label">Decision sources</legend>
          {of("decisions").map((source) => (
            <CheckField
              key={source.sourceId}
              label={`${source.title}, ${formatInteger(source.rowsImported)} rows`}
              checked={request.decisions.includes(source.sourceId)}
              onChange={(on) => change({ decisions: toggled(request.decisions, source.sourceId, on) })}
            />
          ))}
        </fieldset>
        {of("attributes").length > 0 && (
          <fieldset className="field">
            <legend className="field-label">Group attributes</legend>
            {of("attributes").map((source) => (
              <CheckField
                key={source.sourceId}
                label={source.title}
                checked={request.attributes.includes(source.sourceId)}
                onChange={(on) => change({ attributes: toggled(request.attributes, source.sourceId, on) })}
              />
            ))}
          </fieldset>
        )}
        <CheckField
          label="The log is a sampled capture"
          hint="Then counts are not volumes, and completeness is not claimed."
          checked={request.sampledCapture}
          onChange={(sampledCapture) => change({ sampledCapture })}
        />
      </div>
    </Section>
  );
}
