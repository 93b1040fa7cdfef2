import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { benjaminiHochberg } from "../../src/statistics/multiplicity/benjamini-hochberg.ts";
import { benjaminiYekutieli } from "../../src/statistics/multiplicity/benjamini-yekutieli.ts";
import { holm } from "../../src/statistics/multiplicity/holm.ts";
import { testGoldenValues } from "./comparisons/golden-tests.ts";
import { multiplicity } from "./comparisons/multiplicity.ts";
import { expectRelative, readSharedReference } from "./golden-file.ts";

const shared = readSharedReference<{ "r-4.2.2": Record<string, number[]> }>()?.["r-4.2.2"];
const methods = [
  ["holm", holm],
  ["BH", benjaminiHochberg],
  ["BY", benjaminiYekutieli],
] as const;
const settings = { seed: 20261123 };
const pValues = fc.array(fc.oneof(fc.double({ min: 1e-290, max: 1, noNaN: true }), fc.constantFrom(0, 1, 0.01, 1e-300)), {
  minLength: 1,
  maxLength: 30,
});

testGoldenValues(multiplicity);

describe("adjusted p-values", () => {
  test.skipIf(shared === undefined).each(methods)("%s agrees with the 50 published p-values", (name, adjust) => {
    const input = shared?.["p.adjust_input"] ?? [];
    expect(input).toHaveLength(50);
    adjust(input).forEach((p, index) => expectRelative(p, shared?.[`p.adjust_${name}`]?.[index] ?? Number.NaN, 1e-12, `${name} ${index}`));
  });

  test("follow from the definitions, p-value by p-value", () => {
    fc.assert(
      fc.property(pValues, fc.nat(50), (input, more) => {
        const size = input.length + more;
        const harmonic = Array.from({ length: size }, (_, index) => 1 / (index + 1)).reduce((sum, term) => sum + term, 0);
        const [byHolm, byHochberg, byYekutieli] = [holm(input, size), benjaminiHochberg(input, size), benjaminiYekutieli(input, size)];
        input.forEach((p, index) => {
          // Holm: the largest of (number of hypotheses that are not smaller) p' over all p' up to p. Step-up: the smallest of M p' / rank' from p on.
          const notAbove = input.filter((other) => other <= p);
          const notBelow = input.filter((other) => other >= p);
          const stepDown = Math.max(...notAbove.map((other) => (size - input.filter((third) => third < other).length) * other));
          const stepUp = Math.min(...notBelow.map((other) => (size * other) / input.filter((third) => third <= other).length));
          expectRelative(byHolm[index] ?? Number.NaN, Math.min(1, stepDown), 1e-13, "Holm");
          expectRelative(byHochberg[index] ?? Number.NaN, Math.min(1, stepUp), 1e-13, "Benjamini-Hochberg");
          expectRelative(byYekutieli[index] ?? Number.NaN, Math.min(1, harmonic * stepUp), 1e-13, "Benjamini-Yekutieli");
        });
      }),
      { ...settings, numRuns: 40 },
    );
  });

  test("the order of the input is kept, and Benjamini-Hochberg is monotone in each p", () => {
    fc.assert(
      fc.property(pValues, fc.nat(), (input, pick) => {
        for (const [, adjust] of methods) {
          const adjusted = adjust(input);
          input.forEach((p, index) => expect(adjusted[index]).toBeGreaterThanOrEqual(p));
          expect(adjust(input.toReversed())).toEqual(adjusted.toReversed());
        }
        const raised = input.with(pick % input.length, 1);
        const [before, after] = [benjaminiHochberg(input), benjaminiHochberg(raised)];
        before.forEach((p, index) => expect(after[index]).toBeGreaterThanOrEqual(p));
        before.forEach((p, index) => expect(benjaminiYekutieli(input)[index]).toBeGreaterThanOrEqual(p));
      }),
      { ...settings, numRuns: 40 },
    );
  });

  test("a larger family never lowers them, and hypotheses with p = 1 count as if they were left out", () => {
    fc.assert(
      fc.property(pValues, fc.integer({ min: 1, max: 20 }), (input, more) => {
        for (const [, adjust] of methods) {
          const larger = adjust(input, input.length + more);
          adjust(input).forEach((p, index) => expect(larger[index]).toBeGreaterThanOrEqual(p));
          const padded = adjust([...input, ...Array.from({ length: more }, () => 1)]).slice(0, input.length);
          padded.forEach((p, index) => expectRelative(larger[index] ?? Number.NaN, p, 1e-13, "padded"));
        }
      }),
      { ...settings, numRuns: 30 },
    );
  });

  test("the harmonic factor is right for families of any size", () => {
    // H(10 000), H(10 001) and H(1e6) from mpmath.
    expectRelative(benjaminiYekutieli([1e-20], 10_000)[0] ?? 0, 9.787606036044382e-16, 1e-14, "10 000");
    expectRelative(benjaminiYekutieli([1e-20], 10_001)[0] ?? 0, 9.788684796647987e-16, 1e-14, "10 001");
    expectRelative(benjaminiYekutieli([1e-20], 1e6)[0] ?? 0, 1.439272672286572e-13, 1e-14, "1e6");
    expect(() => benjaminiYekutieli([1e-20], 1e8 + 1)).toThrow(
      expect.objectContaining({
        code: "bad-input",
        message: "A family of 100000001 hypotheses is too large.",
        detail: { expected: "at most 1e8 hypotheses" },
      }),
    );
    expect(benjaminiHochberg([1e-20], 1e12)).toEqual([1e-8]);
    expect(holm([1e-20], 1e12)).toEqual([1e-8]);
  });

  test("a p-value that is none, or a family smaller than the list, throws; no p-values stay none", () => {
    for (const [, adjust] of methods) {
      expect(adjust([])).toEqual([]);
      expect(adjust([], 5)).toEqual([]);
      for (const bad of [Number.NaN, -0.1, 1.1]) expect(() => adjust([0.5, bad])).toThrow(expect.objectContaining({ code: "bad-input" }));
      for (const size of [1, 2.5, Number.NaN, Infinity])
        expect(() => adjust([0.5, 0.6], size)).toThrow(expect.objectContaining({ code: "bad-input" }));
      expect(adjust([0.5, 0.6], 2)).toHaveLength(2);
    }
    for (const adjust of [benjaminiHochberg, benjaminiYekutieli]) {
      expect(() => adjust([0.5, 1.1])).toThrow(
        expect.objectContaining({ message: "A p-value is 1.1.", detail: { expected: "a probability in 0..1" } }),
      );
      expect(() => adjust([0.5, 0.6], 1)).toThrow(
        expect.objectContaining({
          message: "A family of 1 hypotheses has 2 p-values.",
          detail: { expected: "a whole number of at least the number of p-values" },
        }),
      );
    }
  });
});
