import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { TickmarkError } from "../../src/foundation/errors.ts";
import { type Outcome, computed, notComputable } from "../../src/foundation/outcome.ts";
import { chiSquaredQuantile } from "../../src/statistics/distributions/chi-squared.ts";
import { noncentralityUpper } from "../../src/statistics/distributions/noncentrality-limits.ts";
import { driftEffectLimits } from "../../src/statistics/divergences/drift-effect-limits.ts";
import { flooredStabilityIndex } from "../../src/statistics/divergences/floored-stability-index.ts";
import { hellingerDistance } from "../../src/statistics/divergences/hellinger.ts";
import { jensenShannonDistance } from "../../src/statistics/divergences/jensen-shannon.ts";
import { monteCarloTest, simulateNullEffects } from "../../src/statistics/divergences/monte-carlo-null.ts";
import { biasCorrectedStabilityIndex, populationStabilityIndex } from "../../src/statistics/divergences/population-stability-index.ts";
import { rowsToDecide } from "../../src/statistics/divergences/rows-to-decide.ts";
import { noncentralityForPower, rowsToDetect } from "../../src/statistics/divergences/rows-to-detect.ts";
import { totalVariationDistance } from "../../src/statistics/divergences/total-variation.ts";
import { seededRandom } from "../../src/statistics/resampling/random.ts";
import { wassersteinDistance } from "../../src/statistics/two-samples/wasserstein.ts";
import { computedValue, detailOf, numberOf } from "./comparisons/computed-value.ts";
import { divergences } from "./comparisons/divergences.ts";
import { testGoldenValues } from "./comparisons/golden-tests.ts";

testGoldenValues(divergences);

const SEED = { seed: 11, numRuns: 60 };
const E12 = 1e12;
const DISTANCES = [
  ["Jensen-Shannon", jensenShannonDistance],
  ["Hellinger", hellingerDistance],
  ["total variation", totalVariationDistance],
] as const;
const METHODS = [...DISTANCES, ["PSI", biasCorrectedStabilityIndex]] as const;

const samples = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 30 })), { minLength: 2, maxLength: 8 })
  .map((pairs) => [pairs.map(([count]) => count), pairs.map(([, count]) => count)] as const)
  .filter(
    ([baseline, window]) =>
      Math.max(...baseline) > 0 && Math.max(...window) > 0 && baseline.filter((count, cell) => count + (window[cell] ?? 0) > 0).length > 1,
  );
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const sharesOf = (counts: readonly number[]): number[] => counts.map((count) => count / sum(counts));

describe.each(METHODS)("%s", (_, method) => {
  test("does not depend on the order of the cells or on cells that are empty in both; is 0 for equal shares", () => {
    fc.assert(
      fc.property(samples, ([baseline, window]) => {
        const plain = computedValue(method(baseline, window));
        expect(plain.n).toBe(sum(window));
        expect(numberOf(method(baseline.toReversed(), window.toReversed()), "estimate")).toBeCloseTo(plain.estimate, 12);
        expect(method([0, ...baseline], [0, ...window])).toEqual(plain);
        if (baseline.filter((count) => count > 0).length > 1) expect(numberOf(method(baseline, baseline), "estimate")).toBe(0);
      }),
      SEED,
    );
    if (method !== biasCorrectedStabilityIndex) expect(numberOf(method([10, 20, 30], [7, 14, 21]), "estimate")).toBe(0);
  });

  test("refuses an empty sample and fewer than two filled cells; throws for wrong counts", () => {
    expect(method([0, 0], [1, 2])).toMatchObject({ code: "no-rows", reason: "The baseline has no values." });
    expect(method([1, 2], [0, 0])).toMatchObject({ code: "no-rows", reason: "The window has no values." });
    expect(method([10], [10])).toMatchObject({ code: "degenerate" });
    expect(method([10, 0], [9, 0])).toMatchObject({ code: "degenerate" });
    expect(method([10, 0], [9, 1]).status).toBe("computed");
    for (const wrong of [-1, 0.5, Number.NaN, 2 ** 53]) expect(() => method([1, wrong], [1, 2])).toThrow(TickmarkError);
    expect(() => method([1, 2], [1, 2, 3])).toThrow(TickmarkError);
  });

  test("counts of 1e12, hundreds of cells and 1e12 against 50 give finite numbers", () => {
    const wide = Array.from({ length: 400 }, (_unused, cell) => E12 + cell * 1e6);
    expect(method(wide, wide.toReversed()).status).toBe("computed");
    expect(
      method(
        wide,
        wide.map((__, cell) => (cell < 50 ? 1 : 0)),
      ).status,
    ).toBe("computed");
  });
});

