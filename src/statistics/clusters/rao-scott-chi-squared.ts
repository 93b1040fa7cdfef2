import { computed, notComputable, type Outcome } from "../../foundation/outcome.ts";
import { requireArgument, requireCount } from "../domain.ts";
import { chiSquaredSurvival } from "../distributions/chi-squared.ts";
import { fSurvival } from "../distributions/f-distribution.ts";
import { effectiveClusterCount, FEWEST_CLUSTERS } from "./effective-sample-size.ts";
import { exactRatio, requireWholeSum, type WholeSum } from "../whole-numbers.ts";

/** Below these, relative to what they are made of, a pivot and a design effect are rounding errors of nothing. */
const SMALLEST_PIVOT = 1e-12;
const SMALLEST_DESIGN_EFFECT = 1e-9;

/** A table of counts of rows that come in clusters. */
export interface ClusteredTable {
  readonly counts: readonly (readonly number[])[];
  readonly clusters: number;
  /** products[i][j] = sum over clusters of n_ci n_cj, cells numbered row after row. */
  readonly products: readonly (readonly WholeSum[])[];
}

/**
 * Rao-Scott corrected chi-squared test of a table whose rows come in clusters; two samples over frozen cells are a table of two rows.
 *
 * Formula: X2 Pearson's statistic; V = C/(C - 1) sum (n_ci - p_i n_c)(n_cj - p_j n_c)/N^2 the cells' covariances; with the interaction
 * contrasts K, D = diag(1/p) (0 for an empty cell): Delta = (K' D K/N)^-1 K' D V D K. First order: X2/mean eigenvalue of Delta on
 * (r - 1)(c - 1) df (`estimate`). Second order (`pValue`): F = X2/tr(Delta) on d = tr(Delta)^2/tr(Delta^2) and d (C - 1) df.
 * One row a subject: the mean eigenvalue is C/(C - 1) where no cell is empty. Empty rows and columns are left out. Where empty cells
 * leave Delta without value or variance (samples without a common cell), p and the centre p_i n_c are those of independence, row share
 * x column share.
 * SQL: select a.cell, b.cell, sum(a.n*b.n) from k a join k b using (subject) group by all, k = (select subject, cell, count(*) n ...).
 * Source: J. N. K. Rao and A. J. Scott (1984) Annals of Statistics 12, 46-60, doi:10.1214/aos/1176346391; D. R. Thomas and J. N. K.
 * Rao (1987) JASA 82, 630-636 (F); R survey::svychisq, whose centring and factors these are.
 * Units: counts and sums of products of counts in.
 * Not computable: no rows; one row or column left, or subjects all alike (degenerate); a row (sample) of fewer than 9
 * effective clusters (too-few). Damaged sums throw.
 * Golden: R survey::svychisq, statistics "F" and "Chisq" (scripts/golden-values/clusters.R).
 */
export function raoScottChiSquared(table: ClusteredTable): Outcome {
  const method = "Rao-Scott chi-squared test, second order";
  const { rows, columns, cell } = filled(table.counts, method);
  const moments = clusterMoments(table, method);
  if (moments.total === 0n) return notComputable("no-rows", "The table has no rows of data.");
  if (rows.length < 2 || columns.length < 2)
    return notComputable("degenerate", "Only one sample or one cell holds values, so there is nothing to compare.");
  const fewest = Math.min(...rows.map(({ index }) => moments.effectiveClusters(index)));
  if (fewest < FEWEST_CLUSTERS)
    return notComputable(
      "too-few",
      `The rows of a sample weigh as those of ${fewest.toFixed(1)} subjects; below ${FEWEST_CLUSTERS} the variance between subjects cannot be judged.`,
    );
  const contrasts = interactionContrasts(rows, columns).map((contrast) =>
    contrast.map(([row, column, sign]) => [cell(row, column), sign] as const),
  );
  const form = (weight: (i: number, j: number) => number): number[][] =>
    contrasts.map((left) =>
      contrasts.map((right) => left.reduce((sum, [i, a]) => right.reduce((inner, [j, b]) => inner + a * b * weight(i, j), sum), 0)),
    );
  const tracesAt = (shares: readonly bigint[]) =>
    relativeTraces(
      form((i, j) => (i === j ? moments.inverseShare(shares, i) : 0)),
      form(moments.scaledCovariances(shares)),
    );
  const isUsable = (traces: { readonly trace: number }): boolean => traces.trace > SMALLEST_DESIGN_EFFECT * contrasts.length;
  const observed = tracesAt(moments.observedShares);
  const hasEmptyCell = rows.some(({ counts }) => columns.some(({ index }) => counts[index] === 0n));
  const { trace, squares } = !isUsable(observed) && hasEmptyCell ? tracesAt(moments.independentShares) : observed;
  if (!isUsable({ trace }))
    return notComputable("degenerate", "All subjects spread alike over the cells, so the variance between subjects cannot be judged.");
  const { statistic, smallestExpected } = pearson(rows, columns, moments.total);
  const df = contrasts.length;
  const meanDesignEffect = trace / df;
  const satterthwaiteDf = trace ** 2 / squares;
  const denominatorDf = satterthwaiteDf * (table.clusters - 1);
  const f = statistic / trace;
  return computed({
    estimate: statistic / meanDesignEffect,
    n: Number(moments.total),
    method,
    pValue: fSurvival(f, satterthwaiteDf, denominatorDf),
    detail: {
      df,
      pearson: statistic,
      meanDesignEffect,
      firstOrderPValue: chiSquaredSurvival(statistic / meanDesignEffect, df),
      f,
      satterthwaiteDf,
      denominatorDf,
      clusters: table.clusters,
      smallestExpected,
    },
  });
}

