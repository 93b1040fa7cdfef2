import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "wouter";
import type { CaseHead } from "../../../src/contract/case-schemas.ts";
import { useEngine } from "../../client/EngineProvider.tsx";
import { useAbout } from "../../client/queries.ts";
import { JobPanel } from "../../jobs/JobProgress.tsx";
import { useJob } from "../../jobs/use-job.ts";
import { FailureNote, Note } from "../../parts/Notes.tsx";
import { PageHead, Section } from "../../parts/PageHead.tsx";
import { PathField } from "../../parts/PathField.tsx";
import { useImportDraft } from "../sources/import-draft.ts";

interface Sample {
  readonly case: CaseHead;
  readonly files: readonly string[];
  readonly registry: string;
}

/** A synthetic engagement to learn on; made here, from a fixed seed. */
export function SampleScreen() {
  const engine = useEngine();
  const queries = useQueryClient();
  const home = useAbout().data?.homeDirectory ?? "";
  const [directory, setDirectory] = useState("");
  const job = useJob<Sample>("case.sample");
  const changeDraft = useImportDraft((state) => state.change);
  const target = directory.trim() === "" ? `${home.replace(/[\\/]+$/, "")}/tickmark-sample` : directory.trim();
  const start = async () => {
    const outcome = await job.start("Sample case", (signal) => engine.case.sample({ directory: target }, { signal }));
    if (outcome.kind === "done") queries.setQueryData(["case", "current"], outcome.result.case);
  };
  return (
    <div className="screen">
      <PageHead
        title="Sample case"
        trail={[{ title: "Start", to: "/" }]}
        lead="Writes a synthetic decision log with drift, a weak group and hasty reviewers planted in it, and an empty case to import it into."
      />
      {job.result === null && !job.running && (
        <form
          className="form-narrow"
          onSubmit={(event) => {
            event.preventDefault();
            void start();
          }}
        >
          <PathField label="Folder" goal="directory" value={directory} placeholder={target} onChange={setDirectory} />
          <div className="actions">
            <button type="submit" className="button button-primary">
              Write the sample
            </button>
          </div>
        </form>
      )}
      {job.failure !== null && <FailureNote failure={job.failure} />}
      {job.cancelled && <Note tone="plain" title="Cancelled. Nothing was written that stays." />}
      {job.job !== null && job.running && <JobPanel job={job.job} />}
      {job.result !== null && (
        <Section title="Ready">
          <ul className="file-list list-plain" aria-label="Files of the sample">
            {[...job.result.files, job.result.registry].map((file) => (
              <li key={file}>
                <span aria-hidden="true" />
                <span className="code wrap-anywhere">{file}</span>
              </li>
            ))}
          </ul>
          <div className="actions">
            <Link
              className="button button-primary"
              href="/sources/import/files"
              onClick={() => {
                changeDraft({ paths: job.result === null ? [] : job.result.files.slice(0, 1) });
                job.dismiss();
              }}
            >
              Import the first file
            </Link>
            <Link className="button" href="/case" onClick={job.dismiss}>
              Go to the case
            </Link>
          </div>
        </Section>
      )}
    </div>
  );
}
