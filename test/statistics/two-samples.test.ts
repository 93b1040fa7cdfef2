import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { TickmarkError } from "../../src/foundation/errors.ts";
import { type Outcome, isComputed } from "../../src/foundation/outcome.ts";
import { kolmogorovSurvival } from "../../src/statistics/distributions/kolmogorov.ts";
import { seededRandom } from "../../src/statistics/resampling/random.ts";
import { excessLimits } from "../../src/statistics/two-samples/excess-share.ts";
import { kolmogorovSmirnovBounds } from "../../src/statistics/two-samples/kolmogorov-smirnov-bounds.ts";
import { kolmogorovSmirnov, kolmogorovSmirnovFromNumerator } from "../../src/statistics/two-samples/kolmogorov-smirnov.ts";
import { mannWhitney } from "../../src/statistics/two-samples/mann-whitney.ts";
import { meanRiditShift } from "../../src/statistics/two-samples/mean-ridit.ts";
import { outOfRangeShare } from "../../src/statistics/two-samples/out-of-range.ts";
import { pairedCounts } from "../../src/statistics/two-samples/paired-counts.ts";
import { twoSampleChiSquared } from "../../src/statistics/two-samples/two-sample-chi-squared.ts";
import { undriftedUnseen, unseenShare } from "../../src/statistics/two-samples/unseen-share.ts";
import { wassersteinInSigma } from "../../src/statistics/two-samples/wasserstein-from-cells.ts";
import { wassersteinDistance } from "../../src/statistics/two-samples/wasserstein.ts";
import { computedValue, detailOf, numberOf } from "./comparisons/computed-value.ts";
import { testGoldenValues } from "./comparisons/golden-tests.ts";
import { twoSamples } from "./comparisons/two-samples.ts";
import { crossDifference, totalCount } from "../../src/statistics/whole-numbers.ts";

testGoldenValues(twoSamples);

const E12 = 1e12;
const SEED = { seed: 7, numRuns: 60 };
type Samples = readonly [baseline: readonly number[], window: readonly number[]];

/** Two non-empty samples over the same cells. */
const samples = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 0, max: 12 })), { minLength: 2, maxLength: 7 })
  .map((pairs): Samples => [pairs.map(([count]) => count), pairs.map(([, count]) => count)])
  .filter(([baseline, window]) => baseline.filter((count) => count > 0).length > 1 && window.filter((count) => count > 0).length > 1);

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
/** The plain arrays behind counts at 0, 1, 2, ... */
const rowsOf = (counts: readonly number[], values = counts.map((_, cell) => cell)): number[] =>
  counts.flatMap((count, cell) => Array.from({ length: count }, () => values[cell] ?? Number.NaN));
const meanOf = (values: readonly number[]): number => sum(values) / values.length;

/** Every method of ordered or unordered cells, at some arguments. */
const METHODS: readonly (readonly [name: string, method: (baseline: readonly number[], window: readonly number[]) => Outcome])[] = [
  ["chi-squared", twoSampleChiSquared],
  ["Kolmogorov-Smirnov", kolmogorovSmirnov],
  ["mean ridit", (baseline, window) => meanRiditShift(baseline, window, 0.95)],
  ["Mann-Whitney", (baseline, window) => mannWhitney(baseline, window, 0.95)],
  ["Wasserstein", (baseline, window) => wassersteinDistance({ values: baseline.map((_, at) => at), baseline, window, sigma: 1 })],
  [
    "Wasserstein of cells",
    (baseline, window) => wassersteinInSigma({ edges: [-1, ...baseline.map((_, at) => at)], baseline, window, sigma: 1 }),
  ],
];

describe.each(METHODS)("%s", (_, method) => {
  test("refuses an empty sample and says which", () => {
    expect(method([0, 0], [3, 4])).toMatchObject({ code: "no-rows", reason: "The baseline has no values." });
    expect(method([3, 4], [0, 0])).toMatchObject({ code: "no-rows", reason: "The window has no values." });
  });

  test("throws for a count that is none and for unequal cells", () => {
    for (const wrong of [-1, 0.5, Number.NaN, 2 ** 53, Infinity]) {
      expect(() => method([3, wrong], [3, 4])).toThrow(TickmarkError);
      expect(() => method([3, 4], [3, wrong])).toThrow(TickmarkError);
    }
    expect(() => method([3, 4], [3, 4, 5])).toThrow(TickmarkError);
    expect(() => method([3, 4, 5], [3, 4])).toThrow(TickmarkError);
  });

  test("a cell that is empty in both samples changes nothing; names the window's rows as n and the baseline's in detail", () => {
    fc.assert(
      fc.property(samples, ([baseline, window]) => {
        const plain = computedValue(method(baseline, window));
        expect(plain).toMatchObject({ n: sum(window), detail: { baselineRows: sum(baseline) } });
        expect(method([...baseline, 0], [...window, 0])).toEqual(plain);
      }),
      SEED,
    );
  });

  test("equal samples differ in nothing; counts of 1e12, also against 50, give finite numbers", () => {
    expect(numberOf(method([5, 9, 4], [5, 9, 4]), "estimate")).toBe(method === METHODS[3]?.[1] ? 0.5 : 0);
    for (const [baseline, window] of [
      [
        [E12, 3 * E12, 7],
        [2 * E12, E12, 5 * E12],
      ],
      [
        [E12, 3 * E12, 7],
        [20, 10, 20],
      ],
      [
        [20, 10, 20],
        [E12, 3 * E12, 7],
      ],
    ] as const)
      expect(method(baseline, window).status).toBe("computed");
  });
});

