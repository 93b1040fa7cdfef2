import { requireArgument } from "../domain.ts";
import { exactRatio, requireWholeSum, type WholeSum } from "../whole-numbers.ts";

/** Sums over the clusters c of one group, each with n_c >= 1 rows of which x_c have the property. */
export interface ClusterSums {
  readonly clusters: number;
  readonly x: WholeSum;
  readonly n: WholeSum;
  readonly xx: WholeSum;
  readonly xn: WholeSum;
  readonly nn: WholeSum;
}

export interface ExactClusterSums {
  readonly clusters: number;
  readonly x: bigint;
  readonly n: bigint;
  readonly xx: bigint;
  readonly xn: bigint;
  readonly nn: bigint;
}

/**
 * Cluster-robust (linearised) variance of a rate p = X/N whose rows come in clusters, one cluster a subject.
 *
 * Formula: v = C/(C - 1) sum (x_c - p n_c)^2 / N^2, expanded to (N^2 Sxx - 2 N X Sxn + X^2 Snn)/N^4 in whole numbers of any size: the
 * terms cancel, so only the last division rounds. Purpose: the variance behind every rate of a log with several rows a subject.
 * SQL: select count(*) clusters, sum(x) x, sum(n) n, sum(x*x) xx, sum(x*n) xn, sum(n*n) nn from (select subject, count(*) n,
 * count(*) filter (where y) x from rows group by subject).
 * Source: W. G. Cochran (1977) Sampling Techniques, 3rd ed., eq. 6.13 and 9A (ratio estimator, with replacement); R survey::svymean.
 * Units: counts and sums of products of counts in, squared shares out.
 * Not computable: fewer than two clusters, or sums that no rows can have, throw.
 * Golden: R survey::svymean (scripts/golden-values/clusters.R), exact fractions (clusters.py), review G16.
 */
export function clusterRobustVariance(sums: ClusterSums): number {
  const exact = requireClusterSums("clusterRobustVariance", sums);
  requireArgument(exact.clusters >= 2, "clusterRobustVariance (clusters)", "at least two clusters", exact.clusters);
  return (exact.clusters / (exact.clusters - 1)) * exactRatio(residualSquares(exact), exact.n ** 4n);
}

/** sum over clusters of (x_c N - X n_c)^2, exact. */
export function residualSquares({ x, n, xx, xn, nn }: ExactClusterSums): bigint {
  return n * n * xx - 2n * n * x * xn + x * x * nn;
}

/** The sums as whole numbers of any size; throws when no rows can have them. */
export function requireClusterSums(where: string, sums: ClusterSums): ExactClusterSums {
  const { clusters } = sums;
  const whole = (sum: WholeSum): bigint => requireWholeSum(where, sum);
  const [x, n, xx, xn, nn, c] = [whole(sums.x), whole(sums.n), whole(sums.xx), whole(sums.xn), whole(sums.nn), whole(clusters)];
  // 0 <= x_c <= n_c, whole, n_c >= 1; the rest by Cauchy and Schwarz.
  const ordered = c <= n && x <= n && x <= xx && xx <= xn && xn <= nn && (c > 0n || nn === 0n);
  const spread = x * x <= c * xx && n * n <= c * nn && xn * xn <= xx * nn;
  requireArgument(ordered && spread, `${where} (sums over clusters)`, "sums that clusters of at least one row can have", clusters);
  return { clusters, x, n, xx, xn, nn };
}
