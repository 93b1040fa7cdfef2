import type { Analysis } from "../../analyses/analysis.ts";
import type { ChartSpec } from "../../charts/chart-spec.ts";
import type { PrivacyDocument } from "../documents.ts";
import type { JournalEntry, JournalPayload } from "../journal-chain.ts";
import type { RunRecord } from "../run-record.ts";
import { withheldPayloadReason } from "./journal-payloads.ts";
import { type RunDisclosure, type ShareableRun, type SharedRun, shareableRun } from "./shareable-run.ts";
import { RunTables } from "./run-tables.ts";
import { asAggregate, marginTables, shownMargins } from "./margins.ts";
import { type TrueTable, suppressInSteps } from "./suppress-tables.ts";
import type { KnownSum } from "./count-system.ts";
import { knownSums } from "./known-sums.ts";
import { type Steps, atOnce } from "../../foundation/steps.ts";
import { suppressionMark } from "../../foundation/typed-csv.ts";

/** What of a pack's input the disclosure control reads and writes. */
export interface ShareableInput {
  readonly runs: readonly ShareableRun[];
  readonly privacy: PrivacyDocument;
  readonly journal: {
    readonly entries: readonly JournalEntry[];
    readonly payloads: readonly (JournalPayload & { readonly seq: number })[];
  };
}

export interface ShareableCounts {
  readonly cells: number;
  readonly suppressedCells: number;
  readonly complementaryCells: number;
  readonly figures: number;
  readonly withheldFigures: number;
  readonly withheldPayloads: number;
  readonly tables: readonly { runId: string; title: string; query: string; cells: number; suppressed: number; complementary: number }[];
}

export interface ShareableContent<Input> {
  readonly input: Input;
  /** By run id, drawn from what is left. */
  readonly charts: ReadonlyMap<string, readonly ChartSpec[]>;
  readonly counts: ShareableCounts;
}

/** Rule by which cells are suppressed, as privacy.json states it. */
export function suppressionRule(minimumCell: number): string {
  const mark = suppressionMark(minimumCell);
  return [
    `Numbers of 1 to ${minimumCell - 1} rows are printed as ${mark}, and so is everything that stands beside a number of rows that is; 0 rows is shown.`,
    `A part is too, where it or the rest is below ${minimumCell} of a shown whole.`,
    `Values of single records (quantiles, smallest, largest) are, unless ${minimumCell} records lie on each side or share the value; SQL that names one has [withheld] in its place.`,
    "Beside the cells stand sums over all of them and by each dimension (privacy.json, margins), bound by the same rule.",
    `Further cells are printed in the same way, whatever their number, until every suppressed number could be any of more than ${minimumCell} whole numbers for somebody who knows all other numbers of the pack: checked by search among systems of up to 160 unknown numbers.`,
    `A table of which more than half is small, and the largest of a system too large to search, is suppressed whole: of its cells it is only ensured that no single sum narrows them.`,
    "Figures, verdicts and sentences that are not the same for every way to fill the suppressed cells are withheld; verdicts keep their state, and what of them is the same.",
  ].join(" ");
}

/**
 * The content of a shareable pack: cells suppressed so that none follows, figures that rest on them without their number, journal payloads with
 * free text left out. Nothing of the calculation changes. Throws when an aggregate is not the one that its record names.
 */
export function shareableContent<Input extends ShareableInput>(
  input: Input,
  options: { readonly minimumCell: number },
  analyses: readonly Analysis[],
): ShareableContent<Input> {
  return atOnce(shareableInSteps(input, options, analyses));
}

