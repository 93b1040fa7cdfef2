import { evaluate } from "../../analyses/evaluate.ts";
import type { ChartSpec } from "../../charts/chart-spec.ts";
import { sha256Hex } from "../../foundation/digest.ts";
import type { Figure } from "../../foundation/figure.ts";
import type { Steps } from "../../foundation/steps.ts";
import { type ShownAggregate, encodeShownCsv } from "../../foundation/typed-csv.ts";
import type { Verdict } from "../../policy/verdict.ts";
import type { RunRecord, StoredQuery } from "../run-record.ts";
import { WITHHELD_SQL, maskedSql } from "./masked-sql.ts";
import type { KnownSum } from "./count-system.ts";
import { marginsByKey } from "./margins.ts";
import type { RunTables } from "./run-tables.ts";
import type { SuppressedTable } from "./suppress-tables.ts";
import { type Replayed, replayFillings } from "./suppressed-replay.ts";
import {
  ANSWER,
  answerFromStates,
  answerFromWhatIsLeft,
  chartsFromWhatIsLeft,
  differing,
  safelyNamed,
  verdictEntry,
  withheldFields,
  withheldFigure,
  withheldVerdict,
} from "./withheld.ts";

export interface ShareableRun {
  readonly record: RunRecord;
  /** Canonical typed CSV by `<query>.csv`. */
  readonly files: Readonly<Record<string, string>>;
}

/** The tables of one run after suppression. */
export interface RunDisclosure {
  readonly tables: readonly SuppressedTable[];
  /** Sums over their cells that are printed beside them. */
  readonly margins: readonly KnownSum[];
}

/** An entry of `withheldFigures`, without its run. */
export interface WithheldEntry {
  readonly figureId: string;
  readonly fields?: string[];
}

export interface SharedRun extends ShareableRun {
  readonly withheldQueries: readonly { runId: string; query: string; reason: string }[];
  readonly withheld: readonly WithheldEntry[];
  readonly margins: readonly KnownSum[];
  readonly charts: readonly ChartSpec[];
  /** True where something is suppressed or withheld. */
  readonly changed: boolean;
  readonly tables: readonly { runId: string; title: string; query: string; cells: number; suppressed: number; complementary: number }[];
}

/** In place of the digest of an aggregate that is left out. */
export const NO_DIGEST = "0".repeat(64);

/** One run as a shareable pack holds it; `disclosure` null: nothing is suppressed. */
export function* shareableRun(run: RunTables, disclosure: RunDisclosure | null, minimumCell: number): Steps<SharedRun> {
  const { record, files } = run.run;
  if (disclosure === null)
    return { record, files, withheldQueries: [], withheld: [], margins: [], charts: chartsOf(run), changed: false, tables: [] };
  const shown = new Map(disclosure.tables.map(({ shown: table }) => [table.name, table]));
  const withheldQueries = record.queries.flatMap(({ name }) => {
    const reason = run.whyWithheld(name);
    return reason === null ? [] : [{ runId: record.runId, query: name, reason }];
  });
  const tables = disclosure.tables.map(({ shown: { name }, cells, suppressed, complementary }) => ({
    runId: record.runId,
    title: record.title,
    query: name,
    cells,
    suppressed,
    complementary,
  }));
  const untouched = withheldQueries.length === 0 && tables.every(({ suppressed, complementary }) => suppressed + complementary === 0);
  if (untouched) return { record, files, withheldQueries: [], withheld: [], margins: [], charts: chartsOf(run), changed: false, tables };
  const texts = new Map([...shown].map(([name, table]) => [name, encodeShownCsv(table, minimumCell)]));
  const { margins, replays } = yield* replaysOf(run, shown, disclosure.margins);
  const withheld = differing(
    evaluationOf(record),
    replays.map(({ evaluation }) => evaluation),
  );
  const [figures, verdicts] = [replays.map(({ evaluation }) => evaluation.figures), replays.map(({ evaluation }) => evaluation.verdicts)];
  const fields = new Map(
    record.verdicts
      .filter(({ figureId }) => withheld.includes(verdictEntry(figureId)))
      .map((verdict) => [verdict.figureId, withheldFields(verdict as Verdict, verdicts)]),
  );
  const masked: RunRecord = {
    ...record,
    queries: record.queries.map((query) => shownQuery(query, texts.get(query.name), shown.get(query.name), replays)),
    figures: record.figures.map((figure) =>
      withheld.includes(figure.figureId)
        ? (withheldFigure(safelyNamed(figure as Figure, figures), minimumCell) as RunRecord["figures"][number])
        : figure,
    ),
    verdicts: record.verdicts.map((verdict) =>
      withheld.includes(verdictEntry(verdict.figureId))
        ? (withheldVerdict(
            safelyNamed(verdict as Verdict, verdicts),
            minimumCell,
            fields.get(verdict.figureId) ?? [],
          ) as RunRecord["verdicts"][number])
        : verdict,
    ),
  };
  const answer = withheld.includes(ANSWER) ? answerOf(run, masked, replays) : record.answer;
  return {
    record: { ...masked, answer },
    files: Object.fromEntries([...texts].map(([name, text]) => [`${name}.csv`, text])),
    withheldQueries,
    withheld: withheld.map((entry) => entryWith(entry, fields)),
    margins,
    charts: run.analysis === null ? [] : chartsFromWhatIsLeft(masked, run.analysis, replays),
    changed: true,
    tables,
  };
}

