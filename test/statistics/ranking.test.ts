import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Computed, type Outcome, isComputed } from "../../src/foundation/outcome.ts";
import { normalQuantile } from "../../src/statistics/distributions/normal.ts";
import { studentTQuantile } from "../../src/statistics/distributions/student-t.ts";
import { areaUnderCurve } from "../../src/statistics/ranking/area-under-curve.ts";
import { averagePrecision } from "../../src/statistics/ranking/average-precision.ts";
import { type ClusteredPlacementSums, clusteredAreaUnderCurve } from "../../src/statistics/ranking/clustered-area-under-curve.ts";
import { delongVariance } from "../../src/statistics/ranking/delong-variance.ts";
import { independentAreaDifference } from "../../src/statistics/ranking/independent-area-difference.ts";
import { type PairedPlacementSums, pairedAreaDifference } from "../../src/statistics/ranking/paired-area-difference.ts";
import { type PlacementSums, type TieGroup, placementSums } from "../../src/statistics/ranking/placement-sums.ts";
import { testGoldenValues } from "./comparisons/golden-tests.ts";
import { ranking } from "./comparisons/ranking.ts";
import { clusteredSums, pairedSums, sumsByRow } from "./placements-by-row.ts";

testGoldenValues(ranking);

const SEED = { seed: 20260305, numRuns: 60 };
const scores = fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 2, maxLength: 12 });
const groups = fc.array(fc.record({ positives: fc.nat(6), negatives: fc.nat(6) }), { minLength: 1, maxLength: 9 });
const level = fc.double({ min: 0.5, max: 0.999, noNaN: true });

function unwrap(outcome: Outcome): Computed {
  if (!isComputed(outcome)) throw new Error(outcome.reason);
  return outcome;
}

function limits(outcome: Outcome): [number, number] {
  const { interval } = unwrap(outcome);
  return [interval?.lower ?? Number.NaN, interval?.upper ?? Number.NaN];
}

function tied(...pairs: readonly (readonly [number, number])[]): TieGroup[] {
  return pairs.map(([positives, negatives]) => ({ positives, negatives }));
}

function areaOf(...pairs: readonly (readonly [number, number])[]): Outcome {
  return areaUnderCurve(placementSums(tied(...pairs)), 0.95);
}

/** Plain scores of tie groups: the number of the group. */
function expanded(list: readonly TieGroup[], side: "positives" | "negatives"): number[] {
  return list.flatMap((group, score) => Array.from({ length: group[side] }, () => score));
}

/** Chance that a positive scores above a negative, pair by pair. */
function areaByPairs(positives: readonly number[], negatives: readonly number[]): number {
  const wins = positives.flatMap((score) => negatives.map((other) => (score > other ? 1 : score === other ? 0.5 : 0)));
  return wins.reduce<number>((sum, win) => sum + win, 0) / wins.length;
}

describe("placement sums", () => {
  test("of tie groups are those of the rows, and both classes count the same pairs", () => {
    fc.assert(
      fc.property(groups, (list) => {
        const sums = placementSums(list);
        expect(sums).toEqual(sumsByRow(expanded(list, "positives"), expanded(list, "negatives")));
        expect(sums.positives.sum + sums.negatives.sum).toBe(2n * BigInt(sums.positives.count) * BigInt(sums.negatives.count));
      }),
      SEED,
    );
  });

  test("stay exact beyond 2^53, and are 0 without rows", () => {
    const { positives } = placementSums(tied([0, 1e12], [1e12, 1]));
    expect(positives).toEqual({
      count: 1e12,
      sum: 10n ** 12n * (2n * 10n ** 12n + 1n),
      sumOfSquares: 10n ** 12n * (2n * 10n ** 12n + 1n) ** 2n,
    });
    expect(placementSums([])).toEqual({
      positives: { count: 0, sum: 0n, sumOfSquares: 0n },
      negatives: { count: 0, sum: 0n, sumOfSquares: 0n },
    });
  });

  test("refuse counts that are not whole", () => {
    expect(() => placementSums(tied([1.5, 2]))).toThrow("placementSums (positives)");
    expect(() => placementSums(tied([1, -2]))).toThrow("placementSums (negatives)");
  });
});

