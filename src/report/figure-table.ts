import type { RunRecord } from "../evidence/run-record.ts";
import type { FigureIndex } from "./figure-index.ts";
import { NOTHING, type SafeHtml, markup } from "./html.ts";
import { countText, numberText, pValueText } from "./number-text.ts";
import { fold, plural, table } from "./parts.ts";

type Figure = RunRecord["figures"][number];

/** Every figure of the run, folded away: ten thousand rows must not hide the answer. */
export function figureTable(record: RunRecord, index: FigureIndex): SafeHtml {
  const missing = record.figures.flatMap(({ outcome }) => (outcome.status === "not-computable" ? [outcome.code] : []));
  const withheld = missing.filter((code) => code === "suppressed").length;
  const failed = missing.length - withheld;
  const summary = `All ${countText(record.figures.length)} ${plural(record.figures.length, "figure")} of this run${withheld === 0 ? "" : `, ${countText(withheld)} withheld`}${failed === 0 ? "" : `, ${countText(failed)} not computable`}`;
  return fold(
    summary,
    table({
      caption: `Figures of run ${record.runId}`,
      className: "figures",
      columns: [
        { title: "No.", kind: "narrow" },
        { title: "Figure" },
        { title: "Value", kind: "number" },
        { title: "Interval", kind: "number" },
        { title: "n", kind: "number" },
        { title: "p", kind: "number" },
        { title: "Method" },
      ],
      rows: record.figures.map((figure) => figureRow(record, figure, index)),
    }),
    `${summary}: in the electronic copy of this report, and in run.json of run ${record.runId} in the pack.`,
  );
}

function figureRow(record: RunRecord, figure: Figure, index: FigureIndex): SafeHtml {
  const place = index.place(record.runId, figure.figureId);
  const { outcome } = figure;
  return markup`<tr id="${place?.anchor ?? ""}" data-figure-id="${figure.figureId}" data-run-id="${record.runId}" class="${outcome.status}"><td class="narrow">${place?.label ?? ""}</td><td>${figure.name}${dimensions(figure)}<code class="figure-id">${figure.figureId}</code></td>${outcomeCells(figure)}</tr>`;
}

function outcomeCells({ outcome, unit }: Figure): SafeHtml {
  if (outcome.status === "not-computable")
    return markup`<td colspan="5">${NOT_COMPUTABLE} ${outcome.reason} <code>${outcome.code}</code></td>`;
  const { interval } = outcome;
  const range =
    interval === undefined
      ? NOTHING
      : markup`<span title="${interval.method}, level ${interval.level}">${numberText(interval.lower, unit)} to ${numberText(interval.upper, unit)}</span>`;
  const method =
    interval === undefined ? NOTHING : markup`<br><span class="range">${interval.method}, ${numberText(interval.level, "share")}</span>`;
  return markup`<td class="number" data-value="${outcome.estimate}">${numberText(outcome.estimate, unit)}</td><td class="number">${range}</td><td class="number">${countText(outcome.n)}</td><td class="number">${outcome.pValue !== undefined && pValueText(outcome.pValue)}</td><td>${outcome.method}${method}${details(outcome.detail)}</td>`;
}

const NOT_COMPUTABLE = markup`<span class="not-computable-mark">× Not computable.</span>`;

function dimensions(figure: Figure): SafeHtml {
  const entries = Object.entries(figure.dimensions);
  return entries.length === 0
    ? markup``
    : markup` <span class="dimensions">${entries.map(([name, value]) => `${name} ${value}`).join(" · ")}</span>`;
}

function details(detail: Readonly<Record<string, number | string>> | undefined): SafeHtml {
  const entries = Object.entries(detail ?? {});
  if (entries.length === 0) return markup``;
  return markup`<br><span class="range">${entries.map(([name, value]) => `${inWords(name)} ${typeof value === "number" ? detailText(value) : value}`).join(" · ")}</span>`;
}

function detailText(value: number): string {
  return Number.isInteger(value) ? countText(value) : numberText(value);
}

/** `withinStrataPValue` as *within strata p-value*: what a reader of the report meets instead of the key in run.json. */
function inWords(key: string): string {
  return key
    .replaceAll(/([a-z0-9])([A-Z])/gu, "$1 $2")
    .replaceAll(/([A-Z])([A-Z][a-z])/gu, "$1 $2")
    .replaceAll(/(?<![A-Z])[A-Z](?![A-Z])/gu, (letter) => letter.toLowerCase())
    .replaceAll(/\bp value\b/gu, "p-value");
}
