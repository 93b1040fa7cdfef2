import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { FourfoldTable } from "../../src/statistics/proportions/fourfold-table.ts";
import { mantelHaenszelDifference } from "../../src/statistics/stratified/mantel-haenszel-difference.ts";
import { stratifiedExactTest } from "../../src/statistics/stratified/stratified-exact.ts";
import { goldenValue, goldenValues, relativeError, requireComputed } from "./override-golden.ts";

const STRATA: FourfoldTable[] = [
  { a: 8, b: 12, c: 5, d: 40 },
  { a: 3, b: 20, c: 9, d: 50 },
  { a: 1, b: 6, c: 2, d: 30 },
];
const cell = fc.integer({ min: 0, max: 30 });
const table = fc.record({ a: cell, b: cell, c: cell, d: cell });

describe("stratified exact test", () => {
  test("agrees with R mantelhaen.test(exact = TRUE) and fisher.test", () => {
    expect(relativeError(requireComputed(stratifiedExactTest(STRATA)).pValue ?? 0, goldenValue("stratified exact"))).toBeLessThan(1e-10);
    const fisher = requireComputed(stratifiedExactTest([{ a: 7, b: 12, c: 5, d: 30 }]));
    expect(fisher.method).toBe("Fisher exact test");
    expect(relativeError(fisher.pValue ?? 0, goldenValue("fisher 7 12 5 30"))).toBeLessThan(1e-10);
    expect(
      relativeError(requireComputed(stratifiedExactTest([{ a: 3, b: 1, c: 1, d: 3 }])).pValue ?? 0, goldenValue("fisher 3 1 1 3")),
    ).toBeLessThan(1e-10);
  });

  test("large tables use Cochran-Mantel-Haenszel with continuity correction", () => {
    const large = [
      { a: 400, b: 1600, c: 900, d: 8100 },
      { a: 300, b: 1700, c: 500, d: 6500 },
    ];
    const outcome = requireComputed(stratifiedExactTest(large));
    expect(outcome.method).toContain("Cochran-Mantel-Haenszel");
    expect(relativeError(outcome.pValue ?? 0, goldenValue("stratified large, corrected"))).toBeLessThan(1e-8);
  });

  test("does not depend on which row is called the group", () => {
    fc.assert(
      fc.property(fc.array(table, { minLength: 1, maxLength: 4 }), (tables) => {
        const one = stratifiedExactTest(tables);
        const other = stratifiedExactTest(tables.map(({ a, b, c, d }) => ({ a: c, b: d, c: a, d: b })));
        expect(one.status).toBe(other.status);
        if (one.status === "computed" && other.status === "computed") expect(one.pValue).toBeCloseTo(other.pValue ?? -1, 9);
      }),
    );
  });

  test("cannot be computed when no stratum holds both groups and both results", () => {
    expect(
      stratifiedExactTest([
        { a: 0, b: 5, c: 0, d: 9 },
        { a: 2, b: 3, c: 0, d: 0 },
      ]),
    ).toMatchObject({ code: "degenerate" });
  });
});

describe("Mantel-Haenszel difference", () => {
  test("agrees with R", () => {
    const outcome = requireComputed(mantelHaenszelDifference(STRATA, 0.95));
    const [difference = 0, error = 0] = goldenValues("mantel-haenszel difference, standard error");
    expect(relativeError(outcome.estimate, difference)).toBeLessThan(1e-12);
    expect(relativeError(Number(outcome.detail?.["standardError"]), error)).toBeLessThan(1e-11);
  });

  test("one stratum is the plain difference with the plain binomial error when rows are equal", () => {
    const outcome = requireComputed(mantelHaenszelDifference([{ a: 30, b: 70, c: 20, d: 80 }], 0.95));
    expect(outcome.estimate).toBeCloseTo(0.1, 14);
    expect(Number(outcome.detail?.["standardError"])).toBeCloseTo(Math.sqrt((0.3 * 0.7) / 100 + (0.2 * 0.8) / 100), 12);
  });

  test("keeps an honest interval when nothing happened", () => {
    const outcome = requireComputed(mantelHaenszelDifference([{ a: 0, b: 30, c: 0, d: 300 }], 0.9));
    expect(outcome.interval?.method).toContain("Newcombe");
    expect(outcome.interval?.upper).toBeGreaterThan(0.05);
  });

  test("is within -1 and 1 and turns its sign with the rows", () => {
    fc.assert(
      fc.property(fc.array(table, { minLength: 1, maxLength: 4 }), (tables) => {
        const one = mantelHaenszelDifference(tables, 0.95);
        const other = mantelHaenszelDifference(
          tables.map(({ a, b, c, d }) => ({ a: c, b: d, c: a, d: b })),
          0.95,
        );
        expect(one.status).toBe(other.status);
        if (one.status !== "computed" || other.status !== "computed") return;
        expect(Math.abs(one.estimate)).toBeLessThanOrEqual(1);
        expect(one.estimate).toBeCloseTo(-other.estimate, 12);
      }),
    );
  });

  test("cannot be computed when no stratum holds both rows", () => {
    expect(mantelHaenszelDifference([{ a: 3, b: 4, c: 0, d: 0 }], 0.95)).toMatchObject({ code: "no-rows" });
  });
});
