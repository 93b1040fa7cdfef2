import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Computed, type Outcome, isComputed } from "../../src/foundation/outcome.ts";
import { brierDecomposition } from "../../src/statistics/calibration/brier-decomposition.ts";
import { FORECAST_STEPS, type ForecastCell, brierScore } from "../../src/statistics/calibration/brier-score.ts";
import { calibrationInTheLarge } from "../../src/statistics/calibration/calibration-in-the-large.ts";
import { calibrationSlope } from "../../src/statistics/calibration/calibration-slope.ts";
import { debiasedSquaredCalibrationError } from "../../src/statistics/calibration/debiased-squared-calibration-error.ts";
import { expectedCalibrationError } from "../../src/statistics/calibration/expected-calibration-error.ts";
import { type ScoreCell, isotonicRegression, isotonicValueAt } from "../../src/statistics/calibration/isotonic-regression.ts";
import { type PredictorCell, logisticRegression } from "../../src/statistics/calibration/logistic-regression.ts";
import { logisticSlope } from "../../src/statistics/calibration/logistic-slope.ts";
import { spiegelhalterZ } from "../../src/statistics/calibration/spiegelhalter-z.ts";
import { normalQuantile } from "../../src/statistics/distributions/normal.ts";
import { calibration } from "./comparisons/calibration.ts";
import { testGoldenValues } from "./comparisons/golden-tests.ts";
import { type ForecastRow, brierVariances, forecastCell, fourthPowers } from "./forecasts-by-row.ts";

testGoldenValues(calibration);

const SEED = { seed: 20260306, numRuns: 60 };
const G = Number(FORECAST_STEPS);
const level = fc.double({ min: 0.5, max: 0.999, noNaN: true });
const forecastRow: fc.Arbitrary<ForecastRow> = fc.tuple(fc.integer({ min: 0, max: G }), fc.nat(1));
const bins = fc.array(fc.array(forecastRow, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 6 });

function unwrap(outcome: Outcome): Computed {
  if (!isComputed(outcome)) throw new Error(outcome.reason);
  return outcome;
}

function limits(outcome: Outcome): [number, number] {
  const { interval } = unwrap(outcome);
  return [interval?.lower ?? Number.NaN, interval?.upper ?? Number.NaN];
}

function detailOf(outcome: Outcome, name: string): number {
  return Number(unwrap(outcome).detail?.[name]);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Rows of one forecast, `events` of them events. */
function alike(forecast: number, rows: number, events: number): ForecastRow[] {
  return Array.from({ length: rows }, (_, row) => [Math.round(forecast * G), row < events ? 1 : 0]);
}

const scoreCells = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 12 }), fc.nat(8), fc.nat(8)), { minLength: 1, maxLength: 12 })
  .map((list): ScoreCell[] => list.map(([x, events, others]) => ({ x, rows: events + others, events })))
  .filter((list) => list.some(({ rows }) => rows > 0));

