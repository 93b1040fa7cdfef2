import { z } from "zod";
import { type PopulationRequest, type PopulationView, populationRequestSchema } from "../contract/source-schemas.ts";
import { TickmarkError } from "../foundation/errors.ts";
import { type BuiltPopulation, buildPopulation, listJoinProblems } from "../ingest/index.ts";
import type { DuckDbEngine } from "../engine/open-engine.ts";
import { type FunnelLine, funnelLineSchema } from "../evidence/run-record.ts";
import { type PopulationDefinition, REDUCTIONS, REDUCTION_TITLES, populationDefinitionSchema } from "../population/definition.ts";
import { funnelOf } from "../population/funnel.ts";
import { type Population, populationSchema } from "../population/population.ts";
import { ROLE_COLUMNS } from "../population/roles.ts";
import { baselineCondition, planWindows } from "../population/windows.ts";
import { identifier, render, sql } from "../sql/sql.ts";
import type { CaseSession } from "./case-session.ts";
import type { JobContext } from "./job.ts";
import { definitionOf } from "./population-definition.ts";
import type { SourceService } from "./source-service.ts";

const joinReportSchema = z.strictObject({
  sourceId: z.string(),
  joinOn: z.string(),
  reduction: z.enum(REDUCTIONS),
  decisionsMatched: z.int(),
  decisionsUnmatched: z.int(),
  satelliteIds: z.int(),
  satelliteIdsUnmatched: z.int(),
  satelliteIdsDuplicated: z.int(),
  satelliteRowsReducedAway: z.int(),
  satelliteRowsWithoutId: z.int(),
  satelliteRowsAfterCutOff: z.int(),
  examples: z.strictObject({ unmatched: z.array(z.string()), duplicates: z.array(z.string()) }),
});

export const populationDocumentSchema = z.strictObject({
  request: populationRequestSchema,
  definition: populationDefinitionSchema,
  population: populationSchema,
  joins: z.array(joinReportSchema),
  duplicateIdRows: z.int(),
  checksum: z.string(),
  funnel: z.array(funnelLineSchema),
  /** Rows by calendar month of the population's zone, months without rows included. */
  coverage: z.array(z.strictObject({ label: z.string(), rows: z.int() })),
});
export type PopulationDocument = z.infer<typeof populationDocumentSchema>;

const MARKER = identifier("built_population");

/** Builds and describes the population; makes sure that what DuckDB holds is what the case says. */
export class PopulationService {
  readonly #sources: SourceService;

  constructor(sources: SourceService) {
    this.#sources = sources;
  }

  async build(session: CaseSession, request: PopulationRequest, job: JobContext): Promise<PopulationView> {
    job.report({ step: "Building the population", fraction: null });
    // The row is committed while the engine is still held, so that nobody sees the one without the other.
    return await session.engines.write(async (engine) => {
      const definition = definitionOf(request, this.#sources.documents(session));
      const built = await buildMarked(engine, definition, job);
      await requireStatedValues(engine, built.population);
      const document = populationDocumentSchema.parse(await describe(engine, request, definition, built));
      session.kase.savePopulationDefinition({
        populationId: definition.populationId,
        fingerprint: document.population.fingerprint,
        document,
      });
      return this.#view(session, document);
    });
  }

  /** What the case says, or null before the first build. */
  document(session: CaseSession): PopulationDocument | null {
    const stored = session.kase.currentPopulationDefinition();
    return stored === null ? null : populationDocumentSchema.parse(stored.document);
  }

  require(session: CaseSession): PopulationDocument {
    const document = this.document(session);
    if (document === null)
      throw new TickmarkError("not-found", "The case has no population yet.", {
        remedy: "Import the decisions and state the population under Sources.",
      });
    return document;
  }

  current(session: CaseSession): PopulationView | null {
    const document = this.document(session);
    return document === null ? null : this.#view(session, document);
  }

  /**
   * Runs work on the population that the case describes (or on `wanted`, while it is still that). The database is checked in
   * the same turn in which the work reads it; one left by an interrupted build is built again first.
   */
  async read<Result>(
    session: CaseSession,
    work: (engine: DuckDbEngine, document: PopulationDocument) => Promise<Result>,
    job: JobContext,
    wanted?: PopulationDocument,
  ): Promise<Result> {
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const done = await session.engines.read(async (engine): Promise<{ result: Result } | null> => {
        const document = this.require(session);
        if (wanted !== undefined && wanted.population.fingerprint !== document.population.fingerprint)
          throw new TickmarkError("bad-input", "The population was changed in the meantime.", {
            remedy: "Run again on the population of now.",
          });
        if ((await builtFingerprint(engine)) !== document.population.fingerprint) return null;
        return { result: await work(engine, document) };
      });
      if (done !== null) return done.result;
      job.report({ step: "Building the population again", fraction: null });
      await session.engines.write(async (engine) => await buildMarked(engine, this.require(session).definition, job));
    }
    throw new TickmarkError("case-damaged", "The population database does not hold what the case describes.", {
      remedy: "Run tickmark rebuild.",
    });
  }

