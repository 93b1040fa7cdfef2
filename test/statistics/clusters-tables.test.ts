import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { kishEffectiveSize, type SampledRows } from "../../src/statistics/clusters/kish-effective-size.ts";
import { type ClusteredTable, raoScottChiSquared } from "../../src/statistics/clusters/rao-scott-chi-squared.ts";
import { weightedShare } from "../../src/statistics/clusters/weighted-share.ts";
import { wilsonInterval } from "../../src/statistics/proportions/wilson-interval.ts";
import { seededRandom } from "../../src/statistics/resampling/random.ts";
import { twoSampleChiSquared } from "../../src/statistics/two-samples/two-sample-chi-squared.ts";
import { limits, SEED, solved, total } from "./cluster-sums.ts";
import { requireWholeSum } from "../../src/statistics/whole-numbers.ts";

/** Counts of one cluster in every cell, row after row. */
type CellCounts = readonly number[];

const list = fc
  .tuple(fc.integer({ min: 2, max: 3 }), fc.integer({ min: 2, max: 4 }))
  .chain(([rows, columns]) =>
    fc.record({
      rows: fc.constant(rows),
      columns: fc.constant(columns),
      counts: fc.array(fc.array(fc.nat(4), { minLength: rows * columns, maxLength: rows * columns }), { minLength: 25, maxLength: 40 }),
    }),
  )
  .map(({ counts, ...shape }) => ({ ...shape, counts: counts.filter((cells) => cells.some((count) => count > 0)) }));

