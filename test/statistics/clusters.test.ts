import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { clusterRobustRate } from "../../src/statistics/clusters/cluster-robust-rate.ts";
import { clusterRobustVariance, requireClusterSums } from "../../src/statistics/clusters/cluster-robust-variance.ts";
import { effectiveSampleSize } from "../../src/statistics/clusters/effective-sample-size.ts";
import { criticalValue, effectiveSizeInterval } from "../../src/statistics/clusters/effective-size-interval.ts";
import { kornGraubardInterval } from "../../src/statistics/clusters/korn-graubard-interval.ts";
import { clopperPearsonInterval } from "../../src/statistics/proportions/clopper-pearson.ts";
import { wilsonInterval } from "../../src/statistics/proportions/wilson-interval.ts";
import { type Cluster, cluster, limits, oneEach, SEED, solved, sumsOf, total } from "./cluster-sums.ts";
import { clusters } from "./comparisons/clusters.ts";
import { testGoldenValues } from "./comparisons/golden-tests.ts";
import { exactRatio } from "../../src/statistics/whole-numbers.ts";

testGoldenValues(clusters);

describe("cluster-robust variance", () => {
  test("equals the definition over the clusters themselves", () => {
    fc.assert(
      fc.property(fc.array(cluster, { minLength: 2, maxLength: 40 }), (list) => {
        const [N, p] = [total(list, ([, n]) => n), total(list, ([x]) => x) / total(list, ([, n]) => n)];
        const direct = ((list.length / (list.length - 1)) * total(list, ([x, n]) => (x - p * n) ** 2)) / N ** 2;
        expect(clusterRobustVariance(sumsOf(list))).toBeCloseTo(direct, 13);
      }),
      SEED,
    );
  });

  test("is that of the complement, and does not change when every row is there twice", () => {
    fc.assert(
      fc.property(fc.array(cluster, { minLength: 2, maxLength: 40 }), (list) => {
        const variance = clusterRobustVariance(sumsOf(list));
        expect(clusterRobustVariance(sumsOf(list.map(([x, n]) => [n - x, n])))).toBeCloseTo(variance, 14);
        expect(clusterRobustVariance(sumsOf(list.map(([x, n]) => [2 * x, 2 * n])))).toBe(variance);
      }),
      SEED,
    );
  });

  test("a ratio of whole numbers is rounded once, whatever their sizes", () => {
    expect(exactRatio(1n, 3n)).toBe(1 / 3);
    expect(exactRatio(-7n, 2n)).toBe(-3.5);
    expect(exactRatio(0n, 9n)).toBe(0);
    expect(exactRatio(10n ** 40n, 10n ** 39n)).toBe(10);
    expect(exactRatio(10n ** 20n, 3n * 10n ** 60n)).toBe(1e-40 / 3);
    expect(exactRatio(2n ** 200n + 1n, 1n)).toBe(2 ** 200);
  });

  test.each([
    ["fewer rows than clusters", { clusters: 3, x: 1, n: 2, xx: 1, xn: 1, nn: 2 }],
    ["more successes than rows", { clusters: 2, x: 5, n: 4, xx: 13, xn: 13, nn: 13 }],
    ["squares below the successes", { clusters: 2, x: 2, n: 4, xx: 1, xn: 4, nn: 8 }],
    ["squares above the products", { clusters: 2, x: 2, n: 4, xx: 5, xn: 4, nn: 8 }],
    ["products above the squares of sizes", { clusters: 2, x: 2, n: 4, xx: 2, xn: 9, nn: 8 }],
    ["no clusters but squares", { clusters: 0, x: 0, n: 0, xx: 0, xn: 0, nn: 1 }],
    ["successes too spread for their squares", { clusters: 2, x: 4, n: 4, xx: 6, xn: 7, nn: 8 }],
    ["rows too spread for their squares", { clusters: 2, x: 2, n: 8, xx: 2, xn: 8, nn: 30 }],
    ["products beyond Cauchy's bound", { clusters: 2, x: 2, n: 4, xx: 2, xn: 5, nn: 8 }],
    ["a fraction", { clusters: 2, x: 1.5, n: 4, xx: 2, xn: 4, nn: 8 }],
    ["a negative sum", { clusters: 2, x: 2, n: 4, xx: -2n, xn: 4, nn: 8 }],
    ["a number that has lost digits", { clusters: 2, x: 2, n: 4, xx: 2, xn: 4, nn: 2 ** 54 }],
    ["half a cluster", { clusters: 1.5, x: 2, n: 4, xx: 2, xn: 4, nn: 8 }],
  ])("sums that no rows can have throw: %s", (_, sums) => {
    expect(() => requireClusterSums("test", sums)).toThrow(expect.objectContaining({ code: "bad-input" }));
  });

  test("one cluster throws", () => {
    expect(() => clusterRobustVariance(sumsOf([[1, 3]]))).toThrow(expect.objectContaining({ code: "bad-input" }));
    expect(clusterRobustVariance({ clusters: 2, x: 2, n: 4, xx: 2, xn: 4, nn: 8 })).toBe(0);
  });
});

