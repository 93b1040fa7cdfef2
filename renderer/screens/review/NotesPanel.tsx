import { MessageSquarePlus } from "lucide-react";
import { type FormEvent, useEffect, useRef, useState } from "react";
import type { ReviewNote } from "../../../src/contract/review-schemas.ts";
import { plural } from "../../parts/format.ts";
import { ErrorNote } from "../../parts/Notes.tsx";
import { Section } from "../../parts/PageHead.tsx";
import { SubmitLine } from "../../parts/SubmitLine.tsx";
import { noteSubject } from "./note-subject.ts";
import type { NoteTarget } from "./review-draft.ts";
import { useSaveNotes } from "./use-reviewed-pack.ts";

interface NotesPanelProps {
  readonly notes: readonly ReviewNote[];
  /** What a new note is being written about; null: none is. */
  readonly target: NoteTarget | null;
  readonly onTarget: (target: NoteTarget | null) => void;
}

/** The reviewer's notes: kept on this machine, signed with the countersignature. */
export function NotesPanel({ notes, target, onTarget }: NotesPanelProps) {
  const save = useSaveNotes();
  const [edited, setEdited] = useState<number | null>(null);
  const [deleted, setDeleted] = useState<{ readonly note: ReviewNote; readonly place: number } | null>(null);
  const write = (next: readonly ReviewNote[], after: () => void) => save.mutate(next, { onSuccess: after });
  const remove = (note: ReviewNote, place: number) =>
    write(
      notes.filter((_, index) => index !== place),
      () => setDeleted({ note, place }),
    );
  return (
    <Section title="Review notes" aside={notes.length === 0 ? "" : plural(notes.length, "note")}>
      <p className="faint small">Kept on this machine until you countersign; then they are signed with your conclusion.</p>
      {save.error !== null && <ErrorNote error={save.error} />}
      {target === null ? (
        <div className="actions">
          <button
            type="button"
            className="button"
            onClick={() => {
              setEdited(null);
              onTarget({ runId: null, figureId: null });
            }}
          >
            <MessageSquarePlus size={14} aria-hidden="true" />
            Note on the pack
          </button>
        </div>
      ) : (
        <NoteForm
          key={`${target.runId ?? ""} ${target.figureId ?? ""}`}
          target={target}
          text=""
          busy={save.isPending}
          onCancel={() => onTarget(null)}
          onSave={(text) => write([...notes, { ...target, text }], () => onTarget(null))}
        />
      )}
      {notes.length > 0 && (
        <ul className="entry-list" aria-label="Review notes">
          {notes.map((note, place) => (
            <li key={place} className="entry">
              {edited === place ? (
                <NoteForm
                  target={note}
                  text={note.text}
                  busy={save.isPending}
                  onCancel={() => setEdited(null)}
                  onSave={(text) =>
                    write(
                      notes.map((entry, index) => (index === place ? { ...entry, text } : entry)),
                      () => setEdited(null),
                    )
                  }
                />
              ) : (
                <>
                  <p className="faint small wrap-anywhere">{noteSubject(note)}</p>
                  <p className="note-text">{note.text}</p>
                  <div className="entry-foot">
                    <button
                      type="button"
                      className="button button-quiet button-small"
                      aria-label={`Edit note ${place + 1}`}
                      onClick={() => setEdited(place)}
                    >
                      Edit
                    </button>
                    <button
                      type="button"
                      className="button button-quiet button-small"
                      aria-label={`Delete note ${place + 1}`}
                      disabled={save.isPending}
                      onClick={() => remove(note, place)}
                    >
                      Delete
                    </button>
                  </div>
                </>
              )}
            </li>
          ))}
        </ul>
      )}
      {deleted !== null && (
        <p className="faint" role="status">
          The note was deleted.{" "}
          <button
            type="button"
            className="button button-small"
            onClick={() => write(notes.toSpliced(deleted.place, 0, deleted.note), () => setDeleted(null))}
          >
            Undo
          </button>
        </p>
      )}
    </Section>
  );
}

interface NoteFormProps {
  readonly target: NoteTarget;
  readonly text: string;
  readonly busy: boolean;
  readonly onSave: (text: string) => void;
  readonly onCancel: () => void;
}

function NoteForm({ target, text, busy, onSave, onCancel }: NoteFormProps) {
  const [draft, setDraft] = useState(text);
  const area = useRef<HTMLTextAreaElement>(null);
  useEffect(() => area.current?.focus(), []);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSave(draft.trim());
  };
  return (
    <form className="note-form" onSubmit={submit}>
      <p className="small wrap-anywhere">
        <b>{noteSubject(target)}</b>
      </p>
      <textarea
        ref={area}
        className="textarea"
        aria-label="Text of the note"
        value={draft}
        onChange={(event) => setDraft(event.target.value)}
      />
      <SubmitLine title="Save note" missing={draft.trim() === "" ? "Write the note first." : ""} busy={busy} onCancel={onCancel} />
    </form>
  );
}
