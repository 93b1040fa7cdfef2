import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Computed, type Outcome, isComputed } from "../../src/foundation/outcome.ts";
import { chiSquaredIndependence } from "../../src/statistics/contingency/chi-squared-independence.ts";
import { cramersV } from "../../src/statistics/contingency/cramers-v.ts";
import { fixedMarginTest } from "../../src/statistics/contingency/fixed-margin-test.ts";
import { randomHypergeometric } from "../../src/statistics/contingency/random-hypergeometric.ts";
import { randomTable } from "../../src/statistics/contingency/random-table.ts";
import { hypergeometricCdf, hypergeometricPmf } from "../../src/statistics/distributions/hypergeometric.ts";
import { noncentralityLower, noncentralityUpper } from "../../src/statistics/distributions/noncentrality-limits.ts";
import { fisherExact } from "../../src/statistics/proportions/fisher-exact.ts";
import { seededRandom } from "../../src/statistics/resampling/random.ts";
import { contingency } from "./comparisons/contingency.ts";
import { testGoldenValues } from "./comparisons/golden-tests.ts";

testGoldenValues(contingency);

const SPARSE = [
  [5, 0, 7, 0],
  [0, 0, 0, 0],
  [3, 0, 9, 1],
];
const table = fc
  .tuple(fc.integer({ min: 2, max: 4 }), fc.integer({ min: 2, max: 4 }))
  .chain(([r, c]) => fc.array(fc.array(fc.nat({ max: 60 }), { minLength: c, maxLength: c }), { minLength: r, maxLength: r }));

describe("chi-squared test of independence", () => {
  test("equals the definition on plain rows", () => {
    fc.assert(
      fc.property(table, (cells) => {
        const outcome = chiSquaredIndependence(cells);
        if (!isComputed(outcome)) return;
        const pairs = cells.flatMap((row, i) => row.flatMap((count, j) => Array<[number, number]>(count).fill([i, j])));
        let statistic = 0;
        for (const i of new Set(pairs.map(([row]) => row)))
          for (const j of new Set(pairs.map(([, column]) => column))) {
            const observed = pairs.filter(([row, column]) => row === i && column === j).length;
            const expected = (pairs.filter(([row]) => row === i).length * pairs.filter(([, column]) => column === j).length) / pairs.length;
            statistic += (observed - expected) ** 2 / expected;
          }
        expect(outcome.estimate).toBeCloseTo(statistic, 9);
        expect(outcome.n).toBe(pairs.length);
      }),
      { seed: 1, numRuns: 40 },
    );
  });

  test("does not change when rows and columns are exchanged, reordered or padded with empty ones", () => {
    fc.assert(
      fc.property(table, (cells) => {
        const outcome = chiSquaredIndependence(cells);
        const changed = [transposed(cells), cells.toReversed(), padded(cells)];
        for (const other of changed.map(chiSquaredIndependence)) {
          expect(other.status).toBe(outcome.status);
          if (!isComputed(outcome) || !isComputed(other)) continue;
          expect(other.estimate).toBeCloseTo(outcome.estimate, 9);
          expect(other.pValue).toBeCloseTo(outcome.pValue ?? 0, 11);
        }
      }),
      { seed: 2, numRuns: 40 },
    );
  });

  test("says what was left out and how sparse the rest is", () => {
    expect(requireComputed(chiSquaredIndependence(SPARSE))).toMatchObject({
      n: 25,
      method: "Pearson's chi-squared test of independence, empty rows and columns left out",
      detail: { df: 2, rows: 2, columns: 3, rowsDropped: 1, columnsDropped: 1, smallestExpected: 12 / 25, shareExpectedBelowFive: 4 / 6 },
    });
    expect(requireComputed(chiSquaredIndependence(transposed(SPARSE))).detail).toMatchObject({ rowsDropped: 1, columnsDropped: 1 });
    expect(
      requireComputed(
        chiSquaredIndependence([
          [1, 2],
          [0, 0],
          [3, 4],
        ]),
      ).method,
    ).toMatch(/left out$/);
    const full = requireComputed(
      chiSquaredIndependence([
        [10, 10],
        [10, 10],
      ]),
    );
    expect(full.method).toBe("Pearson's chi-squared test of independence");
    // An expected count of exactly five is enough.
    expect(
      requireComputed(
        chiSquaredIndependence([
          [5, 5],
          [5, 5],
        ]),
      ).detail,
    ).toMatchObject({ smallestExpected: 5, shareExpectedBelowFive: 0 });
  });

  test("sees one count of 1e12", () => {
    const { estimate } = requireComputed(
      chiSquaredIndependence([
        [1e12, 1e12],
        [1e12, 1e12 + 1],
      ]),
    );
    expect(estimate * 4e12).toBeCloseTo(0.25 * 4, 8);
  });

  test("needs two filled rows and columns of whole counts", () => {
    expect(chiSquaredIndependence([])).toMatchObject({ code: "no-rows" });
    expect(
      chiSquaredIndependence([
        [0, 0],
        [0, 0],
      ]),
    ).toMatchObject({ code: "no-rows" });
    expect(
      chiSquaredIndependence([
        [3, 4],
        [0, 0],
      ]),
    ).toMatchObject({ code: "degenerate", reason: expect.stringContaining("one row") });
    expect(
      chiSquaredIndependence([
        [3, 0],
        [4, 0],
      ]),
    ).toMatchObject({ code: "degenerate", reason: expect.stringContaining("one column") });
    expect(() => chiSquaredIndependence([[1, 2], [3]])).toThrow("cells in a row");
    expect(() =>
      chiSquaredIndependence([
        [1, -2],
        [3, 4],
      ]),
    ).toThrow("-2");
    expect(() =>
      chiSquaredIndependence([
        [1, 2.5],
        [3, 4],
      ]),
    ).toThrow("2.5");
    expect(() =>
      chiSquaredIndependence([
        [2 ** 53 - 1, 1],
        [3, 4],
      ]),
    ).toThrow("total");
  });
});

