import { expect } from "vitest";

/** Both tails at two arguments, the second not below the first: numbers in 0..1 that sum to 1 and rise and fall with the argument. */
export function expectTails(
  what: string,
  lower: (x: number) => number,
  upper: (x: number) => number,
  [x, next]: readonly [number, number],
): void {
  const [below, above, belowNext, aboveNext] = [lower(x), upper(x), lower(next), upper(next)];
  const where = `${what} at ${x} and ${next}: ${below}, ${above}, ${belowNext}, ${aboveNext}`;
  for (const tail of [below, above, belowNext, aboveNext]) expect(tail >= 0 && tail <= 1, where).toBe(true);
  expect(Math.abs(below + above - 1), where).toBeLessThan(1e-12);
  // Apart from rounding; near the smallest double a number has few digits.
  expect(belowNext, where).toBeGreaterThanOrEqual(below * (1 - 1e-11) - 1e-300);
  expect(aboveNext, where).toBeLessThanOrEqual(above * (1 + 1e-11) + 1e-300);
}
