import { CircleCheck, CircleSlash, CircleX } from "lucide-react";
import type { Verification } from "../../../src/contract/review-schemas.ts";
import { formatInstant } from "../../parts/format.ts";
import { StepMark } from "../../parts/StepMark.tsx";
import type { Conclusion } from "./review-draft.ts";
import { noteSubject } from "./note-subject.ts";

type Countersignature = Verification["countersignatures"][number];

export const CONCLUSIONS: Readonly<Record<Conclusion, { readonly word: string; readonly icon: typeof CircleCheck }>> = {
  agrees: { word: "Agrees", icon: CircleCheck },
  "agrees-with-reservations": { word: "Agrees with reservations", icon: CircleSlash },
  disagrees: { word: "Disagrees", icon: CircleX },
};

/** What each reviewer said, and whether it was they who said it. */
export function CountersignatureList({ countersignatures }: { readonly countersignatures: Verification["countersignatures"] }) {
  if (countersignatures.length === 0) return <p className="faint">No reviewer has countersigned this copy of the pack.</p>;
  return (
    <ul className="entry-list" aria-label="Countersignatures">
      {countersignatures.map((entry) => (
        <li key={entry.name} className="entry" data-state={entry.state}>
          <div className="entry-head">
            <div className="countersignature-said">
              <b>{entry.principal ?? entry.name}</b>
              <Said entry={entry} />
            </div>
            <span className="countersignature-state">
              <span className="faint small">Signature</span>
              <StepMark state={entry.state} />
            </span>
          </div>
          <p className="soft">
            {entry.message}
            {entry.state !== "pass" && " What it says does not count."}
          </p>
          {entry.state === "pass" && <Words entry={entry} />}
          <p className="faint small">
            {entry.reviewedAt !== null && <>{formatInstant(entry.reviewedAt)} UTC · </>}
            <code className="wrap-anywhere">{entry.fingerprint ?? "no key"}</code>
          </p>
        </li>
      ))}
    </ul>
  );
}

function Said({ entry }: { readonly entry: Countersignature }) {
  if (entry.state !== "pass" || entry.conclusion === null) return null;
  const { word, icon: Icon } = CONCLUSIONS[entry.conclusion];
  return (
    <span className="mark said">
      <Icon size={15} aria-hidden="true" />
      {word}
    </span>
  );
}

function Words({ entry }: { readonly entry: Countersignature }) {
  return (
    <>
      {entry.reasons.length > 0 && (
        <ul className="bullets" aria-label="Reasons">
          {entry.reasons.map((reason, index) => (
            <li key={index}>{reason}</li>
          ))}
        </ul>
      )}
      {entry.notes.length > 0 && (
        <dl className="facts note-facts">
          {entry.notes.map((note, index) => (
            <div className="facts-pair" key={index}>
              <dt className="wrap-anywhere">{noteSubject(note)}</dt>
              <dd>{note.text}</dd>
            </div>
          ))}
        </dl>
      )}
    </>
  );
}
