import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Interval, Outcome } from "../../src/foundation/outcome.ts";
import { clopperPearsonInterval, clopperPearsonUpper } from "../../src/statistics/proportions/clopper-pearson.ts";
import { type Alternative, fisherExact } from "../../src/statistics/proportions/fisher-exact.ts";
import { fisherMidP } from "../../src/statistics/proportions/fisher-mid-p.ts";
import { determinantOf, fourfoldTotal } from "../../src/statistics/proportions/fourfold-table.ts";
import { katzRatio } from "../../src/statistics/proportions/katz-ratio.ts";
import { miettinenNurminenDifference } from "../../src/statistics/proportions/miettinen-nurminen-difference.ts";
import { miettinenNurminenRatio } from "../../src/statistics/proportions/miettinen-nurminen-ratio.ts";
import { newcombeDifference } from "../../src/statistics/proportions/newcombe-difference.ts";
import { oddsRatioWoolf } from "../../src/statistics/proportions/odds-ratio-woolf.ts";
import { restrictedVariance } from "../../src/statistics/proportions/restricted-variance.ts";
import { scoreTestDifference } from "../../src/statistics/proportions/score-test-difference.ts";
import { type DetectionPlan, smallestDetectableDifference } from "../../src/statistics/proportions/smallest-detectable-difference.ts";
import { twoProportionTest } from "../../src/statistics/proportions/two-proportion-test.ts";
import { wilsonDistances, wilsonInterval } from "../../src/statistics/proportions/wilson-interval.ts";
import { casesForZeroEventBound, zeroEventUpperLimit } from "../../src/statistics/proportions/zero-event-bound.ts";
import { computedValue, detailOf, numberOf } from "./comparisons/computed-value.ts";
import { testGoldenValues } from "./comparisons/golden-tests.ts";
import { proportions } from "./comparisons/proportions.ts";
import { expectRelative } from "./golden-file.ts";

testGoldenValues(proportions);

const BAD_INPUT = expect.objectContaining({ code: "bad-input" });
const size = fc.integer({ min: 1, max: 400 });
const sample = size.chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)));

function intervalOf(outcome: Outcome): Interval {
  const { interval } = computedValue(outcome);
  if (interval === undefined) throw new Error("No interval.");
  return interval;
}

function expectLimits(actual: Interval, lower: number, upper: number): void {
  expectRelative(actual.lower, lower, 1e-11, "lower");
  expectRelative(actual.upper, upper, 1e-11, "upper");
}

describe("fourfold tables", () => {
  test("total and cross difference, exact beyond the doubles", () => {
    expect(fourfoldTotal({ a: 1, b: 2, c: 3, d: 5 })).toBe(11);
    expect(determinantOf({ a: 3, b: 2, c: 5, d: 7 })).toBe(11);
    expect(determinantOf({ a: 1e12 + 1, b: 1e12, c: 1e12, d: 1e12 - 1 })).toBe(-1);
  });
});

