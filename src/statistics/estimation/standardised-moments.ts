import { requireArgument, requireCount } from "../domain.ts";

/** Exact sums over the rows of columns coded as integers. */
export interface MomentSums {
  readonly rows: number;
  /** Sum of each column. */
  readonly sums: readonly bigint[];
  /** Lower triangle with diagonal: products[i][j] = sum of q_i q_j for j <= i. */
  readonly products: readonly (readonly bigint[])[];
}

/**
 * Second moments of a window about the mean of a baseline, in standard deviations of the baseline, from exact integer sums.
 *
 * With the baseline as its own window this is its correlation matrix. The cancelling differences are taken in whole numbers, so no mean is
 * too large and the order of the rows does not matter. The coding drops out: any shift and step of a column give the same result.
 * SQL: a column is coded once for all rows as a whole number of steps, `round((x - centre) / step)::bigint` with a frozen centre and step
 * (a step of 1e-6 standard deviations loses nothing that counts), a category by its frozen share or as indicator, a null as the centre
 * beside an indicator column `(x is null)::int`; then `count(*)`, `sum(q_i)::hugeint`, `sum(q_i::hugeint * q_j)`.
 * Formula: W_ij = (1/m) sum over window rows of (q_i - mu_i)(q_j - mu_j) / (sigma_i sigma_j), with baseline mean mu and standard deviation
 * sigma (ddof 0); n^2 m W_ij sigma_i sigma_j = n^2 T_ij - n S_i T_j - n S_j T_i + m S_i S_j for baseline sums S and window sums T, both
 * whole.
 * Source: K. V. Mardia, J. T. Kent and J. M. Bibby (1979) Multivariate Analysis, section 1.4.
 * Units: sums in, standard deviations squared out.
 * Not computable: an empty window, sums of different columns, sums that no rows can have and a baseline column without spread throw.
 * Golden: exact fractions and mpmath (scripts/golden-values/estimation.py).
 */
export function standardisedMoments(baseline: MomentSums, window: MomentSums, columns: readonly number[]): number[][] {
  requireSums(baseline);
  requireSums(window);
  requireArgument(
    window.sums.length === baseline.sums.length,
    "standardisedMoments",
    `${baseline.sums.length} columns`,
    window.sums.length,
  );
  const deviations = columns.map((column) => Math.sqrt(Number(scaledVariance(baseline, column))));
  return columns.map((i, row) =>
    columns.map((j, place) => {
      const deviation = deviations[row] ?? 0;
      requireArgument(deviation > 0, `standardisedMoments (column ${i})`, "a baseline column with spread", deviation);
      return Number(scaledMoment(baseline, window, i, j)) / window.rows / (deviation * (deviations[place] ?? 0));
    }),
  );
}

/** n^2 times the baseline's variance of a column: whole, 0 when the column is constant. */
export function scaledVariance(sums: MomentSums, column: number): bigint {
  const sum = sums.sums[column] ?? 0n;
  return BigInt(sums.rows) * product(sums, column, column) - sum * sum;
}

/** n^2 times the sum over the window of (q_i - mu_i)(q_j - mu_j). */
function scaledMoment(baseline: MomentSums, window: MomentSums, i: number, j: number): bigint {
  const [n, m] = [BigInt(baseline.rows), BigInt(window.rows)];
  const [si, sj] = [baseline.sums[i] ?? 0n, baseline.sums[j] ?? 0n];
  const [ti, tj] = [window.sums[i] ?? 0n, window.sums[j] ?? 0n];
  return n * (n * product(window, i, j) - si * tj - sj * ti) + m * si * sj;
}

function product(sums: MomentSums, i: number, j: number): bigint {
  return sums.products[Math.max(i, j)]?.[Math.min(i, j)] ?? 0n;
}

function requireSums(sums: MomentSums): void {
  requireCount("standardisedMoments (rows)", sums.rows);
  requireArgument(sums.rows > 0, "standardisedMoments (rows)", "at least one row", sums.rows);
  requireArgument(sums.products.length === sums.sums.length, "standardisedMoments (products)", "one row a column", sums.products.length);
  sums.products.forEach((row, i) => {
    requireArgument(row.length === i + 1, `standardisedMoments (products of column ${i})`, `${i + 1} numbers`, row.length);
    const variance = scaledVariance(sums, i);
    requireArgument(variance >= 0n, `standardisedMoments (column ${i})`, "a sum of squares that fits the sum", Number(variance));
    row.forEach((_, j) => {
      const covariance = scaledMoment(sums, sums, i, j) / BigInt(sums.rows);
      const fits = covariance * covariance <= variance * scaledVariance(sums, j);
      requireArgument(fits, `standardisedMoments (columns ${i} and ${j})`, "a sum of products that fits the squares", Number(covariance));
    });
  });
}
