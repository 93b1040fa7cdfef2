import { Link } from "wouter";
import type { RunView } from "../../../src/contract/run-schemas.ts";
import { useEngine } from "../../client/EngineProvider.tsx";
import { useProgramme, useRun } from "../../client/queries.ts";
import { runPath } from "../../frame/routes.ts";
import { useJob } from "../../jobs/use-job.ts";
import { formatDuration, formatInstant } from "../../parts/format.ts";
import { ErrorNote, FailureNote, Loading, Note } from "../../parts/Notes.tsx";
import { PageHead } from "../../parts/PageHead.tsx";
import { VerdictTally } from "../../parts/VerdictMark.tsx";
import { RunFigures } from "./RunFigures.tsx";
import { RunMethod } from "./RunMethod.tsx";
import { RunResult } from "./RunResult.tsx";
import { StaleBadge } from "./StaleBadge.tsx";

const LONG_ANSWER = 170;

const PARTS = [
  { part: "result", title: "Result" },
  { part: "figures", title: "Figures" },
  { part: "method", title: "How it was computed" },
] as const;

export function RunScreen({ runId, part }: { readonly runId: string; readonly part: string }) {
  const run = useRun(runId);
  if (run.error !== null)
    return (
      <div className="screen">
        <PageHead title="Run" trail={[{ title: "Runs", to: "/runs" }]} />
        <ErrorNote error={run.error} />
      </div>
    );
  if (run.data === undefined)
    return (
      <div className="screen">
        <Loading what="the run" />
      </div>
    );
  return <LoadedRun run={run.data} part={part} />;
}

function LoadedRun({ run, part }: { readonly run: RunView; readonly part: string }) {
  const { head } = run;
  return (
    <div className="screen screen-wide">
      <PageHead
        title={head.title}
        lead={head.question}
        trail={[
          { title: "Runs", to: "/runs" },
          { title: head.runId, to: runPath(head.runId) },
        ]}
        actions={<RunAgain run={run} />}
      />
      {head.stale !== null && (
        <Note tone="attention" title="This run no longer describes the case.">
          <p>{head.stale} It stays in the record; run the analysis again to replace it.</p>
        </Note>
      )}
      {head.origin === "exploratory" && (
        <Note tone="plain" title="Exploratory: no verdict">
          <p>
            Programme and policy were not locked before this run. To judge the same question, add it to the programme and run it as planned.
          </p>
        </Note>
      )}
      <section className="run-head" aria-label="Answer">
        <div>
          <p className={head.answer.length > LONG_ANSWER ? "answer answer-long" : "answer"}>{head.answer}</p>
          <p className="faint run-facts">
            {formatInstant(head.startedAt)} UTC · {formatDuration(head.durationMs)} · method {run.methodVersion} · {run.policy.title}{" "}
            {run.policy.version}
            {head.stale !== null && <StaleBadge reason={head.stale} />}
          </p>
        </div>
        {head.origin === "planned" && <VerdictTally counts={head.verdicts} label="Verdicts of this run" />}
      </section>
      <nav className="tabs" aria-label="Parts of the run">
        {PARTS.map((entry) => (
          <Link
            key={entry.part}
            href={runPath(head.runId, entry.part === "result" ? "" : entry.part)}
            aria-current={part === entry.part ? "page" : undefined}
          >
            {entry.title}
          </Link>
        ))}
      </nav>
      {part === "figures" ? <RunFigures run={run} /> : part === "method" ? <RunMethod run={run} /> : <RunResult run={run} />}
    </div>
  );
}

/** Runs the programme's entries of the same analysis again, as planned runs. */
function RunAgain({ run }: { readonly run: RunView }) {
  const engine = useEngine();
  const programme = useProgramme().data;
  const job = useJob("programme.run");
  const entryIds = (programme?.programme.entries ?? [])
    .filter((entry) => entry.analysisId === run.head.analysisId)
    .map((entry) => entry.entryId);
  return (
    <>
      {job.failure !== null && <FailureNote failure={job.failure} />}
      <button
        type="button"
        className="button"
        disabled={entryIds.length === 0 || job.running}
        title={entryIds.length === 0 ? "The programme has no such analysis" : undefined}
        onClick={() => void job.start(run.head.title, (signal) => engine.programme.run({ entryIds }, { signal }))}
      >
        Run again
      </button>
    </>
  );
}
