import { type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import { requireArgument, requireLevel } from "../domain.ts";
import { wilsonInterval } from "../proportions/wilson-interval.ts";
import { type ConfusionCells, requireConfusionCells } from "./confusion-rates.ts";

/**
 * F-beta score of a confusion table with a Wilson interval at its effective size.
 *
 * Formula: F = (1 + beta^2) TP / ((1 + beta^2) TP + E), E = beta^2 FN + FP; the weighted harmonic mean of precision and recall. By the delta
 * method on the multinomial counts Var logit F = 1/TP + (beta^4 FN + FP)/E^2; the interval is Wilson's with the sample size whose
 * binomial variance is that one, (1 + beta^2)^2 (TP + E/(1 + beta^2))^2 / ((1 + beta^2)(E + TP V)), V = (beta^4 FN + FP)/E, so that it
 * keeps its width at F = 0 and, with V = max(1, beta^2) for want of errors, at F = 1.
 * Source: C. J. van Rijsbergen (1979) Information Retrieval, 2nd edition, chapter 7; Y. M. M. Bishop, S. E. Fienberg and P. W. Holland
 * (1975) Discrete Multivariate Analysis, 14.6 (delta method).
 * Units: counts and beta in, a score in 0..1 out.
 * Not computable: no true positive, false positive or false negative (zero-denominator); beta not above 0, or counts not whole, throw.
 * Without predicted positives the score is 0, not missing, as soon as there are actual ones.
 * Golden: scikit-learn fbeta_score; variance by mpmath's numerical derivative (scripts/golden-values/error-rates.py).
 */
export function fBeta(cells: ConfusionCells, beta: number, level: number): Outcome {
  const method = `F score with beta ${beta}`;
  requireConfusionCells(cells);
  requireArgument(beta >= 1e-3 && beta <= 1e3, `${method} (beta)`, "a number from .001 to 1000", beta);
  requireLevel(method, level);
  const { truePositive, falsePositive, falseNegative } = cells;
  const n = truePositive + falsePositive + falseNegative;
  if (n === 0) return notComputable("zero-denominator", `${method}: there are neither actual nor predicted positives.`);
  const square = beta * beta;
  const hits = (1 + square) * truePositive;
  const errors = square * falseNegative + falsePositive;
  const spread = errors === 0 ? Math.max(1, square) : (square * square * falseNegative + falsePositive) / errors;
  const effective = (hits + errors) ** 2 / (1 + square) / (errors + truePositive * spread);
  const estimate = hits / (hits + errors);
  return computed({
    estimate,
    n,
    method,
    interval: { ...wilsonInterval(estimate * effective, effective, level), method: "Wilson score at the effective size" },
    detail: { beta, effectiveSize: effective },
  });
}
