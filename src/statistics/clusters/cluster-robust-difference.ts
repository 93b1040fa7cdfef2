import { computed, type Outcome } from "../../foundation/outcome.ts";
import { requireLevel } from "../domain.ts";
import { effectiveSampleSize } from "./effective-sample-size.ts";
import { effectiveSizeInterval } from "./effective-size-interval.ts";
import {
  type ClusteredGroups,
  obstacleToComparison,
  requireClusteredGroups,
  sharedClusterCorrelation,
} from "./shared-cluster-correlation.ts";

/**
 * Difference p1 - p2 of the rates of two groups whose rows come in clusters, also when subjects have rows in both.
 *
 * Formula: with l, u the cluster-robust Wilson limits of each rate and rho the correlation of the rates,
 * d - sqrt((p1 - l1)^2 + (u2 - p2)^2 - 2 rho (p1 - l1)(u2 - p2)) and d + sqrt((u1 - p1)^2 + (p2 - l2)^2 - 2 rho (u1 - p1)(p2 - l2)):
 * Newcombe's hybrid interval on effective sizes, rho = 0 where no subject is in both groups.
 * Source: R. G. Newcombe (1998) Statistics in Medicine 17, 873-890, method 10; G. Y. Zou and A. Donner (2008) Statistics in Medicine 27,
 * 1693-1702, doi:10.1002/sim.3095 (variance recovery with correlation).
 * Units: sums over clusters in (SQL in cluster-robust-variance.ts, shared-cluster-correlation.ts), a difference of shares out.
 * Not computable: a group without rows (zero-denominator) or of one cluster (too-few); shared clusters with fewer than 9
 * effective clusters in a group (too-few) or with rho = 1 (degenerate). Damaged sums throw.
 * Golden: R survey::svyby with covariance and the formula above (scripts/golden-values/clusters.R), review G4 for one row a subject.
 */
export function clusterRobustDifference(groups: ClusteredGroups, level: number): Outcome {
  const method = "Difference of rates, cluster-robust";
  requireLevel(method, level);
  const exact = requireClusteredGroups(method, groups);
  const obstacle = obstacleToComparison(exact);
  if (obstacle) return obstacle;
  const [first, second] = [effectiveSampleSize(exact.first), effectiveSampleSize(exact.second)];
  const one = effectiveSizeInterval(first.parts, first.nEffective, first.df, level);
  const two = effectiveSizeInterval(second.parts, second.nEffective, second.df, level);
  const correlation = sharedClusterCorrelation(exact);
  const difference = first.p - second.p;
  const lower = difference - reach(first.p - one.lower, two.upper - second.p, correlation);
  const upper = difference + reach(one.upper - first.p, second.p - two.lower, correlation);
  return computed({
    estimate: difference,
    n: first.n + second.n,
    method,
    interval: { lower, upper, level, method: "Newcombe hybrid score on effective sizes" },
    detail: {
      p1: first.p,
      p2: second.p,
      nEffective1: first.nEffective,
      nEffective2: second.nEffective,
      clusters1: exact.first.clusters,
      clusters2: exact.second.clusters,
      sharedClusters: exact.shared.clusters,
      correlation,
    },
  });
}

/** sqrt(a^2 + b^2 - 2 rho a b) as a sum of two squares that cannot be negative. */
function reach(a: number, b: number, rho: number): number {
  return Math.hypot(a - rho * b, b * Math.sqrt(1 - rho * rho));
}
