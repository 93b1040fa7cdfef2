import { SelectField, TextField } from "../../parts/Field.tsx";
import { Section } from "../../parts/PageHead.tsx";
import type { FieldsProps } from "./PopulationForm.tsx";

const DAY_MS = 86_400_000;

/** What later windows are compared with. Periods are whole UTC days here; the last day is inside. */
export function BaselineFields({ request, choices, change }: FieldsProps) {
  const { baseline } = request;
  const first = dayMs(choices.from ?? "");
  const choose = (kind: string) => {
    if (kind === "partition") return change({ baseline: { kind, value: choices.partitionValues[0] ?? "" } });
    if (kind !== "period") return change({ baseline: null });
    const startMs = first ?? Date.UTC(2026, 0, 1);
    return change({ baseline: { kind, startMs, endMs: startMs + 28 * DAY_MS } });
  };
  return (
    <Section title="Baseline">
      <div className="form-grid">
        <SelectField
          label="Compare with"
          value={baseline?.kind ?? ""}
          options={[
            { value: "", title: "Not stated" },
            ...(choices.from === null ? [] : [{ value: "period", title: "A period of the log" }]),
            ...(choices.partitionValues.length === 0 ? [] : [{ value: "partition", title: "A partition" }]),
          ]}
          onChange={choose}
        />
        {baseline?.kind === "partition" && (
          <SelectField
            label="Partition"
            value={baseline.value}
            options={choices.partitionValues.map((value) => ({ value, title: value }))}
            onChange={(value) => change({ baseline: { kind: "partition", value } })}
          />
        )}
        {baseline?.kind === "period" && (
          <>
            <TextField
              label="First day, UTC"
              type="date"
              value={dayText(baseline.startMs)}
              error={baseline.startMs < baseline.endMs ? undefined : "The first day is after the last."}
              onChange={(text) => {
                const startMs = dayMs(text);
                if (startMs !== null) change({ baseline: { ...baseline, startMs } });
              }}
            />
            <TextField
              label="Last day, UTC"
              type="date"
              value={dayText(baseline.endMs - DAY_MS)}
              onChange={(text) => {
                const lastMs = dayMs(text);
                if (lastMs !== null) change({ baseline: { ...baseline, endMs: lastMs + DAY_MS } });
              }}
            />
          </>
        )}
      </div>
    </Section>
  );
}

function dayMs(text: string): number | null {
  const parsed = Date.parse(`${text.slice(0, 10)}T00:00:00Z`);
  return Number.isNaN(parsed) ? null : parsed;
}

function dayText(epochMs: number): string {
  return new Date(epochMs).toISOString().slice(0, 10);
}
