import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Computed, type Outcome, isComputed } from "../../src/foundation/outcome.ts";
import { bulkTimestampTest } from "../../src/statistics/sequences/bulk-timestamps.ts";
import { longestRunVaryingProbability } from "../../src/statistics/sequences/longest-run-varying.ts";
import { longestRunProbability } from "../../src/statistics/sequences/longest-run.ts";
import { multinomialMaximumAtLeast } from "../../src/statistics/sequences/multinomial-maximum.ts";
import { runsTest } from "../../src/statistics/sequences/runs-test.ts";
import { testGoldenValues } from "./comparisons/golden-tests.ts";
import { sequences } from "./comparisons/sequences.ts";

testGoldenValues(sequences);

const probability = fc.double({ min: 0, max: 1, noNaN: true });

describe("longest run", () => {
  test("equals enumeration of all sequences of ten", () => {
    for (const length of [1, 2, 3, 7, 10, 11]) {
      expect(longestRunProbability(10, length, 0.7)).toBeCloseTo(shareWithRun(Array<number>(10).fill(0.7), length), 12);
    }
  });

  test("a run of no length is certain, one longer than the trials impossible, counts must be whole", () => {
    expect(longestRunProbability(0, 0, 0.5)).toBe(1);
    expect(longestRunProbability(9, 0, 0)).toBe(1);
    expect(longestRunProbability(9, 10, 1)).toBe(0);
    expect(longestRunProbability(9, 9, 1)).toBe(1);
    expect(longestRunProbability(200, 3, 1)).toBe(1);
    expect(() => longestRunProbability(9.5, 2, 0.5)).toThrow("trials");
    expect(() => longestRunProbability(9, -1, 0.5)).toThrow("length");
    expect(() => longestRunProbability(9, 1, 1.5)).toThrow("success");
  });

  test("beyond 2e7 trials it is the sum over all starts, at most 1, and never a failure", () => {
    expect(longestRunProbability(1e12, 400, 0.9)).toBeCloseTo(0.9 ** 400 * (1 + (1e12 - 400) * 0.1), 15);
    expect(longestRunProbability(1e12, 50, 0.9)).toBe(1);
    expect(longestRunProbability(1e12, 50, 1)).toBe(1);
    expect(longestRunProbability(2e7 + 1, 1000, 0.97) / longestRunProbability(2e6, 1000, 0.97)).toBeCloseTo(10, 2);
  });

  test("grows with the trials and the probability, and falls with the length", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 30 }), probability, (n, L, p) => {
        const value = longestRunProbability(n, L, p);
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(1);
        expect(longestRunProbability(n + 1, L, p)).toBeGreaterThanOrEqual(value - 1e-13);
        expect(longestRunProbability(n, L + 1, p)).toBeLessThanOrEqual(value + 1e-13);
        expect(longestRunProbability(n, L, Math.min(1, p + 0.01))).toBeGreaterThanOrEqual(value - 1e-13);
      }),
      { seed: 1, numRuns: 50 },
    );
  });
});

describe("longest run with varying probabilities", () => {
  const block = fc.record({ trials: fc.integer({ min: 0, max: 4 }), successProbability: probability });

  test("equals enumeration, whatever the blocks", () => {
    fc.assert(
      fc.property(fc.array(block, { maxLength: 3 }), fc.integer({ min: 0, max: 13 }), (blocks, length) => {
        const trials = blocks.flatMap((one) => Array<number>(one.trials).fill(one.successProbability));
        expect(longestRunVaryingProbability(blocks, length)).toBeCloseTo(shareWithRun(trials, length), 12);
      }),
      { seed: 2, numRuns: 40 },
    );
  });

  test("is the plain one for one probability, however it is cut into blocks", () => {
    fc.assert(
      fc.property(fc.nat({ max: 60 }), fc.nat({ max: 60 }), fc.integer({ min: 1, max: 40 }), probability, (first, second, length, p) => {
        const blocks = [first, second].map((trials) => ({ trials, successProbability: p }));
        expect(longestRunVaryingProbability(blocks, length)).toBeCloseTo(longestRunProbability(first + second, length, p), 12);
      }),
      { seed: 3, numRuns: 40 },
    );
  });

  test("does not change when time runs backwards", () => {
    const blocks = [
      { trials: 30, successProbability: 0.9 },
      { trials: 12, successProbability: 0.4 },
      { trials: 25, successProbability: 0.97 },
    ];
    expect(longestRunVaryingProbability(blocks.toReversed(), 20)).toBeCloseTo(longestRunVaryingProbability(blocks, 20), 13);
  });

  test("refuses damaged blocks and lengths", () => {
    expect(longestRunVaryingProbability([], 0)).toBe(1);
    expect(longestRunVaryingProbability([], 1)).toBe(0);
    expect(longestRunVaryingProbability([{ trials: 3, successProbability: 1 }], 3)).toBe(1);
    expect(() => longestRunVaryingProbability([{ trials: 1.5, successProbability: 0.5 }], 1)).toThrow("trials");
    expect(() => longestRunVaryingProbability([{ trials: 1, successProbability: -0.5 }], 1)).toThrow("success");
    expect(() => longestRunVaryingProbability([{ trials: 1e12, successProbability: 0.5 }], 1)).toThrow(
      expect.objectContaining({ code: "bad-input" }),
    );
    expect(() => longestRunVaryingProbability([], 0.5)).toThrow("length");
  });
});

