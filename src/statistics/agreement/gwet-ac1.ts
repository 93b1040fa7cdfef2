import { type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import { normalQuantile } from "../distributions/normal.ts";
import { requireArgument, requireCount, requireLevel } from "../domain.ts";
import { wilsonInterval } from "../proportions/wilson-interval.ts";

/** Pairs of ratings as shares. */
export interface AgreementTable {
  readonly shares: readonly (readonly number[])[];
  readonly rowShares: readonly number[];
  readonly columnShares: readonly number[];
  readonly agreements: number;
  readonly pairs: number;
}

/**
 * Gwet's AC1 of two raters, a chance-corrected agreement that does not collapse at extreme prevalence.
 *
 * Formula: gamma = (pa - pe)/(1 - pe), pa observed agreement, pi_k = (p(k.) + p(.k))/2, pe = sum pi_k (1 - pi_k)/(q - 1) for q
 * categories. Variance (finite-population factor f = 0): that of [k = l] - 2 (1 - gamma)(1 - (pi_k + pi_l)/2)/(q - 1) over the pairs,
 * divided by n (1 - pe)^2. Where all pairs agree or none does, the limits are those of pa (Wilson) at the observed margins.
 * Source: K. L. Gwet (2008) Brit. J. Math. Stat. Psych. 61, 29-48, doi:10.1348/000711006X126600, equations 10-12.
 * Units: square table of counts, rows the first rater, columns the second, a row and column for every category that could be
 * chosen (q counts); coefficient -1..1 out. Limits by the normal law (irrCAC takes t with n - 1 degrees of freedom).
 * Not computable: no pairs (no-rows). Fewer than two categories, a table that is not square, or counts not whole throw.
 * Golden: irrCAC 0.4 (scripts/golden-values/agreement-irrcac.py) and mpmath at 50 digits (agreement.py).
 */
export function gwetAc1(table: readonly (readonly number[])[], level: number): Outcome {
  requireLevel("gwetAc1", level);
  const { shares, rowShares, columnShares, agreements, pairs } = agreementTable(table);
  if (pairs === 0) return notComputable("no-rows", "There are no pairs of decisions.");
  const q = shares.length;
  const pa = agreements / pairs;
  const pi = rowShares.map((share, k) => (share + (columnShares[k] ?? 0)) / 2);
  const pe = pi.reduce((total, share) => total + share * (1 - share), 0) / (q - 1);
  const gammaAt = (agreement: number): number => (agreement - pe) / (1 - pe);
  const gamma = gammaAt(pa);
  const center = pa - 2 * (1 - gamma) * pe;
  let variance = 0;
  shares.forEach((row, k) =>
    row.forEach((share, l) => {
      const influence = (k === l ? 1 : 0) - (2 * (1 - gamma) * (1 - ((pi[k] ?? 0) + (pi[l] ?? 0)) / 2)) / (q - 1);
      variance += share * (influence - center) ** 2;
    }),
  );
  const standardError = Math.sqrt(variance / pairs) / (1 - pe);
  const half = -normalQuantile((1 - level) / 2) * standardError;
  const isUniform = agreements === 0 || agreements === pairs;
  const wilson = wilsonInterval(agreements, pairs, level);
  return computed({
    estimate: gamma,
    n: pairs,
    method: "Gwet's AC1",
    interval: isUniform
      ? { lower: gammaAt(wilson.lower), upper: gammaAt(wilson.upper), level, method: "Wilson score limits of the agreement" }
      : { lower: Math.max(-1, gamma - half), upper: Math.min(1, gamma + half), level, method: "Gwet standard error" },
    detail: { observedAgreement: pa, expectedAgreement: pe, standardError, categories: q },
  });
}

/** Shares and margins of a square table of pairs of ratings. */
export function agreementTable(table: readonly (readonly number[])[]): AgreementTable {
  requireArgument(table.length >= 2, "Table of ratings (categories)", "at least 2", table.length);
  for (const row of table) {
    requireArgument(row.length === table.length, "Table of ratings (columns)", `as many as rows, ${table.length}`, row.length);
    for (const count of row) requireCount("Table of ratings", count);
  }
  const pairs = sum(table.map(sum));
  requireCount("Table of ratings (total)", pairs);
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
