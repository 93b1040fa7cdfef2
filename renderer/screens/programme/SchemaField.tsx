import { useState } from "react";
import { CheckField, Field, SelectField, TextField } from "../../parts/Field.tsx";
import { inWords } from "../../parts/format.ts";
import { type JsonSchema, type JsonValue, defaultOf, typeOf, variantIndex, variantTitle, variantsOf } from "./json-schema.ts";

interface SchemaFieldProps {
  readonly name: string;
  readonly schema: JsonSchema;
  readonly value: JsonValue;
  readonly onChange: (value: JsonValue) => void;
}

/** One value of any shape that parameters have. */
export function SchemaField({ name, schema, value, onChange }: SchemaFieldProps) {
  if (schema.const !== undefined) return null;
  const hint = hintOf(schema);
  if (schema.enum !== undefined)
    return (
      <SelectField
        label={name}
        hint={hint}
        value={plain(value)}
        options={schema.enum.map((entry) => ({ value: plain(entry), title: inWords(plain(entry)) }))}
        onChange={(text) => onChange(schema.enum?.find((entry) => plain(entry) === text) ?? null)}
      />
    );
  const variants = variantsOf(schema);
  if (variants !== null) return <VariantField name={name} schema={schema} variants={variants} value={value} onChange={onChange} />;
  switch (typeOf(schema)) {
    case "boolean":
      return <CheckField label={name} {...(hint === undefined ? {} : { hint })} checked={value === true} onChange={onChange} />;
    case "integer":
    case "number":
      return <NumberField name={name} schema={schema} value={typeof value === "number" ? value : null} onChange={onChange} />;
    case "array":
      return <ListField name={name} schema={schema} value={Array.isArray(value) ? value : []} onChange={onChange} />;
    case "object":
      return <ObjectFields schema={schema} value={value} onChange={onChange} legend={name} />;
    default:
      return <TextField label={name} hint={hint} value={typeof value === "string" ? value : ""} onChange={onChange} />;
  }
}

/** A scalar as text; enumerations and lists hold nothing else. */
function plain(value: JsonValue): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function hintOf(schema: JsonSchema): string | undefined {
  const parts = [
    schema.description ?? "",
    schema.default === undefined || typeof schema.default === "object" ? "" : `Default ${String(schema.default)}.`,
  ];
  const hint = parts.filter((part) => part !== "").join(" ");
  return hint === "" ? undefined : hint;
}

/** Keeps what is typed until it is a number within its bounds. */
function NumberField({
  name,
  schema,
  value,
  onChange,
}: {
  readonly name: string;
  readonly schema: JsonSchema;
  readonly value: number | null;
  readonly onChange: (value: JsonValue) => void;
}) {
  const [text, setText] = useState(value === null ? "" : String(value));
  const error = numberError(text, schema);
  const change = (next: string) => {
    setText(next);
    if (numberError(next, schema) === undefined) onChange(Number(next));
  };
  return (
    <Field label={name} hint={hintOf(schema)} error={error}>
      {(control) => (
        <div className="with-unit">
          <input
            {...control}
            className="input input-number"
            inputMode="decimal"
            value={text}
            autoComplete="off"
            onChange={(event) => change(event.target.value)}
          />
          {schema.unit !== undefined && <span className="faint">{schema.unit}</span>}
        </div>
      )}
    </Field>
  );
}

function numberError(text: string, schema: JsonSchema): string | undefined {
  const number = Number(text);
  if (text.trim() === "" || !Number.isFinite(number)) return "A number is needed.";
  if (typeOf(schema) === "integer" && !Number.isInteger(number)) return "A whole number is needed.";
  if (schema.minimum !== undefined && number < schema.minimum) return `At least ${schema.minimum}.`;
  if (schema.maximum !== undefined && schema.maximum < Number.MAX_SAFE_INTEGER && number > schema.maximum)
    return `At most ${schema.maximum}.`;
  if (schema.exclusiveMinimum !== undefined && number <= schema.exclusiveMinimum) return `More than ${schema.exclusiveMinimum}.`;
  if (schema.exclusiveMaximum !== undefined && number >= schema.exclusiveMaximum) return `Less than ${schema.exclusiveMaximum}.`;
  return undefined;
}

/** A list: one entry a line; closed lists as boxes to tick. */
function ListField({
  name,
  schema,
  value,
  onChange,
}: {
  readonly name: string;
  readonly schema: JsonSchema;
  readonly value: readonly JsonValue[];
  readonly onChange: (value: JsonValue) => void;
}) {
  const items = schema.items ?? {};
  const numeric = ["number", "integer"].includes(typeOf(items));
  const [text, setText] = useState(value.map(plain).join("\n"));
  if (items.enum !== undefined)
    return (
      <fieldset className="field">
        <legend className="field-label">{name}</legend>
        {items.enum.map((entry) => (
          <CheckField
            key={plain(entry)}
            label={inWords(plain(entry))}
            checked={value.includes(entry)}
            onChange={(checked) => onChange(checked ? [...value, entry] : value.filter((old) => old !== entry))}
          />
        ))}
      </fieldset>
    );
  const lines = text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const error = numeric && lines.some((line) => !Number.isFinite(Number(line))) ? "One number a line." : undefined;
  return (
    <Field label={name} hint={[schema.description ?? "", "One a line; empty means all."].join(" ").trim()} error={error}>
      {(control) => (
        <textarea
          {...control}
          className="textarea"
          value={text}
          spellCheck={false}
          onChange={(event) => {
            setText(event.target.value);
            const next = event.target.value
              .split("\n")
              .map((line) => line.trim())
              .filter((line) => line !== "");
            if (!numeric) onChange(next);
            else if (next.every((line) => Number.isFinite(Number(line)))) onChange(next.map(Number));
          }}
        />
      )}
    </Field>
  );
}

function VariantField({ name, schema, variants, value, onChange }: SchemaFieldProps & { readonly variants: readonly JsonSchema[] }) {
  const index = variantIndex(variants, value);
  const variant = variants[index];
  return (
    <div className="field variant">
      <SelectField
        label={name}
        hint={hintOf(schema)}
        value={String(index)}
        options={variants.map((entry, place) => ({ value: String(place), title: inWords(variantTitle(entry)) }))}
        onChange={(place) => onChange(defaultOf(variants[Number(place)] ?? {}))}
      />
      {variant !== undefined &&
        variant.type !== "null" &&
        (typeOf(variant) === "object" ? (
          <ObjectFields schema={variant} value={value} onChange={onChange} legend={null} />
        ) : (
          <SchemaField key={index} name={`${name}, value`} schema={variant} value={value} onChange={onChange} />
        ))}
    </div>
  );
}

function ObjectFields({
  schema,
  value,
  onChange,
  legend,
}: {
  readonly schema: JsonSchema;
  readonly value: JsonValue;
  readonly onChange: (value: JsonValue) => void;
  readonly legend: string | null;
}) {
  const held = typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
  const fields = Object.entries(schema.properties ?? {}).map(([key, property]) => (
    <SchemaField
      key={key}
      name={property.title ?? inWords(key)}
      schema={property}
      value={held[key] ?? defaultOf(property)}
      onChange={(next) => onChange({ ...held, [key]: next })}
    />
  ));
  return legend === null ? (
    fields
  ) : (
    <fieldset className="field variant">
      <legend className="field-label">{legend}</legend>
      {fields}
    </fieldset>
  );
}