describe("isotonic regression", () => {
  test("keeps the number of events, rises with the score, and does not depend on order or split of cells", () => {
    fc.assert(
      fc.property(scoreCells, (cells) => {
        const fit = isotonicRegression(cells);
        const sum = (part: "rows" | "events") => BigInt(cells.reduce((total, cell) => total + cell[part], 0));
        expect(fit.blocks.reduce((total, { rows }) => total + rows, 0n)).toBe(sum("rows"));
        expect(fit.blocks.reduce((total, { events }) => total + events, 0n)).toBe(sum("events"));
        const values = fit.blocks.map(({ rows, events }) => Number(events) / Number(rows));
        expect(values).toEqual([...new Set(values)].toSorted((a, b) => a - b));
        expect(isotonicRegression(cells.toReversed())).toEqual(fit);
        const split = cells.flatMap(({ x, rows, events }) => [
          { x, rows: events, events },
          { x, rows: rows - events, events: 0 },
        ]);
        expect(isotonicRegression(split)).toEqual(fit);
      }),
      SEED,
    );
  });

  test("is the least squares fit: no other rising values of the cells come closer", () => {
    fc.assert(
      fc.property(scoreCells, fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 13, maxLength: 13 }), (cells, others) => {
        const fit = isotonicRegression(cells);
        const rising = others.toSorted((a, b) => a - b);
        const loss = (value: (x: number) => number) =>
          cells.reduce((sum, { x, rows, events }) => sum + events * (1 - value(x)) ** 2 + (rows - events) * value(x) ** 2, 0);
        expect(loss((x) => isotonicValueAt(fit, x))).toBeLessThanOrEqual(loss((x) => rising[x] ?? 0) + 1e-12);
      }),
      SEED,
    );
  });

  test("between thresholds is linear, outside them constant, and never falls", () => {
    const fit = isotonicRegression([
      { x: 0, rows: 4, events: 1 },
      { x: 1, rows: 4, events: 1 },
      { x: 3, rows: 4, events: 3 },
    ]);
    expect(fit.thresholds).toEqual([
      { x: 0, value: 0.25 },
      { x: 1, value: 0.25 },
      { x: 3, value: 0.75 },
    ]);
    expect([-Infinity, -1, 0, 0.5, 1, 1.5, 2, 3, 4, Infinity].map((x) => isotonicValueAt(fit, x))).toEqual([
      0.25, 0.25, 0.25, 0.25, 0.25, 0.375, 0.5, 0.75, 0.75, 0.75,
    ]);
    fc.assert(
      fc.property(
        scoreCells,
        fc.double({ min: -1, max: 14, noNaN: true }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (cells, x, step) => {
          const rising = isotonicRegression(cells);
          expect(isotonicValueAt(rising, x + step)).toBeGreaterThanOrEqual(isotonicValueAt(rising, x));
        },
      ),
      { ...SEED, numRuns: 200 },
    );
  });

  test("pools equal means into one block, decided in whole numbers", () => {
    // 1/3 and 333333333333/999999999999 are equal; one event more is not.
    const equal = [
      { x: 1, rows: 3, events: 1 },
      { x: 2, rows: 999999999999, events: 333333333333 },
    ];
    expect(isotonicRegression(equal).blocks).toEqual([{ from: 1, to: 2, rows: 1000000000002n, events: 333333333334n }]);
    const above = [
      { x: 1, rows: 3, events: 1 },
      { x: 2, rows: 999999999999, events: 333333333334 },
    ];
    expect(isotonicRegression(above).blocks).toHaveLength(2);
  });

  test("bridges the largest scores there are", () => {
    const most = Number.MAX_VALUE;
    const fit = isotonicRegression([
      { x: -most, rows: 1, events: 0 },
      { x: most, rows: 1, events: 1 },
    ]);
    expect([-most, -most / 2, 0, most / 2, most].map((x) => isotonicValueAt(fit, x))).toEqual([0, 0.25, 0.5, 0.75, 1]);
  });

  test("refuses no rows, damaged counts, and scores that are no numbers", () => {
    expect(() => isotonicRegression([])).toThrow("isotonicRegression (rows)");
    expect(() => isotonicRegression([{ x: 1, rows: 0, events: 0 }])).toThrow("isotonicRegression (rows)");
    expect(() => isotonicRegression([{ x: 1, rows: 1.5, events: 0 }])).toThrow("isotonicRegression (rows)");
    expect(() => isotonicRegression([{ x: 1, rows: 2, events: -1 }])).toThrow("isotonicRegression (events)");
    expect(() => isotonicRegression([{ x: 1, rows: 2, events: 3 }])).toThrow("isotonicRegression (events)");
    expect(() => isotonicRegression([{ x: Infinity, rows: 2, events: 1 }])).toThrow("isotonicRegression (score)");
    expect(() => isotonicValueAt(isotonicRegression([{ x: 1, rows: 2, events: 1 }]), Number.NaN)).toThrow("isotonicValueAt");
    expect(isotonicValueAt({ blocks: [], thresholds: [] }, 1)).toBeNaN();
  });
});

const logitCells = fc
  .array(fc.tuple(fc.integer({ min: -4, max: 4 }), fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 30 })), {
    minLength: 2,
    maxLength: 7,
  })
  .map((list): PredictorCell[] => list.map(([x, events, others]) => ({ x: x / 2, rows: events + others, events })));
const cells: PredictorCell[] = [
  { x: -2, rows: 40, events: 9 },
  { x: -0.5, rows: 50, events: 22 },
  { x: 0.5, rows: 60, events: 33 },
  { x: 2.5, rows: 30, events: 25 },
];

