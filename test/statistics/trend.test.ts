import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { TickmarkError } from "../../src/foundation/errors.ts";
import { type Outcome, isComputed } from "../../src/foundation/outcome.ts";
import { normalQuantile } from "../../src/statistics/distributions/normal.ts";
import { populationStabilityIndex } from "../../src/statistics/divergences/population-stability-index.ts";
import { twoProportionTest } from "../../src/statistics/proportions/two-proportion-test.ts";
import { seededRandom } from "../../src/statistics/resampling/random.ts";
import { cochranArmitage, trendSums } from "../../src/statistics/trend/cochran-armitage.ts";
import { cumulativeSum, cumulativeSumPath, simulateCumulativeSumMaxima } from "../../src/statistics/trend/cumulative-sum.ts";
import { mannKendall } from "../../src/statistics/trend/mann-kendall.ts";
import { scaledTrendChange } from "../../src/statistics/trend/scaled-trend-change.ts";
import { seasonalKendall } from "../../src/statistics/trend/seasonal-kendall.ts";
import { senSlope } from "../../src/statistics/trend/sen-slope.ts";
import { stabilityIndexTrend } from "../../src/statistics/trend/stability-index-trend.ts";
import { weightedLinearTrend } from "../../src/statistics/trend/weighted-linear-trend.ts";
import { wilsonHilferty } from "../../src/statistics/trend/wilson-hilferty.ts";
import { computedValue, detailOf, numberOf } from "./comparisons/computed-value.ts";
import { testGoldenValues } from "./comparisons/golden-tests.ts";
import { trend } from "./comparisons/trend.ts";
import { exactCases, firstCase } from "./drift-golden.ts";

testGoldenValues(trend);

const SEED = { seed: 5, numRuns: 60 };
const series = (values: readonly number[]) => values.map((value, time) => ({ time, value }));
const numbers = fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 8, maxLength: 14 }).filter((values) => new Set(values).size > 1);
const wrongSeries = [
  [0, 0, 1, 2, 3, 4, 5, 6, 7],
  [1, 0, 2, 3, 4, 5, 6, 7, 8],
  [0, 1, 2, 3, 4, 5, 6, Infinity],
  [Number.NaN, 1, 2, 3, 4, 5, 6, 7],
].map((times) => times.map((time) => ({ time, value: time, variance: 1 })));
const wrongValues = [Number.NaN, Infinity].map((wrong) =>
  [1, 2, 3, 4, wrong, 6, 7, 8].map((value, time) => ({ time, value, variance: 1 })),
);

