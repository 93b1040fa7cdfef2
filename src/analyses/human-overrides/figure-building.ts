import { type Figure, type Unit, figureId } from "../../foundation/figure.ts";
import { type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import type { Policy } from "../../policy/policy.ts";
import { wilsonInterval } from "../../statistics/proportion.ts";

export const ANALYSIS_ID = "human-overrides";

/** Words for a missing key; brackets keep them apart from values of the same name. */
export const UNKNOWN_GROUP = "(unknown)";
export const NO_SCORE = "(no score)";
export const NO_VERSION = "(no version)";
export const NO_WINDOW = "(no window)";

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
