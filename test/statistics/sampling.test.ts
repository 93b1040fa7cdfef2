import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { attributeEvaluation } from "../../src/statistics/sampling/attribute-evaluation.ts";
import { attributeSampleSize, tolerableCount } from "../../src/statistics/sampling/attribute-sample-size.ts";
import { type AllocationStratum, stratifiedAllocation } from "../../src/statistics/sampling/stratified-allocation.ts";
import { computedValue, detailOf, numberOf } from "./comparisons/computed-value.ts";
import { testGoldenValues } from "./comparisons/golden-tests.ts";
import { sampling } from "./comparisons/sampling.ts";

testGoldenValues(sampling);

const BAD_INPUT = expect.objectContaining({ code: "bad-input" });
const runs = { seed: 7, numRuns: 60 };

/** P(X <= k) by the definition in whole numbers, for small files. */
function cumulative(k: number, N: number, M: number, n: number): number {
  const choose = (of: number, some: number): number => {
    if (some < 0 || some > of) return 0;
    let value = 1;
    for (let i = 0; i < some; i += 1) value = (value * (of - i)) / (i + 1);
    return Math.round(value);
  };
  let ways = 0;
  for (let j = 0; j <= k; j += 1) ways += choose(M, j) * choose(N - M, n - j);
  return ways / choose(N, n);
}

describe("tolerable count", () => {
  test("is ceil(p N) without the rounding of the product", () => {
    expect([
      tolerableCount(100, 0.07),
      tolerableCount(100, 0.071),
      tolerableCount(500, 0.05),
      tolerableCount(10, 0),
      tolerableCount(10, 1),
    ]).toEqual([7, 8, 25, 0, 10]);
    expect([tolerableCount(3, 1 / 3), tolerableCount(1e12, 1e-12), tolerableCount(1e12, 1e-13)]).toEqual([1, 1, 1]);
  });
});

describe("attribute sample size", () => {
  const plan = { population: 500, tolerableRate: 0.05, expectedExceptions: 0, risk: 0.05 };

  test("says what it rests on", () => {
    const outcome = computedValue(attributeSampleSize(plan));
    expect(outcome).toMatchObject({ estimate: 56, n: 500, method: "Attribute sample size, hypergeometric" });
    expect(outcome.detail).toMatchObject({ tolerableCount: 25, expectedExceptions: 0, risk: 0.05 });
  });

  test("a tie of probability and risk is not decided by rounding", () => {
    expect(numberOf(attributeSampleSize({ population: 1000, tolerableRate: 0.001, expectedExceptions: 0, risk: 0.05 }), "estimate")).toBe(
      950,
    );
  });

  test("is the smallest size whose probability is within the risk", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 30 }),
        fc.integer({ min: 0, max: 3 }),
        fc.double({ min: 0.01, max: 0.9, noNaN: true }),
        fc.constantFrom(0.01, 0.05, 0.3),
        (population, expectedExceptions, tolerableRate, risk) => {
          const outcome = attributeSampleSize({ population, tolerableRate, expectedExceptions, risk });
          const marked = Math.ceil(tolerableRate * population);
          if (expectedExceptions >= marked) {
            expect(outcome).toMatchObject({ code: "degenerate" });
            return;
          }
          const sizes = Array.from({ length: population + 1 }, (_, n) => n).filter(
            (n) => cumulative(expectedExceptions, population, marked, n) <= risk * (1 + 1e-9),
          );
          expect(numberOf(outcome, "estimate")).toBe(sizes[0]);
        },
      ),
      runs,
    );
  });

  test("grows with the file, with the expected exceptions and with confidence", () => {
    const size = (change: Partial<typeof plan>) => numberOf(attributeSampleSize({ ...plan, ...change }), "estimate");
    expect(size({ population: 50_000 })).toBeGreaterThan(size({}));
    expect(size({ expectedExceptions: 1 })).toBeGreaterThan(size({}));
    expect(size({ risk: 0.01 })).toBeGreaterThan(size({}));
    expect(size({ tolerableRate: 0.1 })).toBeLessThan(size({}));
    expect(size({ population: 1e12 })).toBe(59);
  });

  test("refuses an empty file and what not even a census could show, and throws for wrong arguments", () => {
    expect(attributeSampleSize({ ...plan, population: 0 })).toMatchObject({ code: "no-rows" });
    expect(attributeSampleSize({ ...plan, expectedExceptions: 25 })).toMatchObject({ code: "degenerate" });
    expect(attributeSampleSize({ ...plan, expectedExceptions: 24 })).toMatchObject({ status: "computed", estimate: 499 });
    expect(attributeSampleSize({ ...plan, tolerableRate: 0 })).toMatchObject({ code: "degenerate" });
    for (const wrong of [
      { population: 1.5 },
      { tolerableRate: 1.1 },
      { tolerableRate: -0.1 },
      { expectedExceptions: -1 },
      { risk: 0 },
      { risk: 1 },
    ])
      expect(() => attributeSampleSize({ ...plan, ...wrong })).toThrow(BAD_INPUT);
  });
});