describe("Mann-Kendall and Sen's slope", () => {
  test("do not change under a rising map of the values or a shift, turn their sign with the values or with time", () => {
    fc.assert(
      fc.property(numbers, (values) => {
        const plain = computedValue(mannKendall(series(values)));
        expect(mannKendall(series(values.map((value) => value ** 3)))).toMatchObject({ estimate: plain.estimate, pValue: plain.pValue });
        const slope = computedValue(senSlope(series(values), 0.9));
        expect(detailOf(plain, "senSlope")).toBe(slope.estimate);
        for (const turned of [values.map((value) => -value), values.toReversed()]) {
          expect(numberOf(mannKendall(series(turned)), "estimate")).toBe(plain.estimate === 0 ? 0 : -plain.estimate);
          const other = computedValue(senSlope(series(turned), 0.9));
          expect(other.estimate).toBeCloseTo(-slope.estimate, 12);
          expect(other.interval?.lower).toBeCloseTo(-(slope.interval?.upper ?? 9), 12);
          expect(other.interval?.upper).toBeCloseTo(-(slope.interval?.lower ?? 9), 12);
        }
        const moved = computedValue(senSlope(series(values.map((value, time) => 2 * value + 3 * time + 7)), 0.9));
        expect(moved.estimate).toBeCloseTo(2 * slope.estimate + 3, 12);
      }),
      SEED,
    );
  });

  test("agree with plain arrays; the limits hold 0 where S is within its normal limits, and not where it is far outside", () => {
    fc.assert(
      fc.property(numbers, (values) => {
        const pairs = values.flatMap((earlier, i) => values.slice(i + 1).map((later, gap) => ({ rise: later - earlier, gap: gap + 1 })));
        const outcome = computedValue(mannKendall(series(values)));
        const score = pairs.filter(({ rise }) => rise > 0).length - pairs.filter(({ rise }) => rise < 0).length;
        expect(outcome.estimate).toBe(score);
        expect(detailOf(outcome, "tau")).toBeCloseTo(score / pairs.length, 14);
        const slopes = pairs.map(({ rise, gap }) => rise / gap).toSorted((a, b) => a - b);
        const slope = computedValue(senSlope(series(values), 0.9));
        expect(slope.detail?.["slopes"]).toBe(slopes.length);
        const middle = ((slopes[Math.ceil(slopes.length / 2) - 1] ?? 0) + (slopes[Math.floor(slopes.length / 2)] ?? 0)) / 2;
        expect(slope.estimate).toBeCloseTo(middle, 14);
        const { lower, upper } = slope.interval ?? { lower: 9, upper: -9 };
        expect(lower).toBeLessThanOrEqual(slope.estimate);
        expect(upper).toBeGreaterThanOrEqual(slope.estimate);
        const reach = normalQuantile(0.95) * Math.sqrt(detailOf(outcome, "variance"));
        if (Math.abs(score) < reach) expect(lower <= 0 && upper >= 0).toBe(true);
        if (score > reach + 2) expect(lower).toBeGreaterThanOrEqual(0);
        if (score < -reach - 2) expect(upper).toBeLessThanOrEqual(0);
      }),
      { ...SEED, numRuns: 200 },
    );
  });

  test("refuse fewer than eight windows and a constant series; S = 0 has p = 1", () => {
    for (const method of [mannKendall, (points: Parameters<typeof senSlope>[0]) => senSlope(points, 0.9)]) {
      expect(method(series([1, 2, 3, 4, 5, 6, 7]))).toMatchObject({
        code: "too-few",
        reason: expect.stringContaining("8 windows; there are 7"),
      });
      expect(method(series([1, 2, 3, 4, 5, 6, 7, 8])).status).toBe("computed");
      expect(method(series(Array.from({ length: 9 }, () => 3)))).toMatchObject({ code: "degenerate" });
      for (const wrong of [...wrongSeries, ...wrongValues]) expect(() => method(wrong)).toThrow(TickmarkError);
    }
    expect(mannKendall(series([1, 2, 3, 4, 4, 3, 2, 1]))).toMatchObject({ estimate: 0, pValue: 1, detail: { z: 0, tau: 0, senSlope: 0 } });
    expect(mannKendall(series([1, 2, 3, 4, 4, 3, 2, 0.5]))).toMatchObject({ n: 8, method: "Mann-Kendall trend test, tie-corrected" });
  });

  test("limits that are both 0 because most values are equal are refused", () => {
    const values = [2, 2, 2, 2, 2, 2, 2, 3];
    expect(
      senSlope(
        values.map((value, time) => ({ time, value })),
        0.9,
      ),
    ).toMatchObject({ code: "degenerate" });
  });

  test("a level beyond the ranks has no limits", () => {
    const rising = series([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(senSlope(rising, 0.999)).toMatchObject({ code: "too-few", reason: "8 windows have no limits of a slope at level 0.999." });
    // 28 slopes, Var S = 196/3: rank 1 at C = 26.
    expect(senSlope(rising, 0.99)).toMatchObject({
      detail: { slopes: 28, lowerRank: expect.closeTo(3.59, 1), upperRank: expect.closeTo(25.4, 1) },
    });
    expect(() => senSlope(rising, 1)).toThrow(TickmarkError);
  });
});

describe("seasonal Kendall", () => {
  const two = [3, 9, 1, 5, 4, 8, 2, 7].map((value, at) => ({ cycle: Math.floor(at / 4), season: at % 4, value }));
  const cycles = (seasons: number, count: number) =>
    Array.from({ length: seasons * count }, (_, at) => ({ cycle: Math.floor(at / seasons), season: at % seasons, value: at }));

  test("is the sum over the seasons of Mann-Kendall; one season is Mann-Kendall itself; order and labels do not matter", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 24, maxLength: 40 }), (values) => {
        const points = values.map((value, at) => ({ cycle: Math.floor(at / 3), season: at % 3, value }));
        const outcome = seasonalKendall(points, 3);
        if (!isComputed(outcome)) return;
        const parts = [0, 1, 2].map((season) => mannKendall(series(values.filter((_, at) => at % 3 === season))));
        const computedParts = parts.filter((part) => isComputed(part));
        expect(outcome.estimate).toBe(computedParts.reduce((sum, part) => sum + part.estimate, 0));
        expect(detailOf(outcome, "variance")).toBeCloseTo(
          computedParts.reduce((sum, part) => sum + detailOf(part, "variance"), 0),
          10,
        );
        expect(outcome.detail?.["seasonsCompared"]).toBe(computedParts.length);
        const renamed = points.map(({ cycle, season, value }) => ({ cycle: cycle - 5, season: (season + 1) % 3, value })).toReversed();
        const again = seasonalKendall(renamed, 3);
        expect(numberOf(again, "estimate")).toBe(outcome.estimate);
        expect(numberOf(again, "p")).toBeCloseTo(outcome.pValue ?? 9, 12);
        expect(detailOf(again, "senSlope")).toBe(outcome.detail?.["senSlope"]);
      }),
      SEED,
    );
    const values = [4, 2, 5, 7, 1, 8, 6, 9];
    const { homogeneityChiSquared, ...detail } =
      computedValue(
        seasonalKendall(
          values.map((value, cycle) => ({ cycle, season: 0, value })),
          1,
        ),
      ).detail ?? {};
    const plain = computedValue(mannKendall(series(values)));
    expect(homogeneityChiSquared).toBeUndefined();
    expect(detail).toEqual({
      z: plain.detail?.["z"],
      variance: plain.detail?.["variance"],
      senSlope: plain.detail?.["senSlope"],
      seasonsCompared: 1,
    });
  });

  test("below two cycles a trend is not separable from season, whatever is missing inside", () => {
    expect(seasonalKendall(cycles(6, 2), 6)).toMatchObject({ status: "computed", n: 12, detail: { seasonsCompared: 6, homogeneityDf: 5 } });
    const year = Array.from({ length: 23 }, (_, at) => ({ cycle: Math.floor(at / 12), season: at % 12, value: at }));
    expect(seasonalKendall(year, 12)).toMatchObject({
      code: "not-identifiable",
      reason: "Trend not separable from season: the windows span 23 seasons, two cycles are 24.",
    });
    const gap = [...year.slice(0, 9), { cycle: 1, season: 11, value: 3 }];
    expect(seasonalKendall(gap, 12)).toMatchObject({ code: "degenerate" });
    const later = [2, 3, 4, 5, 6, 7].map((season) => ({ cycle: 1, season, value: 30 + season }));
    expect(seasonalKendall([...gap, ...later], 12)).toMatchObject({ estimate: 6, n: 16, detail: { seasonsCompared: 6 } });
  });

  test("refuses windows that could not reach p of .05 however they rose, by the number of pairs that are not tied", () => {
    const refused = (p: string) => ({
      code: "too-few",
      reason: `Even if these values rose from cycle to cycle in every season, p would be ${p}: the windows are too few for a trend test.`,
    });
    // With m seasons of two windows S is m at most and its variance m: z = (m - 1)/sqrt(m).
    expect(seasonalKendall(two, 4)).toMatchObject(refused("0.13"));
    expect(seasonalKendall(cycles(4, 2), 4)).toMatchObject(refused("0.13"));
    expect(seasonalKendall(cycles(5, 2), 5)).toMatchObject(refused("0.074"));
    expect(seasonalKendall(cycles(4, 3), 4).status).toBe("computed");
    const rising = computedValue(seasonalKendall(cycles(6, 2), 6));
    expect(rising.pValue).toBeCloseTo(0.041226833337163815, 12);
    // A season whose two windows are equal compares nothing.
    const tied = cycles(6, 2).map((point) => (point.season === 0 ? { ...point, value: 1 } : point));
    expect(seasonalKendall(tied, 6)).toMatchObject(refused("0.074"));
    // Of one season, seven equal windows and a larger one: S is 7 at most, its variance 21.
    const one = [1, 2, 1, 1, 1, 1, 1, 1].map((value, cycle) => ({ cycle, season: 0, value }));
    expect(seasonalKendall(one, 1)).toMatchObject(refused("0.19"));
  });

  test("refuses few windows and seasons without difference; throws for what is no season", () => {
    expect(seasonalKendall(two.slice(1), 4)).toMatchObject({ code: "too-few", reason: "A trend test needs 8 windows; there are 7." });
    expect(
      seasonalKendall(
        two.map((point) => ({ ...point, value: point.season })),
        4,
      ),
    ).toMatchObject({ code: "degenerate" });
    for (const wrong of [{ season: 4 }, { season: -1 }, { season: 0.5 }, { cycle: 0.5 }, { cycle: 1, season: 1 }, { value: Number.NaN }])
      expect(() => seasonalKendall([{ ...two[0], cycle: 0, season: 0, value: 1, ...wrong }, ...two.slice(1)], 4)).toThrow(TickmarkError);
    expect(() => seasonalKendall(two, 4.5)).toThrow(TickmarkError);
  });
});

