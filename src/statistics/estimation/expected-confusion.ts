import { requireCount, requireProbability } from "../domain.ts";

/** Rows that share one score and one prediction, with the calibrated probability of the positive class at that score. */
export interface ProbabilityCell {
  readonly score: number;
  readonly isPredictedPositive: boolean;
  readonly rows: number;
  readonly probability: number;
}

/** Confusion cells as expected from probabilities, and the variances of the two that are free. */
export interface ExpectedConfusion {
  readonly predictedPositives: number;
  readonly predictedNegatives: number;
  readonly truePositive: number;
  readonly falsePositive: number;
  readonly falseNegative: number;
  readonly trueNegative: number;
  /** Variance of the true (and of the false) positives. */
  readonly positiveVariance: number;
  /** Variance of the false (and of the true) negatives. */
  readonly negativeVariance: number;
}

/**
 * Confusion cells expected from calibrated probabilities, without labels.
 *
 * SQL: `select score, prediction, count(*) ... group by all` gives the cells (scores of many values are first put into frozen cells); the
 * calibrator gives each score its probability, so no sum of probabilities is taken in SQL.
 * Formula: over rows predicted positive TP = sum p, FP = sum (1 - p), variance sum p (1 - p); over rows predicted negative FN = sum p, TN
 * = sum (1 - p), variance alike; labels independent given the scores.
 * Source: J. Kivimaki, J. Bialek, W. Kuberski and J. K. Nurminen (2025) Performance estimation in binary classification using calibrated
 * confidence, section 4, doi:10.48550/arXiv.2505.05295.
 * Units: counts and probabilities in, expected counts out.
 * Not computable: a count that is not whole or a probability outside 0..1 throws.
 * Golden: sums over single rows in mpmath (scripts/golden-values/estimation.py), NannyML's published confidence-based estimates.
 */
export function expectedConfusion(cells: readonly ProbabilityCell[]): ExpectedConfusion {
  for (const { rows, probability } of cells) {
    requireCount("expectedConfusion (rows)", rows);
    requireProbability("expectedConfusion (probability)", probability);
  }
  const positives = cells.filter(({ isPredictedPositive }) => isPredictedPositive);
  const negatives = cells.filter(({ isPredictedPositive }) => !isPredictedPositive);
  return {
    predictedPositives: sumOf(positives, () => 1),
    predictedNegatives: sumOf(negatives, () => 1),
    truePositive: sumOf(positives, (p) => p),
    falsePositive: sumOf(positives, (p) => 1 - p),
    falseNegative: sumOf(negatives, (p) => p),
    trueNegative: sumOf(negatives, (p) => 1 - p),
    positiveVariance: sumOf(positives, (p) => p * (1 - p)),
    negativeVariance: sumOf(negatives, (p) => p * (1 - p)),
  };
}

function sumOf(cells: readonly ProbabilityCell[], of: (probability: number) => number): number {
  return cells.reduce((sum, { rows, probability }) => sum + rows * of(probability), 0);
}
