import { Link } from "wouter";
import type { PrivacyPreview } from "../../../src/contract/pack-schemas.ts";
import { runPath } from "../../frame/routes.ts";
import { formatInteger, formatShare, plural } from "../../parts/format.ts";
import { useFocusWhenLost } from "../../parts/use-focus-when-lost.ts";
import { Section } from "../../parts/PageHead.tsx";

const TREATMENTS = { "as-is": "Leaves as it is", pseudonym: "Leaves as a pseudonym", removed: "Does not leave" } as const;

/** The whole preview in one line of numbers. */
export function PreviewFigures({ preview }: { readonly preview: PrivacyPreview }) {
  const share = (part: number, of: number) => (of === 0 ? "" : `${formatShare(part / of)} of ${formatInteger(of)}`);
  const place = useFocusWhenLost<HTMLDListElement>();
  return (
    <dl ref={place} tabIndex={-1} className="figures" aria-label="What would leave">
      <div>
        <dt>Records</dt>
        <dd>
          {preview.rows === 0 ? "none" : formatInteger(preview.rows)}
          <small>{preview.rows === 0 ? "stay in the house" : "leave with the pack"}</small>
        </dd>
      </div>
      <div>
        <dt>Cells suppressed</dt>
        <dd>
          {formatInteger(preview.suppressedCells)}
          <small>{preview.kind === "restricted" ? "restricted packs keep all" : `below ${preview.minimumCell}`}</small>
        </dd>
      </div>
      <div>
        <dt>Complementary cells</dt>
        <dd>
          {formatInteger(preview.complementaryCells)}
          <small>{share(preview.suppressedCells + preview.complementaryCells, preview.cells)} with them</small>
        </dd>
      </div>
      <div>
        <dt>Figures withheld</dt>
        <dd>
          {formatInteger(preview.withheldFigures)}
          <small>{share(preview.withheldFigures, preview.figures)}</small>
        </dd>
      </div>
      <div>
        <dt>Journal payloads withheld</dt>
        <dd>
          {formatInteger(preview.withheldPayloads)}
          <small>the chain stays whole</small>
        </dd>
      </div>
    </dl>
  );
}

/** Aggregates in which cells are missing from the export. */
export function SuppressedTables({ preview }: { readonly preview: PrivacyPreview }) {
  if (preview.kind === "restricted") return null;
  return (
    <Section
      title="Suppressed by table"
      aside={preview.tables.length === 0 ? "No table has a small cell" : plural(preview.tables.length, "table")}
    >
      {preview.tables.length > 0 && (
        <div className="table-frame">
          <table className="table">
            <caption className="hidden-visually">Suppressed cells by table</caption>
            <thead>
              <tr>
                <th scope="col">Table</th>
                <th scope="col" className="number fit">
                  Cells
                </th>
                <th scope="col" className="number fit">
                  Below {preview.minimumCell}
                </th>
                <th scope="col" className="number fit">
                  Complementary
                </th>
                <th scope="col" className="number fit">
                  Share
                </th>
              </tr>
            </thead>
            <tbody>
              {preview.tables.map((table) => (
                <tr key={`${table.runId} ${table.query}`}>
                  <th scope="row">
                    <Link href={runPath(table.runId)}>{table.title}</Link>
                    <div className="faint small code wrap-anywhere">{table.query}</div>
                  </th>
                  <td className="number fit">{formatInteger(table.cells)}</td>
                  <td className="number fit">{formatInteger(table.suppressed)}</td>
                  <td className="number fit">{formatInteger(table.complementary)}</td>
                  <td className="number fit">
                    {formatShare(table.cells === 0 ? 0 : (table.suppressed + table.complementary) / table.cells)}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Section>
  );
}

/** Columns of the records, with what happens to each. */
export function LeavingColumns({ preview }: { readonly preview: PrivacyPreview }) {
  if (preview.columns.length === 0) return null;
  return (
    <Section title="Columns of the records" aside={plural(preview.columns.length, "column")}>
      <div className="table-frame">
        <table className="table">
          <caption className="hidden-visually">Columns of the records</caption>
          <thead>
            <tr>
              <th scope="col">Column</th>
              <th scope="col">Role</th>
              <th scope="col">Treatment</th>
              <th scope="col">Quasi-identifier</th>
              <th scope="col" className="number fit">
                Distinct values
              </th>
            </tr>
          </thead>
          <tbody>
            {preview.columns.map((column) => (
              <tr key={column.column}>
                <th scope="row" className="code">
                  {column.column}
                </th>
                <td>{column.role}</td>
                <td className={column.treatment === "removed" ? "faint" : ""}>{TREATMENTS[column.treatment]}</td>
                <td>{column.quasiIdentifier ? "Yes" : <span className="faint">no</span>}</td>
                <td className="number fit">{formatInteger(column.distinct)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}
