import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dataDrift } from "../../../src/analyses/data-drift/index.ts";
import { type Evaluation, evaluate, nextQueries } from "../../../src/analyses/evaluate.ts";
import { type DuckDbEngine, openEngine } from "../../../src/engine/open-engine.ts";
import type { Aggregate } from "../../../src/foundation/aggregate.ts";
import type { Outcome } from "../../../src/foundation/outcome.ts";
import type { Policy } from "../../../src/policy/policy.ts";
import type { Population } from "../../../src/population/population.ts";
import type { AggregateQuery } from "../../../src/sql/aggregate-query.ts";
import type { Verdict } from "../../../src/policy/verdict.ts";

export const POLICY: Policy = {
  policyId: "test",
  version: "1",
  title: "Test policy",
  tier: "standard",
  domains: [],
  q: 0.05,
  level: 0.95,
  minimumCell: 2,
  thresholds: {
    "data-drift.psi": 0.1,
    "data-drift.nullShareDifference": 0.05,
    "data-drift.outOfRangeShare": 0.02,
    "data-drift.unseenShare": 0.02,
    "data-drift.meanRidit": 0.05,
  },
};

export const MONDAY = Date.UTC(2026, 0, 5);
export const WEEK_MS = 7 * 86_400_000;

/** A population over `weeks` full ISO weeks from 2026-01-05, UTC; the first `baselineWeeks` are the baseline. */
export function driftPopulation(overrides: Partial<Population> = {}, weeks = 4, baselineWeeks = 1): Population {
  return {
    populationId: "p",
    title: "Test",
    fingerprint: "0",
    taskType: "binary",
    timeZone: "UTC",
    positiveOutcome: null,
    favourableDecision: null,
    positiveDecision: null,
    labelAvailability: "not-stated",
    labelCausedByDecision: false,
    outcomeHorizonDays: null,
    cutOffMs: null,
    roles: ["decisionId", "decidedAt"],
    features: [
      { name: "income", column: "feature_income", kind: "numeric" },
      { name: "region", column: "feature_region", kind: "categorical" },
    ],
    attributes: [],
    covered: { startMs: MONDAY, endMs: MONDAY + weeks * WEEK_MS - 1 },
    timePrecision: "instant",
    baseline: { kind: "period", startMs: MONDAY, endMs: MONDAY + baselineWeeks * WEEK_MS },
    decisionRule: null,
    filters: [],
    rows: 5,
    sampledCapture: false,
    ...overrides,
  };
}

export interface DriftRun extends Evaluation {
  readonly stages: readonly (readonly AggregateQuery[])[];
  readonly aggregates: ReadonlyMap<string, Aggregate>;
  outcome(figureId: string): Outcome;
  verdict(figureId: string): Verdict;
}

/** Runs the whole analysis on real DuckDB; `setup` are statements that make the relation `population`. */
export async function runDrift(
  setup: readonly string[],
  population: Population,
  parameters: Record<string, unknown> = {},
  policy: Policy = POLICY,
): Promise<DriftRun> {
  const directory = mkdtempSync(join(tmpdir(), "tickmark-drift-"));
  const engine = await openEngine({ file: ":memory:", tempDirectory: directory, memoryLimitMb: 2048, threads: 2 });
  try {
    for (const statement of setup) await runText(engine, statement);
    const aggregates = new Map<string, Aggregate>();
    const parsed = dataDrift.parameters.parse(parameters);
    const stages: (readonly AggregateQuery[])[] = [];
    for (;;) {
      const queries = nextQueries(dataDrift, { parameters: parsed, population, aggregates });
      if (queries === null) break;
      stages.push(queries);
      for (const query of queries) aggregates.set(query.name, await engine.aggregate(query));
    }
    const evaluation = evaluate(dataDrift, { parameters: parsed, population, policy, aggregates, origin: "planned" });
    return {
      ...evaluation,
      stages,
      aggregates,
      outcome: (figureId) => find(evaluation.figures, figureId).outcome,
      verdict: (figureId) => find(evaluation.verdicts, figureId),
    };
  } finally {
    await engine.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function runText(engine: DuckDbEngine, text: string): Promise<void> {
  await engine.run({ text, values: [] });
}

function find<Entry extends { readonly figureId: string }>(entries: readonly Entry[], figureId: string): Entry {
  const found = entries.find((entry) => entry.figureId === figureId);
  if (found === undefined) throw new Error(`No ${figureId} among ${entries.map((entry) => entry.figureId).join(", ")}.`);
  return found;
}
