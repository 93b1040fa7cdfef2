import type { z } from "zod";
import type { Json } from "../foundation/canonical-json.ts";
import { canonicalJson } from "../foundation/canonical-json.ts";
import { TickmarkError, isTickmarkError } from "../foundation/errors.ts";
import { type PackDocument, engagementSchema, environmentSchema, sourcesDocumentSchema } from "./documents.ts";
import { jsonDifferences } from "./json-differences.ts";
import { type PackContents, readDocument, readPackContents } from "./pack-contents.ts";
import type { PackReader } from "./pack-reader.ts";
import { TAG_MANIFEST } from "./profile.ts";
import type { figureSchema, RunRecord } from "./run-record.ts";
import { type RunPair, matchRuns } from "./match-runs.ts";

type StoredFigure = z.infer<typeof figureSchema>;

export interface ComparedPack {
  name: string;
  revision: number;
  tagmanifestSha256: string;
}

export interface DocumentDifference {
  document: string;
  subject: string;
  before: string;
  after: string;
}

export interface FigureDifference {
  /** Of the newer pack; of the older one for a figure that is gone. */
  runId: string;
  analysisId: string;
  figureId: string;
  change: "added" | "removed" | "changed" | "verdict-changed";
  /** Value, interval, number of units and p-value at full precision; empty where there is no such figure. */
  before: string;
  after: string;
  verdictBefore: string | null;
  verdictAfter: string | null;
}

/** What changed from one pack to another, field by field and figure by figure. It says nothing about who signed them. */
export interface PackDifference {
  conclusion: string;
  /** The newer names the older, by revision and digest, as the one that it supersedes. */
  chained: boolean;
  older: ComparedPack;
  newer: ComparedPack;
  files: { added: string[]; removed: string[]; changed: string[]; unchanged: number };
  documents: DocumentDifference[];
  figures: FigureDifference[];
  figuresUnchanged: number;
}

/** A document that was replaced whole is not listed leaf by leaf without end. */
const DIFFERENCES_PER_DOCUMENT = 500;

/** Compares two packs that can be read. Throws `bad-input` for one that cannot, naming which. */
export function comparePacks(older: PackReader, newer: PackReader): PackDifference {
  const [before, after] = [readCompared(older, "older"), readCompared(newer, "newer")];
  const pairs = matchRuns(recordsOf(before), recordsOf(after));
  const figures = compareFigures(pairs);
  const chained =
    after.pack.supersedes?.revision === before.pack.revision && after.pack.supersedes.tagmanifestSha256 === before.shown.tagmanifestSha256;
  const files = compareFiles(older, newer);
  const documents = [...compareDocuments(before.documents, after.documents), ...pairs.flatMap(compareHeads)];
  return {
    conclusion: [
      relationOf(before, after, chained),
      `Figures that differ: ${figures.differences.length}; equal: ${figures.unchanged}.`,
      `Fields that differ: ${documents.length}.`,
    ].join(" "),
    chained,
    older: before.shown,
    newer: after.shown,
    files,
    documents,
    figures: figures.differences,
    figuresUnchanged: figures.unchanged,
  };
}

interface Compared {
  readonly pack: PackDocument;
  readonly shown: ComparedPack;
  readonly contents: PackContents;
  /** Documents by name, with lists of named things turned into records, so that an inserted entry does not shift the others. */
  readonly documents: ReadonlyMap<string, Json>;
}

function readCompared(reader: PackReader, which: "older" | "newer"): Compared {
  try {
    if (reader.problems[0] !== undefined)
      throw new TickmarkError("bad-input", `The container is not sound: ${reader.problems[0].message}.`);
    const contents = readPackContents(reader);
    const { pack } = contents;
    const tagmanifestSha256 = reader.files.find(({ path }) => path === TAG_MANIFEST)?.sha256 ?? "";
    const shown = { name: `${pack.name}-r${pack.revision}`, revision: pack.revision, tagmanifestSha256 };
    return { pack, shown, contents, documents: documentsOf(reader, contents) };
  } catch (cause) {
    const reason = isTickmarkError(cause) ? cause.message : "it cannot be read";
    throw new TickmarkError(
      "bad-input",
      `The ${which} pack cannot be compared: ${reason}`,
      isTickmarkError(cause) ? cause.detail : {},
      cause,
    );
  }
}