describe("exact differences", () => {
  test("a product beyond 2^53 does not cancel", () => {
    expect(crossDifference(E12 + 1, E12, E12, E12 + 1)).toBe(0);
    expect(crossDifference(E12 + 1, E12 + 1, E12, E12 + 2)).toBe(1);
    expect(crossDifference(E12, E12 + 2, E12 + 1, E12 + 1)).toBe(-1);
    expect(crossDifference(3, 4, 5, 6)).toBe(-18);
    expect(crossDifference(2, 2 ** 52, 1, 1)).toBe(2 ** 53 - 1);
  });

  test("a total that is no exact integer throws, and pairs keep filled cells in order", () => {
    expect(() => totalCount("test", [2 ** 52, 2 ** 52])).toThrow(TickmarkError);
    expect(totalCount("test", [])).toBe(0);
    expect(pairedCounts("test", [1, 0, 0, 2], [0, 0, 3, 4])).toEqual({
      n: 3,
      m: 7,
      cells: [
        [1, 0],
        [0, 3],
        [2, 4],
      ],
    });
    expect(() => twoSampleChiSquared([1, 2], [1, 2, 3])).toThrow("twoSampleChiSquared (cells of the window) got 3.");
  });
});

describe("two-sample chi-squared", () => {
  test("equals the definition on expected counts, does not depend on the order of the cells or on which sample is first", () => {
    fc.assert(
      fc.property(samples, ([baseline, window]) => {
        const [n, m] = [sum(baseline), sum(window)];
        let plain = 0;
        baseline.forEach((count, cell) => {
          const other = window[cell] ?? 0;
          if (count + other === 0) return;
          const [expected, expectedOther] = [((count + other) * n) / (n + m), ((count + other) * m) / (n + m)];
          plain += (count - expected) ** 2 / expected + (other - expectedOther) ** 2 / expectedOther;
        });
        const outcome = computedValue(twoSampleChiSquared(baseline, window));
        expect(outcome.estimate).toBeCloseTo(plain, 9);
        expect(numberOf(twoSampleChiSquared(window, baseline), "estimate")).toBeCloseTo(plain, 9);
        expect(numberOf(twoSampleChiSquared(baseline.toReversed(), window.toReversed()), "p")).toBeCloseTo(outcome.pValue ?? -1, 10);
      }),
      SEED,
    );
  });

  test("is not computable with one filled cell", () => {
    expect(twoSampleChiSquared([5, 0], [7, 0])).toMatchObject({ code: "degenerate" });
    expect(twoSampleChiSquared([5, 1], [7, 0])).toMatchObject({ status: "computed", detail: { df: 1, smallestExpected: 6 / 13 } });
  });

  test("merging cells with equal shares keeps the statistic and lowers df", () => {
    const fine = computedValue(twoSampleChiSquared([10, 20, 30], [4, 8, 9]));
    const merged = computedValue(twoSampleChiSquared([30, 30], [12, 9]));
    expect(merged.estimate).toBeCloseTo(fine.estimate, 13);
    expect([fine.detail?.["df"], merged.detail?.["df"]]).toEqual([2, 1]);
  });
});

