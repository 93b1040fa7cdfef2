import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Evaluation, evaluate, nextQueries } from "../../../src/analyses/evaluate.ts";
import { subgroupDisaggregation } from "../../../src/analyses/subgroup-disaggregation/index.ts";
import { openEngine } from "../../../src/engine/open-engine.ts";
import type { Aggregate } from "../../../src/foundation/aggregate.ts";
import type { Figure } from "../../../src/foundation/figure.ts";
import { type Computed, isComputed } from "../../../src/foundation/outcome.ts";
import type { Policy } from "../../../src/policy/policy.ts";
import type { Population } from "../../../src/population/population.ts";
import { type SqlFragment, sql } from "../../../src/sql/sql.ts";

export const POLICY: Policy = {
  policyId: "test",
  version: "1",
  title: "Test policy",
  tier: "standard",
  domains: [],
  q: 0.05,
  level: 0.95,
  minimumCell: 30,
  thresholds: { "subgroup-disaggregation.selectionRateDifference": 0.05, "subgroup-disaggregation.errorRateDifference": 0.05 },
};

export function populationOf(rows: number, attributes: readonly string[], change: Partial<Population> = {}): Population {
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
    roles: ["decision", "outcome"],
    features: [],
    attributes: attributes.map((name) => ({ name, column: `attribute_${name}` })),
    covered: null,
    timePrecision: "instant",
    baseline: null,
    decisionRule: null,
    filters: [],
    rows,
    sampledCapture: false,
    ...change,
  };
}

export interface Run extends Evaluation {
  readonly aggregates: ReadonlyMap<string, Aggregate>;
  readonly parameters: unknown;
  /** The figure behind `subgroup-disaggregation/`; throws when there is none. */
  figure(tail: string): Figure;
  computed(tail: string): Computed;
}

export interface RunRequest {
  /** `create table population as ...` in real DuckDB. */
  readonly relation: SqlFragment;
  readonly population: Population;
  readonly parameters?: Readonly<Record<string, unknown>>;
  readonly policy?: Policy;
  readonly origin?: "planned" | "exploratory";
}

/** Plans, asks a real DuckDB and decides, as the runner does. */
export async function runSubgroups(request: RunRequest): Promise<Run> {
  const directory = await mkdtemp(join(tmpdir(), "tickmark-subgroup-"));
  const engine = await openEngine({ file: ":memory:", tempDirectory: directory, threads: 2 });
  try {
    await engine.run(sql`create table population as ${request.relation}`);
    const parameters = subgroupDisaggregation.parameters.parse(request.parameters ?? {});
    const aggregates = new Map<string, Aggregate>();
    const { population } = request;
    for (;;) {
      const queries = nextQueries(subgroupDisaggregation, { parameters, population, aggregates });
      if (queries === null) break;
      for (const query of queries) aggregates.set(query.name, await engine.aggregate(query));
    }
    return evaluated(request, parameters, aggregates);
  } finally {
    await engine.close();
    await rm(directory, { recursive: true, force: true });
  }
}

export function evaluated(request: Omit<RunRequest, "relation">, parameters: unknown, aggregates: ReadonlyMap<string, Aggregate>): Run {
  const { population, policy = POLICY, origin = "planned" } = request;
  const evaluation = evaluate(subgroupDisaggregation, { parameters, population, policy, aggregates, origin });
  const figure = (tail: string): Figure => {
    const found = evaluation.figures.find((candidate) => candidate.figureId === `subgroup-disaggregation/${tail}`);
    if (found === undefined) throw new Error(`No figure ${tail} among ${evaluation.figures.map(({ figureId }) => figureId).join(" ")}`);
    return found;
  };
  return {
    ...evaluation,
    aggregates,
    parameters,
    figure,
    computed: (tail) => {
      const { outcome } = figure(tail);
      if (!isComputed(outcome)) throw new Error(`${tail}: ${outcome.reason}`);
      return outcome;
    },
  };
}
