import { Link } from "wouter";
import type { Source } from "../../../src/contract/source-schemas.ts";
import { useEngine } from "../../client/EngineProvider.tsx";
import { usePopulation, useSources } from "../../client/queries.ts";
import { JobPanel } from "../../jobs/JobProgress.tsx";
import { useJob } from "../../jobs/use-job.ts";
import { Digest } from "../../parts/Digest.tsx";
import { formatInteger, formatInstant, plural } from "../../parts/format.ts";
import { EmptyState, ErrorNote, FailureNote, Loading, Note } from "../../parts/Notes.tsx";
import { PageHead, Section } from "../../parts/PageHead.tsx";
import { PopulationSummary } from "../population-form/PopulationSummary.tsx";
import { ReconciliationBadge } from "./ReconciliationBadge.tsx";
import { VerificationNote, type VerifiedFile } from "./VerificationNote.tsx";

export function SourcesScreen() {
  const engine = useEngine();
  const sources = useSources();
  const population = usePopulation();
  const verify = useJob<readonly VerifiedFile[]>("sources.verify");
  return (
    <div className="screen">
      <PageHead
        title="Sources"
        lead="Exports as they were handed over. They are read and hashed, never written to."
        actions={
          <>
            <button
              type="button"
              className="button"
              disabled={verify.running || (sources.data ?? []).length === 0}
              onClick={() => void verify.start("Verify sources", (signal) => engine.sources.verify({}, { signal }))}
            >
              Verify hashes
            </button>
            <Link className="button button-primary" href="/sources/import">
              Import a source
            </Link>
          </>
        }
      />
      {sources.error !== null && <ErrorNote error={sources.error} />}
      {verify.failure !== null && <FailureNote failure={verify.failure} />}
      {verify.cancelled && <Note tone="attention" title="Verification was cancelled. Nothing is known about the files that were left." />}
      {verify.job !== null && verify.running && <JobPanel job={verify.job} />}
      {verify.result !== null && <VerificationNote files={verify.result} />}
      {sources.data === undefined && sources.error === null && <Loading what="the sources" />}
      {sources.data?.length === 0 && (
        <EmptyState
          title="No source yet"
          actions={
            <Link className="button button-primary" href="/sources/import">
              Import a source
            </Link>
          }
        >
          Begin with the decision log. Outcomes, reviews and group attributes can follow as sources of their own and are joined by decision
          id.
        </EmptyState>
      )}
      {sources.data !== undefined && sources.data.length > 0 && (
        <>
          <SourceTable sources={sources.data} />
          <Section title="Population" aside={<Link href="/sources/population">{population.data ? "Change" : "Define"}</Link>}>
            {population.error !== null && <ErrorNote error={population.error} />}
            {population.data === null && (
              <EmptyState
                title="No population yet"
                actions={
                  <Link className="button button-primary" href="/sources/population">
                    Define the population
                  </Link>
                }
              >
                State what the analyses may not guess: which decision is favourable, when an outcome counts, which zone the times are in.
              </EmptyState>
            )}
            {population.data && <PopulationSummary population={population.data} />}
          </Section>
        </>
      )}
    </div>
  );
}

function SourceTable({ sources }: { readonly sources: readonly Source[] }) {
  return (
    <div className="table-frame">
      <table className="table table-hover">
        <caption className="hidden-visually">Imported sources</caption>
        <thead>
          <tr>
            <th scope="col">Source</th>
            <th scope="col" className="fit">
              Kind
            </th>
            <th scope="col" className="fit number">
              Imported
            </th>
            <th scope="col" className="fit number">
              Rejected
            </th>
            <th scope="col" className="fit">
              Control totals
            </th>
            <th scope="col" className="fit">
              First file, SHA-256
            </th>
            <th scope="col" className="fit">
              Imported at, UTC
            </th>
          </tr>
        </thead>
        <tbody>
          {sources.map((source) => (
            <tr key={source.sourceId}>
              <th scope="row">
                <Link href={`/sources/${encodeURIComponent(source.sourceId)}`}>{source.title}</Link>
                <div className="faint small">
                  {source.format} · {plural(source.files.length, "file")}
                </div>
              </th>
              <td className="fit">{source.kind}</td>
              <td className="fit number">{formatInteger(source.rowsImported)}</td>
              <td className="fit number">
                {source.rowsRejected === 0 ? <span className="faint">0</span> : formatInteger(source.rowsRejected)}
              </td>
              <td className="fit">
                <ReconciliationBadge totals={source.controlTotals} rejected={source.rowsRejected} />
              </td>
              <td className="fit">
                {source.files[0] === undefined ? "" : <Digest value={source.files[0].sha256} what={`the digest of ${source.title}`} />}
              </td>
              <td className="fit">{formatInstant(source.importedAt)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
