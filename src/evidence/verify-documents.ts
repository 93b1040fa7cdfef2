import { z } from "zod";
import { suppressionProblems } from "./disclosure/suppression-problems.ts";
import { canonicalJson } from "../foundation/canonical-json.ts";
import { sha256Hex } from "../foundation/digest.ts";
import { aggregateColumnSchema } from "./run-record.ts";
import { journalPayloadSchema, payloadPath } from "./journal-chain.ts";
import { isRecordsFile } from "./pack-paths.ts";
import { type PackContents, querySchemaDocument, readDocument } from "./pack-contents.ts";
import type { PackReader } from "./pack-reader.ts";
import type { RunEvidence } from "./reperform.ts";
import { crateFileIds } from "./ro-crate.ts";
import { runJournalProblems } from "./run-journal.ts";

/** What documents say about each other must hold. */
export function crossReferenceProblems(reader: PackReader, contents: PackContents): string[] {
  const paths = reader.files.map((file) => file.path);
  return [
    ...contents.runs.flatMap((run) => runProblems(reader, contents, run)),
    ...strayRunFiles(paths, contents),
    ...programmeProblems(reader, contents),
    ...policyProblems(contents),
    ...populationProblems(contents),
    ...findingProblems(contents),
    ...crateProblems(paths, contents),
    ...recordsProblems(paths, contents),
    ...suppressionProblems(contents),
    ...runJournalProblems(reader, contents),
  ];
}

function runProblems(reader: PackReader, contents: PackContents, { record, files, withheld }: RunEvidence): string[] {
  const base = `data/runs/${record.runId}/`;
  if (!reader.files.some((file) => file.path === `${base}run.json`)) return [`run ${record.runId} lies in a folder of another name`];
  const problems: string[] = [];
  for (const query of record.queries) {
    const text = files.get(query.file);
    if (query.file !== `${query.name}.csv`) problems.push(`${base}: query ${query.name} names another file than its own`);
    else if (text === undefined && withheld.has(query.name)) continue;
    else if (text === undefined) problems.push(`${base}${query.file} is missing and not withheld`);
    else if (withheld.has(query.name)) problems.push(`${base}${query.file} is there although it is said to be withheld`);
    else if (sha256Hex(text) !== query.sha256) problems.push(`${base}${query.file} is not the aggregate that run.json names`);
    else problems.push(...schemaProblems(reader, `${base}${query.name}.schema.json`, query.name, query.columns));
  }
  const sequence = record.lockedBySequence;
  if ((record.origin === "planned") !== (sequence !== null))
    problems.push(`${base}run.json is planned without a lock, or exploratory with one`);
  if (sequence !== null && (sequence < 1 || sequence > contents.pack.journalHead.seq))
    problems.push(`${base}run.json names a lock that is not in the journal`);
  problems.push(...lockProblems(reader, base, record));
  if (record.origin === "exploratory" && record.verdicts.length > 0) problems.push(`${base}run.json is exploratory and has verdicts`);
  return problems;
}

/** What was planned is what the journal locked: an entry that was never run cannot be dropped quietly. */
function programmeProblems(reader: PackReader, { programme: { title, entries, lockedBySequence } }: PackContents): string[] {
  if (lockedBySequence === null) return [];
  const path = payloadPath(lockedBySequence);
  if (!reader.files.some((file) => file.path === path)) return [];
  const lock = z.looseObject({ programmeDigest: z.string() }).safeParse(readDocument(reader, path, journalPayloadSchema).payload);
  if (!lock.success) return ["programme.json names a journal entry that locks nothing"];
  return lock.data.programmeDigest === sha256Hex(canonicalJson({ title, entries }))
    ? []
    : ["programme.json is not the programme that was locked"];
}

const lockPayloadSchema = z.looseObject({ populationFingerprint: z.string(), policyDigest: z.string() });

/** A planned run was made with the policy and on the population that its lock in the journal names. */
function lockProblems(reader: PackReader, base: string, { lockedBySequence, policy, population }: RunEvidence["record"]): string[] {
  if (lockedBySequence === null) return [];
  const path = payloadPath(lockedBySequence);
  // A withheld payload is told by its own step; it cannot be compared here.
  if (!reader.files.some((file) => file.path === path)) return [];
  const lock = lockPayloadSchema.safeParse(readDocument(reader, path, journalPayloadSchema).payload);
  if (!lock.success) return [`${base}run.json names a journal entry that locks nothing`];
  return [
    ...(lock.data.policyDigest === sha256Hex(canonicalJson(policy))
      ? []
      : [`${base}run.json was judged by another policy than was locked`]),
    ...(lock.data.populationFingerprint === population.fingerprint ? [] : [`${base}run.json reads another population than was locked`]),
  ];
}

function schemaProblems(reader: PackReader, path: string, name: string, columns: readonly unknown[]): string[] {
  if (!reader.files.some((file) => file.path === path)) return [`${path} is missing`];
  const schema = readDocument(reader, path, querySchemaDocument);
  const same =
    schema.name === name && canonicalJson(schema.columns) === canonicalJson(columns.map((column) => aggregateColumnSchema.parse(column)));
  return same ? [] : [`${path} describes other columns than run.json`];
}

function strayRunFiles(paths: readonly string[], contents: PackContents): string[] {
  const expected = new Set(
    contents.runs.flatMap(({ record }) => [
      `data/runs/${record.runId}/run.json`,
      ...record.queries.flatMap((query) => [
        `data/runs/${record.runId}/${query.file}`,
        `data/runs/${record.runId}/${query.name}.schema.json`,
      ]),
    ]),
  );
  return paths.filter((path) => path.startsWith("data/runs/") && !expected.has(path)).map((path) => `${path} belongs to no run`);
}

function policyProblems({ runs, policies }: PackContents): string[] {
  const known = new Set(policies.policies.map((policy) => canonicalJson(policy)));
  return runs
    .filter(({ record }) => !known.has(canonicalJson(record.policy)))
    .map(({ record }) => `run ${record.runId} was judged by a policy that policy.json does not hold`);
}

function populationProblems({ runs, populations }: PackContents): string[] {
  const known = new Set(populations.populations.map(({ definition }) => canonicalJson(definition)));
  return runs
    .filter(({ record }) => !known.has(canonicalJson(record.population)))
    .map(({ record }) => `run ${record.runId} reads a population that population.json does not hold`);
}

function findingProblems({ runs, findings }: PackContents): string[] {
  const figures = new Set(runs.flatMap(({ record }) => record.figures.map((figure) => `${record.runId}\n${figure.figureId}`)));
  return findings.findings.flatMap((finding) =>
    finding.figures
      .filter(({ runId, figureId }) => !figures.has(`${runId}\n${figureId}`))
      .map(({ runId, figureId }) => `finding ${finding.findingId} cites ${figureId} of run ${runId}, which is not in the pack`),
  );
}

function crateProblems(paths: readonly string[], { roCrate }: PackContents): string[] {
  const listed = crateFileIds(roCrate);
  const payload = paths
    .filter((path) => path.startsWith("data/") && path !== "data/ro-crate-metadata.json")
    .map((path) => path.slice("data/".length));
  return canonicalJson(listed.toSorted()) === canonicalJson(payload.toSorted())
    ? []
    : ["ro-crate-metadata.json does not describe exactly the files of the payload"];
}

function recordsProblems(paths: readonly string[], { pack }: PackContents): string[] {
  return pack.kind === "shareable" && paths.some((path) => isRecordsFile(path)) ? ["a shareable pack must not hold records"] : [];
}