describe("DeLong variance", () => {
  test("of a class with one row is 0, the other part stays", () => {
    const { positives, negatives } = placementSums(tied([0, 4], [1, 2], [0, 3]));
    const variance = delongVariance(positives, negatives);
    // v = 0 for 4, 1 for 2, 2 for 3 negatives, over 2 m = 2: sample variance .84027.. / 4 / 9.
    expect(variance.positives).toBe(0);
    expect(variance.negatives).toBeCloseTo((2 * 1 + 3 * 4 - (8 * 8) / 9) / 8 / 4 / 9, 15);
    expect(variance).toMatchObject({ total: variance.negatives, df: 8 });
  });

  test("of placements that are all alike is 0 with 0 degrees of freedom", () => {
    const { positives, negatives } = placementSums(tied([0, 3], [4, 0]));
    expect(delongVariance(positives, negatives)).toEqual({ positives: 0, negatives: 0, total: 0, df: 0 });
  });

  test("counts a class of two rows", () => {
    const { positives, negatives } = placementSums(tied([1, 0], [0, 1], [1, 0], [0, 1]));
    expect(delongVariance(positives, negatives)).toEqual({ positives: 0.0625, negatives: 0.0625, total: 0.125, df: 2 });
  });
});

describe("area under the curve", () => {
  test("is the share of pairs in the right order", () => {
    fc.assert(
      fc.property(scores, scores, (positives, negatives) => {
        const outcome = unwrap(areaUnderCurve(sumsByRow(positives, negatives), 0.95));
        expect(outcome.estimate).toBeCloseTo(areaByPairs(positives, negatives), 13);
        expect(outcome.n).toBe(positives.length + negatives.length);
        expect(outcome.detail).toMatchObject({ positives: positives.length, negatives: negatives.length });
      }),
      SEED,
    );
  });

  test("lies in an interval within 0..1 that is never a point, grows with the level and mirrors when the score is turned round", () => {
    fc.assert(
      fc.property(scores, scores, level, (positives, negatives, wanted) => {
        const sums = sumsByRow(positives, negatives);
        const { estimate } = unwrap(areaUnderCurve(sums, wanted));
        const [lower, upper] = limits(areaUnderCurve(sums, wanted));
        expect(lower).toBeGreaterThanOrEqual(0);
        expect(upper).toBeLessThanOrEqual(1);
        expect(upper - lower).toBeGreaterThan(0.01);
        expect(lower).toBeLessThanOrEqual(estimate);
        expect(upper).toBeGreaterThanOrEqual(estimate);
        const [widerLower, widerUpper] = limits(areaUnderCurve(sums, (1 + wanted) / 2));
        expect(widerLower).toBeLessThanOrEqual(lower);
        expect(widerUpper).toBeGreaterThanOrEqual(upper);
        const [turnedLower, turnedUpper] = limits(areaUnderCurve({ positives: sums.negatives, negatives: sums.positives }, wanted));
        expect(turnedLower).toBeCloseTo(1 - upper, 10);
        expect(turnedUpper).toBeCloseTo(1 - lower, 10);
      }),
      SEED,
    );
  });

  test("of a perfect separation has the exact limit of independent pairs", () => {
    const perfect = areaOf([0, 20], [5, 0]);
    expect(limits(perfect)).toEqual([expect.closeTo(0.025 ** (1 / 5), 14), 1]);
    expect(unwrap(perfect)).toMatchObject({ estimate: 1, detail: { positives: 5, negatives: 20 } });
    expect(Object.keys(unwrap(perfect).detail ?? {})).toEqual(["positives", "negatives"]);
    expect(unwrap(perfect).interval?.method).toContain("independent pairs");
    expect(limits(areaOf([20, 0], [0, 5]))).toEqual([0, expect.closeTo(1 - 0.025 ** (1 / 5), 14)]);
  });

  test("of a score that is always the same keeps the doubt about what it would do on other rows", () => {
    const [lower, upper] = limits(areaOf([7, 9]));
    expect(lower).toBeCloseTo(0.025 ** (1 / 7) / 2, 15);
    expect(upper).toBeCloseTo(1 - 0.025 ** (1 / 7) / 2, 15);
    expect(limits(areaOf([1, 1]))).toEqual([expect.closeTo(0.0125, 14), expect.closeTo(0.9875, 14)]);
  });

  test("with one class all in one place joins its exact bound to the variance of the other", () => {
    // All 25 positives above 90 of 100 negatives and tied with 10.
    const flagged = unwrap(areaOf([0, 90], [25, 10]));
    const half = studentTQuantile(0.975, 99) * Math.sqrt(0.00022727272727272727);
    const missing = 1 - 0.025 ** (1 / 25);
    expect(flagged.estimate).toBeCloseTo(0.95, 15);
    expect(flagged.interval?.lower).toBeCloseTo(0.95 - Math.hypot(missing * 0.95, half), 12);
    expect(flagged.interval?.upper).toBeCloseTo(0.95 + Math.hypot(missing * 0.05, half), 12);
    expect(flagged.interval?.method).toContain("square-and-add");
    const [lower, upper] = limits(areaOf([10, 25], [90, 0]));
    expect(lower).toBeCloseTo(0.95 - Math.hypot(missing * 0.95, half), 12);
    expect(upper).toBeCloseTo(0.95 + Math.hypot(missing * 0.05, half), 12);
  });

  test("with a single positive is known to be almost anything, within 0..1", () => {
    const [lower, upper] = limits(areaOf([0, 20], [0, 30], [1, 5], [0, 5]));
    const half = studentTQuantile(0.975, 59) * unwrapStandardError(areaOf([0, 20], [0, 30], [1, 5], [0, 5]));
    expect(lower).toBe(0.875 - Math.hypot(0.975 * 0.875, half) < 0 ? 0 : 0.875 - Math.hypot(0.975 * 0.875, half));
    expect(upper).toBeCloseTo(Math.min(1, 0.875 + Math.hypot(0.975 * 0.125, half)), 12);
    expect(limits(areaOf([0, 2], [1, 1]))).toEqual([expect.any(Number), 1]);
    expect(limits(areaOf([1, 1], [0, 2]))).toEqual([0, expect.any(Number)]);
  });

  test("gives the plain DeLong limits beside the others", () => {
    const outcome = unwrap(areaOf([2, 40], [5, 33], [9, 12], [20, 9], [24, 3]));
    const half = normalQuantile(0.975) * Number(outcome.detail?.["standardError"]);
    expect(outcome.detail?.["plainDelongLower"]).toBeCloseTo(outcome.estimate - half, 14);
    expect(outcome.detail?.["plainDelongUpper"]).toBeCloseTo(outcome.estimate + half, 14);
  });

  test("is not computable without positives or without negatives", () => {
    expect(areaOf([0, 4])).toMatchObject({ code: "no-rows", reason: "There are no positives to rank." });
    expect(areaOf([4, 0])).toMatchObject({ code: "no-rows", reason: "There are no negatives to rank." });
    expect(areaOf()).toMatchObject({ code: "no-rows" });
  });

  test("refuses sums that no rows can have", () => {
    const sums = placementSums(tied([2, 3], [4, 1]));
    const changed = (
      positives: Partial<PlacementSums["positives"]>,
      negatives: Partial<PlacementSums["negatives"]> = {},
    ): PlacementSums => ({
      positives: { ...sums.positives, ...positives },
      negatives: { ...sums.negatives, ...negatives },
    });
    expect(() => areaUnderCurve(sums, 1)).toThrow("areaUnderCurve");
    expect(() => areaUnderCurve(changed({ sum: sums.positives.sum + 1n }), 0.95)).toThrow("areaUnderCurve (sums)");
    expect(() => areaUnderCurve(changed({ sum: -1n }, { sum: 49n }), 0.95)).toThrow("areaUnderCurve (sum)");
    expect(() => areaUnderCurve(changed({ sumOfSquares: 1n }), 0.95)).toThrow("areaUnderCurve (squares)");
    expect(() => areaUnderCurve(changed({}, { sumOfSquares: 1n }), 0.95)).toThrow("areaUnderCurve (squares)");
    expect(() => areaUnderCurve(changed({ count: 1.5 }), 0.95)).toThrow("areaUnderCurve (positives)");
    expect(() => areaUnderCurve(changed({}, { count: -1 }), 0.95)).toThrow("areaUnderCurve (negatives)");
  });
});

