import { Link } from "wouter";
import { runPath } from "../../frame/routes.ts";
import { plural } from "../../parts/format.ts";
import { Note } from "../../parts/Notes.tsx";

export function RunResultNote({ runs, dismiss }: { readonly runs: readonly { readonly runId: string }[]; readonly dismiss: () => void }) {
  const only = runs.length === 1 ? runs[0] : undefined;
  return (
    <Note tone="plain" title={`${plural(runs.length, "run")} finished.`}>
      <p className="actions">
        <Link href={only === undefined ? "/runs" : runPath(only.runId)} onClick={dismiss}>
          {only === undefined ? "See the runs" : "See the run"}
        </Link>
        <button type="button" className="button button-quiet button-small" onClick={dismiss}>
          Dismiss
        </button>
      </p>
    </Note>
  );
}
