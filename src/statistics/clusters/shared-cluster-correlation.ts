import { notComputable, type NotComputable } from "../../foundation/outcome.ts";
import { requireArgument } from "../domain.ts";
import { type ClusterSums, type ExactClusterSums, requireClusterSums, residualSquares } from "./cluster-robust-variance.ts";
import { effectiveClusterCount, FEWEST_CLUSTERS } from "./effective-sample-size.ts";
import { exactRatio, requireWholeSum, type WholeSum } from "../whole-numbers.ts";

/** Sums over the clusters with rows in both groups; x1, n1 of the first and x2, n2 of the second group. */
export interface SharedClusterSums {
  readonly clusters: number;
  readonly x1x2: WholeSum;
  readonly x1n2: WholeSum;
  readonly n1x2: WholeSum;
  readonly n1n2: WholeSum;
}

/** Two groups of which no cluster has rows in both. */
export const NO_SHARED_CLUSTERS: SharedClusterSums = { clusters: 0, x1x2: 0, x1n2: 0, n1x2: 0, n1n2: 0 };

export interface ClusteredGroups {
  readonly first: ClusterSums;
  readonly second: ClusterSums;
  readonly shared: SharedClusterSums;
}

export interface ExactClusteredGroups {
  readonly first: ExactClusterSums;
  readonly second: ExactClusterSums;
  readonly shared: { clusters: number; x1x2: bigint; x1n2: bigint; n1x2: bigint; n1n2: bigint };
}

/**
 * Correlation of the estimated rates of two groups, some of whose subjects have rows in both.
 *
 * Formula: rho = sum e1_c e2_c / sqrt(sum e1_c^2 sum e2_c^2), e_gc = x_gc N_g - X_g n_gc over all clusters, from sums expanded in
 * whole numbers; 0 where no cluster is shared or a rate is 0 or 1 (its residuals are all 0).
 * SQL: the sums of products of the two groups' x and n over subjects that have rows in both (a join of the two group-by results).
 * Source: W. G. Cochran (1977) Sampling Techniques, 3rd ed., 6.19 (two ratios from the same units); R survey::svyby(covmat = TRUE).
 * Units: sums over clusters in, -1..1 out.
 * Not computable: sums that no rows can have throw.
 * Golden: R survey (scripts/golden-values/clusters.R), exact fractions (clusters.py).
 */
export function sharedClusterCorrelation({ first, second, shared }: ExactClusteredGroups): number {
  const squares = residualSquares(first) * residualSquares(second);
  const products = residualProducts({ first, second, shared });
  // The root of the ratio of squares: neither overflows, and the ratio is exact.
  const size = squares === 0n ? 0 : Math.sqrt(exactRatio(products * products, squares));
  return products < 0n ? -size : size;
}

/** sum over clusters of e1_c e2_c, exact. */
function residualProducts({ first, second, shared }: ExactClusteredGroups): bigint {
  return (
    first.n * second.n * shared.x1x2 -
    first.n * second.x * shared.x1n2 -
    first.x * second.n * shared.n1x2 +
    first.x * second.x * shared.n1n2
  );
}

/** The sums as whole numbers of any size; throws when no rows can have them. */
export function requireClusteredGroups(where: string, groups: ClusteredGroups): ExactClusteredGroups {
  const [first, second] = [requireClusterSums(where, groups.first), requireClusterSums(where, groups.second)];
  const { clusters } = groups.shared;
  const whole = (sum: WholeSum): bigint => requireWholeSum(where, sum);
  const shared = {
    clusters,
    x1x2: whole(groups.shared.x1x2),
    x1n2: whole(groups.shared.x1n2),
    n1x2: whole(groups.shared.n1x2),
    n1n2: whole(groups.shared.n1n2),
  };
  const { x1x2, x1n2, n1x2, n1n2 } = shared;
  const ordered = x1x2 <= x1n2 && x1x2 <= n1x2 && x1n2 <= n1n2 && n1x2 <= n1n2;
  const filled = whole(clusters) <= n1n2 && clusters <= Math.min(first.clusters, second.clusters) && (clusters > 0 || n1n2 === 0n);
  const spread = n1n2 ** 2n <= first.nn * second.nn && x1x2 ** 2n <= first.xx * second.xx;
  const correlated = residualProducts({ first, second, shared }) ** 2n <= residualSquares(first) * residualSquares(second);
  requireArgument(
    ordered && filled && spread && correlated,
    `${where} (sums over shared clusters)`,
    "sums that these two groups can have",
    clusters,
  );
  return { first, second, shared };
}

/** Why two groups cannot be compared, if they cannot. */
export function obstacleToComparison({ first, second, shared }: ExactClusteredGroups): NotComputable | undefined {
  if (first.n === 0n || second.n === 0n)
    return notComputable("zero-denominator", `The ${first.n === 0n ? "first" : "second"} group has no rows, so it has no rate to compare.`);
  if (first.clusters === 1 || second.clusters === 1)
    return notComputable("too-few", "All rows of a group are of one subject, which says nothing of other subjects.");
  const fewest = Math.min(effectiveClusterCount(first), effectiveClusterCount(second));
  if (shared.clusters > 0 && fewest < FEWEST_CLUSTERS)
    return notComputable(
      "too-few",
      `Subjects have rows in both groups, and the rows of one group weigh as those of ${fewest.toFixed(1)} subjects; from ${FEWEST_CLUSTERS} on their correlation can be judged.`,
    );
  const products = residualProducts({ first, second, shared });
  if (products > 0n && products * products === residualSquares(first) * residualSquares(second))
    return notComputable(
      "degenerate",
      "In every subject the rates of both groups rise and fall exactly together, so the variance of their difference cannot be judged.",
    );
  return undefined;
}
