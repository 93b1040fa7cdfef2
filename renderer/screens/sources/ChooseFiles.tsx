import { useMutation } from "@tanstack/react-query";
import { File, FileDown, X } from "lucide-react";
import { type DragEvent, useState } from "react";
import { desktop } from "../../client/desktop.ts";
import { useEngine } from "../../client/EngineProvider.tsx";
import { Field } from "../../parts/Field.tsx";
import { FileDialog } from "../../parts/FileDialog.tsx";
import { fileName, plural } from "../../parts/format.ts";
import { ErrorNote, Note } from "../../parts/Notes.tsx";
import { StepActions } from "./StepActions.tsx";
import { useImportDraft } from "./import-draft.ts";

export function ChooseFiles({ next }: { readonly next: () => void }) {
  const engine = useEngine();
  const { paths, change, begin } = useImportDraft();
  const [typed, setTyped] = useState("");
  const [browsing, setBrowsing] = useState(false);
  const [over, setOver] = useState(false);
  const [pathless, setPathless] = useState(false);
  const preview = useMutation({
    mutationFn: () => engine.sources.preview({ paths: [...paths] }),
    onSuccess: (found) => (begin(found), next()),
  });

  const add = (more: readonly string[]) =>
    change({ paths: [...new Set([...paths, ...more.map((path) => path.trim()).filter((path) => path !== "")])] });
  const browse = async () => {
    if (desktop === null) return setBrowsing(true);
    add(await desktop.chooseFiles({ title: "Choose export files", multiple: true }));
  };
  const browseFolder = async () => {
    const folder = await desktop?.chooseDirectory({ title: "Choose a folder of parts" });
    if (folder !== undefined && folder !== null) add([folder]);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const files = [...event.dataTransfer.files];
    // A browser hides where a dropped file lies; only the desktop can tell.
    const dropped = files.map((file) => desktop?.pathForFile(file) ?? "").filter((path) => path !== "");
    setPathless(dropped.length < files.length);
    add(dropped);
  };

  return (
    <>
      <div
        className="drop"
        data-over={over}
        onDragOver={(event) => (event.preventDefault(), setOver(true))}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <FileDown size={22} strokeWidth={1.5} aria-hidden="true" />
        <p>
          <b>{desktop === null ? "Choose the export files" : "Drop the export files here"}</b>
        </p>
        <p className="soft">CSV, JSON lines, Parquet, or a folder of parts with one schema. Files of one source are read together.</p>
        <div className="actions">
          <button type="button" className="button button-primary" onClick={() => void browse()}>
            Browse
          </button>
          {desktop !== null && (
            <button type="button" className="button" onClick={() => void browseFolder()}>
              Choose a folder
            </button>
          )}
        </div>
      </div>
      {pathless && (
        <Note tone="plain" title="The browser does not say where a dropped file lies.">
          <p>Choose it with Browse, or type its path. The file is read where it is and not copied through the browser.</p>
        </Note>
      )}
      <form
        className="form-narrow"
        onSubmit={(event) => {
          event.preventDefault();
          add([typed]);
          setTyped("");
        }}
      >
        <Field label="Or type a path" hint="A file, a folder, or a pattern such as /exports/2026-*.parquet">
          {(control) => (
            <div className="with-unit">
              <input
                {...control}
                className="input input-code"
                value={typed}
                autoComplete="off"
                spellCheck={false}
                onChange={(event) => setTyped(event.target.value)}
              />
              <button type="submit" className="button" disabled={typed.trim() === ""}>
                Add
              </button>
            </div>
          )}
        </Field>
      </form>
      {paths.length > 0 && (
        <ul className="file-list list-plain" aria-label="Chosen files">
          {paths.map((path) => (
            <li key={path}>
              <File size={15} aria-hidden="true" />
              <span className="wrap-anywhere">
                {fileName(path)} <span className="faint code">{path}</span>
              </span>
              <button
                type="button"
                className="button button-quiet button-icon"
                aria-label={`Remove ${fileName(path)}`}
                onClick={() => change({ paths: paths.filter((entry) => entry !== path) })}
              >
                <X size={14} aria-hidden="true" />
              </button>
            </li>
          ))}
        </ul>
      )}
      {preview.error !== null && <ErrorNote error={preview.error} />}
      <StepActions
        next={() => preview.mutate()}
        nextTitle={preview.isPending ? "Reading" : "Preview"}
        disabled={paths.length === 0 || preview.isPending}
        reason={
          paths.length === 0
            ? "Choose at least one file."
            : preview.isPending
              ? `Reading the beginning of ${plural(paths.length, "file")}.`
              : undefined
        }
      />
      <FileDialog open={browsing} title="Choose export files" goal="files" start={null} onClose={() => setBrowsing(false)} onChoose={add} />
    </>
  );
}