describe("attribute evaluation", () => {
  const result = { population: 500, drawn: 95, exceptions: 2, risk: 0.05 };

  test("gives the review's G13, with what it means for the tolerable rate", () => {
    const outcome = computedValue(attributeEvaluation({ ...result, tolerableRate: 0.062 }));
    expect(outcome).toMatchObject({
      estimate: 2 / 95,
      n: 95,
      method: "Attribute sample evaluation, hypergeometric",
      interval: { lower: 2 / 500, upper: 0.06, level: 0.95, method: "hypergeometric upper limit, one-sided" },
      detail: {
        exceptions: 2,
        drawn: 95,
        upperCount: 30,
        lowerCount: 2,
        tolerableRate: 0.062,
        tolerableCount: 31,
        showsFewerThanTolerable: "yes",
      },
    });
    expect(Math.abs(detailOf(outcome, "probabilityAtTolerableCount") / 0.0443601822114 - 1)).toBeLessThan(1e-11);
    expect(attributeEvaluation({ ...result, tolerableRate: 0.06 })).toMatchObject({
      detail: { showsFewerThanTolerable: "no", tolerableCount: 30 },
    });
    expect(computedValue(attributeEvaluation(result)).detail).not.toHaveProperty("tolerableRate");
  });

  test("agrees with the sample size: that many without more than the expected exceptions show it, one fewer do not", () => {
    fc.assert(
      fc.property(fc.integer({ min: 20, max: 5000 }), fc.integer({ min: 0, max: 2 }), (population, expectedExceptions) => {
        const size = attributeSampleSize({ population, tolerableRate: 0.2, expectedExceptions, risk: 0.05 });
        const drawn = numberOf(size, "estimate");
        const shows = (n: number) =>
          computedValue(attributeEvaluation({ population, drawn: n, exceptions: expectedExceptions, risk: 0.05, tolerableRate: 0.2 }))
            .detail?.["showsFewerThanTolerable"];
        expect(shows(drawn)).toBe("yes");
        expect(shows(drawn - 1)).toBe("no");
      }),
      runs,
    );
  });

  test("every larger number of exceptions in the file is incompatible, every smaller one compatible", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), fc.nat(30), fc.nat(30), (population, some, few) => {
        const drawn = 1 + (some % population);
        const exceptions = few % (drawn + 1);
        const upper = detailOf(attributeEvaluation({ population, drawn, exceptions, risk: 0.1 }), "upperCount");
        for (let M = exceptions; M <= population - drawn + exceptions; M += 1)
          expect(cumulative(exceptions, population, M, drawn) > 0.1 * (1 + 1e-9)).toBe(M <= upper);
      }),
      runs,
    );
  });

  test("a census knows, and a file of 1e12 is answered at once", () => {
    expect(attributeEvaluation({ population: 40, drawn: 40, exceptions: 3, risk: 0.05 })).toMatchObject({
      interval: { lower: 3 / 40, upper: 3 / 40 },
    });
    expect(numberOf(attributeEvaluation({ population: 1e12, drawn: 1e6, exceptions: 500, risk: 0.05 }), "upper")).toBeGreaterThan(5e-4);
  });

  test("refuses when nothing was examined, throws for impossible counts", () => {
    expect(attributeEvaluation({ ...result, drawn: 0, exceptions: 0 })).toMatchObject({ code: "no-rows" });
    for (const wrong of [
      { drawn: 501 },
      { exceptions: 96 },
      { exceptions: -1 },
      { population: 1.5 },
      { risk: 0 },
      { risk: 0.51 },
      { tolerableRate: 1.5 },
    ])
      expect(() => attributeEvaluation({ ...result, ...wrong })).toThrow(BAD_INPUT);
  });
});

