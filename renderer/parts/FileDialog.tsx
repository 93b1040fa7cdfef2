import { useQuery } from "@tanstack/react-query";
import { Briefcase, CornerLeftUp, File, Folder } from "lucide-react";
import { useState } from "react";
import { useEngine } from "../client/EngineProvider.tsx";
import { Dialog } from "./Dialog.tsx";
import { formatBytes, plural } from "./format.ts";
import { ErrorNote, Loading } from "./Notes.tsx";

/** `any` and `files` take a folder as well: exports and snapshots often are one. */
export type BrowseGoal = "files" | "file" | "any" | "directory" | "case";

interface FileDialogProps {
  readonly open: boolean;
  readonly title: string;
  readonly goal: BrowseGoal;
  readonly start: string | null;
  readonly onClose: () => void;
  readonly onChoose: (paths: readonly string[]) => void;
}

const ICONS = { directory: Folder, file: File, case: Briefcase } as const;

/** Looks through the folders of this machine, for hosts without a system dialog. */
export function FileDialog({ open, title, goal, start, onClose, onChoose }: FileDialogProps) {
  const engine = useEngine();
  const [directory, setDirectory] = useState<string | null>(start);
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const listing = useQuery({
    queryKey: ["browse", directory],
    queryFn: () => engine.application.browse({ directory }),
    enabled: open,
    retry: false,
  });

  const visit = (path: string) => {
    setDirectory(path);
    setChosen([]);
  };
  const choose = (paths: readonly string[]) => {
    onChoose(paths);
    setChosen([]);
    onClose();
  };
  const press = (path: string, kind: keyof typeof ICONS) => {
    if (kind === "directory") return visit(path);
    if (goal !== "files") return setChosen([path]);
    setChosen(chosen.includes(path) ? chosen.filter((entry) => entry !== path) : [...chosen, path]);
  };
  const allowed = (kind: keyof typeof ICONS) =>
    kind === "directory" || (goal === "case" ? kind === "case" : goal !== "directory" && kind === "file");
  const here = listing.data?.directory ?? "";
  const selected = goal === "directory" ? (here === "" ? [] : [here]) : chosen;

  return (
    <Dialog
      open={open}
      title={title}
      onClose={onClose}
      foot={
        <>
          <span className="faint">
            {goal === "directory" ? "" : chosen.length === 0 ? "Nothing chosen" : plural(chosen.length, "file")}
          </span>
          <button type="button" className="button" onClick={onClose}>
            Cancel
          </button>
          {(goal === "files" || goal === "any") && chosen.length === 0 && (
            <button type="button" className="button" disabled={here === ""} onClick={() => choose([here])}>
              Use this folder
            </button>
          )}
          <button type="button" className="button button-primary" disabled={selected.length === 0} onClick={() => choose(selected)}>
            {goal === "directory" ? "Use this folder" : "Choose"}
          </button>
        </>
      }
    >
      <div className="dialog-body" tabIndex={-1}>
        {listing.error !== null && <ErrorNote error={listing.error} />}
        {listing.isPending && <Loading what="the folder" />}
        {listing.data !== undefined && (
          <>
            <p className="code wrap-anywhere browse-path">{here}</p>
            <ul className="browse-list" aria-label={`Contents of ${here}`}>
              {listing.data.parent !== null && (
                <li>
                  <button type="button" className="browse-entry" onClick={() => visit(listing.data.parent ?? "/")}>
                    <CornerLeftUp size={15} aria-hidden="true" />
                    <span>Up one folder</span>
                  </button>
                </li>
              )}
              {listing.data.entries.map((entry) => {
                const Icon = ICONS[entry.kind];
                return (
                  <li key={entry.path}>
                    <button
                      type="button"
                      className="browse-entry"
                      disabled={!allowed(entry.kind)}
                      {...(entry.kind === "directory" ? {} : { "aria-pressed": chosen.includes(entry.path) })}
                      onClick={() => press(entry.path, entry.kind)}
                      onDoubleClick={() => entry.kind !== "directory" && choose([entry.path])}
                    >
                      <Icon size={15} aria-hidden="true" />
                      <span className="wrap-anywhere">{entry.name}</span>
                      <span className="faint">
                        {entry.kind === "file" ? formatBytes(entry.bytes) : entry.kind === "case" ? "case" : ""}
                      </span>
                    </button>
                  </li>
                );
              })}
            </ul>
            {listing.data.entries.length === 0 && <p className="faint">This folder is empty.</p>}
          </>
        )}
      </div>
    </Dialog>
  );
}
