import type { RunRecord } from "../evidence/run-record.ts";
import type { Unit } from "../foundation/figure.ts";
import type { FigureIndex } from "./figure-index.ts";
import { NOTHING, type SafeHtml, markup } from "./html.ts";
import { countText, numberText, pValueText } from "./number-text.ts";
import { inVerdictOrder, plural, table, verdictMark } from "./parts.ts";

type Verdict = RunRecord["verdicts"][number];

/** All verdicts given, what needs attention first; none is left out, however many there are. */
export function verdictTable(record: RunRecord, verdicts: readonly Verdict[], index: FigureIndex, caption: string): SafeHtml {
  return table({
    caption,
    className: "verdicts",
    columns: [
      { title: "Verdict" },
      { title: "Subject and reason" },
      { title: "Effect", kind: "number" },
      { title: "Accepted", kind: "number" },
      { title: "p", kind: "number" },
      { title: "p, BH", kind: "number" },
      { title: "p, BY", kind: "number" },
      { title: "Figure", kind: "narrow" },
    ],
    rows: inVerdictOrder(verdicts).map((verdict) => verdictRow(record, verdict, index)),
  });
}

/** Beyond so many verdicts of a run, those that need no attention are folded away on the screen; paper shows them all. */
const FOLD_ABOVE = 60;

/** All verdicts of a run, for its section. */
export function verdictsOfRun(record: RunRecord, index: FigureIndex): SafeHtml {
  const { verdicts, title } = record;
  const inOrder = verdicts.filter((verdict) => verdict.state === "no-exception");
  if (verdicts.length === 0) return NOTHING;
  if (verdicts.length <= FOLD_ABOVE || inOrder.length === 0) return verdictTable(record, verdicts, index, `All verdicts of ${title}`);
  const attention = verdicts.filter((verdict) => verdict.state !== "no-exception");
  return markup`${attention.length > 0 && verdictTable(record, attention, index, `Exceptions and insufficient evidence of ${title}`)}<details class="kept"><summary>${countText(inOrder.length)} ${plural(inOrder.length, "verdict")} of no exception</summary>${verdictTable(record, inOrder, index, `No exception: ${title}`)}</details>`;
}

function verdictRow(record: RunRecord, verdict: Verdict, index: FigureIndex): SafeHtml {
  const unit = index.place(record.runId, verdict.figureId)?.figure.unit ?? "none";
  return markup`<tr class="${verdict.state}" data-figure-id="${verdict.figureId}" data-verdict="${verdict.state}"><td>${verdictMark(verdict.state)}</td><td><strong>${verdict.subject}</strong><br>${verdict.reason}${
    verdict.missing !== undefined && verdict.missing.length > 0 && markup` Missing: ${verdict.missing.join(", ")}.`
  }${
    verdict.rowsToDecide !== undefined &&
    markup` About ${countText(verdict.rowsToDecide)} ${plural(verdict.rowsToDecide, "row")} would settle it.`
  }</td><td class="number">${isWithheld(record, verdict, index) ? markup`<span class="unstated">withheld</span>` : effectText(verdict, unit)}</td><td class="number">${acceptedText(verdict, unit)}</td><td class="number">${optionalP(verdict.pValue)}</td><td class="number">${optionalP(
    verdict.adjustedPValue,
  )}</td><td class="number">${optionalP(verdict.conservativePValue)}</td><td class="narrow">${index.cite(record.runId, [verdict.figureId])}</td></tr>`;
}

function isWithheld({ runId }: RunRecord, { effect, figureId }: Verdict, index: FigureIndex): boolean {
  const outcome = index.place(runId, figureId)?.figure.outcome;
  return effect === undefined && outcome?.status === "not-computable" && outcome.code === "suppressed";
}

function effectText(verdict: Verdict, unit: Unit): SafeHtml {
  if (verdict.effect === undefined) return markup`<span class="unstated">none</span>`;
  const { effectLower: lower, effectUpper: upper } = verdict;
  const range = lower === undefined && upper === undefined ? null : rangeText(lower, upper, unit);
  return markup`<span data-value="${verdict.effect}">${numberText(verdict.effect, unit)}</span>${range !== null && markup`<br><span class="range">${range}</span>`}`;
}

function acceptedText(verdict: Verdict, unit: Unit): string {
  const { acceptedLower: lower, acceptedUpper: upper } = verdict;
  return lower === undefined && upper === undefined ? "" : rangeText(lower, upper, unit);
}

/** A side that is not stated has no limit. */
function rangeText(lower: number | undefined, upper: number | undefined, unit: Unit): string {
  if (lower === undefined) return upper === undefined ? "" : `up to ${numberText(upper, unit)}`;
  return upper === undefined ? `from ${numberText(lower, unit)}` : `${numberText(lower, unit)} to ${numberText(upper, unit)}`;
}

function optionalP(value: number | undefined): SafeHtml {
  return value === undefined ? markup`` : markup`<span data-value="${value}">${pValueText(value)}</span>`;
}
