import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { notComputable } from "../../src/foundation/outcome.ts";
import { reconstructionError } from "../../src/statistics/estimation/reconstruction-error.ts";
import {
  type ReconstructionProfile,
  SHARE_OF_VARIANCE,
  reconstructionProfile,
} from "../../src/statistics/estimation/reconstruction-profile.ts";
import { type MomentSums, scaledVariance, standardisedMoments } from "../../src/statistics/estimation/standardised-moments.ts";
import { computedOf } from "./comparisons/estimation.ts";
import { readyProfile } from "./comparisons/estimation-reconstruction.ts";

const BAD_INPUT = expect.objectContaining({ code: "bad-input" }) as unknown as Error;

type Rows = readonly (readonly number[])[];

function sumsOf(rows: Rows, times = 1n): MomentSums {
  const columns = (rows[0] ?? []).map((_, i) => i);
  const sum = (of: (row: readonly number[]) => number): bigint => rows.reduce((total, row) => total + BigInt(of(row)), 0n) * times;
  return {
    rows: rows.length * Number(times),
    sums: columns.map((i) => sum((row) => row[i] ?? 0)),
    products: columns.map((i) => columns.slice(0, i + 1).map((j) => sum((row) => (row[i] ?? 0) * (row[j] ?? 0)))),
  };
}

/** The definition, row by row: standardise, project on the kept components, root of the mean squared residual. */
function errorOfRows(profile: ReconstructionProfile, baseline: Rows, window: Rows): { mean: number; rootMeanSquare: number } {
  const scale = profile.columns.map((column) => {
    const values = baseline.map((row) => row[column] ?? 0);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return { column, mean, deviation: Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length) };
  });
  const norms = window.map((row) => {
    const z = scale.map(({ column, mean, deviation }) => ((row[column] ?? 0) - mean) / deviation);
    const scores = profile.kept.map((loadings) => loadings.reduce((sum, loading, i) => sum + loading * (z[i] ?? 0), 0));
    const residual = z.map((value, i) => value - profile.kept.reduce((sum, loadings, k) => sum + (scores[k] ?? 0) * (loadings[i] ?? 0), 0));
    return Math.hypot(...residual);
  });
  return {
    mean: norms.reduce((sum, norm) => sum + norm, 0) / norms.length,
    rootMeanSquare: Math.sqrt(norms.reduce((sum, norm) => sum + norm ** 2, 0) / norms.length),
  };
}

const value = fc.integer({ min: -20, max: 20 });
const rowsOf = (minimum: number, maximum: number) =>
  fc.array(fc.tuple(value, value, value, value), { minLength: minimum, maxLength: maximum });
/** Baselines of four columns with spread. */
const baselines = rowsOf(12, 30).filter((rows) => [0, 1, 2, 3].every((column) => scaledVariance(sumsOf(rows), column) > 0n));

/** A profile, or undefined where the cut leaves nothing out. */
function profileOf(rows: Rows, share = SHARE_OF_VARIANCE): ReconstructionProfile | undefined {
  const profile = reconstructionProfile(sumsOf(rows), share);
  return "status" in profile ? undefined : profile;
}

const BASELINE: Rows = [
  [1, 2, 5],
  [2, 4, 1],
  [3, 5, 4],
  [4, 9, 2],
  [5, 9, 3],
];

