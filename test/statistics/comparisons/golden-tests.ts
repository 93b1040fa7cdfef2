import { describe, expect, test } from "vitest";
import { methodHeaders } from "../../../scripts/statistics-headers.ts";
import { type ComparisonFamily, errorOf } from "./comparison.ts";

/** The tests that every family has: its golden values agree, and no method of its folder is without one. */
export function testGoldenValues({ family, compare }: ComparisonFamily): void {
  describe(`golden values of ${family}`, () => {
    test("agree within their tolerance", () => {
      const wrong = compare()
        .filter((comparison) => !(errorOf(comparison) <= comparison.tolerance))
        .map((one) => `${one.method}, ${one.what}: ${one.actual}, expected ${one.expected} (error ${errorOf(one)})`);
      expect(wrong).toEqual([]);
    });

    test("cover every method of the folder and name no other", () => {
      const compared = new Set(compare().map(({ method }) => method));
      const methods = methodHeaders()
        .map(({ method }) => method)
        .filter((method) => method.startsWith(`${family}/`));
      expect(compared).toEqual(new Set(methods));
    });
  });
}
