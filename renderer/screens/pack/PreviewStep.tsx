import type { PackClaims, PrivacyPreview } from "../../../src/contract/pack-schemas.ts";
import { JobPanel } from "../../jobs/JobProgress.tsx";
import { useJob } from "../../jobs/use-job.ts";
import { AreaField } from "../../parts/Field.tsx";
import { plural } from "../../parts/format.ts";
import { FailureNote, Note } from "../../parts/Notes.tsx";
import { Section } from "../../parts/PageHead.tsx";
import { StepActions } from "../sources/StepActions.tsx";
import { LeavingColumns, PreviewFigures, SuppressedTables } from "./PreviewTables.tsx";
import { usePackDraft } from "./pack-draft.ts";

/** From this share of withheld figures on, a pack says little. */
const MANY = 0.25;

/** What would leave the house, before anything is signed. */
export function PreviewStep({ back, next }: { readonly back: () => void; readonly next: () => void }) {
  const preview = useJob<PrivacyPreview>("pack.preview");
  const { claims, state } = usePackDraft();
  if (preview.job !== null && preview.running) return <JobPanel job={preview.job} />;
  if (preview.result === null)
    return (
      <>
        {preview.failure !== null && <FailureNote failure={preview.failure} />}
        {preview.cancelled && <Note tone="plain" title="Cancelled. Nothing was written, and nothing is known of what would leave." />}
        <div className="actions">
          <button type="button" className="button" onClick={back}>
            Back
          </button>
        </div>
      </>
    );
  const { result } = preview;
  const open = result.disclosures.length > 0 && claims.acceptedDisclosure.trim() === "";
  return (
    <>
      <PreviewFigures preview={result} />
      <Disclosures preview={result} claims={claims} onAccept={(acceptedDisclosure) => state({ acceptedDisclosure })} />
      {result.kind === "restricted" && <Anonymity preview={result} />}
      {result.figures > 0 && result.withheldFigures / result.figures > MANY && (
        <Note
          tone="attention"
          title={`Of every ten figures, about ${Math.round((result.withheldFigures / result.figures) * 10)} leave as withheld.`}
        >
          <p>
            Nobody can confirm them from this pack. Fewer groups, longer windows or a smaller minimum cell would leave more; a restricted
            pack, all.
          </p>
        </Note>
      )}
      <SuppressedTables preview={result} />
      <LeavingColumns preview={result} />
      <StepActions
        back={back}
        next={next}
        nextTitle="Sign"
        disabled={open}
        reason={open ? "Remove what was found, or give a reason why it may leave." : undefined}
      />
    </>
  );
}

interface DisclosuresProps {
  readonly preview: PrivacyPreview;
  readonly claims: PackClaims;
  readonly onAccept: (reason: string) => void;
}

/** What of single records would leave in clear: it stops the export until it is gone or accepted. */
function Disclosures({ preview, claims, onAccept }: DisclosuresProps) {
  const found = preview.disclosures;
  if (found.length === 0)
    return (
      <Note tone="plain" title="Nothing of a single record was found in SQL, filters, rejects and free text.">
        <p>The check compares values; it does not understand sentences. Read what you wrote once more.</p>
      </Note>
    );
  return (
    <Section title="Would be disclosed" aside={plural(found.length, "place")}>
      <Note tone="failure" title={`${plural(found.length, "place")} would give away something of a single record.`}>
        <p>The export stops here until each is removed, or accepted with a reason that is signed with the pack.</p>
      </Note>
      <div className="table-frame">
        <table className="table">
          <caption className="hidden-visually">Disclosures</caption>
          <thead>
            <tr>
              <th scope="col">Place</th>
              <th scope="col">Text</th>
              <th scope="col">Why</th>
            </tr>
          </thead>
          <tbody>
            {found.map((entry, index) => (
              <tr key={index}>
                <th scope="row" className="code wrap-anywhere">
                  {entry.place}
                </th>
                <td className="code wrap-anywhere">{entry.text}</td>
                <td>{entry.reason}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className="form-narrow">
        <AreaField
          label="Reason to let it leave"
          hint="Who decided it, and on what ground. The pack shows it to every reader."
          value={claims.acceptedDisclosure}
          onChange={onAccept}
        />
      </div>
    </Section>
  );
}

/** k-anonymity in words: what it means for the persons in the records. */
function Anonymity({ preview }: { readonly preview: PrivacyPreview }) {
  const anonymity = preview.kAnonymity;
  if (anonymity === null)
    return (
      <Note tone="attention" title="It was not examined how far persons can be recognised.">
        <p>No quasi-identifier was picked. Go back and pick the columns that a reader could know from elsewhere.</p>
      </Note>
    );
  const { k, classes, rowsBelow, threshold, leastOutcomes } = anonymity;
  return (
    <Note
      tone={rowsBelow === 0 ? "plain" : "attention"}
      title={
        rowsBelow === 0
          ? `Every combination is shared by at least ${plural(k, "row")}.`
          : `${plural(rowsBelow, "row is", "rows are")} in groups smaller than ${threshold}; the smallest group has ${plural(k, "row")}.`
      }
    >
      <p>
        {plural(classes, "combination")} of the quasi-identifiers occur.
        {leastOutcomes === 1 && " In at least one of them all rows have the same outcome: who is known to be in it has no secret left."}
        {rowsBelow > 0 && " Coarsen or leave out a column, or make the recipient answer for it."}
      </p>
    </Note>
  );
}
