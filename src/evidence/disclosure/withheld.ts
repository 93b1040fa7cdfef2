import type { Analysis } from "../../analyses/analysis.ts";
import type { Evaluation } from "../../analyses/evaluate.ts";
import type { ChartSpec } from "../../charts/chart-spec.ts";
import { compareText } from "../../foundation/aggregate.ts";
import { canonicalJson } from "../../foundation/canonical-json.ts";
import type { Figure } from "../../foundation/figure.ts";
import { notComputable } from "../../foundation/outcome.ts";
import { suppressionMark } from "../../foundation/typed-csv.ts";
import type { Verdict } from "../../policy/verdict.ts";
import type { RunRecord } from "../run-record.ts";
import type { Replayed } from "./suppressed-replay.ts";

/** In `withheldFigures`: a verdict is named by its figure with this before it. */
const VERDICT = "verdict:";
/** In `withheldFigures`: the answer in one sentence. */
export const ANSWER = "answer";

export function verdictEntry(figureId: string): string {
  return `${VERDICT}${figureId}`;
}

export function withheldReason(minimumCell: number): string {
  return `Withheld: rests on numbers that the pack does not publish (${suppressionMark(minimumCell)}).`;
}

/** A figure without its number. */
export function withheldFigure({ figureId, name, dimensions, unit }: Figure, minimumCell: number): Figure {
  return { figureId, name, dimensions, unit, outcome: notComputable("suppressed", withheldReason(minimumCell)) };
}

/** A verdict with its state, which is the finding, and without the numbers and texts that are listed. */
export function withheldVerdict(verdict: Verdict, minimumCell: number, fields: readonly string[]): Verdict {
  const kept = Object.fromEntries(Object.entries(verdict).filter(([field]) => isNaming(field) || !fields.includes(field)));
  return { ...(kept as unknown as Verdict), ...(fields.includes("reason") ? { reason: withheldReason(minimumCell) } : {}) };
}

/** What a verdict says, as against what names it. An entry that names no fields withholds them all. */
export const VERDICT_FIELDS = [
  "state",
  "reason",
  "effect",
  "effectLower",
  "effectUpper",
  "acceptedLower",
  "acceptedUpper",
  "pValue",
  "adjustedPValue",
  "conservativePValue",
  "rowsToDecide",
  "missing",
];

/** Printed whatever it rests on: what names a verdict, its state, and a reason. */
function isNaming(field: string): boolean {
  return ["figureId", "subject", "family", "state", "reason"].includes(field);
}

/**
 * Fields of a verdict that are not the same on every filling, in order of their names: left out, but for the state, which is then printed
 * without being confirmed. All of them where nothing was filled.
 */
export function withheldFields(verdict: Verdict, again: readonly (readonly Verdict[])[]): string[] {
  const others = again.map((verdicts) => verdicts.find(({ figureId }) => figureId === verdict.figureId));
  const same = (field: string): boolean =>
    others.length > 0 &&
    others.every((other) => other !== undefined && canonicalJson(fieldOf(other, field)) === canonicalJson(fieldOf(verdict, field)));
  const fields = new Set(["state", "reason", ...[verdict, ...others].flatMap((entry) => Object.keys(entry ?? {}))]);
  return [...fields].filter((field) => !["figureId", "subject", "family"].includes(field) && !same(field)).toSorted(compareText);
}

function fieldOf(verdict: Verdict, field: string): unknown {
  return Object.entries(verdict).find(([name]) => name === field)?.[1] ?? null;
}

/** What names a figure or a verdict, without what it says. */
export function labelOf(entry: Figure | Verdict): Readonly<Record<string, unknown>> {
  return "unit" in entry
    ? { name: entry.name, dimensions: entry.dimensions, unit: entry.unit }
    : { subject: entry.subject, family: entry.family };
}

