import { inWords } from "../../parts/format.ts";
import { type JsonSchema, type JsonValue } from "./json-schema.ts";
import { SchemaField } from "./SchemaField.tsx";

interface ParameterFormProps {
  readonly label: string;
  readonly schema: Readonly<Record<string, unknown>>;
  readonly parameters: Readonly<Record<string, JsonValue>>;
  readonly onChange: (parameters: Record<string, JsonValue>) => void;
}

/** The form of an analysis' parameters, made from their schema. */
export function ParameterForm({ label, schema, parameters, onChange }: ParameterFormProps) {
  const properties = Object.entries((schema as JsonSchema).properties ?? {});
  if (properties.length === 0) return <p className="faint">This analysis has no parameters.</p>;
  return (
    <div className="parameter-form form-grid" role="group" aria-label={label}>
      {properties.map(([name, property]) => (
        <SchemaField
          key={name}
          name={property.title ?? inWords(name)}
          schema={property}
          value={parameters[name] ?? property.default ?? null}
          onChange={(value) => onChange({ ...parameters, [name]: value })}
        />
      ))}
    </div>
  );
}