describe("runs test", () => {
  test("equals the share of all orders with as few or as many runs", () => {
    for (const [first, second] of [
      [4, 3],
      [1, 5],
      [5, 1],
      [2, 2],
    ] as const) {
      const all = runsOfAllOrders(first, second);
      for (const runs of new Set(all)) {
        const { detail, pValue } = requireComputed(runsTest({ runs, first, second }));
        const lower = all.filter((other) => other <= runs).length / all.length;
        const upper = all.filter((other) => other >= runs).length / all.length;
        expect(detail?.["lowerTail"]).toBeCloseTo(lower, 13);
        expect(detail?.["upperTail"]).toBeCloseTo(upper, 13);
        expect(pValue).toBeCloseTo(Math.min(1, 2 * lower, 2 * upper), 13);
      }
    }
  });

  test("tells the expected number of runs, z and the counts", () => {
    const outcome = requireComputed(runsTest({ runs: 9, first: 10, second: 20 }));
    expect(outcome).toMatchObject({ estimate: 9, n: 30, detail: { first: 10, second: 20 } });
    expect(outcome.detail?.["expected"]).toBeCloseTo(43 / 3, 13);
    // Wald and Wolfowitz: variance 2 n1 n2 (2 n1 n2 - N) / (N^2 (N - 1)).
    expect(outcome.detail?.["z"]).toBeCloseTo((9 - 43 / 3 + 0.5) / Math.sqrt((400 * 370) / (900 * 29)), 12);
    expect(requireComputed(runsTest({ runs: 14, first: 10, second: 20 })).detail).toMatchObject({ z: 0, normalP: 1 });
    expect(requireComputed(runsTest({ runs: 2, first: 1, second: 1 })).detail).toMatchObject({ z: 0, normalP: 1 });
  });

  test("does not change when the kinds are exchanged", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 300 }), fc.nat(), (first, second, pick) => {
        const most = Math.min(first + second, 2 * Math.min(first, second) + 1);
        const runs = 2 + (pick % (most - 1));
        const one = requireComputed(runsTest({ runs, first, second }));
        const other = requireComputed(runsTest({ runs, first: second, second: first }));
        expect(other.pValue).toBeCloseTo(one.pValue ?? 0, 12);
        const point = Number(one.detail?.["lowerTail"]) + Number(one.detail?.["upperTail"]) - 1;
        expect(point).toBeGreaterThanOrEqual(-1e-12);
      }),
      { seed: 4, numRuns: 60 },
    );
  });

  test("is exact for enormous counts, where the normal law agrees", () => {
    const { pValue, detail } = requireComputed(runsTest({ runs: 5e11 + 1e6, first: 5e11, second: 5e11 }));
    expect(detail?.["z"]).toBeCloseTo(2, 4);
    expect(pValue).toBeCloseTo(Number(detail?.["normalP"]), 5);
  });

  test("needs both kinds and a possible number of runs", () => {
    expect(runsTest({ runs: 0, first: 0, second: 0 })).toMatchObject({ code: "no-rows" });
    expect(runsTest({ runs: 1, first: 7, second: 0 })).toMatchObject({ code: "degenerate" });
    expect(runsTest({ runs: 1, first: 0, second: 7 })).toMatchObject({ code: "degenerate" });
    expect(() => runsTest({ runs: 1, first: 3, second: 2 })).toThrow("runs");
    expect(() => runsTest({ runs: 6, first: 3, second: 2 })).toThrow("runs");
    expect(() => runsTest({ runs: 6, first: 9, second: 2 })).toThrow("runs");
    expect(() => runsTest({ runs: 0, first: 1, second: 0 })).toThrow("runs");
    expect(() => runsTest({ runs: 2.5, first: 3, second: 2 })).toThrow("runs");
    expect(() => runsTest({ runs: 2, first: -3, second: 2 })).toThrow("first kind");
    expect(() => runsTest({ runs: 2, first: 3, second: 0.5 })).toThrow("second kind");
    expect(() => runsTest({ runs: 2, first: 2 ** 53 - 1, second: 1 })).toThrow("all");
    expect(requireComputed(runsTest({ runs: 5, first: 9, second: 2 })).estimate).toBe(5);
    expect(requireComputed(runsTest({ runs: 6, first: 3, second: 3 })).estimate).toBe(6);
  });
});