function unwrapStandardError(outcome: Outcome): number {
  return Number(unwrap(outcome).detail?.["standardError"]);
}

const outcomes = fc.array(fc.tuple(fc.nat(1), fc.nat(5), fc.nat(5)), { minLength: 6, maxLength: 25 });

describe("paired difference of two areas", () => {
  test("is the difference of both, changes its sign when the scores change places, and its p agrees with its interval", () => {
    fc.assert(
      fc.property(outcomes, level, (rows, wanted) => {
        const [y, a, b] = [0, 1, 2].map((column) => rows.map((row) => row[column] ?? 0)) as [number[], number[], number[]];
        const outcome = pairedAreaDifference(pairedSums(y, a, b), wanted);
        if (!isComputed(outcome)) return;
        const side = (score: readonly number[], own: number) => score.filter((_, row) => y[row] === own);
        expect(outcome.estimate).toBeCloseTo(areaByPairs(side(a, 1), side(a, 0)) - areaByPairs(side(b, 1), side(b, 0)), 12);
        const swapped = unwrap(pairedAreaDifference(pairedSums(y, b, a), wanted));
        expect(swapped.estimate).toBe(-outcome.estimate || 0);
        expect(swapped.pValue).toBe(outcome.pValue);
        const { lower = Number.NaN, upper = Number.NaN } = outcome.interval ?? {};
        expect(lower).toBeGreaterThanOrEqual(-1);
        expect(upper).toBeLessThanOrEqual(1);
        if (Math.abs((outcome.pValue ?? 0) - (1 - wanted)) > 1e-9) expect(lower > 0 || upper < 0).toBe((outcome.pValue ?? 1) < 1 - wanted);
      }),
      { ...SEED, numRuns: 150 },
    );
  });

  test("cuts its interval to -1..1", () => {
    const y = [1, 1, 0, 0];
    expect(limits(pairedAreaDifference(pairedSums(y, [3, 4, 1, 2], [2, 1, 3, 1]), 0.95))).toEqual([expect.any(Number), 1]);
    expect(limits(pairedAreaDifference(pairedSums(y, [2, 1, 3, 1], [3, 4, 1, 2]), 0.95))).toEqual([-1, expect.any(Number)]);
  });

  test("is not computable where nothing varies or a class has fewer than two rows", () => {
    const [y, a] = [
      [1, 1, 1, 0, 0, 0],
      [3, 1, 4, 1, 5, 2],
    ];
    expect(pairedAreaDifference(pairedSums(y, a, a), 0.95)).toMatchObject({ code: "degenerate" });
    expect(pairedAreaDifference(pairedSums([1, 0, 0], [3, 1, 4], [1, 2, 3]), 0.95)).toMatchObject({ code: "too-few" });
    expect(pairedAreaDifference(pairedSums([0, 1, 1], [3, 1, 4], [1, 2, 3]), 0.95)).toMatchObject({ code: "too-few" });
    expect(pairedAreaDifference(pairedSums([0, 0], [3, 1], [1, 2]), 0.95)).toMatchObject({
      code: "no-rows",
      reason: "There are no positives to rank.",
    });
    expect(pairedAreaDifference(pairedSums([1, 1], [3, 1], [1, 2]), 0.95)).toMatchObject({
      code: "no-rows",
      reason: "There are no negatives to rank.",
    });
  });

  test("refuses sums that two scores of the same rows cannot have", () => {
    const sums = pairedSums([1, 1, 1, 0, 0, 0], [3, 1, 4, 1, 5, 2], [2, 1, 4, 3, 2, 1]);
    const changed = (positives: Partial<PairedPlacementSums["positives"]>): PairedPlacementSums => ({
      ...sums,
      positives: { ...sums.positives, ...positives },
    });
    expect(() => pairedAreaDifference(sums, 0)).toThrow("pairedAreaDifference");
    expect(() => pairedAreaDifference(changed({ sumA: 0n }), 0.95)).toThrow("pairedAreaDifference (sums)");
    expect(() => pairedAreaDifference(changed({ sumB: 0n }), 0.95)).toThrow("pairedAreaDifference (sums)");
    expect(() => pairedAreaDifference(changed({ sumOfSquaresA: 0n }), 0.95)).toThrow("pairedAreaDifference (squares)");
    expect(() => pairedAreaDifference(changed({ sumOfSquaresB: 0n }), 0.95)).toThrow("pairedAreaDifference (squares)");
    expect(() => pairedAreaDifference(changed({ sumOfProducts: sums.positives.sumOfProducts + 100n }), 0.95)).toThrow(
      "pairedAreaDifference (products)",
    );
  });

  test("takes enormous counts", () => {
    // One row in 1e12 of each kind of change: u_A - u_B is 2 n for a tenth of the positives, else 0.
    const [m, n] = [10n ** 12n, 10n ** 12n];
    const side = (sumA: bigint, sumB: bigint, squaresA: bigint, squaresB: bigint, products: bigint) => ({
      count: 1e12,
      sumA,
      sumB,
      sumOfSquaresA: squaresA,
      sumOfSquaresB: squaresB,
      sumOfProducts: products,
    });
    const two = 2n * n;
    const positives = side(
      (m * two) / 2n,
      (m * two * 4n) / 10n,
      (m * two ** 2n) / 2n,
      (m * two ** 2n * 4n) / 10n,
      (m * two ** 2n * 4n) / 10n,
    );
    const negatives = side(
      (m * two) / 2n,
      (m * two * 6n) / 10n,
      (m * two ** 2n) / 4n,
      (m * two ** 2n * 36n) / 100n,
      (m * two ** 2n * 3n) / 10n,
    );
    const outcome = unwrap(pairedAreaDifference({ positives, negatives }, 0.95));
    expect(outcome.estimate).toBeCloseTo(0.1, 15);
    expect(outcome.n).toBe(2e12);
    expect(outcome.detail?.["standardError"]).toBeCloseTo(Math.sqrt((0.1 * 0.9) / 1e12), 15);
    expect(outcome.pValue).toBe(0);
  });
});

