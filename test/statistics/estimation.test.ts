import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type NotComputable, type Outcome, computed, notComputable } from "../../src/foundation/outcome.ts";
import { isotonicValueAt } from "../../src/statistics/calibration/isotonic-regression.ts";
import { confusionRate } from "../../src/statistics/error-rates/confusion-rates.ts";
import { fBeta } from "../../src/statistics/error-rates/f-beta.ts";
import { SMALLEST_CLASS, calibratorVariances } from "../../src/statistics/estimation/calibrator-bootstrap.ts";
import {
  CONCEPT_DRIFT_NOTICE,
  ESTIMATED_METRICS,
  type PerformanceEstimation,
  confidenceBasedPerformance,
} from "../../src/statistics/estimation/confidence-based-performance.ts";
import { crossFittedCalibration } from "../../src/statistics/estimation/cross-fitted-calibration.ts";
import { estimationRefusal } from "../../src/statistics/estimation/estimation-gate.ts";
import { expectedAreaUnderCurve } from "../../src/statistics/estimation/expected-area-under-curve.ts";
import { type ProbabilityCell, expectedConfusion } from "../../src/statistics/estimation/expected-confusion.ts";
import { EXPECTED_RATES, type ExpectedMetric, type ExpectedRate, expectedRate } from "../../src/statistics/estimation/expected-rate.ts";
import { unsupportedShare } from "../../src/statistics/estimation/unsupported-share.ts";
import { areaUnderCurve } from "../../src/statistics/ranking/area-under-curve.ts";
import { placementSums } from "../../src/statistics/ranking/placement-sums.ts";
import { seededRandom } from "../../src/statistics/resampling/random.ts";
import { HOLDING, LIMITS, assumptionsOf, computedOf, estimation, givenStream } from "./comparisons/estimation.ts";
import { testGoldenValues } from "./comparisons/golden-tests.ts";

testGoldenValues(estimation);

const BAD_INPUT = expect.objectContaining({ code: "bad-input" }) as unknown as Error;

function metricOf(value: ExpectedMetric | NotComputable): ExpectedMetric {
  if ("status" in value) throw new Error(value.reason);
  return value;
}

const probabilityCell: fc.Arbitrary<ProbabilityCell> = fc.record({
  score: fc.integer({ min: 0, max: 6 }),
  isPredictedPositive: fc.boolean(),
  rows: fc.integer({ min: 1, max: 5 }),
  probability: fc.integer({ min: 1, max: 9 }).map((tenths) => tenths / 10),
});
const cellList = fc.array(probabilityCell, { minLength: 1, maxLength: 8 });

/** All metrics that can be computed, by name. */
function everyMetric(cells: readonly ProbabilityCell[]): Map<string, ExpectedMetric> {
  const confusion = expectedConfusion(cells);
  const all = [
    ...EXPECTED_RATES.map((rate) => [rate, expectedRate(rate, confusion)] as const),
    ["areaUnderCurve", expectedAreaUnderCurve(cells)] as const,
  ];
  return new Map(all.flatMap(([name, value]) => ("status" in value ? [] : [[name, value] as const])));
}

function expectClose(actual: ExpectedMetric | undefined, expected: ExpectedMetric | undefined): void {
  if (actual === undefined || expected === undefined) return expect(actual).toEqual(expected);
  expect(actual.estimate).toBeCloseTo(expected.estimate, 12);
  expect(actual.labelVariance).toBeCloseTo(expected.labelVariance, 12);
}