describe("Kolmogorov-Smirnov", () => {
  test("agrees with review G9: D = 19/36, p = 43/715", () => {
    const outcome = computedValue(kolmogorovSmirnov([1, 2, 3, 1, 1, 0], [0, 1, 1, 2, 2, 3]));
    expect(outcome).toEqual({
      status: "computed",
      estimate: 19 / 36,
      n: 9,
      method: "Kolmogorov-Smirnov distance, exact p conditional on ties",
      pValue: expect.closeTo(43 / 715, 14),
      detail: { baselineRows: 8, numerator: "38" },
    });
  });

  test("the exact p equals an enumeration of all splits of a small tied sample, whichever sample is the smaller", () => {
    const pooled = [3, 2, 3, 1];
    for (const size of [4, 6]) {
      const splits = enumerate(pooled, size);
      const total = splits.reduce((ways, split) => ways + split.ways, 0);
      const distance = (counts: readonly number[]): number => numerator(counts, pooled, size, 9 - size);
      for (const { counts } of splits) {
        const window = pooled.map((block, cell) => block - (counts[cell] ?? 0));
        const share = splits.filter((other) => distance(other.counts) >= distance(counts)).reduce((ways, other) => ways + other.ways, 0);
        expect(numberOf(kolmogorovSmirnov(counts, window), "p")).toBeCloseTo(share / total, 12);
      }
    }
  });

  test("does not depend on the direction of the values or on which sample is first; p is at most 1 and 1 without difference", () => {
    fc.assert(
      fc.property(samples, ([baseline, window]) => {
        const { estimate, pValue = -1 } = computedValue(kolmogorovSmirnov(baseline, window));
        for (const other of [kolmogorovSmirnov(window, baseline), kolmogorovSmirnov(baseline.toReversed(), window.toReversed())]) {
          expect(numberOf(other, "estimate")).toBe(estimate);
          expect(numberOf(other, "p")).toBeCloseTo(pValue, 12);
        }
        expect(pValue).toBeGreaterThan(0);
        expect(pValue).toBeLessThanOrEqual(1);
      }),
      SEED,
    );
    expect(kolmogorovSmirnov([2, 4], [1, 2])).toMatchObject({ estimate: 0, pValue: 1 });
  });

  test("p is exact for few pairs, above 1e7 asymptotic and labelled conservative", () => {
    expect(kolmogorovSmirnov([40, 60], [5e2, 5e2])).toMatchObject({ method: expect.stringContaining("exact") });
    const method = "Kolmogorov-Smirnov distance, asymptotic p (conservative under ties)";
    const scaled = 0.1 * Math.sqrt((100 * 100_001) / 100_101);
    const outcome = computedValue(kolmogorovSmirnov([40, 60], [50_000, 50_001]));
    expect(outcome.method).toBe(method);
    expect(outcome.pValue).toBeCloseTo(kolmogorovSurvival(scaled - 1e-6), 3);
  });

  test("takes the numerator that SQL has computed, past 2^53, and refuses an impossible one", () => {
    expect(kolmogorovSmirnovFromNumerator(10n ** 24n, E12, E12)).toMatchObject({ estimate: 1, pValue: 0, n: E12 });
    expect(kolmogorovSmirnovFromNumerator(1n, E12, E12)).toMatchObject({ estimate: 1 / 1e24, pValue: 1, detail: { numerator: "1" } });
    expect(kolmogorovSmirnovFromNumerator(0n, 3, 4)).toMatchObject({ estimate: 0, pValue: 1 });
    expect(numberOf(kolmogorovSmirnovFromNumerator(4n, 4, 9), "p")).toBeCloseTo(kolmogorovSurvival((4 / 36) * Math.sqrt(36 / 13)), 14);
    expect(kolmogorovSmirnovFromNumerator(0n, 0, 4)).toMatchObject({ code: "no-rows", reason: "The baseline has no values." });
    expect(kolmogorovSmirnovFromNumerator(0n, 4, 0)).toMatchObject({ code: "no-rows", reason: "The window has no values." });
    const wrongs: Parameters<typeof kolmogorovSmirnovFromNumerator>[] = [
      [13n, 3, 4],
      [-1n, 3, 4],
      [1n, 3.5, 4],
      [1n, 3, -4],
    ];
    for (const wrong of wrongs) expect(() => kolmogorovSmirnovFromNumerator(...wrong)).toThrow(TickmarkError);
  });
});