describe("stratified allocation", () => {
  const sizesOf = (strata: readonly AllocationStratum[], n: number, minimum?: number): readonly number[] => {
    const allocation = stratifiedAllocation(strata, n, minimum);
    if (allocation.status !== "computed") throw new Error(allocation.reason);
    return allocation.sizes;
  };
  const stratum = fc.record({ size: fc.nat(40), standardDeviation: fc.constantFrom(0, 0.1, 0.5, 1, 3.7) });

  test("names its method and breaks ties by size, then by order", () => {
    expect(stratifiedAllocation([{ size: 10 }, { size: 30 }], 4)).toEqual({
      status: "computed",
      method: "Proportional allocation",
      sizes: [1, 3],
    });
    expect(
      stratifiedAllocation(
        [
          { size: 10, standardDeviation: 3 },
          { size: 30, standardDeviation: 1 },
        ],
        4,
      ),
    ).toEqual({
      status: "computed",
      method: "Neyman allocation",
      sizes: [2, 2],
    });
    expect(sizesOf([{ size: 5 }, { size: 5 }], 3)).toEqual([2, 1]);
    // Remainders of one half each: the larger stratum is served.
    expect(sizesOf([{ size: 10 }, { size: 30 }, { size: 40 }], 4)).toEqual([0, 2, 2]);
  });

  test("adds up, stays between the bounds, and within one item of the real-valued optimum of its neighbours", () => {
    fc.assert(
      fc.property(fc.array(stratum, { minLength: 1, maxLength: 6 }), fc.nat(), fc.nat(6), fc.boolean(), (strata, pick, minimum, neyman) => {
        const used = neyman ? strata : strata.map(({ size }) => ({ size }));
        const total = strata.reduce((sum, { size }) => sum + size, 0);
        const least = strata.map(({ size }) => Math.min(minimum, size));
        const required = least.reduce((sum, size) => sum + size, 0);
        if (total === 0 || (neyman && strata.every(({ size, standardDeviation }) => size * standardDeviation === 0))) return;
        const n = required + (pick % (total - required + 1));
        const sizes = sizesOf(used, n, minimum);
        expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(n);
        const weights = strata.map(({ size, standardDeviation }) => size * (neyman ? standardDeviation : 1));
        sizes.forEach((size, h) => {
          expect(size).toBeGreaterThanOrEqual(least[h] ?? 0);
          expect(size).toBeLessThanOrEqual(strata[h]?.size ?? 0);
          sizes.forEach((other, g) => {
            // A stratum above its minimum has no more per weight than one that still has room, but for the rounding of one item.
            if (size - 1 > (least[h] ?? 0) && other + 1 < (strata[g]?.size ?? 0))
              expect((size - 1) * (weights[g] ?? 0)).toBeLessThanOrEqual((other + 1) * (weights[h] ?? 0) + 1e-9);
          });
        });
      }),
      { seed: 11, numRuns: 300 },
    );
  });

  test("does not depend on the scale of the deviations, not even at the ends of the doubles", () => {
    const strata = [100, 70, 30].map((size, h) => ({ size, standardDeviation: [1, 2, 5][h] ?? 0 }));
    const scaled = (factor: number) =>
      sizesOf(
        strata.map(({ size, standardDeviation }) => ({ size, standardDeviation: standardDeviation * factor })),
        41,
        3,
      );
    expect(scaled(2 ** -1060)).toEqual(scaled(1));
    expect(scaled(2 ** 1000)).toEqual(scaled(1));
  });

  test("every stratum whole when all items are taken, nothing when none is", () => {
    expect(sizesOf([{ size: 3 }, { size: 0 }, { size: 9 }], 12, 5)).toEqual([3, 0, 9]);
    expect(sizesOf([{ size: 3 }, { size: 9 }], 0)).toEqual([0, 0]);
  });

  test("refuses what the strata cannot give", () => {
    const two = [{ size: 10 }, { size: 20 }];
    expect(stratifiedAllocation([], 3)).toMatchObject({ code: "no-rows" });
    expect(stratifiedAllocation([{ size: 0 }], 0)).toMatchObject({ code: "no-rows" });
    expect(stratifiedAllocation(two, 9, 5)).toMatchObject({ code: "too-few" });
    expect(stratifiedAllocation(two, 10, 5)).toMatchObject({ sizes: [5, 5] });
    expect(stratifiedAllocation(two, 31)).toMatchObject({ code: "assumption-failed" });
    expect(stratifiedAllocation([{ size: 10, standardDeviation: 1 }, { size: 20 }], 5)).toMatchObject({
      code: "missing-role",
      reason: expect.stringContaining("of 1 strata"),
    });
    expect(
      stratifiedAllocation(
        [
          { size: 10, standardDeviation: 0 },
          { size: 0, standardDeviation: 4 },
        ],
        5,
      ),
    ).toMatchObject({ code: "degenerate" });
    expect(() => stratifiedAllocation([{ size: 1.5 }], 1)).toThrow(BAD_INPUT);
    expect(() => stratifiedAllocation([{ size: 5, standardDeviation: -1 }], 1)).toThrow(BAD_INPUT);
    expect(() => stratifiedAllocation([{ size: 5, standardDeviation: Infinity }], 1)).toThrow(BAD_INPUT);
    expect(() => stratifiedAllocation([{ size: 5 }], -1)).toThrow(BAD_INPUT);
    expect(() => stratifiedAllocation([{ size: 5 }], 1, 0.5)).toThrow(BAD_INPUT);
  });
});
