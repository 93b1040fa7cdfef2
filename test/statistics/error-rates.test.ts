import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { balancedAccuracy } from "../../src/statistics/error-rates/balanced-accuracy.ts";
import {
  CONFUSION_RATES,
  type ConfusionCells,
  confusionRate,
  confusionRateTitle,
} from "../../src/statistics/error-rates/confusion-rates.ts";
import { TickmarkError } from "../../src/foundation/errors.ts";
import { fBeta } from "../../src/statistics/error-rates/f-beta.ts";
import { imbensManskiInterval } from "../../src/statistics/error-rates/imbens-manski.ts";
import { manskiBounds } from "../../src/statistics/error-rates/manski-bounds.ts";
import { matthewsCorrelation } from "../../src/statistics/error-rates/matthews-correlation.ts";
import { classRate, multiclassAccuracy, multiclassRate } from "../../src/statistics/error-rates/multiclass-rates.ts";
import { type RegressionSums, regressionErrors } from "../../src/statistics/error-rates/regression-errors.ts";
import { normalQuantile } from "../../src/statistics/distributions/normal.ts";
import { wilsonInterval } from "../../src/statistics/proportions/wilson-interval.ts";
import { computedValue, detailOf, numberOf } from "./comparisons/computed-value.ts";
import { errorRates } from "./comparisons/error-rates.ts";
import { testGoldenValues } from "./comparisons/golden-tests.ts";

testGoldenValues(errorRates);

const BAD_INPUT = expect.objectContaining({ code: "bad-input" });
const cells = (truePositive: number, falsePositive: number, falseNegative: number, trueNegative: number): ConfusionCells => ({
  truePositive,
  falsePositive,
  falseNegative,
  trueNegative,
});
const count = fc.nat(60);
const anyCells = fc.tuple(count, count, count, count).map((four) => cells(...four));

describe("confusion rates", () => {
  test("carry their Wilson interval, count and title", () => {
    const outcome = confusionRate("falsePositiveRate", cells(30, 10, 20, 140), 0.9);
    expect(outcome).toMatchObject({
      estimate: 10 / 150,
      n: 150,
      method: "False positive rate",
      interval: wilsonInterval(10, 150, 0.9),
      detail: { count: 10 },
    });
    expect(CONFUSION_RATES.map(confusionRateTitle)).toHaveLength(new Set(CONFUSION_RATES.map(confusionRateTitle)).size);
  });

  test("a rate without denominator is not computable and says of what", () => {
    const reasons = CONFUSION_RATES.map((rate) => confusionRate(rate, cells(0, 0, 0, 0), 0.95));
    for (const outcome of reasons)
      expect(outcome).toMatchObject({ code: "zero-denominator", reason: expect.stringContaining("there are no") });
    expect(confusionRate("precision", cells(0, 0, 2, 3), 0.95)).toMatchObject({ reason: "Precision: there are no predicted positives." });
    expect(() => confusionRate("accuracy", cells(1, 1, 1, 0.5), 0.95)).toThrow(BAD_INPUT);
  });

  test("complementary rates add up to one", () => {
    fc.assert(
      fc.property(anyCells, (table) => {
        for (const [one, other] of [
          ["truePositiveRate", "falseNegativeRate"],
          ["falsePositiveRate", "trueNegativeRate"],
          ["precision", "falseDiscoveryRate"],
          ["negativePredictiveValue", "falseOmissionRate"],
        ] as const) {
          const [first, second] = [confusionRate(one, table, 0.95), confusionRate(other, table, 0.95)];
          expect(first.status).toBe(second.status);
          if (first.status === "computed") expect(first.estimate + numberOf(second, "estimate")).toBeCloseTo(1, 12);
        }
      }),
      { seed: 1 },
    );
  });
});

