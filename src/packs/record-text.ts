import { canonicalJson, type Json } from "../foundation/canonical-json.ts";

/** One record of the population: a JSON object, in practice one flat row. */
export type PopulationRecord = Readonly<Record<string, Json>>;

/**
 * Canonical JSON (RFC 8785) of records. Flat rows with one set of columns, in the order of their names, need no sorting and no
 * second look: `JSON.stringify` writes them as the standard asks, in a third of the time. Anything else takes the general way.
 */
export function recordTexts(): (record: PopulationRecord) => string {
  let known: readonly string[] = [];
  return (record) => {
    const keys = Object.keys(record);
    if (!sameKeys(keys, known)) {
      if (!inCanonicalOrder(keys)) return canonicalJson(record);
      known = keys;
    }
    for (const key of keys) if (!isPlain(record[key])) return canonicalJson(record);
    return JSON.stringify(record);
  };
}

/** Values that `JSON.stringify` writes canonically; the rest is written, or refused, by the general way. */
function isPlain(value: Json | undefined): boolean {
  if (typeof value === "string") return value.isWellFormed();
  if (typeof value === "number") return Number.isFinite(value);
  return value === null || typeof value === "boolean";
}

function sameKeys(keys: readonly string[], known: readonly string[]): boolean {
  if (keys.length === 0 || keys.length !== known.length) return false;
  for (let index = 0; index < keys.length; index += 1) if (keys[index] !== known[index]) return false;
  return true;
}

function inCanonicalOrder(keys: readonly string[]): boolean {
  return keys.every(
    (key, index) => key !== "__proto__" && key !== "toJSON" && key.isWellFormed() && (index === 0 || (keys[index - 1] ?? "") < key),
  );
}
