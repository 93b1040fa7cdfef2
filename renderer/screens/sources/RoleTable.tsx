import { COLUMN_TYPES, type ColumnMapping, type FilePreview } from "../../../src/contract/source-schemas.ts";
import { isNumericFeature } from "../../../src/contract/open-questions.ts";
import { ROLES } from "../../../src/contract/vocabulary.ts";
import { ScrollRegion } from "../../parts/ScrollRegion.tsx";
import { wordForUse } from "./SourceScreen.tsx";

const CONFIDENCE = { high: "badge badge-good", medium: "badge", low: "badge badge-attention" } as const;

interface RoleTableProps {
  readonly preview: FilePreview;
  readonly columns: readonly ColumnMapping[];
  readonly onChange: (columns: readonly ColumnMapping[]) => void;
}

export function RoleTable({ preview, columns, onChange }: RoleTableProps) {
  const change = (next: ColumnMapping) => onChange(columns.map((column) => (column.column === next.column ? next : column)));
  return (
    <ScrollRegion className="table-frame" label="Roles of the columns">
      <table className="table role-table">
        <caption className="hidden-visually">What each column is used as</caption>
        <thead>
          <tr>
            <th scope="col">Column</th>
            <th scope="col">Used as</th>
            <th scope="col">Type</th>
            <th scope="col">Details</th>
            <th scope="col" className="fit">
              Confidence
            </th>
            <th scope="col">Reason for the suggestion</th>
          </tr>
        </thead>
        <tbody>
          {columns.map((column, index) => {
            const seen = preview.columns[index];
            const changed = seen !== undefined && (seen.suggestion.use !== column.use || seen.suggestion.type !== column.type);
            return (
              <tr key={column.column}>
                <th scope="row">
                  <code>{column.column}</code>
                  <span className="samples faint small">{seen?.samples.map((sample) => sample ?? "null").join(", ")}</span>
                </th>
                <td>
                  <select
                    className="select select-small"
                    aria-label={`Use of ${column.column}`}
                    value={column.use}
                    onChange={(event) => change(withUse(column, event.target.value))}
                  >
                    <optgroup label="Roles">
                      {ROLES.map((role) => (
                        <option key={role} value={role}>
                          {wordForUse(role)}
                        </option>
                      ))}
                    </optgroup>
                    <optgroup label="Many columns">
                      <option value="feature">Feature</option>
                      <option value="attribute">Attribute (group)</option>
                      <option value="ignore">Ignore</option>
                    </optgroup>
                  </select>
                </td>
                <td>
                  <select
                    className="select select-small"
                    aria-label={`Type of ${column.column}`}
                    value={column.type}
                    onChange={(event) =>
                      change({ ...column, type: COLUMN_TYPES.find((type) => type === event.target.value) ?? column.type })
                    }
                  >
                    {COLUMN_TYPES.map((type) => (
                      <option key={type} value={type}>
                        {type}
                      </option>
                    ))}
                  </select>
                </td>
                <td>
                  <ColumnDetails column={column} onChange={change} />
                </td>
                <td className="fit">
                  {changed ? (
                    <span className="badge">Yours</span>
                  ) : (
                    seen !== undefined && <span className={CONFIDENCE[seen.suggestion.confidence]}>{seen.suggestion.confidence}</span>
                  )}
                </td>
                <td className="role-reason">{seen?.suggestion.reason}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </ScrollRegion>
  );
}

/** Times need a format and perhaps a zone, features a kind. */
function ColumnDetails({ column, onChange }: { readonly column: ColumnMapping; readonly onChange: (column: ColumnMapping) => void }) {
  if (column.use === "feature")
    return (
      <div className="with-unit">
        <select
          className="select select-small"
          aria-label={`Kind of ${column.column}`}
          value={isNumericFeature(column) ? "numeric" : "categorical"}
          onChange={(event) => onChange({ ...column, featureKind: event.target.value === "categorical" ? "categorical" : "numeric" })}
        >
          <option value="numeric">numeric</option>
          <option value="categorical">categorical</option>
        </select>
        {isNumericFeature(column) && <NumberDetails column={column} onChange={onChange} />}
      </div>
    );
  if (column.type !== "timestamp" || column.use === "ignore") return null;
  return (
    <div className="with-unit">
      <input
        className="input input-code"
        aria-label={`Time formats of ${column.column}`}
        value={column.formats?.join(", ") ?? ""}
        placeholder="iso"
        onChange={(event) => onChange(withFormats(column, event.target.value))}
      />
      <input
        className="input input-code"
        aria-label={`Time zone of ${column.column}`}
        value={column.timeZone ?? ""}
        placeholder="zone, if none in it"
        onChange={(event) => onChange(withZone(column, event.target.value))}
      />
    </div>
  );
}

/** How numbers are written; nothing stated leaves what the sample suggests. */
function NumberDetails({ column, onChange }: { readonly column: ColumnMapping; readonly onChange: (column: ColumnMapping) => void }) {
  const { decimalSeparator: separator, notANumber: nan, ...rest } = column;
  const set = (next: Pick<ColumnMapping, "decimalSeparator" | "notANumber">) => onChange({ ...rest, ...next });
  const kept = {
    separator: separator === undefined ? {} : { decimalSeparator: separator },
    nan: nan === undefined ? {} : { notANumber: nan },
  };
  return (
    <>
      <select
        className="select select-small"
        aria-label={`Decimal separator of ${column.column}`}
        value={separator ?? ""}
        onChange={({ target: { value } }) => set({ ...kept.nan, ...(value === "," || value === "." ? { decimalSeparator: value } : {}) })}
      >
        <option value="">as suggested</option>
        <option value=".">decimal point</option>
        <option value=",">decimal comma</option>
      </select>
      <select
        className="select select-small"
        aria-label={`NaN in ${column.column}`}
        value={nan ?? ""}
        onChange={({ target: { value } }) =>
          set({ ...kept.separator, ...(value === "null" || value === "reject" ? { notANumber: value } : {}) })
        }
      >
        <option value="">NaN: as suggested</option>
        <option value="null">NaN is no value</option>
        <option value="reject">NaN is an error</option>
      </select>
    </>
  );
}

function withUse(column: ColumnMapping, use: string): ColumnMapping {
  const { featureKind: _kind, ...rest } = column;
  const role = ROLES.find((entry) => entry === use);
  if (role !== undefined) return { ...rest, use: role };
  if (use === "feature")
    return { ...rest, use, featureKind: ["integer", "decimal", "double"].includes(column.type) ? "numeric" : "categorical" };
  return { ...rest, use: use === "attribute" ? "attribute" : "ignore" };
}

function withFormats(column: ColumnMapping, text: string): ColumnMapping {
  const { formats: _formats, ...rest } = column;
  const formats = text
    .split(",")
    .map((format) => format.trim())
    .filter((format) => format !== "");
  return formats.length === 0 ? rest : { ...rest, formats };
}

function withZone(column: ColumnMapping, text: string): ColumnMapping {
  const { timeZone: _zone, ...rest } = column;
  return text.trim() === "" ? rest : { ...rest, timeZone: text.trim() };
}
