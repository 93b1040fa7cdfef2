import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import type { AnalysisInfo, ProgrammeEntry } from "../../../src/contract/run-schemas.ts";
import { useEngine } from "../../client/EngineProvider.tsx";
import { JobPanel } from "../../jobs/JobProgress.tsx";
import { useJob } from "../../jobs/use-job.ts";
import { plural } from "../../parts/format.ts";
import { EmptyState, ErrorNote, FailureNote, Note } from "../../parts/Notes.tsx";
import { PageHead, Section } from "../../parts/PageHead.tsx";
import { AnalysisCatalogue } from "./AnalysisCatalogue.tsx";
import { EntryPanel } from "./EntryPanel.tsx";
import { LockNote } from "./LockNote.tsx";
import { PolicyPanel } from "./PolicyPanel.tsx";
import type { ProgrammeView } from "./ProgrammeScreen.tsx";
import { RunResultNote } from "./RunResultNote.tsx";

interface ProgrammeEditorProps {
  readonly view: ProgrammeView;
  readonly analyses: readonly AnalysisInfo[];
  readonly hasPopulation: boolean;
  readonly notice: ReactNode;
}

export function ProgrammeEditor({ view, analyses, hasPopulation, notice }: ProgrammeEditorProps) {
  const engine = useEngine();
  const queries = useQueryClient();
  const job = useJob<readonly { runId: string }[]>("programme.run");
  const [entries, setEntries] = useState<readonly ProgrammeEntry[]>(view.programme.entries);
  const [policyId, setPolicyId] = useState(view.policy.policyId);
  const policy = view.policies.find((entry) => entry.policyId === policyId) ?? view.policy;
  const changed = policyId !== view.policy.policyId || JSON.stringify(entries) !== JSON.stringify(view.programme.entries);
  const save = useMutation({
    mutationFn: () => engine.programme.save({ programme: { title: view.programme.title, entries: [...entries] }, policyId }),
    onSuccess: () => queries.invalidateQueries(),
  });
  const run = (entryIds: string[] | null, title: string) =>
    void job.start(title, (signal) => engine.programme.run({ entryIds }, { signal }));
  const runnable = hasPopulation && !changed && !job.running && entries.length > 0;
  const change = (entry: ProgrammeEntry) => setEntries(entries.map((old) => (old.entryId === entry.entryId ? entry : old)));
  const move = (index: number, by: number) => {
    const next = [...entries];
    const [taken] = next.splice(index, 1);
    if (taken !== undefined) next.splice(index + by, 0, taken);
    setEntries(next);
  };

  return (
    <div className="screen">
      <PageHead
        title="Programme"
        lead={`${plural(entries.length, "analysis", "analyses")}, judged by ${policy.title}.`}
        actions={
          <>
            {changed && (
              <>
                <button
                  type="button"
                  className="button button-quiet"
                  onClick={() => (setEntries(view.programme.entries), setPolicyId(view.policy.policyId))}
                >
                  Discard changes
                </button>
                <button type="button" className="button button-primary" disabled={save.isPending} onClick={() => save.mutate()}>
                  Save programme
                </button>
              </>
            )}
            <button
              type="button"
              className={changed ? "button" : "button button-primary"}
              disabled={!runnable}
              onClick={() => run(null, "Programme")}
            >
              Run all
            </button>
          </>
        }
      />
      {notice}
      {save.error !== null && <ErrorNote error={save.error} />}
      {job.failure !== null && <FailureNote failure={job.failure} />}
      {job.cancelled && <Note tone="plain" title="Cancelled. Runs that had finished are kept; nothing is half done." />}
      {job.job !== null && job.running && <JobPanel job={job.job} />}
      {job.result !== null && <RunResultNote runs={job.result} dismiss={job.dismiss} />}
      <LockNote lock={view.lock} changed={changed} />
      <div className="columns">
        <Section title="Analyses">
          {entries.length === 0 ? (
            <EmptyState title="The programme is empty">Add analyses from the list below. Each says which roles it needs.</EmptyState>
          ) : (
            <ol className="entry-list">
              {entries.map((entry, index) => (
                <EntryPanel
                  key={entry.entryId}
                  entry={entry}
                  analysis={analyses.find((candidate) => candidate.id === entry.analysisId)}
                  runnable={runnable}
                  first={index === 0}
                  last={index === entries.length - 1}
                  onChange={change}
                  onMove={(by) => move(index, by)}
                  onRemove={() => setEntries(entries.filter((old) => old.entryId !== entry.entryId))}
                  onRun={(title) => run([entry.entryId], title)}
                />
              ))}
            </ol>
          )}
          <AnalysisCatalogue analyses={analyses} entries={entries} onAdd={(entry) => setEntries([...entries, entry])} />
        </Section>
        <PolicyPanel policies={view.policies} policy={policy} analyses={analyses} onChoose={setPolicyId} />
      </div>
    </div>
  );
}
