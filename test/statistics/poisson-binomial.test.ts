import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { poissonBinomialProbabilities, poissonBinomialTails } from "../../src/statistics/distributions/poisson-binomial.ts";
import { readGolden, relativeError } from "./golden-file.ts";

const golden = readGolden<Record<string, readonly number[]>>("overrides");

describe("Poisson-binomial", () => {
  const strata = [
    { cases: 40, probability: 0.03 },
    { cases: 60, probability: 0.08 },
    { cases: 25, probability: 0.2 },
  ];

  test("agrees with R's convolution, deep tail included", () => {
    const [lower = 0, upper = 0] = golden["poisson-binomial lower 4, upper 4"] ?? [];
    const four = poissonBinomialTails(4, strata);
    expect(relativeError(four.lower, lower)).toBeLessThan(1e-11);
    expect(relativeError(four.upper, upper)).toBeLessThan(1e-11);
    expect(relativeError(poissonBinomialTails(30, strata).upper, golden["poisson-binomial upper 30"]?.[0] ?? 0)).toBeLessThan(1e-10);
  });

  test("probabilities add up to one and both tails share the observed point", () => {
    const stratum = fc.record({ cases: fc.integer({ min: 0, max: 30 }), probability: fc.double({ min: 0, max: 1, noNaN: true }) });
    fc.assert(
      fc.property(fc.array(stratum, { minLength: 1, maxLength: 5 }), fc.nat(), (cells, pick) => {
        const cases = cells.reduce((total, cell) => total + cell.cases, 0);
        const masses = poissonBinomialProbabilities(cells, cases);
        expect(masses.reduce((total, mass) => total + mass, 0)).toBeCloseTo(1, 10);
        const observed = pick % (cases + 1);
        const { lower, upper } = poissonBinomialTails(observed, cells);
        expect(lower + upper - (masses[observed] ?? 0)).toBeCloseTo(1, 10);
      }),
    );
  });

  test("the normal approximation of large counts is near the exact tail", () => {
    const large = [{ cases: 40_000, probability: 0.06 }];
    const exact = poissonBinomialTails(1980, [{ cases: 33_000, probability: 0.06 }]).lower;
    expect(exact).toBeGreaterThan(0.49);
    expect(poissonBinomialTails(2300, large).method).toContain("normal approximation");
    expect(poissonBinomialTails(2300, large).lower).toBeCloseTo(0.0181, 3);
  });
});