describe("Cramer's V", () => {
  const strong = [
    [40, 3, 1],
    [2, 50, 5],
    [1, 4, 60],
  ];

  test("is 1 for a full association, 0 for none, and between otherwise", () => {
    expect(
      requireComputed(
        cramersV(
          [
            [30, 0],
            [0, 40],
          ],
          0.95,
        ),
      ).estimate,
    ).toBeCloseTo(1, 12);
    const none = requireComputed(
      cramersV(
        [
          [20, 40],
          [10, 20],
        ],
        0.95,
      ),
    );
    expect(none).toMatchObject({ estimate: 0, interval: { lower: 0 }, detail: { uncorrected: 0, chiSquared: 0 } });
    // No association in 90 counts is no proof that there is none: the limit is that of a trace of association.
    expect(none.interval?.upper).toBeCloseTo(1.959963984540054 / Math.sqrt(90), 12);
    fc.assert(
      fc.property(table, (cells) => {
        const outcome = cramersV(cells, 0.9);
        if (!isComputed(outcome)) return;
        expect(outcome.estimate).toBeGreaterThanOrEqual(0);
        expect(outcome.estimate).toBeLessThanOrEqual(1);
        if (outcome.interval === undefined) return;
        expect(outcome.interval.lower).toBeGreaterThanOrEqual(0);
        expect(outcome.interval.lower).toBeLessThanOrEqual(outcome.estimate + 1e-12);
        expect(outcome.interval.upper).toBeGreaterThanOrEqual(outcome.estimate - 1e-12);
        expect(outcome.interval.upper).toBeLessThanOrEqual(1);
        // A lower limit above 0 never goes with a large p.
        if (outcome.interval.lower > 0) expect(outcome.pValue).toBeLessThan(0.05 + 1e-9);
      }),
      { seed: 3, numRuns: 60 },
    );
  });

  test("a larger table of the same shares has shorter limits around the same V", () => {
    const small = requireComputed(cramersV(strong, 0.95));
    const large = requireComputed(
      cramersV(
        strong.map((row) => row.map((count) => count * 1e9)),
        0.95,
      ),
    );
    expect(large.detail?.["uncorrected"]).toBeCloseTo(Number(small.detail?.["uncorrected"]), 12);
    expect(large.estimate).toBeCloseTo(Number(large.detail?.["uncorrected"]), 8);
    const width = ({ interval }: Computed): number => (interval?.upper ?? 0) - (interval?.lower ?? 0);
    expect(width(large)).toBeLessThan(width(small) / 1e4);
  });

  test("tells chi-squared, df and p, and the level", () => {
    const test3 = requireComputed(chiSquaredIndependence(strong));
    expect(requireComputed(cramersV(strong, 0.9))).toMatchObject({
      n: 166,
      pValue: test3.pValue,
      interval: { level: 0.9 },
      detail: { chiSquared: test3.estimate, df: 4 },
    });
  });

  test("gives no limits where an expected count is below 5, and says so", () => {
    const outcome = requireComputed(cramersV(SPARSE, 0.95));
    expect(outcome.interval).toBeUndefined();
    expect(outcome.detail?.["interval"]).toBe("not given: an expected count is below 5");
    const enough = requireComputed(
      cramersV(
        [
          [5, 5],
          [5, 5],
        ],
        0.95,
      ),
    );
    expect(enough.interval).toBeDefined();
    expect(enough.detail).not.toHaveProperty("interval");
  });

  test("is sparse by its smallest row and column; with uneven margins the multinomial limits are the wider", () => {
    const thin = [
      [90, 10],
      [3, 3],
    ];
    expect(requireComputed(cramersV(thin, 0.95)).interval).toBeUndefined();
    const uneven = requireComputed(
      cramersV(
        [
          [20, 20],
          [40, 320],
        ],
        0.95,
      ),
    );
    const { chiSquared, uncorrected } = uneven.detail ?? {};
    expect(uneven.interval?.lower).toBeLessThan(Math.sqrt(noncentralityLower(Number(chiSquared), 1, 0.025) / 400) - 0.01);
    expect(uneven.interval?.upper).toBeGreaterThan(Math.sqrt(noncentralityUpper(Number(chiSquared), 1, 0.025) / 400) + 0.01);
    expect(Number(uncorrected) - (uneven.interval?.lower ?? 0)).toBeCloseTo((uneven.interval?.upper ?? 0) - Number(uncorrected), 1);
  });

  test("covers V at its level with uneven margins, simulated", () => {
    const random = seededRandom(1, "cramers-v");
    const shares = [0.05, 0.05, 0.1, 0.8];
    const V = (0.05 * 0.8 - 0.05 * 0.1) / Math.sqrt(0.1 * 0.9 * 0.15 * 0.85);
    let covered = 0;
    for (let round = 0; round < 100; round += 1) {
      const [a = 0, b = 0, c = 0, d = 0] = random.nextMultinomial(400, shares);
      const { interval } = requireComputed(
        cramersV(
          [
            [a, b],
            [c, d],
          ],
          0.95,
        ),
      );
      if (interval === undefined || (interval.lower <= V && V <= interval.upper)) covered += 1;
    }
    expect(covered / 100).toBeGreaterThan(0.9);
  });

  test("needs a filled table with more counts than lines", () => {
    expect(
      cramersV(
        [
          [0, 0],
          [0, 0],
        ],
        0.95,
      ),
    ).toMatchObject({ code: "no-rows" });
    expect(
      cramersV(
        [
          [0, 0],
          [2, 3],
        ],
        0.95,
      ),
    ).toMatchObject({ code: "degenerate" });
    expect(
      cramersV(
        [
          [1, 0],
          [0, 1],
        ],
        0.95,
      ),
    ).toMatchObject({ code: "too-few", reason: expect.stringContaining("2 counts for 2 rows") });
    expect(
      cramersV(
        [
          [1, 0, 0],
          [0, 1, 1],
        ],
        0.95,
      ),
    ).toMatchObject({ code: "too-few" });
    expect(
      cramersV(
        [
          [1, 0],
          [1, 1],
        ],
        0.95,
      ).status,
    ).toBe("computed");
    expect(() => cramersV(strong, 0)).toThrow("cramersV got 0");
  });
});

