import type { Analysis } from "../analyses/analysis.ts";
import { evaluate, nextQueries } from "../analyses/evaluate.ts";
import type { ChartSpec } from "../charts/chart-spec.ts";
import type { PopulationsDocument } from "../evidence/documents.ts";
import { namesSomebody } from "../evidence/run-journal.ts";
import type { RunRecord, StoredQuery } from "../evidence/run-record.ts";
import { type Aggregate, sortAggregateRows } from "../foundation/aggregate.ts";
import { canonicalJson } from "../foundation/canonical-json.ts";
import { sha256Hex } from "../foundation/digest.ts";
import { TickmarkError } from "../foundation/errors.ts";
import { decodeTypedCsv, encodeTypedCsv } from "../foundation/typed-csv.ts";
import type { Population } from "../population/population.ts";
import { parseParameters, storedValue } from "../runner/run-analysis.ts";
import type { AggregateQuery } from "../sql/aggregate-query.ts";
import { type Pseudonymise, dimensionsInPack, filtersInPack, funnelInPack, isIdentifier } from "./pack-identifiers.ts";
import type { StoredRun } from "./run-service.ts";

export interface RunInPack extends StoredRun {
  /** Drawn from the run as the pack shows it; null where it is the run of the case, word by word. */
  readonly charts: readonly ChartSpec[] | null;
}

/**
 * A run as every pack shows it: ids in the aggregates' cells go under pseudonyms, and the plan, figures, verdicts and the answer are
 * made again from those cells. The numbers must come out the same.
 */
export function runInPack(stored: StoredRun, analyses: readonly Analysis[], pseudonymise: Pseudonymise): RunInPack {
  const { record } = stored;
  if (!namesSomebody(record)) return { ...stored, charts: null };
  const analysis = analyses.find(({ id }) => id === record.analysisId);
  if (analysis?.methodVersion !== record.methodVersion)
    throw new TickmarkError(
      "unsupported",
      `${record.runId} names people, and its pseudonymised figures can only be made by method version ${record.methodVersion} of ${record.title}.`,
      { remedy: "Export with the version of the program that made the run." },
    );
  const parameters = parseParameters(analysis, record.parameters);
  const population = populationInPack(record.population, pseudonymise);
  const given = new Map(record.queries.map((query) => [query.name, aggregateInPack(stored, query, pseudonymise)]));
  const { aggregates, queries, files } = replan(analysis, { parameters, population, record, given });
  const { policy, origin } = record;
  const again = evaluate(analysis, { parameters, population, policy, origin, aggregates });
  requireSameNumbers(record, again.figures, pseudonymise);
  return {
    record: {
      ...record,
      population,
      queries,
      funnel: funnelInPack(record.funnel, record.population.filters, pseudonymise),
      figures: [...again.figures] as RunRecord["figures"],
      verdicts: [...again.verdicts] as RunRecord["verdicts"],
      answer: again.answer,
    },
    files,
    charts: again.charts,
  };
}

export function populationInPack(population: Population, pseudonymise: Pseudonymise): Population {
  return { ...population, filters: filtersInPack(population.filters, pseudonymise) };
}

/** Filters, and ids that the description of the joins gives as examples. */
export function populationsInPack(document: PopulationsDocument, pseudonymise: Pseudonymise): PopulationsDocument {
  return {
    ...document,
    populations: document.populations.map((entry) => {
      const definition = entry.construction["definition"] as { filters: Population["filters"] };
      const joins = entry.construction["joins"] as { joinOn: string; examples: { unmatched: string[]; duplicates: string[] } }[];
      const under = (joinOn: string, ids: readonly string[]): string[] => ids.map((id) => pseudonymise(joinColumn(joinOn), id)).toSorted();
      return {
        ...entry,
        definition: populationInPack(entry.definition, pseudonymise),
        funnel: funnelInPack(entry.funnel, entry.definition.filters, pseudonymise),
        construction: {
          ...entry.construction,
          definition: { ...definition, filters: filtersInPack(definition.filters, pseudonymise) },
          joins: joins.map((join) => ({
            ...join,
            examples: {
              unmatched: under(join.joinOn, join.examples.unmatched),
              duplicates: under(join.joinOn, join.examples.duplicates),
            },
          })),
        },
      };
    }),
  };
}

