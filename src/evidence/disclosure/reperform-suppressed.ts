import type { Analysis } from "../../analyses/analysis.ts";
import { canonicalJson } from "../../foundation/canonical-json.ts";
import { sha256Hex } from "../../foundation/digest.ts";
import { TickmarkError } from "../../foundation/errors.ts";
import type { Figure } from "../../foundation/figure.ts";
import type { Steps } from "../../foundation/steps.ts";
import { SUPPRESSED, type ShownAggregate, decodeShownCsv, suppressionMark } from "../../foundation/typed-csv.ts";
import type { Verdict } from "../../policy/verdict.ts";
import { storedSqlValues } from "./stored-values.ts";
import type { RunEvidence } from "../reperform.ts";
import { asColumn } from "../run-record.ts";
import type { Difference, RunReperformance } from "../verification-report.ts";
import { agreesWhereShown } from "./masked-sql.ts";
import { marginNames, marginsByKey } from "./margins.ts";
import { type Replayed, replayFillings } from "./suppressed-replay.ts";
import {
  ANSWER,
  answerFromStates,
  answerFromWhatIsLeft,
  labelOf,
  textById,
  VERDICT_FIELDS,
  verdictEntry,
  withheldFields,
  withheldFigure,
  withheldVerdict,
} from "./withheld.ts";

/** Aggregates of a run as they are printed. Throws `bad-input` for one that is not the one that the record names. */
export function printedTables({ record, files, withheld, suppression }: RunEvidence): Map<string, ShownAggregate> {
  const tables = new Map<string, ShownAggregate>();
  if (suppression === undefined) return tables;
  for (const query of record.queries) {
    const text = files.get(query.file);
    if (text === undefined && withheld.has(query.name)) continue;
    if (text === undefined || sha256Hex(text) !== query.sha256)
      throw new TickmarkError("bad-input", `The aggregate ${query.name} is missing, or not the one that the record names.`, {
        file: query.file,
      });
    if (tables.has(query.name)) throw new TickmarkError("bad-input", `The aggregate ${query.name} is stored twice.`, { file: query.file });
    const table = decodeShownCsv(text, query.name, query.columns.map(asColumn), suppression.minimumCell);
    if (table.rows.length !== query.rows)
      throw new TickmarkError("bad-input", `The aggregate ${query.name} has other rows than the record says.`, { file: query.file });
    tables.set(query.name, table);
  }
  return tables;
}

/** True where a run cannot be recomputed cell by cell. A run with nothing suppressed that lists withheld figures is none: what it lists can be recomputed. */
export function isSuppressed({ withheld, suppression }: RunEvidence, printed: ReadonlyMap<string, ShownAggregate>): boolean {
  if (withheld.size > 0 || (suppression?.listed.size ?? 0) > 0) return true;
  return [...printed.values()].some((table) => countMarks(table, suppression?.minimumCell ?? null) > 0);
}

/** Suppressed cells of a table, those within lists of counts included. */
export function countMarks({ rows }: ShownAggregate, minimumCell: number | null): number {
  if (minimumCell === null) return 0;
  const mark = suppressionMark(minimumCell);
  const marksIn = (cell: unknown): number => {
    if (cell === SUPPRESSED) return 1;
    return typeof cell === "string" && cell.includes(mark) ? cell.split(" ").filter((token) => token === mark).length : 0;
  };
  return rows.reduce((sum, row) => sum + Object.values(row).reduce<number>((marks, cell) => marks + marksIn(cell), 0), 0);
}

export interface SuppressedReperformance {
  readonly state: RunReperformance["state"];
  readonly message: string;
  readonly differences: readonly Difference[];
  readonly counts: Pick<RunReperformance, "aggregates" | "figures" | "verdicts" | "withheld">;
}

/**
 * Recomputes a run with suppressed cells on several ways to fill them. What is not listed as withheld must come out the same on each, and as
 * stored; what is listed must be printed without number, and counts as neither confirmed nor refuted. A listed figure that no filling changes
 * may still rest on a cell in a way that these fillings do not show, so it is withheld; only where nothing of the run is suppressed is it
 * provably listed for no reason, and that fails.
 */
export function* reperformSuppressed(
  run: RunEvidence,
  analysis: Analysis,
  printed: ReadonlyMap<string, ShownAggregate>,
): Steps<SuppressedReperformance> {
  const replays = yield* replayFillings(run.record, analysis, printed, marginsByKey(run.suppression?.margins ?? []));
  return new SuppressedComparison(run, analysis, printed, replays).result();
}

class SuppressedComparison {
  readonly #run: RunEvidence;
  readonly #analysis: Analysis;
  readonly #printed: ReadonlyMap<string, ShownAggregate>;
  readonly #listed: ReadonlySet<string>;
  readonly #minimumCell: number;
  readonly #margins: ReadonlyMap<string, number>;
  readonly #replays: readonly Replayed[];
  readonly #differences: Difference[] = [];
  readonly #counts = { aggregates: 0, figures: 0, verdicts: 0, withheld: 0 };

