import type { Analysis } from "../analyses/analysis.ts";
import { type Evaluation, evaluate, nextQueries } from "../analyses/evaluate.ts";
import type { FunnelLine, RunRecord, StoredQuery } from "../evidence/run-record.ts";
import type { Aggregate } from "../foundation/aggregate.ts";
import type { Json } from "../foundation/canonical-json.ts";
import { sha256Hex } from "../foundation/digest.ts";
import { TickmarkError } from "../foundation/errors.ts";
import { encodeTypedCsv } from "../foundation/typed-csv.ts";
import type { Policy } from "../policy/policy.ts";
import type { Population } from "../population/population.ts";
import type { AggregateEngine } from "../ports/aggregate-engine.ts";
import type { Clock } from "../ports/clock.ts";
import type { AggregateQuery } from "../sql/aggregate-query.ts";
import type { SqlValue } from "../sql/sql.ts";

export interface RunRequest {
  readonly runId: string;
  readonly analysis: Analysis;
  /** As given by the auditor; parsed by the analysis' schema, defaults filled in. */
  readonly parameters: unknown;
  readonly population: Population;
  readonly policy: Policy;
  /** Planned: programme and policy were locked in the journal by this entry before the run. */
  readonly origin: { readonly kind: "planned"; readonly lockedBySequence: number } | { readonly kind: "exploratory" };
  readonly funnel: readonly FunnelLine[];
}

export interface RunServices {
  readonly engine: AggregateEngine;
  readonly clock: Clock;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: { step: string; fraction: number | null }) => void;
}

export interface FinishedRun {
  readonly record: RunRecord;
  /** Canonical CSV texts by the file names that the record cites. */
  readonly files: ReadonlyMap<string, string>;
  readonly evaluation: Evaluation;
}

/** Runs one analysis: plan, ask, decide. Throws `bad-input` for parameters that do not fit, `cancelled`, `query-failed`. */
export async function runAnalysis(request: RunRequest, services: RunServices): Promise<FinishedRun> {
  const { analysis, population, policy } = request;
  const parameters = parseParameters(analysis, request.parameters);
  const startedAt = timestamp(services.clock);
  const gathered = await gather(request, parameters, services);
  services.onProgress?.({ step: `${analysis.title}: deciding`, fraction: null });
  const evaluation = evaluate(analysis, { parameters, population, policy, aggregates: gathered.aggregates, origin: request.origin.kind });
  const record: RunRecord = {
    formatVersion: 1,
    runId: request.runId,
    analysisId: analysis.id,
    title: analysis.title,
    methodVersion: analysis.methodVersion,
    origin: request.origin.kind,
    lockedBySequence: request.origin.kind === "planned" ? request.origin.lockedBySequence : null,
    parameters: parameters as Record<string, Json> as RunRecord["parameters"],
    population,
    policy,
    engine: await services.engine.identity(),
    queries: gathered.queries,
    funnel: [...request.funnel],
    figures: [...evaluation.figures] as RunRecord["figures"],
    verdicts: [...evaluation.verdicts] as RunRecord["verdicts"],
    answer: evaluation.answer,
    startedAt,
    finishedAt: timestamp(services.clock),
  };
  return { record, files: gathered.files, evaluation };
}

/** Parameters as the analysis understands them; a clear error names each field that does not fit. */
export function parseParameters(analysis: Analysis, given: unknown): unknown {
  const parsed = analysis.parameters.safeParse(given);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map((issue) => `${issue.path.join(".") || "parameters"}: ${issue.message}`);
  throw new TickmarkError("bad-input", `Parameters of ${analysis.title} do not fit: ${issues.join("; ")}.`);
}

interface Gathered {
  readonly aggregates: ReadonlyMap<string, Aggregate>;
  readonly queries: StoredQuery[];
  readonly files: ReadonlyMap<string, string>;
}

async function gather(request: RunRequest, parameters: unknown, services: RunServices): Promise<Gathered> {
  const { analysis, population } = request;
  const aggregates = new Map<string, Aggregate>();
  const queries: StoredQuery[] = [];
  const files = new Map<string, string>();
  for (let stage = 0; ; stage += 1) {
    const next = nextQueries(analysis, { parameters, population, aggregates });
    if (next === null) return { aggregates, queries, files };
    for (const query of next) {
      if (services.signal?.aborted === true) throw new TickmarkError("cancelled", `${analysis.title} was cancelled.`);
      if (aggregates.has(query.name)) throw new TypeError(`${analysis.id}: two queries named ${query.name}.`);
      services.onProgress?.({ step: `${analysis.title}: ${query.purpose}`, fraction: null });
      const aggregate = await services.engine.aggregate(query, services.signal);
      const text = encodeTypedCsv(aggregate);
      const file = `${query.name}.csv`;
      aggregates.set(query.name, aggregate);
      files.set(file, text);
      queries.push(storedQuery(query, stage, file, text, aggregate.rows.length));
    }
  }
}

function storedQuery(query: AggregateQuery, stage: number, file: string, text: string, rows: number): StoredQuery {
  return {
    name: query.name,
    purpose: query.purpose,
    stage,
    sql: query.sql.text,
    values: query.sql.values.map(storedValue),
    columns: query.columns.map((column) => ({ ...column })),
    file,
    sha256: sha256Hex(text),
    rows,
  };
}

/** Bound values as JSON can hold them. */
export function storedValue(value: SqlValue): StoredQuery["values"][number] {
  if (typeof value === "bigint") return String(value);
  return Array.isArray(value) ? ([...value] as number[] | string[]) : (value as null | boolean | number | string);
}

function timestamp(clock: Clock): string {
  return new Date(clock.nowMs()).toISOString();
}