describe("Rao-Scott chi-squared test", () => {
  test("its design effects equal those from the covariance of the cells, cluster by cluster", () => {
    fc.assert(
      fc.property(list, ({ rows, columns, counts }) => {
        const table = tableOf(counts, rows, columns);
        fc.pre(table.counts.flat().every((count) => count > 0));
        const expected = deltaTraces(counts, rows, columns);
        const { detail } = solved(raoScottChiSquared(table));
        expect(detail?.["meanDesignEffect"]).toBeCloseTo(expected.trace / ((rows - 1) * (columns - 1)), 8);
        expect(detail?.["satterthwaiteDf"]).toBeCloseTo(expected.trace ** 2 / expected.squares, 8);
        expect(detail?.["denominatorDf"]).toBeCloseTo((expected.trace ** 2 / expected.squares) * (counts.length - 1), 6);
      }),
      { ...SEED, numRuns: 80 },
    );
  });

  test("exchanging rows with columns, or the order of either, changes nothing", () => {
    fc.assert(
      fc.property(list, ({ rows, columns, counts }) => {
        fc.pre(
          tableOf(counts, rows, columns)
            .counts.flat()
            .every((count) => count > 0),
        );
        const turned = counts.map((cells) =>
          Array.from({ length: cells.length }, (_, at) => cells[(at % rows) * columns + (columns - 1 - Math.floor(at / rows))] ?? 0),
        );
        const [one, two] = [
          solved(raoScottChiSquared(tableOf(counts, rows, columns))),
          solved(raoScottChiSquared(tableOf(turned, columns, rows))),
        ];
        expect(two.estimate).toBeCloseTo(one.estimate, 8);
        expect(two.pValue).toBeCloseTo(one.pValue ?? -1, 9);
        expect(two.detail?.["df"]).toBe((rows - 1) * (columns - 1));
      }),
      { ...SEED, numRuns: 60 },
    );
  });

  test("one row a subject: Pearson's test, divided by C/(C - 1)", () => {
    const [baseline, window] = [
      [40, 30, 20, 25],
      [12, 20, 11, 7],
    ];
    const singles = [...baseline, ...window].flatMap((count, cell) => Array.from({ length: count }, () => unit(cell, 8)));
    const plain = solved(twoSampleChiSquared(baseline, window));
    const corrected = solved(raoScottChiSquared(tableOf(singles, 2, 4)));
    expect(corrected).toMatchObject({
      estimate: expect.closeTo((plain.estimate * 164) / 165, 10),
      n: 165,
      detail: {
        pearson: expect.closeTo(plain.estimate, 11),
        meanDesignEffect: expect.closeTo(165 / 164, 12),
        satterthwaiteDf: expect.closeTo(3, 10),
        f: expect.closeTo((plain.estimate / 3) * (164 / 165), 11),
        clusters: 165,
        smallestExpected: expect.closeTo((31 * 50) / 165, 12),
      },
    });
    expect(corrected.detail?.["firstOrderPValue"]).toBeCloseTo(plain.pValue ?? -1, 2);
  });

  test("rows and columns without data are left out", () => {
    const counts = Array.from({ length: 30 }, (_, index): CellCounts => [1 + (index % 3), 2, 1 + ((index * 7) % 4), 1]);
    const padded = counts.map(([a = 0, b = 0, c = 0, d = 0]) => [a, 0, b, 0, 0, 0, c, 0, d]);
    const [one, two] = [solved(raoScottChiSquared(tableOf(counts, 2, 2))), solved(raoScottChiSquared(tableOf(padded, 3, 3)))];
    expect(two).toEqual({ ...one, detail: { ...one.detail } });
    expect(one.detail?.["df"]).toBe(1);
  });

  test("subjects that repeat their row four times leave an unchanged F where Pearson's statistic is four times as large", () => {
    const random = seededRandom(5, "rao-scott");
    const once = Array.from({ length: 80 }, () => random.nextMultinomial(3, [3, 2, 1, 2, 2, 2]));
    const [one, four] = [
      solved(raoScottChiSquared(tableOf(once, 2, 3))),
      solved(
        raoScottChiSquared(
          tableOf(
            once.map((cells) => cells.map((count) => 4 * count)),
            2,
            3,
          ),
        ),
      ),
    ];
    expect(Number(four.detail?.["pearson"])).toBeCloseTo(4 * Number(one.detail?.["pearson"]), 9);
    expect(four.detail?.["f"]).toBeCloseTo(Number(one.detail?.["f"]), 10);
    expect(four.pValue).toBeCloseTo(one.pValue ?? -1, 11);
  });

  test("counts of 1e12 with sums past 2^53", () => {
    const random = seededRandom(6, "rao-scott");
    const small = Array.from({ length: 40 }, () => random.nextMultinomial(50, [3, 2, 1, 2, 2, 2]));
    const { counts, products, clusters } = tableOf(small, 2, 3);
    const scale = 10 ** 9;
    const large = {
      counts: counts.map((row) => row.map((count) => count * scale)),
      products: products.map((row) => row.map((sum) => BigInt(sum) * BigInt(scale) ** 2n)),
      clusters,
    };
    const [one, two] = [solved(raoScottChiSquared({ counts, products, clusters })), solved(raoScottChiSquared(large))];
    expect(two.n).toBe(2e12);
    expect(two.detail?.["f"]).toBeCloseTo(Number(one.detail?.["f"]), 10);
  });

  test("tables without an answer", () => {
    const plenty = Array.from({ length: 12 }, (_, index): CellCounts => [1 + (index % 2), 1, 1, 1 + (index % 3)]);
    expect(raoScottChiSquared(tableOf(plenty, 2, 2))).toMatchObject({ status: "computed" });
    expect(
      raoScottChiSquared({
        counts: [
          [0, 0],
          [0, 0],
        ],
        clusters: 0,
        products: tableOf([], 2, 2).products,
      }),
    ).toMatchObject({ code: "no-rows" });
    const oneColumn = plenty.map(([a = 0, , c = 0]) => [a, 0, c, 0]);
    expect(raoScottChiSquared(tableOf(oneColumn, 2, 2))).toMatchObject({ code: "degenerate" });
    const oneRow = plenty.map(([a = 0, b = 0]) => [a, b, 0, 0]);
    expect(raoScottChiSquared(tableOf(oneRow, 2, 2))).toMatchObject({ code: "degenerate" });
    expect(
      raoScottChiSquared(
        tableOf(
          Array.from({ length: 8 }, () => [1, 2, 3, 4]),
          2,
          2,
        ),
      ),
    ).toMatchObject({ code: "too-few" });
    expect(
      raoScottChiSquared(
        tableOf(
          Array.from({ length: 12 }, () => [1, 2, 3, 4]),
          2,
          2,
        ),
      ),
    ).toMatchObject({ code: "degenerate" });
    const nine = Array.from({ length: 9 }, (_, index): CellCounts => (index % 2 === 0 ? [1, 2, 1, 2] : [2, 1, 1, 2]));
    expect(raoScottChiSquared(tableOf(nine, 2, 2))).toMatchObject({ status: "computed" });
    // The second sample is of one subject: its many rows say nothing about others.
    const dominated = [...plenty.map(([a = 0, b = 0]) => [a, b, 0, 0]), [0, 0, 500, 400], ...plenty.slice(0, 9).map(() => [0, 0, 1, 0])];
    expect(raoScottChiSquared(tableOf(dominated, 2, 2))).toMatchObject({
      code: "too-few",
      reason: expect.stringContaining("1.0 subjects"),
    });
    // Samples that share no cell leave contrasts without any count: judged at the shares of independence.
    const apart = Array.from({ length: 40 }, (_, index): CellCounts =>
      index % 2 === 0 ? [1, 1 + (index % 3), 0, 0] : [0, 0, 1 + (index % 5), 1],
    );
    expect(
      raoScottChiSquared(
        tableOf(
          apart.map(([a = 0, b = 0, c = 0, d = 0]) => [a, b, 0, 0, 0, 0, c, d]),
          2,
          4,
        ),
      ).status,
    ).toBe("computed");
    expect(
      raoScottChiSquared(
        tableOf(
          apart.map(([a = 0, b = 0, c = 0, d = 0]) => [a, b, 0, 0, b, a, 0, 0, 0, 0, c, d, 0, 0, d, c]),
          4,
          4,
        ),
      ).status,
    ).toBe("computed");
  });

  test("a total association is found, one subject counting once however many rows it has", () => {
    for (const copies of [1, 5]) {
      const apart = Array.from({ length: 60 }, (_, index) => unit(index % 2 === 0 ? 0 : 3, 4).map((count) => copies * count));
      expect(raoScottChiSquared(tableOf(apart, 2, 2))).toMatchObject({
        // Pearson's 60 copies over a design effect of copies C/(C - 1).
        estimate: expect.closeTo(59, 10),
        detail: { pearson: expect.closeTo(60 * copies, 10), meanDesignEffect: expect.closeTo((copies * 60) / 59, 12), df: 1 },
      });
    }
    for (const sizes of [
      [20, 20, 20],
      [17, 23, 31],
      [10, 11, 31],
      [10, 31, 31],
    ]) {
      const diagonal = sizes.flatMap((size, at) => Array.from({ length: size }, () => unit(4 * at, 9)));
      const expected = deltaTraces(diagonal, 3, 3, "independent");
      const { detail, pValue } = solved(raoScottChiSquared(tableOf(diagonal, 3, 3)));
      expect(detail?.["pearson"]).toBeCloseTo(2 * diagonal.length, 9);
      expect(detail?.["meanDesignEffect"]).toBeCloseTo(expected.trace / 4, 9);
      expect(detail?.["satterthwaiteDf"]).toBeCloseTo(expected.trace ** 2 / expected.squares, 9);
      expect(pValue).toBeLessThan(1e-5);
    }
  });

  const sound = tableOf(
    Array.from({ length: 12 }, (_, index): CellCounts => [1 + (index % 2), 1, 1, 1 + (index % 3)]),
    2,
    2,
  );
  const changed = (i: number, j: number, value: number) =>
    sound.products.map((row, at) => row.map((sum, other) => (at === i && other === j ? value : sum)));
  test.each([
    ["rows of unequal length", { ...sound, counts: [[18, 12], [12]] }],
    ["as many cells in rows of unequal length", { ...sound, counts: [[18, 12, 12], [24]] }],
    [
      "a fraction",
      {
        ...sound,
        counts: [
          [18.5, 12],
          [12, 24],
        ],
      },
    ],
    ["too few sums", { ...sound, products: sound.products.slice(1) }],
    ["a short row of sums", { ...sound, products: sound.products.map((row) => row.slice(1)) }],
    ["a square below its count", { ...sound, products: changed(0, 0, 17) }],
    ["sums that are not symmetric", { ...sound, products: changed(0, 1, 17) }],
    [
      "products beyond Cauchy's bound",
      { ...sound, products: changed(1, 2, 90).map((row, i) => row.map((sum, j) => (i === 2 && j === 1 ? 90 : sum))) },
    ],
    ["a negative sum", { ...sound, products: changed(0, 0, -1) }],
    ["more clusters than rows", { ...sound, clusters: 67 }],
    ["fewer clusters than the sums allow", { ...sound, clusters: 11 }],
    ["half a cluster", { ...sound, clusters: 12.5 }],
  ])("tables that no rows can have throw: %s", (_, table: ClusteredTable) => {
    expect(() => raoScottChiSquared(table)).toThrow(expect.objectContaining({ code: "bad-input" }));
  });
});