describe("logistic regression", () => {
  test("solves the likelihood equations, wherever they have a solution", () => {
    fc.assert(
      fc.property(logitCells, (list) => {
        const fit = logisticRegression(list);
        const ofEvents = list.filter(({ events }) => events > 0).map(({ x }) => x);
        const ofOthers = list.filter(({ events, rows }) => rows > events).map(({ x }) => x);
        const overlap = Math.min(...ofEvents) < Math.max(...ofOthers) && Math.min(...ofOthers) < Math.max(...ofEvents);
        expect(fit.status).toBe(overlap ? "fitted" : "not-computable");
        if (fit.status !== "fitted") return;
        const residuals = list.map(({ x, rows, events }) => events - rows / (1 + Math.exp(-fit.intercept - fit.slope * x)));
        expect(residuals.reduce((sum, residual) => sum + residual, 0)).toBeCloseTo(0, 9);
        expect(residuals.reduce((sum, residual, cell) => sum + residual * (list[cell]?.x ?? 0), 0)).toBeCloseTo(0, 9);
      }),
      { ...SEED, numRuns: 200 },
    );
  });

  test("follows a change of origin, unit and direction of the predictor", () => {
    fc.assert(
      fc.property(logitCells, fc.integer({ min: -50, max: 50 }), fc.constantFrom(-8, -0.25, 0.5, 1000), (list, origin, unit) => {
        const fit = logisticRegression(list);
        const moved = logisticRegression(list.map((cell) => ({ ...cell, x: origin + unit * cell.x })));
        expect(moved.status).toBe(fit.status);
        if (fit.status !== "fitted" || moved.status !== "fitted") return;
        const relative = (actual: number, expected: number, scale: number) =>
          expect(Math.abs(actual - expected) / scale).toBeLessThan(1e-9);
        relative(moved.slope * unit, fit.slope, fit.slopeError);
        relative(moved.slopeError * Math.abs(unit), fit.slopeError, fit.slopeError);
        relative(moved.intercept + moved.slope * origin, fit.intercept, fit.interceptError);
      }),
      SEED,
    );
  });

  test("converges for extreme tables", () => {
    const extreme = [
      [
        { x: 0, rows: 1e12, events: 1 },
        { x: 1, rows: 1e12, events: 999999999999 },
      ],
      [
        { x: 0, rows: 1e12, events: 1 },
        { x: 1, rows: 2, events: 1 },
        { x: 2, rows: 1e12, events: 1 },
      ],
      [
        { x: -700, rows: 5, events: 1 },
        { x: 0, rows: 1e9, events: 5 },
        { x: 700, rows: 1e6, events: 999999 },
      ],
      [
        { x: 0, rows: 1000, events: 999 },
        { x: 1, rows: 1000, events: 999 },
        { x: 1000, rows: 2, events: 1 },
      ],
    ];
    for (const list of extreme) {
      const fit = logisticRegression(list);
      expect(fit.status).toBe("fitted");
      if (fit.status !== "fitted") continue;
      const surplus = list.reduce((sum, { x, rows, events }) => {
        const eta = fit.intercept + fit.slope * x;
        return sum + events / (1 + Math.exp(eta)) - (rows - events) / (1 + Math.exp(-eta));
      }, 0);
      expect(Math.abs(surplus)).toBeLessThan(1e-6);
    }
    // Two cells: the line goes through both logits.
    const two = logisticRegression(extreme[0] ?? []);
    expect(two.status === "fitted" ? two.slope : 0).toBeCloseTo(2 * Math.log(999999999999), 9);
  });

  test("has no maximum with one value, one kind of outcome, separation or an infinite predictor", () => {
    const of = (...list: readonly (readonly [number, number, number])[]) =>
      logisticRegression(list.map(([x, rows, events]) => ({ x, rows, events })));
    expect(of([1, 30, 5])).toMatchObject({ code: "degenerate", reason: "All cases share one value of the predictor." });
    expect(of([1, 30, 5], [1, 20, 9], [2, 0, 0])).toMatchObject({ reason: "All cases share one value of the predictor." });
    expect(of()).toMatchObject({ code: "degenerate" });
    expect(of([1, 30, 0], [2, 9, 0])).toMatchObject({
      code: "degenerate",
      reason: "Without both events and non-events there is no slope.",
    });
    expect(of([1, 30, 30], [2, 9, 9])).toMatchObject({
      code: "degenerate",
      reason: "Without both events and non-events there is no slope.",
    });
    expect(of([0, 30, 0], [1, 30, 30])).toMatchObject({ code: "numerical", reason: expect.stringContaining("separate") });
    expect(of([0, 30, 30], [1, 30, 0])).toMatchObject({ code: "numerical" });
    // Quasi-complete: both outcomes at one end of the other's range only.
    expect(of([0, 30, 0], [1, 30, 7])).toMatchObject({ code: "numerical" });
    expect(of([0, 30, 7], [1, 30, 0])).toMatchObject({ code: "numerical" });
    expect(of([0, 30, 0], [1, 30, 7], [2, 30, 30])).toMatchObject({ code: "numerical" });
    expect(of([-Infinity, 3, 0], [1, 30, 7], [2, 9, 4], [Infinity, 4, 3])).toMatchObject({
      code: "degenerate",
      reason: "For 7 rows the predictor is infinite, as is the logit of a score of 0 or 1.",
    });
  });

  test("refuses damaged cells", () => {
    const with_ = (part: Partial<PredictorCell>) => () => logisticRegression([...cells, { x: 1, rows: 4, events: 2, ...part }]);
    expect(with_({ x: Number.NaN })).toThrow("logisticRegression (x)");
    expect(with_({ rows: 1.5 })).toThrow("logisticRegression (rows)");
    expect(with_({ events: -1 })).toThrow("logisticRegression (events)");
    expect(with_({ events: 5 })).toThrow("logisticRegression (events)");
  });
});