  constructor(run: RunEvidence, analysis: Analysis, printed: ReadonlyMap<string, ShownAggregate>, replays: readonly Replayed[]) {
    this.#run = run;
    this.#analysis = analysis;
    this.#printed = printed;
    this.#listed = run.suppression?.listed ?? new Set();
    this.#minimumCell = run.suppression?.minimumCell ?? 0;
    this.#margins = marginsByKey(run.suppression?.margins ?? []);
    const parameters = analysis.parameters.parse(run.record.parameters);
    if (canonicalJson(parameters) !== canonicalJson(run.record.parameters)) this.#differ("parameters", run.record.parameters, parameters);
    this.#replays = replays;
    this.#counts.aggregates = printed.size;
  }

  result(): SuppressedReperformance {
    const run = this.#run;
    const nothing =
      run.withheld.size === 0 &&
      [...this.#printed.values()].every((table) => countMarks(table, run.suppression?.minimumCell ?? null) === 0);
    if (nothing)
      for (const entry of this.#listed)
        this.#differ(`${entry}: withheld`, "withheld", "nothing of the run is suppressed, so there is no reason");
    this.#compareMargins();
    this.#compareQueries();
    this.#compareEntries("figure");
    this.#compareEntries("verdict");
    this.#compareAnswer();
    this.#compareListed();
    const { length } = this.#differences;
    const state = length > 0 ? "fail" : "withheld";
    const { withheld } = this.#counts;
    const message =
      length > 0
        ? `${length} ${length === 1 ? "difference" : "differences"}.`
        : `${this.#counts.figures + this.#counts.verdicts} figures and verdicts agree exactly on every filling of the suppressed cells; ${withheld} rest on what the pack withholds.`;
    return { state, message, differences: this.#differences, counts: this.#counts };
  }

  /** A printed sum must be one over cells of the run; that it is the sum of them follows from the fillings, which respect it. */
  #compareMargins(): void {
    if (this.#margins.size === 0) return;
    const rules = new Map(this.#replays.flatMap(({ stages }) => stages.flat()).map(({ name, disclosure }) => [name, disclosure]));
    const tables = [...this.#printed.values()].flatMap((shown) => {
      const disclosure = rules.get(shown.name);
      return disclosure === undefined ? [] : [{ id: shown.name, shown, disclosure }];
    });
    const known = marginNames(tables);
    for (const [name, value] of this.#margins)
      if (!known.has(name)) this.#differ("margin", `${value} rows, ${name.replace("\n", " ")}`, "no sum over cells of the run");
  }

  /** SQL must agree wherever it is shown; the first stage rests on no aggregate and is always shown. */
  #compareQueries(): void {
    const { record } = this.#run;
    const known = new Set(record.queries.map(({ name }) => name));
    const plans = this.#replays.length > 0 ? this.#replays.map(({ stages }) => stages.flat()) : [];
    for (const query of record.queries) {
      const asked = plans.map((plan) => plan.find(({ name }) => name === query.name));
      const again = asked.flatMap((found) => found ?? []);
      const subject = `query ${query.name}`;
      if (plans.length > 0 && again.length === 0 && query.stage === 0) this.#differ(subject, "stored", "asked for on no filling");
      if (query.stage === 0 && again.some(({ sql }) => sql.text !== query.sql))
        this.#differ(`${subject}.sql`, query.sql, again[0]?.sql.text ?? "");
      for (const { sql, columns } of again) {
        if (!agreesWhereShown(query.sql, sql.text) && new Set(again.map((other) => other.sql.text)).size === 1)
          this.#differ(`${subject}.sql`, query.sql, sql.text);
        if (canonicalJson(columns) !== canonicalJson(query.columns.map(asColumn)))
          this.#differ(`${subject}.columns`, query.columns, columns);
        if (query.values.length > 0 && canonicalJson(query.values) !== canonicalJson(storedSqlValues(sql.values)))
          this.#differ(`${subject}.values`, query.values, storedSqlValues(sql.values));
      }
    }
    // Which queries later stages ask may itself rest on suppressed cells.
    const asked = new Set(this.#replays[0]?.stages[0]?.map(({ name }) => name));
    for (const name of asked) if (!known.has(name)) this.#differ(`query ${name}`, "left out", "asked for on every filling");
  }

  #compareEntries(what: "figure" | "verdict"): void {
    const stored: readonly { figureId: string }[] = what === "figure" ? this.#run.record.figures : this.#run.record.verdicts;
    const again = this.#replays.map(({ evaluation }) => (what === "figure" ? evaluation.figures : evaluation.verdicts));
    const texts = again.map((entries) => textById(entries));
    const entryOf = (figureId: string): string => (what === "figure" ? figureId : verdictEntry(figureId));
    for (const entry of stored) {
      if (this.#listed.has(entryOf(entry.figureId))) {
        this.#compareWithheld(what, entry);
        continue;
      }
      if (texts.length === 0) this.#differ(`${what} ${entry.figureId}`, "not withheld", "cannot be recomputed from what the pack shows");
      const text = canonicalJson(entry);
      const other = texts.find((known) => known.get(entry.figureId) !== text);
      if (other !== undefined) this.#differ(`${what} ${entry.figureId}`, entry, other.get(entry.figureId) ?? "not on every filling");
      this.#counts[what === "figure" ? "figures" : "verdicts"] += 1;
    }
    const known = new Set(stored.map(({ figureId }) => figureId));
    const [first] = again;
    for (const { figureId } of first ?? [])
      if (!known.has(figureId) && !this.#listed.has(entryOf(figureId)) && texts.every((entries) => entries.has(figureId)))
        this.#differ(`${what} ${figureId}`, "left out", "comes out on every filling");
    const order = (entries: readonly { figureId: string }[]): string[] =>
      entries.map(({ figureId }) => figureId).filter((figureId) => known.has(figureId) && !this.#listed.has(entryOf(figureId)));
    if (first !== undefined && canonicalJson(order(first)) !== canonicalJson(order(stored)) && this.#differences.length === 0)
      this.#differ(`order of ${what}s`, order(stored), order(first));
  }

  /** A listed figure or verdict must be printed in the one form that holds no number. */
  #compareWithheld(what: "figure" | "verdict", entry: { readonly figureId: string }): void {
    this.#counts.withheld += 1;
    const plain =
      what === "figure"
        ? withheldFigure(entry as Figure, this.#minimumCell)
        : withheldVerdict(entry as Verdict, this.#minimumCell, this.#fieldsOf(entry.figureId));
    if (canonicalJson(entry) !== canonicalJson(plain)) this.#differ(`${what} ${entry.figureId}`, entry, plain);
    if (what === "verdict") this.#compareFields(entry as Verdict);
    const label = canonicalJson(labelOf(entry as Figure | Verdict));
    const labels = this.#replays.flatMap(({ evaluation }) =>
      (what === "figure" ? evaluation.figures : evaluation.verdicts)
        .filter(({ figureId }) => figureId === entry.figureId)
        .map((other) => canonicalJson(labelOf(other))),
    );
    if (labels.length > 0 && !labels.includes(label)) this.#differ(`${what} ${entry.figureId}`, label, labels[0] ?? "");
  }

  /** What a verdict keeps must come out the same on every filling. */
  #compareFields(verdict: Verdict): void {
    const listed = this.#fieldsOf(verdict.figureId);
    const verdicts = this.#replays.map(({ evaluation }) => evaluation.verdicts);
    for (const field of withheldFields(verdict, verdicts))
      if (!listed.includes(field)) this.#differ(`verdict ${verdict.figureId}: ${field}`, verdict, "not the same on every filling");
  }

  #fieldsOf(figureId: string): readonly string[] {
    return this.#run.suppression?.fields?.get(verdictEntry(figureId)) ?? VERDICT_FIELDS;
  }

  #compareAnswer(): void {
    const { record } = this.#run;
    if (!this.#listed.has(ANSWER)) {
      const other = this.#replays.find(({ evaluation }) => evaluation.answer !== record.answer);
      if (other !== undefined || this.#replays.length === 0)
        this.#differ("answer", record.answer, other?.evaluation.answer ?? "cannot be recomputed from what the pack shows");
      return;
    }
    this.#counts.withheld += 1;
    const rebuilt = answerFromWhatIsLeft(record, this.#analysis, this.#replays);
    if (record.answer !== rebuilt && record.answer !== answerFromStates(record)) this.#differ("answer", record.answer, rebuilt);
  }

  /** A listed name must name something that is stored, or that comes out on some filling. */
  #compareListed(): void {
    const { record } = this.#run;
    const names = new Set([
      ...record.figures.map(({ figureId }) => figureId),
      ...record.verdicts.map(({ figureId }) => verdictEntry(figureId)),
      ...this.#replays.flatMap(({ evaluation: { figures, verdicts } }) => [
        ...figures.map(({ figureId }) => figureId),
        ...verdicts.map(({ figureId }) => verdictEntry(figureId)),
      ]),
      ANSWER,
    ]);
    for (const entry of this.#listed) if (!names.has(entry)) this.#differ(`${entry}: withheld`, "listed", "nothing has that name");
  }

  #differ(subject: string, stored: unknown, recomputed: unknown): void {
    const text = (value: unknown): string => (typeof value === "string" ? value : canonicalJson(value));
    this.#differences.push({ subject, stored: text(stored), recomputed: text(recomputed) });
  }
}
