import type { FigureIndex } from "../figure-index.ts";
import { type SafeHtml, markup } from "../html.ts";
import { countText } from "../number-text.ts";
import { countVerdicts, glyph, inVerdictOrder, table } from "../parts.ts";
import type { ReportInput, ReportRun } from "../report-input.ts";
import { VERDICT_ORDER, VERDICT_WORDS } from "../verdict-words.ts";
import { verdictTable } from "../verdict-table.ts";

export function summarySection(input: ReportInput, index: FigureIndex): SafeHtml {
  return markup`<section aria-labelledby="summary"><h2 id="summary">Verdicts by analysis</h2>
${table({
  caption: "Verdicts of each run",
  className: "summary",
  columns: [
    { title: "Analysis" },
    ...VERDICT_ORDER.map((state) => ({ title: VERDICT_WORDS[state], kind: "number" as const })),
    { title: "Not computable", kind: "number" },
    { title: "Answer" },
  ],
  rows: input.runs.map((run, position) => summaryRow(run, position, index)),
})}
${input.runs.length === 0 && markup`<p class="note">No analysis was run.</p>`}
</section>`;
}

function summaryRow({ record, stale }: ReportRun, position: number, index: FigureIndex): SafeHtml {
  const counts = countVerdicts(record.verdicts);
  const missing = record.figures.filter((figure) => figure.outcome.status === "not-computable").length;
  const none = markup`<span class="none">–</span>`;
  return markup`<tr class="${stale !== null && "stale"}"><th scope="row"><a href="#run-${position + 1}">${position + 1}. ${record.title}</a>${flags(record.origin, stale)}</th>${VERDICT_ORDER.map(
    (state) =>
      markup`<td class="number">${record.verdicts.length === 0 ? none : counts[state] === 0 ? "0" : markup`<span class="verdict ${state}">${glyph(state)}${countText(counts[state])}</span>`}</td>`,
  )}<td class="number">${countText(missing)}</td><td>${record.answer}${index.cite(record.runId, citedBy(record), 3)}</td></tr>`;
}

/** The figures that an answer rests on: those judged, what needs attention first; without verdicts the first ones. */
export function citedBy(record: ReportRun["record"]): string[] {
  return record.verdicts.length > 0
    ? inVerdictOrder(record.verdicts).map((verdict) => verdict.figureId)
    : record.figures.map((figure) => figure.figureId);
}

export function flags(origin: "planned" | "exploratory", stale: string | null): SafeHtml {
  return markup`${origin === "exploratory" && markup` <span class="flag">exploratory, no verdict</span>`}${stale !== null && markup` <span class="flag">no longer current: ${stale}</span>`}`;
}

export function exceptionsSection(input: ReportInput, index: FigureIndex): SafeHtml {
  const runs = input.runs.filter((run) => run.stale === null && run.record.verdicts.some((verdict) => verdict.state === "exception"));
  return markup`<section aria-labelledby="exceptions" class="new-page"><h2 id="exceptions">Exceptions in detail</h2>
${runs.length === 0 && markup`<p>No verdict of a current run is an exception. What could not be decided is in the table above and in the section on what could not be computed.</p>`}
${runs.map(
  ({ record }) =>
    markup`<section class="sub"><h3>${record.title}</h3>${verdictTable(
      record,
      record.verdicts.filter((verdict) => verdict.state === "exception"),
      index,
      `Exceptions of ${record.title}`,
    )}</section>`,
)}
</section>`;
}