describe.each(DISTANCES)("%s distance", (_, distance) => {
  test("is symmetric, between 0 and 1, 1 for disjoint samples; merging cells with equal ratio changes nothing", () => {
    fc.assert(
      fc.property(samples, fc.integer({ min: 1, max: 5 }), ([baseline, window], factor) => {
        const forward = numberOf(distance(baseline, window), "estimate");
        expect(forward).toBeGreaterThanOrEqual(0);
        expect(forward).toBeLessThanOrEqual(1);
        expect(numberOf(distance(window, baseline), "estimate")).toBeCloseTo(forward, 12);
        const corrected = detailOf(distance(baseline, window), "corrected");
        expect(corrected).toBeGreaterThanOrEqual(0);
        expect(corrected).toBeLessThanOrEqual(forward);
        // Splitting every cell in proportion, and then all counts times a factor.
        const split = (counts: readonly number[]): number[] => counts.flatMap((count) => [count * factor, 2 * count * factor]);
        expect(numberOf(distance(split(baseline), split(window)), "estimate")).toBeCloseTo(forward, 12);
      }),
      SEED,
    );
    expect(numberOf(distance([3, 5, 0], [0, 0, 4]), "estimate")).toBe(1);
  });
});

describe("distances from plain shares", () => {
  test("agree with their definitions", () => {
    fc.assert(
      fc.property(samples, ([baseline, window]) => {
        const [p, q] = [sharesOf(baseline), sharesOf(window)];
        const over = (term: (a: number, b: number) => number): number => sum(p.map((a, cell) => term(a, q[cell] ?? 0)));
        const log = (a: number, middle: number): number => (a === 0 ? 0 : a * Math.log2(a / middle));
        const jensenShannon = over((a, b) => (log(a, (a + b) / 2) + log(b, (a + b) / 2)) / 2);
        const hellinger = over((a, b) => (Math.sqrt(a) - Math.sqrt(b)) ** 2 / 2);
        expect(numberOf(jensenShannonDistance(baseline, window), "estimate") ** 2).toBeCloseTo(jensenShannon, 12);
        expect(numberOf(hellingerDistance(baseline, window), "estimate") ** 2).toBeCloseTo(hellinger, 12);
        expect(numberOf(totalVariationDistance(baseline, window), "estimate")).toBeCloseTo(
          over((a, b) => Math.max(0, a - b)),
          12,
        );
        // H^2 <= total variation <= H sqrt 2.
        const variation = numberOf(totalVariationDistance(baseline, window), "estimate");
        expect(variation).toBeGreaterThanOrEqual(hellinger - 1e-12);
        expect(variation).toBeLessThanOrEqual(Math.sqrt(2 * hellinger) + 1e-12);
      }),
      SEED,
    );
  });

  test("their bias constants are right to second order (seeded; 4000 draws without drift)", () => {
    const random = seededRandom(19, "bias");
    const shares = [0.05, 0.1, 0.15, 0.3, 0.4];
    const [n, m, rounds] = [3000, 400, 4000];
    const means = { psi: 0, nats: 0, squared: 0, variation: 0 };
    let floor = 0;
    for (let round = 0; round < rounds; round += 1) {
      const [baseline, window] = [random.nextMultinomial(n, shares), random.nextMultinomial(m, shares)];
      means.psi += populationStabilityIndex(baseline, window, 0.5) / rounds;
      means.nats += detailOf(jensenShannonDistance(baseline, window), "nats") / rounds;
      means.squared += numberOf(hellingerDistance(baseline, window), "estimate") ** 2 / rounds;
      const variation = totalVariationDistance(baseline, window);
      means.variation += numberOf(variation, "estimate") / rounds;
      floor += detailOf(variation, "floor") / rounds;
    }
    const bias = 4 * (1 / n + 1 / m);
    // Standard errors: the index 0.71/sqrt(4000) = 1.1 % of its mean, total variation 0.6 %.
    expect(Math.abs(means.psi / bias - 1)).toBeLessThan(0.04);
    expect(Math.abs((8 * means.nats) / bias - 1)).toBeLessThan(0.04);
    expect(Math.abs((8 * means.squared) / bias - 1)).toBeLessThan(0.04);
    expect(Math.abs(means.variation / floor - 1)).toBeLessThan(0.02);
  });
});

