import type { Source } from "../../../src/contract/source-schemas.ts";
import { TASK_TYPES } from "../../../src/contract/vocabulary.ts";
import { CheckField, ChoiceField, SelectField } from "../../parts/Field.tsx";
import { inWords } from "../../parts/format.ts";
import { Section } from "../../parts/PageHead.tsx";
import { DecisionRuleFields } from "./DecisionRuleFields.tsx";
import type { FieldsProps } from "./PopulationForm.tsx";

const AVAILABILITY = [
  { value: "all", title: "For all decisions", consequence: "Error rates can be computed for everybody." },
  {
    value: "final-favourable-only",
    title: "Only where the final decision was favourable",
    consequence: "Rates over the others are not identifiable; bounds are given instead.",
  },
  {
    value: "model-favourable-only",
    title: "Only where the model's decision was favourable",
    consequence: "As above, conditioned on the model's decision.",
  },
  { value: "not-stated", title: "Not stated", consequence: "Analyses with outcomes will not judge." },
] as const;

/** Directions: what is good for a person, what the model predicts, when a truth can exist. */
export function MeaningFields({ request, choices, change, sources }: FieldsProps & { readonly sources: readonly Source[] }) {
  const valueField = (
    label: string,
    hint: string,
    value: string | null,
    values: readonly string[],
    set: (value: string | null) => void,
  ) => (
    <SelectField
      label={label}
      hint={hint}
      value={value ?? ""}
      options={[
        { value: "", title: "Not stated" },
        ...[...new Set([...values, ...(value === null ? [] : [value])])].map((entry) => ({ value: entry, title: entry })),
      ]}
      onChange={(text) => set(text === "" ? null : text)}
    />
  );
  const made = [request.decisionRule?.otherDecision, request.positiveDecision].filter((value) => value != null);
  const madeByRule = sources.every((source) => source.columns.every((column) => column.use !== "decision"));
  const decisions = madeByRule ? [...made, ...choices.decisionValues] : choices.decisionValues;
  return (
    <Section title="Meaning">
      <div className="form-grid">
        <SelectField
          label="Task type"
          value={request.taskType ?? ""}
          options={[{ value: "", title: "Not stated" }, ...TASK_TYPES.map((type) => ({ value: type, title: inWords(type) }))]}
          onChange={(value) => change({ taskType: TASK_TYPES.find((type) => type === value) ?? null })}
        />
        {valueField("Favourable decision", "Good for the person decided about.", request.favourableDecision, decisions, (value) =>
          change({ favourableDecision: value }),
        )}
        {valueField("Positive outcome", "What the model is meant to foresee.", request.positiveOutcome, choices.outcomeValues, (value) =>
          change({ positiveOutcome: value }),
        )}
        {valueField(
          "Decision that predicts it",
          "Need not be the favourable one.",
          request.positiveDecision,
          choices.decisionValues,
          (value) => change({ positiveDecision: value }),
        )}
      </div>
      <DecisionRuleFields request={request} change={change} makesDecisions={madeByRule} />
      <ChoiceField
        legend="Outcomes exist"
        value={request.labelAvailability}
        choices={AVAILABILITY}
        onChange={(value) => change({ labelAvailability: AVAILABILITY.find((entry) => entry.value === value)?.value ?? "not-stated" })}
      />
      <CheckField
        label="The outcome is itself produced by the reviewer's decision"
        hint="Then accuracy against it is refused: it would measure agreement, not truth."
        checked={request.labelCausedByDecision}
        onChange={(labelCausedByDecision) => change({ labelCausedByDecision })}
      />
    </Section>
  );
}
