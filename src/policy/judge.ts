import { TickmarkError } from "../foundation/errors.ts";
import { benjaminiHochberg, benjaminiYekutieli } from "../foundation/false-discovery.ts";
import { type Adjusted, exceptionReason, insufficientReason, noExceptionReason } from "./verdict-reason.ts";
import type { Verdict } from "./verdict.ts";

/** One primary hypothesis: one effect, one test. */
export interface Hypothesis {
  readonly figureId: string;
  readonly subject: string;
  readonly family: string;
  /** Name of the effect at the start of the reason, for example "PSI"; "Effect" without it. */
  readonly measure?: string;
  /** Sentences that belong to every reason of this hypothesis but a refusal: what is assumed, what the worst case is. */
  readonly note?: string;
  readonly evidence: Evidence | Refusal;
}

export interface Evidence {
  readonly kind: "evidence";
  /** Bias-corrected primary effect. */
  readonly effect: number;
  /** Two-sided interval of the effect at level 1 - 2q. Infinite limits are written as null. */
  readonly lower: number | null;
  readonly upper: number | null;
  /** Effects strictly between these do not matter. Null where the effect has no such side. */
  readonly acceptedLower: number | null;
  readonly acceptedUpper: number | null;
  readonly pValue: number;
  readonly rowsToDecide?: number;
}

/** A needed role is missing, or an assumption fails. */
export interface Refusal {
  readonly kind: "refusal";
  readonly reason: string;
  readonly missing?: readonly string[];
}

/**
 * Verdicts in the fixed order: refusal; exception (effect at or beyond the threshold and adjusted
 * p <= q); no exception (interval inside the accepted region); else insufficient evidence.
 * Adjustment is within each family over the computable hypotheses (Benjamini-Hochberg).
 */
export type Judge = (hypotheses: readonly Hypothesis[], q: number) => Verdict[];

/**
 * The one place where numbers become verdicts, in the order of the hypotheses.
 * A hypothesis without any threshold cannot be judged, so it does not belong to the family that is adjusted.
 * Errors: `bad-input` for a p-value outside 0..1, a number that is not finite, crossed limits or a figureId used twice.
 */
export const judgeHypotheses: Judge = (hypotheses, q) => {
  if (!(q > 0 && q < 0.5))
    throw new TickmarkError("bad-input", `The false-discovery level is ${q}.`, { expected: "a number between 0 and 0.5" });
  refuseRepeatedFigures(hypotheses);
  for (const { evidence, figureId } of hypotheses) if (evidence.kind === "evidence") refuseInvalid(evidence, figureId);
  const adjusted = adjustWithinFamilies(hypotheses);
  return hypotheses.map((hypothesis) => judge(hypothesis, adjusted.get(hypothesis), q));
};

function judge(hypothesis: Hypothesis, adjusted: Adjusted | undefined, q: number): Verdict {
  const { figureId, subject, family, evidence } = hypothesis;
  const about = { figureId, subject, family };
  if (evidence.kind === "refusal") {
    return {
      ...about,
      state: "insufficient-evidence",
      reason: evidence.reason,
      ...(evidence.missing === undefined ? {} : { missing: evidence.missing }),
    };
  }
  const numbers = { ...about, ...numbersOf(evidence) };
  if (adjusted === undefined)
    return { ...numbers, state: "insufficient-evidence", reason: "The policy sets no threshold for this effect." };
  const judged = { ...numbers, adjustedPValue: adjusted.adjusted, conservativePValue: adjusted.conservative };
  const measure = hypothesis.measure ?? "Effect";
  const noted = (reason: string): string => (hypothesis.note === undefined ? reason : `${reason} ${hypothesis.note}`);
  if (isBeyond(evidence) && adjusted.adjusted <= q)
    return { ...judged, state: "exception", reason: noted(exceptionReason(measure, evidence, adjusted, q)) };
  if (isInside(evidence)) return { ...judged, state: "no-exception", reason: noted(noExceptionReason(measure, evidence)) };
  return {
    ...judged,
    state: "insufficient-evidence",
    reason: noted(insufficientReason(measure, evidence, adjusted, q)),
    ...(evidence.rowsToDecide === undefined ? {} : { rowsToDecide: evidence.rowsToDecide }),
  };
}

