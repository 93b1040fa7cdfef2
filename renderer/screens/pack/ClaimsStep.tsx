import type { PrivacyPreview } from "../../../src/contract/pack-schemas.ts";
import { useEngine } from "../../client/EngineProvider.tsx";
import { useJob } from "../../jobs/use-job.ts";
import { AreaField, ChoiceField, SelectField, TextField } from "../../parts/Field.tsx";
import { Section } from "../../parts/PageHead.tsx";
import { SubmitLine } from "../../parts/SubmitLine.tsx";
import { QuasiIdentifiers } from "./QuasiIdentifiers.tsx";
import { claimsMissing, claimsOf, minimumCellError, usePackDraft } from "./pack-draft.ts";

const CLASSIFICATIONS = ["public", "internal", "confidential", "strictly confidential"] as const;

/** What is stated of the pack; all of it is signed, and none of it can be changed afterwards. */
export function ClaimsStep({ next }: { readonly next: () => void }) {
  const engine = useEngine();
  const draft = usePackDraft();
  const { claims, change, state } = draft;
  const preview = useJob<PrivacyPreview>("pack.preview");
  const restricted = claims.kind === "restricted";
  const start = () => {
    state({ acceptedDisclosure: "" });
    void preview.start("Preview of the pack", (signal) => engine.pack.preview({ ...claimsOf(draft), acceptedDisclosure: "" }, { signal }));
    next();
  };
  return (
    <form
      className="statement-form pack-claims"
      onSubmit={(event) => {
        event.preventDefault();
        start();
      }}
    >
      <ChoiceField
        legend="Kind"
        value={claims.kind}
        choices={[
          {
            value: "shareable",
            title: "Shareable",
            consequence:
              "Counts and figures only. Small cells are suppressed, and what rests on them re-performs as withheld, never as pass.",
          },
          {
            value: "restricted",
            title: "Restricted",
            consequence: "With the records, under pseudonyms. Everything can be re-performed, and somebody may be recognised: encrypt it.",
          },
        ]}
        onChange={(kind) => state({ kind: kind === "restricted" ? "restricted" : "shareable" })}
      />
      <Section title="Claims" aside="All of it is signed">
        <div className="form-grid form-grid-wide">
          <TextField
            label="Purpose"
            hint="What the pack may be used for."
            value={claims.purpose}
            onChange={(purpose) => state({ purpose })}
          />
          <TextField label="Recipient" value={claims.recipient} onChange={(recipient) => state({ recipient })} />
          <TextField
            label="Legal basis"
            hint={restricted ? "Needed: records leave." : "Why it may be handed over, where a law asks for it."}
            value={claims.legalBasis}
            onChange={(legalBasis) => state({ legalBasis })}
          />
          <div className="form-pair">
            <SelectField
              label="Classification"
              value={claims.classification}
              options={CLASSIFICATIONS.map((value) => ({ value, title: value.charAt(0).toUpperCase() + value.slice(1) }))}
              onChange={(classification) => state({ classification })}
            />
            <TextField label="Keep until" type="date" value={claims.retainUntil} onChange={(retainUntil) => state({ retainUntil })} />
          </div>
        </div>
      </Section>
      <Section title="Protection of persons">
        {restricted ? (
          <QuasiIdentifiers chosen={claims.quasiIdentifiers} onChange={(quasiIdentifiers) => state({ quasiIdentifiers })} />
        ) : (
          <div className="form-grid form-grid-wide">
            <TextField
              label="Minimum cell"
              hint="Counts below it are suppressed, and as many others as are needed so that no difference gives them away."
              error={minimumCellError(draft.minimumCell)}
              value={draft.minimumCell}
              onChange={(minimumCell) => change({ minimumCell })}
            />
          </div>
        )}
        <div className="form-grid form-grid-wide">
          <AreaField
            label="Records to disclose with proof"
            hint="Optional. Decision ids, one a line. Each leaves with a proof that it is one of the population."
            code
            value={draft.records}
            onChange={(records) => change({ records })}
          />
        </div>
      </Section>
      <SubmitLine title="Preview" missing={claimsMissing(draft)} />
    </form>
  );
}
