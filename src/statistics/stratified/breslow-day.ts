import { type Outcome, computed, isComputed, notComputable } from "../../foundation/outcome.ts";
import { chiSquaredSurvival } from "../distributions/chi-squared.ts";
import { informativeStrata } from "./cochran-mantel-haenszel.ts";
import type { FourfoldTable } from "../proportions/fourfold-table.ts";
import { mantelHaenszelOddsRatio } from "./mantel-haenszel-odds-ratio.ts";

/**
 * Breslow-Day test that strata share one odds ratio, with Tarone's correction.
 *
 * Formula: sum (a - A)^2 / V - (sum (a - A))^2 / sum V, where A solves A(N - r - s + A) / ((r - A)(s - A)) = OR_MH within its margins
 * and 1/V = 1/A + 1/(r - A) + 1/(s - A) + 1/(N - r - s + A); chi-squared with K - 1 df. The estimate is the statistic.
 * Source: Breslow & Day, Statistical Methods in Cancer Research I (1980) 142; Tarone, Biometrika 72 (1985) 91, doi:10.1093/biomet/72.1.91.
 * Not computable with fewer than two informative strata or without a common odds ratio. A small expected count in a stratum makes the
 * test unreliable; the smallest is told. Golden: base-R script of the formula on UCBAdmissions.
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
  for (const { a, b, c, d } of informative) {
    const row = a + b;
    const column = a + c;
    const n = row + c + d;
    const expected = expectedCell(row, column, n, common.estimate);
    const cells = [expected, row - expected, column - expected, n - row - column + expected];
    const variance = 1 / cells.reduce((sum, cell) => sum + 1 / cell, 0);
    statistic += (a - expected) ** 2 / variance;
    difference += a - expected;
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

/** The count in the first cell that gives this odds ratio with these margins. */
function expectedCell(row: number, column: number, n: number, oddsRatio: number): number {
  const rest = n - row - column;
  if (oddsRatio === 1) return (row * column) / n;
  // (1 - OR) A^2 + (rest + OR (row + column)) A - OR row column = 0, in the form without cancellation.
  const linear = rest + oddsRatio * (row + column);
  const root = Math.sqrt(linear * linear + 4 * (1 - oddsRatio) * oddsRatio * row * column);
  return linear >= 0 ? (2 * oddsRatio * row * column) / (linear + root) : (root - linear) / (2 * (1 - oddsRatio));
}
