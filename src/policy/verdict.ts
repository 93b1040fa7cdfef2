/** Exception, no exception, or cannot say. Missing is never passing. */
export const VERDICT_STATES = ["exception", "no-exception", "insufficient-evidence"] as const;
export type VerdictState = (typeof VERDICT_STATES)[number];

export interface Verdict {
  /** The figure that holds the primary effect; unique within a run. */
  readonly figureId: string;
  /** What was asked, in words: "income in 2026-w14 against the baseline". */
  readonly subject: string;
  /** Hypotheses of one family share the false-discovery correction. */
  readonly family: string;
  readonly state: VerdictState;
  /** One sentence: why this state. */
  readonly reason: string;
  readonly effect?: number;
  /** Interval of the effect at level 1 - 2q, used for equivalence. */
  readonly effectLower?: number;
  readonly effectUpper?: number;
  /** Effects strictly inside are too small to matter. */
  readonly acceptedLower?: number;
  readonly acceptedUpper?: number;
  readonly pValue?: number;
  /** Benjamini-Hochberg within the family. */
  readonly adjustedPValue?: number;
  /** Benjamini-Yekutieli, shown beside. */
  readonly conservativePValue?: number;
  /** How many rows would settle it, where that can be said. */
  readonly rowsToDecide?: number;
  /** Roles or assumptions that are missing. */
  readonly missing?: readonly string[];
}