describe("weighted linear trend", () => {
  test("variances whose weights overflow are refused, not thrown", () => {
    const points = Array.from({ length: 8 }, (_, time) => ({ time, value: time, variance: 1e-320 }));
    expect(weightedLinearTrend(points, 0.95)).toMatchObject({ code: "numerical" });
  });

  const points = [3, 1, 4, 1, 5, 9, 2, 6, 5].map((value, time) => ({ time, value, variance: 1 + (time % 3) }));

  test("an error that all windows share leaves the change as it is; scale and time unit scale it", () => {
    const plain = computedValue(weightedLinearTrend(points, 0.9));
    const shifted = computedValue(
      weightedLinearTrend(
        points.map((point) => ({ ...point, value: point.value + 5 })),
        0.9,
      ),
    );
    expect(shifted.estimate).toBeCloseTo(plain.estimate, 12);
    expect(shifted.pValue).toBeCloseTo(plain.pValue ?? 9, 12);
    const scaled = computedValue(
      weightedLinearTrend(
        points.map(({ time, value, variance }) => ({ time: 7 * time, value: 2 * value, variance: 4 * variance })),
        0.9,
      ),
    );
    expect(scaled.estimate).toBeCloseTo(2 * plain.estimate, 12);
    expect(scaled.pValue).toBeCloseTo(plain.pValue ?? 9, 12);
    expect(plain).toMatchObject({ n: 9, interval: { level: 0.9 }, detail: { df: 7 } });
  });

  test("refuses few windows and a window without variance; throws for what is no number", () => {
    expect(weightedLinearTrend(points.slice(2), 0.9)).toMatchObject({
      code: "too-few",
      reason: "A trend test needs 8 windows; there are 7.",
    });
    expect(weightedLinearTrend(points.slice(1), 0.9).status).toBe("computed");
    for (const variance of [0, -1]) {
      const [first, ...rest] = points;
      expect(weightedLinearTrend([{ time: -1, value: first?.value ?? 0, variance }, ...rest], 0.9)).toMatchObject({ code: "degenerate" });
    }
    for (const wrong of [
      ...wrongSeries,
      ...wrongValues,
      points.map((point) => ({ ...point, variance: Number.NaN })),
      points.map((point) => ({ ...point, variance: Infinity })),
    ])
      expect(() => weightedLinearTrend(wrong, 0.9)).toThrow(TickmarkError);
    expect(() => weightedLinearTrend(points, 0)).toThrow(TickmarkError);
  });
});

