import { TickmarkError } from "../foundation/errors.ts";

/** Refuses an argument outside a function's domain: a programming fault or a damaged number, never a result. */
export function requireArgument(holds: boolean, where: string, expected: string, value: number): void {
  if (!holds) throw new TickmarkError("bad-input", `${where} got ${value}.`, { expected });
}

export function requireProbability(where: string, value: number): void {
  requireArgument(value >= 0 && value <= 1, where, "a probability in 0..1", value);
}

export function requirePositive(where: string, value: number): void {
  requireArgument(value > 0 && Number.isFinite(value), where, "a finite number above 0", value);
}

export function requireNotNegative(where: string, value: number): void {
  requireArgument(value >= 0 && Number.isFinite(value), where, "a finite number of at least 0", value);
}

/** Whole, not negative and exactly representable. */
export function requireCount(where: string, value: number): void {
  requireArgument(Number.isSafeInteger(value) && value >= 0, where, "a whole number of at least 0, at most 2^53 - 1", value);
}

export function requireLevel(where: string, value: number): void {
  requireArgument(value > 0 && value < 1, where, "a level strictly between 0 and 1", value);
}

export function requireNumber(where: string, value: number): void {
  requireArgument(!Number.isNaN(value), where, "a number", value);
}