describe("reconstruction error of principal components", () => {
  test("from sums is that of the rows themselves, and never below NannyML's mean of the row norms", () => {
    fc.assert(
      fc.property(baselines, rowsOf(1, 12), (baseline, window) => {
        const profile = profileOf(baseline);
        fc.pre(profile !== undefined);
        const error = computedOf(reconstructionError(profile, sumsOf(window)).error).estimate;
        const byRows = errorOfRows(profile, baseline, window);
        expect(error).toBeCloseTo(byRows.rootMeanSquare, 10);
        expect(error).toBeGreaterThanOrEqual(byRows.mean - 1e-12);
      }),
      { seed: 41 },
    );
  });

  test("squared, is the sum of its columns and the mean over parts of a window; of the baseline, the sum of the eigenvalues left out", () => {
    fc.assert(
      fc.property(baselines, rowsOf(1, 8), rowsOf(1, 8), (baseline, first, second) => {
        const profile = profileOf(baseline);
        fc.pre(profile !== undefined);
        const square = (rows: Rows): number => computedOf(reconstructionError(profile, sumsOf(rows)).error).estimate ** 2;
        const both = [...first, ...second];
        expect(square(both)).toBeCloseTo((first.length * square(first) + second.length * square(second)) / both.length, 10);
        const { columns } = reconstructionError(profile, sumsOf(both));
        expect(columns.reduce((sum, column) => sum + column.window, 0)).toBeCloseTo(square(both), 10);
        const leftOut = profile.eigenvalues.slice(profile.kept.length).reduce((sum, eigenvalue) => sum + eigenvalue, 0);
        expect(square(baseline)).toBeCloseTo(leftOut, 12);
        expect(columns.reduce((sum, column) => sum + column.baseline, 0)).toBeCloseTo(leftOut, 12);
      }),
      { seed: 42 },
    );
  });

  test("does not change with shift, step, sign or order of the columns, nor with 1e12 of every row", () => {
    const recode = (rows: Rows) => rows.map(([a = 0, b = 0, c = 0, d = 0]) => [7 - 3 * d, b + 1_000_000, 5 * a, -c]);
    fc.assert(
      fc.property(baselines, rowsOf(1, 8), (baseline, window) => {
        const profile = profileOf(baseline);
        const other = profileOf(recode(baseline));
        fc.pre(profile !== undefined);
        expect(other?.kept.length).toBe(profile.kept.length);
        // Where the cut is nearly inside a tie, rounding moves the projector.
        const [last = 0, next = 0] = profile.eigenvalues.slice(profile.kept.length - 1);
        fc.pre(other !== undefined && last - next > 1e-3);
        const error = computedOf(reconstructionError(profile, sumsOf(window)).error).estimate;
        expect(computedOf(reconstructionError(other, sumsOf(recode(window))).error).estimate).toBeCloseTo(error, 9);
        const enormous = readyProfile(sumsOf(baseline, 10n ** 12n), SHARE_OF_VARIANCE);
        expect(computedOf(reconstructionError(enormous, sumsOf(window, 10n ** 12n)).error).estimate).toBeCloseTo(error, 12);
      }),
      { seed: 43 },
    );
  });

  test("carries what it rests on", () => {
    const profile = readyProfile(sumsOf(BASELINE.map((row) => [...row, 3])), SHARE_OF_VARIANCE);
    const { error, columns } = reconstructionError(profile, sumsOf([[9, 1, 1, 3]]));
    const { estimate, detail } = computedOf(error);
    expect(error).toMatchObject({ n: 1, method: "Root mean square reconstruction error of principal components" });
    expect(detail).toEqual({
      baselineError: Math.sqrt(columns.reduce((sum, column) => sum + column.baseline, 0)),
      difference: estimate - Number(detail?.["baselineError"]),
      baselineRows: 5,
      columns: 3,
      droppedColumns: 1,
      components: profile.kept.length,
      shareKept: profile.shareKept,
    });
    expect(columns.map(({ column }) => column)).toEqual([0, 1, 2]);
  });

  test("is refused for a window without rows", () => {
    const empty = { rows: 0, sums: [0n, 0n, 0n], products: [[0n], [0n, 0n], [0n, 0n, 0n]] };
    expect(reconstructionError(readyProfile(sumsOf(BASELINE), 0.65), empty)).toEqual({
      error: notComputable("no-rows", "The window has no rows."),
      columns: [],
    });
  });

  test("is 0, not a rounding below it, where the window fits the components that are kept", () => {
    // The third column is the sum of the others: one eigenvalue is 0 but for rounding.
    const dependent = BASELINE.map(([a = 0, b = 0]) => [a, b * b, a + b * b]);
    const profile = readyProfile(sumsOf(dependent), 0.99999);
    for (const rows of [dependent, dependent.slice(0, 1), dependent.slice(2)]) {
      const { error, columns } = reconstructionError(profile, sumsOf(rows));
      expect(computedOf(error).estimate).toBeLessThan(1e-7);
      for (const column of columns) expect(Math.min(column.window, column.baseline)).toBeGreaterThanOrEqual(0);
    }
  });
});

