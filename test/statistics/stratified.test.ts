import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { breslowDayTarone } from "../../src/statistics/stratified/breslow-day.ts";
import { cochranMantelHaenszel } from "../../src/statistics/stratified/cochran-mantel-haenszel.ts";
import { mantelHaenszelDifference } from "../../src/statistics/stratified/mantel-haenszel-difference.ts";
import { mantelHaenszelOddsRatio } from "../../src/statistics/stratified/mantel-haenszel-odds-ratio.ts";
import { directionsByStratum, simpsonReversal } from "../../src/statistics/stratified/simpson-reversal.ts";
import { standardisedRate } from "../../src/statistics/stratified/standardised-rate.ts";
import { stratifiedExactTest } from "../../src/statistics/stratified/stratified-exact.ts";
import { newcombeDifference } from "../../src/statistics/proportions/newcombe-difference.ts";
import { wilsonInterval } from "../../src/statistics/proportions/wilson-interval.ts";
import { computedValue, detailOf, numberOf } from "./comparisons/computed-value.ts";
import { testGoldenValues } from "./comparisons/golden-tests.ts";
import { BERKELEY, stratified, tablesOf } from "./comparisons/stratified.ts";

testGoldenValues(stratified);

const BAD_INPUT = expect.objectContaining({ code: "bad-input" });
const cell = fc.integer({ min: 0, max: 30 });
const table = fc.record({ a: cell, b: cell, c: cell, d: cell });
const tables = fc.array(table, { minLength: 1, maxLength: 4 });
const exchanged = (strata: readonly { a: number; b: number; c: number; d: number }[]) =>
  strata.map(({ a, b, c, d }) => ({ a: c, b: d, c: a, d: b }));
const plain = { continuityCorrection: false };
const lone = { a: 5, b: 6, c: 0, d: 0 };
const noneLeft = [lone, { a: 0, b: 5, c: 0, d: 9 }, { a: 3, b: 0, c: 2, d: 0 }, { a: 0, b: 0, c: 1, d: 2 }];
const wrong = [{ a: 1.5, b: 1, c: 1, d: 1 }];

describe("Cochran-Mantel-Haenszel", () => {
  test("names its correction and counts the strata that say nothing (review G15)", () => {
    const corrected = computedValue(cochranMantelHaenszel([...BERKELEY, lone], { continuityCorrection: true }));
    expect(corrected.method).toBe("Cochran-Mantel-Haenszel test with continuity correction");
    expect(corrected.n).toBe(4526);
    expect(corrected.detail).toEqual({ degreesOfFreedom: 1, strata: 6, strataWithoutInformation: 1 });
    const without = computedValue(cochranMantelHaenszel(BERKELEY, plain));
    expect(without.method).toBe("Cochran-Mantel-Haenszel test without continuity correction");
    expect(Math.abs(without.estimate - 1.52460666044)).toBeLessThan(1e-10);
    expect(Math.abs(corrected.estimate - 1.42694622859)).toBeLessThan(1e-10);
  });

  test("one informative stratum of two rows is enough, none is not", () => {
    expect(cochranMantelHaenszel([{ a: 1, b: 0, c: 0, d: 1 }], plain)).toMatchObject({ status: "computed", estimate: 1 });
    expect(cochranMantelHaenszel(noneLeft, plain)).toMatchObject({ code: "degenerate" });
    expect(cochranMantelHaenszel([], plain)).toMatchObject({ code: "degenerate" });
    expect(() => cochranMantelHaenszel(wrong, plain)).toThrow(BAD_INPUT);
  });

  test("the correction never turns a difference around", () => {
    expect(cochranMantelHaenszel([{ a: 2, b: 2, c: 3, d: 4 }], { continuityCorrection: true })).toMatchObject({ estimate: 0, pValue: 1 });
  });

  test("does not depend on the order of rows or columns", () => {
    fc.assert(
      fc.property(tables, (strata) => {
        const [one, other] = [cochranMantelHaenszel(strata, plain), cochranMantelHaenszel(exchanged(strata), plain)];
        expect(one.status).toBe(other.status);
        if (one.status === "computed") expect(numberOf(other, "estimate")).toBeCloseTo(one.estimate, 10);
        const columns = cochranMantelHaenszel(
          strata.map(({ a, b, c, d }) => ({ a: b, b: a, c: d, d: c })),
          plain,
        );
        expect(one.status).toBe(columns.status);
        if (one.status === "computed") expect(numberOf(columns, "estimate")).toBeCloseTo(one.estimate, 10);
      }),
      { seed: 1 },
    );
  });
});