describe("F-beta", () => {
  test("is the weighted harmonic mean of precision and recall, and tends to each", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), count, count, fc.constantFrom(0.3, 1, 2.5), (tp, fp, fn, beta) => {
        const [precision, recall] = [tp / (tp + fp), tp / (tp + fn)];
        const outcome = computedValue(fBeta(cells(tp, fp, fn, 9), beta, 0.95));
        expect(outcome.estimate).toBeCloseTo(((1 + beta ** 2) * precision * recall) / (beta ** 2 * precision + recall), 12);
        expect(outcome.n).toBe(tp + fp + fn);
        expect(numberOf(outcome, "lower")).toBeLessThanOrEqual(outcome.estimate);
        expect(numberOf(outcome, "upper")).toBeGreaterThanOrEqual(outcome.estimate);
        expect(numberOf(fBeta(cells(tp, fp, fn, 9), 1e-3, 0.95), "estimate")).toBeCloseTo(precision, 4);
        expect(numberOf(fBeta(cells(tp, fp, fn, 9), 1e3, 0.95), "estimate")).toBeCloseTo(recall, 4);
      }),
      { seed: 2 },
    );
  });

  test("refuses weights beyond a thousand to one", () => {
    for (const beta of [0.99e-3, 1001, Number.NaN]) expect(() => fBeta(cells(3, 1, 2, 9), beta, 0.95)).toThrow(TickmarkError);
    expect(fBeta(cells(3, 1, 2, 9), 1e-3, 0.95).status).toBe("computed");
    expect(fBeta(cells(3, 1, 2, 9), 1e3, 0.95).status).toBe("computed");
  });

  test("says its beta, its effective size and its interval's method", () => {
    const outcome = computedValue(fBeta(cells(30, 10, 20, 0), 1, 0.9));
    // (2t + e)^2 / (2 (t + e)) rows would have this variance.
    expect(outcome).toMatchObject({ method: "F score with beta 1", detail: { beta: 1, effectiveSize: 90 ** 2 / 120 } });
    expect(outcome.interval).toMatchObject({ level: 0.9, method: "Wilson score at the effective size" });
  });

  test("nothing found is 0 with a width, nothing to find is not computable", () => {
    const none = computedValue(fBeta(cells(0, 0, 4, 6), 1, 0.95));
    expect([none.estimate, numberOf(none, "lower")]).toEqual([0, 0]);
    expect(numberOf(none, "upper")).toBeGreaterThan(0.3);
    const all = computedValue(fBeta(cells(12, 0, 0, 3), 1, 0.95));
    expect([all.estimate, numberOf(all, "upper")]).toEqual([1, 1]);
    expect(numberOf(all, "lower")).toBeLessThan(0.9);
    expect(fBeta(cells(0, 0, 0, 8), 1, 0.95)).toMatchObject({ code: "zero-denominator" });
    expect(() => fBeta(cells(1, 1, 1, 1), 0, 0.95)).toThrow(BAD_INPUT);
    expect(() => fBeta(cells(1, 1, 1, 1), 1, 0)).toThrow(BAD_INPUT);
    expect(() => fBeta(cells(1, -1, 1, 1), 1, 0.95)).toThrow(BAD_INPUT);
  });
});

describe("balanced accuracy", () => {
  test("does not depend on class sizes, mirrors with the errors, and stays within 0 and 1", () => {
    expect(balancedAccuracy(cells(9, 0, 1, 5), 0.95)).toMatchObject({ estimate: 0.95, n: 15, detail: { positives: 10, negatives: 5 } });
    expect(numberOf(balancedAccuracy(cells(9, 0, 1, 5), 0.95), "upper")).toBeLessThan(1);
    expect(numberOf(balancedAccuracy(cells(9, 0, 0, 5), 0.95), "upper")).toBe(1);
    expect(numberOf(balancedAccuracy(cells(0, 4, 9, 0), 0.95), "lower")).toBe(0);
    fc.assert(
      fc.property(anyCells, (table) => {
        const outcome = balancedAccuracy(table, 0.95);
        const { truePositive: tp, falsePositive: fp, falseNegative: fn, trueNegative: tn } = table;
        const opposite = balancedAccuracy(cells(fn, tn, tp, fp), 0.95);
        expect(outcome.status).toBe(opposite.status);
        if (outcome.status !== "computed") return;
        expect(outcome.estimate).toBeCloseTo(1 - numberOf(opposite, "estimate"), 12);
        expect(numberOf(outcome, "lower")).toBeCloseTo(1 - numberOf(opposite, "upper"), 12);
      }),
      { seed: 3 },
    );
  });

  test("needs both classes", () => {
    expect(balancedAccuracy(cells(0, 3, 0, 4), 0.95)).toMatchObject({
      code: "zero-denominator",
      reason: expect.stringContaining("positives"),
    });
    expect(balancedAccuracy(cells(3, 0, 4, 0), 0.95)).toMatchObject({
      code: "zero-denominator",
      reason: expect.stringContaining("negatives"),
    });
    expect(() => balancedAccuracy(cells(3, 0.5, 4, 0), 0.95)).toThrow(BAD_INPUT);
    expect(() => balancedAccuracy(cells(3, 5, 4, 0), 1)).toThrow(BAD_INPUT);
  });
});

