import { type NotComputable, notComputable } from "../../foundation/outcome.ts";
import { type ScoreCell, isotonicRegression, isotonicValueAt } from "../calibration/isotonic-regression.ts";

/** Labelled rows of one score and one fold. */
export interface FoldCell extends ScoreCell {
  readonly fold: number;
}

/**
 * Calibrated probabilities of labelled rows that had no part in their own calibrator.
 *
 * A calibrator always looks calibrated on the rows it was fitted to; the check of the calibration needs rows it has not seen. Folds are
 * made by a hash of the subject (or the row), so that no subject is in two.
 * SQL: `select hash(subject) % folds as fold, score, count(*), count(*) filter (is_positive) ... group by all`; with the group as a
 * further column the checks are made group by group from one fit.
 * Formula: p(x) of a row in fold k = isotonic fit to the N rows outside fold k, at its score; a fitted 0 (or 1) becomes 1/2 / (N + 1) (or
 * 1 less that), half a row in all, which keeps the order and gives it a logit for the calibration slope.
 * Source: M. Stone (1974) Journal of the Royal Statistical Society B 36, 111-147, doi:10.1111/j.2517-6161.1974.tb00994.x.
 * Units: counts by fold and score in; the same cells out with x the calibrated probability. `checked` may be a part of `labelled`, such as
 * one group.
 * Not computable: a fold outside which there are no positives or no negatives.
 * Golden: scikit-learn IsotonicRegression fold by fold (scripts/golden-values/estimation.py).
 */
export function crossFittedCalibration(labelled: readonly FoldCell[], checked: readonly FoldCell[]): readonly ScoreCell[] | NotComputable {
  const cells: ScoreCell[] = [];
  for (const fold of new Set(checked.map((cell) => cell.fold))) {
    const others = labelled.filter((cell) => cell.fold !== fold);
    const events = others.reduce((sum, cell) => sum + cell.events, 0);
    const rows = others.reduce((sum, cell) => sum + cell.rows, 0);
    if (events === 0 || events === rows)
      return notComputable(
        "too-few",
        `Outside fold ${fold} the labelled rows have ${events} positives among ${rows}; both classes are needed.`,
      );
    const fit = isotonicRegression(others);
    const least = 0.5 / (rows + 1);
    for (const { fold: own, x, rows: cellRows, events: cellEvents } of checked)
      if (own === fold)
        cells.push({ x: Math.min(1 - least, Math.max(least, isotonicValueAt(fit, x))), rows: cellRows, events: cellEvents });
  }
  return cells;
}
