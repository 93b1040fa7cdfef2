import { describe, expect, test } from "vitest";
import { isComputed } from "../../src/foundation/outcome.ts";
import {
  cumulativeSum,
  cumulativeSumPath,
  simulateCumulativeSumMaxima,
  wilsonHilferty,
} from "../../src/statistics/trend/cumulative-sum.ts";
import { populationStabilityIndex } from "../../src/statistics/divergences/divergence.ts";
import { mannKendall } from "../../src/statistics/trend/mann-kendall.ts";
import { outOfRangeShare } from "../../src/statistics/two-samples/out-of-range.ts";
import { seededRandom } from "../../src/statistics/resampling/random.ts";
import { unseenShare } from "../../src/statistics/two-samples/unseen-share.ts";
import { weightedLinearTrend } from "../../src/statistics/trend/weighted-linear-trend.ts";
import { goldenCases } from "./drift-golden.ts";

describe("Mann-Kendall", () => {
  test("agrees with R and review G12", () => {
    for (const golden of goldenCases("mann-kendall")) {
      const values = golden.list("value");
      const outcome = mannKendall(golden.list("time").map((time, index) => ({ time, value: values[index] ?? 0 })));
      expect(outcome).toMatchObject({
        estimate: golden.one("s"),
        pValue: expect.closeTo(golden.one("p"), 12),
        detail: {
          z: expect.closeTo(golden.one("z"), 10),
          variance: expect.closeTo(golden.one("variance"), 9),
          senSlope: expect.closeTo(golden.one("sen"), 12),
        },
      });
    }
  });

  test("refuses fewer than eight windows and a constant series", () => {
    expect(mannKendall([1, 2, 3, 4, 5, 6, 7].map((time) => ({ time, value: time })))).toMatchObject({ code: "too-few" });
    expect(mannKendall(Array.from({ length: 9 }, (_, time) => ({ time, value: 3 })))).toMatchObject({ code: "degenerate" });
  });
});

describe("weighted linear trend", () => {
  test("agrees with R lm(weights), scaled by overdispersion only upwards", () => {
    for (const golden of goldenCases("weighted-trend")) {
      const [time, value, variance] = [golden.list("time"), golden.list("value"), golden.list("variance")];
      const period = (time.at(-1) ?? 0) - (time[0] ?? 0);
      const outcome = weightedLinearTrend(
        time.map((at, index) => ({ time: at, value: value[index] ?? 0, variance: variance[index] ?? 0 })),
        0.95,
      );
      if (!isComputed(outcome)) throw new Error(outcome.reason);
      expect(outcome.estimate).toBeCloseTo(golden.one("slope") * period, 13);
      expect(outcome.pValue).toBeCloseTo(golden.one("p"), 11);
      expect((outcome.interval?.upper ?? 0) - outcome.estimate).toBeCloseTo(golden.one("halfWidth") * period, 11);
      expect(outcome.detail?.["overdispersion"]).toBeCloseTo(golden.one("overdispersion"), 10);
    }
  });

  test("an error that all windows share leaves the change as it is", () => {
    const points = Array.from({ length: 9 }, (_, time) => ({ time, value: Math.sin(time), variance: 1 }));
    const shifted = points.map((point) => ({ ...point, value: point.value + 5 }));
    const [plain, moved] = [weightedLinearTrend(points, 0.9), weightedLinearTrend(shifted, 0.9)];
    if (!isComputed(plain) || !isComputed(moved)) throw new Error("not computed");
    expect(moved.estimate).toBeCloseTo(plain.estimate, 12);
    expect(weightedLinearTrend(points.slice(2), 0.9)).toMatchObject({ code: "too-few" });
  });
});

