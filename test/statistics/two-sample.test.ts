import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isComputed } from "../../src/foundation/outcome.ts";
import {
  kolmogorovSmirnov,
  kolmogorovSmirnovBounds,
  kolmogorovSmirnovFromNumerator,
} from "../../src/statistics/two-samples/kolmogorov-smirnov.ts";
import { meanRiditShift } from "../../src/statistics/two-samples/mean-ridit.ts";
import { twoSampleChiSquared } from "../../src/statistics/two-samples/two-sample-chi-squared.ts";
import { wassersteinInSigma } from "../../src/statistics/two-samples/wasserstein.ts";
import { goldenCases } from "./drift-golden.ts";

describe("two-sample chi-squared", () => {
  test("agrees with R chisq.test, review G7 among the cases", () => {
    for (const golden of goldenCases("chi-squared")) {
      const outcome = twoSampleChiSquared(golden.list("baseline"), golden.list("window"));
      expect(outcome).toMatchObject({
        estimate: expect.closeTo(golden.one("statistic"), 9),
        pValue: expect.closeTo(golden.one("p"), 12),
        detail: { df: golden.one("df"), smallestExpected: expect.closeTo(golden.one("smallestExpected"), 8) },
      });
    }
    expect(
      twoSampleChiSquared(
        Array.from({ length: 10 }, () => 2000),
        [90, 95, 110, 105, 100, 98, 102, 88, 97, 115],
      ),
    ).toMatchObject({
      estimate: expect.closeTo(6.04999564778, 10),
      pValue: expect.closeTo(0.734904268448, 11),
    });
  });

  test("is not computable with one filled cell or an empty window", () => {
    expect(twoSampleChiSquared([5, 0], [7, 0])).toMatchObject({ code: "degenerate" });
    expect(twoSampleChiSquared([5, 5], [0, 0])).toMatchObject({ code: "no-rows" });
  });
});

describe("Kolmogorov-Smirnov", () => {
  test("the tie-conditional exact p agrees with R ks.test and review G9 (19/36, 43/715), not with methods that ignore ties", () => {
    for (const golden of goldenCases("ks")) {
      const outcome = kolmogorovSmirnov(golden.list("baseline"), golden.list("window"));
      expect(outcome).toMatchObject({ estimate: expect.closeTo(golden.one("d"), 12), pValue: expect.closeTo(golden.one("p"), 10) });
    }
    expect(kolmogorovSmirnov([1, 2, 3, 1, 1, 0], [0, 1, 1, 2, 2, 3])).toMatchObject({
      estimate: expect.closeTo(19 / 36, 14),
      pValue: expect.closeTo(43 / 715, 13),
    });
  });

  test("the exact p equals an enumeration of all splits of a small tied sample", () => {
    const pooled = [3, 2, 3, 1];
    const splits = enumerate(pooled, 4);
    const distance = (counts: readonly number[]): number => Math.abs(numerator(counts, pooled, 4, 5));
    for (const { counts } of splits) {
      const window = pooled.map((size, cell) => size - (counts[cell] ?? 0));
      const share = splits.filter((other) => distance(other.counts) >= distance(counts)).reduce((sum, other) => sum + other.ways, 0);
      const outcome = kolmogorovSmirnov(counts, window);
      expect(isComputed(outcome) ? outcome.pValue : null).toBeCloseTo(share / 126, 12);
    }
  });

  test("beyond 1e7 pairs the p is asymptotic and labelled conservative; integers past 2^53 stay exact", () => {
    expect(kolmogorovSmirnov([4000, 6000], [700, 400])).toMatchObject({ method: expect.stringContaining("conservative under ties") });
    expect(kolmogorovSmirnovFromNumerator(250_000_000_000_000_000_000_001n, 1e12, 1e12)).toMatchObject({
      estimate: expect.closeTo(0.25, 15),
    });
  });

  test("bounds from cells agree with review G10: L = .1, U = .35", () => {
    const bounds = kolmogorovSmirnovBounds([100, 100, 100, 100], [50, 70, 30, 50]);
    expect(bounds?.lower).toBeCloseTo(0.1, 15);
    expect(bounds?.upper).toBeCloseTo(0.35, 15);
  });

  test("bounds always hold the distance of the values behind the cells", () => {
    const sample = fc.array(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(sample, sample, fc.uniqueArray(fc.integer({ min: 0, max: 29 }), { minLength: 1, maxLength: 6 }), (left, right, edges) => {
        const count = (values: readonly number[], key: (value: number) => number, size: number): number[] => {
          const counts = Array.from({ length: size }, () => 0);
          for (const value of values) counts[key(value)] = (counts[key(value)] ?? 0) + 1;
          return counts;
        };
        const cell = (value: number): number => edges.filter((edge) => edge < value).length;
        const exact = kolmogorovSmirnov(
          count(left, (value) => value, 31),
          count(right, (value) => value, 31),
        );
        const bounds = kolmogorovSmirnovBounds(count(left, cell, edges.length + 1), count(right, cell, edges.length + 1));
        if (!isComputed(exact) || bounds === null) throw new Error("not computed");
        expect(exact.estimate).toBeGreaterThanOrEqual(bounds.lower - 1e-12);
        expect(exact.estimate).toBeLessThanOrEqual(bounds.upper + 1e-12);
      }),
      { numRuns: 300 },
    );
  });
});