describe("difference of two areas from independent samples", () => {
  const a = placementSums(tied([2, 40], [5, 33], [9, 12], [20, 9], [24, 3]));
  const b = placementSums(tied([6, 35], [8, 30], [14, 20], [15, 11], [17, 8]));

  test("adds the variances, changes its sign with the samples, and its p agrees with its interval", () => {
    fc.assert(
      fc.property(groups, groups, level, (first, second, wanted) => {
        const [one, two] = [placementSums(first), placementSums(second)];
        const outcome = independentAreaDifference(one, two, wanted);
        if (!isComputed(outcome)) return;
        const variances = [one, two].map((sums) => delongVariance(sums.positives, sums.negatives).total);
        expect(Number(outcome.detail?.["standardError"]) ** 2).toBeCloseTo((variances[0] ?? 0) + (variances[1] ?? 0), 13);
        const swapped = unwrap(independentAreaDifference(two, one, wanted));
        expect(swapped.estimate).toBe(-outcome.estimate || 0);
        expect(swapped.pValue).toBeCloseTo(outcome.pValue ?? Number.NaN, 13);
        const { lower = Number.NaN, upper = Number.NaN } = outcome.interval ?? {};
        if (Math.abs((outcome.pValue ?? 0) - (1 - wanted)) > 1e-9) expect(lower > 0 || upper < 0).toBe((outcome.pValue ?? 1) < 1 - wanted);
      }),
      SEED,
    );
  });

  test("has Satterthwaite's degrees of freedom over all four parts", () => {
    const parts = [a, b].flatMap(({ positives, negatives }) => {
      const variance = delongVariance(positives, negatives);
      return [
        { size: variance.positives, df: positives.count - 1 },
        { size: variance.negatives, df: negatives.count - 1 },
      ];
    });
    const total = parts.reduce((sum, { size }) => sum + size, 0);
    const df = total ** 2 / parts.reduce((sum, { size, df: own }) => sum + size ** 2 / own, 0);
    const outcome = unwrap(independentAreaDifference(a, b, 0.95));
    expect(outcome.detail?.["df"]).toBeCloseTo(df, 9);
    expect(outcome.n).toBe(60 + 97 + 60 + 104);
  });

  test("keeps its digits where both areas are near 1", () => {
    const T = 1e12;
    // Areas T / (T + 1) and T / (T + 2).
    const outcome = unwrap(independentAreaDifference(placementSums(tied([1, T], [T, 1])), placementSums(tied([2, T], [T, 2])), 0.95));
    expect(outcome.estimate * T).toBeCloseTo(1 / (1 + 1 / T) / (1 + 2 / T), 14);
  });

  test("is not computable with an empty class, a class of one row, or one that does not vary", () => {
    const of = (...pairs: readonly (readonly [number, number])[]) => placementSums(tied(...pairs));
    expect(independentAreaDifference(a, of([0, 4]), 0.95)).toMatchObject({ code: "no-rows", reason: "There are no positives to rank." });
    expect(independentAreaDifference(of([4, 0]), b, 0.95)).toMatchObject({ code: "no-rows", reason: "There are no negatives to rank." });
    expect(independentAreaDifference(of([1, 4], [0, 5]), b, 0.95)).toMatchObject({ code: "too-few" });
    expect(independentAreaDifference(a, of([3, 0], [4, 1]), 0.95)).toMatchObject({ code: "too-few" });
    expect(independentAreaDifference(a, of([0, 5], [6, 0]), 0.95)).toMatchObject({ code: "degenerate" });
    expect(independentAreaDifference(of([0, 5], [6, 2]), b, 0.95)).toMatchObject({ code: "degenerate" });
    expect(independentAreaDifference(of([2, 0], [3, 6]), b, 0.95)).toMatchObject({ code: "degenerate" });
    expect(independentAreaDifference(a, of([0, 5], [6, 2]), 0.95)).toMatchObject({ code: "degenerate" });
    expect(independentAreaDifference(a, of([2, 0], [3, 6]), 0.95)).toMatchObject({ code: "degenerate" });
  });

  test("refuses a level of 1 and damaged sums of either sample", () => {
    const damaged = { ...a, positives: { ...a.positives, sum: 1n } };
    expect(() => independentAreaDifference(a, b, 1)).toThrow("independentAreaDifference");
    expect(() => independentAreaDifference(damaged, b, 0.95)).toThrow("independentAreaDifference (sums)");
    expect(() => independentAreaDifference(b, damaged, 0.95)).toThrow("independentAreaDifference (sums)");
  });
});

