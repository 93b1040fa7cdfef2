import { type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import type { ReconstructionProfile } from "./reconstruction-profile.ts";
import { type MomentSums, standardisedMoments } from "./standardised-moments.ts";
import { total } from "../whole-numbers.ts";

/** Mean squared residual of one column, in baseline standard deviations squared. */
export interface ColumnResidual {
  /** Index of the column in the sums. */
  readonly column: number;
  readonly window: number;
  readonly baseline: number;
}

export interface ReconstructionError {
  readonly error: Outcome;
  /** The columns add up to the squared error; the largest differences from the baseline name what moved. */
  readonly columns: readonly ColumnResidual[];
}

/**
 * Root mean square reconstruction error of a window under the principal components of its baseline.
 *
 * Purpose: do the columns still hang together as in the baseline, also where no single one of them has moved? Exact from sums, without
 * rows. NannyML's reconstruction error is another number, the mean of the rows' residual norms, which no sums give; it is never larger
 * than this root mean square. There is no interval and no p: compare with the baseline's own error by Monte Carlo.
 * Formula: sqrt(tr(P W P)), P = I - V_k V_k' of the kept loadings, W the window's second moments about the baseline (see
 * standardised-moments); column i has the share (P W P)_ii. In the baseline itself the square is the sum of the eigenvalues left out.
 * Source: I. T. Jolliffe (2002) Principal Component Analysis, 2nd ed., section 10.1 (d_1i^2), doi:10.1007/b98835.
 * Units: exact sums of the window's columns coded as in the baseline; out in baseline standard deviations.
 * Not computable: a window without rows.
 * Golden: numpy, residuals row by row (scripts/golden-values/estimation.py); NannyML's loadings by its published table.
 */
export function reconstructionError(profile: ReconstructionProfile, window: MomentSums): ReconstructionError {
  if (window.rows === 0) return { error: notComputable("no-rows", "The window has no rows."), columns: [] };
  const projector = residualProjector(profile);
  const { baseline, columns } = profile;
  const now = projectedSquares(projector, standardisedMoments(baseline, window, columns));
  const before = projectedSquares(projector, standardisedMoments(baseline, baseline, columns));
  const baselineError = Math.sqrt(total(before));
  const estimate = Math.sqrt(total(now));
  return {
    error: computed({
      estimate,
      n: window.rows,
      method: "Root mean square reconstruction error of principal components",
      detail: {
        baselineError,
        difference: estimate - baselineError,
        baselineRows: baseline.rows,
        columns: columns.length,
        droppedColumns: profile.dropped.length,
        components: profile.kept.length,
        shareKept: profile.shareKept,
      },
    }),
    columns: columns.map((column, index) => ({ column, window: now[index] ?? 0, baseline: before[index] ?? 0 })),
  };
}

/** P = sum of v v' over the components left out. */
function residualProjector({ columns, leftOut }: ReconstructionProfile): number[][] {
  return columns.map((_i, i) => columns.map((_j, j) => total(leftOut.map((loadings) => (loadings[i] ?? 0) * (loadings[j] ?? 0)))));
}

/** Diagonal of P W P: p_i' W p_i for each row p_i of P, a mean of squares; rounding alone can make it negative. */
function projectedSquares(projector: readonly (readonly number[])[], moments: readonly (readonly number[])[]): number[] {
  return projector.map((row) =>
    Math.max(0, total(row.map((left, i) => left * total(row.map((right, j) => right * (moments[i]?.[j] ?? 0)))))),
  );
}
