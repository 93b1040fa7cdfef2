import { useState } from "react";
import { CheckField, Field, SelectField, TextField } from "../../parts/Field.tsx";
import type { FieldsProps } from "./PopulationForm.tsx";

const OPERATORS = [">=", ">", "<=", "<"] as const;

/** The registered rule from score to decision, where one is known. */
export function DecisionRuleFields({
  request,
  change,
  makesDecisions,
}: Pick<FieldsProps, "request" | "change"> & { readonly makesDecisions: boolean }) {
  const rule = request.decisionRule;
  const [text, setText] = useState(rule === null ? "" : String(rule.threshold));
  const error = rule !== null && (text.trim() === "" || !Number.isFinite(Number(text))) ? "A number is needed." : undefined;
  return (
    <>
      <CheckField
        label="A decision rule is registered"
        hint="The score and threshold that give the positive decision."
        checked={rule !== null}
        onChange={(on) =>
          change({ decisionRule: on ? { operator: ">=", threshold: Number(text) || 0, origin: "", otherDecision: null } : null })
        }
      />
      {rule !== null && (
        <div className="form-grid">
          <SelectField
            label="Positive when the score is"
            value={rule.operator}
            options={OPERATORS.map((operator) => ({ value: operator, title: operator }))}
            onChange={(value) => change({ decisionRule: { ...rule, operator: OPERATORS.find((operator) => operator === value) ?? ">=" } })}
          />
          <Field label="Threshold" error={error}>
            {(control) => (
              <input
                {...control}
                className="input input-number"
                inputMode="decimal"
                value={text}
                autoComplete="off"
                onChange={(event) => {
                  setText(event.target.value);
                  const threshold = Number(event.target.value);
                  if (event.target.value.trim() !== "" && Number.isFinite(threshold)) change({ decisionRule: { ...rule, threshold } });
                }}
              />
            )}
          </Field>
          <TextField
            label="Where it is registered"
            value={rule.origin}
            onChange={(origin) => change({ decisionRule: { ...rule, origin } })}
          />
          {(makesDecisions || rule.otherDecision !== null) && (
            <>
              <TextField
                label="Decision when the rule is met"
                hint="For logs without decisions: the rule makes them."
                value={request.positiveDecision ?? ""}
                onChange={(value) => change({ positiveDecision: value === "" ? null : value })}
              />
              <TextField
                label="Decision otherwise"
                hint="Empty: the rule is only documented."
                value={rule.otherDecision ?? ""}
                onChange={(value) => change({ decisionRule: { ...rule, otherDecision: value === "" ? null : value } })}
              />
            </>
          )}
        </div>
      )}
    </>
  );
}
