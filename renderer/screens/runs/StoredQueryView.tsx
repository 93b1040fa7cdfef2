import { Copy } from "lucide-react";
import type { RunView } from "../../../src/contract/run-schemas.ts";
import { Digest } from "../../parts/Digest.tsx";
import { formatInteger } from "../../parts/format.ts";
import { SqlText } from "../../parts/SqlText.tsx";

type StoredQuery = RunView["queries"][number];

export function StoredQueryView({ query, open }: { readonly query: StoredQuery; readonly open: boolean }) {
  return (
    <details className="query" open={open}>
      <summary>
        <code>{query.name}</code>
        <span className="soft">{query.purpose}</span>
        <span className="faint query-rows">
          stage {query.stage + 1} · {formatInteger(query.rows)} rows
        </span>
      </summary>
      <div className="query-body">
        <SqlText sql={query.sql} label={`SQL of ${query.name}`} />
        <dl className="facts">
          {query.values.length > 0 && (
            <>
              <dt>Bound values</dt>
              <dd className="code">{query.values.map((value) => JSON.stringify(value)).join(", ")}</dd>
            </>
          )}
          <dt>Columns</dt>
          <dd>
            {query.columns
              .map(
                (column) =>
                  `${column.name} ${column.type}${column.key === true ? " (key)" : ""}${column.tolerance === undefined ? "" : ` (tolerance ${column.tolerance})`}`,
              )
              .join(", ")}
          </dd>
          <dt>Aggregate</dt>
          <dd>
            <code>{query.file}</code> <Digest value={query.sha256} what={`the digest of ${query.file}`} />
          </dd>
        </dl>
        <div className="actions">
          <button type="button" className="button button-small" onClick={() => void navigator.clipboard.writeText(query.sql)}>
            <Copy size={13} aria-hidden="true" />
            Copy SQL
          </button>
        </div>
      </div>
    </details>
  );
}
