import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { evaluate } from "../analyses/evaluate.ts";
import { writeArtefacts } from "../casefile/artefacts.ts";
import type { RunHead } from "../contract/case-schemas.ts";
import type { RunView } from "../contract/run-schemas.ts";
import { type RunRecord, runRecordSchema } from "../evidence/run-record.ts";
import type { Aggregate } from "../foundation/aggregate.ts";
import { canonicalJson, parseCanonicalJson } from "../foundation/canonical-json.ts";
import { TickmarkError } from "../foundation/errors.ts";
import { decodeTypedCsv } from "../foundation/typed-csv.ts";
import { recordPage } from "../ingest/index.ts";
import { parseParameters, runAnalysis } from "../runner/run-analysis.ts";
import type { CaseSession } from "./case-session.ts";
import type { JobContext } from "./job.ts";
import type { PopulationService } from "./population-service.ts";
import type { ProgrammeLock, ProgrammeService } from "./programme-service.ts";

const runSummarySchema = z.strictObject({
  title: z.string(),
  question: z.string(),
  answer: z.string(),
  methodVersion: z.string(),
  verdicts: z.strictObject({ exception: z.int(), "no-exception": z.int(), "insufficient-evidence": z.int() }),
  figures: z.int(),
  notComputable: z.int(),
  entryId: z.string().nullable(),
  parametersDigest: z.string(),
  policyDigest: z.string(),
  populationFingerprint: z.string(),
  startedAt: z.string(),
  finishedAt: z.string(),
});

export interface StoredRun {
  readonly record: RunRecord;
  /** Canonical CSV texts by file name. */
  readonly files: ReadonlyMap<string, string>;
}

