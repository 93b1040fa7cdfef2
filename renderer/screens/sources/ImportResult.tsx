import { Link } from "wouter";
import type { Source } from "../../../src/contract/source-schemas.ts";
import { useJob } from "../../jobs/use-job.ts";
import { formatInteger, plural } from "../../parts/format.ts";
import { Note } from "../../parts/Notes.tsx";
import { SourceDetail } from "./SourceScreen.tsx";
import { useImportDraft } from "./import-draft.ts";

/** Agrees with the owner's figures, or does not; what was refused, line by line. */
export function ImportResult({ source }: { readonly source: Source }) {
  const reset = useImportDraft((state) => state.reset);
  const job = useJob("sources.import");
  const leave = () => {
    reset();
    job.dismiss();
  };
  return (
    <>
      <Verdict source={source} />
      <div className="actions">
        <Link className="button button-primary" href="/sources/population" onClick={leave}>
          Define the population
        </Link>
        <Link className="button" href="/sources/import/files" onClick={leave}>
          Import another source
        </Link>
        <Link className="button button-quiet" href="/sources" onClick={leave}>
          All sources
        </Link>
      </div>
      <SourceDetail source={source} />
    </>
  );
}

function Verdict({ source }: { readonly source: Source }) {
  const differ = source.controlTotals.filter((total) => total.agrees === false);
  const agree = source.controlTotals.filter((total) => total.agrees === true);
  const rejected =
    source.rowsRejected === 0
      ? "No row was rejected."
      : `${plural(source.rowsRejected, "row was", "rows were")} rejected and are listed below.`;
  if (differ.length > 0)
    return (
      <Note tone="failure" title={`${plural(differ.length, "control total differs", "control totals differ")} from the owner's figure.`}>
        <p>
          {formatInteger(source.rowsImported)} rows were imported. {rejected} Explain the difference before relying on this source.
        </p>
      </Note>
    );
  if (agree.length === 0)
    return (
      <Note tone="attention" title="Imported, but not reconciled: no control total was given.">
        <p>
          {formatInteger(source.rowsImported)} rows were imported. {rejected}
        </p>
      </Note>
    );
  return (
    <Note
      tone={source.rowsRejected === 0 ? "good" : "attention"}
      title={`${plural(agree.length, "control total agrees", "control totals agree")}.`}
    >
      <p>
        {formatInteger(source.rowsImported)} rows were imported. {rejected}
      </p>
    </Note>
  );
}
