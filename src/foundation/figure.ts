import type { Outcome } from "./outcome.ts";

/** Unit of a figure's estimate. */
export type Unit = "count" | "share" | "ratio" | "index" | "sigma" | "seconds" | "days" | "statistic" | "none";

/** One published number (or the reason why there is none), with a stable, readable address. */
export interface Figure {
  /** For example `data-drift/psi/income/2026-w14`. */
  readonly figureId: string;
  /** Measures, never acquits: `selectionRateRatio`. */
  readonly name: string;
  /** What the figure is about: feature, window, group, reviewer, ... */
  readonly dimensions: Readonly<Record<string, string>>;
  readonly unit: Unit;
  readonly outcome: Outcome;
}

/** Joins an analysis id and further parts into a figureId; any text is allowed in a part. */
export function figureId(analysisId: string, name: string, ...parts: readonly string[]): string {
  return [analysisId, name, ...parts].map(figureIdSegment).join("/");
}

/** Percent-encodes (UTF-8) all but `A-Z a-z 0-9 . _ - = , + ~`; the empty string becomes `~`, a part that is just `~` becomes `%7E`. */
export function figureIdSegment(part: string): string {
  if (part === "") return "~";
  if (part === "~") return "%7E";
  return Array.from(part)
    .map((character) => (/[A-Za-z0-9._=,+~-]/.test(character) ? character : encodeURIComponent(character)))
    .join("")
    .replaceAll("(", "%28")
    .replaceAll(")", "%29")
    .replaceAll("*", "%2A")
    .replaceAll("'", "%27")
    .replaceAll("!", "%21");
}
