/** JSON values as the forms hold them. */
export type JsonValue = null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue };

/** The part of JSON Schema that analyses' parameters use. */
export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly title?: string;
  readonly description?: string;
  readonly unit?: string;
  readonly default?: JsonValue;
  readonly const?: JsonValue;
  readonly enum?: readonly JsonValue[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
}

export function variantsOf(schema: JsonSchema): readonly JsonSchema[] | null {
  return schema.anyOf ?? schema.oneOf ?? null;
}

/** A first value: the default, else the plainest that the type allows. */
export function defaultOf(schema: JsonSchema): JsonValue {
  if (schema.default !== undefined) return schema.default;
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0] ?? null;
  const variants = variantsOf(schema);
  if (variants !== null)
    return variants.some((variant) => variant.type === "null") ? null : variants[0] === undefined ? null : defaultOf(variants[0]);
  switch (typeOf(schema)) {
    case "object":
      return Object.fromEntries(Object.entries(schema.properties ?? {}).map(([name, property]) => [name, defaultOf(property)]));
    case "array":
      return [];
    case "boolean":
      return false;
    case "integer":
    case "number":
      return Math.max(0, schema.minimum ?? 0);
    case "string":
      return "";
    default:
      return null;
  }
}

export function typeOf(schema: JsonSchema): string {
  if (typeof schema.type === "string") return schema.type;
  if (Array.isArray(schema.type)) return schema.type.find((entry) => entry !== "null") ?? "null";
  return schema.properties === undefined ? "string" : "object";
}

/** The variant that a value belongs to: by its constant members, else by its type. */
export function variantIndex(variants: readonly JsonSchema[], value: JsonValue): number {
  const found = variants.findIndex((variant) => fits(variant, value));
  return found < 0 ? 0 : found;
}

function fits(schema: JsonSchema, value: JsonValue): boolean {
  if (schema.const !== undefined) return schema.const === value;
  if (schema.enum !== undefined) return schema.enum.includes(value);
  if (value === null) return schema.type === "null";
  if (Array.isArray(value)) return typeOf(schema) === "array";
  if (typeof value !== "object") return (typeof value === "number" ? ["number", "integer"] : [typeof value]).includes(typeOf(schema));
  return (
    typeOf(schema) === "object" &&
    Object.entries(schema.properties ?? {}).every(([name, property]) => property.const === undefined || property.const === value[name])
  );
}

/** Name of a variant for its choice. */
export function variantTitle(schema: JsonSchema): string {
  if (schema.title !== undefined) return schema.title;
  if (schema.type === "null") return "None";
  const constants = Object.values(schema.properties ?? {}).flatMap((property) =>
    typeof property.const === "string" ? [property.const] : [],
  );
  return constants[0] ?? typeOf(schema);
}
