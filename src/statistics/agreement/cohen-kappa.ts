import { type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import { requireLevel } from "../domain.ts";
import { type AgreementTable, type Coefficient, agreementTable, pseudoPairLimits, withPseudoPairs } from "./gwet-ac1.ts";

/**
 * Cohen's kappa of two raters.
 *
 * Formula: kappa = (pa - pe)/(1 - pe), pa observed agreement, pe = sum p(k.) p(.k). Standard error: kappa's variance is that of
 * [k = l] - (1 - kappa)(p(.k) + p(l.)) over the pairs, divided by n (1 - pe)^2 (written with disagreements below). Limits: kappa~ -+ z SE~,
 * both from the table with z^2/2 agreeing pseudo-pairs, spread evenly over the diagonal, and z^2/2 disagreeing ones, spread evenly off it
 * (z^2/4 in each cell of two by two); widened to kappa if need be. The plain SE stands in the detail. Simulated at 95 %, 20 to 200
 * pairs of two to five categories: covers 94 to 97 % (kinds of raters averaged), kappa -+ z SE as little as 67 %.
 * Purpose: agreement of the final decision with the model's beyond what the margins give. Kappa collapses at extreme prevalence:
 * read it beside PABAK and AC1.
 * Source: J. Cohen (1960), doi:10.1177/001316446002000104; J. L. Fleiss, J. Cohen and B. S. Everitt (1969), doi:10.1037/h0028106;
 * pseudo-pairs after A. Agresti and B. A. Coull (1998) American Statistician 52, 119-126, doi:10.1080/00031305.1998.10480550, applied to pa.
 * Units: square table of counts, rows the first rater, columns the second; coefficient -1..1 out.
 * Not computable: no pairs (no-rows); a rater who used one category only (degenerate), for then kappa is 0 whatever the
 * agreement, or undefined. A table that is not square, or counts not whole, throws.
 * Golden: irrCAC 0.4 (scripts/golden-values/agreement-irrcac.py) and mpmath at 50 digits (agreement.py); R by a numerical delta method (overrides.R).
 */
export function cohenKappa(table: readonly (readonly number[])[], level: number): Outcome {
  requireLevel("cohenKappa", level);
  const ratings = agreementTable(table);
  const { rowShares, columnShares, agreements, pairs } = ratings;
  if (pairs === 0) return notComputable("no-rows", "There are no pairs of decisions.");
  if (Math.max(...rowShares) === 1 && Math.max(...columnShares) === 1)
    return notComputable("degenerate", "Both raters used one category only, so agreement by chance is certain.");
  if (Math.max(...rowShares) === 1 || Math.max(...columnShares) === 1)
    return notComputable("degenerate", "One rater used one category only, so kappa is 0 however often both agree.");
  const { value, expectedAgreement, standardError } = coefficientOf(ratings);
  return computed({
    estimate: value,
    n: pairs,
    method: "Cohen's kappa",
    interval: pseudoPairLimits(value, coefficientOf(withPseudoPairs(table, level)), level),
    detail: { observedAgreement: agreements / pairs, expectedAgreement, standardError },
  });
}

function coefficientOf({ shares, rowShares, columnShares, pairs }: AgreementTable): Coefficient {
  // Disagreements, observed and expected: near full agreement 1 - pa and 1 - pe would lose their digits.
  const observed = sumOver(shares, (share, k, l) => (k === l ? 0 : share));
  const expected = sumOver(shares, (_, k, l) => (k === l ? 0 : (rowShares[k] ?? 0) * (columnShares[l] ?? 0)));
  const ratio = observed / expected;
  const variance = sumOver(shares, (share, k, l) => {
    const margins = allBut(columnShares, k) + allBut(rowShares, l);
    return share * (ratio * margins - (k === l ? 0 : 1) - observed) ** 2;
  });
  return {
    value: Math.max(-1, 1 - ratio),
    expectedAgreement: 1 - expected,
    standardError: Math.sqrt(variance / pairs) / expected,
  };
}

function sumOver(shares: readonly (readonly number[])[], term: (share: number, k: number, l: number) => number): number {
  return shares.reduce((total, row, k) => row.reduce((sum, share, l) => sum + term(share, k, l), total), 0);
}

function allBut(values: readonly number[], left: number): number {
  return values.reduce((total, value, index) => (index === left ? total : total + value), 0);
}
