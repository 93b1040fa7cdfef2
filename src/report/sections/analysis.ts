import type { ChartSpec } from "../../charts/chart-spec.ts";
import { renderChartSvg } from "../charts/render-chart-svg.ts";
import type { FigureIndex } from "../figure-index.ts";
import { figureTable } from "../figure-table.ts";
import { type SafeHtml, markup, trusted } from "../html.ts";
import { countText } from "../number-text.ts";
import { countVerdicts, glyph, plural } from "../parts.ts";
import type { ReportRun } from "../report-input.ts";
import { verdictsOfRun } from "../verdict-table.ts";
import { VERDICT_ORDER, VERDICT_WORDS } from "../verdict-words.ts";
import { methodPart } from "./method.ts";
import { citedBy, flags } from "./summary.ts";

/** One run: question, answer, verdicts, charts, figures, and how it was computed. */
export function analysisSection(run: ReportRun, position: number, index: FigureIndex): SafeHtml {
  const { record } = run;
  const anchor = `run-${position + 1}`;
  return markup`<section class="analysis new-page" aria-labelledby="${anchor}" data-run-id="${record.runId}"><h2 id="${anchor}"><span class="section-number">${position + 1}</span> ${record.title}${flags(record.origin, run.stale)}</h2>
<p class="question">${run.question}</p>
<p class="answer">${record.answer}${index.cite(record.runId, citedBy(record))}</p>
${countsPart(run)}
${run.charts.length > 0 && withheldPart(run)}
${run.charts
  .map((chart) => (record.origin === "exploratory" ? withoutStates(chart) : chart))
  .map(
    (
      chart,
      chartIndex,
    ) => markup`<figure id="${`chart-${position + 1}-${chartIndex + 1}`}" data-run-id="${record.runId}"><figcaption><strong>${chart.title}.</strong> ${chart.textAlternative}</figcaption>
${trusted(renderChartSvg(chart, { idPrefix: `c${position + 1}-${chartIndex + 1}` }))}<p class="source">Run ${record.runId} · numbers in the table of figures below</p></figure>`,
  )}
${verdictsOfRun(record, index)}
${figureTable(record, index)}
${methodPart(run)}
</section>`;
}

/** The answer and the verdicts are those of the whole case; charts can only show what the pack shows. */
function withheldPart({ record: { figures } }: ReportRun): SafeHtml | false {
  const withheld = figures.filter(({ outcome }) => outcome.status === "not-computable" && outcome.code === "suppressed").length;
  return (
    withheld > 0 &&
    markup`<p class="note">${countText(withheld)} ${plural(withheld, "figure")} of this run ${withheld === 1 ? "is" : "are"} withheld. Answer and verdicts above are those of the whole case; the charts draw and count only what is shown, and mark the rest with ×.</p>`
  );
}

function countsPart({ record }: ReportRun): SafeHtml {
  if (record.origin === "exploratory")
    return markup`<p class="note">This run was exploratory: its programme and policy were not locked before it ran. It gets no verdict; a planned run on data it has not seen can confirm it.</p>`;
  if (record.verdicts.length === 0)
    return markup`<p class="note">The run gave figures and no verdict: nothing in it is judged, and nothing in it passed.</p>`;
  const counts = countVerdicts(record.verdicts);
  return markup`<p class="counts">${VERDICT_ORDER.map(
    (state) =>
      markup`<span class="verdict ${state}">${glyph(state)}${countText(counts[state])} ${state === "exception" ? plural(counts[state], "exception") : VERDICT_WORDS[state].toLowerCase()}</span>`,
  )}</p>`;
}

/** An exploratory run has no verdicts, so its charts show none, whatever they were given. */
function withoutStates(chart: ChartSpec): ChartSpec {
  return JSON.parse(JSON.stringify(chart, (key, value: unknown) => (key === "state" ? undefined : value))) as ChartSpec;
}
