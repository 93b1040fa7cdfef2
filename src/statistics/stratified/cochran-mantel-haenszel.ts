import { type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import { chiSquaredSurvival } from "../distributions/chi-squared.ts";
import { type FourfoldTable, determinantOf, requireFourfoldTable } from "../proportions/fourfold-table.ts";

/**
 * Cochran-Mantel-Haenszel test of no association within strata of two-by-two tables.
 *
 * Formula: (|sum(a - E a)| - c)^2 / sum Var a with hypergeometric E and Var; a - E a = (ad - bc)/n. With continuity correction c = 0.5
 * (not more than the sum itself), else 0; chi-squared with 1 df. The estimate is the statistic; the method's name says which c.
 * Source: N. Mantel and W. Haenszel (1959) JNCI 22, 719-748, doi:10.1093/jnci/22.4.719; A. Agresti (2013) Categorical Data Analysis, 6.4.
 * Units: tables of counts in, a chi-squared statistic out. Strata of fewer than two rows, or with an empty margin, carry no information
 * and are left out (their number is told).
 * Not computable: no stratum is left (degenerate); counts that are not whole throw.
 * Golden: R mantelhaen.test, UCBAdmissions with both corrections, G15 (scripts/golden-values/subgroup.R), exact fractions (stratified.py).
 */
export function cochranMantelHaenszel(strata: readonly FourfoldTable[], options: { readonly continuityCorrection: boolean }): Outcome {
  const informative = informativeStrata(strata);
  const title = `Cochran-Mantel-Haenszel test ${options.continuityCorrection ? "with" : "without"} continuity correction`;
  if (informative.length === 0) return notComputable("degenerate", `${title}: no stratum holds both groups and both results.`);
  let difference = 0;
  let variance = 0;
  let n = 0;
  for (const { a, b, c, d } of informative) {
    const total = a + b + c + d;
    difference += determinantOf({ a, b, c, d }) / total;
    variance += ((a + b) / total) * (c + d) * ((a + c) / total) * ((b + d) / (total - 1));
    n += total;
  }
  const correction = options.continuityCorrection ? Math.min(0.5, Math.abs(difference)) : 0;
  const statistic = (Math.abs(difference) - correction) ** 2 / variance;
  return computed({
    estimate: statistic,
    n,
    method: title,
    pValue: chiSquaredSurvival(statistic, 1),
    detail: { degreesOfFreedom: 1, strata: informative.length, strataWithoutInformation: strata.length - informative.length },
  });
}

/** Strata in which neither margin is empty. */
export function informativeStrata(strata: readonly FourfoldTable[]): FourfoldTable[] {
  strata.forEach(requireFourfoldTable);
  return strata.filter(({ a, b, c, d }) => a + b > 0 && c + d > 0 && a + c > 0 && b + d > 0);
}
