import { type Computed, type Outcome, isComputed } from "../../../src/foundation/outcome.ts";

/** The outcome's numbers; throws with the reason where there are none. */
export function computedValue(outcome: Outcome): Computed {
  if (!isComputed(outcome)) throw new Error(outcome.reason);
  return outcome;
}

export function detailOf(outcome: Outcome, key: string): number {
  const value = computedValue(outcome).detail?.[key];
  if (typeof value !== "number") throw new Error(`There is no number ${key}.`);
  return value;
}

/** A limit of the interval, or p; throws where the outcome has none. */
export function numberOf(outcome: Outcome, part: "estimate" | "p" | "lower" | "upper"): number {
  const { estimate, pValue, interval } = computedValue(outcome);
  const value = part === "estimate" ? estimate : part === "p" ? pValue : interval?.[part];
  if (value === undefined) throw new Error(`There is no ${part}.`);
  return value;
}