describe("Cochran-Armitage and the scaled change", () => {
  test("a count below 0 throws also where a window has no rows", () => {
    const point = { score: 0, count: -1, rows: 0 };
    expect(() => cochranArmitage([point, { score: 1, count: 3, rows: 10 }, { score: 2, count: 4, rows: 10 }])).toThrow(TickmarkError);
  });

  test("two scores are enough, one or none is not, and a score is a finite number", () => {
    const [before, after] = [
      { score: 0, count: 30, rows: 100 },
      { score: 1, count: 45, rows: 120 },
    ];
    expect(numberOf(cochranArmitage([before, after]), "estimate")).toBeCloseTo(detailOf(twoProportionTest(45, 120, 30, 100), "z"), 13);
    expect(cochranArmitage([before, { ...after, score: 0 }])).toMatchObject({ code: "degenerate" });
    expect(() => cochranArmitage([before, { ...after, score: Infinity }])).toThrow(TickmarkError);
  });

  const weeks = [50, 48, 45, 44, 41, 39, 37, 36].map((count, score) => ({ score, count, rows: 100 }));

  test("time running backwards turns the sign; a window without rows, a shift of the calendar and the order change nothing", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 8, maxLength: 12 }), (counts) => {
        const points = counts.map((count, score) => ({ score, count, rows: 20 + (score % 4) }));
        const plain = scaledTrendChange(points, 0.9);
        if (!isComputed(plain)) return;
        const backwards = computedValue(
          scaledTrendChange(
            points.map((point) => ({ ...point, score: 11 - point.score })),
            0.9,
          ),
        );
        expect(backwards.estimate).toBeCloseTo(-plain.estimate, 12);
        expect(backwards.interval?.lower).toBeCloseTo(-(plain.interval?.upper ?? 9), 12);
        const other = computedValue(
          scaledTrendChange(
            [...points.map((point) => ({ ...point, score: point.score + 40 })).toReversed(), { score: 99, count: 0, rows: 0 }],
            0.9,
          ),
        );
        expect(other.estimate).toBeCloseTo(plain.estimate, 12);
        expect(other.pValue).toBeCloseTo(plain.pValue ?? 9, 11);
        expect(other.detail?.["points"]).toBe(points.length);
        const misses = computedValue(cochranArmitage(points.map((point) => ({ ...point, count: point.rows - point.count }))));
        expect(misses.estimate).toBeCloseTo(-numberOf(cochranArmitage(points), "estimate"), 11);
        expect(detailOf(plain, "overdispersion")).toBeGreaterThanOrEqual(1);
      }),
      SEED,
    );
  });

  test("carries what it is made of", () => {
    const sums = trendSums(weeks, "test");
    if ("status" in sums) throw new Error(sums.reason);
    expect(sums).toMatchObject({ rows: 800, rate: 0.425, departure: expect.closeTo(0.0730727073438071, 12) });
    const outcome = computedValue(scaledTrendChange(weeks, 0.9));
    expect(outcome.detail).toEqual({
      standardError: expect.closeTo(0.053395146471, 10),
      degreesOfFreedom: 6,
      overdispersion: 1,
      t: sums.z,
      points: 8,
      meanRate: 0.425,
      slopePerScore: sums.slope,
    });
    expect(outcome).toMatchObject({ n: 800, interval: { level: 0.9 } });
    expect(cochranArmitage(weeks)).toMatchObject({ n: 800, detail: { points: 8, departureFromLine: sums.departure } });
  });

  test("too few windows, no rows, constant rates and one score have no trend", () => {
    const few = scaledTrendChange([...weeks.slice(1), { score: 40, count: 0, rows: 0 }], 0.95);
    expect(few).toMatchObject({ code: "too-few", reason: expect.stringContaining("7 windows have rows, 8 are needed") });
    for (const method of [cochranArmitage, (points: Parameters<typeof cochranArmitage>[0]): Outcome => scaledTrendChange(points, 0.95)]) {
      expect(method([])).toMatchObject({ code: "no-rows" });
      expect(method(weeks.map((point) => ({ ...point, count: 0, rows: 0 })))).toMatchObject({ code: "no-rows" });
      expect(method(weeks.map((point) => ({ ...point, count: 0 })))).toMatchObject({
        code: "degenerate",
        reason: expect.stringContaining("all rows or none"),
      });
      expect(method(weeks.map((point) => ({ ...point, count: 100 })))).toMatchObject({
        code: "degenerate",
        reason: expect.stringContaining("all rows or none"),
      });
      expect(method(weeks.map((point) => ({ ...point, score: 0.1 })))).toMatchObject({
        code: "degenerate",
        reason: expect.stringContaining("one score"),
      });
      for (const wrong of [
        { count: 101 },
        { count: -1 },
        { count: 1.5 },
        { rows: 100.5 },
        { rows: -1, count: -1 },
        { score: Number.NaN },
        { score: Infinity },
      ])
        expect(() => method([{ score: 0, count: 1, rows: 100, ...wrong }, ...weeks.slice(1)])).toThrow(TickmarkError);
    }
    expect(() => scaledTrendChange(weeks, 1)).toThrow(TickmarkError);
  });
});

