import { type Figure, type Unit, figureId } from "../../foundation/figure.ts";
import { type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import type { Policy } from "../../policy/policy.ts";
import { wilsonInterval } from "../../statistics/proportions/wilson-interval.ts";

export const ANALYSIS_ID = "human-overrides";

/** Words for a missing key; values that are spelled like them stand in quotes. */
export const UNKNOWN_GROUP = "(unknown)";
export const NO_SCORE = "(no score)";
export const NO_VERSION = "(no version)";
export const NO_WINDOW = "(no window)";

const SPELLED_LIKE_MISSING = /^"*\((?:unknown|no score|no version|no window)\)"*$/;

/** A key's value in dimensions and figure ids: what is missing by its word, a value spelled like such a word in (further) quotes. */
export function keyName(value: string | null, missing: string): string {
  if (value === null) return missing;
  return SPELLED_LIKE_MISSING.test(value) ? `"${value}"` : value;
}

/** The value that `keyName` named; null for what was missing. */
export function keyValue(name: string, missing: string): string | null {
  if (name === missing) return null;
  return SPELLED_LIKE_MISSING.test(name) ? name.slice(1, -1) : name;
}

/** `reviewerExcess` becomes the segment `reviewer-excess`; the dimensions' values follow in their order. */
export function overrideFigure(name: string, dimensions: Readonly<Record<string, string>>, unit: Unit, outcome: Outcome): Figure {
  return { figureId: figureId(ANALYSIS_ID, segmentOf(name), ...Object.values(dimensions)), name, dimensions, unit, outcome };
}

export function segmentOf(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** A share with its Wilson interval; without cases it is not computable. */
export function shareOutcome(request: {
  readonly count: number;
  readonly cases: number;
  readonly method: string;
  readonly policy: Policy;
  readonly nothing: string;
  readonly detail?: Readonly<Record<string, number | string>>;
}): Outcome {
  const { count, cases, method, policy, nothing, detail } = request;
  if (cases === 0) return notComputable("no-rows", nothing);
  return computed({
    estimate: count / cases,
    n: cases,
    method,
    interval: wilsonInterval(count, cases, policy.level),
    detail: { count, independence: "rows assumed independent", ...detail },
  });
}

export function countOutcome(count: number, of: number, method: string): Outcome {
  return computed({ estimate: count, n: of, method });
}
