import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Computed, type Outcome, isComputed } from "../../src/foundation/outcome.ts";
import { breslowDayTarone } from "../../src/statistics/stratified/breslow-day.ts";
import { cochranMantelHaenszel } from "../../src/statistics/stratified/cochran-mantel-haenszel.ts";
import { CONFUSION_RATES, confusionRate } from "../../src/statistics/error-rates/confusion-rates.ts";
import { katzRatio } from "../../src/statistics/proportions/katz-ratio.ts";
import { mantelHaenszelOddsRatio } from "../../src/statistics/stratified/mantel-haenszel-odds-ratio.ts";
import { oddsRatioWoolf } from "../../src/statistics/proportions/odds-ratio-woolf.ts";
import { imbensManskiInterval } from "../../src/statistics/error-rates/imbens-manski.ts";
import { manskiBounds } from "../../src/statistics/error-rates/manski-bounds.ts";
import { scoreTestDifference } from "../../src/statistics/proportions/score-test-difference.ts";
import { standardisedRate } from "../../src/statistics/stratified/standardised-rate.ts";
import golden from "./subgroup-golden.json" with { type: "json" };

// R's UCBAdmissions: admitted men, admitted women; rejected men, rejected women, by department.
const BERKELEY = [
  { a: 512, b: 89, c: 313, d: 19 },
  { a: 353, b: 17, c: 207, d: 8 },
  { a: 120, b: 202, c: 205, d: 391 },
  { a: 138, b: 131, c: 279, d: 244 },
  { a: 53, b: 94, c: 138, d: 299 },
  { a: 22, b: 24, c: 351, d: 317 },
];

function value(outcome: Outcome): Computed {
  if (!isComputed(outcome)) throw new Error(outcome.reason);
  return outcome;
}

function expectClose(actual: readonly (number | undefined)[], expected: readonly number[], relative = 1e-9): void {
  expect(actual.length).toBe(expected.length);
  expected.forEach((number, index) =>
    expect(Math.abs((actual[index] ?? Number.NaN) / number - 1), `value ${index}: ${actual[index]} for ${number}`).toBeLessThan(relative),
  );
}

function withInterval(outcome: Outcome): (number | undefined)[] {
  const { estimate, interval } = value(outcome);
  return [estimate, interval?.lower, interval?.upper];
}

describe("stratified tables agree with R 4.2.2", () => {
  test("Cochran-Mantel-Haenszel with and without continuity correction", () => {
    const corrected = value(cochranMantelHaenszel(BERKELEY, { continuityCorrection: true }));
    const plain = value(cochranMantelHaenszel(BERKELEY, { continuityCorrection: false }));
    expectClose([corrected.estimate, corrected.pValue], golden.cmhCorrected);
    expectClose([plain.estimate, plain.pValue], golden.cmhPlain);
  });

  test("Mantel-Haenszel odds ratio and Robins-Breslow-Greenland interval", () => {
    expectClose(withInterval(mantelHaenszelOddsRatio(BERKELEY, 0.95)), golden.mantelHaenszelOddsRatio);
  });

  test("Breslow-Day with Tarone's correction", () => {
    const outcome = value(breslowDayTarone(BERKELEY));
    expectClose([outcome.estimate, outcome.pValue, Number(outcome.detail?.["uncorrected"])], golden.breslowDayTarone);
  });

  test("Woolf interval of the pooled table and directly standardised rate", () => {
    expectClose(withInterval(oddsRatioWoolf({ a: 1198, b: 557, c: 1493, d: 1278 }, 0.95)), golden.oddsRatioWoolf);
    const women = BERKELEY.map(({ a, b, c, d }) => ({ count: b, rows: b + d, weight: a + b + c + d }));
    expectClose(withInterval(standardisedRate(women, 0.95)), golden.standardisedRate);
  });

  test("strata that hold one group only change nothing, and alone they say nothing", () => {
    const lone = { a: 5, b: 6, c: 0, d: 0 };
    const options = { continuityCorrection: false };
    expect(value(cochranMantelHaenszel([...BERKELEY, lone], options)).estimate).toBe(
      value(cochranMantelHaenszel(BERKELEY, options)).estimate,
    );
    expect(cochranMantelHaenszel([lone], options)).toMatchObject({ status: "not-computable", code: "degenerate" });
    expect(mantelHaenszelOddsRatio([{ a: 3, b: 0, c: 0, d: 4 }], 0.95)).toMatchObject({ code: "zero-denominator" });
    expect(breslowDayTarone(BERKELEY.slice(0, 1))).toMatchObject({ code: "too-few" });
    expect(standardisedRate([{ count: 0, rows: 0, weight: 3 }], 0.95)).toMatchObject({ code: "zero-denominator" });
  });

  test("exchanging the two groups inverts the odds ratio and leaves the tests alone", () => {
    const cell = fc.integer({ min: 1, max: 500 });
    fc.assert(
      fc.property(fc.array(fc.record({ a: cell, b: cell, c: cell, d: cell }), { minLength: 2, maxLength: 5 }), (strata) => {
        const exchanged = strata.map(({ a, b, c, d }) => ({ a: c, b: d, c: a, d: b }));
        expect(
          value(mantelHaenszelOddsRatio(exchanged, 0.95)).estimate * value(mantelHaenszelOddsRatio(strata, 0.95)).estimate,
        ).toBeCloseTo(1, 9);
        expect(value(breslowDayTarone(exchanged)).estimate).toBeCloseTo(value(breslowDayTarone(strata)).estimate, 6);
      }),
      { numRuns: 60 },
    );
  });
});

