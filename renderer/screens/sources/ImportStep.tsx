import type { FilePreview, Source } from "../../../src/contract/source-schemas.ts";
import { useEngine } from "../../client/EngineProvider.tsx";
import { JobPanel } from "../../jobs/JobProgress.tsx";
import { useJob } from "../../jobs/use-job.ts";
import { formatBytes, inWords, plural } from "../../parts/format.ts";
import { FailureNote, Note } from "../../parts/Notes.tsx";
import { wordForUse } from "./SourceScreen.tsx";
import { StepActions } from "./StepActions.tsx";
import { importRequest, useImportDraft } from "./import-draft.ts";

/** Last look before the rows are read. */
export function ImportStep({ preview, back }: { readonly preview: FilePreview; readonly back: () => void }) {
  const engine = useEngine();
  const draft = useImportDraft();
  const job = useJob<Source>("sources.import");
  const roles = draft.columns.filter((column) => !["feature", "attribute", "ignore"].includes(column.use));
  const count = (use: string) => draft.columns.filter((column) => column.use === use).length;
  const totals = draft.controlTotals.filter((total) => total.given.trim() !== "");
  const start = () => void job.start(`Import ${draft.title}`, (signal) => engine.sources.import(importRequest(draft, preview), { signal }));
  return (
    <>
      <dl className="facts">
        <dt>Source</dt>
        <dd>
          <b>{draft.title}</b>, {inWords(draft.kind).toLowerCase()}
        </dd>
        <dt>Files</dt>
        <dd>
          {plural(preview.files.length, "file")}, {formatBytes(preview.files.reduce((sum, file) => sum + file.bytes, 0))}
        </dd>
        <dt>Roles</dt>
        <dd>{roles.map((column) => `${wordForUse(column.use)} from ${column.column}`).join(", ") || "none"}</dd>
        <dt>Columns</dt>
        <dd>
          {plural(count("feature"), "feature")}, {plural(count("attribute"), "attribute")}, {count("ignore")} ignored
        </dd>
        <dt>Control totals</dt>
        <dd>
          {totals.length === 0 ? "none given; the source will say so" : totals.map((total) => `${total.measure} ${total.given}`).join(", ")}
        </dd>
      </dl>
      {job.failure !== null && <FailureNote failure={job.failure} />}
      {job.cancelled && <Note tone="plain" title="Cancelled. Nothing was imported; the case is as it was." />}
      {job.job !== null && job.running ? <JobPanel job={job.job} /> : <StepActions back={back} next={start} nextTitle="Import" />}
    </>
  );
}
