import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { binomialPmf } from "../../src/statistics/distributions/binomial.ts";
import { chiSquaredSurvival } from "../../src/statistics/distributions/chi-squared.ts";
import { normalCdf } from "../../src/statistics/distributions/normal.ts";
import { wilsonInterval } from "../../src/statistics/proportions/wilson-interval.ts";
import { bcaInterval } from "../../src/statistics/resampling/bca-interval.ts";
import { maxTIntervals } from "../../src/statistics/resampling/max-t-intervals.ts";
import { monteCarloPValue } from "../../src/statistics/resampling/monte-carlo-p-value.ts";
import { multinomialBootstrap } from "../../src/statistics/resampling/multinomial-bootstrap.ts";
import { randomFromState, seededRandom } from "../../src/statistics/resampling/random.ts";
import { simultaneousLevel } from "../../src/statistics/resampling/simultaneous-level.ts";
import { testGoldenValues } from "./comparisons/golden-tests.ts";
import { resampling } from "./comparisons/resampling.ts";

testGoldenValues(resampling);

describe("seeded random streams", () => {
  test.each([
    [12, 0.3],
    [400, 0.01],
    [400, 0.2],
    [60, 0.9],
    [1000, 0.5],
  ])("draws of binomial(%i, %f) follow their probabilities", (n, p) => {
    const stream = seededRandom(7, `binomial ${n} ${p}`);
    const draws = 40_000;
    const counts = new Map<number, number>();
    for (let draw = 0; draw < draws; draw += 1) {
      const k = stream.nextBinomial(n, p);
      counts.set(k, (counts.get(k) ?? 0) + 1);
    }
    expect(pValueOfFit(counts, (k) => draws * binomialPmf(k, n, p), n)).toBeGreaterThan(1e-4);
  });

  test("normal draws follow the normal distribution", () => {
    const stream = seededRandom(7, "normal");
    const counts = new Map<number, number>();
    for (let draw = 0; draw < 40_000; draw += 1) {
      const cell = Math.min(39, Math.floor(40 * normalCdf(stream.nextNormal())));
      counts.set(cell, (counts.get(cell) ?? 0) + 1);
    }
    expect(pValueOfFit(counts, (cell) => (cell < 40 ? 1000 : 0), 40)).toBeGreaterThan(1e-4);
  });

  test("multinomial counts sum to the total, give nothing to weight 0 and have the right means", () => {
    const stream = seededRandom("x", "multinomial");
    const sums = [0, 0, 0, 0];
    for (let draw = 0; draw < 1000; draw += 1) {
      const counts = stream.nextMultinomial(100, [1, 0, 2, 5]);
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(100);
      counts.forEach((count, index) => (sums[index] = (sums[index] ?? 0) + count));
    }
    expect(sums[1]).toBe(0);
    for (const [index, share] of [
      [0, 1 / 8],
      [2, 2 / 8],
      [3, 5 / 8],
    ] as const) {
      const deviation = ((sums[index] ?? 0) - 100_000 * share) / Math.sqrt(100_000 * share * (1 - share));
      expect(Math.abs(deviation)).toBeLessThan(4);
    }
  });

  test("1e12 trials stay within seven standard deviations, and impossible requests throw", () => {
    const stream = seededRandom(1, "large");
    for (let draw = 0; draw < 200; draw += 1)
      expect(Math.abs(stream.nextBinomial(1e12, 0.25) - 2.5e11)).toBeLessThan(7 * Math.sqrt(1e12 * 0.1875));
    expect([stream.nextBinomial(0, 0.5), stream.nextBinomial(9, 0), stream.nextBinomial(9, 1)]).toEqual([0, 0, 9]);
    expect(() => stream.nextBinomial(1.5, 0.5)).toThrow(expect.objectContaining({ code: "bad-input" }));
    expect(() => stream.nextBinomial(3, 1.5)).toThrow(expect.objectContaining({ code: "bad-input" }));
    for (const [n, weights] of [
      [3, [0, 0]],
      [3, []],
      [3, [1, -1]],
      [3, [1, Infinity]],
      [3, [1e308, 1e308]],
      [2.5, [1, 1]],
    ] as const)
      expect(() => stream.nextMultinomial(n, weights)).toThrow(expect.objectContaining({ code: "bad-input" }));
    expect(stream.nextMultinomial(0, [0, 0])).toEqual([0, 0]);
    for (const state of [
      [0, 0, 0, 0],
      [1, 2, 3],
      [1, 2, 3, 4, 5],
      [1, 2, 3, 2 ** 32],
      [1, 2, 3, -1],
      [1.5, 2, 3, 4],
    ])
      expect(() => randomFromState(state)).toThrow(expect.objectContaining({ code: "bad-input" }));
    expect(randomFromState([0, 0, 0, 2 ** 32 - 1]).nextUint32()).toBe(0);
  });
});

