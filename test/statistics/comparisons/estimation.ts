import { type NotComputable, type Outcome, computed } from "../../../src/foundation/outcome.ts";
import { isotonicValueAt } from "../../../src/statistics/calibration/isotonic-regression.ts";
import { calibratorVariances } from "../../../src/statistics/estimation/calibrator-bootstrap.ts";
import {
  ESTIMATED_METRICS,
  type EstimatedMetric,
  confidenceBasedPerformance,
} from "../../../src/statistics/estimation/confidence-based-performance.ts";
import { crossFittedCalibration } from "../../../src/statistics/estimation/cross-fitted-calibration.ts";
import { type EstimationAssumptions, estimationRefusal } from "../../../src/statistics/estimation/estimation-gate.ts";
import { expectedAreaUnderCurve } from "../../../src/statistics/estimation/expected-area-under-curve.ts";
import { type ProbabilityCell, expectedConfusion } from "../../../src/statistics/estimation/expected-confusion.ts";
import { EXPECTED_RATES, expectedRate } from "../../../src/statistics/estimation/expected-rate.ts";
import { unsupportedShare } from "../../../src/statistics/estimation/unsupported-share.ts";
import { type RandomStream, seededRandom } from "../../../src/statistics/resampling/random.ts";
import { readGolden } from "../golden-file.ts";
import type { Comparison, ComparisonFamily } from "./comparison.ts";
import { reconstructionComparisons } from "./estimation-reconstruction.ts";

type LabelledCell = readonly [x: number, rows: number, events: number];

export interface EstimationGolden {
  readonly expectations: readonly {
    readonly name: string;
    readonly cells: readonly ProbabilityCell[];
    readonly confusion: readonly number[];
    readonly confusionVariances: readonly number[];
    readonly estimates: Partial<Record<EstimatedMetric, number>>;
    readonly variances: Partial<Record<EstimatedMetric, number>>;
  }[];
  readonly enumeratedVariances: readonly number[];
  readonly givenDraws: {
    readonly calibration: readonly LabelledCell[];
    readonly draws: readonly (readonly number[])[];
    readonly window: readonly (readonly [score: number, isPredictedPositive: boolean, rows: number])[];
    /** Calibrator variance, estimate, standard error, limits. */
    readonly metrics: Record<EstimatedMetric, readonly [number, number, number, number, number]>;
  };
  readonly crossFitted: {
    readonly cells: readonly (readonly [fold: number, ...LabelledCell])[];
    readonly probabilities: readonly number[];
  };
  readonly unsupportedShares: readonly {
    readonly name: string;
    readonly minimum: number;
    readonly cells: readonly (readonly [number, number])[];
    readonly share: number;
  }[];
  readonly gates: readonly (readonly [share: number, lower: number, upper: number, error: number, errorUpper: number, passes: boolean])[];
}

export const LIMITS = { largestUnsupportedShare: 0.05, smallestSlope: 0.8, largestSlope: 1.25, largestCalibrationError: 0.03 };

/** Assumptions that hold with room. */
export const HOLDING = assumptionsOf(0, 0.95, 1.05, 0.01, 0.02);

export function assumptionsOf(share: number, lower: number, upper: number, error: number, errorUpper: number): EstimationAssumptions {
  const interval = { level: 0.95, method: "given" };
  return {
    group: "all rows",
    unsupportedShare: computed({ estimate: share, n: 100, method: "share" }),
    calibrationSlope: computed({ estimate: (lower + upper) / 2, n: 100, method: "slope", interval: { ...interval, lower, upper } }),
    calibrationError: computed({ estimate: error, n: 100, method: "error", interval: { ...interval, lower: 0, upper: errorUpper } }),
  };
}

/** A stream that hands out given tables of counts. */
export function givenStream(draws: readonly (readonly number[])[]): RandomStream {
  const left = [...draws];
  const none = (): number => {
    throw new Error("Only whole tables are drawn.");
  };
  return {
    nextUint32: none,
    nextUniform: none,
    nextNormal: none,
    nextBinomial: none,
    nextMultinomial: () => [...(left.shift() ?? [])],
  };
}

export function computedOf(outcome: Outcome): Extract<Outcome, { status: "computed" }> {
  if (outcome.status !== "computed") throw new Error(outcome.reason);
  return outcome;
}

function given<Value extends object>(value: Value | NotComputable): Value {
  if ("status" in value && value.status === "not-computable") throw new Error("Not computable.");
  return value as Value;
}

const golden = readGolden<EstimationGolden>("estimation");