describe("CUSUM of normalised drift statistics", () => {
  const sizes = { df: 9, baselineRows: 5000, windowRows: Array.from({ length: 26 }, () => 2000), replicates: 499, seed: 7 };

  test("draws chi-squared deviates of thousands of cells without underflow, and refuses sizes that are none", () => {
    const maxima = simulateCumulativeSumMaxima({ df: 6001, baselineRows: 1e5, windowRows: [1e4, 1e4], replicates: 5, seed: 1 });
    expect(maxima.every((maximum) => Number.isFinite(maximum) && maximum < 8)).toBe(true);
    for (const wrong of [{ baselineRows: 0 }, { windowRows: [10, 0] }, { df: 0 }, { df: [3, 0] }])
      expect(() =>
        simulateCumulativeSumMaxima({ df: 3, baselineRows: 10, windowRows: [10, 10], replicates: 2, seed: 1, ...wrong }),
      ).toThrow(TickmarkError);
  });

  test("Wilson-Hilferty refuses what is no statistic", () => {
    expect(wilsonHilferty(9 * (1 - 2 / 81) ** 3, 9)).toBeCloseTo(0, 13);
    for (const [statistic, df] of [
      [-1, 3],
      [Infinity, 3],
      [1, 0],
      [Number.NaN, 1],
    ] as const)
      expect(() => wilsonHilferty(statistic, df)).toThrow(TickmarkError);
  });

  test("the path rises by what exceeds the allowance and never falls below 0", () => {
    expect(cumulativeSumPath([1, 1, -3, 2])).toEqual([0.5, 1, 0, 1.5]);
    expect(cumulativeSumPath([1, 1], 0)).toEqual([1, 2]);
  });

  test("its in-control run length is that of the integral equation and near Siegmund's (review G21; seeded, 500 runs)", () => {
    const golden = firstCase(exactCases("run-length"));
    const random = seededRandom(21, "run length");
    let steps = 0;
    for (let run = 0; run < 500; run += 1) {
      let height = 0;
      while (height <= golden.one("h")) {
        height = cumulativeSumPath([height + random.nextNormal()], golden.one("k"))[0] ?? Infinity;
        steps += 1;
      }
    }
    // Run lengths are about exponential: standard error 931/sqrt(500) = 42.
    expect(Math.abs(steps / 500 - golden.one("exact"))).toBeLessThan(105);
    const [k, h] = [golden.one("k"), golden.one("h") + 1.166];
    const siegmund = (Math.exp(2 * k * h) - 1 - 2 * k * h) / (2 * k * k);
    expect(siegmund).toBeCloseTo(golden.one("siegmund"), 9);
    expect(siegmund).toBeCloseTo(938.222364116, 8);
    expect(Math.abs(siegmund / golden.one("exact") - 1)).toBeLessThan(0.01);
  });

  test("same seed, same limit; a shared baseline needs a higher limit than independent windows would", () => {
    const maxima = simulateCumulativeSumMaxima(sizes);
    expect(simulateCumulativeSumMaxima(sizes)).toEqual(maxima);
    expect(maxima).toEqual(maxima.toSorted());
    expect(maxima.length).toBe(499);
    const independent = simulateCumulativeSumMaxima({ ...sizes, baselineRows: 1e12 });
    const above = (values: Float64Array): number => values.filter((value) => value > 5).length / values.length;
    expect(above(maxima)).toBeGreaterThan(above(independent));
    expect(simulateCumulativeSumMaxima({ ...sizes, windowRows: [] })).toEqual(new Float64Array(499));
    for (const wrong of [{ baselineRows: 0 }, { windowRows: [3, 0] }, { df: 0 }, { df: 2.5 }, { df: [3] }, { replicates: 1.5 }])
      expect(() => simulateCumulativeSumMaxima({ ...sizes, windowRows: [3, 4], ...wrong })).toThrow(TickmarkError);
  });

  test("the simulated null is that of the plain simulation with all axes of both samples, also with windows on merged cells", () => {
    const dfs = [4, 9, 9, 4, 1, 9, 40, 9];
    const rows = [300, 500, 500, 200, 40, 800, 900, 1000];
    const random = seededRandom(3, "plain");
    const replicates = 2500;
    const plain = new Float64Array(replicates).map(() => {
      const shared = Array.from({ length: 40 }, () => random.nextNormal() / Math.sqrt(2000));
      let height = 0;
      let largest = 0;
      rows.forEach((m, index) => {
        const own = dfs[index] ?? 1;
        const distance = shared.slice(0, own).reduce((sum, value) => sum + (value - random.nextNormal() / Math.sqrt(m)) ** 2, 0);
        height = Math.max(0, height + wilsonHilferty(distance / (1 / 2000 + 1 / m), own) - 0.5);
        largest = Math.max(largest, height);
      });
      return largest;
    });
    const quick = simulateCumulativeSumMaxima({ df: dfs, baselineRows: 2000, windowRows: rows, replicates, seed: 5 });
    const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    plain.sort();
    // Largest difference of two empirical distributions of 2500: above .046 once in 100.
    let largest = 0;
    const upTo = (values: Float64Array, value: number): number => (values.findLastIndex((other) => other <= value) + 1) / replicates;
    for (const value of plain) largest = Math.max(largest, Math.abs(upTo(plain, value) - upTo(quick, value)));
    expect(largest).toBeLessThan(0.046);
    expect(Math.abs(mean(plain) - mean(quick))).toBeLessThan(0.1);
  });

  test("undrifted windows of falling size alarm at about the level (seeded; 10 % limit, 150 series)", () => {
    const windowRows = Array.from({ length: 12 }, (_, index) => 1000 - 70 * index);
    const null_ = { df: 4, baselineRows: 4000, windowRows, replicates: 999, seed: 3 };
    const maxima = simulateCumulativeSumMaxima(null_);
    const random = seededRandom(11, "test");
    const shares = [0.3, 0.25, 0.2, 0.15, 0.1];
    let alarms = 0;
    for (let run = 0; run < 150; run += 1) {
      const baseline = random.nextMultinomial(4000, shares);
      const windows = windowRows.map((rows, index) => ({
        label: String(index),
        standardised: populationStabilityIndex(baseline, random.nextMultinomial(rows, shares), 0.5) / (1 / 4000 + 1 / rows),
      }));
      if (numberOf(cumulativeSum({ windows, null: null_, maxima, alpha: 0.1 }), "p") <= 0.1) alarms += 1;
    }
    expect(alarms).toBeGreaterThan(5);
    expect(alarms).toBeLessThan(29);
  });

  test("names the first window above the limit; an alarm and p at or below the level are the same", () => {
    const windows = [9, 80, 9, 85].map((standardised, index) => ({ label: `w${index}`, standardised }));
    const maxima = Float64Array.from({ length: 99 }, (_, index) => index / 10);
    const outcome = computedValue(cumulativeSum({ windows, null: sizes, maxima, alpha: 0.05 }));
    expect(outcome).toEqual({
      status: "computed",
      estimate: Math.max(...cumulativeSumPath(windows.map(({ standardised }) => wilsonHilferty(standardised, 9)))),
      n: 4,
      method: "CUSUM of normalised PSI, Monte Carlo limit with one redrawn baseline",
      pValue: 0.01,
      detail: { limit: 9.4, alarm: "w3", replicates: 499, seed: 7, df: 9 },
    });
    const quiet = { windows: windows.slice(0, 1), null: { ...sizes, df: [4, 9] }, maxima };
    for (const alpha of [0.01, 0.03, 0.07, 0.1, 0.29, 0.9]) {
      for (const standardised of [0, 5, 9.3, 12, 15, 19, 25, 60]) {
        const one = computedValue(cumulativeSum({ ...quiet, windows: [{ label: "only", standardised }], alpha }));
        expect(one.detail?.["alarm"]).toBe((one.pValue ?? 9) <= alpha ? "only" : "none");
        expect(one.detail?.["df"]).toBe(4);
      }
    }
    const height = numberOf(cumulativeSum({ ...quiet, alpha: 0.1 }), "estimate");
    expect(numberOf(cumulativeSum({ ...quiet, maxima: Float64Array.of(0, height, height + 1), alpha: 0.5 }), "p")).toBe(0.75);
  });

  test("refuses when there is no window or the replicates cannot reach the level", () => {
    const windows = [{ label: "one", standardised: 9 }];
    expect(cumulativeSum({ windows: [], null: sizes, maxima: new Float64Array(99), alpha: 0.05 })).toMatchObject({ code: "no-rows" });
    expect(cumulativeSum({ windows, null: sizes, maxima: new Float64Array(18), alpha: 0.05 })).toMatchObject({ code: "too-few" });
    expect(cumulativeSum({ windows, null: sizes, maxima: new Float64Array(19), alpha: 0.05 }).status).toBe("computed");
    expect(() => cumulativeSum({ windows, null: sizes, maxima: new Float64Array(19), alpha: 1 })).toThrow(TickmarkError);
    expect(() => cumulativeSum({ windows, null: { ...sizes, df: [] }, maxima: new Float64Array(19), alpha: 0.5 })).toThrow(TickmarkError);
  });
});