export class RunService {
  readonly #population: PopulationService;
  readonly #programme: ProgrammeService;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(population: PopulationService, programme: ProgrammeService) {
    this.#population = population;
    this.#programme = programme;
  }

  /** Locks, then runs the entries (all when null) as planned runs. */
  async runProgramme(session: CaseSession, entryIds: readonly string[] | null, job: JobContext): Promise<RunHead[]> {
    const known = this.#programme.programme(session).entries;
    const unknown = entryIds?.find((id) => !known.some((entry) => entry.entryId === id));
    if (unknown !== undefined) throw new TickmarkError("not-found", `The programme has no entry ${unknown}.`);
    return await this.#inTurn(async () => {
      const lock = this.#programme.lock(session);
      const entries = lock.programme.entries.filter((entry) => entryIds?.includes(entry.entryId) ?? true);
      const heads: RunHead[] = [];
      for (const [index, entry] of entries.entries()) {
        const report: JobContext["report"] = ({ step }) => job.report({ step, fraction: index / entries.length });
        heads.push(await this.#run(session, entry, lock, { signal: job.signal, report }));
      }
      return heads;
    });
  }

  async explore(session: CaseSession, analysisId: string, parameters: Record<string, unknown>, job: JobContext): Promise<RunHead> {
    return await this.#inTurn(() => this.#run(session, { entryId: null, analysisId, parameters }, null, job));
  }

  /** Runs follow each other: two at once would share one number, and two cores. */
  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#turn.then(work);
    this.#turn = result.catch(() => undefined);
    return result;
  }

  async #run(
    session: CaseSession,
    entry: { entryId: string | null; analysisId: string; parameters: unknown },
    lock: ProgrammeLock | null,
    job: JobContext,
  ): Promise<RunHead> {
    const origin = lock === null ? { kind: "exploratory" as const } : { kind: "planned" as const, lockedBySequence: lock.sequence };
    const policy = lock?.policy ?? session.policy;
    const analysis = this.#programme.analysis(entry.analysisId);
    const runId = `run-${String(session.kase.listRuns().length + 1).padStart(4, "0")}-${analysis.id}`;
    const finished = await this.#population.read(
      session,
      async (engine, { population, funnel }) =>
        await runAnalysis(
          { runId, analysis, parameters: entry.parameters, population, policy, origin, funnel },
          { engine, clock: session.clock, signal: job.signal, onProgress: (progress) => job.report(progress) },
        ),
      job,
      lock?.population,
    );
    const { record, files } = finished;
    const text = canonicalJson(record);
    if (job.signal.aborted) throw new TickmarkError("cancelled", `${analysis.title} was cancelled.`);
    await writeArtefacts(session.kase.directory, [
      ...[...files].map(([name, content]) => ({ path: `runs/${runId}/${name}`, content })),
      { path: `runs/${runId}/run.json`, content: text },
    ]);
    session.kase.addRun({
      runId,
      analysisId: analysis.id,
      origin: record.origin,
      path: `runs/${runId}/run.json`,
      runDigest: createHash("sha256").update(text).digest("hex"),
      document: summaryOf(record, analysis.question, entry.entryId),
    });
    return this.#head(session, runId);
  }

  list(session: CaseSession): RunHead[] {
    return session.kase
      .listRuns()
      .map((run) => this.#head(session, run.runId))
      .toReversed();
  }

  /** Reads a run back; bytes that are not those of the journal are an error, never a result. */
  load(session: CaseSession, runId: string): StoredRun {
    const { path, runDigest } = session.kase.getRun(runId);
    const text = readArtefact(session, path, runDigest);
    const record = runRecordSchema.parse(parseCanonicalJson(text, path));
    const files = new Map(record.queries.map((query) => [query.file, readArtefact(session, `runs/${runId}/${query.file}`, query.sha256)]));
    return { record, files };
  }

  view(session: CaseSession, runId: string): RunView {
    const stored = this.load(session, runId);
    const { record } = stored;
    return {
      head: this.#head(session, runId),
      methodVersion: record.methodVersion,
      parameters: record.parameters,
      policy: record.policy,
      engine: `${record.engine.name} ${record.engine.version}`,
      populationFingerprint: record.population.fingerprint,
      verdicts: record.verdicts,
      charts: [...this.charts(stored)],
      queries: record.queries,
      funnel: record.funnel,
    };
  }

  /** Charts follow from figures and verdicts, so they are drawn anew and never stored. */
  charts({ record, files }: StoredRun) {
    const analysis = this.#programme.analysis(record.analysisId);
    if (analysis.methodVersion !== record.methodVersion) return [];
    const aggregates = new Map<string, Aggregate>(
      record.queries.map((query) => [
        query.name,
        decodeTypedCsv(files.get(query.file) ?? "", query.name, query.columns as Aggregate["columns"]),
      ]),
    );
    const { population, policy, origin } = record;
    return evaluate(analysis, { parameters: parseParameters(analysis, record.parameters), population, policy, aggregates, origin }).charts;
  }

  figures(session: CaseSession, request: { runId: string; search: string; only: "all" | "not-computable"; offset: number; limit: number }) {
    const { record } = this.load(session, request.runId);
    const words = request.search
      .toLowerCase()
      .split(/\s+/)
      .filter((word) => word !== "");
    const found = record.figures.filter(
      (figure) =>
        (request.only === "all" || figure.outcome.status === "not-computable") &&
        words.every((word) => figure.figureId.toLowerCase().includes(word)),
    );
    return { total: found.length, figures: found.slice(request.offset, request.offset + request.limit) };
  }

  /** The decisions behind a figure, where the analysis can say which they are. */
  async records(session: CaseSession, request: { runId: string; figureId: string; offset: number; limit: number }, job: JobContext) {
    const { record } = this.load(session, request.runId);
    const analysis = this.#programme.analysis(record.analysisId);
    const input = { parameters: parseParameters(analysis, record.parameters), population: record.population, aggregates: new Map() };
    if (record.population.fingerprint !== this.#population.require(session).population.fingerprint)
      throw new TickmarkError("unsupported", "This run was made on an earlier population; its records are not in the database any more.", {
        remedy: "Run the analysis again to list records.",
      });
    const filters = analysis.recordsBehind?.(input, request.figureId) ?? null;
    if (filters === null) return { total: null, columns: [], rows: [] };
    return await this.#population.read(
      session,
      async (engine, { population }) => {
        const { total, page } = await recordPage(engine, {
          filters: [...population.filters, ...filters],
          offset: request.offset,
          limit: request.limit,
        });
        return {
          total,
          columns: page.columns.map((column) => column.name),
          rows: page.rows.map((row) => row.map((cell) => (cell === null ? null : String(cell)))),
        };
      },
      job,
    );
  }

  #head(session: CaseSession, runId: string): RunHead {
    const run = session.kase.getRun(runId);
    const summary = runSummarySchema.parse(run.document);
    const { title, question, answer, verdicts, figures, notComputable, startedAt } = summary;
    return {
      runId,
      analysisId: run.analysisId,
      entryId: summary.entryId,
      title,
      question,
      origin: run.origin,
      answer,
      verdicts,
      figures,
      notComputable,
      startedAt,
      durationMs: Date.parse(summary.finishedAt) - Date.parse(startedAt),
      stale: this.#staleness(session, run.analysisId, runId, summary),
    };
  }

  #staleness(session: CaseSession, analysisId: string, runId: string, summary: z.infer<typeof runSummarySchema>): string | null {
    if (summary.populationFingerprint !== this.#population.document(session)?.population.fingerprint)
      return "The population has changed since.";
    if (summary.policyDigest !== digestOf(session.policy)) return "The policy has changed since.";
    const analysis = this.#programme.analyses.find((entry) => entry.id === analysisId);
    if (analysis?.methodVersion !== summary.methodVersion) return "The method has changed since.";
    const { entryId, parametersDigest } = summary;
    const entry =
      entryId === null ? undefined : this.#programme.programme(session).entries.find((candidate) => candidate.entryId === entryId);
    if (entryId !== null && (entry === undefined || analysis === undefined)) return "Its entry is no longer in the programme.";
    if (entry !== undefined && analysis !== undefined && digestOf(parseParameters(analysis, entry.parameters)) !== parametersDigest)
      return "The parameters have changed in the programme.";
    // A planned run is superseded by any later run of its entry, an exploratory one by a later one that asked the same.
    const later = session.kase.listRuns().findLast((run) => {
      const other = runSummarySchema.parse(run.document);
      return (
        run.analysisId === analysisId && other.entryId === entryId && (entryId !== null || other.parametersDigest === parametersDigest)
      );
    });
    return later !== undefined && later.runId !== runId ? `Superseded by ${later.runId}.` : null;
  }
}