describe("hypergeometric deviates", () => {
  test("inversion gives every value its share of the uniform numbers", () => {
    for (const [N, M, n] of [
      [20, 8, 7],
      [9, 6, 7],
      [500, 3, 200],
      [60, 59, 30],
    ] as const) {
      const steps = 1000;
      const counts = new Map<number, number>();
      for (let step = 0; step < steps; step += 1) {
        const value = randomHypergeometric(() => (step + 0.5) / steps, N, M, n);
        counts.set(value, (counts.get(value) ?? 0) + 1);
      }
      for (let k = 0; k <= n; k += 1)
        expect(Math.abs((counts.get(k) ?? 0) / steps - hypergeometricPmf(k, N, M, n))).toBeLessThan(2 / steps);
    }
  });

  test("the ratio of uniforms accepts every value in proportion to its probability", () => {
    const [N, M, n, steps] = [4000, 2000, 2000, 150];
    const counts = new Map<number, number>();
    let accepted = 0;
    for (let u = 0; u < steps; u += 1)
      for (let v = 0; v < steps; v += 1) {
        const numbers = [(u + 0.5) / steps, (v + 0.5) / steps];
        let calls = 0;
        const next = (): number => {
          calls += 1;
          // After a refusal: a point that is always taken, the mode.
          return numbers[calls - 1] ?? (calls % 2 === 1 ? 0.1 : 0.5);
        };
        const value = randomHypergeometric(next, N, M, n);
        if (calls > 2) continue;
        accepted += 1;
        counts.set(value, (counts.get(value) ?? 0) + 1);
      }
    expect(accepted / steps ** 2).toBeGreaterThan(0.6);
    for (const k of [950, 970, 985, 995, 999, 1000, 1005, 1015, 1030, 1050]) {
      const share = [...counts].reduce((total, [value, count]) => total + (value <= k ? count : 0), 0) / accepted;
      expect(Math.abs(share - hypergeometricCdf(k, N, M, n))).toBeLessThan(0.008);
    }
  });

  test("stays within reach, and needs no random number where only one value can be", () => {
    const { nextUniform } = seededRandom(1, "reach");
    for (let draw = 0; draw < 300; draw += 1) {
      const value = randomHypergeometric(nextUniform, 10, 7, 8);
      expect(value).toBeGreaterThanOrEqual(5);
      expect(value).toBeLessThanOrEqual(7);
    }
    const never = (): number => {
      throw new Error("No random number is needed.");
    };
    expect(randomHypergeometric(never, 10, 0, 4)).toBe(0);
    expect(randomHypergeometric(never, 10, 10, 4)).toBe(4);
    expect(randomHypergeometric(never, 10, 3, 10)).toBe(3);
    expect(randomHypergeometric(never, 0, 0, 0)).toBe(0);
  });

  test("draws again when rounding leaves a number that no value takes", () => {
    const numbers = [1 + 1e-9, 0];
    expect(randomHypergeometric(() => numbers.shift() ?? 0.5, 20, 8, 7)).toBe(3);
    expect(numbers).toEqual([]);
  });

  test("has the mean and variance of its law at 1e12", () => {
    const { nextUniform } = seededRandom(2, "moments");
    const values = Array.from({ length: 1000 }, () => (randomHypergeometric(nextUniform, 1e12, 4e11, 3e11) - 1.2e11) / Math.sqrt(5.04e10));
    const mean = values.reduce((total, value) => total + value, 0) / 1000;
    expect(Math.abs(mean)).toBeLessThan(0.12);
    expect(values.reduce((total, value) => total + (value - mean) ** 2, 0) / 1000).toBeCloseTo(1, 0);
  });

  test("refuses damaged counts", () => {
    const draw = (N: number, M: number, n: number) => () => randomHypergeometric(() => 0.5, N, M, n);
    expect(draw(5.5, 1, 1)).toThrow("population");
    expect(draw(5, 1.5, 1)).toThrow("marked");
    expect(draw(5, 1, -1)).toThrow("drawn");
    expect(draw(5, 6, 1)).toThrow("marked");
    expect(draw(5, 1, 6)).toThrow("drawn");
  });
});