describe("one proportion", () => {
  test("the review's G6, G13 and G16 hold", () => {
    expectLimits(wilsonInterval(15, 148, 0.95), 0.0623863995307, 0.160487241723);
    expectRelative(wilsonInterval(0, 30, 0.95).upper, 0.113513393174, 1e-11, "G6 0/30");
    expectRelative(clopperPearsonInterval(0, 30, 0.95).upper, 0.115703308222, 1e-11, "G6");
    expectRelative(clopperPearsonUpper(2, 95, 0.95), 0.0647889303145, 1e-11, "G13");
    expectRelative(clopperPearsonUpper(0, 59, 0.95), 0.0495076098882, 1e-11, "G13 zero overrides");
    expect(clopperPearsonUpper(7, 7, 0.95)).toBe(1);
    expect(wilsonInterval(3, 7, 0.9)).toMatchObject({ level: 0.9, method: "Wilson score" });
    expect(clopperPearsonInterval(3, 7, 0.9)).toMatchObject({ level: 0.9, method: "Clopper-Pearson" });
  });

  test("limits mirror when successes and failures are exchanged, contain the share and stay in 0..1", () => {
    fc.assert(
      fc.property(sample, fc.constantFrom(0.8, 0.95, 0.999), ([k, n], level) => {
        for (const make of [wilsonInterval, clopperPearsonInterval]) {
          const [here, mirrored] = [make(k, n, level), make(n - k, n, level)];
          expect(Math.abs(here.lower - (1 - mirrored.upper))).toBeLessThan(1e-12);
          expect(here.lower).toBeGreaterThanOrEqual(0);
          expect(here.lower).toBeLessThanOrEqual(k / n);
          expect(here.upper).toBeGreaterThanOrEqual(k / n);
          expect(here.upper).toBeLessThanOrEqual(1);
        }
      }),
      { seed: 1 },
    );
  });

  test("the distances of the Wilson limits are those limits less the share, and do not cancel at 1e12", () => {
    fc.assert(
      fc.property(sample, ([k, n]) => {
        const { below, above } = wilsonDistances(k, n, 0.95);
        const { lower, upper } = wilsonInterval(k, n, 0.95);
        expect(below).toBeCloseTo(k / n - lower, 13);
        expect(above).toBeCloseTo(upper - k / n, 13);
      }),
      { seed: 2 },
    );
    // z sqrt(p q / n) for such counts, to first order.
    expectRelative(wilsonDistances(5e11, 1e12, 0.95).below, 1.959963984540054 * 0.5e-6, 1e-11, "1e12");
  });

  test("more data narrow the interval, more confidence widens it", () => {
    const width = ({ lower, upper }: Interval) => upper - lower;
    for (const make of [wilsonInterval, clopperPearsonInterval]) {
      expect(width(make(30, 100, 0.95))).toBeLessThan(width(make(3, 10, 0.95)));
      expect(width(make(3, 10, 0.99))).toBeGreaterThan(width(make(3, 10, 0.95)));
    }
  });

  test("impossible counts and levels throw", () => {
    for (const [k, n] of [
      [3, 2],
      [-1, 2],
      [0, 0],
      [Number.NaN, 3],
      [1, Infinity],
    ] as const)
      for (const make of [wilsonInterval, wilsonDistances, clopperPearsonInterval, clopperPearsonUpper])
        expect(() => make(k, n, 0.95)).toThrow(BAD_INPUT);
    expect(() => clopperPearsonInterval(1.5, 3, 0.95)).toThrow(BAD_INPUT);
    expect(() => clopperPearsonInterval(1, 3.5, 0.95)).toThrow(BAD_INPUT);
    for (const make of [wilsonInterval, wilsonDistances, clopperPearsonInterval, clopperPearsonUpper])
      expect(() => make(1, 3, 1)).toThrow(BAD_INPUT);
  });
});