/** At or beyond a threshold. */
function isBeyond({ effect, acceptedLower, acceptedUpper }: Evidence): boolean {
  return (acceptedUpper !== null && effect >= acceptedUpper) || (acceptedLower !== null && effect <= acceptedLower);
}

/** Effect and interval strictly inside on each side that has a threshold; a limit that does not exist is never inside. */
function isInside(evidence: Evidence): boolean {
  const { lower, upper, acceptedLower, acceptedUpper } = evidence;
  const below = acceptedUpper === null || (upper !== null && upper < acceptedUpper);
  const above = acceptedLower === null || (lower !== null && lower > acceptedLower);
  return below && above && !isBeyond(evidence);
}

function hasThreshold({ acceptedLower, acceptedUpper }: Evidence): boolean {
  return acceptedLower !== null || acceptedUpper !== null;
}

function adjustWithinFamilies(hypotheses: readonly Hypothesis[]): Map<Hypothesis, Adjusted> {
  const judged = hypotheses.flatMap((hypothesis) => {
    const { evidence, family } = hypothesis;
    return evidence.kind === "evidence" && hasThreshold(evidence) ? [{ hypothesis, family, pValue: evidence.pValue }] : [];
  });
  const result = new Map<Hypothesis, Adjusted>();
  for (const members of Map.groupBy(judged, (member) => member.family).values()) {
    const pValues = members.map((member) => member.pValue);
    const [adjusted, conservative] = [benjaminiHochberg(pValues), benjaminiYekutieli(pValues)];
    members.forEach(({ hypothesis }, index) => {
      result.set(hypothesis, { adjusted: adjusted[index] ?? 1, conservative: conservative[index] ?? 1 });
    });
  }
  return result;
}

function numbersOf({ effect, lower, upper, acceptedLower, acceptedUpper, pValue }: Evidence) {
  return {
    effect,
    ...(lower === null ? {} : { effectLower: lower }),
    ...(upper === null ? {} : { effectUpper: upper }),
    ...(acceptedLower === null ? {} : { acceptedLower }),
    ...(acceptedUpper === null ? {} : { acceptedUpper }),
    pValue,
  };
}

function refuseInvalid(evidence: Evidence, figureId: string): void {
  const { effect, lower, upper, acceptedLower, acceptedUpper, pValue, rowsToDecide } = evidence;
  const refuse = (what: string, expected: string) => {
    throw new TickmarkError("bad-input", `Figure ${figureId} cannot be judged: ${what}.`, { expected });
  };
  if (!(pValue >= 0 && pValue <= 1)) refuse(`its p-value is ${pValue}`, "a probability in 0..1");
  for (const value of [effect, lower, upper, acceptedLower, acceptedUpper, rowsToDecide ?? null]) {
    if (value !== null && !Number.isFinite(value)) refuse(`it holds the number ${value}`, "finite numbers, null for an infinite limit");
  }
  if (lower !== null && upper !== null && lower > upper)
    refuse(`its interval runs from ${lower} to ${upper}`, "a lower limit below the upper one");
  if (acceptedLower !== null && acceptedUpper !== null && acceptedLower > acceptedUpper) {
    refuse(`its accepted region runs from ${acceptedLower} to ${acceptedUpper}`, "a lower threshold below the upper one");
  }
}

function refuseRepeatedFigures(hypotheses: readonly Hypothesis[]): void {
  const seen = new Set<string>();
  for (const { figureId } of hypotheses) {
    if (seen.has(figureId))
      throw new TickmarkError("bad-input", `Figure ${figureId} is judged twice.`, { expected: "one hypothesis a figure" });
    seen.add(figureId);
  }
}
