import type { VerdictState } from "../policy/verdict.ts";
import { type HtmlPart, NOTHING, type SafeHtml, markup } from "./html.ts";
import { VERDICT_ORDER, VERDICT_WORDS } from "./verdict-words.ts";

/** Shapes of the verdicts, drawn once; they repeat those of the charts. */
export const GLYPHS: SafeHtml = markup`<svg width="0" height="0" class="glyphs" aria-hidden="true" focusable="false">
<symbol id="glyph-exception" viewBox="0 0 12 12"><path d="M6 1 11.5 11 H0.5 Z" fill="currentColor"/></symbol>
<symbol id="glyph-no-exception" viewBox="0 0 12 12"><circle cx="6" cy="6" r="5" fill="currentColor"/></symbol>
<symbol id="glyph-insufficient-evidence" viewBox="0 0 12 12"><rect x="1.5" y="1.5" width="9" height="9" fill="none" stroke="currentColor" stroke-width="2"/></symbol>
</svg>`;

export function glyph(state: VerdictState): SafeHtml {
  return markup`<svg class="glyph" aria-hidden="true" focusable="false"><use href="#glyph-${state}"/></svg>`;
}

/** Colour, shape and word. */
export function verdictMark(state: VerdictState): SafeHtml {
  return markup`<span class="verdict ${state}">${glyph(state)}${VERDICT_WORDS[state]}</span>`;
}

export type VerdictCounts = Readonly<Record<VerdictState, number>>;

export function countVerdicts(verdicts: readonly { state: VerdictState }[]): VerdictCounts {
  const counts: Record<VerdictState, number> = { exception: 0, "no-exception": 0, "insufficient-evidence": 0 };
  for (const verdict of verdicts) counts[verdict.state] += 1;
  return counts;
}

export function inVerdictOrder<Verdict extends { state: VerdictState }>(verdicts: readonly Verdict[]): Verdict[] {
  return verdicts.toSorted((left, right) => VERDICT_ORDER.indexOf(left.state) - VERDICT_ORDER.indexOf(right.state));
}

export interface Column {
  readonly title: string;
  readonly kind?: "number" | "text" | "narrow";
}

/** A table of so many rows is kept on one printed page. */
const SHORT = 12;

/** A table that scrolls inside itself when the page is narrow, and repeats its head on each printed page. */
export function table(options: { caption: string; columns: readonly Column[]; rows: readonly SafeHtml[]; className?: string }): SafeHtml {
  const head = options.columns.map((column) => markup`<th scope="col" class="${column.kind ?? "text"}">${column.title}</th>`);
  return markup`<div class="scroll${options.rows.length <= SHORT && " short"}" role="group" tabindex="0" aria-label="${options.caption}"><table class="${options.className ?? ""}">
<caption>${options.caption}</caption>
<thead><tr>${head}</tr></thead>
<tbody>${options.rows.map((row) => markup`${row}\n`)}</tbody>
</table></div>`;
}

/** Terms and what is stated about each; what was not stated says so. */
export function statements(list: readonly (readonly [string, HtmlPart])[]): SafeHtml {
  return markup`<dl class="statements">${list.map(([term, value]) => markup`<div><dt>${term}</dt><dd>${value === "" || value === null ? markup`<span class="unstated">not stated</span>` : value}</dd></div>`)}</dl>`;
}

export function fold(summary: HtmlPart, content: SafeHtml, printNote: string): SafeHtml {
  return markup`<details><summary>${summary}</summary>${content}</details><p class="print-note">${printNote}</p>`;
}

export function plural(count: number, one: string, many = `${one}s`): string {
  return count === 1 ? one : many;
}

/** First characters of a digest, with the whole in the title. */
export function digest(text: string, length = 16): SafeHtml {
  return text === ""
    ? NOTHING
    : markup`<code class="digest" title="${text}">${text.slice(0, length)}${text.length > length && "\u2026"}</code>`;
}

/** `2026-01-31 10:00:00 UTC` of an ISO instant; other text as it is. */
export function instantText(instant: string): string {
  const match = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)(?:\.\d+)?Z$/.exec(instant);
  return match === null ? instant : `${match[1]} ${match[2]} UTC`;
}

export function epochText(epochMs: number): string {
  return instantText(new Date(epochMs).toISOString());
}