/** The same in steps. */
export function* shareableInSteps<Input extends ShareableInput>(
  input: Input,
  options: { readonly minimumCell: number },
  analyses: readonly Analysis[],
): Steps<ShareableContent<Input>> {
  const { minimumCell } = options;
  const tables = input.runs.map((run) => new RunTables(run, analyses));
  yield "Suppressing small cells";
  const disclosures = minimumCell < 2 ? tables.map(() => null) : yield* disclosuresOf(tables, minimumCell);
  const shared: SharedRun[] = [];
  for (const [index, run] of tables.entries()) {
    yield `Withholding what rests on suppressed cells: ${run.record.runId}`;
    shared.push(yield* shareableRun(run, disclosures[index] ?? null, minimumCell));
  }
  const changed = new Set(shared.filter((run) => run.changed).map(({ record }) => record.runId));
  const payloads = input.journal.payloads.map((payload) => ({ payload, reason: reasonOf(input, payload, changed) }));
  const withheldPayloads = payloads.flatMap(({ payload: { seq }, reason }) => (reason === null ? [] : [{ seq, reason }]));
  const perTable = shared.flatMap(({ tables: counted }) => counted);
  const sum = (of: "cells" | "suppressed" | "complementary"): number => perTable.reduce((total, table) => total + table[of], 0);
  const withheldFigures = shared.flatMap(({ record, withheld }) => withheld.map((entry) => ({ runId: record.runId, ...entry })));
  const privacy: PrivacyDocument = {
    ...input.privacy,
    suppression:
      minimumCell < 2
        ? null
        : {
            minimumCell,
            rule: suppressionRule(minimumCell),
            suppressedCells: sum("suppressed"),
            complementaryCells: sum("complementary"),
          },
    margins: shared.flatMap(({ record: { runId }, margins }) => margins.map((margin) => ({ runId, ...printedMargin(margin) }))),
    withheldQueries: [...input.privacy.withheldQueries, ...shared.flatMap(({ withheldQueries }) => withheldQueries)],
    withheldFigures: [...input.privacy.withheldFigures, ...withheldFigures],
    withheldPayloads: [...input.privacy.withheldPayloads, ...withheldPayloads].toSorted((left, right) => left.seq - right.seq),
  };
  return {
    input: {
      ...input,
      runs: shared.map(({ record, files }) => ({ record, files })),
      privacy,
      journal: { ...input.journal, payloads: payloads.filter(({ reason }) => reason === null).map(({ payload }) => payload) },
    },
    charts: new Map(shared.map(({ record, charts }) => [record.runId, charts])),
    counts: {
      cells: sum("cells"),
      suppressedCells: sum("suppressed"),
      complementaryCells: sum("complementary"),
      figures: shared.reduce((total, { record }) => total + record.figures.length, 0),
      withheldFigures: shared.reduce(
        (total, { record, withheld }) =>
          total + record.figures.filter(({ figureId }) => withheld.some((entry) => entry.figureId === figureId)).length,
        0,
      ),
      withheldPayloads: privacy.withheldPayloads.length,
      tables: perTable.filter(({ suppressed, complementary }) => suppressed + complementary > 0),
    },
  };
}

/** Integers beyond 2^53 as texts, as in stored SQL values. */
function printedMargin({ universe, at, value }: KnownSum): Omit<NonNullable<PrivacyDocument["margins"]>[number], "runId"> {
  const cells = Object.entries(at).map(([name, cell]): [string, string | number | boolean | null] => [
    name,
    typeof cell === "bigint" ? String(cell) : cell,
  ]);
  return { universe, at: Object.fromEntries(cells), value };
}

function reasonOf(
  input: ShareableInput,
  { seq, payload }: JournalPayload & { readonly seq: number },
  changedRuns: ReadonlySet<string>,
): string | null {
  const kind = input.journal.entries.find((entry) => entry.seq === seq)?.kind ?? "";
  return withheldPayloadReason(kind, payload, changedRuns);
}

/** Runs on the same records are looked at together: what one of them shows may undo what another hides. */
function* disclosuresOf(runs: readonly RunTables[], minimumCell: number): Steps<RunDisclosure[]> {
  const result = new Map<RunTables, RunDisclosure>();
  for (const group of Map.groupBy(runs, ({ record }) => populationKey(record)).values()) {
    const tables = group.flatMap((run) => run.open.map((table) => ({ run, table })));
    const [first] = group;
    if (first === undefined) continue;
    const margins = group.flatMap((run) =>
      marginTables(
        run.open.map(({ id, aggregate, disclosure }) => ({ id, shown: aggregate, disclosure })),
        null,
      ).map((margin) => ({ run, margin })),
    );
    const suppressed = yield* suppressInSteps(
      [
        ...tables.map(({ table }) => table),
        ...margins.map(({ margin }): TrueTable => {
          const aggregate = asAggregate(margin);
          return { id: margin.id, aggregate, disclosure: margin.disclosure, aggregates: new Map() };
        }),
      ],
      knownSums(first.record.population, first.record.funnel),
      minimumCell,
      first.record.population.rows,
    );
    for (const run of group)
      result.set(run, {
        tables: suppressed.slice(0, tables.length).filter((_, index) => tables[index]?.run === run),
        margins: suppressed.slice(tables.length).flatMap(({ shown }, index) => {
          const margin = margins[index];
          return margin?.run === run ? shownMargins(shown, margin.margin.disclosure) : [];
        }),
      });
  }
  return runs.map((run) => result.get(run) ?? { tables: [], margins: [] });
}

/** Runs with different filters count different records; the same records have the same fingerprint. */
function populationKey({ population }: RunRecord): string {
  return population.fingerprint;
}