describe("trend of the bias-corrected index", () => {
  const BASE = [0.1, 0.15, 0.2, 0.25, 0.3];
  const [N, M] = [5000, 500];
  const shifted = (moved: number): number[] => BASE.map((share, cell) => share + (cell === 0 ? moved : cell === 4 ? -moved : 0));
  const truth = (moved: number): number =>
    shifted(moved).reduce((sum, share, cell) => sum + ((BASE[cell] ?? 0) - share) * Math.log((BASE[cell] ?? 0) / share), 0);

  for (const end of [0, 0.05, 0.12])
    test(`its 90 % interval misses the true change in at most about 5 % on either side (seeded; 150 series, end shift ${end})`, () => {
      const random = seededRandom(17, `trend ${end}`);
      const moved = Array.from({ length: 16 }, (_, week) => (end * week) / 15);
      // Least-squares line through the true path, over the period.
      const change = (moved.map(truth).reduce((sum, value, week) => sum + value * (week - 7.5), 0) / 340) * 15;
      const missed = { above: 0, below: 0 };
      let rejected = 0;
      for (let round = 0; round < 150; round += 1) {
        const baseline = random.nextMultinomial(N, BASE);
        const points = moved.map((share, time) => ({
          time,
          standardised: populationStabilityIndex(baseline, random.nextMultinomial(M, shifted(share)), 0.5) / (1 / N + 1 / M),
          df: 4,
          windowRows: M,
        }));
        const outcome = computedValue(stabilityIndexTrend(points, N, 0.9));
        if ((outcome.interval?.upper ?? 9) < change) missed.above += 1;
        if ((outcome.interval?.lower ?? -9) > change) missed.below += 1;
        if ((outcome.pValue ?? 1) <= 0.05) rejected += 1;
      }
      expect(missed.above).toBeLessThanOrEqual(15);
      expect(missed.below).toBeLessThanOrEqual(15);
      if (end === 0) expect(rejected).toBeLessThanOrEqual(15);
      else expect(rejected).toBeGreaterThan(50);
    });

  test("a steady shift has a trend of 0 that is as uncertain as the baseline leaves it", () => {
    const points = Array.from({ length: 10 }, (_, time) => ({ time, standardised: 200 + (time % 2), df: 9, windowRows: 1000 }));
    const scale = 1 / 10_000 + 1 / 1000;
    const line = weightedLinearTrend(
      points.map(({ time, standardised }) => ({ time, value: (standardised - 9) * scale, variance: 18 * scale ** 2 })),
      0.9,
    );
    // 2 (sqrt(first) + sqrt(last)) / sqrt(n), both ends near the mean of the bias-corrected index.
    const fromBaseline = (4 * Math.sqrt(191.5 * scale)) / 100;
    expect(detailOf(stabilityIndexTrend(points, 10_000, 0.9), "standardError")).toBeCloseTo(
      Math.hypot(detailOf(line, "standardError"), fromBaseline),
      6,
    );
  });

  test("fewer than eight windows are refused, equal ones have p = 1, wrong sizes throw", () => {
    const points = Array.from({ length: 8 }, (_, time) => ({ time, standardised: 3, df: 4, windowRows: 100 }));
    expect(stabilityIndexTrend(points.slice(1), 1000, 0.9)).toMatchObject({ code: "too-few" });
    expect(stabilityIndexTrend(points, 1000, 0.9)).toMatchObject({
      estimate: expect.closeTo(0, 12),
      pValue: 1,
      n: 8,
      detail: { tau: 0, df: 6 },
      interval: { level: 0.9 },
    });
    expect(() => stabilityIndexTrend(points, 0, 0.9)).toThrow(TickmarkError);
    for (const wrong of [{ windowRows: 0 }, { df: 0 }, { standardised: -1 }, { time: 1 }])
      expect(() =>
        stabilityIndexTrend([{ time: 0, standardised: 3, df: 4, windowRows: 100, ...wrong }, ...points.slice(1)], 1000, 0.9),
      ).toThrow(TickmarkError);
  });
});