/** The entry with the name that it has on some filling: a name could hold a number too. */
export function safelyNamed<Entry extends Figure | Verdict>(entry: Entry, again: readonly (readonly Entry[])[]): Entry {
  const others = again.flatMap((entries) => entries.filter(({ figureId }) => figureId === entry.figureId));
  const own = canonicalJson(labelOf(entry));
  const [first] = others;
  return first === undefined || others.some((other) => canonicalJson(labelOf(other)) === own) ? entry : { ...entry, ...labelOf(first) };
}

/** Ids of figures, verdicts and the answer that are not the same in all of these evaluations. */
export function differing(stored: Pick<Evaluation, "figures" | "verdicts" | "answer">, others: readonly Evaluation[]): string[] {
  const figures = others.map((evaluation) => textById(evaluation.figures));
  const verdicts = others.map((evaluation) => textById(evaluation.verdicts));
  const all = others.length > 0;
  return [
    ...stored.figures.filter((figure) => !all || differs(figure, figures)).map(({ figureId }) => figureId),
    ...stored.verdicts.filter((verdict) => !all || differs(verdict, verdicts)).map(({ figureId }) => verdictEntry(figureId)),
    // What the true numbers do not give, but every filling does: its absence would say something of them.
    ...onEvery(figures).filter((figureId) => stored.figures.every((figure) => figure.figureId !== figureId)),
    ...onEvery(verdicts)
      .filter((figureId) => stored.verdicts.every((verdict) => verdict.figureId !== figureId))
      .map(verdictEntry),
    ...(!all || others.some(({ answer }) => answer !== stored.answer) ? [ANSWER] : []),
  ];
}

function onEvery(texts: readonly ReadonlyMap<string, string>[]): string[] {
  const [first, ...others] = texts;
  return first === undefined ? [] : [...first.keys()].filter((figureId) => others.every((known) => known.has(figureId)));
}

function differs(entry: { readonly figureId: string }, others: readonly ReadonlyMap<string, string>[]): boolean {
  const text = canonicalJson(entry);
  return others.some((texts) => texts.get(entry.figureId) !== text);
}

export function textById(entries: readonly { readonly figureId: string }[]): Map<string, string> {
  return new Map(entries.map((entry) => [entry.figureId, canonicalJson(entry)]));
}

/** The answer from what is left: the analysis' own sentence where it is the same on every filling, else the verdicts counted. */
export function answerFromWhatIsLeft(record: RunRecord, analysis: Analysis, replays: readonly Replayed[]): string {
  const { parameters, population, policy } = record;
  const figures = record.figures as readonly Figure[];
  const verdicts = record.verdicts as readonly Verdict[];
  const texts = new Set(
    replays.map(({ aggregates }) => {
      try {
        return analysis.answer({ parameters, population, policy, aggregates, figures, verdicts });
      } catch {
        return null;
      }
    }),
  );
  const [only] = texts;
  if (texts.size === 1 && typeof only === "string") return only;
  return answerFromStates(record);
}

/** What the states of the verdicts say, without any number of a figure. */
export function answerFromStates({ verdicts }: Pick<RunRecord, "verdicts">): string {
  const count = (state: Verdict["state"]): number => verdicts.filter((verdict) => verdict.state === state).length;
  return `The sentence rests on numbers that the pack does not publish. Verdicts: ${count("exception")} exceptions, ${count("no-exception")} without exception, ${count("insufficient-evidence")} with insufficient evidence.`;
}

/** Charts drawn from what is left, where they are the same on every filling. */
export function chartsFromWhatIsLeft(record: RunRecord, analysis: Analysis, replays: readonly Replayed[]): ChartSpec[] {
  const { parameters, population, policy } = record;
  const figures = record.figures as readonly Figure[];
  const verdicts = record.verdicts as readonly Verdict[];
  const drawn = replays.map(({ aggregates }) => {
    try {
      return analysis.charts({ parameters, population, policy, aggregates, figures, verdicts });
    } catch {
      return [];
    }
  });
  const [first = [], ...others] = drawn;
  const texts = others.map((charts) => new Set(charts.map((chart) => canonicalJson(chart))));
  return first.filter((chart) => texts.every((known) => known.has(canonicalJson(chart))));
}
