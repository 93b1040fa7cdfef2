import { atanh, tanh } from "../../foundation/elementary-functions.ts";
import { type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import { requireLevel } from "../domain.ts";
import { normalQuantile } from "../distributions/normal.ts";
import { determinantOf } from "../proportions/fourfold-table.ts";
import { type ConfusionCells, requireConfusionCells } from "./confusion-rates.ts";

/**
 * Matthews correlation coefficient of a confusion table with a Fisher z interval.
 *
 * Formula: M = (TP TN - FP FN) / sqrt(r1 r2 c1 c2), r the predicted and c the actual margins. Multinomial delta method: Var M = sum x g^2 over
 * the cells, g = dM/dx = +-(opposite cell)/sqrt(r1 r2 c1 c2) - M/2 (1/r + 1/c), r and c the cell's margins; its mean sum x g is 0.
 * Interval tanh(atanh M -+ z se/(1 - M^2)).
 * Source: Y. Itaya, J. Tamura, K. Hayashi and K. Yamamoto (2025) Statistics in Medicine 44, e10303, doi:10.1002/sim.10303; the variance is
 * that of Bishop, Fienberg and Holland (1975) Discrete Multivariate Analysis, chapter 11.
 * Units: counts in, a correlation in -1..1 out.
 * Not computable: an empty margin (zero-denominator), where scikit-learn says 0; counts not whole throw. At M = 1 and -1 the
 * delta method gives a variance of 0: the estimate has no interval, and the detail says so.
 * Golden: scikit-learn matthews_corrcoef; variance by mpmath's numerical derivative (scripts/golden-values/error-rates.py).
 */
export function matthewsCorrelation(cells: ConfusionCells, level: number): Outcome {
  const method = "Matthews correlation coefficient";
  requireConfusionCells(cells);
  requireLevel(method, level);
  const { truePositive: a, falsePositive: b, falseNegative: c, trueNegative: d } = cells;
  const [r1, r2, c1, c2] = [a + b, c + d, a + c, b + d];
  if (Math.min(r1, r2, c1, c2) === 0)
    return notComputable("zero-denominator", `${method}: one class was never predicted, or never happened, so nothing can correlate.`);
  const n = r1 + r2;
  if (b + c === 0 || a + d === 0) {
    const interval = "none: without any exception to the rule its variance cannot be estimated";
    return computed({ estimate: b + c === 0 ? 1 : -1, n, method, detail: { interval } });
  }
  const scale = Math.sqrt(r1 * c1) * Math.sqrt(r2 * c2);
  const estimate = determinantOf({ a, b, c, d }) / scale;
  const gradient = (opposite: number, row: number, column: number) => opposite / scale - (estimate / 2) * (1 / row + 1 / column);
  const variance =
    a * gradient(d, r1, c1) ** 2 + b * gradient(-c, r1, c2) ** 2 + c * gradient(-b, r2, c1) ** 2 + d * gradient(a, r2, c2) ** 2;
  const standardError = Math.sqrt(variance);
  const reach = (-normalQuantile((1 - level) / 2) * standardError) / (1 - estimate * estimate);
  const center = atanh(estimate);
  const interval = { lower: tanh(center - reach), upper: tanh(center + reach), level, method: "Fisher z, delta method" };
  return computed({ estimate, n, method, interval, detail: { standardError } });
}