test("a sum over clusters is whole, not negative and has all its digits", () => {
  for (const sum of [-1, -1n, 0.5, 2 ** 53, Number.NaN])
    expect(() => requireWholeSum("sum", sum)).toThrow(expect.objectContaining({ code: "bad-input" }));
  for (const sum of [0, 0n, 2 ** 53 - 1, 2n ** 80n]) expect(requireWholeSum("sum", sum)).toBe(BigInt(sum));
});

describe("sampled captures", () => {
  const rows = (probability: number | null, n: number, x: number): SampledRows => ({ inclusionProbability: probability, n, x });

  test("equal probabilities, of whatever size, leave the plain Wilson interval", () => {
    for (const probability of [1, 0.2, 1e-6]) {
      const share = solved(weightedShare([rows(probability, 80, 30), rows(probability, 20, 9)], 0.95));
      const wilson = wilsonInterval(39, 100, 0.95);
      expect(share.detail).toMatchObject({
        nEffective: expect.closeTo(100, 10),
        kishEffectiveSize: expect.closeTo(100, 10),
        designEffect: expect.closeTo(1, 12),
      });
      expect(limits(share)[0]).toBeCloseTo(wilson.lower, 12);
      expect(limits(share)[1]).toBeCloseTo(wilson.upper, 12);
      expect(share).toMatchObject({ estimate: expect.closeTo(0.39, 14), n: 100 });
    }
  });

  const sampled = fc.array(
    fc.tuple(fc.integer({ min: 1, max: 100 }), fc.nat(50), fc.nat(50)).map(([hundredths, x, more]) => rows(hundredths / 100, x + more, x)),
    { minLength: 1, maxLength: 5 },
  );

  test("share, variance and effective sizes equal the sums over single rows", () => {
    fc.assert(
      fc.property(sampled, (strata) => {
        const single = strata.flatMap(({ inclusionProbability, n, x }) =>
          Array.from({ length: n }, (_, index) => ({ w: 1 / (inclusionProbability ?? 1), y: index < x ? 1 : 0 })),
        );
        fc.pre(single.length > 1);
        const [W, WW] = [total(single, ({ w }) => w), total(single, ({ w }) => w * w)];
        const p = total(single, ({ w, y }) => w * y) / W;
        const v = ((single.length / (single.length - 1)) * total(single, ({ w, y }) => (w * (y - p)) ** 2)) / W ** 2;
        const share = solved(weightedShare(strata, 0.95));
        expect(share.estimate).toBeCloseTo(p, 12);
        expect(share.detail?.["variance"]).toBeCloseTo(v, 12);
        expect(kishEffectiveSize(strata)).toBeCloseTo((W * W) / WW, 8);
        expect(kishEffectiveSize(strata)).toBeLessThanOrEqual(single.length + 1e-9);
        expect(Number(share.detail?.["nEffective"])).toBeLessThanOrEqual(kishEffectiveSize(strata));
        expect(limits(share)[0]).toBeLessThanOrEqual(p + 1e-12);
        expect(limits(share)[1]).toBeGreaterThanOrEqual(p - 1e-12);
      }),
      SEED,
    );
  });

  test("splitting a stratum changes nothing, and the complement mirrors", () => {
    fc.assert(
      fc.property(sampled, (strata) => {
        fc.pre(total(strata, ({ n }) => n) > 1);
        const share = solved(weightedShare(strata, 0.95));
        const split = strata.flatMap(({ inclusionProbability: probability, n, x }) => [
          rows(probability, x, x),
          rows(probability, n - x, 0),
        ]);
        expect(solved(weightedShare(split, 0.95)).interval?.upper).toBeCloseTo(limits(share)[1], 12);
        const other = solved(
          weightedShare(
            strata.map(({ inclusionProbability: probability, n, x }) => rows(probability, n, n - x)),
            0.95,
          ),
        );
        expect(limits(other)[0]).toBeCloseTo(1 - limits(share)[1], 10);
      }),
      SEED,
    );
  });

  test("where no row or every row has the property the interval rests on Kish's size", () => {
    const none = solved(weightedShare([rows(1, 50, 0), rows(0.1, 20, 0)], 0.95));
    const kish = (50 + 200) ** 2 / (50 + 2000);
    expect(none).toMatchObject({ estimate: 0, interval: { lower: 0, upper: expect.closeTo(wilsonInterval(0, kish, 0.95).upper, 12) } });
    expect(none.detail).toMatchObject({ variance: 0, nEffective: expect.closeTo(kish, 10), designEffect: expect.closeTo(70 / kish, 12) });
    expect(weightedShare([rows(1, 50, 50), rows(0.1, 20, 20)], 0.95)).toMatchObject({ estimate: 1, interval: { upper: 1 } });
  });

  test("rows that cannot be weighted", () => {
    expect(weightedShare([rows(null, 3, 1), rows(0.5, 3, 1)], 0.95)).toMatchObject({
      code: "assumption-failed",
      reason: expect.stringContaining("of 3 rows is not known"),
    });
    expect(weightedShare([rows(0, 4, 1), rows(0.5, 3, 1)], 0.95)).toMatchObject({
      code: "assumption-failed",
      reason: expect.stringContaining("4 rows have inclusion probability 0"),
    });
    expect(weightedShare([rows(null, 0, 0), rows(0, 0, 0), rows(0.5, 3, 1)], 0.95)).toMatchObject({ status: "computed", n: 3 });
    expect(weightedShare([], 0.95)).toMatchObject({ code: "no-rows" });
    expect(weightedShare([rows(0.5, 1, 1)], 0.95)).toMatchObject({ code: "too-few" });
    expect(kishEffectiveSize([])).toBe(0);
  });

  test.each([
    ["a probability above 1", rows(1.01, 3, 1)],
    ["a negative probability", rows(-0.1, 3, 1)],
    ["no number", rows(Number.NaN, 3, 1)],
    ["more with the property than rows", rows(0.5, 3, 4)],
    ["a fraction of rows", rows(0.5, 3.5, 1)],
    ["a negative count", rows(0.5, -3, -4)],
    ["something of no rows", rows(0.5, 0, 1)],
    ["a fraction with the property", rows(0.5, 3, 0.5)],
  ])("damaged rows throw: %s", (_, damaged) => {
    expect(() => weightedShare([damaged, rows(0.5, 9, 4)], 0.95)).toThrow(expect.objectContaining({ code: "bad-input" }));
    expect(() => kishEffectiveSize([damaged, rows(0.5, 9, 4)])).toThrow(expect.objectContaining({ code: "bad-input" }));
  });
  test("an unknown probability throws where no outcome can say so, and so does a level of 1", () => {
    expect(() => kishEffectiveSize([rows(null, 2, 1)])).toThrow(expect.objectContaining({ code: "bad-input" }));
    expect(() => weightedShare([rows(0.5, 9, 4)], 1)).toThrow(expect.objectContaining({ code: "bad-input" }));
  });
});

