import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { benjaminiHochberg, benjaminiYekutieli, holm } from "../../src/statistics/multiplicity/multiplicity.ts";
import { expectRelative, readGolden, readSharedReference } from "./golden-file.ts";

const byR = readGolden<{ adjustInput: number[]; holm: number[]; BH: number[]; BY: number[] }>("distributions");
const shared = readSharedReference<{ "r-4.2.2": Record<string, number[]> }>()?.["r-4.2.2"];
const methods = [
  ["holm", holm],
  ["BH", benjaminiHochberg],
  ["BY", benjaminiYekutieli],
] as const;

describe("adjusted p-values", () => {
  test.each(methods)("%s agrees with R p.adjust, ties, 0 and 1 included", (name, adjust) => {
    adjust(byR.adjustInput).forEach((p, index) => expectRelative(p, byR[name][index] ?? Number.NaN, 1e-14, `${name} ${index}`));
  });

  test.skipIf(shared === undefined).each(methods)("%s agrees with the 50 published p-values", (name, adjust) => {
    const input = shared?.["p.adjust_input"] ?? [];
    expect(input).toHaveLength(50);
    adjust(input).forEach((p, index) => expectRelative(p, shared?.[`p.adjust_${name}`]?.[index] ?? Number.NaN, 1e-12, `${name} ${index}`));
  });

  test("the order of the input is kept and BH is monotone in each p", () => {
    const pValues = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1, maxLength: 30 });
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
    );
  });

  test("a p-value that is none throws, and no p-values stay none", () => {
    for (const [, adjust] of methods) {
      expect(adjust([])).toEqual([]);
      for (const bad of [Number.NaN, -0.1, 1.1]) expect(() => adjust([0.5, bad])).toThrow(expect.objectContaining({ code: "bad-input" }));
    }
  });
});
