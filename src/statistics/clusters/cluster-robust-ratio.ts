import { exp } from "../../foundation/elementary-functions.ts";
import { computed, notComputable, type Outcome } from "../../foundation/outcome.ts";
import { requireLevel } from "../domain.ts";
import { miettinenNurminenRatio } from "../proportions/miettinen-nurminen-ratio.ts";
import { type EffectiveSize, effectiveSampleSize } from "./effective-sample-size.ts";
import { criticalValue, referenceSize } from "./effective-size-interval.ts";
import {
  type ClusteredGroups,
  obstacleToComparison,
  requireClusteredGroups,
  sharedClusterCorrelation,
} from "./shared-cluster-correlation.ts";

/**
 * Ratio p1 / p2 of the rates of two groups whose rows come in clusters, also when subjects have rows in both.
 *
 * Formula: no shared subject, or a rate of 0 or 1 (no correlation can be seen): the Miettinen-Nurminen score interval on the sizes
 * n_eff (z / t)^2 of each group. Shared subjects: log(p1/p2) +- t sqrt(v1/p1^2 + v2/p2^2 - 2 rho sqrt(v1 v2)/(p1 p2)), v = p (1 - p)/n_eff, rho the correlation of the rates, t with
 * the fewer df of both groups.
 * Source: O. Miettinen and M. Nurminen (1985) Statistics in Medicine 4, 213-226, doi:10.1002/sim.4780040211; K. M. Wolter (2007)
 * Introduction to Variance Estimation, 2nd ed., 6.5 (linearised logarithm); R survey::svycontrast.
 * Units: sums over clusters in (SQL in cluster-robust-variance.ts, shared-cluster-correlation.ts), a ratio out.
 * Not computable: a group without rows or p2 = 0 (zero-denominator); a group of one cluster, shared clusters with
 * fewer than 9 effective clusters in a group (too-few) or with rho = 1 (degenerate). Damaged sums throw.
 * Golden: R survey (scripts/golden-values/clusters.R), Miettinen-Nurminen at 40 digits (clusters.py).
 */
export function clusterRobustRatio(groups: ClusteredGroups, level: number): Outcome {
  const method = "Ratio of rates, cluster-robust";
  requireLevel(method, level);
  const exact = requireClusteredGroups(method, groups);
  const obstacle = obstacleToComparison(exact);
  if (obstacle) return obstacle;
  if (exact.second.x === 0n) return notComputable("zero-denominator", "The reference rate is 0, so a ratio to it does not exist.");
  const [first, second] = [effectiveSampleSize(exact.first), effectiveSampleSize(exact.second)];
  const detail = {
    p1: first.p,
    p2: second.p,
    nEffective1: first.nEffective,
    nEffective2: second.nEffective,
    clusters1: exact.first.clusters,
    clusters2: exact.second.clusters,
    sharedClusters: exact.shared.clusters,
  };
  const estimate = first.p / second.p;
  const n = first.n + second.n;
  const isExtreme = [first, second].some(({ p, q }) => p === 0 || q === 0);
  if (exact.shared.clusters === 0 || isExtreme) {
    const score = scoreRatio(first, second, level);
    if (score.status !== "computed" || !score.interval) return score;
    return computed({
      estimate,
      n,
      method,
      interval: { ...score.interval, method: "Miettinen-Nurminen score on effective sizes" },
      detail,
    });
  }
  const correlation = sharedClusterCorrelation(exact);
  const [a, b] = [relativeError(first), relativeError(second)];
  const standardError = Math.hypot(a - correlation * b, b * Math.sqrt(1 - correlation * correlation));
  const reach = exp(criticalValue(Math.min(first.df, second.df), level) * standardError);
  return computed({
    estimate,
    n,
    method,
    interval: { lower: estimate / reach, upper: estimate * reach, level, method: "linearised log ratio, cluster-robust" },
    detail: { ...detail, correlation, logStandardError: standardError },
  });
}

function scoreRatio(first: EffectiveSize, second: EffectiveSize, level: number): Outcome {
  const [n1, n2] = [referenceSize(first.nEffective, first.df, level), referenceSize(second.nEffective, second.df, level)];
  return miettinenNurminenRatio(first.p * n1, n1, second.p * n2, n2, level);
}

/** Standard error of log p: sqrt((1 - p)/(p n_eff)). */
function relativeError({ p, q, nEffective }: EffectiveSize): number {
  return Math.sqrt(q / (p * nEffective));
}