describe("Matthews correlation", () => {
  test("is the correlation of two binary rows", () => {
    fc.assert(
      fc.property(anyCells, (table) => {
        const outcome = matthewsCorrelation(table, 0.95);
        const { truePositive: tp, falsePositive: fp, falseNegative: fn, trueNegative: tn } = table;
        if (outcome.status !== "computed") {
          expect(Math.min(tp + fp, tn + fn, tp + fn, tn + fp)).toBe(0);
          return;
        }
        const n = tp + fp + fn + tn;
        const [p, q] = [(tp + fp) / n, (tp + fn) / n];
        expect(outcome.n).toBe(n);
        expect(outcome.estimate).toBeCloseTo((tp / n - p * q) / Math.sqrt(p * (1 - p) * q * (1 - q)), 10);
        // Calling everything the other way round turns the sign.
        const turned = computedValue(matthewsCorrelation(cells(fn, tn, tp, fp), 0.95));
        expect(turned.estimate).toBeCloseTo(-outcome.estimate, 12);
        if (outcome.interval === undefined) return;
        expect(numberOf(turned, "upper")).toBeCloseTo(-numberOf(outcome, "lower"), 10);
        expect(outcome.interval.lower).toBeLessThanOrEqual(outcome.estimate);
        expect(outcome.interval.upper).toBeLessThanOrEqual(1);
      }),
      { seed: 4 },
    );
  });

  test("perfect rules have no interval and say why; an empty margin is not computable", () => {
    const perfect = computedValue(matthewsCorrelation(cells(5, 0, 0, 9), 0.95));
    expect(perfect).toMatchObject({ estimate: 1, n: 14, detail: { interval: expect.stringContaining("none") } });
    expect(perfect.detail).not.toHaveProperty("standardError");
    expect(perfect.interval).toBeUndefined();
    expect(matthewsCorrelation(cells(0, 3, 4, 0), 0.95)).toMatchObject({ estimate: -1, n: 7 });
    for (const table of [cells(0, 0, 3, 4), cells(3, 4, 0, 0), cells(3, 0, 2, 0), cells(0, 3, 0, 2)])
      expect(matthewsCorrelation(table, 0.95)).toMatchObject({ code: "zero-denominator" });
    expect(matthewsCorrelation(cells(3, 1, 2, 4), 0.9)).toMatchObject({ interval: { level: 0.9, method: "Fisher z, delta method" } });
    expect(() => matthewsCorrelation(cells(3, 1, 2, 4), 1)).toThrow(BAD_INPUT);
    expect(() => matthewsCorrelation(cells(3, 1, 2, 0.1), 0.5)).toThrow(BAD_INPUT);
  });
});

