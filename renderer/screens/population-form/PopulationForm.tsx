import { useState } from "react";
import type { PopulationDraft, PopulationView, Source, populationChoicesSchema } from "../../../src/contract/source-schemas.ts";
import { useEngine } from "../../client/EngineProvider.tsx";
import { JobPanel } from "../../jobs/JobProgress.tsx";
import { useJob } from "../../jobs/use-job.ts";
import { FailureNote, Note } from "../../parts/Notes.tsx";
import { Section } from "../../parts/PageHead.tsx";
import { BaselineFields } from "./BaselineFields.tsx";
import { FilterFields } from "./FilterFields.tsx";
import { MeaningFields } from "./MeaningFields.tsx";
import { PopulationSummary } from "./PopulationSummary.tsx";
import { SourceFields } from "./SourceFields.tsx";
import { TimeFields } from "./TimeFields.tsx";

export type PopulationChoices = ReturnType<typeof populationChoicesSchema.parse>;

/** What every group of fields gets. */
export interface FieldsProps {
  readonly request: PopulationDraft;
  readonly choices: PopulationChoices;
  readonly change: (change: Partial<PopulationDraft>) => void;
}

interface PopulationFormProps {
  readonly initial: PopulationDraft;
  readonly choices: PopulationChoices;
  readonly sources: readonly Source[];
  readonly current: PopulationView | null;
}

export function PopulationForm({ initial, choices, sources, current }: PopulationFormProps) {
  const engine = useEngine();
  const job = useJob<PopulationView>("population.build");
  const [request, setRequest] = useState<PopulationDraft>(initial);
  const change = (next: Partial<PopulationDraft>) => setRequest({ ...request, ...next });
  const unchanged = current !== null && JSON.stringify(request) === JSON.stringify(current.request);
  const open = openStatements(request);
  const fields = { request, choices, change };
  const { taskType } = request;
  const timeZone = request.timeZone?.trim() ?? "";
  const ready = request.title.trim() !== "" && request.decisions.length > 0 && taskType !== null && timeZone !== "";
  const build = () => {
    if (taskType === null) return;
    void job.start("Build population", (signal) =>
      engine.population.build({ ...request, taskType, timeZone, title: request.title.trim() }, { signal }),
    );
  };
  return (
    <>
      {current !== null && (
        <Section title="As built" aside={unchanged ? "" : "The form below has changes that are not built"}>
          <PopulationSummary population={current} />
        </Section>
      )}
      <form
        className="statement-form"
        onSubmit={(event) => {
          event.preventDefault();
          build();
        }}
      >
        <SourceFields {...fields} sources={sources} />
        <MeaningFields {...fields} sources={sources} />
        <TimeFields {...fields} />
        <BaselineFields {...fields} />
        <FilterFields {...fields} />
        {open.length > 0 && (
          <Note tone="attention" title="Left open">
            <p>{open.join(", ")}. Analyses that need them will say “insufficient evidence”, never pass.</p>
          </Note>
        )}
        {current !== null && !unchanged && (
          <Note tone="plain" title="Building again changes the fingerprint.">
            <p>Runs on the population as it was stay in the record and are marked stale; a lock of the programme ends.</p>
          </Note>
        )}
        {job.failure !== null && <FailureNote failure={job.failure} />}
        {job.cancelled && <Note tone="plain" title="Cancelled. The population is as it was." />}
        {job.job !== null && job.running ? (
          <JobPanel job={job.job} />
        ) : (
          <div className="actions">
            <button type="submit" className="button button-primary" disabled={!ready || unchanged}>
              {current === null ? "Build population" : "Build again"}
            </button>
            <p className="faint" role="status">
              {unchanged
                ? "Nothing has changed since it was built."
                : ready
                  ? ""
                  : "A title, a decision source, a task type and a time zone are needed."}
            </p>
          </div>
        )}
      </form>
    </>
  );
}

function openStatements(request: PopulationDraft): string[] {
  const open = [
    request.favourableDecision === null ? "Favourable decision" : "",
    request.outcomes !== null && request.positiveOutcome === null ? "Positive outcome" : "",
    request.positiveDecision === null ? "Decision that predicts the positive outcome" : "",
    request.labelAvailability === "not-stated" ? "When outcomes exist" : "",
    request.outcomes !== null && request.outcomeHorizonDays === null ? "Outcome horizon" : "",
    request.baseline === null ? "Baseline" : "",
  ];
  return open.filter((entry) => entry !== "");
}