describe("signed mean ridit", () => {
  test("agrees with R wilcox.test and DeLong placements", () => {
    for (const golden of goldenCases("mean-ridit"))
      expect(meanRiditShift(golden.list("baseline"), golden.list("window"), 0.95)).toMatchObject({
        estimate: expect.closeTo(golden.one("shift"), 13),
        detail: { variance: expect.closeTo(golden.one("variance"), 13) },
      });
  });

  test("changes sign when the order of the cells is reversed", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 50 })), { minLength: 2, maxLength: 8 }),
        (pairs) => {
          const forward = meanRiditShift(
            pairs.map(([count]) => count),
            pairs.map(([, count]) => count),
            0.95,
          );
          const reversed = pairs.toReversed();
          const backward = meanRiditShift(
            reversed.map(([count]) => count),
            reversed.map(([, count]) => count),
            0.95,
          );
          if (!isComputed(forward) || !isComputed(backward)) throw new Error("not computed");
          expect(backward.estimate).toBeCloseTo(-forward.estimate, 12);
        },
      ),
    );
  });

  test("is not computable when the baseline has a single value", () => {
    expect(meanRiditShift([9, 0], [4, 4], 0.95)).toMatchObject({ code: "degenerate" });
  });
});

describe("Wasserstein-1 in baseline standard deviations", () => {
  test("agrees with numerical integration in R", () => {
    for (const golden of goldenCases("wasserstein")) {
      const sigma = golden.one("sigma");
      const outcome = wassersteinInSigma({
        edges: golden.list("edges"),
        baseline: golden.list("baseline"),
        window: golden.list("window"),
        sigma,
      });
      expect(outcome).toMatchObject({
        estimate: expect.closeTo(golden.one("raw") / sigma, 7),
        detail: { raw: expect.closeTo(golden.one("raw"), 7) },
      });
    }
  });

  test("one point moved by two units is a distance of two units; no spread is not computable", () => {
    expect(wassersteinInSigma({ edges: [1, 1, 3, 3], baseline: [10, 0, 0], window: [0, 0, 10], sigma: 4 })).toMatchObject({
      estimate: 0.5,
    });
    expect(wassersteinInSigma({ edges: [1, 1], baseline: [10], window: [10], sigma: 0 })).toMatchObject({ code: "degenerate" });
  });
});

function enumerate(pooled: readonly number[], size: number): { counts: number[]; ways: number }[] {
  let partial: { counts: number[]; ways: number }[] = [{ counts: [], ways: 1 }];
  for (const block of pooled)
    partial = partial.flatMap(({ counts, ways }) =>
      Array.from({ length: block + 1 }, (_, take) => ({ counts: [...counts, take], ways: ways * choose(block, take) })),
    );
  return partial.filter(({ counts }) => counts.reduce((sum, count) => sum + count, 0) === size);
}

function choose(n: number, k: number): number {
  let result = 1;
  for (let step = 1; step <= k; step += 1) result = (result * (n - k + step)) / step;
  return Math.round(result);
}

function numerator(counts: readonly number[], pooled: readonly number[], n: number, m: number): number {
  let [first, second, largest] = [0, 0, 0];
  pooled.forEach((size, cell) => {
    first += counts[cell] ?? 0;
    second += size - (counts[cell] ?? 0);
    largest = Math.max(largest, Math.abs(first * m - second * n));
  });
  return largest;
}