describe("random tables", () => {
  test("have the given totals, and the same seed gives the same tables", () => {
    const totals = fc.tuple(fc.array(fc.nat({ max: 30 }), { minLength: 1, maxLength: 5 }), fc.array(fc.nat({ max: 30 }), { maxLength: 4 }));
    fc.assert(
      fc.property(totals, fc.nat(), ([rows, parts], seed) => {
        const total = sum(rows);
        const columns = parts.map((part) => Math.min(part, Math.floor(total / (parts.length + 1))));
        columns.push(total - sum(columns));
        const one = randomTable(rows, columns, seededRandom(seed, "table"));
        expect(one.map(sum)).toEqual(rows);
        expect(transposed(one).map(sum)).toEqual(columns);
        expect(one.flat().every((count) => Number.isSafeInteger(count) && count >= 0)).toBe(true);
        expect(randomTable(rows, columns, seededRandom(seed, "table"))).toEqual(one);
      }),
      { seed: 4, numRuns: 50 },
    );
  });

  test("refuse totals that do not fit", () => {
    const random = seededRandom(1, "table");
    expect(() => randomTable([1, 2], [2, 2], random)).toThrow("sum of column totals");
    expect(() => randomTable([1.5, 2], [2, 1.5], random)).toThrow("row and column totals");
    expect(() => randomTable([1, 2], [4, -1], random)).toThrow("row and column totals");
  });
});

