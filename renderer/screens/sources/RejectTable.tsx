import { useEngine } from "../../client/EngineProvider.tsx";
import type { EngineClient } from "../../client/engine-client.ts";
import { usePagedRows } from "../../client/use-paged-rows.ts";
import { fileName, formatInteger } from "../../parts/format.ts";
import { ErrorNote } from "../../parts/Notes.tsx";
import { Section } from "../../parts/PageHead.tsx";
import { VirtualTable } from "../../parts/VirtualTable.tsx";

type Reject = Awaited<ReturnType<EngineClient["sources"]["rejects"]>>["rejects"][number];

/** Rows that were refused, each with its line. */
export function RejectTable({ sourceId }: { readonly sourceId: string }) {
  const engine = useEngine();
  const rejects = usePagedRows<Reject>(["sources", sourceId, "rejects"], async (offset, limit) => {
    const page = await engine.sources.rejects({ sourceId, offset, limit });
    return { total: page.total, rows: page.rejects };
  });
  return (
    <Section title="Rejected rows" aside={rejects.total === null ? "" : formatInteger(rejects.total)}>
      {rejects.error !== null && <ErrorNote error={rejects.error} />}
      <VirtualTable
        label="Rejected rows"
        count={rejects.total ?? 0}
        rowHeight={30}
        maxHeight="20rem"
        row={rejects.row}
        onRange={rejects.show}
        columns={[
          {
            key: "line",
            title: "Line",
            track: "6rem",
            number: true,
            cell: (reject) => (reject.line === null ? <span className="faint">–</span> : formatInteger(reject.line)),
          },
          { key: "column", title: "Column", track: "9rem", cell: (reject) => <code>{reject.column ?? ""}</code> },
          {
            key: "reason",
            title: "Why",
            track: "minmax(18rem, 1.4fr)",
            cell: (reject) => <span title={reject.reason}>{reject.reason}</span>,
          },
          {
            key: "excerpt",
            title: "As read",
            track: "minmax(14rem, 1fr)",
            cell: (reject) => <code title={reject.excerpt}>{reject.excerpt}</code>,
          },
          { key: "file", title: "File", track: "12rem", cell: (reject) => <span title={reject.file}>{fileName(reject.file)}</span> },
        ]}
      />
    </Section>
  );
}
