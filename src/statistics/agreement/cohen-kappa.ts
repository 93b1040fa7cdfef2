import { type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import { normalQuantile } from "../distributions/normal.ts";

/**
 * Cohen's kappa and the prevalence- and bias-adjusted kappa (PABAK) of two raters.
 * Purpose: agreement of the final decision with the model's beyond what the margins give.
 * Formula: kappa = (po - pe) / (1 - pe); PABAK = (k po - 1) / (k - 1), for two categories 2 po - 1.
 * Standard error of kappa: Fleiss, Cohen and Everitt, Psychological Bulletin 72 (1969) 323, doi:10.1037/h0028106.
 * Source: Cohen, Educ. Psychol. Meas. 20 (1960) 37; Byrt, Bishop and Carlin, J. Clin. Epidemiol. 46 (1993) 423.
 * In: square table of counts, rows = first rater, columns = second. Out: coefficient, at most 1.
 * Kappa collapses at extreme prevalence: it is not computable when both raters use one category only; read it beside PABAK.
 * Golden values: R 4.2.2, scripts/golden-values/overrides.R (numerical delta method).
 */
export function cohenKappa(table: readonly (readonly number[])[], level: number): Outcome {
  const total = sum(table.map(sum));
  if (total === 0) return notComputable("no-rows", "There are no pairs of decisions.");
  const shares = table.map((row) => row.map((count) => count / total));
  const rowShares = shares.map(sum);
  const columnShares = shares.map((_, column) => sum(shares.map((row) => row[column] ?? 0)));
  const observed = sum(shares.map((row, index) => row[index] ?? 0));
  const expected = sum(rowShares.map((share, index) => share * (columnShares[index] ?? 0)));
  if (1 - expected < 1e-12) return notComputable("degenerate", "Both raters used one category only, so agreement by chance is certain.");
  const kappa = (observed - expected) / (1 - expected);
  let variance = -((kappa - expected * (1 - kappa)) ** 2);
  shares.forEach((row, i) =>
    row.forEach((share, j) => {
      const margins = i === j ? (rowShares[i] ?? 0) + (columnShares[i] ?? 0) : (columnShares[i] ?? 0) + (rowShares[j] ?? 0);
      variance += i === j ? share * (1 - margins * (1 - kappa)) ** 2 : (1 - kappa) ** 2 * share * margins ** 2;
    }),
  );
  const standardError = Math.sqrt(Math.max(0, variance) / total) / (1 - expected);
  const half = normalQuantile((1 + level) / 2) * standardError;
  return computed({
    estimate: kappa,
    n: total,
    method: "Cohen's kappa",
    interval: { lower: Math.max(-1, kappa - half), upper: Math.min(1, kappa + half), level, method: "Fleiss-Cohen-Everitt standard error" },
    detail: { observedAgreement: observed, expectedAgreement: expected, standardError },
  });
}

/** PABAK from the observed agreement alone. */
export function pabak(agreements: number, pairs: number, categories = 2): Outcome {
  if (pairs < 1) return notComputable("no-rows", "There are no pairs of decisions.");
  return computed({
    estimate: (categories * (agreements / pairs) - 1) / (categories - 1),
    n: pairs,
    method: "Prevalence- and bias-adjusted kappa (PABAK)",
    detail: { agreements },
  });
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
