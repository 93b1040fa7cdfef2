import { useState } from "react";
import { useEngine } from "../../client/EngineProvider.tsx";
import { useRun } from "../../client/queries.ts";
import { usePagedRows } from "../../client/use-paged-rows.ts";
import { runPath } from "../../frame/routes.ts";
import { formatInteger } from "../../parts/format.ts";
import { EmptyState, ErrorNote, Loading } from "../../parts/Notes.tsx";
import { PageHead } from "../../parts/PageHead.tsx";
import { VirtualTable } from "../../parts/VirtualTable.tsx";

/** The decisions behind one figure. */
export function RecordsScreen({ runId, figureId: encodedFigureId }: { readonly runId: string; readonly figureId: string }) {
  const engine = useEngine();
  const figureId = decodeSafely(encodedFigureId);
  const run = useRun(runId).data;
  const [columns, setColumns] = useState<readonly string[]>([]);
  const records = usePagedRows<readonly (string | null)[]>(["runs", runId, "records", figureId], async (offset, limit) => {
    const page = await engine.runs.records({ runId, figureId, offset, limit });
    setColumns(page.columns);
    return { total: page.total, rows: page.rows };
  });
  return (
    <div className="screen screen-wide">
      <PageHead
        title="Records behind a figure"
        lead={<code className="wrap-anywhere">{figureId}</code>}
        trail={[
          { title: "Runs", to: "/runs" },
          { title: run?.head.title ?? runId, to: runPath(runId) },
        ]}
      />
      {records.error !== null && <ErrorNote error={records.error} />}
      {records.total === null && records.error === null && <Loading what="the records" />}
      {records.total === 0 && (
        <EmptyState title="No records">This figure is not about single decisions, or no decision falls under it.</EmptyState>
      )}
      {records.total !== null && records.total > 0 && (
        <>
          <p className="faint">{formatInteger(records.total)} decisions</p>
          <VirtualTable
            label="Records"
            count={records.total}
            rowHeight={30}
            maxHeight="70vh"
            row={records.row}
            onRange={records.show}
            columns={columns.map((title, index) => ({
              key: title,
              title,
              track: "minmax(9rem, 1fr)",
              cell: (row: readonly (string | null)[]) => row[index] ?? <span className="faint">null</span>,
            }))}
          />
        </>
      )}
    </div>
  );
}

/** Some routers have already undone the second layer; a stray `%` then stays as it is. */
function decodeSafely(text: string): string {
  if (text.includes("/")) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