describe("Mantel-Haenszel odds ratio", () => {
  test("says what it rests on, and refuses ratios of zero and infinity", () => {
    const outcome = computedValue(mantelHaenszelOddsRatio([...BERKELEY, lone], 0.95));
    expect(outcome).toMatchObject({ n: 4526, interval: { level: 0.95, method: "Robins-Breslow-Greenland" }, detail: { strata: 6 } });
    const reach = 1.959963984540054 * detailOf(outcome, "standardErrorOfLog");
    expect(Math.abs(Math.log(numberOf(outcome, "upper") / outcome.estimate) / reach - 1)).toBeLessThan(1e-12);
    expect(mantelHaenszelOddsRatio(noneLeft, 0.95)).toMatchObject({ code: "degenerate" });
    expect(mantelHaenszelOddsRatio([{ a: 3, b: 0, c: 0, d: 4 }], 0.95)).toMatchObject({
      code: "zero-denominator",
      reason: expect.stringContaining("infinite"),
    });
    expect(mantelHaenszelOddsRatio([{ a: 0, b: 3, c: 4, d: 0 }], 0.95)).toMatchObject({
      code: "zero-denominator",
      reason: expect.stringContaining("zero"),
    });
    expect(() => mantelHaenszelOddsRatio(BERKELEY, 1)).toThrow(BAD_INPUT);
    expect(() => mantelHaenszelOddsRatio(wrong, 0.9)).toThrow(BAD_INPUT);
  });

  test("one stratum is the plain odds ratio; exchanged groups invert it", () => {
    const single = mantelHaenszelOddsRatio([{ a: 7, b: 12, c: 5, d: 30 }], 0.95);
    expect(numberOf(single, "estimate")).toBeCloseTo((7 * 30) / (12 * 5), 12);
    fc.assert(
      fc.property(tables, (strata) => {
        const [one, other] = [mantelHaenszelOddsRatio(strata, 0.9), mantelHaenszelOddsRatio(exchanged(strata), 0.9)];
        expect(one.status).toBe(other.status);
        if (one.status !== "computed") return;
        expect(one.estimate * numberOf(other, "estimate")).toBeCloseTo(1, 10);
        expect(numberOf(one, "lower") * numberOf(other, "upper")).toBeCloseTo(1, 10);
      }),
      { seed: 2 },
    );
  });
});

describe("Breslow-Day with Tarone's correction", () => {
  test("tells degrees of freedom, the common ratio and the smallest expected count", () => {
    const outcome = computedValue(breslowDayTarone([...BERKELEY, lone]));
    expect(outcome).toMatchObject({ n: 4526, detail: { degreesOfFreedom: 5 } });
    expect(detailOf(outcome, "commonOddsRatio")).toBe(numberOf(mantelHaenszelOddsRatio(BERKELEY, 0.95), "estimate"));
    const expected = BERKELEY.map((stratum) => {
      // The table of the same margins and this odds ratio, by bisection.
      let [low, high] = [0, Math.min(stratum.a + stratum.b, stratum.a + stratum.c)];
      for (let step = 0; step < 100; step += 1) {
        const A = (low + high) / 2;
        const [B, C] = [stratum.a + stratum.b - A, stratum.a + stratum.c - A];
        const D = stratum.c + stratum.d - C;
        if (D < 0 || A * D < detailOf(outcome, "commonOddsRatio") * B * C) low = A;
        else high = A;
      }
      return Math.min(low, stratum.a + stratum.b - low, stratum.a + stratum.c - low, stratum.d - stratum.a + low);
    });
    expect(detailOf(outcome, "smallestExpected")).toBeCloseTo(Math.min(...expected), 9);
  });

  test("strata of one odds ratio do not differ; the order of groups does not matter", () => {
    const equal = tablesOf([
      [10, 20, 5, 10],
      [30, 60, 4, 8],
    ]);
    expect(numberOf(breslowDayTarone(equal), "estimate")).toBeLessThan(1e-12);
    expect(numberOf(breslowDayTarone(equal), "p")).toBeCloseTo(1, 5);
    fc.assert(
      fc.property(
        fc.array(
          fc.record({
            a: fc.integer({ min: 1, max: 500 }),
            b: fc.integer({ min: 1, max: 500 }),
            c: cell,
            d: fc.integer({ min: 1, max: 500 }),
          }),
          { minLength: 2, maxLength: 5 },
        ),
        (strata) => {
          const [one, other] = [breslowDayTarone(strata), breslowDayTarone(exchanged(strata))];
          expect(one.status).toBe(other.status);
          if (one.status === "computed") expect(numberOf(other, "estimate")).toBeCloseTo(one.estimate, 8);
        },
      ),
      { seed: 3, numRuns: 60 },
    );
  });

  test("refuses one stratum, and strata without a common odds ratio", () => {
    expect(breslowDayTarone(BERKELEY.slice(0, 1))).toMatchObject({ code: "too-few" });
    expect(breslowDayTarone([...BERKELEY.slice(0, 1), lone])).toMatchObject({ code: "too-few" });
    expect(breslowDayTarone(BERKELEY.slice(0, 2))).toMatchObject({ status: "computed", detail: { degreesOfFreedom: 1 } });
    expect(
      breslowDayTarone([
        { a: 3, b: 0, c: 0, d: 4 },
        { a: 3, b: 0, c: 1, d: 4 },
      ]),
    ).toMatchObject({ code: "zero-denominator" });
  });
});