describe("two proportions", () => {
  test("score test is R's prop.test times (N - 1)/N, small margins use fisher.test", () => {
    const outcome = value(scoreTestDifference(56, 70, 48, 80));
    expectClose([Number(outcome.detail?.["z"]), outcome.pValue], golden.scoreTest);
    const exact = value(scoreTestDifference(3, 50, 1, 150));
    expect(exact.method).toBe("Fisher exact test");
    expectClose([exact.pValue], golden.fisherBranch, 1e-8);
  });

  test("Katz ratio (review G5)", () => {
    expectClose(withInterval(katzRatio(108, 300, 80, 190, 0.95)), golden.katzRatio);
    expect(katzRatio(0, 10, 3, 10, 0.95)).toMatchObject({ code: "zero-denominator" });
  });
});

describe("partial identification", () => {
  const cells = {
    truePositive: 300,
    falsePositive: 100,
    falseNegative: 0,
    trueNegative: 0,
    unlabelledPredictedPositive: 0,
    unlabelledPredictedNegative: 600,
  };

  test("the review's case B13", () => {
    expect(manskiBounds("falsePositiveRate", cells)).toEqual({ lowerCount: 100, lowerRows: 700, upperCount: 100, upperRows: 100 });
    expect(manskiBounds("truePositiveRate", cells)).toEqual({ lowerCount: 300, lowerRows: 900, upperCount: 300, upperRows: 300 });
    expect(manskiBounds("accuracy", cells)).toEqual({ lowerCount: 300, lowerRows: 1000, upperCount: 900, upperRows: 1000 });
    expect(manskiBounds("precision", cells)).toEqual({ lowerCount: 300, lowerRows: 400, upperCount: 300, upperRows: 400 });
  });

  test("Imbens-Manski limits, wide and narrow region", () => {
    for (const [lower, upper, expected] of [
      [300, 900, golden.imbensManskiWide],
      [500, 510, golden.imbensManskiNarrow],
    ] as const) {
      const outcome = value(imbensManskiInterval({ lowerCount: lower, lowerRows: 1000, upperCount: upper, upperRows: 1000 }, 0.95, 1000));
      expectClose([Number(outcome.detail?.["criticalValue"]), outcome.interval?.lower, outcome.interval?.upper], expected);
    }
    expect(imbensManskiInterval({ lowerCount: 0, lowerRows: 0, upperCount: 0, upperRows: 0 }, 0.95, 0)).toMatchObject({
      code: "not-identifiable",
    });
  });

  test("whatever the unlabelled turn out to be, every rate lies within its bounds, and each bound is reached", () => {
    const small = fc.integer({ min: 1, max: 4 });
    const shape = fc.record({ tp: small, fp: small, fn: small, tn: small, up: small, un: small });
    fc.assert(
      fc.property(shape, ({ tp, fp, fn, tn, up, un }) => {
        for (const rate of CONFUSION_RATES) {
          const known = { truePositive: tp, falsePositive: fp, falseNegative: fn, trueNegative: tn };
          const bounds = manskiBounds(rate, { ...known, unlabelledPredictedPositive: up, unlabelledPredictedNegative: un });
          const completions: number[] = [];
          for (let i = 0; i <= up; i += 1)
            for (let j = 0; j <= un; j += 1)
              completions.push(
                value(
                  confusionRate(
                    rate,
                    { truePositive: tp + i, falsePositive: fp + up - i, falseNegative: fn + j, trueNegative: tn + un - j },
                    0.95,
                  ),
                ).estimate,
              );
          expect(Math.min(...completions)).toBeCloseTo(bounds.lowerCount / bounds.lowerRows, 12);
          expect(Math.max(...completions)).toBeCloseTo(bounds.upperCount / bounds.upperRows, 12);
        }
      }),
      { numRuns: 40 },
    );
  });

  test("a rate without denominator is not computable", () => {
    expect(confusionRate("precision", { truePositive: 0, falsePositive: 0, falseNegative: 2, trueNegative: 3 }, 0.95)).toMatchObject({
      code: "zero-denominator",
    });
  });
});