describe("two proportions, intervals", () => {
  const differences = [newcombeDifference, miettinenNurminenDifference];
  const ratios = [miettinenNurminenRatio, katzRatio];

  test("the review's G4, G5 and G20 hold", () => {
    expectLimits(intervalOf(newcombeDifference(56, 70, 48, 80, 0.95)), 0.0524314724024, 0.333872654037);
    expectLimits(intervalOf(miettinenNurminenDifference(56, 70, 48, 80, 0.95)), 0.0528297132458, 0.338172940016);
    expectLimits(intervalOf(miettinenNurminenRatio(108, 300, 80, 190, 0.95)), 0.684392203273, 1.07374526404);
    expectLimits(intervalOf(katzRatio(108, 300, 80, 190, 0.95)), 0.68282359797, 1.07059129499);
    expectLimits(intervalOf(newcombeDifference(60, 1000, 52, 1000, 0.9)), -0.00901597721604, 0.0250975583509);
  });

  test("say what they rest on", () => {
    const names = ["Newcombe hybrid score", "Miettinen-Nurminen score", "Miettinen-Nurminen score", "Katz log"];
    [...differences, ...ratios].forEach((compute, index) => {
      const outcome = computedValue(compute(3, 8, 2, 16, 0.9));
      expect(outcome).toMatchObject({ n: 24, estimate: index < 2 ? 0.25 : 3, interval: { level: 0.9, method: names[index] } });
    });
    expect(newcombeDifference(3, 8, 2, 16, 0.9)).toMatchObject({ detail: { x1: 3, n1: 8, x2: 2, n2: 16, p1: 0.375, p2: 0.125 } });
    expect(miettinenNurminenDifference(3, 8, 2, 16, 0.9)).toMatchObject({ detail: { x1: 3, n1: 8, x2: 2, n2: 16, p1: 0.375, p2: 0.125 } });
    expect(miettinenNurminenRatio(3, 8, 2, 16, 0.9)).toMatchObject({ detail: { x1: 3, n1: 8, x2: 2, n2: 16, p1: 0.375, p2: 0.125 } });
  });

  test("differences mirror when samples or outcomes are exchanged, and ratios invert", () => {
    fc.assert(
      fc.property(sample, sample, ([x1, n1], [x2, n2]) => {
        for (const compute of differences) {
          const here = intervalOf(compute(x1, n1, x2, n2, 0.95));
          const swapped = intervalOf(compute(x2, n2, x1, n1, 0.95));
          const failures = intervalOf(compute(n1 - x1, n1, n2 - x2, n2, 0.95));
          expect(Math.abs(here.lower + swapped.upper)).toBeLessThan(1e-10);
          expect(Math.abs(here.lower + failures.upper)).toBeLessThan(1e-10);
          expect(here.lower).toBeLessThanOrEqual(x1 / n1 - x2 / n2 + 1e-12);
          expect(here.upper).toBeGreaterThanOrEqual(x1 / n1 - x2 / n2 - 1e-12);
          expect(here.lower).toBeGreaterThanOrEqual(-1);
          expect(here.upper).toBeLessThanOrEqual(1);
        }
        if (x1 === 0 || x2 === 0) return;
        for (const compute of ratios) {
          if (compute === katzRatio && x1 === n1 && x2 === n2) continue;
          const ratio = intervalOf(compute(x1, n1, x2, n2, 0.95));
          const inverse = intervalOf(compute(x2, n2, x1, n1, 0.95));
          expectRelative(ratio.lower, 1 / inverse.upper, 1e-9, "inverse");
        }
      }),
      { seed: 3, numRuns: 100 },
    );
  });

  test("a difference is inside the score interval exactly when its score test does not reject", () => {
    const z = 1.959963984540054;
    fc.assert(
      fc.property(sample, sample, fc.double({ min: -0.95, max: 0.95, noNaN: true }), ([x1, n1], [x2, n2], d) => {
        const { lower, upper } = intervalOf(miettinenNurminenDifference(x1, n1, x2, n2, 0.95));
        // At the estimate itself the statistic of two empty or two full samples is 0/0.
        if (Math.min(Math.abs(d - lower), Math.abs(d - upper), Math.abs(d - x1 / n1 + x2 / n2)) < 1e-9) return;
        const variance = (restrictedVariance({ x1, n1, x2, n2 }, d) * (n1 + n2)) / (n1 + n2 - 1);
        expect(Math.abs(x1 / n1 - x2 / n2 - d) <= z * Math.sqrt(variance)).toBe(lower < d && d < upper);
      }),
      { seed: 4 },
    );
  });

  test("the restricted rates have the largest likelihood of all with that difference", () => {
    const likelihood = (x: number, n: number, p: number) => (x === 0 ? 0 : x * Math.log(p)) + (n - x === 0 ? 0 : (n - x) * Math.log(1 - p));
    for (const [x1, n1, x2, n2, d] of [
      [3, 10, 7, 12, 0.2],
      [0, 10, 7, 12, 0.3],
      [10, 10, 0, 12, 0.4],
      [3, 10, 7, 12, -0.6],
      [5, 5, 9, 9, 0.1],
    ] as const) {
      let [best, variance] = [-Infinity, Number.NaN];
      for (let p2 = Math.max(0, -d); p2 <= Math.min(1, 1 - d) + 1e-12; p2 += 1e-5) {
        const p1 = Math.min(1, Math.max(0, p2 + d));
        const value = likelihood(x1, n1, p1) + likelihood(x2, n2, Math.min(1, p2));
        if (value > best) [best, variance] = [value, (p1 * (1 - p1)) / n1 + (p2 * (1 - p2)) / n2];
      }
      expect(restrictedVariance({ x1, n1, x2, n2 }, d)).toBeCloseTo(variance, 5);
    }
  });

  test("empty samples, a reference rate of 0, one row, and rates without spread are refused", () => {
    for (const compute of [...differences, ...ratios]) {
      expect(compute(0, 0, 1, 2, 0.95)).toMatchObject({ code: "zero-denominator", reason: expect.stringContaining("first group") });
      expect(compute(1, 2, 0, 0, 0.95)).toMatchObject({ code: "zero-denominator", reason: expect.stringContaining("second group") });
      expect(() => compute(3, 2, 1, 2, 0.95)).toThrow(BAD_INPUT);
      expect(() => compute(1, 2, 3, 2, 0.95)).toThrow(BAD_INPUT);
      expect(() => compute(1, 2, -1, 2, 0.95)).toThrow(BAD_INPUT);
      expect(() => compute(1, Infinity, 1, 2, 0.95)).toThrow(BAD_INPUT);
      expect(() => compute(1, 2, 1, 2, 1)).toThrow(BAD_INPUT);
    }
    expect(miettinenNurminenRatio(1, 2, 0, 2, 0.95)).toMatchObject({ code: "zero-denominator" });
    expect(miettinenNurminenRatio(0.2, 0.5, 0.1, 0.5, 0.95)).toMatchObject({ code: "too-few" });
    expect(miettinenNurminenDifference(0.2, 0.5, 0.1, 0.5, 0.95)).toMatchObject({ code: "too-few" });
    expect(katzRatio(1, 2, 0, 2, 0.95)).toMatchObject({ code: "zero-denominator" });
    expect(katzRatio(0, 2, 1, 2, 0.95)).toMatchObject({ code: "zero-denominator" });
    expect(katzRatio(2, 2, 3, 3, 0.95)).toMatchObject({ code: "degenerate" });
  });

  test("Woolf's odds ratio refuses every zero cell", () => {
    const outcome = computedValue(oddsRatioWoolf({ a: 3, b: 97, c: 40, d: 12 }, 0.9));
    expect(outcome).toMatchObject({ method: "Odds ratio", n: 152, interval: { level: 0.9, method: "Woolf logit" } });
    expect(detailOf(outcome, "standardErrorOfLog")).toBeCloseTo(Math.sqrt(1 / 3 + 1 / 97 + 1 / 40 + 1 / 12), 12);
    for (const cell of ["a", "b", "c", "d"])
      expect(oddsRatioWoolf({ a: 1, b: 2, c: 3, d: 4, [cell]: 0 }, 0.95)).toMatchObject({ code: "zero-denominator" });
    expect(() => oddsRatioWoolf({ a: 1, b: 2, c: 3, d: 4.5 }, 0.95)).toThrow(BAD_INPUT);
    expect(() => oddsRatioWoolf({ a: 1, b: 2, c: 3, d: 4 }, 0)).toThrow(BAD_INPUT);
  });
});