describe("multinomial maximum", () => {
  test("equals enumeration of all arrangements", () => {
    for (const [n, T] of [
      [6, 3],
      [4, 6],
      [9, 2],
    ] as const) {
      for (let k = 0; k <= n + 1; k += 1) expect(multinomialMaximumAtLeast(k, n, T)).toBeCloseTo(shareWithFullSlot(k, n, T), 12);
    }
  });

  test("two of n balls in T slots is the birthday problem, at any size", () => {
    for (const [n, T] of [
      [23, 365],
      [60, 100_000],
      [5, 7],
      [300, 1_000_000],
    ] as const) {
      let apart = 0;
      for (let ball = 0; ball < n; ball += 1) apart += Math.log1p(-ball / T);
      expect(multinomialMaximumAtLeast(2, n, T) / -Math.expm1(apart)).toBeCloseTo(1, 11);
    }
  });

  test("all balls in one slot has probability T^(1-n)", () => {
    expect(multinomialMaximumAtLeast(3, 3, 11) * 121).toBeCloseTo(1, 12);
    expect(multinomialMaximumAtLeast(8, 8, 1000) * 1e21).toBeCloseTo(1, 11);
  });

  test("is certain up to the mean, impossible above all balls, and one slot holds all", () => {
    expect(multinomialMaximumAtLeast(0, 0, 3)).toBe(1);
    expect(multinomialMaximumAtLeast(4, 10, 3)).toBe(1);
    expect(multinomialMaximumAtLeast(5, 10, 3)).toBeLessThan(1);
    expect(multinomialMaximumAtLeast(1, 0, 3)).toBe(0);
    expect(multinomialMaximumAtLeast(10, 10, 1)).toBe(1);
    expect(multinomialMaximumAtLeast(11, 10, 1)).toBe(0);
  });

  test("falls with k, grows with balls, falls with slots", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 12 }), fc.integer({ min: 2, max: 60 }), fc.integer({ min: 2, max: 60 }), (k, n, T) => {
        const value = multinomialMaximumAtLeast(k, n, T);
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(1);
        expect(multinomialMaximumAtLeast(k + 1, n, T)).toBeLessThanOrEqual(value * (1 + 1e-11));
        expect(multinomialMaximumAtLeast(k, n + 1, T)).toBeGreaterThanOrEqual(value * (1 - 1e-11));
        expect(multinomialMaximumAtLeast(k, n, T + 1)).toBeLessThanOrEqual(value * (1 + 1e-11));
      }),
      { seed: 5, numRuns: 25 },
    );
  });

  test("passes without a step from the doubling to the sum over slots", () => {
    // Next to the limit of 1e-12 both are the probability to twelve digits; the ratio of neighbours goes on smoothly.
    const values = [14, 15, 16, 17, 18, 19].map((k) => multinomialMaximumAtLeast(k, 500, 480));
    const ratios = values.slice(1).map((value, index) => value / (values[index] ?? 1));
    expect(values[2]).toBeGreaterThan(1e-12);
    expect(values[5]).toBeLessThan(1e-12);
    // Of the balls that are left the next falls into the same slot with (n - k) / ((k + 1) (T - 1)).
    ratios.forEach((ratio, index) => expect(ratio / ((500 - 14 - index) / (15 + index) / 479)).toBeCloseTo(1, 1));
  });

  test("refuses what is not whole or too large", () => {
    expect(() => multinomialMaximumAtLeast(1.5, 3, 3)).toThrow("largest count");
    expect(() => multinomialMaximumAtLeast(2, 3.5, 3)).toThrow("balls");
    expect(() => multinomialMaximumAtLeast(2, 3, 0)).toThrow("slots");
    expect(() => multinomialMaximumAtLeast(2, 1_000_001, 3)).toThrow("balls");
    expect(() => multinomialMaximumAtLeast(2, 3, 1_000_001)).toThrow("slots");
    expect(multinomialMaximumAtLeast(2, 2, 1_000_000)).toBeCloseTo(1e-6, 17);
    expect(multinomialMaximumAtLeast(600_000, 1_000_000, 2)).toBe(0);
  });
});