describe("Mantel-Haenszel difference", () => {
  test("one stratum is the plain difference with the plain binomial error when rows are equal", () => {
    const outcome = computedValue(mantelHaenszelDifference([{ a: 30, b: 70, c: 20, d: 80 }, lone], 0.95));
    expect(outcome.estimate).toBeCloseTo(0.1, 14);
    expect(outcome).toMatchObject({
      n: 200,
      interval: { level: 0.95, method: "Sato variance, normal" },
      detail: { strata: 1, strataWithoutComparison: 1 },
    });
    expect(detailOf(outcome, "standardError")).toBeCloseTo(Math.sqrt((0.3 * 0.7) / 100 + (0.2 * 0.8) / 100), 12);
    const reach = 1.959963984540054 * detailOf(outcome, "standardError");
    expect(numberOf(outcome, "lower")).toBeCloseTo(0.1 - reach, 12);
    expect(numberOf(outcome, "upper")).toBeCloseTo(0.1 + reach, 12);
  });

  test("below 5 events or non-events on a side the interval is Newcombe's, moved to the estimate", () => {
    const sparse = computedValue(mantelHaenszelDifference([{ a: 4, b: 30, c: 5, d: 300 }], 0.9));
    const crude = newcombeDifference(4, 34, 5, 305, 0.9);
    expect(sparse.interval).toEqual({
      lower: sparse.estimate + numberOf(crude, "lower") - numberOf(crude, "estimate"),
      upper: sparse.estimate + numberOf(crude, "upper") - numberOf(crude, "estimate"),
      level: 0.9,
      method: "Newcombe hybrid score (sparse)",
    });
    expect(mantelHaenszelDifference([{ a: 5, b: 30, c: 5, d: 300 }], 0.9)).toMatchObject({ interval: { method: "Sato variance, normal" } });
    for (const few of [
      [5, 4, 5, 5],
      [5, 5, 4, 5],
      [5, 5, 5, 4],
    ])
      expect(mantelHaenszelDifference(tablesOf([few]), 0.9)).toMatchObject({ interval: { method: "Newcombe hybrid score (sparse)" } });
    const nothing = mantelHaenszelDifference([{ a: 0, b: 30, c: 0, d: 300 }], 0.9);
    expect(numberOf(nothing, "upper")).toBeGreaterThan(0.05);
  });

  test("strata in which all rows had one result do not make it certain", () => {
    const decided = tablesOf([
      [100, 0, 100, 0],
      [0, 100, 0, 100],
    ]);
    const certain = computedValue(mantelHaenszelDifference(decided, 0.95));
    expect(certain).toMatchObject({ estimate: 0, interval: { method: "Newcombe hybrid score (sparse)" }, detail: { standardError: 0 } });
    expect(numberOf(certain, "upper")).toBeCloseTo(numberOf(newcombeDifference(100, 200, 100, 200, 0.95), "upper"), 12);
    const oneMore = mantelHaenszelDifference([...decided, ...tablesOf([[4, 9, 9, 9]])], 0.95);
    expect(oneMore).toMatchObject({ interval: { method: "Newcombe hybrid score (sparse)" } });
    const enough = mantelHaenszelDifference([...decided, ...tablesOf([[5, 9, 9, 9]])], 0.95);
    expect(enough).toMatchObject({ interval: { method: "Sato variance, normal" } });
  });

  test("is within -1 and 1 with its limits, and turns its sign with the rows", () => {
    expect(mantelHaenszelDifference([{ a: 0, b: 3, c: 3, d: 0 }], 0.95)).toMatchObject({ estimate: -1, interval: { lower: -1 } });
    expect(mantelHaenszelDifference([{ a: 3, b: 0, c: 0, d: 3 }], 0.95)).toMatchObject({ estimate: 1, interval: { upper: 1 } });
    expect(
      mantelHaenszelDifference(
        tablesOf([
          [95, 5, 5, 95],
          [5, 1, 1, 4],
        ]),
        1 - 1e-12,
      ).status,
    ).toBe("computed");
    fc.assert(
      fc.property(tables, (strata) => {
        const [one, other] = [mantelHaenszelDifference(strata, 0.95), mantelHaenszelDifference(exchanged(strata), 0.95)];
        expect(one.status).toBe(other.status);
        if (one.status !== "computed") return;
        expect(one.estimate).toBeCloseTo(-numberOf(other, "estimate"), 12);
        expect(numberOf(one, "lower")).toBeCloseTo(-numberOf(other, "upper"), 10);
        expect(numberOf(one, "lower")).toBeGreaterThanOrEqual(-1);
        expect(numberOf(one, "upper")).toBeLessThanOrEqual(1);
      }),
      { seed: 4 },
    );
  });

  test("cannot be computed when no stratum holds both rows", () => {
    expect(mantelHaenszelDifference([{ a: 3, b: 4, c: 0, d: 0 }], 0.95)).toMatchObject({ code: "no-rows" });
    expect(mantelHaenszelDifference([{ a: 0, b: 0, c: 3, d: 0 }], 0.95)).toMatchObject({ code: "no-rows" });
    expect(() => mantelHaenszelDifference(wrong, 0.95)).toThrow(BAD_INPUT);
    expect(() => mantelHaenszelDifference(BERKELEY, 0)).toThrow(BAD_INPUT);
  });
});

