import { canonicalJson } from "../foundation/canonical-json.ts";
import type { RunRecord } from "./run-record.ts";

export interface RunPair {
  readonly older: RunRecord | null;
  readonly newer: RunRecord | null;
}

/**
 * Which run of a newer pack takes the place of which older one: the same run id, else the same analysis with the same
 * parameters, else the one run of that analysis that is left on both sides. Runs without a partner stand alone.
 */
export function matchRuns(older: readonly RunRecord[], newer: readonly RunRecord[]): RunPair[] {
  const partners = new Map<RunRecord, RunRecord>();
  const taken = new Set<RunRecord>();
  const keys = [(run: RunRecord) => run.runId, entryKey, (run: RunRecord) => `${run.origin} ${run.analysisId}`];
  for (const [round, keyOf] of keys.entries()) {
    const left = older.filter((run) => !taken.has(run));
    for (const run of newer.filter((candidate) => !partners.has(candidate))) {
      const fitting = left.filter(
        (candidate) => !taken.has(candidate) && candidate.analysisId === run.analysisId && keyOf(candidate) === keyOf(run),
      );
      const rivals = newer.filter((candidate) => !partners.has(candidate) && keyOf(candidate) === keyOf(run));
      const [partner] = fitting.toSorted((one, other) => (one.startedAt < other.startedAt ? -1 : 1));
      // By analysis alone only where there is nothing to choose.
      if (partner === undefined || (round === 2 && (fitting.length > 1 || rivals.length > 1))) continue;
      partners.set(run, partner);
      taken.add(partner);
    }
  }
  return [
    ...newer.map((run) => ({ older: partners.get(run) ?? null, newer: run })),
    ...older.filter((run) => !taken.has(run)).map((run) => ({ older: run, newer: null })),
  ];
}

/** A programme entry is its analysis with its parameters. */
function entryKey({ analysisId, parameters, origin, population }: RunRecord): string {
  return canonicalJson([analysisId, parameters, origin, population.populationId]);
}