describe("bounds of the Kolmogorov-Smirnov distance", () => {
  test("agree with review G10 exactly, and an atom has no slack", () => {
    expect(kolmogorovSmirnovBounds([100, 100, 100, 100], [50, 70, 30, 50])).toEqual({ lower: 0.1, upper: 0.35 });
    expect(kolmogorovSmirnovBounds([100, 100, 100, 100], [50, 70, 30, 50], [true, true, true, true])).toEqual({ lower: 0.1, upper: 0.1 });
    expect(kolmogorovSmirnovBounds([4, 4], [8, 0])).toEqual({ lower: 0.5, upper: 1 });
    expect(kolmogorovSmirnovBounds([8, 0], [4, 4], [true])).toEqual({ lower: 0.5, upper: 0.5 });
  });

  test("an empty sample has none; wrong counts throw", () => {
    expect(kolmogorovSmirnovBounds([0, 0], [1, 2])).toBeNull();
    expect(kolmogorovSmirnovBounds([1, 2], [0, 0])).toBeNull();
    expect(() => kolmogorovSmirnovBounds([1, -2], [1, 2])).toThrow(TickmarkError);
    expect(() => kolmogorovSmirnovBounds([1, 2], [1])).toThrow(TickmarkError);
  });

  test("always hold the distance of the values behind the cells", () => {
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
        expect(numberOf(exact, "estimate")).toBeGreaterThanOrEqual((bounds?.lower ?? 2) - 1e-12);
        expect(numberOf(exact, "estimate")).toBeLessThanOrEqual((bounds?.upper ?? -1) + 1e-12);
      }),
      { seed: 3, numRuns: 200 },
    );
  });
});