describe("logistic slope", () => {
  test("has a Wald interval that agrees with its p, and turns with the outcome", () => {
    fc.assert(
      fc.property(logitCells, level, (list, wanted) => {
        const outcome = logisticSlope(
          list.map(({ x, rows, events }) => ({ x, cases: rows, events })),
          wanted,
        );
        if (!isComputed(outcome)) return;
        const [lower, upper] = limits(outcome);
        if (Math.abs((outcome.pValue ?? 0) - (1 - wanted)) > 1e-9) expect(lower > 0 || upper < 0).toBe((outcome.pValue ?? 1) < 1 - wanted);
        expect(upper - outcome.estimate).toBeCloseTo(normalQuantile((1 + wanted) / 2) * detailOf(outcome, "standardError"), 9);
        const turned = unwrap(
          logisticSlope(
            list.map(({ x, rows, events }) => ({ x, cases: rows, events: rows - events })),
            wanted,
          ),
        );
        expect(turned.estimate).toBeCloseTo(-outcome.estimate, 9);
      }),
      SEED,
    );
  });

  test("carries rows, events and intercept, and the reasons of the regression", () => {
    const plain = cells.map(({ x, rows, events }) => ({ x, cases: rows, events }));
    expect(unwrap(logisticSlope(plain, 0.9))).toMatchObject({ n: 180, interval: { level: 0.9 }, detail: { events: 89 } });
    expect(logisticSlope([{ x: 1, cases: 30, events: 5 }], 0.95)).toMatchObject({ code: "degenerate" });
    expect(() => logisticSlope(plain, 1)).toThrow("logisticSlope");
  });

  test("keeps its p in any unit of the predictor", () => {
    const pOf = (unit: number) =>
      unwrap(
        logisticSlope(
          [
            { x: 0, cases: 10, events: 3 },
            { x: unit, cases: 10, events: 5 },
          ],
          0.95,
        ),
      ).pValue;
    expect(pOf(1e160)).toBeCloseTo(pOf(1) ?? 0, 12);
    expect(pOf(1e-160)).toBeCloseTo(pOf(1) ?? 0, 12);
  });
});

describe("calibration slope", () => {
  test("is 1 with intercept 0 for cells that are exactly calibrated", () => {
    const exact = [0.1, 0.25, 0.5, 0.75, 0.9].map((p) => ({ x: Math.log(p / (1 - p)), rows: 200, events: 200 * p }));
    const outcome = unwrap(calibrationSlope(exact, 0.95));
    expect(outcome.estimate).toBeCloseTo(1, 12);
    expect(outcome.pValue).toBeCloseTo(1, 6);
    expect(outcome.detail?.["intercept"]).toBeCloseTo(0, 12);
    expect(outcome.detail?.["interceptPValue"]).toBeCloseTo(1, 10);
    expect(outcome.detail?.["likelihoodRatio"]).toBeGreaterThanOrEqual(0);
    expect(outcome).toMatchObject({ n: 1000, detail: { events: 500 } });
  });

  test("has a profile interval that agrees with its likelihood ratio test", () => {
    fc.assert(
      fc.property(logitCells, level, (list, wanted) => {
        const outcome = calibrationSlope(list, wanted);
        if (!isComputed(outcome)) return;
        const [lower, upper] = limits(outcome);
        expect(lower).toBeLessThan(outcome.estimate);
        expect(upper).toBeGreaterThan(outcome.estimate);
        if (Math.abs((outcome.pValue ?? 0) - (1 - wanted)) > 1e-9) expect(lower > 1 || upper < 1).toBe((outcome.pValue ?? 1) < 1 - wanted);
        const [widerLower, widerUpper] = limits(calibrationSlope(list, (1 + wanted) / 2));
        expect(widerLower).toBeLessThan(lower);
        expect(widerUpper).toBeGreaterThan(upper);
      }),
      { ...SEED, numRuns: 30 },
    );
  });

  test("has Wald limits and tests of slope and intercept beside it", () => {
    const outcome = unwrap(calibrationSlope(cells, 0.95));
    const [error, interceptError, intercept] = ["standardError", "interceptError", "intercept"].map((name) => detailOf(outcome, name)) as [
      number,
      number,
      number,
    ];
    const z = normalQuantile(0.975);
    expect(outcome.detail?.["waldLower"]).toBeCloseTo(outcome.estimate - z * error, 14);
    expect(outcome.detail?.["waldUpper"]).toBeCloseTo(outcome.estimate + z * error, 14);
    expect(outcome.detail?.["interceptLower"]).toBeCloseTo(intercept - z * interceptError, 14);
    expect(outcome.detail?.["interceptUpper"]).toBeCloseTo(intercept + z * interceptError, 14);
    expect(normalQuantile(1 - detailOf(outcome, "waldPValue") / 2)).toBeCloseTo((1 - outcome.estimate) / error, 9);
    expect(normalQuantile(1 - detailOf(outcome, "interceptPValue") / 2)).toBeCloseTo(Math.abs(intercept / interceptError), 9);
  });

  test("gives the reasons of the regression and refuses a level of 0", () => {
    expect(calibrationSlope([{ x: 1, rows: 30, events: 5 }], 0.95)).toMatchObject({ code: "degenerate" });
    expect(() => calibrationSlope(cells, 0)).toThrow("calibrationSlope");
  });
});