describe("expected metrics", () => {
  test("do not depend on the order of the cells, on splitting a cell, on empty cells, or on the scale of the score", () => {
    fc.assert(
      fc.property(cellList, (cells) => {
        const expected = everyMetric(cells);
        const single = cells.flatMap((cell) => Array.from({ length: cell.rows }, () => ({ ...cell, rows: 1 })));
        const others = [
          cells.toReversed(),
          single,
          [...cells, { score: 3, isPredictedPositive: true, rows: 0, probability: 0.5 }],
          cells.map((cell) => ({ ...cell, score: Math.exp(cell.score) - 4 })),
        ];
        for (const changed of others) {
          const actual = everyMetric(changed);
          expect([...actual.keys()]).toEqual([...expected.keys()]);
          for (const [name, value] of actual) expectClose(value, expected.get(name));
        }
      }),
      { seed: 31 },
    );
  });

  test("exchange recall and specificity when the classes are exchanged, and keep accuracy and area", () => {
    fc.assert(
      fc.property(cellList, (cells) => {
        const mirrored = everyMetric(
          cells.map(({ score, isPredictedPositive, rows, probability }) => ({
            score: -score,
            isPredictedPositive: !isPredictedPositive,
            rows,
            probability: 1 - probability,
          })),
        );
        const here = everyMetric(cells);
        expectClose(here.get("recall"), mirrored.get("specificity"));
        expectClose(here.get("specificity"), mirrored.get("recall"));
        expectClose(here.get("accuracy"), mirrored.get("accuracy"));
        expectClose(here.get("areaUnderCurve"), mirrored.get("areaUnderCurve"));
      }),
      { seed: 32 },
    );
  });

  test("are the measured metrics, without variance, where every probability is 0 or 1", () => {
    const counts = fc.record({
      score: fc.integer({ min: 0, max: 4 }),
      positives: fc.integer({ min: 1, max: 9 }),
      negatives: fc.integer({ min: 1, max: 9 }),
    });
    fc.assert(
      fc.property(fc.uniqueArray(counts, { minLength: 2, maxLength: 5, selector: ({ score }) => score }), (groups) => {
        const cells = groups.flatMap(({ score, positives, negatives }) => [
          { score, isPredictedPositive: score >= 2, rows: positives, probability: 1 },
          { score, isPredictedPositive: score >= 2, rows: negatives, probability: 0 },
        ]);
        const { truePositive, falsePositive, falseNegative, trueNegative } = expectedConfusion(cells);
        const confusion = { truePositive, falsePositive, falseNegative, trueNegative };
        const measured: Record<ExpectedRate, Outcome> = {
          accuracy: confusionRate("accuracy", confusion, 0.9),
          precision: confusionRate("precision", confusion, 0.9),
          recall: confusionRate("truePositiveRate", confusion, 0.9),
          specificity: confusionRate("trueNegativeRate", confusion, 0.9),
          f1: fBeta(confusion, 1, 0.9),
        };
        const metrics = everyMetric(cells);
        for (const rate of EXPECTED_RATES) {
          const expected = measured[rate];
          if (expected.status === "computed") expectClose(metrics.get(rate), { estimate: expected.estimate, labelVariance: 0 });
          else expect(metrics.get(rate)).toBeUndefined();
        }
        const area = areaUnderCurve(placementSums(groups.toSorted((left, right) => left.score - right.score)), 0.9);
        expectClose(metrics.get("areaUnderCurve"), { estimate: computedOf(area).estimate, labelVariance: 0 });
      }),
      { seed: 33 },
    );
  });

  test("of 1e12 times the rows are the same, with 1e-12 times the variance", () => {
    const cells: ProbabilityCell[] = [
      { score: 0.2, isPredictedPositive: false, rows: 70, probability: 0.1 },
      { score: 0.7, isPredictedPositive: true, rows: 40, probability: 0.6 },
      { score: 0.9, isPredictedPositive: true, rows: 50, probability: 0.95 },
    ];
    const small = everyMetric(cells);
    for (const [name, value] of everyMetric(cells.map((cell) => ({ ...cell, rows: cell.rows * 1e12 })))) {
      expect(value.estimate).toBeCloseTo(small.get(name)?.estimate ?? Number.NaN, 13);
      expect(value.labelVariance * 1e12).toBeCloseTo(small.get(name)?.labelVariance ?? Number.NaN, 13);
    }
  });

  test("stay in 0..1, however the last digits of the area round", () => {
    fc.assert(
      fc.property(cellList, (cells) => {
        for (const [, { estimate, labelVariance }] of everyMetric(cells)) {
          expect(estimate).toBeGreaterThanOrEqual(0);
          expect(estimate).toBeLessThanOrEqual(1);
          expect(labelVariance).toBeGreaterThanOrEqual(0);
        }
      }),
      { seed: 34 },
    );
    const perfect = Array.from({ length: 49 }, (_, score) => ({
      score,
      isPredictedPositive: true,
      rows: 1,
      probability: score < 24 ? 0 : 1,
    }));
    expect(metricOf(expectedAreaUnderCurve(perfect)).estimate).toBe(1);
  });

  test("without a denominator are refused, each with its reason", () => {
    const none = expectedConfusion([]);
    const reasons = {
      accuracy: "There are no rows.",
      precision: "There are no predicted positives.",
      recall: "There are no expected positives.",
      specificity: "There are no expected negatives.",
      f1: "There are no positives, neither predicted nor expected.",
    };
    for (const rate of EXPECTED_RATES) expect(expectedRate(rate, none)).toEqual(notComputable("zero-denominator", reasons[rate]));
    const certain = (probability: number) => [0, 1].map((score) => ({ score, isPredictedPositive: true, rows: 3, probability }));
    expect(expectedAreaUnderCurve(certain(0))).toEqual(notComputable("zero-denominator", "There are no expected positives."));
    expect(expectedAreaUnderCurve(certain(1))).toEqual(notComputable("zero-denominator", "There are no expected negatives."));
    expect(expectedAreaUnderCurve([])).toMatchObject({ code: "zero-denominator" });
    const oneScore = [certain(0.3)[0], { score: 1, isPredictedPositive: true, rows: 0, probability: 0.9 }].filter(
      (cell) => cell !== undefined,
    );
    expect(expectedAreaUnderCurve(oneScore)).toEqual(notComputable("degenerate", "All rows have one score, which ranks nothing."));
  });

  test.each([
    ["half a row", { rows: 0.5 }],
    ["a negative count", { rows: -1 }],
    ["a probability above 1", { probability: 1.01 }],
    ["a probability below 0", { probability: -0.01 }],
  ])("throw for %s", (_title, wrong) => {
    const cells = [{ score: 1, isPredictedPositive: true, rows: 2, probability: 0.5, ...wrong }];
    expect(() => expectedConfusion(cells)).toThrow(BAD_INPUT);
    expect(() => expectedAreaUnderCurve(cells)).toThrow(BAD_INPUT);
  });

  test("throw for a score that is not a number", () => {
    expect(() => expectedAreaUnderCurve([{ score: Number.NaN, isPredictedPositive: true, rows: 2, probability: 0.5 }])).toThrow(BAD_INPUT);
  });
});

