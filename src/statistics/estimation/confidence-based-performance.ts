import { type NotComputable, type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import { type IsotonicFit, type ScoreCell, isotonicRegression, isotonicValueAt } from "../calibration/isotonic-regression.ts";
import { normalQuantile } from "../distributions/normal.ts";
import { requireLevel } from "../domain.ts";
import { logitLimits } from "../ranking/area-under-curve.ts";
import type { RandomStream } from "../resampling/random.ts";
import { calibratorVariances } from "./calibrator-bootstrap.ts";
import { type EstimationAssumptions, type EstimationLimits, estimationRefusal } from "./estimation-gate.ts";
import { expectedAreaUnderCurve } from "./expected-area-under-curve.ts";
import { type ProbabilityCell, expectedConfusion } from "./expected-confusion.ts";
import { EXPECTED_RATES, type ExpectedMetric, expectedRate } from "./expected-rate.ts";

export const ESTIMATED_METRICS = [...EXPECTED_RATES, "areaUnderCurve"] as const;
export type EstimatedMetric = (typeof ESTIMATED_METRICS)[number];

/** Stands beside every estimate. */
export const CONCEPT_DRIFT_NOTICE =
  "The estimate takes P(outcome | score) as it was in the labelled rows: it is blind to concept drift and cannot show that there is none.";

export interface PerformanceEstimation {
  /** Labelled rows by score (GROUP BY score): how many, and how many of them positive. */
  readonly calibration: readonly ScoreCell[];
  /** Rows to estimate by score and prediction: `select score, prediction, count(*) ... group by all`. */
  readonly window: readonly Omit<ProbabilityCell, "probability">[];
  readonly assumptions: EstimationAssumptions;
  readonly limits: EstimationLimits;
  readonly level: number;
  readonly replicates: number;
  readonly stream: RandomStream;
}

/**
 * Confidence-based performance estimation (CBPE) of a binary classifier without labels.
 *
 * An isotonic calibrator turns each score into the probability of the positive class; the confusion cells and the ROC curve expected from
 * these probabilities give every metric. Blind to concept drift: it assumes P(y | score) as in the labelled rows, so it can never support
 * "no exception" where that may have changed (a false positive rate creeping up). Refuses when an assumption is not shown to hold. The
 * interval is for the metric that the window's own labels would show; simulated without drift (500 to 20,000 labelled rows, windows of 100
 * to 5,000) a 95 % one holds it in 90 to 95 % of the draws. Rows count as independent.
 * Formula: metric at the expected cells; se^2 = variance of the labels given their probabilities (sum p (1 - p), delta method) + variance
 * of the calibrator (bootstrap); limits logit(metric) +- z se / (metric (1 - metric)).
 * Source: J. Kivimaki, J. Bialek, W. Kuberski and J. K. Nurminen (2025) Performance estimation in binary classification using calibrated
 * confidence, doi:10.48550/arXiv.2505.05295; NannyML.
 * Units: counts by score in, shares out.
 * Not computable: an assumption not shown; a window without rows; fewer than 10 labelled positives or negatives; a zero denominator; an
 * estimate of 0 or 1, or one whose probabilities are all 0 or 1, which leaves no uncertainty to state.
 * Golden: NannyML's published car-loan estimates (test/statistics/car-loan.test.ts), mpmath (scripts/golden-values/estimation.py).
 */
export function confidenceBasedPerformance(estimation: PerformanceEstimation): Record<EstimatedMetric, Outcome> {
  const { calibration, window, assumptions, limits, level, replicates, stream } = estimation;
  requireLevel("confidenceBasedPerformance", level);
  const refusal = estimationRefusal(assumptions, limits);
  if (refusal !== null) return everyMetric(() => refusal);
  const rows = window.reduce((sum, cell) => sum + cell.rows, 0);
  if (rows === 0) return everyMetric(() => notComputable("no-rows", "The window has no rows."));
  const variances = calibratorVariances(
    calibration,
    (fit) => ESTIMATED_METRICS.map((metric) => estimateOf(expectedMetric(metric, calibrated(fit, window)))),
    replicates,
    stream,
  );
  if ("status" in variances) return everyMetric(() => variances);
  const cells = calibrated(isotonicRegression(calibration), window);
  return everyMetric((metric, index) => {
    const expected = expectedMetric(metric, cells);
    const calibratorVariance = variances[index] ?? Number.NaN;
    if ("status" in expected) return expected;
    if (typeof calibratorVariance !== "number") return calibratorVariance;
    return withInterval(metric, expected, calibratorVariance, rows, level);
  });
}

function withInterval(metric: EstimatedMetric, expected: ExpectedMetric, calibratorVariance: number, rows: number, level: number): Outcome {
  const { estimate, labelVariance } = expected;
  const standardError = Math.sqrt(labelVariance + calibratorVariance);
  if (labelVariance === 0 || estimate <= 0 || estimate >= 1)
    return notComputable(
      "degenerate",
      "There is no uncertainty to state: the probabilities that count here are all 0 or 1, or all rows have one prediction.",
    );
  const half = -normalQuantile((1 - level) / 2) * standardError;
  return computed({
    estimate,
    n: rows,
    method: `Confidence-based performance estimation, ${METRIC_TITLES[metric]}`,
    interval: {
      ...logitLimits({ value: estimate, complement: 1 - estimate }, half),
      level,
      method: "Logit of label and calibrator variance",
    },
    detail: {
      standardError,
      labelStandardError: Math.sqrt(labelVariance),
      calibratorStandardError: Math.sqrt(calibratorVariance),
      notice: CONCEPT_DRIFT_NOTICE,
    },
  });
}

const METRIC_TITLES: Record<EstimatedMetric, string> = {
  accuracy: "accuracy",
  precision: "precision",
  recall: "recall",
  specificity: "specificity",
  f1: "F1",
  areaUnderCurve: "area under the ROC curve",
};

/** The window's cells with the calibrator's probabilities. */
function calibrated(fit: IsotonicFit, window: PerformanceEstimation["window"]): ProbabilityCell[] {
  return window.map((cell) => ({ ...cell, probability: isotonicValueAt(fit, cell.score) }));
}

function expectedMetric(metric: EstimatedMetric, cells: readonly ProbabilityCell[]): ExpectedMetric | NotComputable {
  return metric === "areaUnderCurve" ? expectedAreaUnderCurve(cells) : expectedRate(metric, expectedConfusion(cells));
}

function estimateOf(expected: ExpectedMetric | NotComputable): number | undefined {
  return "status" in expected ? undefined : expected.estimate;
}

function everyMetric(outcome: (metric: EstimatedMetric, index: number) => Outcome): Record<EstimatedMetric, Outcome> {
  const at = (metric: EstimatedMetric): Outcome => outcome(metric, ESTIMATED_METRICS.indexOf(metric));
  return {
    accuracy: at("accuracy"),
    precision: at("precision"),
    recall: at("recall"),
    specificity: at("specificity"),
    f1: at("f1"),
    areaUnderCurve: at("areaUnderCurve"),
  };
}