/** Pearson's test of counts against expectations, cells below 10 expected pooled. */
function pValueOfFit(counts: ReadonlyMap<number, number>, expectedAt: (k: number) => number, last: number): number {
  let [statistic, cells, observed, expected] = [0, 0, 0, 0];
  for (let k = 0; k <= last; k += 1) {
    observed += counts.get(k) ?? 0;
    expected += expectedAt(k);
    if (expected < 10) continue;
    statistic += (observed - expected) ** 2 / expected;
    [cells, observed, expected] = [cells + 1, 0, 0];
  }
  return chiSquaredSurvival(statistic, cells - 1);
}

describe("BCa interval", () => {
  const symmetric = Array.from({ length: 999 }, (_, index) => (index - 499) / 100);

  test("of a symmetric distribution without skewness it is the percentile interval", () => {
    expect(bcaInterval({ estimate: 0, replicates: symmetric.toReversed(), acceleration: 0 }, 0.95)).toEqual({
      lower: expect.closeTo(-4.75, 10),
      upper: expect.closeTo(4.75, 10),
      level: 0.95,
      method: "bootstrap BCa",
      biasCorrection: 0,
    });
  });

  test("moves with the estimate's place and follows increasing transformations", () => {
    const skewed = symmetric.map((value) => Math.exp(value / 3));
    const [plain, transformed] = [
      bcaInterval({ estimate: 0.05, replicates: symmetric, acceleration: 0.02 }, 0.9),
      bcaInterval({ estimate: Math.exp(0.05 / 3), replicates: skewed, acceleration: 0.02 }, 0.9),
    ];
    if ("status" in plain || "status" in transformed) throw new Error("not computed");
    expect(plain.biasCorrection).toBeGreaterThan(0);
    // Between two order statistics the quantile is interpolated on another scale.
    expect(Math.exp(plain.lower / 3)).toBeCloseTo(transformed.lower, 4);
    expect(Math.exp(plain.upper / 3)).toBeCloseTo(transformed.upper, 4);
  });

  test("is refused where replicates lie on one side, are all equal, too skewed or too few", () => {
    // The replicates differ, but both limits fall on their common value.
    expect(bcaInterval({ estimate: 1, replicates: [0, ...Array<number>(997).fill(1), 2], acceleration: 0 }, 0.95)).toMatchObject({
      code: "degenerate",
    });
    expect(bcaInterval({ estimate: 9, replicates: symmetric, acceleration: 0 }, 0.9)).toMatchObject({ code: "degenerate" });
    expect(bcaInterval({ estimate: -9, replicates: symmetric, acceleration: 0 }, 0.9)).toMatchObject({ code: "degenerate" });
    expect(bcaInterval({ estimate: 1, replicates: [1, 1, 1], acceleration: 0 }, 0.9)).toMatchObject({ code: "degenerate" });
    expect(bcaInterval({ estimate: 0, replicates: [], acceleration: 0 }, 0.9)).toMatchObject({ code: "degenerate" });
    expect(bcaInterval({ estimate: 0, replicates: symmetric, acceleration: 0.7 }, 0.9)).toMatchObject({ code: "degenerate" });
    expect(bcaInterval({ estimate: 0, replicates: symmetric, acceleration: -0.7 }, 0.9)).toMatchObject({ code: "degenerate" });
    expect(bcaInterval({ estimate: 0, replicates: symmetric, acceleration: 0 }, 0.999)).toMatchObject({ code: "too-few" });
    expect(bcaInterval({ estimate: 0, replicates: symmetric.slice(490, 509), acceleration: 0 }, 0.9)).toMatchObject({
      lower: expect.closeTo(-0.09, 10),
      upper: expect.closeTo(0.09, 10),
    });
    expect(bcaInterval({ estimate: 0, replicates: symmetric.slice(491, 508), acceleration: 0 }, 0.9)).toMatchObject({ code: "too-few" });
    // Only the upper limit lies beyond the replicates.
    expect(bcaInterval({ estimate: 2, replicates: symmetric, acceleration: 0 }, 0.97)).toMatchObject({ code: "too-few" });
    expect(() => bcaInterval({ estimate: Number.NaN, replicates: symmetric, acceleration: 0 }, 0.9)).toThrow();
    expect(() => bcaInterval({ estimate: 0, replicates: [Number.NaN], acceleration: 0 }, 0.9)).toThrow();
    expect(() => bcaInterval({ estimate: 0, replicates: symmetric, acceleration: 0 }, 1)).toThrow();
  });
});