describe("several classes", () => {
  const three = [
    [50, 3, 2],
    [4, 40, 6],
    [1, 9, 30],
  ];

  test("accuracy, micro averages and weighted recall are one number with the Wilson interval", () => {
    const accuracy = computedValue(multiclassAccuracy(three, 0.9));
    expect(accuracy).toMatchObject({
      estimate: 120 / 145,
      n: 145,
      method: "Accuracy",
      interval: wilsonInterval(120, 145, 0.9),
      detail: { classes: 3, count: 120 },
    });
    for (const metric of ["precision", "recall", "f1"] as const)
      expect(multiclassRate(three, metric, "micro", 0.9)).toMatchObject({ estimate: accuracy.estimate, interval: accuracy.interval });
    expect(multiclassRate(three, "recall", "weighted", 0.9)).toMatchObject({ estimate: accuracy.estimate, method: "Weighted recall" });
    expect(multiclassRate(three, "f1", "macro", 0.9).status === "computed" && multiclassRate(three, "f1", "micro", 0.9)).toMatchObject({
      method: "Micro-averaged F1 score",
    });
  });

  test("one class against the rest has the rates of its confusion table", () => {
    const rest = cells(40, 12, 10, 83);
    expect(classRate(three, "precision", 1, 0.95)).toEqual(confusionRate("precision", rest, 0.95));
    expect(classRate(three, "recall", 1, 0.95)).toEqual(confusionRate("truePositiveRate", rest, 0.95));
    expect(classRate(three, "f1", 1, 0.95)).toEqual(fBeta(rest, 1, 0.95));
    expect(() => classRate(three, "f1", 3, 0.95)).toThrow(BAD_INPUT);
  });

  test("averages say how many classes they rest on and how wide their effective sample is", () => {
    const outcome = computedValue(multiclassRate(three, "f1", "macro", 0.95));
    expect(outcome).toMatchObject({ method: "Macro-averaged F1 score", n: 145, detail: { classes: 3, absentClasses: 0 } });
    expect(outcome.interval?.method).toBe("Wilson score at the effective size");
    const { estimate } = outcome;
    expect((estimate * (1 - estimate)) / detailOf(outcome, "standardError") ** 2).toBeCloseTo(detailOf(outcome, "effectiveSize"), 6);
  });

  test("a class that was never predicted has no precision, a class that never happened no recall; both have an F1", () => {
    const neverPredicted = [
      [8, 2, 0],
      [3, 7, 0],
      [1, 2, 0],
    ];
    const neverHappened = [
      [8, 2, 1],
      [3, 7, 2],
      [0, 0, 0],
    ];
    expect(multiclassRate(neverPredicted, "precision", "macro", 0.95)).toMatchObject({
      code: "zero-denominator",
      reason: "Macro-averaged precision: of 3 classes 1 was never predicted.",
    });
    expect(multiclassRate(neverPredicted, "precision", "weighted", 0.95)).toMatchObject({ code: "zero-denominator" });
    expect(multiclassRate(neverHappened, "recall", "macro", 0.95)).toMatchObject({
      code: "zero-denominator",
      reason: "Macro-averaged recall: of 3 classes 1 was never seen.",
    });
    expect(
      multiclassRate(
        [
          [1, 0, 0],
          [1, 0, 0],
          [1, 0, 0],
        ],
        "precision",
        "macro",
        0.95,
      ),
    ).toMatchObject({ reason: expect.stringContaining("2 were never") });
    expect(multiclassRate(neverHappened, "precision", "weighted", 0.95).status).toBe("computed");
    expect(multiclassRate(neverPredicted, "f1", "macro", 0.95).status).toBe("computed");
    expect(multiclassRate(neverHappened, "f1", "macro", 0.95).status).toBe("computed");
    expect(classRate(neverPredicted, "precision", 2, 0.95)).toMatchObject({ code: "zero-denominator" });
  });

  test("a class without rows and columns is left out and counted", () => {
    const absent = [
      [5, 0, 2],
      [0, 0, 0],
      [1, 0, 9],
    ];
    const without = [
      [5, 2],
      [1, 9],
    ];
    for (const metric of ["precision", "recall", "f1"] as const) {
      const outcome = computedValue(multiclassRate(absent, metric, "macro", 0.95));
      expect(outcome.detail).toMatchObject({ classes: 2, absentClasses: 1 });
      expect(outcome.estimate).toBe(numberOf(multiclassRate(without, metric, "macro", 0.95), "estimate"));
      expect(outcome.interval).toEqual(computedValue(multiclassRate(without, metric, "macro", 0.95)).interval);
    }
  });

  test("a class at 0 or 1 is not taken as certain", () => {
    const perfect = [
      [7, 0],
      [0, 7],
    ];
    for (const [metric, rows] of [["precision", 14] as const, ["recall", 14] as const, ["f1", 28] as const]) {
      const outcome = computedValue(multiclassRate(perfect, metric, "macro", 0.9));
      expect(outcome.estimate).toBe(1);
      expect(detailOf(outcome, "effectiveSize")).toBeCloseTo(rows, 10);
      expect(numberOf(outcome, "lower")).toBeCloseTo(wilsonInterval(rows, rows, 0.9).lower, 12);
    }
    const noneRight = multiclassRate(
      perfect.map((row) => row.toReversed()),
      "recall",
      "macro",
      0.9,
    );
    expect(numberOf(noneRight, "upper")).toBeCloseTo(wilsonInterval(0, 14, 0.9).upper, 12);
    // Two rows say little of the second class: half of its own Wilson interval is what the mean inherits.
    const few = multiclassRate(
      [
        [95, 5],
        [0, 2],
      ],
      "recall",
      "macro",
      0.95,
    );
    const middle = (2 + normalQuantile(0.975) ** 2 / 2) / (2 + normalQuantile(0.975) ** 2);
    expect(detailOf(few, "standardError") ** 2).toBeCloseTo((0.95 * 0.05) / 400 + (middle * (1 - middle)) / 8, 14);
    expect(numberOf(few, "estimate") - numberOf(few, "lower")).toBeGreaterThan(0.2);
  });

  test("without decisions there is no number", () => {
    expect(
      multiclassRate(
        [
          [0, 0],
          [0, 0],
        ],
        "f1",
        "macro",
        0.95,
      ),
    ).toMatchObject({ code: "no-rows" });
    expect(multiclassAccuracy([], 0.95)).toMatchObject({ code: "no-rows" });
    expect(() => multiclassRate([[1, 2]], "f1", "macro", 0.95)).toThrow(BAD_INPUT);
    expect(() => multiclassRate([[1, 2], [3]], "f1", "macro", 0.95)).toThrow(BAD_INPUT);
    expect(() => multiclassAccuracy([[1.5]], 0.95)).toThrow(BAD_INPUT);
    expect(() => multiclassAccuracy([[1]], 0)).toThrow(BAD_INPUT);
  });

  test("renaming the classes changes nothing", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 9, maxLength: 9 }), (values) => {
        const table = [values.slice(0, 3), values.slice(3, 6), values.slice(6)];
        const order = [2, 0, 1];
        const renamed = order.map((i) => order.map((j) => table[i]?.[j] ?? 0));
        for (const metric of ["precision", "recall", "f1"] as const)
          for (const average of ["macro", "weighted", "micro"] as const) {
            const [one, other] = [multiclassRate(table, metric, average, 0.95), multiclassRate(renamed, metric, average, 0.95)];
            expect(numberOf(other, "estimate")).toBeCloseTo(numberOf(one, "estimate"), 12);
            expect(numberOf(other, "lower")).toBeCloseTo(numberOf(one, "lower"), 10);
          }
      }),
      { seed: 5, numRuns: 40 },
    );
  });
});

