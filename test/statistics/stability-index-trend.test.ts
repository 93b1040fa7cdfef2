import { describe, expect, test } from "vitest";
import { isComputed } from "../../src/foundation/outcome.ts";
import { populationStabilityIndex } from "../../src/statistics/divergences/divergence.ts";
import { simulateCumulativeSumMaxima, wilsonHilferty } from "../../src/statistics/trend/cumulative-sum.ts";
import { seededRandom } from "../../src/statistics/resampling/random.ts";
import { stabilityIndexTrend } from "../../src/statistics/trend/stability-index-trend.ts";

const BASE = [0.1, 0.15, 0.2, 0.25, 0.3];
const [N, M] = [5000, 500];

/** Windows whose last category gives `moved` of its share to the first. */
function series(random: ReturnType<typeof seededRandom>, moved: readonly number[]) {
  const baseline = random.nextMultinomial(N, BASE);
  return moved.map((share, time) => {
    const window = random.nextMultinomial(
      M,
      BASE.map((value, cell) => value + (cell === 0 ? share : cell === 4 ? -share : 0)),
    );
    return { time, standardised: populationStabilityIndex(baseline, window, 0.5) / (1 / N + 1 / M), df: 4, windowRows: M };
  });
}

function truth(moved: number): number {
  const shifted = BASE.map((value, cell) => value + (cell === 0 ? moved : cell === 4 ? -moved : 0));
  return BASE.reduce((sum, value, cell) => sum + (value - (shifted[cell] ?? 0)) * Math.log(value / (shifted[cell] ?? 1)), 0);
}

describe("trend of the bias-corrected index", () => {
  test.each([0, 0.05, 0.12])(
    "its 90 %% interval misses the true change in at most about 5 %% on either side (seeded; 300 series, end shift %f)",
    (end) => {
      const random = seededRandom(17, `trend ${end}`);
      const moved = Array.from({ length: 16 }, (_, week) => (end * week) / 15);
      const path = moved.map(truth);
      // Least-squares line through the true path, over the period.
      const change = (path.reduce((sum, value, week) => sum + value * (week - 7.5), 0) / 340) * 15;
      const missed = { above: 0, below: 0 };
      let rejected = 0;
      for (let round = 0; round < 300; round += 1) {
        const outcome = stabilityIndexTrend(series(random, moved), N, 0.9);
        if (!isComputed(outcome) || outcome.interval === undefined) throw new Error("not computed");
        if (outcome.interval.upper < change) missed.above += 1;
        if (outcome.interval.lower > change) missed.below += 1;
        if ((outcome.pValue ?? 1) <= 0.05) rejected += 1;
      }
      expect(missed.above).toBeLessThanOrEqual(25);
      expect(missed.below).toBeLessThanOrEqual(25);
      if (end === 0) expect(rejected).toBeLessThanOrEqual(25);
      else expect(rejected).toBeGreaterThan(100);
    },
  );

  test("fewer than eight windows are refused, equal ones have p = 1", () => {
    const points = Array.from({ length: 8 }, (_, time) => ({ time, standardised: 3, df: 4, windowRows: 100 }));
    expect(stabilityIndexTrend(points.slice(1), 1000, 0.9)).toMatchObject({ code: "too-few" });
    expect(stabilityIndexTrend(points, 1000, 0.9)).toMatchObject({ estimate: expect.closeTo(0, 12), pValue: 1 });
  });
});

describe("simulated limit of the CUSUM", () => {
  test("its quantiles are those of the plain simulation with all axes of both samples, also with windows on merged cells", () => {
    const dfs = [4, 9, 9, 4, 1, 9, 9, 9];
    const rows = [300, 500, 500, 200, 40, 800, 900, 1000];
    const random = seededRandom(3, "plain");
    const plain = new Float64Array(4000).map(() => {
      const shared = Array.from({ length: 9 }, () => random.nextNormal() / Math.sqrt(2000));
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
    plain.sort();
    const quick = simulateCumulativeSumMaxima({ df: dfs, baselineRows: 2000, windowRows: rows, replicates: 4000, seed: 5 });
    // Largest difference of two empirical distributions of 4000: above .036 once in 100.
    let largest = 0;
    for (const value of plain) {
      const below = (values: Float64Array): number => values.filter((other) => other <= value).length / values.length;
      largest = Math.max(largest, Math.abs(below(plain) - below(quick)));
    }
    expect(largest).toBeLessThan(0.036);
  });
});
