import { type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import { normalQuantile } from "../distributions/normal.ts";
import { requireLevel } from "../domain.ts";
import { wilsonInterval } from "../proportions/wilson-interval.ts";
import { agreementTable } from "./gwet-ac1.ts";

/**
 * Cohen's kappa of two raters.
 *
 * Formula: kappa = (pa - pe)/(1 - pe), pa observed agreement, pe = sum p(k.) p(.k). Standard error: kappa's variance is that of
 * [k = l] - (1 - kappa)(p(.k) + p(l.)) over the pairs, divided by n (1 - pe)^2 (written with disagreements below). Where all pairs agree or none does, this
 * variance is 0 and says nothing: then the limits are those of pa (Wilson) at the observed margins.
 * Purpose: agreement of the final decision with the model's beyond what the margins give. Kappa collapses at extreme prevalence:
 * read it beside PABAK and AC1.
 * Source: J. Cohen (1960), doi:10.1177/001316446002000104; J. L. Fleiss, J. Cohen and B. S. Everitt (1969), doi:10.1037/h0028106.
 * Units: square table of counts, rows the first rater, columns the second; coefficient -1..1 out.
 * Not computable: no pairs (no-rows); a rater who used one category only (degenerate), for then kappa is 0 whatever the
 * agreement, or undefined. A table that is not square, or counts not whole, throws.
 * Golden: irrCAC 0.4 (scripts/golden-values/agreement-irrcac.py) and mpmath at 50 digits (agreement.py); R by a numerical delta method (overrides.R).
 */
export function cohenKappa(table: readonly (readonly number[])[], level: number): Outcome {
  requireLevel("cohenKappa", level);
  const { shares, rowShares, columnShares, agreements, pairs } = agreementTable(table);
  if (pairs === 0) return notComputable("no-rows", "There are no pairs of decisions.");
  if (Math.max(...rowShares) === 1 && Math.max(...columnShares) === 1)
    return notComputable("degenerate", "Both raters used one category only, so agreement by chance is certain.");
  if (Math.max(...rowShares) === 1 || Math.max(...columnShares) === 1)
    return notComputable("degenerate", "One rater used one category only, so kappa is 0 however often both agree.");
  // Disagreements, observed and expected: near full agreement 1 - pa and 1 - pe would lose their digits.
  const observed = sumOver(shares, (share, k, l) => (k === l ? 0 : share));
  const expected = sumOver(shares, (_, k, l) => (k === l ? 0 : (rowShares[k] ?? 0) * (columnShares[l] ?? 0)));
  const kappaAt = (disagreement: number): number => Math.max(-1, 1 - disagreement / expected);
  const ratio = observed / expected;
  const variance = sumOver(shares, (share, k, l) => {
    const margins = allBut(columnShares, k) + allBut(rowShares, l);
    return share * (ratio * margins - (k === l ? 0 : 1) - observed) ** 2;
  });
  const kappa = kappaAt(observed);
  const standardError = Math.sqrt(variance / pairs) / expected;
  const half = -normalQuantile((1 - level) / 2) * standardError;
  const isUniform = agreements === 0 || agreements === pairs;
  const wilson = wilsonInterval(agreements, pairs, level);
  return computed({
    estimate: kappa,
    n: pairs,
    method: "Cohen's kappa",
    interval: isUniform
      ? { lower: kappaAt(1 - wilson.lower), upper: kappaAt(1 - wilson.upper), level, method: "Wilson score limits of the agreement" }
      : { lower: Math.max(-1, kappa - half), upper: Math.min(1, kappa + half), level, method: "Fleiss-Cohen-Everitt standard error" },
    detail: { observedAgreement: agreements / pairs, expectedAgreement: 1 - expected, standardError },
  });
}

function sumOver(shares: readonly (readonly number[])[], term: (share: number, k: number, l: number) => number): number {
  return shares.reduce((total, row, k) => row.reduce((sum, share, l) => sum + term(share, k, l), total), 0);
}

function allBut(values: readonly number[], left: number): number {
  return values.reduce((total, value, index) => (index === left ? total : total + value), 0);
}