describe("multinomial bootstrap", () => {
  const ratio = ([a = 0, b = 0, c = 0, d = 0]: readonly number[]): number | null => (c === 0 ? null : a / (a + b) / (c / (c + d)));
  const request = {
    counts: [17, 61, 9, 83],
    rows: "independent and unweighted",
    neededCells: [0, 2],
    statistic: ratio,
    replicates: 1000,
    seed: 4,
    level: 0.95,
  } as const;

  test("the replicates have the distribution of the row bootstrap", () => {
    const values: number[] = [];
    const recorded = (counts: readonly number[]): number | null => {
      values.push(ratio(counts) ?? 0);
      return ratio(counts);
    };
    const outcome = multinomialBootstrap({ ...request, statistic: recorded });
    const multinomial = values.slice(-request.replicates);
    const random = seededRandom(9, "row bootstrap");
    const cells = request.counts.flatMap((count, cell) => Array.from({ length: count }, () => cell));
    const byRows = Array.from({ length: request.replicates }, () => {
      const counts = [0, 0, 0, 0];
      for (let row = 0; row < cells.length; row += 1) {
        const cell = cells[Math.floor(random.nextUniform() * cells.length)] ?? 0;
        counts[cell] = (counts[cell] ?? 0) + 1;
      }
      return ratio(counts) ?? 0;
    });
    const mean = multinomial.reduce((sum, value) => sum + value, 0) / 1000;
    const squares = multinomial.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    expect(outcome).toMatchObject({ detail: { standardError: expect.closeTo(Math.sqrt(squares / 999), 12) } });
    // Kolmogorov-Smirnov distance of 1000 and 1000: 5 % point .061.
    expect(distance(multinomial, byRows)).toBeLessThan(0.061);
    expect(outcome).toMatchObject({
      status: "computed",
      estimate: expect.closeTo(ratio(request.counts) ?? 0, 14),
      n: 170,
      interval: { level: 0.95, method: "multinomial bootstrap, BCa" },
      detail: { replicates: 1000, replicatesWithoutValue: 0, seed: 4 },
    });
    expect(Object.keys(outcome.status === "computed" ? (outcome.interval ?? {}) : {})).toEqual(["lower", "upper", "level", "method"]);
  });

  test("standard error and interval of a share agree with theory", () => {
    const outcome = multinomialBootstrap({
      ...request,
      counts: [3000, 7000],
      neededCells: [0, 1],
      statistic: ([a = 0, b = 0]) => a / (a + b),
    });
    const { lower, upper } = wilsonInterval(3000, 10_000, 0.95);
    // Monte Carlo error of 1000 replicates: 2.2 % of the standard error, about 7 % of the half width at the limits.
    expect(outcome).toMatchObject({
      interval: { lower: expect.closeTo(lower, 3), upper: expect.closeTo(upper, 3) },
      detail: { standardError: expect.closeTo(Math.sqrt(0.21 / 10_000), 3.5) },
    });
    const standardError = outcome.status === "computed" ? Number(outcome.detail?.["standardError"]) : 0;
    expect(Math.abs(standardError / Math.sqrt(0.21 / 10_000) - 1)).toBeLessThan(0.07);
  });

  test("the same seed gives the same interval, another one another", () => {
    const once = multinomialBootstrap(request);
    expect(multinomialBootstrap(request)).toEqual(once);
    expect(multinomialBootstrap({ ...request, seed: 5 })).not.toEqual(once);
  });

  test("counts of 1e12 are resampled as counts", () => {
    const outcome = multinomialBootstrap({ ...request, counts: [1.7e12, 6.1e12, 9e11, 8.3e12], replicates: 400, level: 0.9 });
    expect(outcome).toMatchObject({ status: "computed", n: 1.7e13, detail: { acceleration: expect.closeTo(0, 5) } });
  });

  test("is refused without rows, with a needed cell below 5, and where the statistic often has no value", () => {
    expect(multinomialBootstrap({ ...request, counts: [0, 0, 0, 0] })).toMatchObject({ code: "no-rows" });
    expect(multinomialBootstrap({ ...request, counts: [17, 61, 4, 83] })).toMatchObject({
      code: "too-few",
      reason: expect.stringContaining("has 4 rows"),
    });
    expect(multinomialBootstrap({ ...request, counts: [17, 61, 5, 83], replicates: 600 })).toMatchObject({ status: "computed" });
    expect(multinomialBootstrap({ ...request, counts: [17, 0, 9, 83], replicates: 600 })).toMatchObject({ status: "computed" });
    const lossOf = (every: number) => {
      let call = 0;
      return (counts: readonly number[]) => {
        call += 1;
        // The data and the four jackknife tables come first.
        return call > 5 && (call - 6) % every === 0 ? null : ratio(counts);
      };
    };
    expect(multinomialBootstrap({ ...request, statistic: lossOf(100) })).toMatchObject({ detail: { replicatesWithoutValue: 10 } });
    expect(multinomialBootstrap({ ...request, statistic: lossOf(99) })).toMatchObject({
      code: "degenerate",
      reason: expect.stringContaining("11 of 1000"),
    });
    const noValue = { code: "degenerate", reason: expect.stringContaining("no value at the data") };
    expect(multinomialBootstrap({ ...request, statistic: () => null })).toMatchObject(noValue);
    expect(multinomialBootstrap({ ...request, statistic: ([, b = 0]) => (b < 61 ? null : b) })).toMatchObject(noValue);
    expect(multinomialBootstrap({ ...request, statistic: () => 3 })).toMatchObject({
      code: "degenerate",
      reason: expect.stringContaining("are equal"),
    });
    expect(multinomialBootstrap({ ...request, replicates: 20 })).toMatchObject({ code: "too-few" });
  });

  test("damaged requests throw", () => {
    for (const damaged of [{ counts: [17, 61, 9.5, 83] }, { neededCells: [4] }, { replicates: 10.5 }, { level: 1 }])
      expect(() => multinomialBootstrap({ ...request, ...damaged })).toThrow(expect.objectContaining({ code: "bad-input" }));
  });
});