describe("CUSUM of normalised drift statistics", () => {
  const sizes = { df: 9, baselineRows: 5000, windowRows: Array.from({ length: 26 }, () => 2000), replicates: 999, seed: 7 };

  test("Wilson-Hilferty agrees with R", () => {
    const [golden] = goldenCases("wilson-hilferty");
    golden
      ?.list("statistic")
      .forEach((statistic, index) =>
        expect(wilsonHilferty(statistic, golden.list("df")[index] ?? 0)).toBeCloseTo(golden.list("value")[index] ?? 0, 12),
      );
    expect(cumulativeSumPath([1, 1, -3, 2])).toEqual([0.5, 1, 0, 1.5]);
  });

  test("same seed, same limit; a shared baseline needs a higher limit than independent windows would", () => {
    const maxima = simulateCumulativeSumMaxima(sizes);
    expect(simulateCumulativeSumMaxima(sizes)).toEqual(maxima);
    const independent = simulateCumulativeSumMaxima({ ...sizes, baselineRows: 1e12 });
    const above = (values: Float64Array): number => values.filter((value) => value > 5).length / values.length;
    expect(above(maxima)).toBeGreaterThan(above(independent));
  });

  test("undrifted windows of falling size alarm at about the level (seeded; 10 % limit, 200 series)", () => {
    const windowRows = Array.from({ length: 12 }, (_, index) => 1000 - 70 * index);
    const null_ = { df: 4, baselineRows: 4000, windowRows, replicates: 999, seed: 3 };
    const maxima = simulateCumulativeSumMaxima(null_);
    const random = seededRandom(11, "test");
    const shares = [0.3, 0.25, 0.2, 0.15, 0.1];
    let alarms = 0;
    for (let series = 0; series < 200; series += 1) {
      const baseline = random.nextMultinomial(4000, shares);
      const windows = windowRows.map((rows, index) => ({
        label: String(index),
        standardised: populationStabilityIndex(baseline, random.nextMultinomial(rows, shares), 0.5) / (1 / 4000 + 1 / rows),
      }));
      const outcome = cumulativeSum({ windows, null: null_, maxima, alpha: 0.1 });
      if (!isComputed(outcome)) throw new Error(outcome.reason);
      if ((outcome.pValue ?? 1) <= 0.1) alarms += 1;
    }
    expect(alarms).toBeGreaterThan(7);
    expect(alarms).toBeLessThan(36);
  });

  test("names the window of the alarm, and refuses when the replicates cannot reach the level", () => {
    const maxima = simulateCumulativeSumMaxima({ ...sizes, windowRows: [500, 500, 500] });
    const windows = [9, 9, 80].map((standardised, index) => ({ label: `w${index}`, standardised }));
    expect(cumulativeSum({ windows, null: sizes, maxima, alpha: 0.05 })).toMatchObject({
      detail: { alarm: "w2", seed: 7 },
      pValue: expect.closeTo(0.001, 6),
    });
    expect(cumulativeSum({ windows, null: sizes, maxima: new Float64Array(9), alpha: 0.05 })).toMatchObject({ code: "too-few" });
  });
});

describe("values that the baseline never showed", () => {
  test("out of range agrees with review G8 and R, and differs from a test against zero", () => {
    const [golden] = goldenCases("out-of-range");
    golden?.list("outside").forEach((outside, index) => {
      const outcome = outOfRangeShare({ outside, m: golden.list("m")[index] ?? 0, n: golden.list("n")[index] ?? 0, level: 0.95 });
      expect(isComputed(outcome) ? (outcome.pValue ?? 0) / (golden.list("p")[index] ?? 1) : 0).toBeCloseTo(1, 8);
    });
    expect(outOfRangeShare({ outside: 5, m: 1000, n: 1000, level: 0.95 })).toMatchObject({ pValue: expect.closeTo(0.109023085646, 10) });
    expect(outOfRangeShare({ outside: 0, m: 1000, n: 1000, level: 0.95 })).toMatchObject({ estimate: 0, pValue: 1 });
    expect(outOfRangeShare({ outside: 0, m: 10, n: 1, level: 0.95 })).toMatchObject({ code: "too-few" });
  });

  test("unseen categories agree with R", () => {
    const [golden] = goldenCases("unseen");
    const at = (key: string, index: number): number => golden?.list(key)[index] ?? 0;
    golden?.list("unseen").forEach((unseen, index) => {
      const outcome = unseenShare({
        unseen,
        m: at("m", index),
        n: at("n", index),
        seenOnce: at("once", index),
        seenTwice: at("twice", index),
        level: 0.95,
      });
      expect(isComputed(outcome) ? (outcome.pValue ?? 0) / at("p", index) : 0).toBeCloseTo(1, 8);
    });
    expect(unseenShare({ unseen: 1, m: 0, n: 10, seenOnce: 0, seenTwice: 0, level: 0.95 })).toMatchObject({ code: "no-rows" });
  });

  test("undrifted heavy-tailed categories are rejected at or below the level (seeded; 5 %, 300 windows)", () => {
    const random = seededRandom(5, "test");
    const weights = Array.from({ length: 400 }, (_, index) => 1 / (index + 1));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const shares = weights.map((weight) => weight / total);
    let rejected = 0;
    for (let round = 0; round < 300; round += 1) {
      const baseline = random.nextMultinomial(1000, shares);
      const window = random.nextMultinomial(300, shares);
      const unseen = window.reduce((sum, count, index) => sum + (baseline[index] === 0 ? count : 0), 0);
      const outcome = unseenShare({
        unseen,
        m: 300,
        n: 1000,
        seenOnce: baseline.filter((count) => count === 1).length,
        seenTwice: baseline.filter((count) => count === 2).length,
        level: 0.95,
      });
      if (isComputed(outcome) && (outcome.pValue ?? 1) <= 0.05) rejected += 1;
    }
    expect(rejected).toBeLessThan(27);
  });
});