describe("mean ridit and Mann-Whitney", () => {
  test("agree with plain arrays: mean of the comparisons, placements, ranks with ties", () => {
    fc.assert(
      fc.property(samples, ([baseline, window]) => {
        const [x, y] = [rowsOf(baseline), rowsOf(window)];
        const beats = (a: number, b: number): number => (a > b ? 1 : a === b ? 0.5 : 0);
        const byWindow = y.map((value) => meanOf(x.map((other) => beats(value, other))));
        const byBaseline = x.map((value) => meanOf(y.map((other) => beats(other, value))));
        const variance = (values: readonly number[]): number => sum(values.map((value) => (value - meanOf(values)) ** 2));
        const deLong = variance(byWindow) / (y.length - 1) / y.length + variance(byBaseline) / (x.length - 1) / x.length;
        const shift = meanOf(byWindow) - 0.5;
        const ridit = meanRiditShift(baseline, window, 0.9);
        expect(numberOf(ridit, "estimate")).toBeCloseTo(shift, 12);
        expect(detailOf(ridit, "variance")).toBeCloseTo(deLong, 12);
        const ranks = [...x, ...y].map((value) => sum([...x, ...y].map((other) => beats(value, other))) + 0.5);
        const u = sum(ranks.slice(x.length)) - (y.length * (y.length + 1)) / 2;
        const test_ = computedValue(mannWhitney(baseline, window, 0.9));
        expect(test_.estimate * x.length * y.length).toBeCloseTo(u, 8);
        expect(test_.detail?.["doubleU"]).toBe(String(2 * u));
        // The variance of U given the ties is that of a sum of ranks drawn without replacement.
        const all = x.length + y.length;
        const rankVariance = variance(ranks) / (all - 1);
        expect(Number(test_.detail?.["sigma"]) ** 2).toBeCloseTo((x.length * y.length * rankVariance) / all, 7);
      }),
      SEED,
    );
  });

  test("turn their sign when the order of the cells or of the samples is reversed", () => {
    fc.assert(
      fc.property(samples, ([baseline, window]) => {
        const ridit = computedValue(meanRiditShift(baseline, window, 0.95));
        const turned = computedValue(meanRiditShift(baseline.toReversed(), window.toReversed(), 0.95));
        expect(turned.estimate).toBeCloseTo(-ridit.estimate, 12);
        expect(turned.interval?.lower).toBeCloseTo(-(ridit.interval?.upper ?? 9), 12);
        expect(turned.pValue).toBeCloseTo(ridit.pValue ?? 9, 11);
        expect(numberOf(meanRiditShift(window, baseline, 0.95), "estimate")).toBeCloseTo(-ridit.estimate, 12);
        const [one, other] = [computedValue(mannWhitney(baseline, window, 0.95)), computedValue(mannWhitney(window, baseline, 0.95))];
        expect(one.estimate + other.estimate).toBeCloseTo(1, 12);
        expect(other.pValue).toBeCloseTo(one.pValue ?? 9, 12);
        expect(Number(one.detail?.["z"]) + Number(other.detail?.["z"])).toBeCloseTo(0, 12);
        expect(one.interval?.lower).toBeCloseTo((ridit.interval?.lower ?? 9) + 0.5, 12);
        expect(one.interval?.upper).toBeCloseTo((ridit.interval?.upper ?? 9) + 0.5, 12);
        expect(one.interval?.lower).toBeGreaterThanOrEqual(0);
        expect(one.interval?.upper).toBeLessThanOrEqual(1);
      }),
      SEED,
    );
  });

  test("samples that do not overlap get Newcombe's limits, not an interval of no width", () => {
    const above = computedValue(meanRiditShift([3, 5, 0, 0], [0, 0, 4, 6], 0.95));
    expect(above).toMatchObject({ estimate: 0.5, interval: { upper: 0.5, method: "wider of DeLong and Newcombe score" } });
    const theta = (above.interval?.lower ?? 0) + 0.5;
    const [n, m, star] = [8, 10, 8];
    const variance = (theta * (1 - theta) * (1 + (star * (1 - theta)) / (2 - theta) + (star * theta) / (1 + theta))) / (n * m);
    expect((1 - theta) ** 2 / variance).toBeCloseTo(1.959963984540054 ** 2, 9);
    const below = computedValue(mannWhitney([0, 0, 3, 5], [4, 6, 0, 0], 0.95));
    expect(below.estimate).toBe(0);
    expect(below.interval?.lower).toBe(0);
    expect(below.interval?.upper).toBeCloseTo(1 - theta, 12);
    expect(computedValue(meanRiditShift([E12, E12, 0], [0, 0, E12], 0.95)).interval?.lower).toBeGreaterThan(0.49);
  });

  test("a window of few rows at one value, or one overlap less than none, gets no interval that looks like certainty", () => {
    const width = (baseline: readonly number[], window: readonly number[]): number => {
      const { interval } = computedValue(meanRiditShift(baseline, window, 0.95));
      return (interval?.upper ?? 0) - (interval?.lower ?? 0);
    };
    expect(width([E12, E12], [2, 0])).toBeGreaterThan(0.5);
    expect(width([48, 1, 1, 0], [0, 0, 1, 49]) / width([49, 1, 0, 0], [0, 0, 1, 49])).toBeGreaterThan(0.9);
  });

  test("without ties the limits hold 0 where the test does not reject at their level", () => {
    for (const window of [
      [0, 1, 0, 1, 1, 0, 1, 1, 0, 1],
      [0, 0, 1, 0, 1, 1, 0, 1, 1, 1],
      [0, 0, 0, 1, 0, 1, 1, 1, 1, 1],
      [0, 0, 0, 0, 0, 1, 1, 1, 1, 1],
    ]) {
      const baseline = window.map((count) => 1 - count);
      const { interval, pValue = -1 } = computedValue(meanRiditShift(baseline, window, 0.9));
      if ((interval?.lower ?? 0) > 0) expect(pValue).toBeLessThan(0.1);
      const score = computedValue(meanRiditShift(baseline, window, 1 - pValue)).interval?.lower ?? 9;
      expect(score).toBeLessThan(1e-9);
    }
  });

  test("a rare level that the baseline shows once is no proof of a shift", () => {
    // The p from the baseline's own ridits was 1e-22; Fisher's is 0.02.
    expect(numberOf(meanRiditShift([999, 1], [9, 1], 0.95), "p")).toBeGreaterThan(1e-12);
    expect(numberOf(meanRiditShift([999, 1], [9, 1], 0.95), "p")).toBe(numberOf(meanRiditShift([9, 1], [999, 1], 0.95), "p"));
  });

  test("a difference of less than the continuity correction has p = 1", () => {
    expect(mannWhitney([1, 0, 1], [0, 2, 0], 0.95)).toMatchObject({ estimate: 0.5, pValue: 1 });
    expect(mannWhitney([1, 0, 0, 1], [0, 1, 1, 0], 0.95)).toMatchObject({ pValue: 1, detail: { z: 0 } });
    expect(mannWhitney([1, 1, 0], [1, 0, 1], 0.95)).toMatchObject({ pValue: 1, detail: { z: 0, doubleU: "5" } });
  });

  test("refuse fewer than two rows, and values that are all equal", () => {
    for (const method of [meanRiditShift, mannWhitney]) {
      expect(method([1, 0], [2, 3], 0.95)).toMatchObject({ code: "too-few" });
      expect(method([2, 3], [0, 1], 0.95)).toMatchObject({ code: "too-few" });
      expect(method([2, 0], [1, 1], 0.95).status).toBe(method === mannWhitney ? "computed" : "not-computable");
      expect(method([2, 0], [2, 0], 0.95)).toMatchObject({ code: "degenerate" });
      expect(method([1, 1], [1, 1], 0.95).status).toBe("computed");
      expect(() => method([2, 3], [4, 5], 1)).toThrow(TickmarkError);
    }
    expect(meanRiditShift([9, 0], [4, 4], 0.95)).toMatchObject({ code: "degenerate" });
  });
});