describe("population stability index", () => {
  test("agrees with its definition; the two samples may change places", () => {
    fc.assert(
      fc.property(samples, fc.constantFrom(0.5, 1, 3.5), ([baseline, window], added) => {
        const kept = baseline.map((_, cell) => cell).filter((cell) => (baseline[cell] ?? 0) + (window[cell] ?? 0) > 0);
        const [p, q] = [baseline, window].map((counts) => sharesOf(kept.map((cell) => (counts[cell] ?? 0) + added)));
        const plain = sum((p ?? []).map((a, cell) => (a - (q?.[cell] ?? 0)) * Math.log(a / (q?.[cell] ?? 0))));
        expect(populationStabilityIndex(baseline, window, added)).toBeCloseTo(plain, 12);
        expect(populationStabilityIndex(window, baseline, added)).toBeCloseTo(plain, 12);
      }),
      SEED,
    );
  });

  test("the effect is the +0.5 index less (B-1)(1/n+1/m), never negative, with the raw and the floored index beside it", () => {
    const [baseline, window] = [
      [5000, 3000, 2000],
      [4000, 4000, 2000],
    ];
    const smoothed = populationStabilityIndex(baseline, window, 0.5);
    expect(biasCorrectedStabilityIndex(baseline, window)).toEqual({
      status: "computed",
      estimate: smoothed - 2 * (2 / 10000),
      n: 10000,
      method: "Population stability index, +0.5 a cell, less its expectation without drift",
      detail: {
        cells: 3,
        baselineRows: 10000,
        smoothed,
        bias: 2 * (2 / 10000),
        standardised: smoothed / (2 / 10000),
        floored: expect.closeTo(0.0510825623766, 12),
        raw: populationStabilityIndex(baseline, window, 0),
      },
    });
    expect(biasCorrectedStabilityIndex([200, 200], [19, 21])).toMatchObject({ estimate: 0 });
  });

  test("an empty cell leaves the effect finite, and the raw index is reported as infinite in words", () => {
    const outcome = computedValue(biasCorrectedStabilityIndex([50, 50, 0], [40, 40, 20]));
    expect(outcome.detail).toMatchObject({ rawNote: "raw PSI is infinite: a cell is empty on one side" });
    expect(outcome.detail?.["raw"]).toBeUndefined();
    expect(detailOf(outcome, "floored")).toBeCloseTo(2 * 0.1 * Math.log(0.5 / 0.4) + (0.2 - 1e-4) * Math.log(0.2 / 1e-4), 12);
    expect(biasCorrectedStabilityIndex([50, 50, 7], [40, 40, 0]).status).toBe("computed");
    expect(populationStabilityIndex([50, 0], [40, 20], 0)).toBe(Infinity);
    expect(populationStabilityIndex([50, 9], [40, 0], 0)).toBe(Infinity);
    expect(
      flooredStabilityIndex(
        {
          n: 10,
          m: 10,
          cells: [
            [10, 0],
            [0, 10],
          ],
        },
        0.01,
      ),
    ).toBeCloseTo(2 * 0.99 * Math.log(100), 12);
  });

  test("the plain index throws without rows and for an added count that is no half", () => {
    expect(() => populationStabilityIndex([0, 0], [1, 2], 0.5)).toThrow(TickmarkError);
    expect(() => populationStabilityIndex([1, 2], [0, 0], 0.5)).toThrow("populationStabilityIndex (rows)");
    for (const wrong of [-0.5, 0.25]) expect(() => populationStabilityIndex([1, 2], [3, 4], wrong)).toThrow(TickmarkError);
  });
});