describe("interval on an effective size", () => {
  test("without degrees of freedom it is Wilson's, and Student's t widens it", () => {
    expect(effectiveSizeInterval({ x: 30, rest: 90 }, 120, Infinity, 0.95)).toMatchObject({
      lower: expect.closeTo(wilsonInterval(30, 120, 0.95).lower, 15),
      upper: expect.closeTo(wilsonInterval(30, 120, 0.95).upper, 15),
      level: 0.95,
      method: "Wilson score on effective size",
    });
    const wide = effectiveSizeInterval({ x: 30, rest: 90 }, 120, 8, 0.95);
    const size = 120 * (1.959963984540054 / 2.306004135204166) ** 2;
    expect(wide).toMatchObject({
      lower: expect.closeTo(wilsonInterval(size / 4, size, 0.95).lower, 12),
      method: "Wilson score on effective size, Student t",
    });
    expect(criticalValue(8, 0.95)).toBeCloseTo(2.306004135204166, 12);
  });

  test("keeps the digits of shares next to 0 and 1", () => {
    const low = effectiveSizeInterval({ x: 1, rest: 1e12 }, 1e12, Infinity, 0.95);
    const high = effectiveSizeInterval({ x: 1e12, rest: 1 }, 1e12, Infinity, 0.95);
    expect(1 - high.upper).toBeCloseTo(low.lower, 15);
    expect(1 - high.lower).toBeCloseTo(low.upper, 15);
    expect(low.lower).toBeGreaterThan(1e-13);
  });

  test.each([
    [{ x: -1, rest: 2 }, 3, 5, 0.95],
    [{ x: 1, rest: -2 }, 3, 5, 0.95],
    [{ x: 1, rest: 2 }, 0, 5, 0.95],
    [{ x: 1, rest: 2 }, 3, 0, 0.95],
    [{ x: 1, rest: 2 }, 3, 5, 1],
    [{ x: 0, rest: 0 }, 3, 5, 0.95],
  ])("arguments out of range throw: %o, %f, %f, %f", (parts, size, df, level) => {
    expect(() => effectiveSizeInterval(parts, size, df, level)).toThrow(expect.objectContaining({ code: "bad-input" }));
  });
});

describe("Korn-Graubard interval", () => {
  test("is Clopper-Pearson's without design effect, and Student's t widens it", () => {
    for (const [x, rest] of [
      [0, 30],
      [3, 17],
      [12, 12],
      [40, 0],
    ] as const) {
      const exact = clopperPearsonInterval(x, x + rest, 0.9);
      const plain = kornGraubardInterval({ x, rest }, x + rest, Infinity, 0.9);
      expect(plain).toMatchObject({ level: 0.9, method: "Korn-Graubard (Clopper-Pearson on effective size, Student t)" });
      expect(plain.lower).toBeCloseTo(exact.lower, 13);
      expect(plain.upper).toBeCloseTo(exact.upper, 13);
      const wide = kornGraubardInterval({ x: 2 * x, rest: 2 * rest }, x + rest, 10, 0.9);
      expect(wide.upper - wide.lower).toBeGreaterThan(plain.upper - plain.lower);
    }
  });

  test.each([
    [{ x: -1, rest: 2 }, 3, 5],
    [{ x: 1, rest: -2 }, 3, 5],
    [{ x: 0, rest: 0 }, 3, 5],
    [{ x: 1, rest: 2 }, 0, 5],
    [{ x: 1, rest: 2 }, 3, 0],
  ])("arguments out of range throw: %o, %f, %f", (parts, size, df) => {
    expect(() => kornGraubardInterval(parts, size, df, 0.95)).toThrow(expect.objectContaining({ code: "bad-input" }));
  });
});