interface Margin {
  readonly index: number;
  readonly total: bigint;
  readonly counts: readonly bigint[];
}

/** Rows and columns that hold counts, the largest of each last, where it is the reference of the contrasts. */
function filled(
  counts: readonly (readonly number[])[],
  where: string,
): { rows: Margin[]; columns: Margin[]; cell: (row: number, column: number) => number } {
  const width = counts[0]?.length ?? 0;
  for (const row of counts) {
    requireArgument(row.length === width, `${where} (columns)`, "rows of one length", row.length);
    for (const count of row) requireCount(where, count);
  }
  const margins = (lines: readonly (readonly number[])[]): Margin[] =>
    lines
      .map((line, index) => ({ index, counts: line.map(BigInt), total: line.reduce((sum, count) => sum + BigInt(count), 0n) }))
      .filter(({ total }) => total > 0n)
      .toSorted((left, right) => Number(left.total - right.total));
  const transposed = Array.from({ length: width }, (_, column) => counts.map((row) => row[column] ?? 0));
  return { rows: margins(counts), columns: margins(transposed), cell: (row, column) => row * width + column };
}

/** For every row and column but the last: +1, -1, -1, +1 on its cell and those of the reference row and column. */
function interactionContrasts(rows: readonly Margin[], columns: readonly Margin[]): [row: number, column: number, sign: number][][] {
  const [lastRow, lastColumn] = [rows.at(-1)?.index ?? 0, columns.at(-1)?.index ?? 0];
  return rows.slice(0, -1).flatMap(({ index: row }) =>
    columns.slice(0, -1).map(({ index: column }): [number, number, number][] => [
      [row, column, 1],
      [row, lastColumn, -1],
      [lastRow, column, -1],
      [lastRow, lastColumn, 1],
    ]),
  );
}