  #view(session: CaseSession, document: PopulationDocument): PopulationView {
    const { population, joins } = document;
    const sources = new Map(this.#sources.documents(session).map((source) => [source.sourceId, source]));
    return {
      request: document.request,
      fingerprint: population.fingerprint,
      rows: population.rows,
      from: population.covered === null ? null : new Date(population.covered.startMs).toISOString(),
      to: population.covered === null ? null : new Date(population.covered.endMs).toISOString(),
      roles: population.roles,
      features: population.features,
      attributes: population.attributes,
      joins: joins.map((join) => ({
        sourceId: join.sourceId,
        title: sources.get(join.sourceId)?.title ?? join.sourceId,
        kind: sources.get(join.sourceId)?.kind ?? "attributes",
        reduction: REDUCTION_TITLES[join.reduction],
        matched: join.decisionsMatched,
        decisionsWithout: join.decisionsUnmatched,
        unmatched: join.satelliteIdsUnmatched,
        duplicates: join.satelliteIdsDuplicated,
        examples: join.examples,
      })),
      duplicateDecisionIds: document.duplicateIdRows,
      funnel: document.funnel,
    };
  }
}

/** The marker goes first and comes last: a killed build leaves a population that is known to be unfinished. */
export async function buildMarked(engine: DuckDbEngine, definition: PopulationDefinition, job: JobContext): Promise<BuiltPopulation> {
  await engine.run(render(sql`drop table if exists ${MARKER}`));
  const built = await buildPopulation(engine, definition, {
    signal: job.signal,
    onProgress: (fraction) => job.report({ step: "Building the population", fraction }),
  });
  await engine.run(render(sql`create table ${MARKER} as select ${built.population.fingerprint} as fingerprint`));
  return built;
}

/** Of the population that DuckDB holds complete; null where there is none, or an unfinished one. */
export async function builtFingerprint(engine: DuckDbEngine): Promise<string | null> {
  const { rows } = await engine.rows(render(sql`select count(*)::integer from duckdb_tables() where table_name = 'built_population'`));
  if (rows[0]?.[0] !== 1) return null;
  const marked = await engine.rows(render(sql`select fingerprint from ${MARKER}`));
  return String(marked.rows[0]?.[0] ?? "");
}

async function describe(
  engine: DuckDbEngine,
  request: PopulationRequest,
  definition: PopulationDefinition,
  built: BuiltPopulation,
): Promise<PopulationDocument> {
  const joins = [];
  for (const join of built.joins) {
    const first = { sourceId: join.sourceId, offset: 0, limit: 20 };
    const unmatched = await listJoinProblems(engine, definition, { ...first, kind: "row-without-decision" });
    const duplicates = await listJoinProblems(engine, definition, { ...first, kind: "duplicate-id" });
    joins.push({ ...join, examples: { unmatched: unmatched.ids, duplicates: duplicates.ids } });
  }
  return {
    request,
    definition,
    population: built.population,
    joins,
    duplicateIdRows: built.duplicateIdRows,
    checksum: built.checksum,
    funnel: await readFunnel(engine, built.population),
    coverage: await readCoverage(engine, built.population),
  };
}

async function readCoverage(engine: DuckDbEngine, population: Population): Promise<PopulationDocument["coverage"]> {
  const plan = planWindows(population, { kind: "calendar", unit: "month" });
  if (plan === null) return [];
  const { rows } = await engine.rows(render(sql`select ${plan.index} as month, count(*)::integer from population group by 1`));
  const counts = new Map(rows.map(([month, count]) => [Number(month), Number(count)]));
  return plan.windows.map((window) => ({ label: window.label, rows: counts.get(window.index) ?? 0 }));
}

/** A stated value that no row has would turn every question about it into a quiet "nothing found". */
async function requireStatedValues(engine: DuckDbEngine, population: Population): Promise<void> {
  if (population.rows === 0)
    throw new TickmarkError("bad-input", "The population has no rows.", { remedy: "Check the filters and which sources hold decisions." });
  const { roles, baseline } = population;
  const stated = [
    { what: "favourable decision", role: "decision" as const, value: population.favourableDecision },
    { what: "decision that predicts the positive outcome", role: "decision" as const, value: population.positiveDecision },
    { what: "positive outcome", role: "outcome" as const, value: population.positiveOutcome },
    { what: "baseline partition", role: "partition" as const, value: baseline?.kind === "partition" ? baseline.value : null },
  ];
  for (const { what, role, value } of stated) {
    if (value === null || !roles.includes(role)) continue;
    const column = identifier(ROLE_COLUMNS[role].column);
    const { rows } = await engine.rows(
      render(sql`select ${column}, count(*)::integer from population where ${column} is not null group by 1 order by 2 desc limit 20`),
    );
    if (rows.some(([found]) => found === value)) continue;
    const seen = rows.length === 0 ? "no value at all" : rows.map(([found]) => `"${String(found)}"`).join(", ");
    const found = await engine.rows(render(sql`select count(*)::integer from population where ${column} = ${value}`));
    if (found.rows[0]?.[0] === 0)
      throw new TickmarkError("bad-input", `The ${what} "${value}" occurs in no row of the population.`, {
        column: ROLE_COLUMNS[role].title,
        expected: `one of ${seen}`,
      });
  }
  if (baseline?.kind !== "period" || !roles.includes("decidedAt")) return;
  const inside = await engine.rows(render(sql`select count(*)::integer from population where ${baselineCondition(baseline)}`));
  if (inside.rows[0]?.[0] === 0)
    throw new TickmarkError("bad-input", "The baseline period holds no row of the population.", {
      expected: "a period within the times of the decisions",
    });
}

export async function readFunnel(engine: DuckDbEngine, population: Population): Promise<FunnelLine[]> {
  const aggregate = await engine.aggregate(funnelOf(population));
  return aggregate.rows.map((row) => ({ step: String(row["step"]), rows: Number(row["rows"]), lost: Number(row["lost"]) }));
}