describe("area of clustered rows", () => {
  const row = fc.tuple(fc.nat(6), fc.nat(1), fc.nat(4));

  test("has DeLong's variance when every row is its own cluster", () => {
    fc.assert(
      fc.property(fc.array(row, { minLength: 5, maxLength: 20 }), (rows) => {
        const outcome = clusteredAreaUnderCurve(clusteredSums(rows.map(([, y, score], index) => [index, y, score])), 0.95);
        if (!isComputed(outcome)) return;
        const side = (own: number) => rows.filter(([, y]) => y === own).map(([, , score]) => score);
        const sums = sumsByRow(side(1), side(0));
        expect(Number(outcome.detail?.["standardError"]) ** 2).toBeCloseTo(delongVariance(sums.positives, sums.negatives).total, 13);
        expect(outcome.estimate).toBe(unwrap(areaUnderCurve(sums, 0.95)).estimate);
      }),
      SEED,
    );
  });

  test("does not change when clusters are renamed, and doubles its variance's weight when each row stands twice in its cluster", () => {
    fc.assert(
      fc.property(fc.array(row, { minLength: 8, maxLength: 20 }), (rows) => {
        const outcome = clusteredAreaUnderCurve(clusteredSums(rows), 0.95);
        if (!isComputed(outcome)) return;
        expect(clusteredAreaUnderCurve(clusteredSums(rows.map(([subject, y, score]) => [90 - subject, y, score])), 0.95)).toEqual(outcome);
        const twice = unwrap(clusteredAreaUnderCurve(clusteredSums([...rows, ...rows]), 0.95));
        expect(twice.detail?.["standardError"]).toBeCloseTo(Number(outcome.detail?.["standardError"]), 13);
        expect(twice.n).toBe(2 * outcome.n);
      }),
      SEED,
    );
  });

  test("is not computable with an empty class, one subject in a class, or subjects that are all alike", () => {
    const of = (...rows: readonly (readonly [number, number, number])[]) => clusteredAreaUnderCurve(clusteredSums(rows), 0.95);
    expect(of([1, 0, 3], [2, 0, 4])).toMatchObject({ code: "no-rows", reason: "There are no positives to rank." });
    expect(of([1, 1, 3], [2, 1, 4])).toMatchObject({ code: "no-rows", reason: "There are no negatives to rank." });
    expect(of([1, 1, 3], [1, 1, 4], [2, 0, 1], [3, 0, 5])).toMatchObject({ code: "too-few" });
    expect(of([1, 0, 3], [1, 0, 4], [2, 1, 1], [3, 1, 5])).toMatchObject({ code: "too-few" });
    expect(of([1, 1, 8], [2, 1, 9], [3, 0, 1], [4, 0, 2])).toMatchObject({ code: "degenerate" });
    // Positives alike, negatives not; and the other way round.
    expect(of([1, 1, 8], [2, 1, 8], [3, 0, 1], [4, 0, 8])).toMatchObject({ code: "degenerate" });
    expect(of([1, 0, 1], [2, 0, 1], [3, 1, 1], [4, 1, 8])).toMatchObject({ code: "degenerate" });
    // One subject ranks well where the other ranks badly: positives and negatives of a subject cancel.
    expect(of([1, 1, 4], [1, 0, 3], [2, 1, 2], [2, 0, 1])).toMatchObject({ code: "degenerate" });
  });

  test("takes two subjects a class", () => {
    expect(
      unwrap(
        clusteredAreaUnderCurve(
          clusteredSums([
            [1, 1, 4],
            [2, 1, 2],
            [3, 0, 3],
            [4, 0, 1],
          ]),
          0.95,
        ),
      ),
    ).toMatchObject({
      estimate: 0.75,
      n: 4,
      detail: { positives: 2, negatives: 2, clusters: 4, df: 1 },
    });
  });

  test("refuses a level of 1, counts that are not whole, and sums that no rows can have", () => {
    const sums = clusteredSums([
      [1, 1, 4],
      [2, 1, 2],
      [3, 0, 3],
      [4, 0, 1],
    ]);
    const changed = (part: Partial<ClusteredPlacementSums>) => () => clusteredAreaUnderCurve({ ...sums, ...part }, 0.95);
    expect(() => clusteredAreaUnderCurve(sums, 1)).toThrow("clusteredAreaUnderCurve");
    expect(changed({ clusters: 1.5 })).toThrow("(clusters)");
    expect(changed({ clustersWithPositives: -1 })).toThrow("(clusters)");
    expect(changed({ clustersWithNegatives: 0.5 })).toThrow("(clusters)");
    expect(changed({ m: -2 })).toThrow("(positives)");
    expect(changed({ u: sums.u + 1n })).toThrow("(sums)");
    expect(changed({ u: -1n, v: 9n })).toThrow("(sums)");
    expect(changed({ v: -1n, u: 9n })).toThrow("(sums)");
    expect(changed({ uu: 0n })).toThrow("(squares)");
    expect(changed({ vv: 0n })).toThrow("(squares)");
  });
});

