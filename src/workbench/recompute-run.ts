import type { Analysis } from "../analyses/analysis.ts";
import { nextQueries } from "../analyses/evaluate.ts";
import type { Difference as ReviewDifference } from "../evidence/verification-report.ts";
import { compareAggregates } from "../evidence/compare-aggregates.ts";
import type { RunEvidence } from "../evidence/reperform.ts";
import type { StoredQuery } from "../evidence/run-record.ts";
import type { Aggregate, AggregateRow } from "../foundation/aggregate.ts";
import { canonicalJson } from "../foundation/canonical-json.ts";
import { TickmarkError, describeError } from "../foundation/errors.ts";
import { SUPPRESSED, type ShownAggregate, type ShownRow, decodeShownCsv } from "../foundation/typed-csv.ts";
import type { Population } from "../population/population.ts";
import { parseParameters, storedValue } from "../runner/run-analysis.ts";
import type { AggregateQuery } from "../sql/aggregate-query.ts";
import { isIdentifier } from "./pack-identifiers.ts";
import { alikeUnderNames } from "./renamed-aggregates.ts";

/** One thing that a run states and that came out otherwise. */
export type RunDifference = ReviewDifference & { readonly runId: string };

/** Asks an engine that holds the population. */
export type Ask = (query: AggregateQuery) => Promise<Aggregate>;

export interface RecomputedRun {
  readonly aggregates: ReadonlyMap<string, Aggregate>;
  readonly differences: readonly RunDifference[];
  /** Queries of the pack that this program would not ask in these words. */
  readonly foreign: readonly StoredQuery[];
}

/** Every aggregate of a run, asked again by this program's own queries. */
export async function recomputeRun(
  { record }: RunEvidence,
  analyses: readonly Analysis[],
  population: Population,
  ask: Ask,
): Promise<RecomputedRun> {
  const aggregates = new Map<string, Aggregate>();
  const own = new Map<string, string>();
  const foreign = (): StoredQuery[] => record.queries.filter((query) => own.get(query.name) !== words(query.sql, query.values));
  const analysis = analyses.find((entry) => entry.id === record.analysisId);
  if (analysis?.methodVersion !== record.methodVersion) {
    const here = analysis?.methodVersion ?? "unknown analysis";
    const difference = { runId: record.runId, subject: "method version", stored: record.methodVersion, recomputed: here };
    return { aggregates, differences: [difference], foreign: foreign() };
  }
  try {
    const parameters = parseParameters(analysis, record.parameters);
    for (;;) {
      const next = nextQueries(analysis, { parameters, population, aggregates });
      if (next === null) return { aggregates, differences: [], foreign: foreign() };
      for (const query of next) {
        own.set(query.name, words(query.sql.text, query.sql.values.map(storedValue)));
        aggregates.set(query.name, await ask(query));
      }
    }
  } catch (error) {
    if (error instanceof TickmarkError && error.code === "cancelled") throw error;
    const difference = { runId: record.runId, subject: "run", stored: "complete", recomputed: describeError(error) };
    return { aggregates, differences: [difference], foreign: [] };
  }
}

function words(text: string, values: StoredQuery["values"]): string {
  return canonicalJson({ text, values });
}

/**
 * What the stored aggregates of a run say otherwise than the recomputed ones. `names: "others"`: ids stand under pseudonyms on one
 * side only, so they are matched by what is counted for each. `minimumCell`: of the pack's suppression; suppressed cells are not compared.
 */
export function compareRun(
  { record, files, withheld }: RunEvidence,
  recomputed: ReadonlyMap<string, Aggregate>,
  { names, minimumCell }: { readonly names: "same" | "others"; readonly minimumCell: number | null },
): RunDifference[] {
  const { runId } = record;
  const stored = new Map<string, Aggregate>();
  const again = new Map(recomputed);
  const differences: RunDifference[] = [];
  for (const query of record.queries) {
    const text = files.get(query.file);
    if (text === undefined && withheld.has(query.name)) continue;
    if (text === undefined) differences.push(presence(runId, query.name, false, recomputed.has(query.name)));
    else {
      const shown = decodeShownCsv(text, query.name, query.columns as Aggregate["columns"], minimumCell);
      const suppressed = shown.rows.some((row) => Object.values(row).includes(SUPPRESSED));
      // Whose row is whose cannot be told where what is counted for them is suppressed.
      if (suppressed && names === "others" && shown.columns.some(({ name }) => isIdentifier(name))) again.delete(query.name);
      else {
        stored.set(query.name, withoutSuppressed(shown, shown));
        const other = recomputed.get(query.name);
        if (suppressed && other !== undefined) again.set(query.name, withoutSuppressed(other, shown));
      }
    }
  }
  const known = new Set(record.queries.map((query) => query.name));
  for (const name of recomputed.keys()) if (!known.has(name)) differences.push(presence(runId, name, false, true));
  const [left, right] = names === "same" ? [stored, again] : alikeUnderNames(stored, again);
  for (const [name, aggregate] of left) {
    const other = right.get(name);
    if (other === undefined) differences.push(presence(runId, name, true, false));
    else differences.push(...compareAggregates(aggregate, other).map((difference) => ({ runId, ...difference })));
  }
  return differences;
}

/** An aggregate with nothing in the cells that are suppressed in the shown one; rows are matched by their keys. */
function withoutSuppressed(aggregate: ShownAggregate, shown: ShownAggregate): Aggregate {
  const keyOf = (row: ShownRow): string =>
    canonicalJson(shown.columns.filter(({ key }) => key === true).map(({ name }) => (row[name] === null ? null : String(row[name]))));
  const hidden = new Map(shown.rows.map((row) => [keyOf(row), new Set(Object.keys(row).filter((column) => row[column] === SUPPRESSED))]));
  const rows = aggregate.rows.map((row): AggregateRow =>
    Object.fromEntries(
      Object.entries(row).map(([column, cell]) => [
        column,
        cell === SUPPRESSED || hidden.get(keyOf(row))?.has(column) === true ? null : cell,
      ]),
    ),
  );
  return { ...aggregate, rows };
}

function presence(runId: string, name: string, stored: boolean, recomputed: boolean): RunDifference {
  const word = (there: boolean): string => (there ? "present" : "missing");
  return { runId, subject: `aggregate ${name}`, stored: word(stored), recomputed: word(recomputed) };
}

export function differing(runId: string, subject: string, stored: unknown, recomputed: unknown): RunDifference[] {
  const [left, right] = [canonicalJson(stored), canonicalJson(recomputed)];
  return left === right ? [] : [{ runId, subject, stored: left, recomputed: right }];
}