function expectations(): Comparison[] {
  return golden.expectations.flatMap(({ name, cells, confusion, confusionVariances, estimates, variances }) => {
    const actual = expectedConfusion(cells);
    const counts = [actual.truePositive, actual.falsePositive, actual.falseNegative, actual.trueNegative];
    const spreads = [actual.positiveVariance, actual.negativeVariance];
    return [
      ...[...confusion, ...confusionVariances].map((expected, index) => ({
        method: "estimation/expected-confusion",
        what: `${name}, cell ${index}`,
        actual: [...counts, ...spreads][index] ?? Number.NaN,
        expected,
        tolerance: 1e-14,
      })),
      ...ESTIMATED_METRICS.filter((metric) => estimates[metric] !== undefined).flatMap((metric) => {
        const result = given(metric === "areaUnderCurve" ? expectedAreaUnderCurve(cells) : expectedRate(metric, actual));
        const method = metric === "areaUnderCurve" ? "estimation/expected-area-under-curve" : "estimation/expected-rate";
        const what = `${name}, ${metric}`;
        return [
          { method, what, actual: result.estimate, expected: estimates[metric] ?? Number.NaN, tolerance: 1e-14 },
          {
            method,
            what: `${what}, variance`,
            actual: result.labelVariance,
            expected: variances[metric] ?? Number.NaN,
            // Derivatives of an area near 1 are differences of shares near 1.
            tolerance: 1e-12,
          },
        ];
      }),
    ];
  });
}

function bootstraps(): Comparison[] {
  const method = "estimation/calibrator-bootstrap";
  const cells = [
    { x: 0, rows: 12, events: 4 },
    { x: 1, rows: 12, events: 8 },
  ];
  const drawn = given(
    calibratorVariances(
      cells,
      (fit) => [isotonicValueAt(fit, 0), isotonicValueAt(fit, 1), isotonicValueAt(fit, 1) - isotonicValueAt(fit, 0)],
      2000,
      seededRandom(20, "calibrator-bootstrap"),
    ),
  );
  const { calibration, draws, window, metrics } = golden.givenDraws;
  const labelled = calibration.map(([x, rows, events]) => ({ x, rows, events }));
  const rated = given(
    calibratorVariances(
      labelled,
      (fit) => {
        const confusion = expectedConfusion(
          window.map(([score, isPredictedPositive, rows]) => ({
            score,
            isPredictedPositive,
            rows,
            probability: isotonicValueAt(fit, score),
          })),
        );
        return EXPECTED_RATES.map((rate) => given(expectedRate(rate, confusion)).estimate);
      },
      draws.length,
      givenStream(draws),
    ),
  );
  return [
    // 2000 draws give a variance to about 3 %.
    ...golden.enumeratedVariances.map((expected, index) => ({
      method,
      what: `all draws of 24 rows, figure ${index}`,
      actual: Number(drawn[index]),
      expected,
      tolerance: 0.1,
    })),
    ...EXPECTED_RATES.map((rate, index) => ({
      method,
      what: `given draws, ${rate}`,
      actual: Number(rated[index]),
      expected: metrics[rate][0],
      tolerance: 1e-12,
    })),
  ];
}

function estimates(): Comparison[] {
  const { calibration, draws, window, metrics } = golden.givenDraws;
  const outcomes = confidenceBasedPerformance({
    calibration: calibration.map(([x, rows, events]) => ({ x, rows, events })),
    window: window.map(([score, isPredictedPositive, rows]) => ({ score, isPredictedPositive, rows })),
    assumptions: HOLDING,
    limits: LIMITS,
    level: 0.95,
    replicates: draws.length,
    stream: givenStream(draws),
  });
  return ESTIMATED_METRICS.flatMap((metric) => {
    const { estimate, interval, detail } = computedOf(outcomes[metric]);
    const actual = [
      Number(detail?.["calibratorStandardError"]) ** 2,
      estimate,
      Number(detail?.["standardError"]),
      interval?.lower,
      interval?.upper,
    ];
    return metrics[metric].map((expected, index) => ({
      method: "estimation/confidence-based-performance",
      what: `${metric}, ${["calibrator variance", "estimate", "standard error", "lower limit", "upper limit"][index]}`,
      actual: actual[index] ?? Number.NaN,
      expected,
      tolerance: 1e-12,
    }));
  });
}

function assumptions(): Comparison[] {
  const labelled = golden.crossFitted.cells.map(([fold, x, rows, events]) => ({ fold, x, rows, events }));
  const fitted = given(crossFittedCalibration(labelled, labelled));
  return [
    ...golden.crossFitted.probabilities.map((expected, index) => ({
      method: "estimation/cross-fitted-calibration",
      what: `cell ${index}`,
      actual: fitted[index]?.x ?? Number.NaN,
      expected,
      tolerance: 1e-13,
    })),
    ...golden.unsupportedShares.map(({ name, minimum, cells, share }) => ({
      method: "estimation/unsupported-share",
      what: name,
      actual: computedOf(
        unsupportedShare(
          cells.map(([calibrationRows, windowRows]) => ({ calibrationRows, windowRows })),
          minimum,
        ),
      ).estimate,
      expected: share,
      tolerance: 1e-15,
    })),
    ...golden.gates.map(([share, lower, upper, error, errorUpper, passes]) => ({
      method: "estimation/estimation-gate",
      what: [share, lower, upper, error, errorUpper].join(", "),
      actual: estimationRefusal(assumptionsOf(share, lower, upper, error, errorUpper), LIMITS) === null ? 1 : 0,
      expected: passes ? 1 : 0,
      tolerance: 0,
    })),
  ];
}

export const estimation: ComparisonFamily = {
  family: "estimation",
  compare: () => [...expectations(), ...bootstraps(), ...estimates(), ...assumptions(), ...reconstructionComparisons()],
};