describe("calibration in the large", () => {
  test("makes expected events equal to observed ones, moves with the forecasts, and its interval agrees with its p", () => {
    fc.assert(
      fc.property(logitCells, level, (list, wanted) => {
        const outcome = calibrationInTheLarge(list, wanted);
        if (!isComputed(outcome)) return;
        const events = list.reduce((sum, cell) => sum + cell.events, 0);
        const expected = (shift: number) => list.reduce((sum, { x, rows }) => sum + rows / (1 + Math.exp(-shift - x)), 0);
        expect(expected(outcome.estimate)).toBeCloseTo(events, 9);
        expect(outcome.detail?.["expectedEvents"]).toBeCloseTo(expected(0), 10);
        expect(outcome.detail?.["events"]).toBe(events);
        const [lower, upper] = limits(outcome);
        if (Math.abs((outcome.pValue ?? 0) - (1 - wanted)) > 1e-9) expect(lower > 0 || upper < 0).toBe((outcome.pValue ?? 1) < 1 - wanted);
        const moved = unwrap(
          calibrationInTheLarge(
            list.map((cell) => ({ ...cell, x: cell.x + 3 })),
            wanted,
          ),
        );
        expect(moved.estimate).toBeCloseTo(outcome.estimate - 3, 9);
        expect(moved.interval?.upper).toBeCloseTo(upper - 3, 8);
      }),
      { ...SEED, numRuns: 40 },
    );
  });

  test("of one forecast is the logit of the rate less that of the forecast, with Wald values beside it", () => {
    const outcome = unwrap(calibrationInTheLarge([{ x: 0.7, rows: 50, events: 20 }], 0.95));
    expect(outcome.estimate).toBeCloseTo(Math.log(2 / 3) - 0.7, 13);
    expect(outcome.n).toBe(50);
    const error = 1 / Math.sqrt(50 * 0.4 * 0.6);
    expect(outcome.detail?.["standardError"]).toBeCloseTo(error, 13);
    expect(outcome.detail?.["waldLower"]).toBeCloseTo(outcome.estimate - normalQuantile(0.975) * error, 12);
    expect(outcome.detail?.["waldUpper"]).toBeCloseTo(outcome.estimate + normalQuantile(0.975) * error, 12);
    expect(normalQuantile(detailOf(outcome, "waldPValue") / 2)).toBeCloseTo(outcome.estimate / error, 9);
  });

  test("finds the limits where extreme forecasts make the likelihood flat for hundreds of units", () => {
    const outcome = unwrap(
      calibrationInTheLarge(
        [
          { x: -350, rows: 2, events: 1 },
          { x: 350, rows: 2, events: 1 },
        ],
        0.95,
      ),
    );
    // Between the forecasts the log likelihood is flat; towards and beyond one of them it falls by 2 log(1 + exp(a - 350)).
    const [lower, upper] = limits(outcome);
    expect(4 * Math.log1p(Math.exp(upper - 350))).toBeCloseTo(normalQuantile(0.975) ** 2, 9);
    expect(lower).toBeCloseTo(-upper, 9);
  });

  test("is not computable without both outcomes or with forecasts of 0 or 1, and refuses a level of 1", () => {
    const reason = "Without both events and non-events there is no intercept.";
    expect(calibrationInTheLarge([{ x: 0.7, rows: 50, events: 0 }], 0.95)).toMatchObject({ code: "degenerate", reason });
    expect(calibrationInTheLarge([{ x: 0.7, rows: 50, events: 50 }], 0.95)).toMatchObject({ code: "degenerate" });
    expect(calibrationInTheLarge([], 0.95)).toMatchObject({ code: "degenerate" });
    expect(calibrationInTheLarge([...cells, { x: Infinity, rows: 2, events: 2 }], 0.95)).toMatchObject({
      code: "degenerate",
      reason: expect.stringContaining("For 2 rows"),
    });
    expect(calibrationInTheLarge([...cells, { x: Infinity, rows: 0, events: 0 }], 0.95).status).toBe("computed");
    expect(() => calibrationInTheLarge(cells, 1)).toThrow("calibrationInTheLarge");
    expect(() => calibrationInTheLarge([{ x: Number.NaN, rows: 1, events: 0 }], 0.95)).toThrow("calibrationInTheLarge (x)");
  });
});

