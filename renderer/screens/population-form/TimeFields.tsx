import { useState } from "react";
import { Field, TextField } from "../../parts/Field.tsx";
import { Section } from "../../parts/PageHead.tsx";
import type { FieldsProps } from "./PopulationForm.tsx";

const ZONES = Intl.supportedValuesOf("timeZone");

/** Zone, when an outcome is ripe, and where the data ends. */
export function TimeFields({ request, choices, change }: FieldsProps) {
  const [horizon, setHorizon] = useState(request.outcomeHorizonDays === null ? "" : String(request.outcomeHorizonDays));
  const badHorizon = horizon.trim() !== "" && !(Number(horizon) >= 0);
  const covered =
    choices.from === null || choices.to === null ? undefined : `The log covers ${choices.from.slice(0, 10)} to ${choices.to.slice(0, 10)}.`;
  return (
    <Section title="Time" aside={covered}>
      <div className="form-grid">
        <Field label="Time zone of the windows" hint="Weeks and months begin at midnight there.">
          {(control) => (
            <>
              <input
                {...control}
                className="input"
                list="time-zones"
                value={request.timeZone ?? ""}
                placeholder="not stated"
                autoComplete="off"
                onChange={(event) => change({ timeZone: event.target.value === "" ? null : event.target.value })}
              />
              <datalist id="time-zones">
                {["UTC", ...ZONES].map((zone) => (
                  <option key={zone} value={zone}>
                    {zone}
                  </option>
                ))}
              </datalist>
            </>
          )}
        </Field>
        <Field
          label="Outcome horizon"
          hint="Outcomes count within this many days of the decision; younger decisions are immature."
          error={badHorizon ? "A number of days is needed." : undefined}
        >
          {(control) => (
            <div className="with-unit">
              <input
                {...control}
                className="input input-number"
                inputMode="decimal"
                value={horizon}
                placeholder="not stated"
                autoComplete="off"
                onChange={(event) => {
                  const text = event.target.value.trim();
                  setHorizon(event.target.value);
                  if (text === "") change({ outcomeHorizonDays: null });
                  else if (Number(text) >= 0) change({ outcomeHorizonDays: Number(text) });
                }}
              />
              <span className="faint">days</span>
            </div>
          )}
        </Field>
        <TextField
          label="Cut-off"
          hint="As of when the data speaks: a date, which includes that day in the time zone above, or a time. Empty: not stated."
          value={request.cutOff ?? ""}
          placeholder="2026-06-30"
          onChange={(value) => change({ cutOff: value.trim() === "" ? null : value.trim() })}
        />
      </div>
    </Section>
  );
}