describe("average precision", () => {
  test("is the mean precision at the positives' scores, between its interval's limits", () => {
    fc.assert(
      fc.property(groups, (list) => {
        const [positives, negatives] = [expanded(list, "positives"), expanded(list, "negatives")];
        const outcome = averagePrecision(list, 0.95);
        if (positives.length === 0 || negatives.length === 0) {
          expect(outcome).toMatchObject({ code: "no-rows" });
          return;
        }
        const precisions = positives.map((score) => {
          const hits = positives.filter((other) => other >= score).length;
          return hits / (hits + negatives.filter((other) => other >= score).length);
        });
        const value = unwrap(outcome);
        expect(value.estimate).toBeCloseTo(precisions.reduce((sum, precision) => sum + precision, 0) / positives.length, 13);
        expect(value).toMatchObject({
          n: positives.length + negatives.length,
          detail: { positives: positives.length, negatives: negatives.length },
        });
        if (value.estimate === 1) expect(value.interval).toBeUndefined();
        else {
          expect(value.interval?.lower).toBeLessThan(value.estimate);
          expect(value.interval?.upper).toBeGreaterThan(value.estimate);
        }
      }),
      SEED,
    );
  });

  test("does not change when empty groups are added, and is the base rate when all rows are tied", () => {
    expect(averagePrecision(tied([0, 0], [2, 5], [0, 0], [3, 1], [0, 0]), 0.9)).toEqual(averagePrecision(tied([2, 5], [3, 1]), 0.9));
    expect(unwrap(averagePrecision(tied([3, 9]), 0.95))).toMatchObject({ estimate: 0.25, detail: { baseRate: 0.25 } });
  });

  test("of 1 says why it has no interval", () => {
    const outcome = unwrap(averagePrecision(tied([0, 4], [3, 0]), 0.95));
    expect(outcome.estimate).toBe(1);
    expect(outcome.interval).toBeUndefined();
    expect(outcome.detail?.["withoutInterval"]).toContain("above all negatives");
  });

  test("is not computable without one of the classes and refuses wrong arguments", () => {
    expect(averagePrecision(tied([0, 4]), 0.95)).toMatchObject({ code: "no-rows", reason: "There are no positives to rank." });
    expect(averagePrecision(tied([4, 0]), 0.95)).toMatchObject({ code: "no-rows", reason: "There are no negatives to rank." });
    expect(() => averagePrecision(tied([4, 1]), 0)).toThrow("averagePrecision");
    expect(() => averagePrecision(tied([0.5, 1]), 0.95)).toThrow("averagePrecision (positives)");
    expect(() => averagePrecision(tied([1, -1]), 0.95)).toThrow("averagePrecision (negatives)");
  });
});
