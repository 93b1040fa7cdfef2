import { TickmarkError } from "../../foundation/errors.ts";
import type { Adapter } from "../adapter.ts";
import { type FileHead, readFileHead } from "../file-head.ts";
import { openJson } from "./json-source.ts";

/** JSON objects, one a line (JSONL, NDJSON) or in one array; plain or compressed with gzip or zstd. */
export const jsonLinesAdapter: Adapter<"json-lines"> = {
  id: "json-lines",
  version: 1,
  title: "JSON records",

  recognise(head) {
    const layout = layoutOf(head);
    if (layout === null) return null;
    return layout === "lines" ? "each line begins with { and most lines are whole JSON objects" : "the file is one JSON array of objects";
  },

  async columnNames(_connection, head) {
    return fieldPaths(sampleObjects(head));
  },

  async describe(_connection, files) {
    const heads = await Promise.all(files.map((file) => readFileHead(file.path)));
    const [first] = heads;
    const layout = first === undefined ? null : layoutOf(first);
    if (first === undefined || layout === null)
      throw new TickmarkError("bad-input", "No JSON records were found.", first === undefined ? {} : { file: first.path });
    const perFile = heads.map((head) => new Set(fieldPaths(sampleObjects(head))));
    const columns = [...new Set(perFile.flatMap((paths) => [...paths]))];
    return {
      format: { adapter: "json-lines", adapterVersion: 1, layout, compression: first.compression, columns },
      reason: this.recognise(first) ?? "",
      columns: columns.map((name) => ({ name, types: ["VARCHAR"], filesWithColumn: perFile.filter((paths) => paths.has(name)).length })),
      changes: [],
      questions: [],
    };
  },

  open: openJson,

  limits: (format) => [
    "A field that is missing and one that is null look the same.",
    "Numbers are read as written text and typed by the mapping; a record with a mapped field given twice is a reject.",
    "The fields were listed from the first megabyte of each file; a field that appears only later has to be named by hand.",
    ...(format.layout === "array" ? ["Rejects are listed by record number: records of an array have no lines."] : []),
  ],
};

function layoutOf(head: FileHead): "lines" | "array" | null {
  const text = new TextDecoder().decode(head.content).trimStart();
  if (text.startsWith("[")) return sampleObjects(head).length > 0 ? "array" : null;
  if (!text.startsWith("{")) return null;
  const lines = text.split("\n", 200).filter((line) => line.trim() !== "");
  const complete = head.complete ? lines : lines.slice(0, Math.max(1, lines.length - 1));
  const whole = complete.filter((line) => parseObject(line) !== null).length;
  return whole > complete.length / 2 ? "lines" : null;
}

function sampleObjects(head: FileHead): Record<string, unknown>[] {
  const text = new TextDecoder().decode(head.content);
  if (!text.trimStart().startsWith("["))
    return text
      .split("\n", 2000)
      .map(parseObject)
      .filter((object) => object !== null);
  try {
    const value: unknown = JSON.parse(head.complete ? text : `${text.slice(0, text.lastIndexOf("}") + 1)}]`);
    return Array.isArray(value) ? (value as unknown[]).slice(0, 2000).filter((entry) => isObject(entry)) : [];
  } catch {
    return [];
  }
}

function parseObject(line: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Dotted paths of all values that are not objects; objects are entered to a depth of five. */
function fieldPaths(objects: readonly Record<string, unknown>[]): string[] {
  const paths = new Set<string>();
  const enter = (value: unknown, path: readonly string[]): void => {
    if (isObject(value) && path.length < 5 && Object.keys(value).length > 0)
      for (const [key, entry] of Object.entries(value)) enter(entry, [...path, key]);
    else if (path.length > 0) paths.add(jsonFieldPath(path));
  };
  for (const object of objects) enter(object, []);
  return [...paths];
}

/** `a.b`; keys with a dot or quote are quoted: `a."b.c"`. */
function jsonFieldPath(keys: readonly string[]): string {
  return keys.map((key) => (/^[^."\s]+$/.test(key) ? key : JSON.stringify(key))).join(".");
}