function documentsOf(reader: PackReader, { pack, privacy, populations, programme, policies, findings }: PackContents): Map<string, Json> {
  return new Map<string, Json>([
    ["pack.json", keyed(pack)],
    ["engagement.json", keyed(readDocument(reader, "data/engagement.json", engagementSchema))],
    ["policy.json", keyed(policies)],
    ["population.json", keyed(populations)],
    ["sources.json", keyed(readDocument(reader, "data/sources/sources.json", sourcesDocumentSchema))],
    ["programme.json", keyed(programme)],
    ["findings.json", keyed(findings)],
    ["privacy.json", keyed(privacy)],
    ["environment.json", keyed(readDocument(reader, "data/environment.json", environmentSchema))],
  ]);
}

const NAMES = ["policyId", "populationId", "sourceId", "findingId", "entryId", "name", "column", "measure"];

function keyed(value: unknown): Json {
  if (Array.isArray(value)) {
    const entries: unknown[] = value;
    const names = entries.map(nameOf);
    if (entries.length > 0 && names.every((name) => name !== null) && new Set(names).size === names.length)
      return Object.fromEntries(entries.map((entry, index) => [names[index] ?? "", keyed(entry)]));
    return entries.map(keyed);
  }
  if (typeof value !== "object" || value === null) return value as Json;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, keyed(entry)]));
}

function nameOf(entry: unknown): string | null {
  if (typeof entry !== "object" || entry === null || Array.isArray(entry)) return null;
  const record = entry as Record<string, unknown>;
  const name = NAMES.find((key) => typeof record[key] === "string");
  if (name !== undefined) return String(record[name]);
  const definition = record["definition"];
  return typeof definition === "object" && definition !== null ? nameOf(definition) : null;
}

function compareDocuments(before: ReadonlyMap<string, Json>, after: ReadonlyMap<string, Json>): DocumentDifference[] {
  return [...after].flatMap(([document, value]) => {
    const found = jsonDifferences("", before.get(document), value);
    const shown = found.slice(0, DIFFERENCES_PER_DOCUMENT).map(({ subject, stored, recomputed }) => ({
      document,
      subject: subject.replace(/^\./, "") || "the whole document",
      before: stored,
      after: recomputed,
    }));
    const rest = found.length - shown.length;
    return rest === 0 ? shown : [...shown, { document, subject: `${rest} more fields`, before: "", after: "" }];
  });
}

function compareFiles(older: PackReader, newer: PackReader): PackDifference["files"] {
  const before = new Map(older.files.map(({ path, sha256 }) => [path, sha256]));
  const after = new Map(newer.files.map(({ path, sha256 }) => [path, sha256]));
  const both = [...after.keys()].filter((path) => before.has(path)).toSorted();
  const changed = both.filter((path) => before.get(path) !== after.get(path));
  return {
    added: [...after.keys()].filter((path) => !before.has(path)).toSorted(),
    removed: [...before.keys()].filter((path) => !after.has(path)).toSorted(),
    changed,
    unchanged: both.length - changed.length,
  };
}

function recordsOf({ contents }: Compared): RunRecord[] {
  return contents.runs.map(({ record }) => record);
}

/** What a run was made with, apart from its figures. */
function compareHeads({ older, newer }: RunPair): DocumentDifference[] {
  const run = newer ?? older;
  if (run === null) return [];
  return jsonDifferences("run", headOf(older), headOf(newer)).map(({ subject, stored, recomputed }) => ({
    document: `runs/${run.runId}`,
    subject: subject.replace(/^run\./, ""),
    before: stored,
    after: recomputed,
  }));
}