describe("Brier score", () => {
  test("is the mean squared error, however the rows are binned, inside its interval", () => {
    fc.assert(
      fc.property(bins, level, (list, wanted) => {
        const rows = list.flat();
        const outcome = brierScore(list.map(forecastCell), fourthPowers(rows), wanted);
        expect(unwrap(outcome).estimate).toBeCloseTo(mean(rows.map(([k, y]) => (k / G - y) ** 2)), 14);
        const [lower, upper] = limits(outcome);
        expect(lower).toBeGreaterThanOrEqual(0);
        expect(upper).toBeLessThanOrEqual(1);
        expect(upper).toBeGreaterThan(lower);
        expect(lower).toBeLessThanOrEqual(unwrap(outcome).estimate);
        expect(upper).toBeGreaterThanOrEqual(unwrap(outcome).estimate);
        expect(brierScore([forecastCell(rows)], fourthPowers(rows), wanted)).toEqual(outcome);
        expect(unwrap(outcome)).toMatchObject({ n: rows.length, detail: { events: rows.filter(([, y]) => y === 1).length } });
      }),
      SEED,
    );
  });

  test("of errors that are all alike has the exact bound", () => {
    const all = (rows: ForecastRow[]) => brierScore([forecastCell(rows)], fourthPowers(rows), 0.95);
    const q = 0.025 ** (1 / 9);
    expect(limits(all(alike(0.5, 9, 4)))).toEqual([expect.closeTo(q / 4, 14), expect.closeTo(1 - (q * 3) / 4, 14)]);
    expect(limits(all([...alike(0, 5, 0), ...alike(1, 4, 4)]))).toEqual([0, expect.closeTo(1 - q, 14)]);
    expect(limits(all(alike(1, 9, 0)))).toEqual([expect.closeTo(q, 14), 1]);
    expect(limits(all(alike(0.25, 1, 0)))).toEqual([expect.closeTo(0.025 / 16, 14), expect.closeTo(1 - (0.025 * 15) / 16, 14)]);
    expect(unwrap(all(alike(0.5, 9, 4))).interval?.method).toContain("all squared errors are alike");
    // Off the grid of 2^-60 the fourth powers are rounded down, which must not show as a spread.
    const [lower, upper] = limits(all(alike(123456789 / G, 9, 0)));
    expect(upper - lower).toBeGreaterThan(0.3);
    expect(unwrap(all(alike(123456789 / G, 9, 0))).detail).toEqual({ events: 0 });
  });

  test("cuts Student's limits to 0..1", () => {
    const low = [...alike(0, 6, 0), ...alike(0.5, 1, 0)];
    expect(limits(brierScore([forecastCell(low)], fourthPowers(low), 0.95))[0]).toBe(0);
    const high = [...alike(1, 6, 0), ...alike(0.5, 1, 0)];
    expect(limits(brierScore([forecastCell(high)], fourthPowers(high), 0.95))[1]).toBe(1);
    expect(unwrap(brierScore([forecastCell(high)], fourthPowers(high), 0.95)).interval?.method).toContain("Student");
  });

  test("takes enormous counts", () => {
    // 10^12 rows of forecast 1/4, a quarter of them events.
    const [n, k] = [10n ** 12n, FORECAST_STEPS / 4n];
    const cell = { rows: 1e12, events: 25e10, sumForecast: n * k, sumSquaredForecast: n * k * k, sumForecastEvents: (n / 4n) * k };
    const fourth = ((n / 4n) * (3n * k) ** 4n + ((3n * n) / 4n) * k ** 4n) / FORECAST_STEPS ** 2n;
    const outcome = unwrap(brierScore([cell], fourth, 0.95));
    expect(outcome.estimate).toBe(0.1875);
    // Squared errors 9/16 and 1/16 in shares 1/4 and 3/4: variance 3/64.
    expect(detailOf(outcome, "standardError")).toBeCloseTo(Math.sqrt(3 / 64) / 1e6, 15);
    expect(unwrap(brierDecomposition([cell])).detail).toMatchObject({ reliability: 0, resolution: 0, uncertainty: 0.1875, skill: 0 });
    expect(detailOf(expectedCalibrationError([cell], "equal-mass"), "expectedUnderCalibration")).toBeCloseTo(
      Math.sqrt((2 / Math.PI) * 0.1875) / 1e6,
      15,
    );
  });

  test("is not computable without rows and refuses sums that no rows can have", () => {
    const rows: ForecastRow[] = [...alike(0.25, 4, 1), ...alike(0.75, 4, 3)];
    const cell = forecastCell(rows);
    const fourth = fourthPowers(rows);
    const changed = (part: Partial<ForecastCell>) => () => brierScore([{ ...cell, ...part }], fourth, 0.95);
    const empty = { rows: 0, events: 0, sumForecast: 0n, sumSquaredForecast: 0n, sumForecastEvents: 0n };
    const reason = { code: "no-rows", reason: "There are no rows with a forecast and an outcome." };
    expect(brierScore([empty], 0n, 0.95)).toMatchObject(reason);
    expect(brierDecomposition([empty])).toMatchObject(reason);
    expect(expectedCalibrationError([], "equal-width")).toMatchObject(reason);
    expect(debiasedSquaredCalibrationError([], "equal-width")).toMatchObject(reason);
    expect(spiegelhalterZ([], 0n)).toMatchObject(reason);
    expect(() => brierScore([cell], fourth, 1)).toThrow("brierScore");
    expect(() => brierScore([cell], -1n, 0.95)).toThrow("brierScore (fourth powers)");
    expect(() => brierScore([cell], 9n * FORECAST_STEPS ** 2n, 0.95)).toThrow("brierScore (fourth powers)");
    expect(() => brierScore([cell], fourth / 3n, 0.95)).toThrow("brierScore (fourth powers)");
    expect(changed({ rows: 1.5 })).toThrow("brierScore (rows)");
    expect(changed({ events: -1 })).toThrow("brierScore (events)");
    expect(changed({ events: 9 })).toThrow("brierScore (events)");
    expect(changed({ sumForecast: -1n })).toThrow("brierScore (sum of forecasts)");
    expect(changed({ sumForecast: 9n * FORECAST_STEPS })).toThrow("brierScore (sum of forecasts)");
    expect(changed({ sumSquaredForecast: 1n })).toThrow("brierScore (sum of squares)");
    expect(changed({ sumSquaredForecast: 8n * FORECAST_STEPS ** 2n })).toThrow("brierScore (sum of squares)");
    expect(changed({ sumForecastEvents: -1n })).toThrow("brierScore (sum over events)");
    expect(changed({ sumForecastEvents: cell.sumForecast + 1n })).toThrow("brierScore (sum over events)");
    const low = forecastCell(alike(0.25, 4, 2));
    const split = (sumForecastEvents: bigint) => () => brierScore([{ ...low, sumForecastEvents }], fourth, 0.95);
    expect(split(-1n)).toThrow("brierScore (sum over events)");
    expect(split(low.sumForecast + 1n)).toThrow("brierScore (sum over events)");
    expect(changed({ events: 1 })).toThrow("brierScore (sum over events)");
    expect(changed({ events: 7, sumForecastEvents: FORECAST_STEPS })).toThrow("brierScore (sum over events)");
  });
});

