import type { Analysis } from "../analyses/analysis.ts";
import { evaluateInSteps, nextQueries } from "../analyses/evaluate.ts";
import type { Aggregate } from "../foundation/aggregate.ts";
import { type Json, canonicalJson } from "../foundation/canonical-json.ts";
import { sha256Hex } from "../foundation/digest.ts";
import { describeError } from "../foundation/errors.ts";
import { type Steps, atOnce } from "../foundation/steps.ts";
import { decodeTypedCsv } from "../foundation/typed-csv.ts";
import type { AggregateQuery } from "../sql/aggregate-query.ts";
import { jsonDifferences } from "./json-differences.ts";
import { type RunRecord, type StoredQuery, asColumn } from "./run-record.ts";
import type { KnownSum } from "./disclosure/count-system.ts";
import { isSuppressed, printedTables, reperformSuppressed } from "./disclosure/reperform-suppressed.ts";
import type { Difference, ReperformanceReport, RunReperformance } from "./verification-report.ts";

/** One run with the texts of its aggregates. */
export interface RunEvidence {
  readonly record: RunRecord;
  /** Texts by the file names that the record cites. */
  readonly files: ReadonlyMap<string, string>;
  /** Names of queries whose aggregates were left out on purpose (see privacy.json). */
  readonly withheld: ReadonlySet<string>;
  /** What privacy.json says of this run; absent where nothing is suppressed. */
  readonly suppression?: RunSuppression;
}

export interface RunSuppression {
  /** Null: no rule is stated, so no cell may be suppressed. */
  readonly minimumCell: number | null;
  /** Entries of `withheldFigures`. */
  readonly listed: ReadonlySet<string>;
  /** Sums over cells, printed beside them. */
  readonly margins?: readonly KnownSum[];
  /** Entries of verdicts, with the fields that are left out. */
  readonly fields?: ReadonlyMap<string, readonly string[]>;
}

/**
 * Recomputes every run from its aggregates: the plan is replayed stage by stage and its SQL compared,
 * figures, verdicts and answer are computed again and must be equal to the last bit.
 */
export function reperformRuns(runs: readonly RunEvidence[], analyses: readonly Analysis[]): ReperformanceReport {
  return atOnce(reperformInSteps(runs, analyses));
}

/** The same, with steps within each run. */
export function* reperformInSteps(runs: readonly RunEvidence[], analyses: readonly Analysis[]): Steps<ReperformanceReport> {
  const results: RunReperformance[] = [];
  for (const run of runs) {
    yield `Recomputing ${run.record.runId} from its aggregates`;
    results.push(yield* reperformRunInSteps(run, analyses));
  }
  const failed = results.filter((run) => run.state === "fail").length;
  const open = results.filter((run) => run.state !== "pass" && run.state !== "fail").length;
  const onlyWithheld = results.every((run) => run.state === "pass" || run.state === "withheld");
  const result = failed > 0 ? "failure" : open === 0 ? "success" : onlyWithheld ? "withheld" : "incomplete";
  return {
    formatVersion: 2,
    success: result === "success",
    result,
    conclusion: conclusionOf(results, failed, open, result),
    runs: results,
  };
}

function conclusionOf(results: readonly RunReperformance[], failed: number, open: number, result: ReperformanceReport["result"]): string {
  if (results.length === 0) return "The pack holds no runs.";
  if (failed > 0) return `Runs that do not recompute to what is stored: ${failed} of ${results.length}.`;
  if (result === "withheld") {
    const withheld = results.reduce((sum, run) => sum + run.withheld, 0);
    const confirmed = results.reduce((sum, run) => sum + run.figures + run.verdicts, 0);
    return `Nothing contradicts what is stored, and ${confirmed} figures and verdicts agree exactly; ${withheld} rest on numbers that the pack withholds: neither confirmed nor refuted.`;
  }
  if (open > 0) return `Runs that could not be recomputed: ${open} of ${results.length}; the others agree exactly.`;
  const figures = results.reduce((sum, run) => sum + run.figures, 0);
  const verdicts = results.reduce((sum, run) => sum + run.verdicts, 0);
  return `Every run agrees exactly, recomputed from the aggregates: runs ${results.length}, figures ${figures}, verdicts ${verdicts}.`;
}

export function reperformRun(run: RunEvidence, analyses: readonly Analysis[]): RunReperformance {
  return atOnce(reperformRunInSteps(run, analyses));
}