describe("the calibrator's part", () => {
  const cells = [
    { x: 0.2, rows: 40, events: 10 },
    { x: 0.8, rows: 40, events: 30 },
  ];
  const figures = (fit: Parameters<typeof isotonicValueAt>[0]) => [isotonicValueAt(fit, 0.2)];

  test("is the same for the same seed and stream, another for another", () => {
    const once = calibratorVariances(cells, figures, 50, seededRandom(1, "a"));
    expect(calibratorVariances(cells, figures, 50, seededRandom(1, "a"))).toEqual(once);
    expect(calibratorVariances(cells, figures, 50, seededRandom(1, "b"))).not.toEqual(once);
  });

  test("needs ten rows of either class", () => {
    const short = (events: number, others: number) => [{ x: 0, rows: events + others, events }];
    expect(SMALLEST_CLASS).toBe(10);
    expect(calibratorVariances(short(9, 50), figures, 5, seededRandom(1, "a"))).toEqual(
      notComputable("too-few", "The calibration rows have 9 events and 50 others; 10 of each are needed."),
    );
    expect(calibratorVariances(short(50, 9), figures, 5, seededRandom(1, "a"))).toMatchObject({ code: "too-few" });
    expect(calibratorVariances(short(10, 10), figures, 5, seededRandom(1, "a"))).toHaveLength(1);
  });

  test("is refused for a figure that a draw leaves undefined, and only for that one", () => {
    let calls = 0;
    const sometimes = () => [(calls += 1) > 2 ? undefined : 1, calls];
    expect(calibratorVariances(cells, sometimes, 4, seededRandom(1, "a"))).toEqual([
      notComputable("numerical", "The figure is undefined in 2 of 4 bootstrap replicates."),
      5 / 3,
    ]);
  });

  test("is exactly 0 for a figure that no draw moves", () => {
    expect(calibratorVariances(cells, () => [0.1, 0.7], 7, seededRandom(1, "a"))).toEqual([0, 0]);
  });

  test("throws for fewer than two replicates or a part of one", () => {
    expect(() => calibratorVariances(cells, figures, 1, seededRandom(1, "a"))).toThrow(BAD_INPUT);
    expect(() => calibratorVariances(cells, figures, 2.5, seededRandom(1, "a"))).toThrow(BAD_INPUT);
    expect(calibratorVariances(cells, figures, 2, seededRandom(1, "a"))).toHaveLength(1);
  });
});

