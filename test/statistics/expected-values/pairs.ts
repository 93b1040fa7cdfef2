import { type Computed, type Interval, type Outcome, isComputed } from "../../../src/foundation/outcome.ts";

/** Ours beside theirs, and the relative error allowed where R's 15 digits are not all right. */
export type Pair = readonly [actual: number | undefined, expected: number | undefined, tolerance?: number];

export function value(outcome: Outcome): Computed {
  if (!isComputed(outcome)) throw new Error(outcome.reason);
  return outcome;
}

export function limitsOf(interval: Interval | undefined): (number | undefined)[] {
  return [interval?.lower, interval?.upper];
}

/** Lists of unequal length throw: nothing of a result is passed over by accident. */
export function pairs(actual: readonly (number | undefined)[], expected: readonly number[]): Pair[] {
  if (actual.length !== expected.length) throw new Error(`${actual.length} numbers for ${expected.length}.`);
  return actual.map((one, at) => [one, expected[at]]);
}
