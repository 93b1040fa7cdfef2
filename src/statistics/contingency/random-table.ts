import { requireArgument, requireCount } from "../domain.ts";
import type { RandomStream } from "../resampling/random.ts";
import { randomHypergeometric } from "./random-hypergeometric.ts";
import { total as sum } from "../whole-numbers.ts";

/**
 * Random r x c table with given row and column totals, as independence would make it.
 *
 * Formula: cell by cell, each cell hypergeometric given those before it: of the columns not yet filled in this row and
 * the rows below, N items are left, M of them in this column, and the row takes n; the last row takes what is left. The table has
 * probability product(row totals!) product(column totals!) / (N! product(cells!)).
 * Source: W. M. Patefield (1981) Algorithm AS 159, Applied Statistics 30, 91-97, doi:10.2307/2346669.
 * Units: counts in and out; a seeded stream, so that the same seed gives the same table.
 * Not computable: totals that are not whole or have different sums throw.
 * Golden: seeded tables against all exact table probabilities within four binomial errors, scripts/golden-values/contingency.py.
 */
export function randomTable(rows: readonly number[], columns: readonly number[], random: RandomStream): number[][] {
  for (const count of [...rows, ...columns]) requireCount("randomTable (row and column totals)", count);
  const total = sum(rows);
  requireArgument(sum(columns) === total, "randomTable (sum of column totals)", `the sum of row totals, ${total}`, sum(columns));
  const left = [...columns];
  let population = total;
  return rows.map((rowTotal) => {
    let n = rowTotal;
    let N = population;
    population -= rowTotal;
    return left.map((M, column) => {
      const count = randomHypergeometric(() => random.nextUniform(), N, M, n);
      N -= M;
      n -= count;
      left[column] = M - count;
      return count;
    });
  });
}