describe("limits of a drift effect", () => {
  test("the chi-squared floor agrees with review G2", () => {
    const floor = (m: number, level: number): number => (1 / 20000 + 1 / m) * chiSquaredQuantile(level, 9);
    for (const [m, at95, at99] of [
      [200, 0.0854408369033, 0.109413271384],
      [500, 0.0346839040895, 0.0444152883836],
      [1000, 0.0177649264849, 0.0227492940501],
    ] as const) {
      expect(floor(m, 0.95)).toBeCloseTo(at95, 12);
      expect(floor(m, 0.99)).toBeCloseTo(at99, 12);
    }
  });

  test("take the wider of the two statistics, are 0 below where the statistics are small, and nest with the level", () => {
    const one = { standardised: 31, chiSquared: 29, df: 9, n: 20000, m: 400 };
    const limits = driftEffectLimits(one, 0.05);
    expect(driftEffectLimits({ ...one, standardised: 29, chiSquared: 31 }, 0.05)).toEqual(limits);
    expect(limits.lower).toBe(driftEffectLimits({ ...one, standardised: 29 }, 0.05).lower);
    expect(limits.upper).toBe(driftEffectLimits({ ...one, chiSquared: 31 }, 0.05).upper);
    const wider = driftEffectLimits(one, 0.01);
    expect(wider.lower).toBeLessThan(limits.lower);
    expect(wider.upper).toBeGreaterThan(limits.upper);
    expect(driftEffectLimits({ ...one, standardised: 8, chiSquared: 8 }, 0.05).lower).toBe(0);
    expect(driftEffectLimits({ ...one, standardised: 0.1, chiSquared: 0 }, 0.05)).toEqual({ lower: 0, upper: 0 });
    for (const wrong of [{ n: 0 }, { m: -1 }, { df: 0 }, { standardised: -1, chiSquared: -1 }])
      expect(() => driftEffectLimits({ ...one, ...wrong }, 0.05)).toThrow(TickmarkError);
  });

  test("statistics of 1e12 rows invert", () => {
    const limits = driftEffectLimits({ standardised: 4e10, chiSquared: 4e10, df: 9, n: E12, m: E12 }, 0.05);
    expect(limits.lower).toBeLessThan(0.08);
    expect(limits.upper).toBeGreaterThan(0.08);
    expect(limits.upper / limits.lower - 1).toBeLessThan(1e-4);
  });

  test("the normal form from 1e12 on joins the inversion", () => {
    const relative = (statistic: number): { lower: number; upper: number } => {
      const { lower, upper } = driftEffectLimits({ standardised: statistic, chiSquared: statistic, df: 9, n: E12, m: E12 }, 0.05);
      const [scale, root] = [2 / E12, Math.sqrt(statistic - 9)];
      return { lower: Math.sqrt(lower / scale) - root, upper: Math.sqrt(upper / scale) - root };
    };
    for (const statistic of [0.999e12, 1e12, 4e13]) {
      expect(relative(statistic).lower).toBeCloseTo(-1.6448536, 3);
      expect(relative(statistic).upper).toBeCloseTo(1.6448536, 3);
    }
  });

  test("rows to detect: review G3, fewer for larger effects, none where the baseline is too small", () => {
    const lambda = noncentralityForPower(9, 0.05, 0.8);
    expect(lambda).toBeCloseTo(15.6497978952, 9);
    expect(lambda * (1 / 20000 + 1 / 200)).toBeCloseTo(0.0790314793707, 11);
    expect(rowsToDetect(0.1, 9, 20000, 0.05, 0.8)).toBe(158);
    expect(rowsToDetect(0.2, 9, 20000, 0.05, 0.8)).toBe(79);
    expect(rowsToDetect(0.1, 9, 100, 0.05, 0.8)).toBeNull();
    const wrongs: Parameters<typeof rowsToDetect>[] = [
      [0, 9, 100, 0.05, 0.8],
      [0.1, 0, 100, 0.05, 0.8],
      [0.1, 9, 0, 0.05, 0.8],
      [0.1, 9, 100, 0.8, 0.8],
      [0.1, 9, 100, 0, 0.8],
      [0.1, 9, 100, 0.05, 1],
    ];
    for (const wrong of wrongs) expect(() => rowsToDetect(...wrong)).toThrow(TickmarkError);
  });

  test("rows to decide: the upper limit just falls below the threshold; more rows nearer to it, none where the baseline is too small", () => {
    const far = rowsToDecide(0.01, 0.1, 9, 20000, 0.05) ?? 0;
    const near = rowsToDecide(0.08, 0.1, 9, 20000, 0.05) ?? 0;
    expect(near).toBeGreaterThan(far);
    const upper = (m: number): number => {
      const scale = 1 / 20000 + 1 / m;
      return scale * noncentralityUpper(0.08 / scale + 9, 9, 0.05);
    };
    expect(upper(near)).toBeLessThan(0.1);
    expect(upper(Math.floor(near * 0.998))).toBeGreaterThan(0.1);
    expect(rowsToDecide(0.099, 0.1, 9, 200, 0.05)).toBeNull();
    // A baseline that is just large enough: 1e12 window rows are no answer.
    const effect = noncentralityForPower(9, 0.05, 0.8) * (1 / 200 + 1e-12);
    expect(rowsToDetect(effect, 9, 200, 0.05, 0.8)).toBeGreaterThan(1e11);
    expect(rowsToDecide(effect, effect / 2, 9, 200, 0.05)).toBeNull();
    expect(rowsToDecide(0.1, 0.1, 9, 20000, 0.05)).toBe(rowsToDetect(0.1, 9, 20000, 0.05, 0.8));
    // One row settles it where the threshold is far above everything.
    expect(rowsToDecide(0, 1000, 9, 20000, 0.05)).toBe(1);
    const wrongs: Parameters<typeof rowsToDecide>[] = [
      [-1e-9, 0.1, 9, 100, 0.05],
      [0.1, 0, 9, 100, 0.05],
      [0.01, 0.1, 9, 0, 0.05],
    ];
    for (const wrong of wrongs) expect(() => rowsToDecide(...wrong)).toThrow(TickmarkError);
  });
});

