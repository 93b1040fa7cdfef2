import { type Computed, type Outcome, isComputed } from "../../../src/foundation/outcome.ts";
import { brierDecomposition } from "../../../src/statistics/calibration/brier-decomposition.ts";
import { brierScore } from "../../../src/statistics/calibration/brier-score.ts";
import { calibrationInTheLarge } from "../../../src/statistics/calibration/calibration-in-the-large.ts";
import { calibrationSlope } from "../../../src/statistics/calibration/calibration-slope.ts";
import { debiasedSquaredCalibrationError } from "../../../src/statistics/calibration/debiased-squared-calibration-error.ts";
import { expectedCalibrationError } from "../../../src/statistics/calibration/expected-calibration-error.ts";
import { isotonicRegression, isotonicValueAt } from "../../../src/statistics/calibration/isotonic-regression.ts";
import { logisticRegression } from "../../../src/statistics/calibration/logistic-regression.ts";
import { logisticSlope } from "../../../src/statistics/calibration/logistic-slope.ts";
import { spiegelhalterZ } from "../../../src/statistics/calibration/spiegelhalter-z.ts";
import { type ForecastRow, brierVariances, forecastCell, fourthPowers } from "../forecasts-by-row.ts";
import { readGolden } from "../golden-file.ts";
import type { Comparison, ComparisonFamily } from "./comparison.ts";

type Pair = readonly [number, number];
interface ForecastsGolden {
  readonly forecasts: readonly {
    readonly name: string;
    readonly bins: readonly (readonly ForecastRow[])[];
    readonly scikitLearn: number | null;
    readonly brier: number;
    readonly parts: readonly number[];
    readonly ece: number;
    readonly noise: number;
    readonly kumar: number | null;
    readonly spiegelhalter: Pair | null;
  }[];
  readonly isotonic: readonly {
    readonly cells: readonly (readonly [number, number, number])[];
    readonly at: readonly number[];
    readonly scikitLearn: readonly number[];
    readonly scores: readonly number[];
    readonly minMax: readonly number[];
  }[];
  readonly profiles: readonly ({ readonly name: string } & Cells & Profiles)[];
}
interface Cells {
  readonly x: readonly number[];
  readonly rows: readonly number[];
  readonly events: readonly number[];
}
interface Profiles {
  readonly slopeLimits: Pair;
  /** Likelihood ratio and its p. */
  readonly slopeTest: Pair;
  readonly largeLimits: Pair;
  readonly largeTest: Pair;
}
interface LogisticGolden {
  readonly cases: readonly ({
    readonly name: string;
    /** Intercept, slope and their standard errors. */
    readonly fit: readonly [number, number, number, number];
    /** Intercept at slope 1 and its standard error. */
    readonly large: Pair;
  } & Cells &
    Profiles)[];
  readonly brier: readonly {
    readonly name: string;
    readonly k: readonly number[];
    readonly y: readonly number[];
    readonly expected: readonly [number, number, number];
  }[];
}

export const calibration: ComparisonFamily = {
  family: "calibration",
  compare: () => [...forecasts(), ...isotonic(), ...fits(), ...profiles(), ...brierIntervals()],
};

function forecasts(): Comparison[] {
  return readGolden<ForecastsGolden>("calibration").forecasts.flatMap((golden) => {
    const cells = golden.bins.map(forecastCell);
    const rows = golden.bins.flat();
    const compare = comparisons(golden.name);
    const score = unwrap(brierScore(cells, fourthPowers(rows), 0.95));
    const parts = unwrap(brierDecomposition(cells));
    const names = ["reliability", "resolution", "uncertainty", "withinBinVariance", "withinBinCovariance"];
    const error = unwrap(expectedCalibrationError(cells, "equal-width"));
    const found = [
      compare("calibration/brier-score", "score", score.estimate, golden.brier, 1e-15),
      compare("calibration/brier-score", "scikit-learn", score.estimate, golden.scikitLearn, 1e-14),
      compare("calibration/brier-decomposition", "score", parts.estimate, golden.brier, 1e-15),
      ...names.map((name, index) =>
        compare("calibration/brier-decomposition", name, detailOf(parts, name), golden.parts[index] ?? Number.NaN, 1e-14),
      ),
      compare("calibration/expected-calibration-error", "raw", detailOf(error, "rawError"), golden.ece, 1e-14),
      compare(
        "calibration/expected-calibration-error",
        "under calibration",
        detailOf(error, "expectedUnderCalibration"),
        golden.noise,
        1e-12,
      ),
      compare("calibration/expected-calibration-error", "corrected", error.estimate, Math.max(0, golden.ece - golden.noise), 1e-13, 1),
    ];
    if (golden.kumar !== null) {
      const squared = unwrap(debiasedSquaredCalibrationError(cells, "equal-width"));
      found.push(compare("calibration/debiased-squared-calibration-error", "estimate", squared.estimate, golden.kumar, 1e-14, 0.01));
    }
    if (golden.spiegelhalter !== null) {
      const z = unwrap(spiegelhalterZ(cells, brierVariances(rows)));
      // Forecasts of one step, 2^-30, lose digits where their variance is rounded down to steps of 2^-60.
      const tolerance = golden.name === "sharp and wrong" ? 2e-9 : 1e-13;
      found.push(compare("calibration/spiegelhalter-z", "z", z.estimate, golden.spiegelhalter[0], tolerance));
      found.push(compare("calibration/spiegelhalter-z", "p", z.pValue ?? Number.NaN, golden.spiegelhalter[1], 1e-12));
    }
    return found.flat();
  });
}

