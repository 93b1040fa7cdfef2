import { visibleText } from "../../src/contract/review-schemas.ts";

/**
 * What a pack says, safe to look at: in all its texts, characters that hide, reorder or control are shown as their numbers.
 * A pack is written by somebody whom the reviewer need not trust.
 */
export function visible<Value>(value: Value): Value {
  return shown(value) as Value;
}

function shown(value: unknown): unknown {
  if (typeof value === "string") return value.split("\n").map(visibleText).join("\n");
  if (Array.isArray(value)) return value.map(shown);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, shown(entry)]));
}
