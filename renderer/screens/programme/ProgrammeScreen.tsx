import { Link } from "wouter";
import type { AnalysisInfo } from "../../../src/contract/run-schemas.ts";
import { useAnalyses, usePopulation, useProgramme } from "../../client/queries.ts";
import type { EngineClient } from "../../client/engine-client.ts";
import { ErrorNote, Loading, Note } from "../../parts/Notes.tsx";
import { PageHead } from "../../parts/PageHead.tsx";
import { ProgrammeEditor } from "./ProgrammeEditor.tsx";

export type ProgrammeView = Awaited<ReturnType<EngineClient["programme"]["current"]>>;

/** What will be asked, with which thresholds, and whether the data can answer. */
export function ProgrammeScreen() {
  const programme = useProgramme();
  const analyses = useAnalyses();
  const population = usePopulation();
  const error = programme.error ?? analyses.error;
  if (error !== null || programme.data === undefined || analyses.data === undefined)
    return (
      <div className="screen">
        <PageHead title="Programme" />
        {error === null ? <Loading what="the programme" /> : <ErrorNote error={error} />}
      </div>
    );
  return (
    <ProgrammeEditor
      key={JSON.stringify(programme.data.programme) + programme.data.policy.policyId}
      view={programme.data}
      analyses={analyses.data satisfies AnalysisInfo[]}
      hasPopulation={population.data !== null && population.data !== undefined}
      notice={
        population.data === null ? (
          <Note tone="attention" title="There is no population yet.">
            <p>
              The programme can be edited, but not run. <Link href="/sources/population">Define the population</Link> first.
            </p>
          </Note>
        ) : null
      }
    />
  );
}
