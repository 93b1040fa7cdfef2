import { MessageSquarePlus } from "lucide-react";
import { useDeferredValue, useState } from "react";
import type { ReviewNote, ReviewedPack } from "../../../src/contract/review-schemas.ts";
import { formatInteger, plural } from "../../parts/format.ts";
import { Section } from "../../parts/PageHead.tsx";
import { StatedVerdict } from "../../parts/VerdictMark.tsx";
import { useRovingRows } from "../../parts/use-roving-rows.ts";
import { VirtualTable } from "../../parts/VirtualTable.tsx";
import type { NoteTarget } from "./review-draft.ts";

type ReviewedRun = ReviewedPack["runs"][number];
type ReviewedFigure = ReviewedRun["figures"][number];

interface FigureListProps {
  readonly runs: readonly ReviewedRun[];
  readonly notes: readonly ReviewNote[];
  readonly onNote: (target: NoteTarget) => void;
}

/** The runs of the pack, one at a time, each figure with its verdict and a place for a note. */
export function FigureList({ runs, notes, onNote }: FigureListProps) {
  const [chosen, setChosen] = useState("");
  const [typed, setSearch] = useState("");
  const search = useDeferredValue(typed.trim().toLowerCase());
  const run = runs.find((entry) => entry.runId === chosen) ?? runs[0];
  if (run === undefined)
    return (
      <Section title="Runs">
        <p className="faint">This pack holds no run.</p>
      </Section>
    );
  const words = search.split(/\s+/);
  const figures = run.figures.filter((figure) => {
    const text = `${figure.text} ${figure.figureId} ${(figure.verdict ?? "").replaceAll("-", " ")}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const noted = new Set(notes.filter((note) => note.runId === run.runId).map((note) => note.figureId));
  return (
    <Section title="Runs" aside={plural(runs.length, "run")}>
      <div className="filter-line">
        <select className="select run-select" aria-label="Run" value={run.runId} onChange={(event) => setChosen(event.target.value)}>
          {runs.map((entry) => (
            <option key={entry.runId} value={entry.runId}>
              {entry.title}, {entry.runId}
              {entry.origin === "exploratory" ? " (exploratory)" : ""}
            </option>
          ))}
        </select>
        <button type="button" className="button" onClick={() => onNote({ runId: run.runId, figureId: null })}>
          <MessageSquarePlus size={14} aria-hidden="true" />
          Note on this run
        </button>
      </div>
      <p className="answer answer-long">{run.answer}</p>
      {run.origin === "exploratory" && <p className="faint">Exploratory: it bears no verdict.</p>}
      <div className="filter-line">
        <input
          className="input filter-search"
          type="search"
          aria-label="Search figures"
          placeholder="Search feature, window, group, verdict"
          value={typed}
          onChange={(event) => setSearch(event.target.value)}
        />
        <span className="faint" role="status">
          {formatInteger(figures.length)} of {formatInteger(run.figures.length)}
        </span>
      </div>
      {figures.length === 0 ? (
        <p className="faint">No figure passes the filter.</p>
      ) : (
        <FigureTable key={run.runId} runId={run.runId} figures={figures} noted={noted} onNote={onNote} />
      )}
    </Section>
  );
}

interface FigureTableProps {
  readonly runId: string;
  readonly figures: readonly ReviewedFigure[];
  /** Ids of figures that have a note. */
  readonly noted: ReadonlySet<string | null>;
  readonly onNote: (target: NoteTarget) => void;
}

function FigureTable({ runId, figures, noted, onNote }: FigureTableProps) {
  const roving = useRovingRows(figures.length);
  return (
    <VirtualTable
      label="Figures of the run"
      count={figures.length}
      rowHeight={36}
      maxHeight="28rem"
      row={(index) => figures[index]}
      onRange={roving.show}
      columns={[
        {
          key: "figure",
          title: "Figure",
          track: "minmax(13rem, 2fr)",
          cell: (figure) => (
            <span title={hasReason(figure) ? `${figure.text}. ${figure.value}` : figure.figureId}>
              {figure.text}
              {hasReason(figure) && <span className="faint"> · {figure.value}</span>}
            </span>
          ),
        },
        { key: "value", title: "Value", track: "minmax(5.5rem, 0.6fr)", number: true, cell: (figure) => <Value figure={figure} /> },
        { key: "verdict", title: "Verdict", track: "11rem", cell: (figure) => <StatedVerdict verdict={figure.verdict} /> },
        {
          key: "note",
          title: "Note",
          track: "5rem",
          cell: (figure, index) => (
            <button
              {...roving.control(index)}
              type="button"
              className="button button-quiet button-small"
              aria-label={`${noted.has(figure.figureId) ? "Noted, note again" : "Note"} on ${figure.text}`}
              onClick={() => onNote({ runId: runId, figureId: figure.figureId })}
            >
              {noted.has(figure.figureId) ? "Noted" : "Note"}
            </button>
          ),
        },
      ]}
    />
  );
}

const LONGEST_VALUE = 18;

/** A number; or, where there is none, that there is none: the reason stands beside the figure's name. */
function Value({ figure }: { readonly figure: ReviewedFigure }) {
  if (!hasReason(figure)) return figure.value;
  return isWithheld(figure) ? <span className="badge badge-attention">Withheld</span> : <span className="faint">none</span>;
}

function isWithheld({ value }: ReviewedFigure): boolean {
  return /withh[eo]ld|suppressed/i.test(value);
}

function hasReason(figure: ReviewedFigure): boolean {
  return isWithheld(figure) || figure.value.length > LONGEST_VALUE || !/\d/.test(figure.value);
}
