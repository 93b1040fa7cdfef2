import { type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import { normalQuantile } from "../distributions/normal.ts";
import { requireLevel } from "../domain.ts";
import { wilsonInterval } from "../proportions/wilson-interval.ts";
import { agreementTable } from "./gwet-ac1.ts";

/**
 * Cohen's kappa of two raters.
 *
 * Formula: kappa = (pa - pe)/(1 - pe), pa observed agreement, pe = sum p(k.) p(.k). Standard error: kappa's variance is that of
 * [k = l] - (1 - kappa)(p(.k) + p(l.)) over the pairs, divided by n (1 - pe)^2. Where all pairs agree or none does, this
 * variance is 0 and says nothing: then the limits are those of pa (Wilson) at the observed margins.
 * Purpose: agreement of the final decision with the model's beyond what the margins give. Kappa collapses at extreme prevalence:
 * read it beside PABAK and AC1.
 * Source: J. Cohen (1960), doi:10.1177/001316446002000104; J. L. Fleiss, J. Cohen and B. S. Everitt (1969), doi:10.1037/h0028106.
 * Units: square table of counts, rows the first rater, columns the second; coefficient -1..1 out.
 * Not computable: no pairs (no-rows); a rater who used one category only (degenerate), for then kappa is 0 whatever the
 * agreement, or undefined. A table that is not square, or counts not whole, throws.
 * Golden: irrCAC 0.4 and mpmath at 50 digits, scripts/golden-values/agreement.py; R by a numerical delta method (overrides.R).
 */
export function cohenKappa(table: readonly (readonly number[])[], level: number): Outcome {
  requireLevel("cohenKappa", level);
  const { shares, rowShares, columnShares, agreements, pairs } = agreementTable(table);
  if (pairs === 0) return notComputable("no-rows", "There are no pairs of decisions.");
  if (Math.max(...rowShares) === 1 && Math.max(...columnShares) === 1)
    return notComputable("degenerate", "Both raters used one category only, so agreement by chance is certain.");
  if (Math.max(...rowShares) === 1 || Math.max(...columnShares) === 1)
    return notComputable("degenerate", "One rater used one category only, so kappa is 0 however often both agree.");
  const pa = agreements / pairs;
  const pe = rowShares.reduce((total, share, k) => total + share * (columnShares[k] ?? 0), 0);
  const kappaAt = (agreement: number): number => Math.max(-1, Math.min(1, (agreement - pe) / (1 - pe)));
  const kappa = kappaAt(pa);
  const center = pa - 2 * (1 - kappa) * pe;
  let variance = 0;
  shares.forEach((row, k) =>
    row.forEach((share, l) => {
      const influence = (k === l ? 1 : 0) - (1 - kappa) * ((columnShares[k] ?? 0) + (rowShares[l] ?? 0));
      variance += share * (influence - center) ** 2;
    }),
  );
  const standardError = Math.sqrt(variance / pairs) / (1 - pe);
  const half = -normalQuantile((1 - level) / 2) * standardError;
  const isUniform = agreements === 0 || agreements === pairs;
  const wilson = wilsonInterval(agreements, pairs, level);
  return computed({
    estimate: kappa,
    n: pairs,
    method: "Cohen's kappa",
    interval: isUniform
      ? { lower: kappaAt(wilson.lower), upper: kappaAt(wilson.upper), level, method: "Wilson score limits of the agreement" }
      : { lower: Math.max(-1, kappa - half), upper: Math.min(1, kappa + half), level, method: "Fleiss-Cohen-Everitt standard error" },
    detail: { observedAgreement: pa, expectedAgreement: pe, standardError },
  });
}