describe("Monte Carlo test of an effect", () => {
  const of = (estimate: number): Outcome => computed({ estimate, n: 5, method: "Effect", detail: { own: 1 } });

  test("an effect above the floor and p at or below the level are the same", () => {
    const nullEffects = Float64Array.from({ length: 99 }, (_, index) => index / 10);
    for (const alpha of [0.01, 0.03, 0.07, 0.1, 0.29, 0.5, 0.99])
      for (let estimate = 0; estimate < 11; estimate += 0.05) {
        const outcome = computedValue(monteCarloTest(of(estimate), nullEffects, alpha));
        expect(estimate > detailOf(outcome, "floor")).toBe((outcome.pValue ?? 9) <= alpha);
      }
  });

  test("keeps the effect and adds floor, expectation and correction", () => {
    expect(monteCarloTest(of(3), Float64Array.of(1, 2, 3, 4), 0.4)).toEqual({
      status: "computed",
      estimate: 3,
      n: 5,
      method: "Effect",
      pValue: 0.6,
      detail: { own: 1, floor: 3, expected: 2.5, corrected: 0.5, replicates: 4 },
    });
    expect(monteCarloTest(of(1), Float64Array.of(1, 2, 3, 4), 0.4)).toMatchObject({ pValue: 1, detail: { corrected: 0 } });
  });

  test("refuses an effect that is none, too few replicates, and a floor that is not finite", () => {
    const refused = notComputable("no-rows", "Nothing there.");
    expect(monteCarloTest(refused, Float64Array.of(1, 2), 0.5)).toBe(refused);
    expect(monteCarloTest(of(1), new Float64Array(18), 0.05)).toMatchObject({
      code: "too-few",
      reason: "18 replicates cannot give a floor at 0.05.",
    });
    expect(monteCarloTest(of(1), new Float64Array(19), 0.05).status).toBe("computed");
    expect(monteCarloTest(of(1), Float64Array.of(1, Infinity, Infinity), 0.25)).toMatchObject({ code: "numerical" });
    expect(monteCarloTest(of(1), Float64Array.of(1, 2, Infinity), 0.5)).toMatchObject({ detail: { expected: 1.5, floor: 2 } });
    expect(() => monteCarloTest(of(1), Float64Array.of(1, 2), 0)).toThrow(TickmarkError);
  });

  test("replicates are redrawn from the pooled shares with the samples' own sizes, and one that cannot be computed is infinite", () => {
    const seen: (readonly [number, number])[] = [];
    const totals = [0, 0, 0];
    const request = {
      baseline: [80, 20, 0],
      window: [10, 0, 30],
      replicates: 300,
      effect: (baseline: readonly number[], window: readonly number[]) => {
        seen.push([sum(baseline), sum(window)]);
        baseline.forEach((count, cell) => (totals[cell] = (totals[cell] ?? 0) + count + (window[cell] ?? 0)));
        return seen.length === 7 ? notComputable("degenerate", "No.") : of(baseline[0] ?? 0);
      },
    };
    const effects = simulateNullEffects({ ...request, random: seededRandom(1, "null") });
    expect(effects.length).toBe(300);
    expect(effects).toEqual(effects.toSorted());
    expect(effects.filter((value) => value === Infinity).length).toBe(1);
    expect(new Set(seen.map(String))).toEqual(new Set(["100,40"]));
    // Pooled shares 90, 20 and 30 of 140.
    expect(totals.map((count) => Math.round(count / 300))).toEqual([90, 20, 30]);
    seen.length = 0;
    expect(simulateNullEffects({ ...request, random: seededRandom(1, "null") })).toEqual(effects);
    expect(simulateNullEffects({ ...request, baseline: [0, 0, 0], random: seededRandom(1, "null") }).length).toBe(0);
    expect(() => simulateNullEffects({ ...request, replicates: -1, random: seededRandom(1, "null") })).toThrow(TickmarkError);
  });

  test("the size of the test of the Wasserstein distance is its level (seeded; 10 %, 150 samples)", () => {
    const shares = [0.4, 0.3, 0.2, 0.1];
    const random = seededRandom(23, "size");
    const effect = (baseline: readonly number[], window: readonly number[]): Outcome =>
      wassersteinDistance({ values: [0, 1, 2, 3], baseline, window, sigma: 1 });
    let rejected = 0;
    for (let round = 0; round < 150; round += 1) {
      const [baseline, window] = [random.nextMultinomial(300, shares), random.nextMultinomial(60, shares)];
      const effects = simulateNullEffects({ baseline, window, replicates: 99, random, effect });
      if (numberOf(monteCarloTest(effect(baseline, window), effects, 0.1), "p") <= 0.1) rejected += 1;
    }
    // Binomial(150, .1): outside 6..25 about twice in 100.
    expect(rejected).toBeGreaterThan(5);
    expect(rejected).toBeLessThan(26);
  });
});
