import { useState } from "react";
import type { FilePreview } from "../../../src/contract/source-schemas.ts";
import { fileName, formatBytes, formatInteger, plural } from "../../parts/format.ts";
import { Section } from "../../parts/PageHead.tsx";
import { ScrollRegion } from "../../parts/ScrollRegion.tsx";
import { StepActions } from "./StepActions.tsx";

interface StepProps {
  readonly preview: FilePreview;
  readonly back: () => void;
  readonly next: () => void;
}

/** What the file is, why we think so, and its first rows: as text, and as they would be typed. */
export function PreviewStep({ preview, back, next }: StepProps) {
  const [typed, setTyped] = useState(false);
  return (
    <>
      <dl className="facts">
        <dt>Recognised as</dt>
        <dd>
          <b>{preview.format}</b>, read by <code>{preview.adapter}</code>
        </dd>
        <dt>Because</dt>
        <dd>{preview.reason}</dd>
        <dt>Files</dt>
        <dd>{preview.files.map((file) => `${fileName(file.path)} (${formatBytes(file.bytes)})`).join(", ")}</dd>
      </dl>
      <Section
        title={typed ? "Columns as typed" : "First rows as text"}
        aside={
          <button type="button" className="button button-small" aria-pressed={typed} onClick={() => setTyped(!typed)}>
            {typed ? "Show raw rows" : "Show typed columns"}
          </button>
        }
      >
        {typed ? <TypedColumns preview={preview} /> : <RawRows preview={preview} />}
      </Section>
      {preview.limits.length > 0 && (
        <Section title="What this source cannot show">
          <ul className="bullets">
            {preview.limits.map((limit) => (
              <li key={limit}>{limit}</li>
            ))}
          </ul>
        </Section>
      )}
      <StepActions back={back} next={next} nextTitle="Roles" />
    </>
  );
}

function RawRows({ preview }: { readonly preview: FilePreview }) {
  return (
    <ScrollRegion className="table-frame" label="First rows">
      <table className="table raw-table">
        <caption className="hidden-visually">First {formatInteger(preview.rows.length)} rows as text</caption>
        <thead>
          <tr>
            {preview.columns.map((column) => (
              <th key={column.suggestion.column} scope="col">
                {column.suggestion.column}
                <span className="faint">{column.physicalType}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {preview.rows.map((row, index) => (
            <tr key={index}>
              {row.map((cell, place) => (
                <td key={place} title={cell ?? "null"}>
                  {cell === null ? <span className="faint">null</span> : cell === "" ? <span className="faint">empty</span> : cell}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}

function TypedColumns({ preview }: { readonly preview: FilePreview }) {
  return (
    <ScrollRegion className="table-frame" label="Columns">
      <table className="table">
        <caption className="hidden-visually">Columns with their types and samples</caption>
        <thead>
          <tr>
            <th scope="col">Column</th>
            <th scope="col">In the file</th>
            <th scope="col">Read as</th>
            <th scope="col">Samples</th>
            <th scope="col">Distinct</th>
            <th scope="col">Note</th>
          </tr>
        </thead>
        <tbody>
          {preview.columns.map((column) => (
            <tr key={column.suggestion.column}>
              <th scope="row">
                <code>{column.suggestion.column}</code>
              </th>
              <td>{column.physicalType}</td>
              <td>
                {column.suggestion.type}
                {column.suggestion.formats !== undefined && <span className="faint"> {column.suggestion.formats.join(", ")}</span>}
              </td>
              <td className="soft">{column.samples.map((sample) => sample ?? "null").join(", ")}</td>
              <td className="soft">
                {column.distinctValues === null
                  ? "many"
                  : `${plural(column.distinctValues.length, "value")}: ${column.distinctValues.join(", ")}`}
              </td>
              <td className="soft">{column.note ?? ""}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollRegion>
  );
}
