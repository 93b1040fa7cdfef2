import { Link } from "wouter";
import type { RunHead } from "../../../src/contract/case-schemas.ts";
import { useRuns } from "../../client/queries.ts";
import { runPath } from "../../frame/routes.ts";
import { formatDuration, formatInstant, plural } from "../../parts/format.ts";
import { EmptyState, ErrorNote, Loading } from "../../parts/Notes.tsx";
import { PageHead } from "../../parts/PageHead.tsx";
import { VerdictCountsLine } from "../../parts/VerdictMark.tsx";
import { StaleBadge } from "./StaleBadge.tsx";

export function RunsScreen() {
  const runs = useRuns();
  return (
    <div className="screen">
      <PageHead title="Runs" lead="Each run keeps its SQL, its counts, its figures and its verdicts. Runs are never overwritten." />
      {runs.error !== null && <ErrorNote error={runs.error} />}
      {runs.isPending && <Loading what="the runs" />}
      {runs.data?.length === 0 && (
        <EmptyState
          title="Nothing has been run yet"
          actions={
            <Link className="button button-primary" href="/programme">
              Go to the programme
            </Link>
          }
        >
          Runs appear here once the programme, or one analysis of it, has been run on the population.
        </EmptyState>
      )}
      {runs.data !== undefined && runs.data.length > 0 && <RunTable runs={runs.data} />}
    </div>
  );
}

export function RunTable({ runs }: { readonly runs: readonly RunHead[] }) {
  const newestFirst = runs.toSorted((left, right) => (left.startedAt < right.startedAt ? 1 : -1));
  return (
    <div className="table-frame">
      <table className="table table-hover">
        <caption className="hidden-visually">Runs, the newest first</caption>
        <thead>
          <tr>
            <th scope="col">Analysis and answer</th>
            <th scope="col" className="fit">
              Verdicts
            </th>
            <th scope="col" className="fit number">
              Figures
            </th>
            <th scope="col" className="fit">
              Run, UTC
            </th>
          </tr>
        </thead>
        <tbody>
          {newestFirst.map((run) => (
            <tr key={run.runId}>
              <td>
                <div className="run-title">
                  <Link href={runPath(run.runId)}>
                    <b>{run.title}</b>
                  </Link>
                  {run.origin === "exploratory" && <span className="badge">Exploratory, no verdict</span>}
                  {run.stale !== null && <StaleBadge reason={run.stale} />}
                </div>
                <p className="soft run-answer" title={run.answer}>
                  {run.answer}
                </p>
              </td>
              <td className="fit">
                {run.origin === "planned" ? <VerdictCountsLine counts={run.verdicts} /> : <span className="faint">none</span>}
              </td>
              <td className="fit number">
                {plural(run.figures, "figure")}
                {run.notComputable > 0 && <div className="faint small">{plural(run.notComputable, "is", "are")} not computable</div>}
              </td>
              <td className="fit">
                {formatInstant(run.startedAt)}
                <div className="faint small">{formatDuration(run.durationMs)}</div>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
