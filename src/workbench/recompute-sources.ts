import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Analysis } from "../analyses/analysis.ts";
import { type DuckDbEngine, openEngine } from "../engine/open-engine.ts";
import {
  type PopulationsDocument,
  type SourcesDocument,
  populationsDocumentSchema,
  privacySchema,
  sourcesDocumentSchema,
} from "../evidence/documents.ts";
import { readDocument } from "../evidence/pack-contents.ts";
import type { PackReader } from "../evidence/pack-reader.ts";
import type { RunEvidence } from "../evidence/reperform.ts";
import { TickmarkError } from "../foundation/errors.ts";
import { buildPopulation, hashFiles, importSource } from "../ingest/index.ts";
import { populationDefinitionSchema } from "../population/definition.ts";
import type { Population } from "../population/population.ts";
import type { JobContext } from "./job.ts";
import { readFunnel } from "./population-service.ts";
import { type RunDifference, compareRun, differing, recomputeRun } from "./recompute-run.ts";

type Differences = RunDifference[];

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
  const { suppression } = readDocument(pack, "data/privacy.json", privacySchema);
  const comparison = { names: "others", minimumCell: suppression?.minimumCell ?? null } as const;
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
        const recomputed = await recomputeRun(run, analyses, built, (query) => engine.aggregate(query, job.signal));
        aggregates += recomputed.aggregates.size;
        differences.push(...recomputed.differences, ...compareRun(run, recomputed.aggregates, comparison));
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