describe("cross-fitted calibration", () => {
  const labelled = [
    { fold: 0, x: 1, rows: 10, events: 2 },
    { fold: 0, x: 2, rows: 10, events: 7 },
    { fold: 1, x: 1, rows: 10, events: 0 },
    { fold: 1, x: 2, rows: 10, events: 10 },
  ];

  test("gives each fold the fit of the others, half a row away from 0 and 1", () => {
    expect(crossFittedCalibration(labelled, labelled)).toEqual([
      { x: 0.5 / 21, rows: 10, events: 2 },
      { x: 1 - 0.5 / 21, rows: 10, events: 7 },
      { x: 0.2, rows: 10, events: 0 },
      { x: 0.7, rows: 10, events: 10 },
    ]);
  });

  test("checks a part of the rows by a fit to all of them", () => {
    expect(crossFittedCalibration(labelled, [{ fold: 1, x: 1.5, rows: 3, events: 1 }])).toEqual([
      { x: expect.closeTo(0.45, 15) as number, rows: 3, events: 1 },
    ]);
  });

  test.each([
    ["positives", 0],
    ["negatives", 10],
  ])("is refused where the other folds have no %s", (_class, events) => {
    const oneSided = [
      { fold: 0, x: 1, rows: 10, events: 5 },
      { fold: 1, x: 1, rows: 10, events },
    ];
    expect(crossFittedCalibration(oneSided, oneSided)).toEqual(
      notComputable("too-few", `Outside fold 0 the labelled rows have ${events} positives among 10; both classes are needed.`),
    );
  });

  test("is refused for a single fold, and empty without rows to check", () => {
    expect(crossFittedCalibration(labelled.slice(0, 2), labelled.slice(0, 2))).toMatchObject({ code: "too-few" });
    expect(crossFittedCalibration(labelled, [])).toEqual([]);
  });
});

describe("the share of unsupported scores", () => {
  test("counts rows of cells with fewer calibration rows than asked for", () => {
    const cells = [
      { calibrationRows: 0, windowRows: 5 },
      { calibrationRows: 19, windowRows: 10 },
      { calibrationRows: 20, windowRows: 25 },
    ];
    expect(unsupportedShare(cells, 20)).toEqual({
      status: "computed",
      estimate: 0.375,
      n: 40,
      method: "Share of scores outside the support of the calibration rows",
      detail: { unsupported: 15, minimumRows: 20 },
    });
    expect(computedOf(unsupportedShare(cells, 0)).estimate).toBe(0);
  });

  test("is refused without rows and throws for what is no count", () => {
    expect(unsupportedShare([{ calibrationRows: 5, windowRows: 0 }], 1)).toEqual(notComputable("no-rows", "The window has no scores."));
    expect(() => unsupportedShare([{ calibrationRows: 0.5, windowRows: 1 }], 1)).toThrow(BAD_INPUT);
    expect(() => unsupportedShare([{ calibrationRows: 1, windowRows: -1 }], 1)).toThrow(BAD_INPUT);
    expect(() => unsupportedShare([{ calibrationRows: 1, windowRows: 1 }], 1.5)).toThrow(BAD_INPUT);
  });
});

