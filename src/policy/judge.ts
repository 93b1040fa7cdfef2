import type { Verdict } from "./verdict.ts";

/** One primary hypothesis: one effect, one test. */
export interface Hypothesis {
  readonly figureId: string;
  readonly subject: string;
  readonly family: string;
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
