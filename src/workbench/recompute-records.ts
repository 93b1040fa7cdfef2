import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import type { Analysis } from "../analyses/analysis.ts";
import { type LockedEngine, openLockedEngine } from "../engine/locked-engine.ts";
import { type PopulationsDocument, type PrivacyDocument, populationsDocumentSchema, privacySchema } from "../evidence/documents.ts";
import { readDocument } from "../evidence/pack-contents.ts";
import { isRecordsFile } from "../evidence/pack-paths.ts";
import type { RunEvidence } from "../evidence/reperform.ts";
import type { StoredQuery } from "../evidence/run-record.ts";
import type { Aggregate } from "../foundation/aggregate.ts";
import { TickmarkError, describeError } from "../foundation/errors.ts";
import type { OpenedPack } from "../packs/read-pack.ts";
import { populationColumnTypes } from "../population/funnel.ts";
import { POPULATION_RELATION, type Population } from "../population/population.ts";
import type { JobContext } from "./job.ts";
import { recordsFileName } from "./pack-records.ts";
import { type RunDifference, compareRun, differing, recomputeRun } from "./recompute-run.ts";

export interface RecordsRecomputation {
  readonly differences: readonly RunDifference[];
  readonly files: number;
  readonly aggregates: number;
  /** Runs on a population whose records the pack does not hold. */
  readonly runsWithoutRecords: readonly string[];
  /** SQL of the pack in other words than this program's; it ran only where it was allowed to. */
  readonly foreignSql: readonly { readonly runId: string; readonly query: string; readonly sql: string }[];
  readonly ranForeignSql: boolean;
}

export interface RecomputeOptions {
  readonly analyses: readonly Analysis[];
  readonly runForeignSql: boolean;
  readonly job: JobContext;
}

/** What a locked engine may use. */
const LIMITS = { timeLimitMs: 600_000, spillLimitMb: 65_536, rowLimit: 5_000_000 } as const;

export function hasRecords(pack: Pick<OpenedPack, "files">): boolean {
  return pack.files.some(({ path }) => isRecordsFile(path));
}

/**
 * Recomputes every aggregate from the records that the pack holds, in an engine that reaches nothing else, by this program's own
 * queries. SQL of the pack in other words is listed, and asked as well where the reviewer allowed it.
 */
export async function recomputeFromRecords(
  pack: OpenedPack,
  runs: readonly RunEvidence[],
  options: RecomputeOptions,
): Promise<RecordsRecomputation> {
  const privacy = readDocument(pack, "data/privacy.json", privacySchema);
  const { populations } = readDocument(pack, "data/population/population.json", populationsDocumentSchema);
  const files = pack.files.filter(({ path }) => isRecordsFile(path));
  const held = files.map(({ path }) => ({
    place: pack.place(path),
    path,
    population: populations.find(({ definition }) => path.endsWith(`/${recordsFileName(definition.fingerprint)}`)),
  }));
  const parts: RecordsRecomputation[] = [];
  for (const { place, path, population } of held) {
    if (population === undefined) parts.push(strayFile(path));
    else parts.push(await recomputePopulation(place, population, { ...options, privacy, runs }));
  }
  const covered = new Set(held.map(({ population }) => population?.definition.fingerprint));
  return {
    differences: parts.flatMap(({ differences }) => differences),
    files: files.length,
    aggregates: parts.reduce((sum, part) => sum + part.aggregates, 0),
    runsWithoutRecords: runs.filter(({ record }) => !covered.has(record.population.fingerprint)).map(({ record }) => record.runId),
    foreignSql: parts.flatMap(({ foreignSql }) => foreignSql),
    ranForeignSql: options.runForeignSql,
  };
}

interface PopulationContext extends RecomputeOptions {
  readonly privacy: PrivacyDocument;
  readonly runs: readonly RunEvidence[];
}