describe("decomposition of the Brier score", () => {
  test("adds up to the score for any bins, and its parts are those of the definition", () => {
    fc.assert(
      fc.property(bins, (list) => {
        const outcome = unwrap(brierDecomposition(list.map(forecastCell)));
        const part = (name: string) => detailOf(outcome, name);
        const sum =
          part("reliability") - part("resolution") + part("uncertainty") + part("withinBinVariance") - part("withinBinCovariance");
        expect(sum).toBeCloseTo(outcome.estimate, 14);
        expect(part("reliability") - part("generalisedResolution") + part("uncertainty")).toBeCloseTo(outcome.estimate, 14);
        const n = list.flat().length;
        const base = mean(list.flat().map(([, y]) => y));
        const over = (term: (f: number, y: number) => number) =>
          list.reduce((total, rows) => total + (rows.length / n) * term(mean(rows.map(([k]) => k / G)), mean(rows.map(([, y]) => y))), 0);
        expect(part("reliability")).toBeCloseTo(
          over((f, y) => (f - y) ** 2),
          13,
        );
        expect(part("resolution")).toBeCloseTo(
          over((_, y) => (y - base) ** 2),
          13,
        );
        expect(part("bins")).toBe(list.length);
        if (base > 0 && base < 1) expect(part("skill")).toBeCloseTo(1 - outcome.estimate / (base * (1 - base)), 12);
        else expect(outcome.detail).not.toHaveProperty("skill");
      }),
      SEED,
    );
  });

  test("skips empty bins and has no terms within bins of one forecast", () => {
    const list = [alike(0.1, 10, 2), [], alike(0.8, 10, 7)];
    const outcome = unwrap(brierDecomposition(list.map(forecastCell)));
    expect(outcome.n).toBe(20);
    expect(outcome.detail?.["bins"]).toBe(2);
    expect(outcome.detail?.["withinBinVariance"]).toBeCloseTo(0, 15);
    expect(outcome.detail?.["withinBinCovariance"]).toBeCloseTo(0, 15);
  });
});