describe("two proportions, tests", () => {
  test("the z test names its counts; 0 against 0 and all against all is no evidence of a difference", () => {
    const outcome = computedValue(twoProportionTest(2, 8, 9, 12));
    expect(outcome).toMatchObject({
      estimate: -0.5,
      n: 20,
      method: "Two-proportion z test, pooled variance",
      detail: { pooled: 0.55, smallestExpectedCount: 8 * 0.45 },
    });
    expect(twoProportionTest(0, 10, 0, 20)).toMatchObject({ pValue: 1, estimate: 0, detail: { z: 0, smallestExpectedCount: 0 } });
    expect(twoProportionTest(10, 10, 20, 20)).toMatchObject({ pValue: 1, estimate: 0, detail: { z: 0, smallestExpectedCount: 0 } });
    expect(twoProportionTest(1, 2, 0, 0)).toMatchObject({ code: "zero-denominator" });
    expect(() => twoProportionTest(3, 2, 0, 1)).toThrow(BAD_INPUT);
  });

  test("the score test looks at the margins only when it chooses the exact branch", () => {
    expect(scoreTestDifference(3, 50, 1, 150)).toMatchObject({ method: "Fisher exact test", n: 200, detail: { smallestExpected: 1 } });
    // Expected counts of 5 and just below.
    expect(computedValue(scoreTestDifference(10, 20, 0, 20)).method).toBe("Miettinen-Nurminen score test");
    expect(computedValue(scoreTestDifference(9, 20, 0, 20)).method).toBe("Fisher exact test");
    expect(computedValue(scoreTestDifference(31, 40, 40, 40)).detail).toEqual({ smallestExpected: 4.5 });
    const outcome = computedValue(scoreTestDifference(56, 70, 48, 80));
    expect(outcome).toMatchObject({ estimate: 0.2, n: 150 });
    expect(detailOf(outcome, "smallestExpected")).toBeCloseTo((70 / 150) * 46, 12);
    expect(scoreTestDifference(0, 10, 0, 20)).toEqual({
      status: "computed",
      estimate: 0,
      n: 30,
      method: "Miettinen-Nurminen score test",
      pValue: 1,
      detail: { z: 0 },
    });
    expect(scoreTestDifference(10, 10, 20, 20)).toMatchObject({ pValue: 1, detail: { z: 0 } });
    expect(scoreTestDifference(0, 0, 1, 2)).toMatchObject({ code: "no-rows" });
    expect(scoreTestDifference(1, 2, 0, 0)).toMatchObject({ code: "no-rows" });
    for (const [x1, n1, x2, n2] of [
      [3, 2, 1, 2],
      [1, 2, 3, 2],
      [1.5, 2, 1, 2],
      [1, 2.5, 1, 2],
      [-1, 2, 1, 2],
    ] as const)
      expect(() => scoreTestDifference(x1, n1, x2, n2)).toThrow(BAD_INPUT);
  });

  test("exchanging samples turns z and keeps p", () => {
    fc.assert(
      fc.property(sample, sample, ([x1, n1], [x2, n2]) => {
        for (const compute of [twoProportionTest, scoreTestDifference]) {
          const [one, other] = [computedValue(compute(x1, n1, x2, n2)), computedValue(compute(x2, n2, x1, n1))];
          expect(one.estimate).toBeCloseTo(-other.estimate, 12);
          expectRelative(other.pValue ?? -1, one.pValue ?? -2, 1e-9, "p");
          expect(one.pValue).toBeLessThanOrEqual(1);
        }
      }),
      { seed: 5 },
    );
  });
});

