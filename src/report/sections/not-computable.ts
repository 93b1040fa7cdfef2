import { REASON_CODES, type ReasonCode } from "../../foundation/outcome.ts";
import type { FigureIndex } from "../figure-index.ts";
import { type SafeHtml, markup } from "../html.ts";
import { countText } from "../number-text.ts";
import { fold, plural, table } from "../parts.ts";
import type { ReportInput } from "../report-input.ts";

const REASON_TITLES: Readonly<Record<ReasonCode, string>> = {
  "missing-role": "A column that is needed is not in the sources",
  "no-rows": "No rows to compute from",
  "too-few": "Too few rows",
  "zero-denominator": "Division by zero",
  degenerate: "No variation in the data",
  "immature-labels": "Outcomes not yet known",
  "selective-labels": "Outcomes exist for one kind of decision only",
  "unsupported-task": "The method does not apply to this kind of task",
  "assumption-failed": "An assumption of the method does not hold",
  "partial-window": "The window is covered in part",
  suppressed: "Suppressed for privacy",
  "not-identifiable": "The data cannot tell the possibilities apart",
  numerical: "No stable number",
};

interface Missing {
  readonly runId: string;
  readonly runNumber: number;
  readonly title: string;
  readonly figureId: string;
  readonly code: ReasonCode;
  readonly reason: string;
}

/** All reasons, grouped and counted: what is missing must not look like what passed. */
export function notComputableSection(input: ReportInput, index: FigureIndex): SafeHtml {
  const missing = input.runs.flatMap(({ record, stale }, position) =>
    record.figures.flatMap((figure): Missing[] =>
      stale === null && figure.outcome.status === "not-computable"
        ? [
            {
              runId: record.runId,
              runNumber: position + 1,
              title: record.title,
              figureId: figure.figureId,
              code: figure.outcome.code,
              reason: figure.outcome.reason,
            },
          ]
        : [],
    ),
  );
  const groups = REASON_CODES.map((code) => ({ code, list: missing.filter((entry) => entry.code === code) })).filter(
    ({ list }) => list.length > 0,
  );
  const withheld = missing.filter((entry) => entry.code === "suppressed").length;
  const failed = missing.length - withheld;
  return markup`<section aria-labelledby="not-computable"><h2 id="not-computable">What could not be computed${withheld > 0 && ", or is withheld"}</h2>
${missing.length === 0 && markup`<p>Every figure of the current runs could be computed.</p>`}
${missing.length > 0 && markup`<p>${failed > 0 && markup`${countText(failed)} ${plural(failed, "figure")} of the current runs could not be computed. `}${withheld > 0 && markup`${countText(withheld)} ${plural(withheld, "figure")} ${withheld === 1 ? "is" : "are"} withheld from this report, because ${withheld === 1 ? "it rests" : "they rest"} on small counts. `}None of them counts as a pass.</p>`}
${
  missing.length > 0 &&
  table({
    caption: "Reasons, by kind",
    columns: [{ title: "Why" }, { title: "Figures", kind: "number" }, { title: "Analyses" }, { title: "As told" }],
    rows: groups.map(
      ({ code, list }) =>
        markup`<tr data-reason="${code}"><th scope="row"><span class="not-computable-mark">×</span> ${REASON_TITLES[code]}<br><code>${code}</code></th><td class="number">${countText(list.length)}</td><td>${analysesOf(list)}</td><td>${reasonsOf(list)}${index.cite(
          list[0]?.runId ?? "",
          sameRun(list).map((entry) => entry.figureId),
          3,
        )}</td></tr>`,
    ),
  })
}
${groups.map(({ code, list }) =>
  fold(
    `${REASON_TITLES[code]} (${countText(list.length)})`,
    markup`<ul class="references">${list.map((entry) => markup`<li>${index.cite(entry.runId, [entry.figureId])} <code>${entry.figureId}</code> ${entry.reason}</li>`)}</ul>`,
    `${REASON_TITLES[code]} (${countText(list.length)}): listed by name in the electronic copy of this report.`,
  ),
)}
</section>`;
}

function sameRun(list: readonly Missing[]): Missing[] {
  return list.filter((entry) => entry.runId === list[0]?.runId);
}

function analysesOf(list: readonly Missing[]): SafeHtml {
  const counts = new Map<string, { number: number; count: number }>();
  for (const { title, runNumber } of list) counts.set(title, { number: runNumber, count: (counts.get(title)?.count ?? 0) + 1 });
  return markup`${[...counts].map(([title, { number, count }], position) => markup`${position > 0 && markup`<br>`}<a href="#run-${number}">${title}</a> (${countText(count)})`)}`;
}

/** The three most frequent wordings. */
function reasonsOf(list: readonly Missing[]): SafeHtml {
  const counts = new Map<string, number>();
  for (const { reason } of list) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  const ordered = [...counts].toSorted((left, right) => right[1] - left[1]);
  return markup`${ordered.slice(0, 3).map(([reason, count]) => markup`${reason}${count > 1 && markup` <span class="range">(${countText(count)} times)</span>`} `)}${ordered.length > 3 && markup`<span class="range">and ${countText(ordered.length - 3)} further wordings</span>`}`;
}
