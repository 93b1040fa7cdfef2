import { FolderOpen } from "lucide-react";
import { type ReactNode, useState } from "react";
import { desktop } from "../client/desktop.ts";
import { Field } from "./Field.tsx";
import { type BrowseGoal, FileDialog } from "./FileDialog.tsx";

interface PathFieldProps {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly value: string;
  readonly goal: Exclude<BrowseGoal, "files">;
  readonly placeholder?: string;
  readonly onChange: (path: string) => void;
}

/** A path, typed or chosen: with the system's dialog on the desktop, with our own elsewhere. */
export function PathField({ label, hint, value, goal, placeholder, onChange }: PathFieldProps) {
  const [browsing, setBrowsing] = useState(false);
  const browse = async () => {
    if (desktop === null) return setBrowsing(true);
    const path =
      goal === "file" || goal === "any"
        ? (await desktop.chooseFiles({ title: label, multiple: false }))[0]
        : await desktop.chooseDirectory({ title: label });
    if (path !== undefined && path !== null) onChange(path);
  };
  return (
    <>
      <Field label={label} hint={hint}>
        {(control) => (
          <div className="with-unit">
            <input
              {...control}
              className="input input-code"
              value={value}
              placeholder={placeholder}
              autoComplete="off"
              spellCheck={false}
              onChange={(event) => onChange(event.target.value)}
            />
            <button type="button" className="button" aria-label={`Browse for ${label.toLowerCase()}`} onClick={() => void browse()}>
              <FolderOpen size={15} aria-hidden="true" />
              Browse
            </button>
          </div>
        )}
      </Field>
      <FileDialog
        open={browsing}
        title={label}
        goal={goal}
        start={null}
        onClose={() => setBrowsing(false)}
        onChoose={([path]) => path !== undefined && onChange(path)}
      />
    </>
  );
}