describe("regression errors", () => {
  const sumsOf = (y: readonly number[], e: readonly number[], unit = 1): RegressionSums => {
    const total = (values: readonly number[]) => BigInt(values.reduce((sum, value) => sum + value, 0));
    return {
      n: y.length,
      unit,
      e: total(e),
      absoluteE: total(e.map(Math.abs)),
      squaredE: total(e.map((value) => value * value)),
      y: total(y),
      squaredY: total(y.map((value) => value * value)),
    };
  };
  const row = fc.tuple(fc.integer({ min: -100, max: 100 }), fc.integer({ min: -20, max: 20 }));

  test("agree with the definitions over the rows", () => {
    fc.assert(
      fc.property(fc.array(row, { minLength: 2, maxLength: 30 }), (rows) => {
        const [y, e] = [rows.map(([value]) => value), rows.map(([, error]) => error)];
        const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
        const errors = regressionErrors(sumsOf(y, e, 0.5), 0.95);
        expect(numberOf(errors.bias, "estimate")).toBeCloseTo(mean(e) / 2, 10);
        expect(numberOf(errors.meanAbsoluteError, "estimate")).toBeCloseTo(mean(e.map(Math.abs)) / 2, 10);
        expect(numberOf(errors.meanSquaredError, "estimate")).toBeCloseTo(mean(e.map((value) => value ** 2)) / 4, 10);
        expect(numberOf(errors.rootMeanSquaredError, "estimate") ** 2).toBeCloseTo(numberOf(errors.meanSquaredError, "estimate"), 10);
        const total = mean(y.map((value) => (value - mean(y)) ** 2));
        if (total > 0) expect(numberOf(errors.rSquared, "estimate")).toBeCloseTo(1 - mean(e.map((value) => value ** 2)) / total, 6);
        else expect(errors.rSquared).toMatchObject({ code: "degenerate" });
        const spread = e.reduce((sum, value) => sum + (value - mean(e)) ** 2, 0);
        if (spread > 0) expect(detailOf(errors.bias, "standardError")).toBeCloseTo(Math.sqrt(spread / (e.length - 1) / e.length) / 2, 10);
      }),
      { seed: 6 },
    );
  });

  test("name themselves, their n and their interval", () => {
    const errors = regressionErrors(sumsOf([1, 2, 3], [1, -1, 2]), 0.9);
    expect(errors.bias).toMatchObject({
      method: "Bias (mean error)",
      n: 3,
      interval: { level: 0.9, method: "Student t" },
      detail: { df: 2 },
    });
    expect(errors.meanAbsoluteError).toMatchObject({ method: "Mean absolute error", n: 3 });
    const two = regressionErrors(sumsOf([1, 2], [0, 10]), 0.95);
    expect(numberOf(two.meanAbsoluteError, "lower")).toBe(0);
    expect(numberOf(two.bias, "lower")).toBeLessThan(-50);
    expect(errors.meanSquaredError).toEqual({ status: "computed", method: "Mean squared error", n: 3, estimate: 2 });
    expect(errors.rootMeanSquaredError).toMatchObject({ method: "Root mean squared error", n: 3 });
    expect(errors.rSquared).toMatchObject({ method: "R squared", n: 3, estimate: 1 - 6 / 2 });
  });

  test("one row and equal errors have no interval, equal outcomes no R squared, no rows nothing", () => {
    const one = regressionErrors(sumsOf([4], [2]), 0.95);
    expect(one.bias).toMatchObject({ estimate: 2, detail: { interval: "none: one row has no spread" } });
    expect(one.rSquared).toMatchObject({ code: "degenerate" });
    const equal = regressionErrors(sumsOf([4, 5], [2, 2]), 0.95);
    expect(computedValue(equal.bias).interval).toBeUndefined();
    expect(equal.bias).toMatchObject({ detail: { interval: "none: all errors have the same size" } });
    const none = regressionErrors(sumsOf([], []), 0.95);
    for (const outcome of Object.values(none)) expect(outcome).toMatchObject({ code: "no-rows" });
  });

  test("sums that no rows can have are refused", () => {
    const sums = sumsOf([1, 2, 3], [1, -1, 2]);
    for (const wrong of [{ n: -1 }, { n: 1.5 }, { unit: 0 }, { absoluteE: 1n }, { e: -5n }, { squaredE: 5n }, { squaredY: 11n }])
      expect(() => regressionErrors({ ...sums, ...wrong }, 0.95)).toThrow(BAD_INPUT);
    expect(() => regressionErrors(sums, 1)).toThrow(BAD_INPUT);
    // The least possible ones are not.
    expect(regressionErrors({ ...sumsOf([2, 2], [-3, -3]) }, 0.95).bias).toMatchObject({ estimate: -3 });
  });
});

