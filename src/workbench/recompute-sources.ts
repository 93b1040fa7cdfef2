import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Analysis } from "../analyses/analysis.ts";
import { nextQueries } from "../analyses/evaluate.ts";
import { type DuckDbEngine, openEngine } from "../engine/open-engine.ts";
import { compareAggregates } from "../evidence/compare-aggregates.ts";
import { type PopulationsDocument, type SourcesDocument, populationsDocumentSchema, sourcesDocumentSchema } from "../evidence/documents.ts";
import { readDocument } from "../evidence/pack-contents.ts";
import type { PackReader } from "../evidence/pack-reader.ts";
import type { RunEvidence } from "../evidence/reperform.ts";
import type { Aggregate } from "../foundation/aggregate.ts";
import { canonicalJson } from "../foundation/canonical-json.ts";
import { TickmarkError, describeError } from "../foundation/errors.ts";
import { decodeTypedCsv } from "../foundation/typed-csv.ts";
import { buildPopulation, hashFiles, importSource } from "../ingest/index.ts";
import { populationDefinitionSchema } from "../population/definition.ts";
import type { Population } from "../population/population.ts";
import { parseParameters } from "../runner/run-analysis.ts";
import type { JobContext } from "./job.ts";
import { readFunnel } from "./population-service.ts";

type Differences = { runId: string; subject: string; stored: string; recomputed: string }[];

interface Recomputation {
  readonly differences: Differences;
  readonly files: number;
  readonly aggregates: number;
}

/**
 * Recomputes every aggregate from the source files: found by digest in `folder`, imported by the pack's own mapping into
 * a fresh database, and asked by this program's queries; SQL of the pack is never run. Counts of the import, the
 * description of each population and its funnel are compared as well.
 */
export async function recomputeFromSources(
  pack: PackReader,
  runs: readonly RunEvidence[],
  folder: string,
  analyses: readonly Analysis[],
  job: JobContext,
): Promise<Recomputation> {
  const { sources } = readDocument(pack, "data/sources/sources.json", sourcesDocumentSchema);
  const { populations } = readDocument(pack, "data/population/population.json", populationsDocumentSchema);
  const located = await locate(sources, folder, job);
  const working = mkdtempSync(join(tmpdir(), "tickmark-reperform-"));
  const engine = await openEngine({ file: join(working, "population.duckdb"), tempDirectory: join(working, "spill") });
  const differences: Differences = [];
  let aggregates = 0;
  try {
    for (const population of populations) {
      const built = await rebuild(engine, population, { sources, located, differences, job });
      for (const run of runs.filter(({ record }) => record.population.fingerprint === population.definition.fingerprint)) {
        job.report({ step: `Recomputing ${run.record.runId}`, fraction: null });
        differences.push(...differing(run.record.runId, "population", run.record.population, built));
        const recomputed = await recompute(engine, run, analyses, built, differences, job);
        aggregates += recomputed.size;
        differences.push(...compareRun(run, recomputed));
      }
    }
    return { differences, files: [...located.values()].flat().length, aggregates };
  } finally {
    await engine.close();
    rmSync(working, { recursive: true, force: true });
  }
}

interface RebuildContext {
  readonly sources: SourcesDocument["sources"];
  readonly located: ReadonlyMap<string, string[]>;
  readonly differences: Differences;
  readonly job: JobContext;
}

/** Imports the sources of one population again and builds it; what differs from the pack's words is added to the list. */
async function rebuild(
  engine: DuckDbEngine,
  stored: PopulationsDocument["populations"][number],
  context: RebuildContext,
): Promise<Population> {
  const { sources, located, differences, job } = context;
  const definition = populationDefinitionSchema.parse(stored.construction["definition"]);
  for (const { sourceId, format, mapping } of definition.sources) {
    job.report({ step: `Importing ${sourceId}`, fraction: null });
    const files = located.get(sourceId);
    if (files === undefined) throw new TickmarkError("bad-input", `The pack names no files for the source ${sourceId}.`);
    const { rowsRead, rowsAccepted, rowsRejected, rowsBlank } = await importSource(
      { engine, sourceId, files, format, mapping, controls: [] },
      { signal: job.signal },
    );
    const claimed = sources.find((source) => source.sourceId === sourceId);
    const counts = { rowsRead, rowsImported: rowsAccepted, rowsRejected, rowsBlank };
    const claimedCounts = claimed && {
      rowsRead: claimed.rowsRead,
      rowsImported: claimed.rowsImported,
      rowsRejected: claimed.rowsRejected,
      rowsBlank: claimed.rowsBlank,
    };
    differences.push(...differing("sources", `counts of ${sourceId}`, claimedCounts ?? "missing", counts));
  }
  const { population } = await buildPopulation(engine, definition, { signal: job.signal });
  differences.push(...differing("population", "description", stored.definition, population));
  differences.push(...differing("population", "funnel", stored.funnel, await readFunnel(engine, population)));
  return population;
}