function tableOf(counts: readonly CellCounts[], rows: number, columns: number): ClusteredTable {
  const cells = Array.from({ length: rows * columns }, (_, cell) => cell);
  const sum = (cell: number): number => total(counts, (own) => own[cell] ?? 0);
  return {
    counts: Array.from({ length: rows }, (_, row) => Array.from({ length: columns }, (__, column) => sum(row * columns + column))),
    clusters: counts.length,
    products: cells.map((i) => cells.map((j) => total(counts, (own) => (own[i] ?? 0) * (own[j] ?? 0)))),
  };
}

function unit(cell: number, cells: number): number[] {
  return Array.from({ length: cells }, (_, index) => (index === cell ? 1 : 0));
}

/** Traces of Delta and its square from clusters, with contrasts against the first row and column and an inverse by elimination. */
function deltaTraces(
  counts: readonly CellCounts[],
  rows: number,
  columns: number,
  shares: "observed" | "independent" = "observed",
): { trace: number; squares: number } {
  const cells = Array.from({ length: rows * columns }, (_, cell) => cell);
  const N = total(counts, (own) => total(own, (count) => count));
  const observed = cells.map((cell) => total(counts, (own) => own[cell] ?? 0) / N);
  const line = (isIn: (cell: number) => boolean): number => total(observed, (share, cell) => (isIn(cell) ? share : 0));
  const independent = cells.map(
    (one) =>
      line((other) => Math.floor(other / columns) === Math.floor(one / columns)) * line((other) => other % columns === one % columns),
  );
  const p = shares === "observed" ? observed : independent;
  const residuals = counts.map((own) => cells.map((cell) => ((own[cell] ?? 0) - (p[cell] ?? 0) * total(own, (count) => count)) / N));
  const factor = counts.length / (counts.length - 1);
  const V = cells.map((i) => cells.map((j) => factor * total(residuals, (e) => (e[i] ?? 0) * (e[j] ?? 0))));
  const K: number[][] = [];
  for (let row = 1; row < rows; row += 1)
    for (let column = 1; column < columns; column += 1)
      K.push(
        cells.map((cell) => {
          const [r, c] = [Math.floor(cell / columns), cell % columns];
          return ((r === row ? 1 : 0) - (r === 0 ? 1 : 0)) * ((c === column ? 1 : 0) - (c === 0 ? 1 : 0));
        }),
      );
  const scaled = K.map((contrast) => contrast.map((weight, cell) => weight / (p[cell] ?? 1)));
  const A = K.map((left) => scaled.map((right) => total(left, (weight, cell) => weight * (right[cell] ?? 0)) / N));
  const B = scaled.map((left) => scaled.map((right) => total(left, (a, i) => a * total(right, (b, j) => b * (V[i]?.[j] ?? 0)))));
  const delta = solve(A, B);
  const at = (i: number, j: number): number => delta[i]?.[j] ?? 0;
  return { trace: total(delta, (_, i) => at(i, i)), squares: total(delta, (_, i) => total(delta, (__, j) => at(i, j) * at(j, i))) };
}

/** A^-1 B by Gauss and Jordan without pivoting (A is positive definite). */
function solve(A: readonly (readonly number[])[], B: readonly (readonly number[])[]): number[][] {
  const system = A.map((row, index) => [...row, ...(B[index] ?? [])]);
  system.forEach((pivotRow, pivot) => {
    const scale = pivotRow[pivot] ?? 1;
    pivotRow.forEach((value, at) => (pivotRow[at] = value / scale));
    for (const row of system) {
      const factor = row === pivotRow ? 0 : (row[pivot] ?? 0);
      row.forEach((value, at) => (row[at] = value - factor * (pivotRow[at] ?? 0)));
    }
  });
  return system.map((row) => row.slice(A.length));
}