describe("stratified exact test", () => {
  test("names what was done: one stratum, several, or too many possible totals", () => {
    const one = computedValue(stratifiedExactTest([{ a: 7, b: 12, c: 5, d: 30 }, lone]));
    expect(one).toMatchObject({ method: "Fisher exact test", estimate: 7, n: 54, detail: { strata: 1, strataWithoutInformation: 1 } });
    const two = tablesOf([
      [7, 12, 5, 30],
      [3, 1, 1, 3],
    ]);
    expect(stratifiedExactTest(two)).toMatchObject({ method: "Stratified exact conditional test", estimate: 10, n: 62 });
    // 600 possible totals are convolved, 601 are not.
    expect(stratifiedExactTest([{ a: 300, b: 300, c: 300, d: 300 }]).status).toBe("computed");
    expect(computedValue(stratifiedExactTest([{ a: 300, b: 300, c: 300, d: 300 }])).method).toBe("Fisher exact test");
    expect(computedValue(stratifiedExactTest([{ a: 300, b: 301, c: 301, d: 301 }])).method).toContain("Cochran-Mantel-Haenszel test with");
  });

  test("equals enumeration of all tables with these margins", () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ a: fc.nat(4), b: fc.nat(4), c: fc.nat(4), d: fc.nat(4) }), { minLength: 1, maxLength: 3 }),
        (strata) => {
          const outcome = stratifiedExactTest(strata);
          if (outcome.status !== "computed") return;
          const factorial = (n: number): number => (n <= 1 ? 1 : n * factorial(n - 1));
          const weight = (a: number, b: number, c: number, d: number) => 1 / (factorial(a) * factorial(b) * factorial(c) * factorial(d));
          let law = new Map([[0, 1]]);
          for (const { a, b, c, d } of strata) {
            const next = new Map<number, number>();
            for (let x = Math.max(0, a - d); x <= a + Math.min(b, c); x += 1)
              for (const [total, mass] of law)
                next.set(total + x, (next.get(total + x) ?? 0) + mass * weight(x, a + b - x, a + c - x, d - a + x));
            law = next;
          }
          const seen = law.get(strata.reduce((sum, { a }) => sum + a, 0)) ?? 0;
          const masses = [...law.values()];
          const all = masses.reduce((sum, mass) => sum + mass, 0);
          const extreme = masses.filter((mass) => mass <= seen * (1 + 1e-7)).reduce((sum, mass) => sum + mass, 0);
          expect(numberOf(outcome, "p")).toBeCloseTo(extreme / all, 10);
          expect(numberOf(stratifiedExactTest(exchanged(strata)), "p")).toBeCloseTo(extreme / all, 10);
        },
      ),
      { seed: 5 },
    );
  });

  test("counts of 1e12 keep their few possible totals, and nothing informative is refused", () => {
    expect(numberOf(stratifiedExactTest([{ a: 5, b: 1e12, c: 0, d: 1e12 }]), "p")).toBeCloseTo(2 / 32, 9);
    expect(stratifiedExactTest(noneLeft)).toMatchObject({ code: "degenerate" });
    expect(() => stratifiedExactTest(wrong)).toThrow(BAD_INPUT);
  });
});

