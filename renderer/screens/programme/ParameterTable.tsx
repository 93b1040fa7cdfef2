import { inWords } from "../../parts/format.ts";
import type { JsonSchema, JsonValue } from "./json-schema.ts";

interface ParametersProps {
  readonly parameters: Readonly<Record<string, JsonValue>>;
  readonly schema: Readonly<Record<string, unknown>>;
}

/** Parameters as they were used. */
export function ParameterTable({ parameters, schema }: ParametersProps) {
  const properties = (schema as JsonSchema).properties ?? {};
  const names = [...new Set([...Object.keys(properties), ...Object.keys(parameters)])].filter((name) => Object.hasOwn(parameters, name));
  if (names.length === 0) return <p className="faint">None.</p>;
  return (
    <div className="table-frame">
      <table className="table">
        <caption className="hidden-visually">Parameters</caption>
        <thead>
          <tr>
            <th scope="col">Parameter</th>
            <th scope="col">Value</th>
            <th scope="col">Meaning</th>
          </tr>
        </thead>
        <tbody>
          {names.map((name) => (
            <tr key={name}>
              <th scope="row" className="nowrap">
                {properties[name]?.title ?? inWords(name)}
              </th>
              <td className="nowrap">
                {valueText(parameters[name] ?? null)} <span className="faint">{properties[name]?.unit ?? ""}</span>
              </td>
              <td className="soft">{properties[name]?.description ?? ""}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Parameters in one line. */
export function ParameterSummary({ parameters, schema }: ParametersProps) {
  const properties = (schema as JsonSchema).properties ?? {};
  const text = Object.entries(parameters)
    .slice(0, 4)
    .map(([name, value]) => `${(properties[name]?.title ?? inWords(name)).toLowerCase()} ${valueText(value)}`)
    .join(" · ");
  return <span className="faint entry-summary">{text}</span>;
}

export function valueText(value: JsonValue): string {
  if (value === null) return "none";
  if (Array.isArray(value)) return value.length === 0 ? "all" : value.map(valueText).join(", ");
  if (typeof value === "object") return Object.values(value).map(valueText).join(" ");
  return String(value);
}
