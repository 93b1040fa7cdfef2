import { type Interval, type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import { normalQuantile } from "../distributions/normal.ts";
import { requireArgument, requireCount, requireLevel } from "../domain.ts";

/** Pairs of ratings as shares; pairs and agreements are whole but for pseudo-pairs. */
export interface AgreementTable {
  readonly shares: readonly (readonly number[])[];
  readonly rowShares: readonly number[];
  readonly columnShares: readonly number[];
  readonly agreements: number;
  readonly pairs: number;
}

/** A chance-corrected agreement with its delta-method standard error. */
export interface Coefficient {
  readonly value: number;
  readonly expectedAgreement: number;
  readonly standardError: number;
}

/**
 * Gwet's AC1 of two raters, a chance-corrected agreement that does not collapse at extreme prevalence.
 *
 * Formula: gamma = (pa - pe)/(1 - pe), pa observed agreement, pi_k = (p(k.) + p(.k))/2, pe = sum pi_k (1 - pi_k)/(q - 1) for q
 * categories. Variance (finite-population factor f = 0): that of [k = l] - 2 (1 - gamma)(1 - (pi_k + pi_l)/2)/(q - 1) over the pairs,
 * divided by n (1 - pe)^2. Limits: gamma~ -+ z SE~, both from the table with z^2/2 agreeing pseudo-pairs, spread evenly over the diagonal,
 * and z^2/2 disagreeing ones, spread evenly off it; widened to gamma if need be. The plain SE stands in the detail.
 * Simulated at 95 %, 20 to 200 pairs of two to five categories: covers 94 to 98 %; gamma -+ z SE as little as 45 %.
 * Source: K. L. Gwet (2008) Brit. J. Math. Stat. Psych. 61, 29-48, doi:10.1348/000711006X126600, equations 10-12; pseudo-pairs after
 * A. Agresti and B. A. Coull (1998) American Statistician 52, 119-126, doi:10.1080/00031305.1998.10480550, applied to pa.
 * Units: square table of counts, rows the first rater, columns the second, a row and column for every category that could be
 * chosen (q counts); coefficient -1..1 out. Limits by the normal law (irrCAC takes t with n - 1 degrees of freedom on the plain table).
 * Not computable: no pairs (no-rows). Fewer than two categories, a table that is not square, or counts not whole throw.
 * Golden: irrCAC 0.4 (scripts/golden-values/agreement-irrcac.py) and mpmath at 50 digits (agreement.py).
 */
export function gwetAc1(table: readonly (readonly number[])[], level: number): Outcome {
  requireLevel("gwetAc1", level);
  const ratings = agreementTable(table);
  const { agreements, pairs } = ratings;
  if (pairs === 0) return notComputable("no-rows", "There are no pairs of decisions.");
  const { value, expectedAgreement, standardError } = coefficientOf(ratings);
  return computed({
    estimate: value,
    n: pairs,
    method: "Gwet's AC1",
    interval: pseudoPairLimits(value, coefficientOf(withPseudoPairs(table, level)), level),
    detail: { observedAgreement: agreements / pairs, expectedAgreement, standardError, categories: table.length },
  });
}

function coefficientOf({ shares, rowShares, columnShares, agreements, pairs }: AgreementTable): Coefficient {
  const q = shares.length;
  const pa = agreements / pairs;
  const pi = rowShares.map((share, k) => (share + (columnShares[k] ?? 0)) / 2);
  const pe = pi.reduce((total, share) => total + share * (1 - share), 0) / (q - 1);
  const gamma = (pa - pe) / (1 - pe);
  const center = pa - 2 * (1 - gamma) * pe;
  let variance = 0;
  shares.forEach((row, k) =>
    row.forEach((share, l) => {
      const influence = (k === l ? 1 : 0) - (2 * (1 - gamma) * (1 - ((pi[k] ?? 0) + (pi[l] ?? 0)) / 2)) / (q - 1);
      variance += share * (influence - center) ** 2;
    }),
  );
  return { value: gamma, expectedAgreement: pe, standardError: Math.sqrt(variance / pairs) / (1 - pe) };
}

/** The table with z^2/2 agreeing and z^2/2 disagreeing pseudo-pairs, each half spread evenly over its cells. */
export function withPseudoPairs(table: readonly (readonly number[])[], level: number): AgreementTable {
  const half = normalQuantile((1 - level) / 2) ** 2 / 2;
  const [onDiagonal, offDiagonal] = [half / table.length, half / (table.length * (table.length - 1))];
  return sharesOf(table.map((row, k) => row.map((count, l) => count + (k === l ? onDiagonal : offDiagonal))));
}

/** Normal limits about the coefficient with pseudo-pairs, which hold the coefficient without them. */
export function pseudoPairLimits(estimate: number, { value, standardError }: Coefficient, level: number): Interval {
  const half = -normalQuantile((1 - level) / 2) * standardError;
  return {
    lower: Math.max(-1, Math.min(estimate, value - half)),
    upper: Math.min(1, Math.max(estimate, value + half)),
    level,
    method: "Agresti-Coull pseudo-pairs, delta-method standard error",
  };
}

/** Shares and margins of a square table of pairs of ratings. */
export function agreementTable(table: readonly (readonly number[])[]): AgreementTable {
  requireArgument(table.length >= 2, "Table of ratings (categories)", "at least 2", table.length);
  for (const row of table) {
    requireArgument(row.length === table.length, "Table of ratings (columns)", `as many as rows, ${table.length}`, row.length);
    for (const count of row) requireCount("Table of ratings", count);
  }
  requireCount("Table of ratings (total)", sum(table.map(sum)));
  return sharesOf(table);
}

function sharesOf(table: readonly (readonly number[])[]): AgreementTable {
  const pairs = sum(table.map(sum));
  return {
    shares: table.map((row) => row.map((count) => count / pairs)),
    rowShares: table.map((row) => sum(row) / pairs),
    columnShares: table.map((_, column) => sum(table.map((row) => row[column] ?? 0)) / pairs),
    agreements: sum(table.map((row, index) => row[index] ?? 0)),
    pairs,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
