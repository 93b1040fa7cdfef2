import { readFileSync, readdirSync } from "node:fs";
import { join, sep } from "node:path";

/** What the header of a method says, read from its file in `src/statistics`. */
export interface MethodHeader {
  /** Folder and file without ending, for example "ranking/area-under-curve". */
  readonly method: string;
  readonly title: string;
  readonly source: string;
  readonly units: string;
  readonly notComputable: string;
  readonly golden: string;
  /** Labels that the header lacks. */
  readonly missing: readonly string[];
}

const LABELS = ["Formula", "Source", "Units", "Not computable", "Golden"] as const;
const LABEL_PATTERN = /\b(Formula|Purpose|Source|Units|Not computable|Golden): /g;
/** Parts that several methods share: argument checks, types, numerical tools. Tested through the methods. */
const SUPPORT = new Set([
  "domain",
  "whole-numbers",
  "proportions/fourfold-table",
  "special-functions/root",
  "outliers/case-mix",
  "trend/kendall-pairs",
  "two-samples/paired-counts",
]);

const folder = join(import.meta.dirname, "..", "src", "statistics");

/** Every file of `src/statistics` that holds a method, sorted by path. */
export function methodHeaders(): MethodHeader[] {
  return files()
    .filter((file) => !SUPPORT.has(file))
    .map((file) => headerOf(file, headerComment(file)));
}

/** Files whose comments name no formula: each must be listed as a shared part, and the other way round. */
export function supportFiles(): { file: string; isListed: boolean }[] {
  return files()
    .filter((file) => headerComment(file) === "")
    .map((file) => ({ file, isListed: SUPPORT.has(file) }));
}

function files(): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => name.split(sep).join("/").replace(/\.ts$/, ""))
    .toSorted();
}

/** The first comment of a file that names a formula, as one line; empty when there is none. */
function headerComment(file: string): string {
  const text = readFileSync(join(folder, `${file}.ts`), "utf8");
  const comment = [...text.matchAll(/\/\*\*([\s\S]*?)\*\//g)].map((match) => match[1] ?? "").find((body) => body.includes("Formula:"));
  return (comment ?? "")
    .replaceAll(/\n\s*\* ?/g, " ")
    .replaceAll(/\s+/g, " ")
    .trim();
}

function headerOf(method: string, comment: string): MethodHeader {
  const marks = [...comment.matchAll(LABEL_PATTERN)];
  const parts = new Map(
    marks.map((mark, index) => [mark[1] ?? "", comment.slice(mark.index + mark[0].length, marks[index + 1]?.index).trim()]),
  );
  const part = (label: (typeof LABELS)[number]): string => parts.get(label) ?? "";
  const opening = comment.slice(0, marks[0]?.index).trim();
  return {
    method,
    title: /^.*?[.:](?= |$)/.exec(opening)?.[0].replace(/[.:]$/, "") ?? opening,
    source: part("Source"),
    units: part("Units"),
    notComputable: part("Not computable"),
    golden: part("Golden"),
    missing: LABELS.filter((label) => part(label) === ""),
  };
}
