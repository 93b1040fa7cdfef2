import { useQuery } from "@tanstack/react-query";
import { useEngine } from "../../client/EngineProvider.tsx";
import type { EngineClient } from "../../client/engine-client.ts";
import { usePagedRows } from "../../client/use-paged-rows.ts";
import { formatInstant, plural, shortDigest } from "../../parts/format.ts";
import { ErrorNote, Loading, Note } from "../../parts/Notes.tsx";
import { PageHead } from "../../parts/PageHead.tsx";
import { VirtualTable } from "../../parts/VirtualTable.tsx";

type Entry = Awaited<ReturnType<EngineClient["case"]["journal"]>>["entries"][number];

/** Every step, in order, each entry holding the digest of the one before. */
export function JournalScreen() {
  const engine = useEngine();
  const state = useQuery({ queryKey: ["journal", "state"], queryFn: () => engine.case.journal({ offset: 0, limit: 1 }) });
  const journal = usePagedRows<Entry>(["journal"], async (offset, limit) => {
    const page = await engine.case.journal({ offset, limit });
    return { total: page.total, rows: page.entries };
  });
  const error = state.error ?? journal.error;
  return (
    <div className="screen">
      <PageHead
        title="Journal"
        lead="Append-only. Each entry carries the digest of the one before it, and the last one stands in the signed pack."
      />
      {error !== null && <ErrorNote error={error} />}
      {state.isPending && <Loading what="the journal" />}
      {state.data !== undefined &&
        (state.data.intact ? (
          <Note tone="good" title={`The chain is intact: ${plural(state.data.total, "entry", "entries")}, recomputed just now.`} />
        ) : (
          <Note tone="failure" title="The chain is broken.">
            <p>An entry was changed or removed outside Tickmark. Restore the case from a copy; this one cannot be signed.</p>
          </Note>
        ))}
      {journal.total !== null && journal.total > 0 && (
        <VirtualTable
          label="Journal entries"
          count={journal.total}
          rowHeight={30}
          maxHeight="70vh"
          row={journal.row}
          onRange={journal.show}
          columns={[
            { key: "seq", title: "No.", track: "4.5rem", number: true, cell: (entry) => entry.seq },
            { key: "at", title: "At, UTC", track: "9.5rem", cell: (entry) => formatInstant(entry.at) },
            { key: "kind", title: "Kind", track: "11rem", cell: (entry) => <code>{entry.kind}</code> },
            {
              key: "summary",
              title: "What",
              track: "minmax(20rem, 1fr)",
              cell: (entry) => <span title={entry.summary}>{entry.summary}</span>,
            },
            { key: "actor", title: "Who", track: "13rem", cell: (entry) => entry.actor },
            {
              key: "digest",
              title: "Digest",
              track: "8.5rem",
              cell: (entry) => <code title={entry.digest}>{shortDigest(entry.digest)}</code>,
            },
          ]}
        />
      )}
    </div>
  );
}