describe("the gate of an estimate", () => {
  test("gives every reason, named by group, in words and rounded numbers", () => {
    expect(estimationRefusal({ ...assumptionsOf(0.123456, 0.7, 1.5, 0.02, 0.04), group: "region north" }, LIMITS)).toEqual(
      notComputable(
        "assumption-failed",
        "region north: 0.1235 of the scores lie where no labelled rows calibrate them; at most 0.05 may. " +
          "The calibration slope lies in 0.7 to 1.5, not within 0.8 to 1.25. The calibration error may be 0.04; at most 0.03 is allowed.",
      ),
    );
  });

  test("treats a check that could not be made as failed", () => {
    const unknown = notComputable("no-rows", "No labels.");
    expect(
      estimationRefusal({ group: "g", unsupportedShare: unknown, calibrationSlope: unknown, calibrationError: unknown }, LIMITS)?.reason,
    ).toBe(
      "g: The share of unsupported scores is not known: No labels. The calibration slope is not known: No labels. The calibration error is not known: No labels.",
    );
  });

  test("wants an interval of the slope", () => {
    const slope = computed({ estimate: 1, n: 10, method: "slope" });
    expect(estimationRefusal({ ...HOLDING, calibrationSlope: slope }, LIMITS)?.reason).toBe(
      "all rows: The calibration slope has no interval.",
    );
  });

  test("judges an error without interval by its raw value, and refuses one that has neither", () => {
    const error = (detail?: Record<string, number>) => {
      const outcome = computed({ estimate: 0.001, n: 10, method: "error", ...(detail && { detail }) });
      return estimationRefusal({ ...HOLDING, calibrationError: outcome }, LIMITS);
    };
    expect(error({ rawError: 0.03 })).toBeNull();
    expect(error({ rawError: 0.031 })?.reason).toBe("all rows: The calibration error may be 0.031; at most 0.03 is allowed.");
    expect(error()?.reason).toBe("all rows: The calibration error may be 1; at most 0.03 is allowed.");
    expect(error({ other: 0 })).not.toBeNull();
  });
});