describe("cluster-robust rate", () => {
  test("with one row a subject it is the plain Wilson interval, however few there are", () => {
    for (const [x, n] of [
      [15, 148],
      [2, 6],
      [0, 30],
      [30, 30],
    ] as const) {
      const { lower, upper } = wilsonInterval(x, n, 0.95);
      expect(clusterRobustRate(oneEach(x, n), 0.95)).toMatchObject({
        estimate: x / n,
        n,
        interval: {
          lower: expect.closeTo(lower, 15),
          upper: expect.closeTo(upper, 15),
          level: 0.95,
          method: "Wilson score on effective size",
        },
        detail: { clusters: n, nEffective: n, designEffect: 1 },
      });
    }
  });

  test("below nine effective clusters, and at 0 or 1, subjects count once", () => {
    const eight = Array.from({ length: 8 }, (_, index): Cluster => [index % 3, 2]);
    expect(clusterRobustRate(sumsOf(eight), 0.95)).toMatchObject({
      detail: {
        nEffective: 8,
        designEffect: 2,
        variance: "complete dependence within subjects",
        criticalValue: criticalValue(Infinity, 0.95),
      },
    });
    const nine = [...eight, [1, 2] as const];
    expect(clusterRobustRate(sumsOf(nine), 0.95)).toMatchObject({
      interval: { level: 0.95, method: "Korn-Graubard (Clopper-Pearson on effective size, Student t)" },
      detail: { variance: "linearised variance", criticalValue: criticalValue(8, 0.95) },
    });
    const none = nine.map(([, n]): Cluster => [0, n]);
    expect(clusterRobustRate(sumsOf(none), 0.95)).toMatchObject({
      estimate: 0,
      interval: { lower: 0, method: "Wilson score on effective size" },
      detail: { nEffective: 9 },
    });
    const all = nine.map(([, n]): Cluster => [n, n]);
    expect(clusterRobustRate(sumsOf(all), 0.95)).toMatchObject({ estimate: 1, interval: { upper: 1 }, detail: { nEffective: 9 } });
    // One subject with nearly all rows leaves next to no evidence about the others.
    const dominated: Cluster[] = [[400, 1000], ...Array.from({ length: 50 }, (_, index): Cluster => [index % 2, 1])];
    expect(effectiveSampleSize(requireClusterSums("test", sumsOf(dominated))).nEffective).toBeCloseTo(1050 ** 2 / (1e6 + 50), 12);
  });

  test("subjects alike never count as more than their rows", () => {
    const alike = Array.from({ length: 20 }, (): Cluster => [2, 4]);
    const size = effectiveSampleSize(requireClusterSums("test", sumsOf(alike)));
    expect(size).toMatchObject({ n: 80, p: 0.5, q: 0.5, nEffective: 80, designEffect: 0, df: 19, parts: { x: 40, rest: 40 } });
  });

  test("no rows, one subject and damaged input", () => {
    expect(() => effectiveSampleSize(requireClusterSums("test", sumsOf([])))).toThrow(expect.objectContaining({ code: "bad-input" }));
    expect(clusterRobustRate(sumsOf([]), 0.95)).toMatchObject({ code: "no-rows" });
    expect(clusterRobustRate(sumsOf([[3, 7]]), 0.95)).toMatchObject({ code: "too-few" });
    expect(
      clusterRobustRate(
        sumsOf([
          [3, 7],
          [1, 2],
        ]),
        0.95,
      ),
    ).toMatchObject({ status: "computed" });
    expect(() => clusterRobustRate(sumsOf([[3, 7]]), 2)).toThrow(expect.objectContaining({ code: "bad-input" }));
  });

  test("the interval holds the rate, lies in 0..1 and mirrors that of the complement", () => {
    fc.assert(
      fc.property(fc.array(cluster, { minLength: 2, maxLength: 40 }), (list) => {
        const rate = solved(clusterRobustRate(sumsOf(list), 0.95));
        const other = solved(clusterRobustRate(sumsOf(list.map(([x, n]) => [n - x, n])), 0.95));
        const [lower, upper] = limits(rate);
        expect(lower).toBeGreaterThanOrEqual(0);
        expect(lower).toBeLessThanOrEqual(rate.estimate);
        expect(upper).toBeGreaterThanOrEqual(rate.estimate);
        expect(upper).toBeLessThanOrEqual(1);
        expect(limits(other)[0]).toBeCloseTo(1 - upper, 10);
        expect(limits(other)[1]).toBeCloseTo(1 - lower, 10);
      }),
      SEED,
    );
  });
});