describe("Fisher's exact test", () => {
  const sides: readonly Alternative[] = ["two-sided", "greater", "less"];
  const p = (outcome: Outcome) => numberOf(outcome, "p");

  test("names its side and its counts, and refuses empty rows", () => {
    expect(fisherExact(3, 1, 1, 3)).toMatchObject({
      estimate: 0.5,
      n: 8,
      method: "Fisher's exact test, two-sided",
      detail: { a: 3, b: 1, c: 1, d: 3 },
    });
    expect(fisherExact(3, 1, 1, 3, "greater")).toMatchObject({ method: "Fisher's exact test, greater" });
    expect(fisherMidP(3, 1, 1, 3, "less")).toMatchObject({ method: "Fisher's exact test, less, mid-p" });
    for (const compute of [fisherExact, fisherMidP])
      for (const side of sides) {
        expect(compute(0, 0, 3, 4, side)).toMatchObject({ code: "zero-denominator" });
        expect(compute(3, 4, 0, 0, side)).toMatchObject({ code: "zero-denominator" });
        expect(p(compute(0, 5, 0, 9, side))).toBe(1);
        expect(p(compute(7, 0, 8, 0, side))).toBe(1);
        expect(() => compute(1, 2, 3, 0.5, side)).toThrow(BAD_INPUT);
        expect(() => compute(1, 2, -3, 5, side)).toThrow(BAD_INPUT);
      }
  });

  test("exchanging rows turns the side, exchanging both keeps everything; mid-p is smaller; sides overlap in the table seen", () => {
    const count = fc.nat(40);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), count, fc.integer({ min: 1, max: 40 }), count, (a, b, c, d) => {
        expectRelative(p(fisherExact(c, d, a, b)), p(fisherExact(a, b, c, d)), 1e-10, "rows");
        expectRelative(p(fisherExact(c, d, a, b, "less")), p(fisherExact(a, b, c, d, "greater")), 1e-10, "sides");
        expectRelative(p(fisherExact(d, c, b, a, "greater")), p(fisherExact(a, b, c, d, "greater")), 1e-10, "both");
        for (const side of sides) {
          expect(p(fisherExact(a, b, c, d, side))).toBeGreaterThan(0);
          expect(p(fisherMidP(a, b, c, d, side))).toBeLessThanOrEqual(p(fisherExact(a, b, c, d, side)));
        }
        if (b + d === 0) return;
        expect(p(fisherMidP(a, b, c, d, "greater")) + p(fisherMidP(a, b, c, d, "less"))).toBeCloseTo(1, 10);
        expect(p(fisherExact(a, b, c, d))).toBeGreaterThanOrEqual(
          Math.min(p(fisherExact(a, b, c, d, "greater")), p(fisherExact(a, b, c, d, "less"))) - 1e-12,
        );
      }),
      { seed: 6 },
    );
  });

  test("at counts of 1e12 in every cell it answers, near the z test", () => {
    const [a, b, c, d] = [5e11 + 1e6, 5e11 - 1e6, 5e11, 5e11];
    expectRelative(p(fisherExact(a, b, c, d)), p(twoProportionTest(a, 1e12, c, 1e12)), 1e-4, "1e12");
    expect(p(fisherExact(5e11, 5e11, 5e11, 5e11))).toBe(1);
  });
});