describe("confidence-based performance", () => {
  const given: PerformanceEstimation = {
    calibration: [
      { x: 0.2, rows: 100, events: 12 },
      { x: 0.5, rows: 100, events: 50 },
      { x: 0.9, rows: 100, events: 91 },
    ],
    window: [
      { score: 0.2, isPredictedPositive: false, rows: 40 },
      { score: 0.5, isPredictedPositive: true, rows: 20 },
      { score: 0.9, isPredictedPositive: true, rows: 30 },
    ],
    assumptions: HOLDING,
    limits: LIMITS,
    level: 0.95,
    replicates: 20,
    stream: seededRandom(5, "test"),
  };
  const run = (changed: Partial<PerformanceEstimation>) =>
    confidenceBasedPerformance({ ...given, stream: seededRandom(5, "test"), ...changed });

  test("names method, rows, both standard errors and what it cannot see", () => {
    const { accuracy, areaUnderCurve: area } = run({});
    const detail = computedOf(accuracy).detail ?? {};
    expect(accuracy).toMatchObject({
      estimate: (40 * 0.88 + 20 * 0.5 + 30 * 0.91) / 90,
      n: 90,
      method: "Confidence-based performance estimation, accuracy",
      interval: { level: 0.95, method: "Logit of label and calibrator variance" },
      detail: { notice: CONCEPT_DRIFT_NOTICE },
    });
    expect(detail["labelStandardError"]).toBeCloseTo(Math.sqrt(40 * 0.88 * 0.12 + 20 * 0.25 + 30 * 0.91 * 0.09) / 90, 14);
    expect(Number(detail["standardError"]) ** 2).toBeCloseTo(
      Number(detail["labelStandardError"]) ** 2 + Number(detail["calibratorStandardError"]) ** 2,
      15,
    );
    expect(area).toMatchObject({ method: "Confidence-based performance estimation, area under the ROC curve" });
    expect(CONCEPT_DRIFT_NOTICE).toMatch(/blind to concept drift/);
  });

  test("has intervals inside 0..1 around the estimate that widen with the level", () => {
    const wider = run({ level: 0.99 });
    const narrow = run({});
    for (const metric of ESTIMATED_METRICS) {
      const [outer, inner] = [computedOf(wider[metric]), computedOf(narrow[metric])];
      const limits = [0, outer.interval?.lower, inner.interval?.lower, inner.estimate, inner.interval?.upper, outer.interval?.upper, 1];
      expect(limits.toSorted((left, right) => (left ?? Number.NaN) - (right ?? Number.NaN))).toEqual(limits);
    }
  });

  test("refuses every metric when an assumption fails", () => {
    const outcomes = run({ assumptions: assumptionsOf(0.2, 0.9, 1.1, 0.01, 0.02) });
    for (const metric of ESTIMATED_METRICS) expect(outcomes[metric]).toMatchObject({ status: "not-computable", code: "assumption-failed" });
  });

  test("refuses an empty window and labelled rows of one class", () => {
    expect(run({ window: [{ score: 0.2, isPredictedPositive: true, rows: 0 }] }).f1).toEqual(
      notComputable("no-rows", "The window has no rows."),
    );
    const oneClass = run({ calibration: [{ x: 0.2, rows: 100, events: 100 }] });
    for (const metric of ESTIMATED_METRICS) expect(oneClass[metric]).toMatchObject({ code: "too-few" });
  });

  test("refuses what rests on predicted positives where there are none, and recall and specificity, which are then 0 and 1 whatever the labels", () => {
    const outcomes = run({ window: given.window.map((cell) => ({ ...cell, isPredictedPositive: false })) });
    expect(outcomes.precision).toEqual(notComputable("zero-denominator", "There are no predicted positives."));
    expect(outcomes.recall).toEqual(
      notComputable(
        "degenerate",
        "There is no uncertainty to state: the probabilities that count here are all 0 or 1, or all rows have one prediction.",
      ),
    );
    expect(outcomes.specificity).toMatchObject({ code: "degenerate" });
    expect(outcomes.accuracy).toMatchObject({ status: "computed" });
    expect(outcomes.areaUnderCurve).toMatchObject({ status: "computed" });
  });

  test("refuses an estimate whose probabilities are all 0 or 1", () => {
    const calibration = [
      { x: 0.1, rows: 50, events: 0 },
      { x: 0.9, rows: 50, events: 50 },
    ];
    const window = [
      { score: 0.1, isPredictedPositive: false, rows: 30 },
      { score: 0.1, isPredictedPositive: true, rows: 10 },
      { score: 0.9, isPredictedPositive: true, rows: 30 },
    ];
    const outcomes = run({ calibration, window });
    expect(outcomes.accuracy).toMatchObject({ code: "degenerate" });
    expect(outcomes.precision).toMatchObject({ code: "degenerate" });
  });

  test("refuses an estimate that rounds to 1", () => {
    const calibration = [
      { x: 0.1, rows: 50, events: 0 },
      { x: 0.5, rows: 50, events: 45 },
    ];
    const window = [
      { score: 0.1, isPredictedPositive: false, rows: 9e15 },
      { score: 0.5, isPredictedPositive: true, rows: 1 },
    ];
    expect(run({ calibration, window }).accuracy).toMatchObject({ code: "degenerate" });
  });

  test("refuses a metric that a draw of the calibrator leaves undefined", () => {
    // The second draw has no events at the scores of the window.
    const draws = [
      [12, 50, 91, 88, 50, 9],
      [0, 50, 91, 100, 50, 9],
    ];
    const window = [
      { score: 0.2, isPredictedPositive: false, rows: 40 },
      { score: 0.1, isPredictedPositive: true, rows: 5 },
    ];
    const outcomes = run({ window, replicates: 2, stream: givenStream(draws) });
    expect(outcomes.recall).toEqual(notComputable("numerical", "The figure is undefined in 1 of 2 bootstrap replicates."));
    expect(outcomes.areaUnderCurve).toMatchObject({ code: "numerical" });
    expect(outcomes.accuracy).toMatchObject({ status: "computed" });
  });

  test("throws for a level of 1", () => {
    expect(() => run({ level: 1 })).toThrow(BAD_INPUT);
    expect(() => run({ level: 1, window: [] })).toThrow(BAD_INPUT);
  });
});