async function recompute(
  engine: DuckDbEngine,
  { record }: RunEvidence,
  analyses: readonly Analysis[],
  population: Population,
  differences: Differences,
  job: JobContext,
): Promise<Map<string, Aggregate>> {
  const recomputed = new Map<string, Aggregate>();
  const analysis = analyses.find((entry) => entry.id === record.analysisId);
  if (analysis?.methodVersion !== record.methodVersion) {
    differences.push({
      runId: record.runId,
      subject: "method version",
      stored: record.methodVersion,
      recomputed: analysis?.methodVersion ?? "unknown analysis",
    });
    return recomputed;
  }
  try {
    const parameters = parseParameters(analysis, record.parameters);
    for (;;) {
      const next = nextQueries(analysis, { parameters, population, aggregates: recomputed });
      if (next === null) return recomputed;
      for (const query of next) recomputed.set(query.name, await engine.aggregate(query, job.signal));
    }
  } catch (error) {
    if (error instanceof TickmarkError && error.code === "cancelled") throw error;
    differences.push({ runId: record.runId, subject: "run", stored: "complete", recomputed: describeError(error) });
    return recomputed;
  }
}

function differing(runId: string, subject: string, stored: unknown, recomputed: unknown): Differences {
  const [left, right] = [canonicalJson(stored), canonicalJson(recomputed)];
  return left === right ? [] : [{ runId, subject, stored: left, recomputed: right }];
}

function compareRun({ record, files }: RunEvidence, recomputed: ReadonlyMap<string, Aggregate>): Differences {
  const { runId } = record;
  const names = new Set([...record.queries.map((query) => query.name), ...recomputed.keys()]);
  return [...names].flatMap((name) => {
    const query = record.queries.find((entry) => entry.name === name);
    const text = query === undefined ? undefined : files.get(query.file);
    const again = recomputed.get(name);
    if (query === undefined || text === undefined || again === undefined)
      return [
        {
          runId,
          subject: `aggregate ${name}`,
          stored: text === undefined ? "missing" : "present",
          recomputed: again === undefined ? "missing" : "present",
        },
      ];
    const stored = decodeTypedCsv(text, name, query.columns as Aggregate["columns"]);
    return compareAggregates(stored, again).map((difference) => ({ runId, ...difference }));
  });
}

/** Paths by source id, in the order of the pack; each file is recognised by its digest, whatever its name. */
async function locate(sources: SourcesDocument["sources"], folder: string, job: JobContext): Promise<Map<string, string[]>> {
  const root = resolve(folder);
  if (!existsSync(root) || !statSync(root).isDirectory())
    throw new TickmarkError("not-found", "There is no such folder of sources.", { file: root });
  const wanted = new Set(sources.flatMap((source) => source.files.map((file) => file.bytes)));
  const byDigest = new Map<string, string>();
  for (const name of readdirSync(root, { recursive: true, encoding: "utf8" })) {
    const path = join(root, name);
    const information = statSync(path, { throwIfNoEntry: false });
    if (information?.isFile() !== true || !wanted.has(information.size)) continue;
    job.report({ step: `Hashing ${name}`, fraction: null });
    const { files } = await hashFiles([path], { signal: job.signal });
    for (const { sha256 } of files) byDigest.set(sha256, path);
  }
  return new Map(
    sources.map((source) => [
      source.sourceId,
      source.files.map((file) => {
        const path = byDigest.get(file.sha256);
        if (path !== undefined) return path;
        throw new TickmarkError("not-found", `No file in ${root} has the digest of ${file.name} (${source.title}).`, {
          expected: `SHA-256 ${file.sha256}, ${file.bytes} bytes`,
          remedy: "Give the folder that holds the very files that were imported.",
        });
      }),
    ]),
  );
}