describe("directly standardised rate", () => {
  test("one stratum is its own rate with its own Wilson interval", () => {
    const outcome = computedValue(
      standardisedRate(
        [
          { count: 3, rows: 20, weight: 0.1 },
          { count: 0, rows: 0, weight: 0 },
        ],
        0.9,
      ),
    );
    expect(outcome).toMatchObject({
      estimate: 0.15,
      n: 20,
      interval: { level: 0.9, method: "Wilson score on effective size" },
      detail: { strata: 1 },
    });
    expect(detailOf(outcome, "effectiveSize")).toBeCloseTo(20, 11);
    const { lower, upper } = wilsonInterval(3, 20, 0.9);
    expect(numberOf(outcome, "lower")).toBeCloseTo(lower, 12);
    expect(numberOf(outcome, "upper")).toBeCloseTo(upper, 12);
  });

  test("keeps an interval where nothing happened, within 0 and 1, and does not depend on the scale of the weights", () => {
    const none = standardisedRate(
      [
        { count: 0, rows: 5, weight: 1 },
        { count: 0, rows: 7, weight: 2 },
      ],
      0.95,
    );
    expect([numberOf(none, "estimate"), numberOf(none, "lower")]).toEqual([0, 0]);
    expect(numberOf(none, "upper")).toBeGreaterThan(0.2);
    const all = standardisedRate(
      [
        { count: 5, rows: 5, weight: 1 },
        { count: 7, rows: 7, weight: 2 },
      ],
      0.95,
    );
    expect(numberOf(all, "upper")).toBe(1);
    const stratum = fc
      .integer({ min: 1, max: 40 })
      .chain((rows) => fc.record({ rows: fc.constant(rows), count: fc.nat(rows), weight: fc.integer({ min: 1, max: 9 }) }));
    fc.assert(
      fc.property(fc.array(stratum, { minLength: 1, maxLength: 5 }), (strata) => {
        const one = standardisedRate(strata, 0.95);
        const scaled = standardisedRate(
          strata.map((entry) => ({ ...entry, weight: entry.weight * 1e9 })),
          0.95,
        );
        expect(numberOf(scaled, "estimate")).toBeCloseTo(numberOf(one, "estimate"), 12);
        expect(numberOf(one, "lower")).toBeGreaterThanOrEqual(0);
        expect(numberOf(one, "upper")).toBeLessThanOrEqual(1);
        const failures = standardisedRate(
          strata.map((entry) => ({ ...entry, count: entry.rows - entry.count })),
          0.95,
        );
        expect(numberOf(failures, "upper")).toBeCloseTo(1 - numberOf(one, "lower"), 10);
      }),
      { seed: 6 },
    );
  });

  test("refuses an empty standard and strata without rows of the group", () => {
    expect(standardisedRate([], 0.95)).toMatchObject({ code: "no-rows" });
    expect(standardisedRate([{ count: 1, rows: 2, weight: 0 }], 0.95)).toMatchObject({ code: "no-rows" });
    expect(
      standardisedRate(
        [
          { count: 0, rows: 0, weight: 3 },
          { count: 1, rows: 2, weight: 1 },
        ],
        0.95,
      ),
    ).toMatchObject({
      code: "zero-denominator",
      reason: expect.stringContaining("1 of 2 strata"),
    });
    expect(() => standardisedRate([{ count: 3, rows: 2, weight: 1 }], 0.95)).toThrow(BAD_INPUT);
    expect(() => standardisedRate([{ count: 1, rows: 2, weight: -1 }], 0.95)).toThrow(BAD_INPUT);
    expect(() => standardisedRate([{ count: 1, rows: 2, weight: 1 }], 1)).toThrow(BAD_INPUT);
  });
});