describe("bulk timestamps", () => {
  const occupancy = [
    { reviewsInSlot: 1, slots: 20 },
    { reviewsInSlot: 5, slots: 2 },
    { reviewsInSlot: 9, slots: 0 },
    { reviewsInSlot: 2, slots: 3 },
  ];

  test("tests the fullest slot and describes the shared ones", () => {
    expect(requireComputed(bulkTimestampTest(occupancy, 400))).toMatchObject({
      estimate: 5,
      n: 36,
      pValue: multinomialMaximumAtLeast(5, 36, 400),
      detail: { activeSlots: 400, usedSlots: 25, sharedSlots: 5, sharedReviews: 16, sharedShare: 16 / 36 },
    });
  });

  test("does not change when equal slots are listed apart", () => {
    const apart = occupancy.flatMap(({ reviewsInSlot, slots }) => Array.from({ length: slots }, () => ({ reviewsInSlot, slots: 1 })));
    expect(bulkTimestampTest(apart, 400)).toEqual(bulkTimestampTest(occupancy, 400));
  });

  test("cannot say anything without reviews, with one slot, or beyond a million", () => {
    expect(bulkTimestampTest([], 50)).toMatchObject({ code: "no-rows" });
    expect(bulkTimestampTest([{ reviewsInSlot: 3, slots: 0 }], 50)).toMatchObject({ code: "no-rows" });
    expect(bulkTimestampTest([{ reviewsInSlot: 3, slots: 1 }], 1)).toMatchObject({ code: "degenerate" });
    expect(bulkTimestampTest([{ reviewsInSlot: 1_000_001, slots: 1 }], 50)).toMatchObject({ code: "numerical" });
    expect(bulkTimestampTest([{ reviewsInSlot: 3, slots: 1 }], 1_000_001)).toMatchObject({ code: "numerical" });
    expect(requireComputed(bulkTimestampTest([{ reviewsInSlot: 1_000_000, slots: 1 }], 1_000_000)).pValue).toBe(0);
    expect(requireComputed(bulkTimestampTest([{ reviewsInSlot: 2, slots: 3 }], 3)).estimate).toBe(2);
  });

  test("refuses damaged counts", () => {
    expect(() => bulkTimestampTest([{ reviewsInSlot: 0, slots: 1 }], 5)).toThrow("reviews in a slot");
    expect(() => bulkTimestampTest([{ reviewsInSlot: 1.5, slots: 1 }], 5)).toThrow("reviews in a slot");
    expect(() => bulkTimestampTest([{ reviewsInSlot: 1, slots: -1 }], 5)).toThrow("(slots)");
    expect(() => bulkTimestampTest([{ reviewsInSlot: 1, slots: 6 }], 5)).toThrow("active slots");
    expect(() => bulkTimestampTest([{ reviewsInSlot: 1, slots: 5 }], 5.5)).toThrow("active slots");
  });
});

/** Share of all outcomes that hold a run of successes, straight from the definition. */
function shareWithRun(probabilities: readonly number[], length: number): number {
  let share = 0;
  for (let sequence = 0; sequence < 2 ** probabilities.length; sequence += 1) {
    const hits = probabilities.map((_, at) => ((sequence >> at) & 1) === 1);
    if (
      !hits
        .map((hit) => (hit ? "1" : "0"))
        .join("")
        .includes("1".repeat(length))
    )
      continue;
    share += hits.reduce((product, hit, at) => product * (hit ? (probabilities[at] ?? 0) : 1 - (probabilities[at] ?? 0)), 1);
  }
  return share;
}

function runsOfAllOrders(first: number, second: number): number[] {
  const n = first + second;
  return Array.from({ length: 2 ** n }, (_, bits) => bits.toString(2).padStart(n, "0"))
    .filter((order) => order.replaceAll("0", "").length === first)
    .map((order) => order.match(/0+|1+/g)?.length ?? 0);
}

function shareWithFullSlot(k: number, n: number, T: number): number {
  let hits = 0;
  for (let arrangement = 0; arrangement < T ** n; arrangement += 1) {
    const slots = arrangement.toString(T).padStart(n, "0");
    const fullest = Math.max(...Array.from({ length: T }, (_, slot) => slots.split(slot.toString(T)).length - 1));
    if (fullest >= k) hits += 1;
  }
  return hits / T ** n;
}

function requireComputed(outcome: Outcome): Computed {
  if (!isComputed(outcome)) throw new Error(`Not computable: ${outcome.reason}`);
  return outcome;
}
