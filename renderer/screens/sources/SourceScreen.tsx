import type { Source } from "../../../src/contract/source-schemas.ts";
import { ROLE_COLUMNS, ROLES } from "../../../src/contract/vocabulary.ts";
import { useSources } from "../../client/queries.ts";
import { Digest } from "../../parts/Digest.tsx";
import { fileName, formatBytes, formatInstant, formatInteger, inWords } from "../../parts/format.ts";
import { EmptyState, ErrorNote, Loading } from "../../parts/Notes.tsx";
import { PageHead, Section } from "../../parts/PageHead.tsx";
import { ControlTotals } from "./ControlTotals.tsx";
import { LimitList } from "./LimitList.tsx";
import { RejectTable } from "./RejectTable.tsx";

export function SourceScreen({ sourceId }: { readonly sourceId: string }) {
  const sources = useSources();
  const source = sources.data?.find((entry) => entry.sourceId === sourceId);
  return (
    <div className="screen">
      <PageHead
        title={source?.title ?? "Source"}
        trail={[{ title: "Sources", to: "/sources" }]}
        lead={source === undefined ? undefined : `${inWords(source.kind)} · ${source.format}`}
      />
      {sources.error !== null && <ErrorNote error={sources.error} />}
      {sources.isPending && <Loading what="the source" />}
      {sources.data !== undefined && source === undefined && (
        <EmptyState title="No such source">It may have been imported in another case.</EmptyState>
      )}
      {source !== undefined && <SourceDetail source={source} />}
    </div>
  );
}

export function SourceDetail({ source }: { readonly source: Source }) {
  return (
    <>
      <dl className="figures">
        <div>
          <dt>Rows read</dt>
          <dd>{formatInteger(source.rowsRead)}</dd>
        </div>
        <div>
          <dt>Imported</dt>
          <dd>{formatInteger(source.rowsImported)}</dd>
        </div>
        <div>
          <dt>Rejected</dt>
          <dd>{formatInteger(source.rowsRejected)}</dd>
        </div>
        <div>
          <dt>Blank</dt>
          <dd>{formatInteger(source.rowsBlank)}</dd>
        </div>
        <div>
          <dt>Last verified</dt>
          <dd>{source.verifiedAt === null ? "at intake" : `${formatInstant(source.verifiedAt)} UTC`}</dd>
        </div>
      </dl>
      <Section title="Control totals">
        <ControlTotals totals={source.controlTotals} />
      </Section>
      {source.rowsRejected > 0 && <RejectTable sourceId={source.sourceId} />}
      <div className="columns columns-even">
        <Section title="Files">
          <ul className="file-list list-plain">
            {source.files.map((file) => (
              <li key={file.path}>
                <span aria-hidden="true" />
                <span className="wrap-anywhere" title={file.path}>
                  {fileName(file.path)}
                </span>
                <span className="faint">{formatBytes(file.bytes)}</span>
                <Digest value={file.sha256} what={`the digest of ${fileName(file.path)}`} />
              </li>
            ))}
          </ul>
        </Section>
        <Section title="Provenance">
          <Provenance source={source} />
        </Section>
      </div>
      <Section title="Columns" aside={`${formatInteger(source.columns.length)} mapped`}>
        <ColumnTable source={source} />
      </Section>
      <LimitList limits={source.limits} />
    </>
  );
}

function Provenance({ source }: { readonly source: Source }) {
  return (
    <dl className="facts">
      {Object.entries(source.provenance).map(([key, value]) => (
        <div key={key} className="facts-pair">
          <dt>{inWords(key)}</dt>
          <dd>{value === "" ? <span className="faint">not stated</span> : value}</dd>
        </div>
      ))}
    </dl>
  );
}

function ColumnTable({ source }: { readonly source: Source }) {
  return (
    <div className="table-frame">
      <table className="table">
        <caption className="hidden-visually">Columns and their roles</caption>
        <thead>
          <tr>
            <th scope="col">Column</th>
            <th scope="col">Used as</th>
            <th scope="col">Type</th>
            <th scope="col">Read as</th>
          </tr>
        </thead>
        <tbody>
          {source.columns.map((column) => (
            <tr key={column.column}>
              <th scope="row">
                <code>{column.column}</code>
              </th>
              <td>
                {wordForUse(column.use)}
                {column.featureKind === undefined ? "" : `, ${column.featureKind}`}
              </td>
              <td>{column.type}</td>
              <td className="soft">
                {[column.formats?.join(", ") ?? "", column.timeZone ?? ""].filter((part) => part !== "").join(" in ")}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The word for what a column is used as. */
export function wordForUse(use: string): string {
  const role = ROLES.find((entry) => entry === use);
  return role === undefined ? inWords(use) : ROLE_COLUMNS[role].title;
}
