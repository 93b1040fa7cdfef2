import { createHash } from "node:crypto";
import { createReadStream, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Analysis } from "../analyses/analysis.ts";
import { nextQueries } from "../analyses/evaluate.ts";
import { openEngine } from "../engine/open-engine.ts";
import { compareAggregates } from "../evidence/compare-aggregates.ts";
import { type SourcesDocument, populationsDocumentSchema, sourcesDocumentSchema } from "../evidence/documents.ts";
import { readDocument } from "../evidence/pack-contents.ts";
import type { PackReader } from "../evidence/pack-reader.ts";
import type { RunEvidence } from "../evidence/reperform.ts";
import type { Aggregate } from "../foundation/aggregate.ts";
import { TickmarkError } from "../foundation/errors.ts";
import { decodeTypedCsv } from "../foundation/typed-csv.ts";
import { buildPopulation, importSource } from "../ingest/index.ts";
import { populationDefinitionSchema } from "../population/definition.ts";
import type { JobContext } from "./job.ts";

type Differences = { runId: string; subject: string; stored: string; recomputed: string }[];

/**
 * Recomputes every aggregate from the source files: found by digest in `folder`, imported by the pack's own mapping into
 * a fresh database, and asked by this program's queries; SQL of the pack is never run.
 */
export async function recomputeFromSources(
  pack: PackReader,
  runs: readonly RunEvidence[],
  folder: string,
  analyses: readonly Analysis[],
  job: JobContext,
): Promise<{ differences: Differences; files: number; aggregates: number }> {
  const { sources } = readDocument(pack, "data/sources/sources.json", sourcesDocumentSchema);
  const { populations } = readDocument(pack, "data/population/population.json", populationsDocumentSchema);
  const definition = populationDefinitionSchema.parse(populations[0]?.construction["definition"]);
  const located = await locate(sources, folder, job);
  const working = mkdtempSync(join(tmpdir(), "tickmark-reperform-"));
  const engine = await openEngine({ file: join(working, "population.duckdb"), tempDirectory: join(working, "spill") });
  try {
    for (const source of definition.sources) {
      job.report({ step: `Importing ${source.sourceId}`, fraction: null });
      const files = located.get(source.sourceId) ?? [];
      await importSource({ engine, sourceId: source.sourceId, files, format: source.format, mapping: source.mapping, controls: [] }, { signal: job.signal });
    }
    const built = await buildPopulation(engine, definition, { signal: job.signal });
    const differences: Differences = [];
    let aggregates = 0;
    for (const run of runs) {
      job.report({ step: `Recomputing ${run.record.runId}`, fraction: null });
      if (built.population.fingerprint !== run.record.population.fingerprint) {
        const [stored, recomputed] = [run.record.population.fingerprint, built.population.fingerprint];
        differences.push({ runId: run.record.runId, subject: "population fingerprint", stored, recomputed });
        continue;
      }
      const analysis = analyses.find((entry) => entry.id === run.record.analysisId);
      if (analysis?.methodVersion !== run.record.methodVersion) {
        differences.push({ runId: run.record.runId, subject: "method version", stored: run.record.methodVersion, recomputed: analysis?.methodVersion ?? "unknown analysis" });
        continue;
      }
      const parameters = analysis.parameters.parse(run.record.parameters);
      const recomputed = new Map<string, Aggregate>();
      for (;;) {
        const next = nextQueries(analysis, { parameters, population: built.population, aggregates: recomputed });
        if (next === null) break;
        for (const query of next) recomputed.set(query.name, await engine.aggregate(query, job.signal));
      }
      aggregates += recomputed.size;
      differences.push(...compareRun(run, recomputed));
    }
    return { differences, files: [...located.values()].flat().length, aggregates };
  } finally {
    await engine.close();
    rmSync(working, { recursive: true, force: true });
  }
}

function compareRun(run: RunEvidence, recomputed: ReadonlyMap<string, Aggregate>): Differences {
  const { runId } = run.record;
  const differences: Differences = [];
  const names = new Set([...run.record.queries.map((query) => query.name), ...recomputed.keys()]);
  for (const name of names) {
    const query = run.record.queries.find((entry) => entry.name === name);
    const text = query === undefined ? undefined : run.files.get(query.file);
    const again = recomputed.get(name);
    if (query === undefined || text === undefined || again === undefined) {
      differences.push({ runId, subject: `aggregate ${name}`, stored: text === undefined ? "missing" : "present", recomputed: again === undefined ? "missing" : "present" });
      continue;
    }
    const stored = decodeTypedCsv(text, name, query.columns as Aggregate["columns"]);
    differences.push(...compareAggregates(stored, again).map((difference) => ({ runId, ...difference })));
  }
  return differences;
}

/** Paths by source id, in the order of the pack; each file is recognised by its digest, whatever its name. */
async function locate(sources: SourcesDocument["sources"], folder: string, job: JobContext): Promise<Map<string, string[]>> {
  const root = resolve(folder);
  const wanted = new Set(sources.flatMap((source) => source.files.map((file) => file.bytes)));
  const byDigest = new Map<string, string>();
  for (const name of readdirSync(root, { recursive: true, encoding: "utf8" })) {
    const path = join(root, name);
    const information = statSync(path);
    if (!information.isFile() || !wanted.has(information.size)) continue;
    job.report({ step: `Hashing ${name}`, fraction: null });
    byDigest.set(await digestOf(path), path);
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

async function digestOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest("hex");
}
