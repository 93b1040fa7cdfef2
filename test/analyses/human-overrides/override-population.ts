import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Evaluation, evaluate, nextQueries } from "../../../src/analyses/evaluate.ts";
import { humanOverrides } from "../../../src/analyses/human-overrides/index.ts";
import { openEngine } from "../../../src/engine/open-engine.ts";
import type { Aggregate } from "../../../src/foundation/aggregate.ts";
import type { Figure } from "../../../src/foundation/figure.ts";
import type { Policy } from "../../../src/policy/policy.ts";
import type { Population } from "../../../src/population/population.ts";

/** One decision; what is left out is null. Times are `2026-01-05 10:00:00` in UTC. */
export interface DecisionRow {
  decision?: "approve" | "reject" | null;
  final?: "approve" | "reject" | null;
  before?: "approve" | "reject" | null;
  outcome?: "repaid" | "default" | null;
  outcomeAt?: string | null;
  reviewer?: string | null;
  startedAt?: string | null;
  reviewedAt?: string | null;
  decidedAt?: string | null;
  score?: number | null;
  version?: string | null;
  reason?: string | null;
  sex?: string | null;
}

export const POLICY: Policy = {
  policyId: "test",
  version: "1",
  title: "Test policy",
  tier: "standard",
  domains: [],
  q: 0.05,
  level: 0.95,
  minimumCell: 20,
  thresholds: {
    "human-overrides.minimumOverrideRate": 0.02,
    "human-overrides.reviewerExcess": 0.1,
    "human-overrides.overrideRateDifference": 0.1,
    "human-overrides.disparityChange": 0.05,
  },
};

export function populationOf(rows: number, change: Partial<Population> = {}): Population {
  return {
    populationId: "test",
    title: "Test",
    fingerprint: "0",
    taskType: "binary",
    timeZone: "UTC",
    positiveOutcome: "repaid",
    favourableDecision: "approve",
    positiveDecision: "approve",
    labelAvailability: "all",
    labelCausedByDecision: false,
    outcomeHorizonDays: null,
    cutOffMs: null,
    roles: [
      "decision",
      "finalDecision",
      "reviewer",
      "reviewedAt",
      "reviewStartedAt",
      "decidedAt",
      "score",
      "modelVersion",
      "overrideReason",
      "outcome",
      "outcomeAt",
      "humanBefore",
    ],
    features: [],
    attributes: [{ name: "sex", column: "attribute_sex" }],
    covered: { startMs: Date.UTC(2026, 0, 5), endMs: Date.UTC(2026, 1, 1) },
    timePrecision: "instant",
    baseline: null,
    decisionRule: { operator: ">=", threshold: 0.5, origin: "stated" },
    filters: [],
    rows,
    sampledCapture: false,
    ...change,
  };
}

export interface Run extends Evaluation {
  readonly aggregates: ReadonlyMap<string, Aggregate>;
  readonly population: Population;
  figure(figureId: string): Figure;
}

/** Counts on a real DuckDB, then decides, as the runner does. */
export async function runOverrides(
  rows: readonly DecisionRow[],
  options: { population?: Partial<Population>; policy?: Partial<Policy>; parameters?: object } = {},
): Promise<Run> {
  const folder = await mkdtemp(join(tmpdir(), "overrides-"));
  const engine = await openEngine({ file: ":memory:", tempDirectory: folder, threads: 2, memoryLimitMb: 512 });
  try {
    await engine.withConnection(async (connection) => {
      await connection.run(`create table raw as select * from (values ${rows.map(valuesOf).join(",\n")}) as raw
        (record_number, decision, final_decision, human_before, outcome, outcome_at, reviewer, review_started_at, reviewed_at, decided_at, score, model_version, override_reason, attribute_sex)`);
      await connection.run(`create view population as select *,
        decision = 'approve' as favourable, final_decision = 'approve' as final_favourable, human_before = 'approve' as before_favourable,
        decision = 'approve' as predicted_positive, final_decision = 'approve' as final_positive, outcome = 'repaid' as outcome_positive from raw`);
    });
    const population = populationOf(rows.length, options.population);
    const parameters = humanOverrides.parameters.parse(options.parameters ?? {});
    const aggregates = new Map<string, Aggregate>();
    for (;;) {
      const queries = nextQueries(humanOverrides, { parameters, population, aggregates });
      if (queries === null) break;
      for (const query of queries) aggregates.set(query.name, await engine.aggregate(query));
    }
    const evaluation = evaluate(humanOverrides, {
      parameters,
      population,
      policy: { ...POLICY, ...options.policy },
      aggregates,
      origin: "planned",
    });
    return { ...evaluation, aggregates, population, figure: (id) => figureOf(evaluation, id) };
  } finally {
    await engine.close();
    await rm(folder, { recursive: true, force: true });
  }
}

function figureOf(evaluation: Evaluation, id: string): Figure {
  const figure = evaluation.figures.find((candidate) => candidate.figureId === `human-overrides/${id}`);
  if (figure === undefined) throw new Error(`No figure ${id}.`);
  return figure;
}

function valuesOf(row: DecisionRow, index: number): string {
  const cells = [
    `${index}::bigint`,
    text(row.decision),
    text(row.final),
    text(row.before),
    text(row.outcome),
    instant(row.outcomeAt),
    text(row.reviewer),
    instant(row.startedAt),
    instant(row.reviewedAt),
    instant(row.decidedAt),
    row.score === null || row.score === undefined ? "null::double" : `${row.score}::double`,
    text(row.version),
    text(row.reason),
    text(row.sex),
  ];
  return `(${cells.join(", ")})`;
}

function text(value: string | null | undefined): string {
  return value === null || value === undefined ? "null::varchar" : `'${value.replaceAll("'", "''")}'::varchar`;
}

function instant(value: string | null | undefined): string {
  return value === null || value === undefined ? "null::timestamp" : `'${value}'::timestamp`;
}