/** Sums that leave the search without a single filling are not printed: nothing could be recomputed from them. */
function* replaysOf(
  { analysis, record }: RunTables,
  shown: ReadonlyMap<string, ShownAggregate>,
  margins: readonly KnownSum[],
): Steps<{ margins: readonly KnownSum[]; replays: readonly Replayed[] }> {
  if (analysis === null) return { margins: [], replays: [] };
  const replays = yield* replayFillings(record, analysis, shown, marginsByKey(margins));
  if (replays.length > 0 || margins.length === 0) return { margins, replays };
  return { margins: [], replays: yield* replayFillings(record, analysis, shown, new Map()) };
}

function entryWith(figureId: string, fields: ReadonlyMap<string, string[]>): WithheldEntry {
  const found = [...fields].find(([id]) => verdictEntry(id) === figureId)?.[1];
  return found === undefined ? { figureId } : { figureId, fields: found };
}

function answerOf({ analysis }: RunTables, record: RunRecord, replays: readonly Replayed[]): string {
  return analysis === null ? answerFromStates(record) : answerFromWhatIsLeft(record, analysis, replays);
}

function evaluationOf({ figures, verdicts, answer }: RunRecord): Parameters<typeof differing>[0] {
  return { figures: figures as readonly Figure[], verdicts: verdicts as readonly Verdict[], answer };
}

/** Where nothing is suppressed, the charts of the run itself. */
function chartsOf({ analysis, record, aggregates }: RunTables): readonly ChartSpec[] {
  if (analysis === null) return [];
  const { parameters, population, policy, origin } = record;
  return evaluate(analysis, { parameters, population, policy, origin, aggregates }).charts;
}

/** SQL that names suppressed values has them taken out; the digest of an aggregate that is left out would confirm a guess at it. */
function shownQuery(
  query: StoredQuery,
  text: string | undefined,
  shown: ShownAggregate | undefined,
  replays: readonly Replayed[],
): StoredQuery {
  const asked = replays.map(({ stages }) => stages.flat().find(({ name }) => name === query.name));
  const texts = asked.flatMap((again) => (again === undefined ? [] : [again.sql.text]));
  const sql =
    query.stage === 0 ? query.sql : texts.length === asked.length && texts.length > 0 ? maskedSql([query.sql, ...texts]) : WITHHELD_SQL;
  const kept = { ...query, sql, values: sql === WITHHELD_SQL ? [] : query.values };
  return text === undefined || shown === undefined ? { ...kept, sha256: NO_DIGEST } : { ...kept, sha256: sha256Hex(text) };
}
