import { type NotComputable, type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import { chiSquaredSurvival } from "../distributions/chi-squared.ts";
import { requireArgument, requireCount } from "../domain.ts";
import { total as sum } from "../whole-numbers.ts";

/** Expected counts below this make the chi-squared p too small. */
export const FEW_EXPECTED = 5;

/** A table of counts without its empty rows and columns. */
export interface FilledTable {
  readonly cells: readonly (readonly number[])[];
  readonly rows: readonly number[];
  readonly columns: readonly number[];
  readonly total: number;
  readonly rowsDropped: number;
  readonly columnsDropped: number;
}

/**
 * Pearson's chi-squared test of independence in an r x c table.
 *
 * Rows and columns without any count are left out, and their number is told.
 * Formula: X2 = sum (O - E)^2/E with E = row total x column total/N, chi-squared with (r - 1)(c - 1) degrees of freedom, no
 * continuity correction; O N - r c is exact (BigInt), because it cancels.
 * Source: K. Pearson (1900), doi:10.1080/14786440009463897; A. Agresti (2013) Categorical Data Analysis, 3rd ed., section 3.2.1.
 * Units: rows of counts in; the estimate is X2. `detail.smallestExpected` below 5 marks a p to be replaced by `fixedMarginTest`.
 * Not computable: no counts (no-rows); fewer than two rows or two columns with counts (degenerate). Rows of unequal length,
 * counts not whole or a total above 2^53 throw.
 * Golden: R chisq.test and mpmath at 50 digits, scripts/golden-values/contingency.R and contingency.py; review G7.
 */
export function chiSquaredIndependence(table: readonly (readonly number[])[]): Outcome {
  const filled = filledTable(table);
  const obstacle = tableObstacle(filled);
  if (obstacle !== null) return obstacle;
  const { rows, columns, total, rowsDropped, columnsDropped } = filled;
  const expected = rows.flatMap((row) => columns.map((column) => (row / total) * column));
  const statistic = chiSquaredStatistic(filled);
  const df = (rows.length - 1) * (columns.length - 1);
  return computed({
    estimate: statistic,
    n: total,
    method: `Pearson's chi-squared test of independence${rowsDropped + columnsDropped > 0 ? ", empty rows and columns left out" : ""}`,
    pValue: chiSquaredSurvival(statistic, df),
    detail: {
      df,
      rows: rows.length,
      columns: columns.length,
      rowsDropped,
      columnsDropped,
      smallestExpected: Math.min(...expected),
      shareExpectedBelowFive: expected.filter((count) => count < FEW_EXPECTED).length / expected.length,
    },
  });
}

/** X2 of a table that has counts in at least two rows and two columns. */
export function chiSquaredStatistic({ cells, rows, columns, total }: FilledTable): number {
  const [bigRows, bigColumns, bigTotal] = [rows.map(BigInt), columns.map(BigInt), BigInt(total)];
  let statistic = 0;
  cells.forEach((row, i) =>
    row.forEach((count, j) => {
      const excess = Number(BigInt(count) * bigTotal - (bigRows[i] ?? 0n) * (bigColumns[j] ?? 0n)) / total;
      statistic += (excess / (rows[i] ?? 0)) * (excess / (columns[j] ?? 0)) * total;
    }),
  );
  return statistic;
}

/** The table without its empty rows and columns. */
export function filledTable(table: readonly (readonly number[])[]): FilledTable {
  const width = table[0]?.length ?? 0;
  for (const row of table) {
    requireArgument(row.length === width, "Table of counts (cells in a row)", `${width}, as in the first row`, row.length);
    for (const count of row) requireCount("Table of counts", count);
  }
  const columnTotals = Array.from({ length: width }, (_, column) => sum(table.map((row) => row[column] ?? 0)));
  const total = sum(columnTotals);
  requireCount("Table of counts (total)", total);
  const cells = table.filter((row) => sum(row) > 0).map((row) => row.filter((_, column) => (columnTotals[column] ?? 0) > 0));
  const columns = columnTotals.filter((count) => count > 0);
  return {
    cells,
    rows: cells.map(sum),
    columns,
    total,
    rowsDropped: table.length - cells.length,
    columnsDropped: width - columns.length,
  };
}

/** Why a table says nothing about independence; null when it does. */
export function tableObstacle({ rows, columns, total }: FilledTable): NotComputable | null {
  if (total === 0) return notComputable("no-rows", "The table holds no counts.");
  if (rows.length < 2) return notComputable("degenerate", "Only one row of the table holds counts, so there is nothing to compare.");
  if (columns.length < 2) return notComputable("degenerate", "Only one column of the table holds counts, so there is nothing to compare.");
  return null;
}