/** One file of records: its shape against what the pack says of it, then each run on it. */
async function recomputePopulation(
  parquet: string,
  stored: PopulationsDocument["populations"][number],
  { privacy, runs, analyses, runForeignSql, job }: PopulationContext,
): Promise<RecordsRecomputation> {
  const population = stored.definition;
  const tempDirectory = mkdtempSync(join(tmpdir(), "tickmark-records-"));
  const differences: RunDifference[] = [];
  const foreignSql: RecordsRecomputation["foreignSql"][number][] = [];
  let aggregates = 0;
  let engine: LockedEngine | null = null;
  try {
    job.report({ step: "Loading the records", fraction: null });
    engine = await openLockedEngine({
      tables: [{ name: POPULATION_RELATION, parquet }],
      memoryLimitMb: Math.floor((totalmem() / 1_048_576) * 0.5),
      threads: availableParallelism(),
      tempDirectory,
      ...LIMITS,
      signal: job.signal,
    });
    const locked = engine;
    differences.push(...(await shapeDifferences(locked, population, privacy)));
    if (differences.length > 0) return { ...NOTHING, differences };
    for (const run of runs.filter(({ record }) => record.population.fingerprint === population.fingerprint)) {
      const { runId } = run.record;
      job.report({ step: `Recomputing ${runId}`, fraction: null });
      const recomputed = await recomputeRun(run, analyses, population, (query) => locked.aggregate(query));
      const foreign = recomputed.foreign;
      foreignSql.push(...foreign.map(({ name, sql }) => ({ runId, query: name, sql })));
      const ran = runForeignSql ? await runForeign(locked, runId, foreign) : { aggregates: new Map<string, Aggregate>(), differences: [] };
      const all = new Map([...recomputed.aggregates, ...ran.aggregates]);
      aggregates += all.size;
      const unknownMethod = recomputed.differences.some(({ subject }) => subject === "method version");
      // With the pack's own SQL answered, another method version is no difference between stored and recomputed aggregates.
      if (!(unknownMethod && runForeignSql)) differences.push(...recomputed.differences);
      differences.push(
        ...ran.differences,
        ...comparable(run, all, privacy.suppression?.minimumCell ?? null, unknownMethod && !runForeignSql),
      );
    }
    return { ...NOTHING, differences, aggregates, foreignSql };
  } catch (error) {
    if (error instanceof TickmarkError && error.code === "cancelled") throw error;
    return {
      ...NOTHING,
      differences: [...differences, { runId: "records", subject: "records", stored: "complete", recomputed: describeError(error) }],
    };
  } finally {
    await engine?.close();
    rmSync(tempDirectory, { recursive: true, force: true });
  }
}

const NOTHING: RecordsRecomputation = {
  differences: [],
  files: 0,
  aggregates: 0,
  runsWithoutRecords: [],
  foreignSql: [],
  ranForeignSql: false,
};

function comparable(
  run: RunEvidence,
  recomputed: ReadonlyMap<string, Aggregate>,
  minimumCell: number | null,
  nothingAsked: boolean,
): RunDifference[] {
  if (nothingAsked) return []; // Told already: the method version is another.
  try {
    return compareRun(run, recomputed, { names: "same", minimumCell });
  } catch (error) {
    return [{ runId: run.record.runId, subject: "aggregates", stored: "readable", recomputed: describeError(error) }];
  }
}

async function runForeign(
  engine: LockedEngine,
  runId: string,
  queries: readonly StoredQuery[],
): Promise<{ aggregates: Map<string, Aggregate>; differences: RunDifference[] }> {
  const aggregates = new Map<string, Aggregate>();
  const differences: RunDifference[] = [];
  for (const { name, purpose, sql, values, columns } of queries) {
    try {
      const query = { name, purpose, sql: { text: sql, values }, columns: columns as Aggregate["columns"] };
      aggregates.set(name, await engine.aggregateForeign(query));
    } catch (error) {
      if (error instanceof TickmarkError && error.code === "cancelled") throw error;
      differences.push({ runId, subject: `query ${name}`, stored: "present", recomputed: describeError(error) });
    }
  }
  return { aggregates, differences };
}

/** Names and types of the columns, and the number of rows. */
async function shapeDifferences(engine: LockedEngine, population: Population, { records }: PrivacyDocument): Promise<RunDifference[]> {
  const types = populationColumnTypes(population);
  const found = await engine.columns(POPULATION_RELATION);
  const stated = (records?.columns ?? []).filter(({ treatment }) => treatment !== "removed").map(({ column }) => column);
  const expected = stated.map((column) => `${column} ${types.get(column) ?? "unknown to the population"}`);
  const columns = differing("records", "columns", expected.toSorted(), found.map(({ name, type }) => `${name} ${type}`).toSorted());
  if (columns.length > 0) return columns;
  const counted = await engine.aggregate({
    name: "records",
    purpose: "Counts the records.",
    sql: { text: "select count(*) as n from population", values: [] },
    columns: [{ name: "n", type: "integer" }],
  });
  const rows = counted.rows[0]?.["n"] ?? null;
  return [
    ...differing("records", "rows of the population", population.rows, rows),
    ...differing("records", "rows in privacy.json", records?.rows ?? null, rows),
  ];
}

function strayFile(path: string): RecordsRecomputation {
  return { ...NOTHING, differences: [{ runId: "records", subject: path, stored: "present", recomputed: "of no population of the pack" }] };
}