/** N, p_i N^2, 1/p_i and N V_ij/(p_i p_j), the last from whole numbers of any size, since its terms cancel. */
function clusterMoments({ counts, clusters, products }: ClusteredTable, where: string) {
  const cells = counts.flat().map(BigInt);
  const sums = products.map((row) => row.map((sum) => requireWholeSum(where, sum)));
  const at = (i: number, j: number): bigint => sums[i]?.[j] ?? -1n;
  const isTable = sums.length === cells.length && cells.every((count, i) => sums[i]?.length === cells.length && at(i, i) >= count);
  const isSymmetric =
    isTable && cells.every((_, i) => cells.every((__, j) => at(i, j) === at(j, i) && at(i, j) ** 2n <= at(i, i) * at(j, j)));
  requireArgument(isSymmetric, `${where} (sums over clusters)`, "one sum for each pair of cells, as rows can have them", sums.length);
  requireCount(`${where} (clusters)`, clusters);
  const total = cells.reduce((sum, count) => sum + count, 0n);
  /** sum over clusters of n_ci n_c, and of n_c^2. */
  const withSize = sums.map((row) => row.reduce((sum, product) => sum + product, 0n));
  const sizes = withSize.reduce((sum, product) => sum + product, 0n);
  requireArgument(
    BigInt(clusters) <= total && total ** 2n <= BigInt(clusters) * sizes,
    `${where} (clusters)`,
    "as many as the rows can have",
    clusters,
  );
  const observedShares = cells.map((count) => count * total);
  const rowTotals = counts.map((row) => row.reduce((sum, count) => sum + BigInt(count), 0n));
  const columnTotals = (counts[0] ?? []).map((_, column) => counts.reduce((sum, row) => sum + BigInt(row[column] ?? 0), 0n));
  const independentShares = rowTotals.flatMap((row) => columnTotals.map((column) => row * column));
  const inverseShare = (shares: readonly bigint[], i: number): number => (shares[i] ? exactRatio(total ** 2n, shares[i]) : 0);
  const scaledCovariance = (shares: readonly bigint[], i: number, j: number): number => {
    const [a, b] = [shares[i] ?? 0n, shares[j] ?? 0n];
    if (a * b === 0n) return 0;
    const centred = total ** 4n * at(i, j) - total ** 2n * (a * (withSize[j] ?? 0n) + b * (withSize[i] ?? 0n)) + a * b * sizes;
    return (clusters / (clusters - 1)) * exactRatio(centred, total * a * b);
  };
  const scaledCovariances = (shares: readonly bigint[]): ((i: number, j: number) => number) => {
    const lower = cells.map((_, i) => cells.slice(0, i + 1).map((__, j) => scaledCovariance(shares, i, j)));
    return (i, j) => lower[Math.max(i, j)]?.[Math.min(i, j)] ?? Number.NaN;
  };
  /** Of one row of the table: its squared count over the sum over clusters of squared counts. */
  const effectiveClusters = (row: number): number => {
    const width = counts[row]?.length ?? 0;
    const own = cells.slice(row * width, (row + 1) * width).reduce((sum, count) => sum + count, 0n);
    const squares = sums.slice(row * width, (row + 1) * width).flatMap((line) => line.slice(row * width, (row + 1) * width));
    return effectiveClusterCount({ n: own, nn: squares.reduce((sum, square) => sum + square, 0n) });
  };
  return { total, observedShares, independentShares, inverseShare, scaledCovariances, effectiveClusters };
}

/** X2 = sum (O - E)^2/E, each difference exact. */
function pearson(rows: readonly Margin[], columns: readonly Margin[], total: bigint): { statistic: number; smallestExpected: number } {
  let [statistic, smallestExpected] = [0, Infinity];
  for (const row of rows)
    for (const column of columns) {
      const expected = row.total * column.total;
      statistic += exactRatio(((row.counts[column.index] ?? 0n) * total - expected) ** 2n, total * expected);
      smallestExpected = Math.min(smallestExpected, exactRatio(expected, total));
    }
  return { statistic, smallestExpected };
}

/** Traces of A^-1 B and of its square for symmetric A > 0 and B, from L^-1 B L^-T with A = L L'. */
function relativeTraces(a: readonly (readonly number[])[], b: readonly (readonly number[])[]): { trace: number; squares: number } {
  const factor = cholesky(a);
  const half = b.map((row) => forwardSolve(factor, row));
  const transformed = half.map((_, column) =>
    forwardSolve(
      factor,
      half.map((row) => row[column] ?? 0),
    ),
  );
  const trace = transformed.reduce((sum, row, index) => sum + (row[index] ?? 0), 0);
  const squares = transformed.flat().reduce((sum, value) => sum + value * value, 0);
  return { trace, squares };
}

function cholesky(a: readonly (readonly number[])[]): number[][] {
  const factor: number[][] = [];
  a.forEach((row, i) => {
    const line: number[] = [];
    for (let j = 0; j <= i; j += 1) {
      const other = j === i ? line : (factor[j] ?? []);
      const inner = line.slice(0, j).reduce((sum, value, k) => sum + value * (other[k] ?? 0), 0);
      const rest = (row[j] ?? 0) - inner;
      // What rounding leaves of a contrast that the others determine is no pivot: NaN, which the caller refuses.
      const pivot = rest > SMALLEST_PIVOT * (row[j] ?? 0) ? Math.sqrt(rest) : Number.NaN;
      line.push(j === i ? pivot : rest / (other[j] ?? 1));
    }
    factor.push(line);
  });
  return factor;
}

/** Solves L y = b for lower triangular L. */
function forwardSolve(factor: readonly (readonly number[])[], b: readonly number[]): number[] {
  const y: number[] = [];
  b.forEach((value, i) => {
    const row = factor[i] ?? [];
    const inner = y.reduce((sum, known, k) => sum + known * (row[k] ?? 0), 0);
    y.push((value - inner) / (row[i] ?? 1));
  });
  return y;
}