describe("fixed-margin Monte Carlo test", () => {
  const plan = { stopAfter: 400, mostDraws: 399 };

  test("agrees with Fisher's exact test of a fourfold table", () => {
    const cells = [
      [9, 3],
      [2, 10],
    ];
    const p = requireComputed(fisherExact(9, 3, 2, 10)).pValue ?? Number.NaN;
    const { pValue } = requireComputed(fixedMarginTest(cells, seededRandom(3, "fisher"), { stopAfter: 1001, mostDraws: 1000 }));
    expect(Math.abs((pValue ?? 0) - p)).toBeLessThan(4 * Math.sqrt((p * (1 - p)) / 1000));
  });

  test("counts equal tables as extreme: a table without association has p = 1", () => {
    expect(
      requireComputed(
        fixedMarginTest(
          [
            [5, 5],
            [5, 5],
          ],
          seededRandom(1, "ties"),
          plan,
        ),
      ),
    ).toMatchObject({ estimate: 0, pValue: 1 });
    // Only two tables are possible, and both are as extreme.
    expect(
      requireComputed(
        fixedMarginTest(
          [
            [1, 0],
            [0, 1],
          ],
          seededRandom(1, "ties"),
          plan,
        ),
      ).pValue,
    ).toBe(1);
  });

  test("stops early when the table is unremarkable, and says so", () => {
    const outcome = requireComputed(
      fixedMarginTest(
        [
          [7, 4, 4],
          [4, 7, 5],
        ],
        seededRandom(1, "early"),
        { stopAfter: 10, mostDraws: 100_000 },
      ),
    );
    const { draws, exceedances, standardErrorOfP } = outcome.detail ?? {};
    expect(outcome.method).toMatch(/stopped early \(Besag-Clifford\)$/);
    expect(exceedances).toBe(10);
    expect(draws).toBeGreaterThan(10);
    expect(draws).toBeLessThan(40);
    expect(outcome.pValue).toBe(10 / Number(draws));
    expect(standardErrorOfP).toBeGreaterThan(0);
    expect(outcome.detail).toMatchObject({ rows: 2, columns: 3 });
  });

  test("gives the smallest p when no table is as extreme, and leaves empty lines out", () => {
    const outcome = requireComputed(
      fixedMarginTest(
        [
          [30, 0, 0],
          [0, 0, 0],
          [0, 0, 30],
        ],
        seededRandom(1, "extreme"),
        plan,
      ),
    );
    expect(outcome).toMatchObject({ n: 60, pValue: 1 / 400, detail: { draws: 399, exceedances: 0, rows: 2, columns: 2 } });
    expect(outcome.method).not.toMatch(/early/);
  });

  test("takes for equal what differs by rounding alone, also where the expected counts are large", () => {
    const cells = [
      [3300, 2700],
      [2700, 3300],
    ];
    const outcome = requireComputed(fixedMarginTest(cells, seededRandom(1, "large"), { stopAfter: 10, mostDraws: 99 }));
    expect(outcome).toMatchObject({ estimate: expect.closeTo(120, 10), pValue: 1 / 100 });
  });

  test("is at its level for sparse tables, where chi-squared is not (statistics review A5)", () => {
    const random = seededRandom(4, "size");
    const weights = Array.from({ length: 30 }, (_, index) => (index + 1) ** -1.6);
    let [rejected, naive] = [0, 0];
    for (let round = 0; round < 40; round += 1) {
      const cells = [random.nextMultinomial(2000, weights), random.nextMultinomial(40, weights)];
      const { pValue } = requireComputed(fixedMarginTest(cells, random, { stopAfter: 6, mostDraws: 59 }));
      if ((pValue ?? 1) <= 0.05) rejected += 1;
      if ((requireComputed(chiSquaredIndependence(cells)).pValue ?? 1) <= 0.05) naive += 1;
    }
    expect(rejected).toBeLessThanOrEqual(6);
    expect(naive).toBeGreaterThan(rejected);
  });

  test("works on enormous counts beside rare ones", () => {
    const cells = [
      [1e12, 5e11, 3],
      [2e11, 1e11, 1],
    ];
    const outcome = requireComputed(fixedMarginTest(cells, seededRandom(1, "enormous"), { stopAfter: 20, mostDraws: 200 }));
    expect(outcome.pValue).toBeGreaterThan(0.05);
  });

  test("needs a filled table", () => {
    const random = seededRandom(1, "none");
    expect(
      fixedMarginTest(
        [
          [0, 0],
          [0, 0],
        ],
        random,
        plan,
      ),
    ).toMatchObject({ code: "no-rows" });
    expect(
      fixedMarginTest(
        [
          [1, 0],
          [2, 0],
        ],
        random,
        plan,
      ),
    ).toMatchObject({ code: "degenerate" });
    expect(() =>
      fixedMarginTest(
        [
          [1, 1],
          [2, 1],
        ],
        random,
        { stopAfter: 0, mostDraws: 9 },
      ),
    ).toThrow("exceedances");
  });
});

function padded(cells: readonly (readonly number[])[]): number[][] {
  const wider = cells.map((row) => [0, ...row, 0]);
  return [...wider, Array<number>(wider[0]?.length ?? 0).fill(0)];
}

function transposed(cells: readonly (readonly number[])[]): number[][] {
  return (cells[0] ?? []).map((_, column) => cells.map((row) => row[column] ?? 0));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function requireComputed(outcome: Outcome): Computed {
  if (!isComputed(outcome)) throw new Error(`Not computable: ${outcome.reason}`);
  return outcome;
}
