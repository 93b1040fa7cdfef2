import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { casesForZeroEventBound, zeroEventUpperLimit } from "../../src/statistics/proportions/zero-event-bound.ts";
import { relativeError } from "./golden-file.ts";

describe("zero events", () => {
  test("need 59 cases for 5 % and 149 for 2 % (statistics review G13)", () => {
    expect([casesForZeroEventBound(0.05, 0.95), casesForZeroEventBound(0.02, 0.95)]).toEqual([59, 149]);
    expect(relativeError(zeroEventUpperLimit(59, 0.95), 0.0495076098882)).toBeLessThan(1e-10);
    expect(relativeError(zeroEventUpperLimit(149, 0.95), 0.0199048162207)).toBeLessThan(1e-10);
  });

  test("the least number of cases brings the limit below the rate, one less does not", () => {
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 0.9, noNaN: true }), fc.double({ min: 0.5, max: 0.999, noNaN: true }), (rate, level) => {
        const cases = casesForZeroEventBound(rate, level);
        expect(zeroEventUpperLimit(cases, level)).toBeLessThanOrEqual(rate * (1 + 1e-9));
        if (cases > 1) expect(zeroEventUpperLimit(cases - 1, level)).toBeGreaterThan(rate * (1 - 1e-9));
      }),
    );
  });
});