function* reperformRunInSteps(run: RunEvidence, analyses: readonly Analysis[]): Steps<RunReperformance> {
  const { record } = run;
  const outcome = (
    state: RunReperformance["state"],
    message: string,
    differences: readonly Difference[],
    counts = NOTHING,
  ): RunReperformance => ({
    runId: record.runId,
    analysisId: record.analysisId,
    methodVersion: record.methodVersion,
    state,
    ...counts,
    message,
    differences: [...differences],
  });
  const analysis = analyses.find((candidate) => candidate.id === record.analysisId);
  if (analysis?.methodVersion !== record.methodVersion) {
    const known = analysis === undefined ? "no such analysis" : analysis.methodVersion;
    return outcome(
      "not-checked",
      `Cannot re-perform with this version: the run used method version ${record.methodVersion}, here is ${known}.`,
      [{ subject: "method version", stored: record.methodVersion, recomputed: known }],
    );
  }
  try {
    const printed = printedTables(run);
    if (isSuppressed(run, printed)) {
      const suppressed = yield* reperformSuppressed(run, analysis, printed);
      return outcome(suppressed.state, suppressed.message, suppressed.differences, suppressed.counts);
    }
    const replay = new Replay(run, analysis);
    const differences = yield* replay.run();
    if (differences.length > 0)
      return outcome(
        "fail",
        `${differences.length} ${differences.length === 1 ? "difference" : "differences"}.`,
        differences,
        replay.counts,
      );
    return outcome("pass", "SQL, figures, verdicts and answer agree exactly.", [], replay.counts);
  } catch (error) {
    return outcome("fail", `The run cannot be recomputed: ${describeError(error)}`, [
      { subject: "run", stored: "complete", recomputed: describeError(error) },
    ]);
  }
}

const NOTHING = { aggregates: 0, figures: 0, verdicts: 0, withheld: 0 };

class Replay {
  readonly counts = { ...NOTHING };
  readonly #record: RunRecord;
  readonly #run: RunEvidence;
  readonly #analysis: Analysis;
  readonly #aggregates = new Map<string, Aggregate>();
  readonly #differences: Difference[] = [];

  constructor(run: RunEvidence, analysis: Analysis) {
    this.#record = run.record;
    this.#run = run;
    this.#analysis = analysis;
  }

  *run(): Steps<Difference[]> {
    const parameters = this.#analysis.parameters.parse(this.#record.parameters);
    this.#compare("parameters", this.#record.parameters, parameters);
    if (!this.#replayPlan(parameters)) return this.#differences;
    const { population, policy, origin } = this.#record;
    const again = yield* evaluateInSteps(this.#analysis, { parameters, population, policy, origin, aggregates: this.#aggregates });
    this.#compareById("figure", this.#record.figures, again.figures);
    this.#compareById("verdict", this.#record.verdicts, again.verdicts);
    this.#compare("answer", this.#record.answer, again.answer);
    this.counts.figures = again.figures.length;
    this.counts.verdicts = again.verdicts.length;
    return this.#differences;
  }

  /** False when it stopped at a stage whose aggregates are not all there: what follows depends on them. */
  #replayPlan(parameters: unknown): boolean {
    const last = this.#record.queries.reduce((stage, query) => Math.max(stage, query.stage), -1);
    for (let stage = 0; ; stage += 1) {
      const stored = this.#record.queries.filter((query) => query.stage === stage);
      const next = nextQueries(this.#analysis, { parameters, population: this.#record.population, aggregates: this.#aggregates }) ?? [];
      const sameNames = this.#compare(
        `stage ${stage}: queries`,
        stored.map(({ name }) => name),
        next.map(({ name }) => name),
      );
      for (const query of next)
        this.#compareQuery(
          stored.find(({ name }) => name === query.name),
          query,
        );
      if (!sameNames || !stored.every((query) => this.#load(query))) return false;
      if (next.length === 0 && stage > last) return true;
    }
  }

  #compareQuery(stored: StoredQuery | undefined, query: AggregateQuery): void {
    if (stored === undefined) return; // Told already as a difference of the stage.
    const values = query.sql.values.map((value) => (typeof value === "bigint" ? String(value) : value));
    const again = { sql: query.sql.text, values, columns: query.columns };
    this.#compare(`query ${query.name}`, { sql: stored.sql, values: stored.values, columns: stored.columns }, again);
  }

  /** False when the aggregate is not there, or not the one that the record names. */
  #load(query: StoredQuery): boolean {
    const text = this.#run.files.get(query.file);
    const subject = `aggregate ${query.name}`;
    if (text === undefined) return this.#compare(subject, query.file, "file is missing");
    if (!this.#compare(`${subject}: sha256`, query.sha256, sha256Hex(text))) return false;
    if (this.#aggregates.has(query.name)) return this.#compare(subject, "stored twice", "once");
    const aggregate = decodeTypedCsv(text, query.name, query.columns.map(asColumn));
    this.#aggregates.set(query.name, aggregate);
    this.counts.aggregates += 1;
    return this.#compare(`${subject}: rows`, query.rows, aggregate.rows.length);
  }

  /** Notes every difference; true when there is none. */
  #compare(subject: string, stored: unknown, recomputed: unknown): boolean {
    const differences = jsonDifferences(subject, asJson(stored), asJson(recomputed));
    this.#differences.push(...differences);
    return differences.length === 0;
  }

  #compareById(what: string, stored: readonly { figureId: string }[], recomputed: readonly { figureId: string }[]): void {
    this.#compare(
      `order of ${what}s`,
      stored.map((entry) => entry.figureId),
      recomputed.map((entry) => entry.figureId),
    );
    const again = new Map(recomputed.map((entry) => [entry.figureId, entry]));
    for (const entry of stored) if (again.has(entry.figureId)) this.#compare(`${what} ${entry.figureId}`, entry, again.get(entry.figureId));
  }
}

function asJson(value: unknown): Json {
  return JSON.parse(canonicalJson(value)) as Json;
}
