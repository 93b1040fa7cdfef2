import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { countText, numberText, pValueText } from "../../src/report/number-text.ts";

const plain = (text: string) => text.replaceAll("\u202F", " ").replaceAll("\u2212", "-");

describe("numbers for reading", () => {
  // Expected texts by hand from the rules in number-text.ts.
  test.each([
    [0, "none", "0.0000"],
    [0.25334, "index", "0.2533"],
    [-0.5, "ratio", "-0.5000"],
    [12.34567, "sigma", "12.346"],
    [123.456, "statistic", "123.46"],
    [12345.678, "statistic", "12 345.7"],
    [0.000012, "index", "1.20e-5"],
    [-0.00002, "index", "-2.00e-5"],
    [85335, "count", "85 335"],
    [-1234567, "count", "-1 234 567"],
    [0.5, "share", "50.00 %"],
    [1, "share", "100.00 %"],
    [0, "share", "0.00 %"],
    [0.99999, "share", "> 99.99 %"],
    [0.00001, "share", "< 0.01 %"],
    [-0.03, "share", "-3.00 %"],
    [12.5, "seconds", "12.50 s"],
    [400, "days", "400.0 d"],
    [1e20, "statistic", "1.00e20"],
  ] as const)("%f as %s reads %s", (value, unit, text) => {
    expect(plain(numberText(value, unit))).toBe(text);
  });

  test("p-values never read as zero", () => {
    expect([0.04996, 0.0001, 0.00009, 1].map(pValueText)).toEqual(["0.0500", "0.0001", "< 0.0001", "1.0000"]);
  });

  test("what is not zero is never printed as zero, and reads within rounding of what it is", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, min: -1e12, max: 1e12 }), (value) => {
        const read = Number(plain(numberText(value, "ratio")).replaceAll(" ", ""));
        expect(read === 0).toBe(value === 0);
        expect(Math.abs(read - value)).toBeLessThanOrEqual(Math.max(Math.abs(value) * 0.006, 0.000051));
      }),
    );
    fc.assert(
      fc.property(
        fc.double({ noNaN: true, min: Number.MIN_VALUE, max: 1 - Number.EPSILON }),
        (share) => !["0.00 %", "100.00 %"].includes(numberText(share, "share")),
      ),
    );
  });

  test("counts are grouped by thousands and otherwise unchanged", () => {
    fc.assert(fc.property(fc.maxSafeInteger(), (count) => Number(plain(countText(count)).replaceAll(" ", "")) === count));
  });
});
