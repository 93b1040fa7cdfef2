import { useState } from "react";
import { useEngine } from "../../client/EngineProvider.tsx";
import { JobPanel } from "../../jobs/JobProgress.tsx";
import { CheckField } from "../../parts/Field.tsx";
import { plural } from "../../parts/format.ts";
import { FailureNote, Note } from "../../parts/Notes.tsx";
import { Section } from "../../parts/PageHead.tsx";
import { PathField } from "../../parts/PathField.tsx";
import { SqlText } from "../../parts/SqlText.tsx";
import { SubmitLine } from "../../parts/SubmitLine.tsx";
import type { Reperformance } from "../../../src/contract/review-schemas.ts";
import { ReperformanceView } from "./ReperformanceView.tsx";
import { requestOf } from "./review-draft.ts";
import { useReview } from "./use-review.ts";

/** Computes the pack's figures again; with the sources, its counts as well. */
export function ReperformPart() {
  const engine = useEngine();
  const { draft, change, reperform } = useReview();
  const start = (runForeignSql: boolean) =>
    void reperform.start("Re-perform", (signal) =>
      engine.review.reperform(
        { request: requestOf(draft), sources: draft.sources.trim() === "" ? null : draft.sources.trim(), runForeignSql },
        { signal },
      ),
    );
  const { result } = reperform;
  return (
    <>
      <p className="soft measure">
        Every figure and verdict is computed again from the counts in the pack. From the records of a restricted pack, and from the sources
        where you have them, the counts are computed again as well.
      </p>
      <form
        className="form-narrow"
        onSubmit={(event) => {
          event.preventDefault();
          start(false);
        }}
      >
        <PathField
          label="Folder with the sources"
          goal="directory"
          value={draft.sources}
          hint="Optional. Files are found by their digest, whatever their names."
          onChange={(sources) => change({ sources })}
        />
        {!reperform.running && <SubmitLine title={result === null ? "Re-perform" : "Re-perform again"} missing="" />}
      </form>
      {reperform.failure !== null && <FailureNote failure={reperform.failure} />}
      {reperform.cancelled && <Note tone="attention" title="Re-performance was cancelled: nothing is confirmed." />}
      {reperform.job !== null && reperform.running && <JobPanel job={reperform.job} />}
      {result !== null && <ReperformanceView reperformance={result} />}
      {result !== null && result.foreignSql.length > 0 && <ForeignSql queries={result.foreignSql} onConsent={() => start(true)} />}
    </>
  );
}

/** SQL that somebody else wrote, in full, before it may run. */
function ForeignSql({ queries, onConsent }: { readonly queries: Reperformance["foreignSql"]; readonly onConsent: () => void }) {
  const [consent, setConsent] = useState(false);
  return (
    <Section title="SQL that needs your consent" aside={`${plural(queries.length, "query", "queries")}, not run so far`}>
      <p className="soft measure">
        This program would not write these queries itself. They come from the pack. Read them first: they would run on the sources, in a
        database that can reach neither files nor the network.
      </p>
      {queries.map((query) => (
        <div key={`${query.runId} ${query.query}`} className="foreign-query">
          <h3>
            <code>{query.query}</code> <span className="faint">of run {query.runId}</span>
          </h3>
          <SqlText sql={query.sql} label={`SQL of ${query.query}`} />
        </div>
      ))}
      <form
        className="form-narrow"
        onSubmit={(event) => {
          event.preventDefault();
          onConsent();
        }}
      >
        <CheckField
          label={`I have read ${queries.length === 1 ? "this query and agree that it runs" : `these ${queries.length} queries and agree that they run`} on this machine.`}
          checked={consent}
          onChange={setConsent}
        />
        <SubmitLine title="Run and re-perform" missing={consent ? "" : "Your consent is needed."} />
      </form>
    </Section>
  );
}
