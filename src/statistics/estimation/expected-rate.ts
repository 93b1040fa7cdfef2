import { assertNever } from "../../foundation/assert-never.ts";
import { type NotComputable, notComputable } from "../../foundation/outcome.ts";
import type { ExpectedConfusion } from "./expected-confusion.ts";

export const EXPECTED_RATES = ["accuracy", "precision", "recall", "specificity", "f1"] as const;
export type ExpectedRate = (typeof EXPECTED_RATES)[number];

/** A metric at the expected labels, and the variance it has because labels only follow their probabilities. */
export interface ExpectedMetric {
  readonly estimate: number;
  readonly labelVariance: number;
}

/**
 * Rate of the expected confusion cells with the variance of the rate that the labels will show.
 *
 * The rate is taken at the expected cells; for rates whose denominator is itself expected this differs from the expected rate by the order
 * of 1/n.
 * Formula: rate(TP, FP, FN, TN) with F1 = TP / (TP + (FP + FN)/2); variance by the delta method, with TP and FN independent, FP = P1 - TP
 * and TN = P0 - FN: (d rate / d TP)^2 var(TP) + (d rate / d FN)^2 var(FN).
 * Source: J. Kivimaki et al. (2025), doi:10.48550/arXiv.2505.05295; delta method: A. W. van der Vaart (1998) Asymptotic Statistics,
 * section 3.1, doi:10.1017/CBO9780511802256.
 * Units: expected counts in, share and its variance out.
 * Not computable: a rate whose denominator is 0.
 * Golden: mpmath with derivatives taken numerically row by row (scripts/golden-values/estimation.py), NannyML's published estimates.
 */
export function expectedRate(rate: ExpectedRate, confusion: ExpectedConfusion): ExpectedMetric | NotComputable {
  const { denominator, of, estimate, byTruePositive, byFalseNegative } = parts(rate, confusion);
  if (denominator === 0) return notComputable("zero-denominator", `There are no ${of}.`);
  return {
    estimate,
    labelVariance: byTruePositive ** 2 * confusion.positiveVariance + byFalseNegative ** 2 * confusion.negativeVariance,
  };
}

/** Estimate and its derivatives by TP and by FN; finite only where the denominator is not 0. */
function parts(rate: ExpectedRate, confusion: ExpectedConfusion) {
  const { predictedPositives, predictedNegatives, truePositive, falsePositive, falseNegative, trueNegative } = confusion;
  const positives = truePositive + falseNegative;
  const negatives = falsePositive + trueNegative;
  const rows = predictedPositives + predictedNegatives;
  switch (rate) {
    case "accuracy":
      return {
        denominator: rows,
        of: "rows",
        estimate: (truePositive + trueNegative) / rows,
        byTruePositive: 1 / rows,
        byFalseNegative: -1 / rows,
      };
    case "precision":
      return {
        denominator: predictedPositives,
        of: "predicted positives",
        estimate: truePositive / predictedPositives,
        byTruePositive: 1 / predictedPositives,
        byFalseNegative: 0,
      };
    case "recall":
      return {
        denominator: positives,
        of: "expected positives",
        estimate: truePositive / positives,
        byTruePositive: falseNegative / positives / positives,
        byFalseNegative: -truePositive / positives / positives,
      };
    case "specificity":
      return {
        denominator: negatives,
        of: "expected negatives",
        estimate: trueNegative / negatives,
        byTruePositive: trueNegative / negatives / negatives,
        byFalseNegative: -falsePositive / negatives / negatives,
      };
    case "f1": {
      const both = predictedPositives + positives;
      return {
        denominator: both,
        of: "positives, neither predicted nor expected",
        estimate: (2 * truePositive) / both,
        byTruePositive: (2 * (predictedPositives + falseNegative)) / both / both,
        byFalseNegative: (-2 * truePositive) / both / both,
      };
    }
    default:
      return assertNever(rate);
  }
}
