import { type Outcome, computed } from "../../foundation/outcome.ts";
import type { RandomStream } from "../resampling/random.ts";
import { type SequentialPlan, sequentialPValue } from "../resampling/sequential-p-value.ts";
import { chiSquaredStatistic, filledTable, tableObstacle } from "./chi-squared-independence.ts";
import { randomTable } from "./random-table.ts";

/** Statistics this close are taken for equal, as ties in exact arithmetic are: they differ by rounding alone. */
const ROUNDING = 1e-10;

/**
 * Monte Carlo test of independence given the row and column totals, for tables too sparse for chi-squared.
 *
 * Formula: X2 of random tables with the same totals; a table counts when its X2 is at least the observed one (ties included).
 * p = (k + 1)/(R + 1), or h/l when the h-th such table comes early (Besag and Clifford).
 * Purpose: with expected counts below 5 the chi-squared p is far too small in the tail that multiplicity corrections use.
 * Source: statistics review A5; A. C. A. Hope (1968) J. R. Stat. Soc. B 30, 582-598, doi:10.1111/j.2517-6161.1968.tb00759.x;
 * tables by randomTable, stopping by sequentialPValue.
 * Units: rows of counts, a seeded stream and a plan (h, R) in; the estimate is X2, p in 0..1.
 * Not computable: as chiSquaredIndependence: no counts (no-rows), one filled row or column (degenerate).
 * Golden: p by full enumeration with exact fractions, scripts/golden-values/contingency.py, met within the binomial error.
 */
export function fixedMarginTest(table: readonly (readonly number[])[], random: RandomStream, plan: SequentialPlan): Outcome {
  const filled = filledTable(table);
  const obstacle = tableObstacle(filled);
  if (obstacle !== null) return obstacle;
  const { rows, columns, total } = filled;
  const expected = rows.map((row) => columns.map((column) => (row / total) * column));
  const statisticOf = (cells: readonly (readonly number[])[]): number =>
    cells.reduce(
      (sum, row, i) => row.reduce((rowSum, count, j) => rowSum + (count - (expected[i]?.[j] ?? 0)) ** 2 / (expected[i]?.[j] ?? 0), sum),
      0,
    );
  const observed = statisticOf(filled.cells);
  const least = observed - ROUNDING * (observed + 1);
  const { pValue, exceedances, draws, stoppedEarly, standardError } = sequentialPValue(
    () => statisticOf(randomTable(rows, columns, random)) >= least,
    plan,
  );
  return computed({
    estimate: chiSquaredStatistic(filled),
    n: total,
    method: `Chi-squared statistic, Monte Carlo p given row and column totals${stoppedEarly ? ", stopped early (Besag-Clifford)" : ""}`,
    pValue,
    detail: { draws, exceedances, standardErrorOfP: standardError, rows: rows.length, columns: columns.length },
  });
}