describe("Simpson reversal", () => {
  test("Berkeley: men are ahead overall, behind in four departments of six, and the reversal is flagged", () => {
    const outcome = computedValue(simpsonReversal([...BERKELEY, lone], 0.95));
    expect(outcome).toMatchObject({ estimate: 1, method: "Simpson reversal flag", n: 4537 });
    expect(outcome.detail).toMatchObject({
      withinStrataExcludesEqualOdds: "no",
      state: "mixed",
      strataInSameDirection: 2,
      strataInOppositeDirection: 4,
      strataWithoutDirection: 0,
      strataWithoutInformation: 1,
    });
    expect(detailOf(outcome, "withinStrataPValue")).toBe(numberOf(cochranMantelHaenszel(BERKELEY, { continuityCorrection: true }), "p"));
    expect(detailOf(outcome, "heterogeneityPValue")).toBe(numberOf(breslowDayTarone(BERKELEY), "p"));
  });

  test("strata that all point the other way are reversed, whatever the flag's interval", () => {
    const reversed = tablesOf([
      [90, 10, 850, 150],
      [300, 700, 20, 80],
    ]);
    expect(simpsonReversal(reversed, 0.95)).toMatchObject({
      estimate: 1,
      detail: { state: "reversed", withinStrataExcludesEqualOdds: "yes" },
    });
    const turned = simpsonReversal(exchanged(reversed), 0.95);
    expect(turned).toMatchObject({ estimate: 1, detail: { state: "reversed", withinStrataExcludesEqualOdds: "yes" } });
    const few = tablesOf([
      [9, 1, 85, 15],
      [3, 7, 2, 8],
    ]);
    expect(simpsonReversal(few, 0.95)).toMatchObject({ estimate: 0, detail: { state: "reversed", withinStrataExcludesEqualOdds: "no" } });
    expect(
      simpsonReversal(
        tablesOf([
          [30, 10, 10, 30],
          [30, 10, 10, 30],
        ]),
        0.95,
      ),
    ).toMatchObject({ estimate: 0, detail: { state: "agree" } });
  });

  test("one informative stratum has no heterogeneity to test, and says so", () => {
    const outcome = computedValue(simpsonReversal([{ a: 30, b: 10, c: 10, d: 30 }], 0.95));
    expect(outcome.detail?.["heterogeneityPValue"]).toContain("fewer than two strata");
  });

  test("directions are counted for any cells", () => {
    expect(
      directionsByStratum(
        tablesOf([
          [1, 0, 0, 1],
          [2, 2, 2, 2],
        ]),
      ),
    ).toEqual({
      state: "agree",
      pooled: 1,
      sameDirection: 1,
      oppositeDirection: 0,
      noDirection: 1,
      withoutInformation: 0,
    });
    expect(
      directionsByStratum(
        tablesOf([
          [2, 1, 1, 2],
          [1, 2, 2, 1],
        ]),
      ),
    ).toMatchObject({ state: "mixed", pooled: 0, sameDirection: 0, oppositeDirection: 2 });
    expect(directionsByStratum(tablesOf([[2, 2, 2, 2]]))).toMatchObject({ state: "agree", pooled: 0, noDirection: 1 });
    // Counts whose products differ beyond the precision of doubles.
    expect(directionsByStratum(tablesOf([[1e12 + 1, 1e12, 1e12, 1e12]])).pooled).toBe(1);
    expect(directionsByStratum(tablesOf([[1e12, 1e12, 1e12 + 1, 1e12]])).pooled).toBe(-1);
  });

  test("exchanging the groups turns the direction and leaves the state", () => {
    fc.assert(
      fc.property(tables, (strata) => {
        const [one, other] = [directionsByStratum(strata), directionsByStratum(exchanged(strata))];
        expect(other).toEqual({ ...one, pooled: one.pooled === 0 ? 0 : -one.pooled });
        const informative = one.sameDirection + one.oppositeDirection + one.noDirection;
        expect(informative + one.withoutInformation).toBe(strata.length);
      }),
      { seed: 8 },
    );
  });

  test("refuses without informative strata and without odds ratios", () => {
    expect(simpsonReversal(noneLeft, 0.95)).toMatchObject({ code: "degenerate" });
    expect(simpsonReversal(tablesOf([[0, 5, 1, 9]]), 0.95)).toMatchObject({
      code: "zero-denominator",
      reason: expect.stringContaining("Woolf"),
    });
    expect(
      simpsonReversal(
        tablesOf([
          [3, 0, 1, 2],
          [0, 2, 0, 4],
        ]),
        0.95,
      ),
    ).toMatchObject({ code: "zero-denominator", reason: expect.stringContaining("common") });
  });
});
