import { describe, expect, test } from "vitest";
import { binomialPmf } from "../../src/statistics/distributions/binomial.ts";
import { chiSquaredSurvival } from "../../src/statistics/distributions/chi-squared.ts";
import { normalCdf } from "../../src/statistics/distributions/normal.ts";
import { seededRandom } from "../../src/statistics/resampling/random.ts";
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
    for (let draw = 0; draw < 4000; draw += 1) {
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
      const deviation = ((sums[index] ?? 0) - 400_000 * share) / Math.sqrt(400_000 * share * (1 - share));
      expect(Math.abs(deviation)).toBeLessThan(4);
    }
  });

  test("1e12 trials stay within seven standard deviations, and impossible requests throw", () => {
    const stream = seededRandom(1, "large");
    for (let draw = 0; draw < 200; draw += 1)
      expect(Math.abs(stream.nextBinomial(1e12, 0.25) - 2.5e11)).toBeLessThan(7 * Math.sqrt(1e12 * 0.1875));
    expect([stream.nextBinomial(0, 0.5), stream.nextBinomial(9, 0), stream.nextBinomial(9, 1)]).toEqual([0, 0, 9]);
    expect(() => stream.nextBinomial(1.5, 0.5)).toThrow(expect.objectContaining({ code: "bad-input" }));
    expect(() => stream.nextMultinomial(3, [0, 0])).toThrow(expect.objectContaining({ code: "bad-input" }));
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