describe("zero events", () => {
  test("need 59 cases for 5 % and 149 for 2 % (review G13)", () => {
    expect([casesForZeroEventBound(0.05, 0.95), casesForZeroEventBound(0.02, 0.95)]).toEqual([59, 149]);
    expectRelative(zeroEventUpperLimit(59, 0.95), 0.0495076098882, 1e-11, "59");
    expectRelative(zeroEventUpperLimit(149, 0.95), 0.0199048162207, 1e-11, "149");
  });

  test("the least number of cases brings the limit below the rate, one less does not; it is Clopper-Pearson's one-sided limit", () => {
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 0.9, noNaN: true }), fc.double({ min: 0.5, max: 0.999, noNaN: true }), (rate, level) => {
        const cases = casesForZeroEventBound(rate, level);
        expect(zeroEventUpperLimit(cases, level)).toBeLessThanOrEqual(rate * (1 + 1e-9));
        if (cases > 1) expect(zeroEventUpperLimit(cases - 1, level)).toBeGreaterThan(rate * (1 - 1e-9));
        expectRelative(clopperPearsonUpper(0, cases, level), zeroEventUpperLimit(cases, level), 1e-10, "Clopper-Pearson");
      }),
      { seed: 7 },
    );
  });

  test("no cases, and rates or levels outside 0..1, throw", () => {
    for (const [cases, level] of [
      [0, 0.95],
      [-1, 0.95],
      [5, 0],
      [5, 1],
    ] as const)
      expect(() => zeroEventUpperLimit(cases, level)).toThrow(BAD_INPUT);
    for (const [rate, level] of [
      [0, 0.95],
      [1, 0.95],
      [0.5, 0],
      [0.5, 1],
    ] as const)
      expect(() => casesForZeroEventBound(rate, level)).toThrow(BAD_INPUT);
  });
});

