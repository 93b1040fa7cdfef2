import type { Analysis } from "../../analyses/analysis.ts";
import { type Evaluation, evaluateInSteps, nextQueries } from "../../analyses/evaluate.ts";
import type { AggregateSet } from "../../foundation/aggregate.ts";
import type { Steps } from "../../foundation/steps.ts";
import type { ShownAggregate } from "../../foundation/typed-csv.ts";
import type { AggregateQuery } from "../../sql/aggregate-query.ts";
import type { Disclosure } from "../../sql/disclosure.ts";
import type { RunRecord } from "../run-record.ts";
import { fillings } from "./fillings.ts";
import { knownSums } from "./known-sums.ts";

/** A filling that an analysis could take, with all that follows from it. */
export interface Replayed {
  readonly aggregates: AggregateSet;
  readonly evaluation: Evaluation;
  /** Queries of each stage as this filling asks them. */
  readonly stages: readonly (readonly AggregateQuery[])[];
}

/**
 * What follows from a run's printed aggregates, filled in several admissible ways. Producer and verifier of a pack both call it on the very
 * same tables. Empty where nothing follows: an aggregate is left out that all others rest on, or no filling was found.
 */
export function* replayFillings(
  record: RunRecord,
  analysis: Analysis,
  shown: ReadonlyMap<string, ShownAggregate>,
  margins: ReadonlyMap<string, number>,
): Steps<Replayed[]> {
  const rules = new Map<string, Disclosure>();
  const known = knownSums(record.population, record.funnel);
  const fill = (): Steps<AggregateSet[]> => {
    const tables = [...rules].flatMap(([name, disclosure]) => {
      const table = shown.get(name);
      return table === undefined ? [] : [{ shown: table, disclosure }];
    });
    return fillings(tables, known, record.population.rows, margins);
  };
  // Which rule a table has is told by the plan, and the plan by the tables of the stages before.
  let candidates: AggregateSet[] = [new Map()];
  for (;;) {
    const asked = candidates.flatMap((aggregates) => planOf(record, analysis, aggregates) ?? []);
    const fresh = asked.filter(({ name, disclosure }) => !rules.has(name) && disclosure !== undefined && shown.has(name));
    if (fresh.length === 0) break;
    for (const { name, disclosure } of fresh) if (disclosure !== undefined) rules.set(name, disclosure);
    candidates = yield* fill();
  }
  if ([...shown.keys()].some((name) => !rules.has(name))) return [];
  const replays: Replayed[] = [];
  for (const aggregates of candidates) {
    yield;
    const one = yield* replayed(record, analysis, aggregates);
    if (one !== null) replays.push(one);
  }
  return replays;
}

function planOf(record: RunRecord, analysis: Analysis, aggregates: AggregateSet): readonly AggregateQuery[] | null {
  try {
    return nextQueries(analysis, { parameters: record.parameters, population: record.population, aggregates });
  } catch {
    // This filling contradicts what the analysis takes for granted, or rests on an aggregate that is left out.
    return null;
  }
}

function* replayed(record: RunRecord, analysis: Analysis, aggregates: AggregateSet): Steps<Replayed | null> {
  const { parameters, population, policy, origin } = record;
  try {
    const evaluation = yield* evaluateInSteps(analysis, { parameters, population, policy, origin, aggregates });
    return { aggregates, evaluation, stages: stagesOf(record, analysis, aggregates) };
  } catch {
    return null;
  }
}

/** The plan stage by stage, as far as the aggregates carry it. */
export function stagesOf(record: RunRecord, analysis: Analysis, aggregates: AggregateSet): AggregateQuery[][] {
  const stages: AggregateQuery[][] = [];
  const given = new Map<string, AggregateSet extends ReadonlyMap<string, infer Table> ? Table : never>();
  for (;;) {
    const next = nextQueries(analysis, { parameters: record.parameters, population: record.population, aggregates: given });
    if (next === null) return stages;
    stages.push([...next]);
    let progress = false;
    for (const { name } of next) {
      const aggregate = aggregates.get(name);
      if (aggregate === undefined || given.has(name)) continue;
      given.set(name, aggregate);
      progress = true;
    }
    if (!progress || next.some(({ name }) => !aggregates.has(name))) return stages;
  }
}
