import { type NotComputable, notComputable } from "../../foundation/outcome.ts";
import { requireLevel } from "../domain.ts";
import { symmetricEigen } from "../special-functions/symmetric-eigen.ts";
import { type MomentSums, scaledVariance, standardisedMoments } from "./standardised-moments.ts";
import { total } from "../whole-numbers.ts";

/** Share of the variance that the kept components explain, unless the policy says otherwise. */
export const SHARE_OF_VARIANCE = 0.65;
/** Eigenvalues closer than this share of the largest one are one tie. */
const TIE = 1e-9;
/** Rounding of a sum of eigenvalues, as a share of it. */
const ROUNDING = 1e-12;

/** What a baseline fixes for every later window. A function of the sums and the share alone, so freezing these freezes it. */
export interface ReconstructionProfile {
  readonly baseline: MomentSums;
  /** Indexes of the columns used. */
  readonly columns: readonly number[];
  readonly dropped: readonly { readonly column: number; readonly reason: string }[];
  /** Of the correlation matrix, largest first; they sum to the number of columns. */
  readonly eigenvalues: readonly number[];
  /** Loadings of the kept components on the used columns. */
  readonly kept: readonly (readonly number[])[];
  /** Loadings of the components left out: what the reconstruction loses. */
  readonly leftOut: readonly (readonly number[])[];
  /** Share of the variance that the kept components explain. */
  readonly shareKept: number;
}

/**
 * Principal components of a baseline for the reconstruction error: correlation matrix, loadings and how many of them are kept.
 *
 * A column without spread in the baseline is dropped and named. When the cut falls inside a group of equal eigenvalues (within 1e-9 of the
 * largest), the whole group is kept, because no part of it is determined. scikit-learn asks for more than the share, this for at least it.
 * Formula: R = V diag(lambda) V' of the baseline's correlation matrix R; keep the smallest k with lambda_1 + ... + lambda_k >= share
 * (lambda_1 + ... + lambda_p).
 * Source: I. T. Jolliffe (2002) Principal Component Analysis, 2nd ed., sections 3.3 and 6.1.1, doi:10.1007/b98835.
 * Units: exact sums of integer columns in (see standardised-moments), share strictly in 0..1.
 * Not computable: fewer than two columns with spread, not more rows than such columns, and no component left out by the cut.
 * Golden: numpy eigh of the correlation matrix (scripts/golden-values/estimation.py).
 */
export function reconstructionProfile(baseline: MomentSums, share: number): ReconstructionProfile | NotComputable {
  requireLevel("reconstructionProfile", share);
  const all = baseline.sums.map((_, column) => column);
  const columns = all.filter((column) => scaledVariance(baseline, column) !== 0n);
  if (columns.length < 2) return notComputable("degenerate", "Fewer than two columns vary in the baseline.");
  if (baseline.rows <= columns.length)
    return notComputable("too-few", `${baseline.rows} baseline rows cannot fix the components of ${columns.length} columns.`);
  const { values, vectors } = symmetricEigen(standardisedMoments(baseline, baseline, columns));
  const cut = componentsFor(values, share);
  if (cut === values.length) return notComputable("degenerate", "The components that reach the share of variance are all there are.");
  return {
    baseline,
    columns,
    dropped: all
      .filter((column) => !columns.includes(column))
      .map((column) => ({ column, reason: "The column has one value in the baseline." })),
    eigenvalues: values,
    kept: vectors.slice(0, cut),
    leftOut: vectors.slice(cut),
    shareKept: total(values.slice(0, cut)) / total(values),
  };
}

function componentsFor(values: readonly number[], share: number): number {
  const wanted = (share - ROUNDING) * total(values);
  const reached = values.findIndex((_, index) => total(values.slice(0, index + 1)) >= wanted);
  const [largest = 0] = values;
  // Down the group of equal eigenvalues that the last one kept belongs to.
  let cut = reached + 1;
  while (cut < values.length && (values[cut - 1] ?? 0) - (values[cut] ?? 0) <= TIE * largest) cut += 1;
  return cut;
}
