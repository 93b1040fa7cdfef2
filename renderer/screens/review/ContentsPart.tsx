import { useState } from "react";
import type { ReviewedPack } from "../../../src/contract/review-schemas.ts";
import { formatDay, inWords } from "../../parts/format.ts";
import { ErrorNote, Loading } from "../../parts/Notes.tsx";
import { Section } from "../../parts/PageHead.tsx";
import { FigureList } from "./FigureList.tsx";
import { NotesPanel } from "./NotesPanel.tsx";
import type { NoteTarget } from "./review-draft.ts";
import { useReviewedPack } from "./use-reviewed-pack.ts";

/** What the pack says, with the reviewer's notes beside it. */
export function ContentsPart() {
  const pack = useReviewedPack();
  if (pack.error !== null) return <ErrorNote error={pack.error} />;
  if (pack.data === undefined) return <Loading what="the pack" />;
  return <Contents pack={pack.data} />;
}

function Contents({ pack }: { readonly pack: ReviewedPack }) {
  const [target, setTarget] = useState<NoteTarget | null>(null);
  return (
    <>
      <Claims pack={pack} />
      <div className="columns review-columns">
        <div className="stack">
          <FigureList runs={pack.runs} notes={pack.notes} onNote={setTarget} />
          <PackFindings findings={pack.findings} />
        </div>
        <NotesPanel notes={pack.notes} target={target} onTarget={setTarget} />
      </div>
    </>
  );
}

function Claims({ pack }: { readonly pack: ReviewedPack }) {
  const entries = [
    ["Purpose", pack.purpose],
    ["Recipient", pack.recipients.join(", ")],
    ["Classification", inWords(pack.classification)],
    ["Keep until", formatDay(pack.retainUntil)],
    ["Records", pack.hasRecords ? "In the pack, with pseudonyms" : "Not in the pack"],
  ] as const;
  return (
    <dl className="figures claims">
      {entries.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value === "" ? <span className="faint">not stated</span> : value}</dd>
        </div>
      ))}
    </dl>
  );
}

function PackFindings({ findings }: { readonly findings: ReviewedPack["findings"] }) {
  return (
    <Section title="Findings" aside={findings.length === 0 ? "None in this pack" : ""}>
      {findings.length > 0 && (
        <ul className="entry-list" aria-label="Findings of the pack">
          {findings.map((finding) => (
            <li key={finding.findingId} className="entry">
              <div className="entry-head">
                <b>{finding.title}</b>
                <span className="badge">{inWords(finding.rating)}</span>
              </div>
              <p className="soft">{finding.condition}</p>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