describe("smallest detectable difference", () => {
  const plan: DetectionPlan = { n1: 500, n2: 800, referenceRate: 0.2, q: 0.05, hypotheses: 1000 };

  test("is shown at q and at q over the family, where it is larger (review A19)", () => {
    const { atQ, atFamilyLevel } = smallestDetectableDifference(plan);
    expect(atQ).toMatchObject({
      n: 1300,
      method: "Smallest detectable difference, two-sided z test",
      detail: { n1: 500, n2: 800, referenceRate: 0.2, power: 0.8, alpha: 0.05 },
    });
    expect(detailOf(atFamilyLevel, "alpha")).toBe(0.05 / 1000);
    expect(numberOf(atFamilyLevel, "estimate")).toBeGreaterThan(1.7 * numberOf(atQ, "estimate"));
    const large = smallestDetectableDifference({ ...plan, n1: 1e12, n2: 1e12 });
    // The ratio of normal points for samples so large that the variances agree.
    expect(numberOf(large.atFamilyLevel, "estimate") / numberOf(large.atQ, "estimate")).toBeCloseTo(1.748, 3);
    expect(smallestDetectableDifference({ ...plan, hypotheses: 1 }).atFamilyLevel).toEqual(
      smallestDetectableDifference({ ...plan, hypotheses: 1 }).atQ,
    );
  });

  test("the estimate is the larger of both directions; a direction that cannot be found is named", () => {
    const { atQ } = smallestDetectableDifference(plan);
    expect(numberOf(atQ, "estimate")).toBe(Math.max(detailOf(atQ, "increase"), detailOf(atQ, "decrease")));
    const low = computedValue(smallestDetectableDifference({ ...plan, n1: 40, n2: 40, referenceRate: 0.02 }).atQ);
    expect(low.detail).toMatchObject({ decrease: "none" });
    expect(low.estimate).toBe(detailOf(low, "increase"));
    const high = computedValue(smallestDetectableDifference({ ...plan, n1: 40, n2: 40, referenceRate: 0.98 }).atQ);
    expect(high.detail).toMatchObject({ increase: "none" });
    expect(high.estimate).toBe(detailOf(high, "decrease"));
    expect(high.estimate).toBeCloseTo(low.estimate, 12);
    expect(smallestDetectableDifference({ ...plan, n1: 2, n2: 2, referenceRate: 0.5 }).atQ).toMatchObject({
      code: "too-few",
      reason: expect.stringContaining("2 and 2 rows"),
    });
  });

  test("shrinks with rows and grows with power and strictness", () => {
    const estimate = (change: Partial<DetectionPlan>) => numberOf(smallestDetectableDifference({ ...plan, ...change }).atQ, "estimate");
    expect(estimate({ n1: 5000 })).toBeLessThan(estimate({}));
    expect(estimate({ n2: 8000 })).toBeLessThan(estimate({}));
    expect(estimate({ power: 0.9 })).toBeGreaterThan(estimate({ power: 0.8 }));
    expect(estimate({ power: 0.8 })).toBe(estimate({}));
    expect(estimate({ q: 0.01 })).toBeGreaterThan(estimate({}));
  });

  test("refuses empty samples and throws for wrong plans", () => {
    expect(smallestDetectableDifference({ ...plan, n1: 0 })).toMatchObject({
      atQ: { code: "zero-denominator" },
      atFamilyLevel: { code: "zero-denominator" },
    });
    expect(smallestDetectableDifference({ ...plan, n2: 0 })).toMatchObject({ atQ: { code: "zero-denominator" } });
    for (const wrong of [
      { n1: -1 },
      { n2: Infinity },
      { referenceRate: 1.1 },
      { q: 0 },
      { q: 1 },
      { hypotheses: 0 },
      { hypotheses: 1.5 },
      { power: 0.4 },
      { power: 1 },
    ])
      expect(() => smallestDetectableDifference({ ...plan, ...wrong })).toThrow(BAD_INPUT);
    expect(smallestDetectableDifference({ ...plan, power: 0.5 }).atQ.status).toBe("computed");
  });
});

describe("Miettinen-Nurminen at the edge", () => {
  test("the ratio of exchanged samples is the reciprocal, also where both rates are nearly 1", () => {
    for (const samples of [
      [1e12 - 1, 1e12, 1, 1],
      [1e9, 1e9, 7, 7],
      [1e12 - 2, 1e12, 3, 3],
      [3, 1e12, 40, 50],
    ] as const) {
      const [x1, n1, x2, n2] = samples;
      const [one, other] = [miettinenNurminenRatio(x1, n1, x2, n2, 0.9), miettinenNurminenRatio(x2, n2, x1, n1, 0.9)];
      expect(numberOf(one, "lower") * numberOf(other, "upper")).toBeCloseTo(1, 14);
      expect(numberOf(one, "upper") * numberOf(other, "lower")).toBeCloseTo(1, 14);
    }
  });

  test("a level of next to nothing gives the estimate, not an endless search", () => {
    expect(miettinenNurminenDifference(3, 10, 4, 10, 1e-17)).toMatchObject({ interval: { lower: 0.3 - 0.4, upper: 0.3 - 0.4 } });
  });
});