describe("Wasserstein-1", () => {
  test("equals the mean distance of the sorted rows where both samples have as many", () => {
    const values = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 12, maxLength: 12 });
    fc.assert(
      fc.property(values, values, (left, right) => {
        const [x, y] = [left.toSorted((a, b) => a - b), right.toSorted((a, b) => a - b)];
        const distinct = [...new Set([...x, ...y])].toSorted((a, b) => a - b);
        const count = (rows: readonly number[]): number[] => distinct.map((value) => rows.filter((row) => row === value).length);
        const outcome = wassersteinDistance({ values: distinct, baseline: count(x), window: count(y), sigma: 2 });
        const plain = meanOf(x.map((value, at) => Math.abs(value - (y[at] ?? Number.NaN))));
        expect(detailOf(outcome, "raw")).toBeCloseTo(plain, 12);
        expect(numberOf(outcome, "estimate")).toBeCloseTo(plain / 2, 12);
      }),
      SEED,
    );
  });

  test("of cells with one value each is that of the values; of wide cells it is off by at most the largest error", () => {
    const sample = fc.array(fc.integer({ min: 0, max: 24 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(sample, sample, (left, right) => {
        const [x, y] = [[0, 24, ...left], right];
        const values = Array.from({ length: 25 }, (_, value) => value);
        const at = (rows: readonly number[]): number[] => values.map((value) => rows.filter((row) => row === value).length);
        const exact = detailOf(wassersteinDistance({ values, baseline: at(x), window: at(y), sigma: 1 }), "raw");
        const edges = [0, 6, 12, 18, 24];
        const inCells = (rows: readonly number[]): number[] =>
          edges.slice(1).map((upper, cell) => rows.filter((row) => row <= upper && (row > upper - 6 || cell === 0)).length);
        const cells = wassersteinInSigma({ edges, baseline: inCells(x), window: inCells(y), sigma: 1 });
        expect(Math.abs(detailOf(cells, "raw") - exact)).toBeLessThanOrEqual(detailOf(cells, "largestError") + 1e-12);
        const steps = values.flatMap((value) => [value, value]);
        const spread = (counts: readonly number[]): number[] => counts.flatMap((count, cell) => (cell === 0 ? [count] : [0, count]));
        const narrow = wassersteinInSigma({ edges: steps, baseline: spread(at(x)), window: spread(at(y)), sigma: 1 });
        expect(detailOf(narrow, "raw")).toBeCloseTo(exact, 12);
        expect(detailOf(narrow, "largestError")).toBe(0);
      }),
      SEED,
    );
  });

  test("one point moved by two units is a distance of two units", () => {
    expect(wassersteinInSigma({ edges: [1, 1, 3, 3], baseline: [10, 0, 0], window: [0, 0, 10], sigma: 4 })).toEqual({
      status: "computed",
      estimate: 0.5,
      n: 10,
      method: "Wasserstein-1 distance from frozen cells, in baseline standard deviations",
      detail: { raw: 2, sigma: 4, largestError: 0, baselineRows: 10 },
    });
    expect(wassersteinDistance({ values: [1, 3], baseline: [10, 0], window: [0, 5], sigma: 4 })).toEqual({
      status: "computed",
      estimate: 0.5,
      n: 5,
      method: "Wasserstein-1 distance in baseline standard deviations",
      detail: { raw: 2, sigma: 4, baselineRows: 10 },
    });
  });

  test("no spread is not computable; a negative one, wrong lengths and values out of order throw", () => {
    const values = { values: [1, 2], baseline: [3, 4], window: [5, 6], sigma: 1 };
    expect(wassersteinDistance({ ...values, sigma: 0 })).toMatchObject({ code: "degenerate" });
    for (const wrong of [
      { sigma: -1 },
      { sigma: Number.NaN },
      { values: [2, 2] },
      { values: [1, Infinity] },
      { values: [-Infinity, 1] },
      { values: [1, Number.NaN] },
      { values: [1, 2, 3] },
    ])
      expect(() => wassersteinDistance({ ...values, ...wrong })).toThrow(TickmarkError);
    const cells = { edges: [1, 2, 3], baseline: [3, 4], window: [5, 6], sigma: 1 };
    expect(wassersteinInSigma({ ...cells, sigma: 0 })).toMatchObject({ code: "degenerate" });
    for (const wrong of [
      { sigma: -1 },
      { edges: [1, 2] },
      { edges: [1, 3, 2] },
      { edges: [-Infinity, 2, 3] },
      { edges: [1, 2, Infinity] },
      { edges: [1, 2, Number.NaN] },
    ])
      expect(() => wassersteinInSigma({ ...cells, ...wrong })).toThrow(TickmarkError);
  });
});