function joinColumn(role: string): string {
  return role === "subjectId" ? "subject_id" : "decision_id";
}

function aggregateInPack({ files }: StoredRun, query: StoredQuery, pseudonymise: Pseudonymise): Aggregate {
  const columns = query.columns as Aggregate["columns"];
  const { rows } = decodeTypedCsv(files.get(query.file) ?? "", query.name, columns);
  const hidden = columns.filter(({ name, type }) => isIdentifier(name) && type === "text");
  const replaced = rows.map((row) => ({
    ...row,
    ...Object.fromEntries(
      hidden.map(({ name }) => {
        const cell = row[name];
        return [name, typeof cell === "string" ? pseudonymise(name, cell) : null];
      }),
    ),
  }));
  return { name: query.name, columns, rows: sortAggregateRows(columns, replaced) };
}

interface Replan {
  readonly parameters: unknown;
  readonly population: Population;
  readonly record: RunRecord;
  readonly given: ReadonlyMap<string, Aggregate>;
}

/** Asks for the plan stage by stage, as a reviewer will, and answers from the aggregates under pseudonyms. */
function replan(analysis: Analysis, { parameters, population, record, given }: Replan) {
  const aggregates = new Map<string, Aggregate>();
  const queries: StoredQuery[] = [];
  const files = new Map<string, string>();
  for (let stage = 0; ; stage += 1) {
    const next = nextQueries(analysis, { parameters, population, aggregates }) ?? [];
    const stored = record.queries.filter((query) => query.stage === stage);
    if (canonicalJson(next.map(({ name }) => name)) !== canonicalJson(stored.map(({ name }) => name))) throw notAlike(record);
    if (next.length === 0) break;
    for (const query of next) {
      const before = stored.find(({ name }) => name === query.name);
      const aggregate = given.get(query.name);
      if (before === undefined || aggregate === undefined) throw notAlike(record);
      const text = encodeTypedCsv(aggregate);
      aggregates.set(query.name, aggregate);
      files.set(before.file, text);
      queries.push({ ...before, ...sqlOf(query), sha256: sha256Hex(text) });
    }
  }
  return { aggregates, queries, files };
}

function sqlOf(query: AggregateQuery): Pick<StoredQuery, "sql" | "values"> {
  return { sql: query.sql.text, values: query.sql.values.map(storedValue) };
}

const RELATIVE_DIFFERENCE = 1e-9;

/** Other names must not make other numbers; sums of floating-point numbers may be rounded in another order. */
function requireSameNumbers(record: RunRecord, figures: readonly RunRecord["figures"][number][], pseudonymise: Pseudonymise): void {
  const key = (name: string, dimensions: Readonly<Record<string, string>>): string => canonicalJson({ name, dimensions });
  const again = new Map(figures.map(({ name, dimensions, outcome }) => [key(name, dimensions), outcome]));
  for (const { name, dimensions, outcome } of record.figures) {
    const other = again.get(key(name, dimensionsInPack(dimensions, pseudonymise)));
    const [before, after] = [valueOf(outcome), other === undefined ? undefined : valueOf(other)];
    if (after === undefined || !alike(before, after)) throw notAlike(record);
  }
  if (figures.length !== record.figures.length) throw notAlike(record);
}

function valueOf(outcome: RunRecord["figures"][number]["outcome"]): number | string {
  return outcome.status === "computed" ? outcome.estimate : outcome.code;
}

function alike(before: number | string, after: number | string): boolean {
  if (typeof before === "string" || typeof after === "string") return before === after;
  return Math.abs(before - after) <= RELATIVE_DIFFERENCE * Math.max(Math.abs(before), Math.abs(after));
}

function notAlike({ runId }: RunRecord): TickmarkError {
  return new TickmarkError("verification-failed", `${runId} does not come out the same under pseudonyms.`, {
    remedy: "Check for ids that differ only in spaces around them or in the form of their letters; import them trimmed.",
  });
}
