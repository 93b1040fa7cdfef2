import { type Outcome, computed, isComputed, notComputable } from "../../foundation/outcome.ts";
import { chiSquaredSurvival } from "../distributions/chi-squared.ts";
import { informativeStrata } from "./cochran-mantel-haenszel.ts";
import type { FourfoldTable } from "../proportions/fourfold-table.ts";
import { mantelHaenszelOddsRatio } from "./mantel-haenszel-odds-ratio.ts";

/**
 * Breslow-Day test that strata share one odds ratio, with Tarone's correction.
 *
 * Formula: sum (a - A)^2 / V - (sum (a - A))^2 / sum V, where the table (A, B, C, D) has the margins of (a, b, c, d) and the odds ratio
 * psi = OR_MH, and 1/V = 1/A + 1/B + 1/C + 1/D; chi-squared with K - 1 df. Solved for t = a - A instead of A, in which the quadratic
 * (1 - psi) t^2 - (a + d + psi (b + c)) t + ad - psi bc = 0 has no cancelling discriminant. The estimate is the statistic.
 * Source: N. E. Breslow and N. E. Day (1980) Statistical Methods in Cancer Research I, IARC, 142-146; R. E. Tarone (1985) Biometrika 72,
 * 91-95, doi:10.1093/biomet/72.1.91.
 * Units: tables of counts in, a chi-squared statistic out; a `smallestExpected` count below 5 says that the test is unreliable.
 * Not computable: fewer than two informative strata (too-few), no common odds ratio (as `mantelHaenszelOddsRatio` says).
 * Golden: R from the paper on UCBAdmissions (scripts/golden-values/subgroup.R), mpmath at 50 digits (stratified.py).
 */
export function breslowDayTarone(strata: readonly FourfoldTable[]): Outcome {
  const method = "Breslow-Day test with Tarone's correction";
  const informative = informativeStrata(strata);
  if (informative.length < 2) return notComputable("too-few", `${method}: fewer than two strata hold both groups and both results.`);
  const common = mantelHaenszelOddsRatio(informative, 0.95);
  if (!isComputed(common)) return common;
  let statistic = 0;
  let difference = 0;
  let variances = 0;
  let smallestExpected = Number.POSITIVE_INFINITY;
  for (const table of informative) {
    const { a, b, c, d } = table;
    const excess = excessCell(table, common.estimate);
    const cells = [a - excess, b + excess, c + excess, d - excess];
    const variance = 1 / cells.reduce((sum, cell) => sum + 1 / cell, 0);
    statistic += excess ** 2 / variance;
    difference += excess;
    variances += variance;
    smallestExpected = Math.min(smallestExpected, ...cells);
  }
  const corrected = Math.max(0, statistic - difference ** 2 / variances);
  const degreesOfFreedom = informative.length - 1;
  return computed({
    estimate: corrected,
    n: common.n,
    method,
    pValue: chiSquaredSurvival(corrected, degreesOfFreedom),
    detail: { degreesOfFreedom, uncorrected: statistic, smallestExpected, commonOddsRatio: common.estimate },
  });
}

/** a - A: how many more the first cell holds than these margins give at this odds ratio. */
function excessCell({ a, b, c, d }: FourfoldTable, psi: number): number {
  const linear = a + d + psi * (b + c);
  // linear^2 - 4 (1 - psi) (ad - psi bc), regrouped into positive terms.
  const discriminant = (a - d) ** 2 + psi * psi * (b - c) ** 2 + 2 * psi * ((a + d) * (b + c) + 2 * (a * d + b * c));
  return (2 * (a * d - psi * b * c)) / (linear + Math.sqrt(discriminant));
}
