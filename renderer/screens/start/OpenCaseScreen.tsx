import { useState } from "react";
import { ErrorNote } from "../../parts/Notes.tsx";
import { PageHead } from "../../parts/PageHead.tsx";
import { PathField } from "../../parts/PathField.tsx";
import { useOpenCase } from "./use-open-case.ts";

export function OpenCaseScreen() {
  const open = useOpenCase();
  const [directory, setDirectory] = useState("");
  return (
    <div className="screen">
      <PageHead title="Open a case" trail={[{ title: "Start", to: "/" }]} lead="Choose a folder whose name ends in .tickmark." />
      <form
        className="form-narrow"
        onSubmit={(event) => {
          event.preventDefault();
          open.mutate(directory.trim());
        }}
      >
        <PathField label="Case folder" goal="case" value={directory} onChange={setDirectory} />
        {open.error !== null && <ErrorNote error={open.error} />}
        <div className="actions">
          <button type="submit" className="button button-primary" disabled={directory.trim() === "" || open.isPending}>
            Open case
          </button>
        </div>
      </form>
    </div>
  );
}