function headOf(run: RunRecord | null): Json | undefined {
  if (run === null) return undefined;
  const { runId, analysisId, methodVersion, origin, parameters, population, policy, engine, answer } = run;
  const { policyId, version } = policy;
  return keyed({
    runId,
    analysisId,
    methodVersion,
    origin,
    parameters,
    populationFingerprint: population.fingerprint,
    policy: { policyId, version },
    engine,
    answer,
  });
}

function compareFigures(pairs: readonly RunPair[]): { differences: FigureDifference[]; unchanged: number } {
  const compared = pairs.map(({ older, newer }) => compareRun(older, newer));
  return {
    differences: compared.flatMap(({ differences }) => differences),
    unchanged: compared.reduce((sum, { unchanged }) => sum + unchanged, 0),
  };
}

function compareRun(older: RunRecord | null, newer: RunRecord | null): { differences: FigureDifference[]; unchanged: number } {
  const run = newer ?? older;
  if (run === null) return { differences: [], unchanged: 0 };
  const before = figuresOf(older);
  const after = figuresOf(newer);
  const ids = [...new Set([...after.keys(), ...before.keys()])];
  const differences = ids.flatMap((figureId): FigureDifference[] => {
    const [old, current] = [before.get(figureId), after.get(figureId)];
    const change = changeOf(old, current);
    if (change === null) return [];
    return [
      {
        runId: run.runId,
        analysisId: run.analysisId,
        figureId,
        change,
        before: old === undefined ? "" : outcomeText(old.figure),
        after: current === undefined ? "" : outcomeText(current.figure),
        verdictBefore: old?.verdict ?? null,
        verdictAfter: current?.verdict ?? null,
      },
    ];
  });
  return { differences, unchanged: ids.length - differences.length };
}

interface JudgedFigure {
  readonly figure: StoredFigure;
  /** States of its verdicts, in their order; null without one. */
  readonly verdict: string | null;
}

function figuresOf(run: RunRecord | null): Map<string, JudgedFigure> {
  const verdicts = new Map<string, string[]>();
  for (const { figureId, state } of run?.verdicts ?? []) verdicts.set(figureId, [...(verdicts.get(figureId) ?? []), state]);
  return new Map(
    (run?.figures ?? []).map((figure) => [figure.figureId, { figure, verdict: verdicts.get(figure.figureId)?.join(", ") ?? null }]),
  );
}

function changeOf(before: JudgedFigure | undefined, after: JudgedFigure | undefined): FigureDifference["change"] | null {
  if (before === undefined) return "added";
  if (after === undefined) return "removed";
  if (before.verdict !== after.verdict) return "verdict-changed";
  return canonicalJson(before.figure) === canonicalJson(after.figure) ? null : "changed";
}

/** At full precision: rounding could print two different numbers alike. */
function outcomeText({ outcome, unit }: StoredFigure): string {
  if (outcome.status !== "computed") return outcome.reason;
  const { estimate, n, interval, pValue, method } = outcome;
  return [
    `${estimate}${unit === "none" ? "" : ` (${unit})`}`,
    ...(interval === undefined ? [] : [`${interval.level * 100} % interval ${interval.lower} to ${interval.upper}`]),
    `n ${n}`,
    ...(pValue === undefined ? [] : [`p ${pValue}`]),
    method,
  ].join("; ");
}

function relationOf(before: Compared, after: Compared, chained: boolean): string {
  const [older, newer] = [before.shown, after.shown];
  if (before.pack.packId !== after.pack.packId) return `${newer.name} and ${older.name} are packs of two different cases.`;
  if (older.tagmanifestSha256 === newer.tagmanifestSha256) return `Both are ${newer.name}, equal in everything that is signed.`;
  if (before.pack.kind !== after.pack.kind) return `${newer.name} is ${after.pack.kind}, ${older.name} is ${before.pack.kind}.`;
  if (chained) return `${newer.name} supersedes ${older.name}, which it names by its digest.`;
  if (after.pack.revision <= before.pack.revision) return `${newer.name} is not newer than ${older.name}.`;
  const { supersedes } = after.pack;
  return supersedes === null
    ? `${newer.name} does not say that it supersedes anything.`
    : `${newer.name} supersedes revision ${supersedes.revision}, but not this ${older.name}.`;
}
