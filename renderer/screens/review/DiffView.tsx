import { useState } from "react";
import type { PackDiff } from "../../../src/contract/review-schemas.ts";
import { Digest } from "../../parts/Digest.tsx";
import { formatInteger, plural } from "../../parts/format.ts";
import { Note } from "../../parts/Notes.tsx";
import { Section } from "../../parts/PageHead.tsx";
import { StatedVerdict } from "../../parts/VerdictMark.tsx";
import { VirtualTable } from "../../parts/VirtualTable.tsx";

type FigureChange = PackDiff["figures"][number];
type Change = FigureChange["change"];

/** Verdicts first: they are what a reader acts on. */
const CHANGES: readonly { readonly change: Change; readonly word: string }[] = [
  { change: "verdict-changed", word: "Verdict changed" },
  { change: "changed", word: "Changed" },
  { change: "added", word: "Added" },
  { change: "removed", word: "Removed" },
];

/** What is not as it was, in the order of weight. */
export function DiffView({ diff }: { readonly diff: PackDiff }) {
  return (
    <>
      <Note tone={diff.chained ? "plain" : "attention"} title={diff.conclusion}>
        <p>{relationOf(diff)}</p>
      </Note>
      <dl className="figures">
        {(["older", "newer"] as const).map((side) => (
          <div key={side}>
            <dt>{side === "older" ? "Earlier" : "This pack"}</dt>
            <dd>
              {diff[side].name}
              <small>
                revision {diff[side].revision} · <Digest value={diff[side].tagmanifestSha256} what={`the digest of ${diff[side].name}`} />
              </small>
            </dd>
          </div>
        ))}
        <div>
          <dt>Figures</dt>
          <dd>
            {plural(diff.figures.length, "change")}
            <small>{formatInteger(diff.figuresUnchanged)} unchanged</small>
          </dd>
        </div>
        <div>
          <dt>Files</dt>
          <dd>
            {plural(diff.files.added.length + diff.files.removed.length + diff.files.changed.length, "change")}
            <small>{formatInteger(diff.files.unchanged)} unchanged</small>
          </dd>
        </div>
      </dl>
      <FigureChanges figures={diff.figures} />
      <DocumentChanges documents={diff.documents} />
      <FileChanges files={diff.files} />
    </>
  );
}

function relationOf({ chained, older, newer }: PackDiff): string {
  if (older.tagmanifestSha256 === newer.tagmanifestSha256) return "Both are the same signed pack.";
  return chained
    ? "The newer names the older as the one that it supersedes."
    : "The newer does not name the older as the one that it supersedes: they may not belong together.";
}

function FigureChanges({ figures }: { readonly figures: readonly FigureChange[] }) {
  const [only, setOnly] = useState<Change | "all">("all");
  const ordered = CHANGES.flatMap(({ change }) => figures.filter((figure) => figure.change === change));
  const shown = only === "all" ? ordered : ordered.filter((figure) => figure.change === only);
  return (
    <Section title="Figures and verdicts" aside={figures.length === 0 ? "No change" : ""}>
      {figures.length > 0 && (
        <>
          <div className="filter-line">
            <select
              className="select select-small run-select"
              aria-label="Kind of change"
              value={only}
              onChange={(event) => setOnly(CHANGES.find((entry) => entry.change === event.target.value)?.change ?? "all")}
            >
              <option value="all">All changes ({formatInteger(figures.length)})</option>
              {CHANGES.map(({ change, word }) => (
                <option key={change} value={change}>
                  {word} ({formatInteger(figures.filter((figure) => figure.change === change).length)})
                </option>
              ))}
            </select>
          </div>
          {shown.length === 0 ? (
            <p className="faint">No figure changed in this way.</p>
          ) : (
            <VirtualTable
              label="Changed figures"
              count={shown.length}
              rowHeight={34}
              maxHeight="28rem"
              row={(index) => shown[index]}
              columns={[
                { key: "change", title: "Change", track: "9rem", cell: (figure) => <ChangeWord figure={figure} /> },
                {
                  key: "figure",
                  title: "Figure",
                  track: "minmax(15rem, 1.6fr)",
                  cell: (figure) => <span title={`${figure.runId}: ${figure.figureId}`}>{figure.figureId}</span>,
                },
                { key: "before", title: "Before", track: "6.5rem", number: true, cell: (figure) => <Side text={figure.before} /> },
                { key: "after", title: "After", track: "6.5rem", number: true, cell: (figure) => <Side text={figure.after} /> },
                {
                  key: "was",
                  title: "Verdict before",
                  track: "10.5rem",
                  cell: (figure) => <StatedVerdict verdict={figure.verdictBefore} />,
                },
                { key: "is", title: "Verdict after", track: "10.5rem", cell: (figure) => <StatedVerdict verdict={figure.verdictAfter} /> },
              ]}
            />
          )}
        </>
      )}
    </Section>
  );
}

function ChangeWord({ figure }: { readonly figure: FigureChange }) {
  const word = CHANGES.find((entry) => entry.change === figure.change)?.word ?? figure.change;
  return figure.change === "verdict-changed" ? <b>{word}</b> : <span>{word}</span>;
}

function Side({ text }: { readonly text: string }) {
  return text === "" ? (
    <span className="faint" aria-label="not there">
      –
    </span>
  ) : (
    <code title={text}>{text}</code>
  );
}

function DocumentChanges({ documents }: { readonly documents: PackDiff["documents"] }) {
  return (
    <Section title="Claims and thresholds" aside={documents.length === 0 ? "No change" : ""}>
      {documents.length > 0 && (
        <div className="table-frame">
          <table className="table">
            <caption className="hidden-visually">Changed statements</caption>
            <thead>
              <tr>
                <th scope="col">Statement</th>
                <th scope="col">Before</th>
                <th scope="col">After</th>
              </tr>
            </thead>
            <tbody>
              {documents.map((entry) => (
                <tr key={`${entry.document} ${entry.subject}`}>
                  <th scope="row" className="wrap-anywhere">
                    {entry.subject}
                    <div className="faint small code">{entry.document}</div>
                  </th>
                  <td className="wrap-anywhere">{entry.before}</td>
                  <td className="wrap-anywhere">{entry.after}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Section>
  );
}

function FileChanges({ files }: { readonly files: PackDiff["files"] }) {
  const groups = [
    { word: "Added", names: files.added },
    { word: "Removed", names: files.removed },
    { word: "Changed", names: files.changed },
  ].filter((group) => group.names.length > 0);
  return (
    <Section title="Files" aside={groups.length === 0 ? "No change" : ""}>
      {groups.length > 0 && (
        <dl className="facts">
          {groups.map((group) => (
            <div className="facts-pair" key={group.word}>
              <dt>
                {group.word}, {formatInteger(group.names.length)}
              </dt>
              <dd className="code">{group.names.join(", ")}</dd>
            </div>
          ))}
        </dl>
      )}
    </Section>
  );
}