describe("calibration errors of bins", () => {
  test("raw is the weighted mean distance of forecast and rate, and what calibration explains is taken off, never below 0", () => {
    fc.assert(
      fc.property(bins, (list) => {
        const outcome = unwrap(expectedCalibrationError(list.map(forecastCell), "equal-mass"));
        const n = list.flat().length;
        const raw = list.reduce((sum, rows) => sum + (rows.length / n) * Math.abs(mean(rows.map(([k, y]) => k / G - y))), 0);
        expect(detailOf(outcome, "rawError")).toBeCloseTo(raw, 13);
        expect(outcome.estimate).toBe(Math.max(0, detailOf(outcome, "rawError") - detailOf(outcome, "expectedUnderCalibration")));
        expect(outcome).toMatchObject({ n, detail: { bins: list.length, binning: "equal-mass" } });
        expect(outcome.method).toContain("equal-mass");
      }),
      SEED,
    );
  });

  test("of bins with one row is about 0 for a fair coin of forecasts", () => {
    // One row at f: E|y - f| = 2 f (1 - f).
    const rows = [0.1, 0.3, 0.5, 0.9];
    const cellsOfOne = rows.map((f, index) => forecastCell([[Math.round(f * G), index % 2]]));
    expect(detailOf(expectedCalibrationError(cellsOfOne, "equal-width"), "expectedUnderCalibration")).toBeCloseTo(
      mean(rows.map((f) => 2 * f * (1 - f))),
      8,
    );
    expect(debiasedSquaredCalibrationError(cellsOfOne, "equal-width")).toMatchObject({ code: "too-few" });
    const mixed = [forecastCell(alike(0.5, 4, 1)), ...cellsOfOne];
    expect(debiasedSquaredCalibrationError(mixed, "equal-width")).toMatchObject({ code: "too-few" });
  });

  test("of forecasts 0 and 1 leave nothing to chance, and empty bins change nothing", () => {
    const list = [alike(0, 4, 1), [], alike(1, 5, 5)].map(forecastCell);
    expect(unwrap(expectedCalibrationError(list, "equal-width"))).toMatchObject({
      estimate: 1 / 9,
      detail: { expectedUnderCalibration: 0, bins: 2 },
    });
    expect(unwrap(debiasedSquaredCalibrationError(list, "equal-width")).detail).toMatchObject({ bins: 2, binning: "equal-width" });
  });

  test("squared and debiased follow the definition", () => {
    fc.assert(
      fc.property(bins, (list) => {
        const wide = list.map((rows) => [...rows, ...rows]);
        const outcome = unwrap(debiasedSquaredCalibrationError(wide.map(forecastCell), "equal-mass"));
        const n = wide.flat().length;
        const over = (term: (distance: number, rate: number, rows: number) => number) =>
          wide.reduce(
            (sum, rows) => sum + (rows.length / n) * term(mean(rows.map(([k, y]) => k / G - y)), mean(rows.map(([, y]) => y)), rows.length),
            0,
          );
        expect(detailOf(outcome, "plugIn")).toBeCloseTo(
          over((distance) => distance ** 2),
          13,
        );
        expect(detailOf(outcome, "chance")).toBeCloseTo(
          over((_, rate, rows) => (rate * (1 - rate)) / (rows - 1)),
          13,
        );
        expect(outcome.estimate).toBe(detailOf(outcome, "plugIn") - detailOf(outcome, "chance"));
        expect(outcome.n).toBe(n);
        expect(outcome.method).toContain("equal-mass");
      }),
      SEED,
    );
  });
});

describe("Spiegelhalter's z", () => {
  test("is the Brier score less its expectation, in standard errors, however the rows are binned", () => {
    fc.assert(
      fc.property(bins, (list) => {
        const rows = list.flat();
        const outcome = spiegelhalterZ(list.map(forecastCell), brierVariances(rows));
        if (!isComputed(outcome)) return;
        const variance = rows.reduce((sum, [k]) => sum + (k / G) * (1 - k / G) * (1 - (2 * k) / G) ** 2, 0);
        if (variance < 1e-6) return;
        const excess = rows.reduce((sum, [k, y]) => sum + (y - k / G) * (1 - (2 * k) / G), 0);
        expect(outcome.estimate).toBeCloseTo(excess / Math.sqrt(variance), 8);
        expect(
          (detailOf(outcome, "brierScore") - detailOf(outcome, "expectedBrierScore")) / detailOf(outcome, "standardError"),
        ).toBeCloseTo(outcome.estimate, 8);
        expect(detailOf(outcome, "expectedBrierScore")).toBeCloseTo(mean(rows.map(([k]) => (k / G) * (1 - k / G))), 13);
        expect(spiegelhalterZ([forecastCell(rows)], brierVariances(rows))).toEqual(outcome);
        const turned = rows.map(([k, y]): ForecastRow => [G - k, 1 - y]);
        expect(unwrap(spiegelhalterZ([forecastCell(turned)], brierVariances(turned))).estimate).toBeCloseTo(outcome.estimate, 8);
        expect(outcome.n).toBe(rows.length);
      }),
      SEED,
    );
  });

  test("is not computable for forecasts of 0, 1/2 and 1, and refuses impossible variances", () => {
    const rows = [...alike(0, 3, 0), ...alike(0.5, 3, 1), ...alike(1, 3, 3)];
    expect(spiegelhalterZ([forecastCell(rows)], brierVariances(rows))).toMatchObject({ code: "degenerate" });
    expect(() => spiegelhalterZ([forecastCell(rows)], -1n)).toThrow("spiegelhalterZ (variances)");
    expect(() => spiegelhalterZ([forecastCell(rows)], FORECAST_STEPS ** 2n)).toThrow("spiegelhalterZ (variances)");
    // The largest variance of a row: f (1 - f) = 1/8.
    const most = alike(0.1464466094067262, 1, 0);
    expect(spiegelhalterZ([forecastCell(most)], FORECAST_STEPS ** 2n / 16n).status).toBe("computed");
  });
});
