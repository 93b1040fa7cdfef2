import { type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import { requireCount } from "../domain.ts";

/** A frozen cell of the score: labelled rows that calibrate it, and rows of the window in it. */
export interface SupportCell {
  readonly calibrationRows: number;
  readonly windowRows: number;
}

/**
 * Share of a window's scores outside the support of the calibration rows.
 *
 * A score is supported when its frozen cell holds enough labelled rows. Below the smallest and above the largest calibrated score there
 * are cells of their own, whose calibration rows are 0 by construction. A fact of the file, so it has no interval.
 * SQL: `select score_cell, count(*) filter (is_calibration) as calibration_rows, count(*) filter (is_window) as window_rows ... group by
 * score_cell`.
 * Formula: sum of window rows over cells with calibration rows < minimum / sum of window rows.
 * Source: J. Kivimaki, J. Bialek, J. K. Nurminen and W. Kuberski (2024) Confidence-based estimators for predictive performance in model
 * monitoring, doi:10.48550/arXiv.2407.08649 (the assumption that the window lies in the training support).
 * Units: counts in, share out.
 * Not computable: a window without rows; a count that is not whole throws.
 * Golden: counted row by row (scripts/golden-values/estimation.py).
 */
export function unsupportedShare(cells: readonly SupportCell[], minimumRows: number): Outcome {
  requireCount("unsupportedShare (minimum)", minimumRows);
  let [rows, unsupported] = [0, 0];
  for (const { calibrationRows, windowRows } of cells) {
    requireCount("unsupportedShare (calibration rows)", calibrationRows);
    requireCount("unsupportedShare (window rows)", windowRows);
    rows += windowRows;
    if (calibrationRows < minimumRows) unsupported += windowRows;
  }
  if (rows === 0) return notComputable("no-rows", "The window has no scores.");
  return computed({
    estimate: unsupported / rows,
    n: rows,
    method: "Share of scores outside the support of the calibration rows",
    detail: { unsupported, minimumRows },
  });
}
