import canonicalize from "canonicalize";
import { TickmarkError } from "./errors.ts";

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * RFC 8785 text of a JSON value. Refuses what JSON cannot say: undefined, NaN, Infinity, bigint,
 * class instances, `__proto__` keys, lone surrogates.
 */
export function canonicalJson(value: unknown): string {
  assertJson(value, "$");
  const text = canonicalize(value);
  if (text === undefined) throw new TickmarkError("bad-input", "This value has no JSON form.");
  return text;
}

/** Parses text that must already be canonical: duplicate keys, other spellings and `__proto__` are refused. */
export function parseCanonicalJson(text: string, file: string): Json {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new TickmarkError("bad-input", "Not valid JSON.", { file }, cause);
  }
  let again: string;
  try {
    again = canonicalJson(value);
  } catch (cause) {
    throw new TickmarkError("bad-input", "JSON with values that are not allowed here.", { file }, cause);
  }
  if (again !== text)
    throw new TickmarkError("bad-input", "JSON is not in canonical form (RFC 8785).", {
      file,
      expected: "sorted keys, no white space, no duplicate keys, shortest numbers",
    });
  return value as Json;
}

function assertJson(value: unknown, path: string): asserts value is Json {
  if (value === null || typeof value === "boolean") return;
  if (typeof value === "string") {
    if (!value.isWellFormed()) throw refusal(path, "a lone surrogate");
    return;
  }
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw refusal(path, String(value));
    return;
  }
  if (Array.isArray(value)) {
    value.forEach((entry, index) => assertJson(entry, `${path}[${index}]`));
    return;
  }
  if (typeof value !== "object" || ![Object.prototype, null].includes(Object.getPrototypeOf(value) as object | null))
    throw refusal(path, typeof value);
  for (const key of Reflect.ownKeys(value)) {
    if (typeof key !== "string" || key === "__proto__" || !key.isWellFormed()) throw refusal(path, `key ${String(key)}`);
    assertJson((value as Record<string, unknown>)[key], `${path}.${key}`);
  }
}

function refusal(path: string, what: string): TickmarkError {
  return new TickmarkError("bad-input", `Canonical JSON cannot hold ${what} at ${path}.`);
}
