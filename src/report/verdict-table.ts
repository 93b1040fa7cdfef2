import type { RunRecord } from "../evidence/run-record.ts";
import type { Unit } from "../foundation/figure.ts";
import type { FigureIndex } from "./figure-index.ts";
import { type SafeHtml, html } from "./html.ts";
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

function verdictRow(record: RunRecord, verdict: Verdict, index: FigureIndex): SafeHtml {
  const unit = index.place(record.runId, verdict.figureId)?.figure.unit ?? "none";
  return html`<tr class="${verdict.state}" data-figure-id="${verdict.figureId}" data-verdict="${verdict.state}">
    <td>${verdictMark(verdict.state)}</td>
    <td>
      <strong>${verdict.subject}</strong><br />${verdict.reason}${
        verdict.missing !== undefined && verdict.missing.length > 0 && html` Missing: ${verdict.missing.join(", ")}.`
      }${
        verdict.rowsToDecide !== undefined &&
        html` About ${countText(verdict.rowsToDecide)} ${plural(verdict.rowsToDecide, "row")} would settle it.`
      }
    </td>
    <td class="number">${effectText(verdict, unit)}</td>
    <td class="number">${acceptedText(verdict, unit)}</td>
    <td class="number">${optionalP(verdict.pValue)}</td>
    <td class="number">${optionalP(verdict.adjustedPValue)}</td>
    <td class="number">${optionalP(verdict.conservativePValue)}</td>
    <td class="narrow">${index.cite(record.runId, [verdict.figureId])}</td>
  </tr>`;
}

function effectText(verdict: Verdict, unit: Unit): SafeHtml {
  if (verdict.effect === undefined) return html`<span class="unstated">none</span>`;
  const { effectLower: lower, effectUpper: upper } = verdict;
  const range = lower === undefined && upper === undefined ? null : rangeText(lower, upper, unit);
  return html`<span data-value="${verdict.effect}">${numberText(verdict.effect, unit)}</span
    >${range !== null && html`<br /><span class="range">${range}</span>`}`;
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
  return value === undefined ? html`` : html`<span data-value="${value}">${pValueText(value)}</span>`;
}
