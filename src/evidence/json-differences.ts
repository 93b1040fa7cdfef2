import { type Json, canonicalJson } from "../foundation/canonical-json.ts";
import type { Difference } from "./verification-report.ts";

/** Each leaf in which two JSON values differ; doubles are equal when their canonical text is. */
export function jsonDifferences(subject: string, stored: Json | undefined, recomputed: Json | undefined): Difference[] {
  if (stored === undefined || recomputed === undefined)
    return stored === recomputed ? [] : [{ subject, stored: show(stored), recomputed: show(recomputed) }];
  if (isList(stored) && isList(recomputed) && stored.length === recomputed.length)
    return stored.flatMap((entry, index) => jsonDifferences(`${subject}[${index}]`, entry, recomputed[index]));
  if (isRecord(stored) && isRecord(recomputed)) {
    const keys = [...new Set([...Object.keys(stored), ...Object.keys(recomputed)])].toSorted();
    return keys.flatMap((key) => jsonDifferences(`${subject}.${key}`, own(stored, key), own(recomputed, key)));
  }
  return canonicalJson(stored) === canonicalJson(recomputed) ? [] : [{ subject, stored: show(stored), recomputed: show(recomputed) }];
}

function own(record: { readonly [key: string]: Json }, key: string): Json | undefined {
  return Object.hasOwn(record, key) ? record[key] : undefined;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}

function isRecord(value: Json): value is { readonly [key: string]: Json } {
  return typeof value === "object" && value !== null && !isList(value);
}

function show(value: Json | undefined): string {
  if (value === undefined) return "absent";
  return typeof value === "string" ? value : canonicalJson(value);
}
