import { type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import { requireCount } from "../domain.ts";
import { wilsonInterval } from "../proportions/wilson-interval.ts";

/** Counts of labelled decisions by what was predicted and what turned out to be true. */
export interface ConfusionCells {
  readonly truePositive: number;
  readonly falsePositive: number;
  readonly falseNegative: number;
  readonly trueNegative: number;
}

export const CONFUSION_RATES = [
  "truePositiveRate",
  "falsePositiveRate",
  "trueNegativeRate",
  "falseNegativeRate",
  "precision",
  "falseDiscoveryRate",
  "negativePredictiveValue",
  "falseOmissionRate",
  "accuracy",
  "baseRate",
] as const;
export type ConfusionRate = (typeof CONFUSION_RATES)[number];

/** Title and the words for an empty denominator. */
const RATES: Record<ConfusionRate, { readonly title: string; readonly of: string }> = {
  truePositiveRate: { title: "True positive rate", of: "actual positives" },
  falsePositiveRate: { title: "False positive rate", of: "actual negatives" },
  trueNegativeRate: { title: "True negative rate", of: "actual negatives" },
  falseNegativeRate: { title: "False negative rate", of: "actual positives" },
  precision: { title: "Precision", of: "predicted positives" },
  falseDiscoveryRate: { title: "False discovery rate", of: "predicted positives" },
  negativePredictiveValue: { title: "Negative predictive value", of: "predicted negatives" },
  falseOmissionRate: { title: "False omission rate", of: "predicted negatives" },
  accuracy: { title: "Accuracy", of: "labelled decisions" },
  baseRate: { title: "Base rate of the positive outcome", of: "labelled decisions" },
};

export function confusionRateTitle(rate: ConfusionRate): string {
  return RATES[rate].title;
}

/** Throws unless all four are counts. */
export function requireConfusionCells({ truePositive, falsePositive, falseNegative, trueNegative }: ConfusionCells): void {
  for (const count of [truePositive, falsePositive, falseNegative, trueNegative]) requireCount("Confusion cells", count);
}

/** Numerator and denominator of a rate. */
export function confusionRateCounts(rate: ConfusionRate, cells: ConfusionCells): { readonly count: number; readonly rows: number } {
  const { truePositive, falsePositive, falseNegative, trueNegative } = cells;
  const positives = truePositive + falseNegative;
  const negatives = falsePositive + trueNegative;
  const predictedPositives = truePositive + falsePositive;
  const predictedNegatives = falseNegative + trueNegative;
  switch (rate) {
    case "truePositiveRate":
      return { count: truePositive, rows: positives };
    case "falsePositiveRate":
      return { count: falsePositive, rows: negatives };
    case "trueNegativeRate":
      return { count: trueNegative, rows: negatives };
    case "falseNegativeRate":
      return { count: falseNegative, rows: positives };
    case "precision":
      return { count: truePositive, rows: predictedPositives };
    case "falseDiscoveryRate":
      return { count: falsePositive, rows: predictedPositives };
    case "negativePredictiveValue":
      return { count: trueNegative, rows: predictedNegatives };
    case "falseOmissionRate":
      return { count: falseNegative, rows: predictedNegatives };
    case "accuracy":
      return { count: truePositive + trueNegative, rows: positives + negatives };
    case "baseRate":
      return { count: positives, rows: positives + negatives };
  }
}

/**
 * A rate of the confusion table with its Wilson score interval.
 *
 * Formula: count / rows of `confusionRateCounts`.
 * Source: T. Fawcett (2006) Pattern Recognition Letters 27, 861-874, doi:10.1016/j.patrec.2005.10.010.
 * Units: counts in, a share out. Not computable: no rows in the rate's denominator (zero-denominator); counts that are not whole throw.
 * Golden: scikit-learn and exact fractions (scripts/golden-values/error-rates.py), published Aequitas group metrics of the COMPAS scores.
 */
export function confusionRate(rate: ConfusionRate, cells: ConfusionCells, level: number): Outcome {
  const { title, of } = RATES[rate];
  requireConfusionCells(cells);
  const { count, rows } = confusionRateCounts(rate, cells);
  if (rows === 0) return notComputable("zero-denominator", `${title}: there are no ${of}.`);
  return computed({ estimate: count / rows, n: rows, method: title, interval: wilsonInterval(count, rows, level), detail: { count } });
}