describe("simultaneous intervals", () => {
  const members = [
    { estimate: 1, standardError: 2, n: 10 },
    { estimate: -3, standardError: 0.5, n: 20 },
  ];
  /** Draws whose maxima are 1, 2, ..., R; the second member's or the first's by turns. */
  const draws = (size: number) =>
    Array.from({ length: size }, (_, index) => [
      { estimate: 1 + (index % 2 === 0 ? index + 1 : 0), standardError: 1 },
      { estimate: -3 - (index % 2 === 1 ? 2 * (index + 1) : 0), standardError: 2 },
    ]);

  test("the critical value is the order statistic of the studentised maxima", () => {
    expect(maxTIntervals(members, draws(99).toReversed(), 0.95)).toEqual([
      {
        status: "computed",
        estimate: 1,
        n: 10,
        method: "Simultaneous interval, studentised maximum",
        interval: { lower: 1 - 190, upper: 1 + 190, level: 0.95, method: "max-t" },
        detail: { criticalValue: 95, draws: 99, degenerateDraws: 0 },
      },
      expect.objectContaining({ estimate: -3, n: 20, interval: { lower: -3 - 47.5, upper: -3 + 47.5, level: 0.95, method: "max-t" } }),
    ]);
  });

  test("a draw without a standard error counts as infinite; too many of them, or too few draws, give no interval", () => {
    const broken = (standardError: number, count: number) =>
      draws(99).map((draw, index) =>
        index < count
          ? [
              { estimate: 1, standardError: 1 },
              { estimate: 4, standardError },
            ]
          : draw,
      );
    expect(maxTIntervals(members, broken(0, 4), 0.95)[0]).toMatchObject({ detail: { criticalValue: 99, degenerateDraws: 4 } });
    expect(maxTIntervals(members, broken(Number.NaN, 4), 0.95)[0]).toMatchObject({ detail: { criticalValue: 99, degenerateDraws: 4 } });
    const withoutEstimate = draws(99).map((draw, index) =>
      index < 4 ? [{ estimate: Number.NaN, standardError: 1 }, ...draw.slice(1)] : draw,
    );
    expect(maxTIntervals(members, withoutEstimate, 0.95)[0]).toMatchObject({ detail: { criticalValue: 99, degenerateDraws: 4 } });
    expect(maxTIntervals(members, broken(-1, 4), 0.95)[1]).toMatchObject({ detail: { degenerateDraws: 4 } });
    expect(maxTIntervals(members, broken(0, 5), 0.95)).toMatchObject([
      { code: "degenerate", reason: expect.stringContaining("5 of 99") },
      { code: "degenerate" },
    ]);
    expect(maxTIntervals(members, draws(19), 0.95)[0]).toMatchObject({ detail: { criticalValue: 19 } });
    expect(maxTIntervals(members, draws(18), 0.95)).toMatchObject([{ code: "too-few" }, { code: "too-few" }]);
    expect(maxTIntervals(members, [], 0.95)).toMatchObject([{ code: "too-few" }, { code: "too-few" }]);
  });

  test("a member without a standard error has no interval and leaves the maximum", () => {
    const [first, second] = maxTIntervals([{ estimate: 1, standardError: 0, n: 10 }, ...members.slice(1)], draws(99), 0.9);
    expect(first).toMatchObject({ code: "degenerate" });
    // Only every second draw moves the second member: maxima 0 (50 times), 2, 4, ..., 98.
    expect(second).toMatchObject({ detail: { criticalValue: 80, degenerateDraws: 0 } });
  });

  test("draws that all equal the estimates show no uncertainty", () => {
    const still = Array.from({ length: 99 }, () => members.map(({ estimate }) => ({ estimate, standardError: 1 })));
    expect(maxTIntervals(members, still, 0.95)).toMatchObject([{ code: "degenerate" }, { code: "degenerate" }]);
  });

  test("copies of one estimate need no wider interval than one alone, and never beyond Bonferroni's", () => {
    const random = seededRandom(3, "copies");
    const alone = Array.from({ length: 1999 }, () => [{ estimate: random.nextNormal(), standardError: 1 }]);
    const one = maxTIntervals([{ estimate: 0, standardError: 1, n: 1 }], alone, 0.95)[0];
    const three = maxTIntervals(
      Array.from({ length: 3 }, () => ({ estimate: 0, standardError: 1, n: 1 })),
      alone.map(([draw = { estimate: 0, standardError: 1 }]) => [draw, draw, draw]),
      0.95,
    )[2];
    expect(three).toEqual(one);
  });

  test("damaged members and draws throw", () => {
    const [first = { estimate: 1, standardError: 2, n: 10 }] = members;
    for (const damaged of [{ estimate: Number.NaN }, { standardError: -1 }, { n: 1.5 }])
      expect(() => maxTIntervals([{ ...first, ...damaged }], [], 0.95)).toThrow(expect.objectContaining({ code: "bad-input" }));
    expect(() => maxTIntervals([first], draws(9), 0.95)).toThrow(expect.objectContaining({ code: "bad-input" }));
    expect(() => maxTIntervals(members, draws(9), 1)).toThrow(expect.objectContaining({ code: "bad-input" }));
  });

  test("levels without joint draws: one interval keeps its level, Sidak is never above Bonferroni", () => {
    fc.assert(
      fc.property(fc.double({ min: 0.5, max: 0.999, noNaN: true }), fc.integer({ min: 1, max: 500 }), (level, intervals) => {
        const [sidak, bonferroni] = [simultaneousLevel(level, intervals, "independent"), simultaneousLevel(level, intervals, "any")];
        expect(sidak).toBeLessThanOrEqual(bonferroni + 1e-15);
        expect(sidak).toBeGreaterThanOrEqual(level - 1e-15);
        expect(sidak ** intervals).toBeCloseTo(level, 10);
      }),
      { seed: 1 },
    );
    for (const [level, intervals] of [
      [1, 3],
      [0.95, 0],
      [0.95, 1.5],
    ] as const)
      expect(() => simultaneousLevel(level, intervals, "any")).toThrow(expect.objectContaining({ code: "bad-input" }));
  });
});

describe("Monte Carlo p-value", () => {
  test("is never 0, rises with extreme draws, and refuses impossible counts", () => {
    expect([0, 1, 9].map((extreme) => monteCarloPValue(extreme, 9))).toEqual([0.1, 0.2, 1]);
    for (const [extreme, draws] of [
      [10, 9],
      [-1, 9],
      [0.5, 9],
      [1, 9.5],
    ] as const)
      expect(() => monteCarloPValue(extreme, draws)).toThrow(expect.objectContaining({ code: "bad-input" }));
  });
});

/** Largest distance of two empirical distributions. */
function distance(left: readonly number[], right: readonly number[]): number {
  const below = (values: readonly number[], limit: number): number => values.filter((value) => value <= limit).length / values.length;
  // A limit at every tenth value is enough to see a difference.
  return Math.max(...left.filter((_, index) => index % 10 === 0).map((limit) => Math.abs(below(left, limit) - below(right, limit))));
}