function summaryOf(record: RunRecord, question: string, entryId: string | null): z.infer<typeof runSummarySchema> {
  const count = (state: string): number => record.verdicts.filter((verdict) => verdict.state === state).length;
  return {
    title: record.title,
    question,
    answer: record.answer,
    methodVersion: record.methodVersion,
    verdicts: {
      exception: count("exception"),
      "no-exception": count("no-exception"),
      "insufficient-evidence": count("insufficient-evidence"),
    },
    figures: record.figures.length,
    notComputable: record.figures.filter((figure) => figure.outcome.status === "not-computable").length,
    entryId,
    parametersDigest: digestOf(record.parameters),
    policyDigest: digestOf(record.policy),
    populationFingerprint: record.population.fingerprint,
    startedAt: record.startedAt,
    finishedAt: record.finishedAt,
  };
}

function digestOf(value: unknown): string {
  return createHash("sha256").update(canonicalJson(value)).digest("hex");
}

function readArtefact(session: CaseSession, path: string, digest: string): string {
  const bytes = readFileSync(join(session.kase.directory, path));
  if (createHash("sha256").update(bytes).digest("hex") !== digest)
    throw new TickmarkError("case-damaged", "A stored run was changed outside the program.", {
      file: path,
      remedy: "Restore the case folder from a copy.",
    });
  return bytes.toString("utf8");
}
