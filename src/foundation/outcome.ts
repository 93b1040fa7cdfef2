/** Why a number could not be given. */
export const REASON_CODES = [
  "missing-role",
  "no-rows",
  "too-few",
  "zero-denominator",
  "degenerate",
  "immature-labels",
  "selective-labels",
  "unsupported-task",
  "assumption-failed",
  "partial-window",
  "suppressed",
  "not-identifiable",
  "numerical",
] as const;
export type ReasonCode = (typeof REASON_CODES)[number];

export interface Interval {
  readonly lower: number;
  readonly upper: number;
  /** Coverage, for example 0.95. */
  readonly level: number;
  /** Name of the interval's method, for example "Wilson score". */
  readonly method: string;
}

export interface Computed {
  readonly status: "computed";
  readonly estimate: number;
  /** Number of units the estimate rests on. */
  readonly n: number;
  /** Full name of the statistic. */
  readonly method: string;
  readonly interval?: Interval;
  /** Two-sided unless the method says otherwise. */
  readonly pValue?: number;
  /** Further numbers and words that belong to the estimate: df, test statistic, raw estimate, counts. */
  readonly detail?: Readonly<Record<string, number | string>>;
}

export interface NotComputable {
  readonly status: "not-computable";
  readonly code: ReasonCode;
  /** A sentence for a person. */
  readonly reason: string;
}

/** A number with its uncertainty, or the reason why there is none. Never NaN. */
export type Outcome = Computed | NotComputable;

/**
 * Makes a computed outcome. A non-finite number anywhere in it (interval limits may be infinite
 * only by becoming not-computable) turns the whole into `not-computable: numerical`.
 */
export function computed(value: Omit<Computed, "status">): Outcome {
  const numbers = [
    value.estimate,
    value.n,
    ...(value.interval ? [value.interval.lower, value.interval.upper, value.interval.level] : []),
    ...(value.pValue === undefined ? [] : [value.pValue]),
    ...Object.values(value.detail ?? {}).filter((entry) => typeof entry === "number"),
  ];
  if (numbers.every((entry) => Number.isFinite(entry))) return { status: "computed", ...value };
  return notComputable("numerical", `${value.method} gave a number that is not finite.`);
}

export function notComputable(code: ReasonCode, reason: string): NotComputable {
  return { status: "not-computable", code, reason };
}

export function isComputed(outcome: Outcome): outcome is Computed {
  return outcome.status === "computed";
}