describe("the profile of a baseline", () => {
  test("keeps the fewest components that reach the share, all in order", () => {
    const [first = 0, second = 0] = readyProfile(sumsOf(BASELINE), 0.1).eigenvalues;
    const kept = (share: number): number => readyProfile(sumsOf(BASELINE), share).kept.length;
    expect(kept(first / 3 - 1e-9)).toBe(1);
    expect(kept(first / 3)).toBe(1);
    expect(kept(first / 3 + 1e-9)).toBe(2);
    expect(kept((first + second) / 3)).toBe(2);
    const profile = readyProfile(sumsOf(BASELINE), 0.1);
    expect(profile.leftOut).toHaveLength(2);
    expect(profile.shareKept).toBeCloseTo(first / 3, 14);
    expect(profile.columns).toEqual([0, 1, 2]);
    expect(profile.dropped).toEqual([]);
    expect(profile.baseline).toEqual(sumsOf(BASELINE));
    expect(SHARE_OF_VARIANCE).toBe(0.65);
  });

  test("drops columns with one value, and says so", () => {
    const profile = readyProfile(sumsOf(BASELINE.map(([a = 0, b = 0, c = 0]) => [a, 8, b, c, 0])), 0.5);
    expect(profile.columns).toEqual([0, 2, 3]);
    expect(profile.dropped).toEqual([1, 4].map((column) => ({ column, reason: "The column has one value in the baseline." })));
    expect(profile.eigenvalues).toHaveLength(3);
  });

  test("refuses what fixes no components, or leaves none out", () => {
    expect(reconstructionProfile(sumsOf(BASELINE.slice(0, 3)), 0.65)).toEqual(
      notComputable("too-few", "3 baseline rows cannot fix the components of 3 columns."),
    );
    expect(reconstructionProfile(sumsOf(BASELINE.slice(0, 4)), 0.65)).not.toHaveProperty("status");
    const oneColumn = BASELINE.map(([a = 0]) => [a, 4]);
    expect(reconstructionProfile(sumsOf(oneColumn), 0.65)).toEqual(
      notComputable("degenerate", "Fewer than two columns vary in the baseline."),
    );
    expect(reconstructionProfile(sumsOf(BASELINE), 0.9999)).toEqual(
      notComputable("degenerate", "The components that reach the share of variance are all there are."),
    );
    // Uncorrelated columns: all eigenvalues are one tie.
    const square = [-1, 1].flatMap((a) => [-1, 1].map((b) => [a, b]));
    expect(reconstructionProfile(sumsOf(square), 0.3)).toMatchObject({ code: "degenerate" });
    expect(reconstructionProfile(sumsOf(BASELINE.map(([a = 0, b = 0]) => [a, b])), 0.5)).not.toHaveProperty("status");
  });

  test.each([0, 1, -0.1, 1.5])("throws for the share %s", (share) => {
    expect(() => reconstructionProfile(sumsOf(BASELINE), share)).toThrow(BAD_INPUT);
  });
});

describe("standardised moments", () => {
  const sums = sumsOf(BASELINE);

  test("of a baseline about itself are its correlations", () => {
    const moments = standardisedMoments(sums, sums, [0, 1, 2]);
    moments.forEach((row, i) => {
      expect(row[i]).toBeCloseTo(1, 15);
      row.forEach((moment, j) => expect(moment).toBe(moments[j]?.[i]));
    });
  });

  test.each<[string, MomentSums, MomentSums]>([
    ["no rows", sums, { ...sums, rows: 0 }],
    ["part of a row", { ...sums, rows: 5.5 }, sums],
    ["another number of columns", sums, sumsOf(BASELINE.map((row) => row.slice(0, 2)))],
    ["a missing row of products", sums, { ...sums, products: sums.products.slice(1) }],
    ["a full square of products", sums, { ...sums, products: sums.products.map((row) => [...row, 0n]) }],
    ["a row of products too many", sums, { ...sums, products: [...sums.products, [0n, 0n, 0n, 0n]] }],
    ["a variance below 0", sums, { ...sums, products: [[1n], ...sums.products.slice(1)] }],
    ["a correlation above 1", sums, { ...sums, products: sums.products.map((row, i) => (i === 1 ? [1000n, row[1] ?? 0n] : row)) }],
    ["a correlation below -1", { ...sums, products: sums.products.map((row, i) => (i === 1 ? [-1000n, row[1] ?? 0n] : row)) }, sums],
    ["a baseline without spread", sumsOf([[1, 1, 1]]), sums],
  ])("throw for %s", (_title, baseline, window) => {
    expect(() => standardisedMoments(baseline, window, [0, 1, 2])).toThrow(BAD_INPUT);
  });

  test("throw for an empty window and for a lone column whose squares do not fit", () => {
    const one = { rows: 2, sums: [4n], products: [[10n]] };
    expect(standardisedMoments(one, one, [0])).toEqual([[1]]);
    expect(() => standardisedMoments(one, { rows: 0, sums: [0n], products: [[0n]] }, [0])).toThrow(BAD_INPUT);
    expect(() => standardisedMoments(one, { rows: 2, sums: [4n], products: [[7n]] }, [0])).toThrow(BAD_INPUT);
  });
});