describe("values that the baseline never showed", () => {
  test("out of range: effect, limits and p, and nothing outside is p = 1", () => {
    const expected = 2 / 1001;
    expect(outOfRangeShare({ outside: 5, m: 1000, n: 1000, level: 0.95 })).toEqual({
      status: "computed",
      estimate: 0.005 - expected,
      n: 1000,
      method: "Out-of-range share, less its expectation without drift",
      interval: excessLimits(5, 1000, { mean: expected, a: 2, b: 999 }, 0.95),
      pValue: expect.closeTo(0.109023085646, 11),
      detail: { outside: 5, share: 0.005, expected, baselineRows: 1000 },
    });
    expect(outOfRangeShare({ outside: 0, m: 1000, n: 1000, level: 0.95 })).toMatchObject({ estimate: 0, pValue: 1 });
    expect(outOfRangeShare({ outside: 0, m: 1000, n: 2, level: 0.95 })).toMatchObject({ interval: { lower: 0, upper: 0 } });
  });

  test("out of range: refuses a baseline without range and an empty window, throws for impossible counts", () => {
    expect(outOfRangeShare({ outside: 0, m: 10, n: 1, level: 0.95 })).toMatchObject({ code: "too-few" });
    expect(outOfRangeShare({ outside: 1, m: 10, n: 2, level: 0.95 }).status).toBe("computed");
    expect(outOfRangeShare({ outside: 0, m: 0, n: 10, level: 0.95 })).toMatchObject({ code: "no-rows" });
    for (const wrong of [{ outside: 11 }, { outside: -1 }, { m: 2.5 }, { n: -3 }, { level: 1 }])
      expect(() => outOfRangeShare({ outside: 1, m: 10, n: 10, level: 0.95, ...wrong })).toThrow(TickmarkError);
    expect(outOfRangeShare({ outside: 10, m: 10, n: 10, level: 0.95 }).status).toBe("computed");
  });

  test("out of range: every row outside is p = 0 or nearly so, never a refusal", () => {
    // The exact p for m = n = 3: C(3, 3) B(5, 2) / B(2, 2) = 1/5.
    expect(outOfRangeShare({ outside: 3, m: 3, n: 3, level: 0.95 })).toMatchObject({ pValue: expect.closeTo(0.2, 14) });
    for (const n of [1e3, 1e5, 1e7, 1e9, 1e12]) {
      const outcome = outOfRangeShare({ outside: n, m: n, n, level: 0.95 });
      expect(outcome).toMatchObject({ status: "computed", estimate: 1 - 2 / (n + 1), n });
      expect(numberOf(outcome, "p")).toBeLessThan(1e-300);
    }
    for (const outside of [2e5, 1e6, 1e7]) expect(numberOf(outOfRangeShare({ outside, m: 1e7, n: 1e12, level: 0.95 }), "p")).toBe(0);
  });

  test("out of range: more outside is never less surprising", () => {
    const p = Array.from({ length: 21 }, (_, outside) => numberOf(outOfRangeShare({ outside, m: 20, n: 30, level: 0.9 }), "p"));
    expect(p).toEqual(p.toSorted((a, b) => b - a));
  });

  test("unseen: effect, limits and detail; nothing unseen is p = 1", () => {
    const one = { unseen: 8, m: 200, n: 1000, seenOnce: 12, seenTwice: 5, level: 0.95 };
    const expected = 13 / 1002;
    expect(unseenShare(one)).toEqual({
      status: "computed",
      estimate: 0.04 - expected,
      n: 200,
      method: "Unseen-category share, less the Good-Turing share",
      interval: excessLimits(8, 200, undriftedUnseen(one), 0.95),
      pValue: expect.closeTo(0.015670148930863891, 12),
      detail: { unseen: 8, share: 0.04, expected, seenOnce: 12, seenTwice: 5, baselineRows: 1000 },
    });
    expect(unseenShare({ ...one, unseen: 0 })).toMatchObject({ estimate: 0, pValue: 1, interval: { lower: 0 } });
    expect(numberOf(unseenShare({ ...one, unseen: 0, m: 1e5 }), "upper")).toBeLessThan(1e-4);
  });

  test("limits of the excess hold the baseline's own uncertainty", () => {
    const outcome = computedValue(outOfRangeShare({ outside: 3000, m: 1e6, n: 1000, level: 0.9 }));
    // p is 0.2: limits less the expectation alone, 0.0009 to 0.0011, would contradict it.
    expect(outcome.pValue).toBeCloseTo(0.199, 2);
    expect(outcome.interval?.lower).toBe(0);
    expect(outcome.interval?.upper).toBeGreaterThan(0.0026);
    expect(excessLimits(0, 10, { mean: 0.9, a: 9, b: 1 }, 0.9)).toMatchObject({ lower: 0, upper: 0, level: 0.9 });
  });

  test("an excess of just the threshold is called below it in about 5 % of cases (seeded; limits less the mean: over half)", () => {
    const random = seededRandom(3, "excess");
    let passed = 0;
    for (let round = 0; round < 400; round += 1) {
      // Beta(2, 99) as the second smallest of 100 uniforms: the mass beyond the range of 100 values.
      const uniforms = Array.from({ length: 100 }, () => random.nextUniform()).toSorted((a, b) => a - b);
      const share = (uniforms[1] ?? 0) + 0.02;
      const outside = random.nextMultinomial(20_000, [share, 1 - share])[0] ?? 0;
      if (numberOf(outOfRangeShare({ outside, m: 20_000, n: 100, level: 0.9 }), "upper") < 0.02) passed += 1;
    }
    expect(passed).toBeLessThan(32);
  });

  test("unseen: a baseline of an identifier, every row seen once or twice, is answered", () => {
    expect(numberOf(unseenShare({ unseen: 1, m: 1, n: 1000, seenOnce: 1000, seenTwice: 0, level: 0.95 }), "p")).toBeCloseTo(0.999, 3);
    for (const n of [1000, 1e6, 1e9, 1e12])
      for (const [seenOnce, seenTwice] of [
        [n, 0],
        [0, n / 4],
        [0, n / 2],
        [n / 2, n / 4],
      ] as const)
        for (const m of [1, 50, 1e9, 1e12]) {
          const outcome = computedValue(unseenShare({ unseen: Math.min(m, 40), m, n, seenOnce, seenTwice, level: 0.95 }));
          expect(outcome.pValue).toBeGreaterThanOrEqual(0);
          expect(outcome.pValue).toBeLessThanOrEqual(1);
          expect(outcome.interval?.upper).toBeGreaterThanOrEqual(outcome.estimate);
        }
  });

  test("unseen: refuses empty samples, throws for impossible counts", () => {
    const one = { unseen: 1, m: 10, n: 10, seenOnce: 4, seenTwice: 3, level: 0.95 };
    expect(unseenShare(one).status).toBe("computed");
    expect(unseenShare({ ...one, unseen: 10 }).status).toBe("computed");
    expect(unseenShare({ ...one, unseen: 0, m: 0 })).toMatchObject({ code: "no-rows", reason: "The window has no values." });
    expect(unseenShare({ ...one, n: 0, seenOnce: 0, seenTwice: 0 })).toMatchObject({
      code: "no-rows",
      reason: "The baseline has no values.",
    });
    for (const wrong of [{ unseen: 11 }, { seenOnce: 5 }, { seenTwice: 4 }, { m: 1.5 }, { n: -1 }, { seenOnce: -1 }, { seenTwice: 0.5 }])
      expect(() => unseenShare({ ...one, ...wrong })).toThrow(TickmarkError);
  });

  test("unseen: the smooth form for large windows joins the exact sum", () => {
    const p = (m: number): number =>
      numberOf(unseenShare({ unseen: Math.round(m * 0.0125), m, n: 1e6, seenOnce: 12_000, seenTwice: 3000, level: 0.95 }), "p");
    // K scatters by 0.000123 m: the exact sum up to 8e8 rows, the smooth form above.
    expect(p(8.2e8) / p(8.1e8)).toBeCloseTo(1, 3);
  });

  test("undrifted heavy-tailed categories are rejected at or below the level (seeded; 5 %, 200 windows)", () => {
    const random = seededRandom(5, "test");
    const weights = Array.from({ length: 200 }, (_, index) => 1 / (index + 1));
    let rejected = 0;
    for (let round = 0; round < 200; round += 1) {
      const baseline = random.nextMultinomial(500, weights);
      const window = random.nextMultinomial(150, weights);
      const unseen = window.reduce((total, count, index) => total + (baseline[index] === 0 ? count : 0), 0);
      const seen = (times: number): number => baseline.filter((count) => count === times).length;
      const outcome = unseenShare({ unseen, m: 150, n: 500, seenOnce: seen(1), seenTwice: seen(2), level: 0.95 });
      if (isComputed(outcome) && (outcome.pValue ?? 1) <= 0.05) rejected += 1;
    }
    // Above 18 of 200 once in 100 at 5 %.
    expect(rejected).toBeLessThan(19);
  });
});

function enumerate(pooled: readonly number[], size: number): { counts: number[]; ways: number }[] {
  let partial: { counts: number[]; ways: number }[] = [{ counts: [], ways: 1 }];
  for (const block of pooled)
    partial = partial.flatMap(({ counts, ways }) =>
      Array.from({ length: block + 1 }, (_, take) => ({ counts: [...counts, take], ways: ways * choose(block, take) })),
    );
  return partial.filter(({ counts }) => sum(counts) === size);
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
