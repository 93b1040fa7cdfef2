import type { RunRecord } from "../evidence/run-record.ts";
import { type SafeHtml, markup } from "./html.ts";
import type { ReportRun } from "./report-input.ts";

type Figure = RunRecord["figures"][number];

export interface FigurePlace {
  /** `2.17`: run 2 of the report, figure 17 of the run. */
  readonly label: string;
  /** id of its row in the page. */
  readonly anchor: string;
  readonly figure: Figure;
}

/** Where each figure stands, so that every sentence can point at the figures behind it. */
export interface FigureIndex {
  readonly place: (runId: string, figureId: string) => FigurePlace | undefined;
  /** Links to the figures; at most `limit` of them, and how many more. */
  readonly cite: (runId: string, figureIds: readonly string[], limit?: number) => SafeHtml;
}

export function figureIndex(runs: readonly ReportRun[]): FigureIndex {
  const places = new Map<string, ReadonlyMap<string, FigurePlace>>(
    runs.map(({ record }, runIndex) => [
      record.runId,
      new Map(
        record.figures.map((figure, index) => [
          figure.figureId,
          { label: `${runIndex + 1}.${index + 1}`, anchor: `figure-${runIndex + 1}-${index + 1}`, figure },
        ]),
      ),
    ]),
  );
  const place = (runId: string, figureId: string) => places.get(runId)?.get(figureId);
  return {
    place,
    cite: (runId, figureIds, limit = 4) => {
      const shown = figureIds.slice(0, limit).map((figureId, index) => {
        const found = place(runId, figureId);
        const separator = index === 0 ? "" : ", ";
        // A figure that the run does not hold is named all the same: a dead reference must be seen.
        return found === undefined
          ? markup`${separator}<span class="dead">${figureId} (not in this run)</span>`
          : markup`${separator}<a href="#${found.anchor}" data-cites="${figureId}" title="${figureId}">${found.label}</a>`;
      });
      if (shown.length === 0) return markup``;
      const more = figureIds.length - shown.length;
      return markup`<span class="cite"> [${shown}${more > 0 && ` and ${more} more`}]</span>`;
    },
  };
}