function isotonic(): Comparison[] {
  return readGolden<ForecastsGolden>("calibration").isotonic.flatMap(({ cells, at, scikitLearn, scores, minMax }) => {
    const fit = isotonicRegression(cells.map(([x, rows, events]) => ({ x, rows, events })));
    const compare = comparisons(`${cells.length} cells`);
    return [
      ...at.map((x, index) =>
        compare(
          "calibration/isotonic-regression",
          `scikit-learn at ${x}`,
          isotonicValueAt(fit, x),
          scikitLearn[index] ?? Number.NaN,
          1e-14,
        ),
      ),
      ...scores.map((x, index) =>
        compare("calibration/isotonic-regression", `min-max at ${x}`, isotonicValueAt(fit, x), minMax[index] ?? Number.NaN, 0),
      ),
    ].flat();
  });
}

function fits(): Comparison[] {
  return readGolden<LogisticGolden>("logistic").cases.flatMap(({ name, fit, large, ...golden }) => {
    const cells = predictorCells(golden);
    const compare = comparisons(name);
    const [intercept, slope, interceptError, slopeError] = fit;
    const line = logisticRegression(cells);
    if (line.status !== "fitted") throw new Error(line.reason);
    const wald = unwrap(
      logisticSlope(
        cells.map(({ x, rows, events }) => ({ x, cases: rows, events })),
        0.95,
      ),
    );
    const inTheLarge = unwrap(calibrationInTheLarge(cells, 0.95));
    const error = detailOf(inTheLarge, "standardError");
    return [
      // glm stops when the deviance changes by less than 1e-15 of itself, which leaves 1e-8 to 1e-12 of the coefficients.
      compare("calibration/logistic-regression", "intercept", line.intercept, intercept, 1e-10, interceptError),
      compare("calibration/logistic-regression", "slope", line.slope, slope, 1e-10),
      compare("calibration/logistic-regression", "error of the intercept", line.interceptError, interceptError, 1e-8),
      compare("calibration/logistic-regression", "error of the slope", line.slopeError, slopeError, 1e-8),
      compare("calibration/logistic-slope", "slope", wald.estimate, slope, 1e-10),
      compare("calibration/logistic-slope", "standard error", detailOf(wald, "standardError"), slopeError, 1e-8),
      compare("calibration/logistic-slope", "lower", wald.interval?.lower ?? Number.NaN, slope - 1.959963984540054 * slopeError, 1e-8),
      compare("calibration/calibration-in-the-large", "intercept", inTheLarge.estimate, large[0], 1e-9, error),
      compare("calibration/calibration-in-the-large", "standard error", error, large[1], 1e-8),
      // R's log likelihoods of 1e3 to 1e6 cancel in its likelihood ratios, which leaves 1e-7 of the limits.
      ...profile(name, golden, golden, 1e-7),
    ].flat();
  });
}

function profiles(): Comparison[] {
  return readGolden<ForecastsGolden>("calibration").profiles.flatMap((golden) =>
    profile(`${golden.name}, mpmath`, golden, golden, 1e-11).flat(),
  );
}

function profile(
  name: string,
  cells: Cells,
  { slopeLimits, slopeTest, largeLimits, largeTest }: Profiles,
  tolerance: number,
): Comparison[][] {
  const compare = comparisons(name);
  const slope = unwrap(calibrationSlope(predictorCells(cells), 0.95));
  const large = unwrap(calibrationInTheLarge(predictorCells(cells), 0.95));
  const rows: readonly (readonly [string, Computed, Pair, Pair])[] = [
    ["calibration/calibration-slope", slope, slopeLimits, slopeTest],
    ["calibration/calibration-in-the-large", large, largeLimits, largeTest],
  ];
  return rows.flatMap(([method, outcome, limits, [ratio, p]]) => [
    compare(method, "lower", outcome.interval?.lower ?? Number.NaN, limits[0], tolerance, detailOf(outcome, "standardError")),
    compare(method, "upper", outcome.interval?.upper ?? Number.NaN, limits[1], tolerance, detailOf(outcome, "standardError")),
    compare(method, "likelihood ratio", detailOf(outcome, "likelihoodRatio"), ratio, tolerance, 1),
    compare(method, "p", outcome.pValue ?? Number.NaN, p, tolerance * Math.max(1, ratio)),
  ]);
}

function brierIntervals(): Comparison[] {
  return readGolden<LogisticGolden>("logistic").brier.flatMap(({ name, k, y, expected: [score, lower, upper] }) => {
    const rows = k.map((step, row): ForecastRow => [step, y[row] ?? 0]);
    const outcome = unwrap(brierScore([forecastCell(rows)], fourthPowers(rows), 0.95));
    const compare = comparisons(name);
    return [
      compare("calibration/brier-score", "t.test mean", outcome.estimate, score, 1e-14),
      compare("calibration/brier-score", "lower", outcome.interval?.lower ?? Number.NaN, Math.max(0, lower), 1e-12),
      compare("calibration/brier-score", "upper", outcome.interval?.upper ?? Number.NaN, upper, 1e-13),
    ].flat();
  });
}

function predictorCells({ x, rows, events }: Cells) {
  return x.map((value, cell) => ({ x: value, rows: rows[cell] ?? 0, events: events[cell] ?? 0 }));
}

/** A comparison, or none where the reference has no value. */
function comparisons(name: string) {
  return (method: string, what: string, actual: number, expected: number | null, tolerance: number, scale?: number): Comparison[] =>
    expected === null ? [] : [{ method, what: `${what}, ${name}`, actual, expected, tolerance, ...(scale === undefined ? {} : { scale }) }];
}

function detailOf(outcome: Computed, name: string): number {
  return Number(outcome.detail?.[name]);
}

function unwrap(outcome: Outcome): Computed {
  if (!isComputed(outcome)) throw new Error(outcome.reason);
  return outcome;
}