describe("partial identification", () => {
  const known = { ...cells(300, 100, 0, 0), unlabelledPredictedPositive: 0, unlabelledPredictedNegative: 600 };

  test("the review's case B13", () => {
    expect(manskiBounds("falsePositiveRate", known)).toEqual({ lowerCount: 100, lowerRows: 700, upperCount: 100, upperRows: 100 });
    expect(manskiBounds("truePositiveRate", known)).toEqual({ lowerCount: 300, lowerRows: 900, upperCount: 300, upperRows: 300 });
    expect(manskiBounds("accuracy", known)).toEqual({ lowerCount: 300, lowerRows: 1000, upperCount: 900, upperRows: 1000 });
    expect(manskiBounds("precision", known)).toEqual({ lowerCount: 300, lowerRows: 400, upperCount: 300, upperRows: 400 });
    expect(() => manskiBounds("precision", { ...known, unlabelledPredictedNegative: 0.5 })).toThrow(BAD_INPUT);
  });

  test("whatever the unlabelled turn out to be, every rate lies within its bounds, and each bound is reached", () => {
    const small = fc.integer({ min: 1, max: 4 });
    fc.assert(
      fc.property(fc.tuple(small, small, small, small, small, small), ([tp, fp, fn, tn, up, un]) => {
        for (const rate of CONFUSION_RATES) {
          const bounds = manskiBounds(rate, { ...cells(tp, fp, fn, tn), unlabelledPredictedPositive: up, unlabelledPredictedNegative: un });
          const completions: number[] = [];
          for (let i = 0; i <= up; i += 1)
            for (let j = 0; j <= un; j += 1)
              completions.push(numberOf(confusionRate(rate, cells(tp + i, fp + up - i, fn + j, tn + un - j), 0.95), "estimate"));
          expect(Math.min(...completions)).toBeCloseTo(bounds.lowerCount / bounds.lowerRows, 12);
          expect(Math.max(...completions)).toBeCloseTo(bounds.upperCount / bounds.upperRows, 12);
        }
      }),
      { seed: 7, numRuns: 40 },
    );
  });

  test("Imbens-Manski: between the one-sided and the two-sided quantile, clipped, with the region in the detail", () => {
    const outcome = computedValue(imbensManskiInterval({ lowerCount: 300, lowerRows: 1000, upperCount: 900, upperRows: 1000 }, 0.95, 1000));
    expect(outcome).toMatchObject({
      estimate: 0.6,
      n: 1000,
      method: "Manski worst-case bounds",
      interval: { level: 0.95, method: "Imbens-Manski, Wilson limits" },
      detail: { lowerBound: 0.3, upperBound: 0.9, estimateIs: "middle of the identified region" },
    });
    const certain = imbensManskiInterval({ lowerCount: 0, lowerRows: 50, upperCount: 50, upperRows: 50 }, 0.95, 50);
    expect(certain).toMatchObject({ interval: { lower: 0, upper: 1 } });
    expect(detailOf(certain, "criticalValue")).toBeCloseTo(1.6448536269514722, 12);
    const point = imbensManskiInterval({ lowerCount: 5, lowerRows: 10, upperCount: 5, upperRows: 10 }, 0.95, 10);
    expect(detailOf(point, "criticalValue")).toBeCloseTo(1.959963984540054, 12);
    const low = imbensManskiInterval({ lowerCount: 3, lowerRows: 10, upperCount: 9, upperRows: 10 }, 0.3, 10);
    expect(low).toMatchObject({ interval: { lower: 0.3, upper: 0.9 }, detail: { criticalValue: 0 } });
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 500 }),
        fc.nat(500),
        fc.nat(500),
        fc.constantFrom(0.8, 0.95, 0.999),
        (rows, one, two, level) => {
          const [lowerCount = 0, upperCount = 0] = [one % (rows + 1), two % (rows + 1)].toSorted((a, b) => a - b);
          const here = imbensManskiInterval({ lowerCount, lowerRows: rows, upperCount, upperRows: rows }, level, rows);
          expect(numberOf(here, "lower")).toBeLessThanOrEqual(lowerCount / rows);
          expect(numberOf(here, "upper")).toBeGreaterThanOrEqual(upperCount / rows);
          expect(numberOf(here, "lower")).toBeGreaterThanOrEqual(0);
          expect(numberOf(here, "upper")).toBeLessThanOrEqual(1);
        },
      ),
      { seed: 8 },
    );
  });

  test("Imbens-Manski: a share known in full has the Wilson interval, also at 0 and 1", () => {
    for (const k of [0, 1, 5, 6, 7]) {
      const outcome = imbensManskiInterval({ lowerCount: k, lowerRows: 7, upperCount: k, upperRows: 7 }, 0.95, 7);
      const { lower, upper } = wilsonInterval(k, 7, 0.95);
      expect(numberOf(outcome, "lower")).toBeCloseTo(lower, 14);
      expect(numberOf(outcome, "upper")).toBeCloseTo(upper, 14);
      expect(upper - lower).toBeGreaterThan(0.3);
    }
  });

  test("a bound without rows identifies nothing", () => {
    const region = { lowerCount: 1, lowerRows: 4, upperCount: 3, upperRows: 4 };
    expect(imbensManskiInterval({ ...region, lowerCount: 0, lowerRows: 0 }, 0.95, 0)).toMatchObject({ code: "not-identifiable" });
    expect(imbensManskiInterval({ ...region, upperCount: 0, upperRows: 0 }, 0.95, 0)).toMatchObject({ code: "not-identifiable" });
    expect(() => imbensManskiInterval({ ...region, upperCount: 5 }, 0.95, 4)).toThrow(BAD_INPUT);
    expect(() => imbensManskiInterval({ ...region, lowerCount: 5 }, 0.95, 4)).toThrow(BAD_INPUT);
    expect(() => imbensManskiInterval(region, 0, 4)).toThrow(BAD_INPUT);
  });
});
