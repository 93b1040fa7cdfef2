import { computed, notComputable, type Outcome } from "../../foundation/outcome.ts";
import { requireLevel } from "../domain.ts";
import { type ClusterSums, requireClusterSums } from "./cluster-robust-variance.ts";
import { effectiveSampleSize } from "./effective-sample-size.ts";
import { criticalValue, effectiveSizeInterval } from "./effective-size-interval.ts";

/**
 * Rate of rows that come in clusters, with a cluster-robust Wilson interval.
 *
 * Formula: p = X/N; Wilson score interval on n_eff (z / t)^2 with n_eff and df of the effective sample size: t with K - 1 df from K = 9
 * effective clusters on, below that the normal value on n_eff = K (complete dependence within subjects). One row a subject: plain Wilson.
 * Source: C. Franco et al. (2019) Journal of Survey Statistics and Methodology 7, 334-364, doi:10.1093/jssam/smy019; J. D. Parker et
 * al. (2017) NCHS Vital and Health Statistics 2(175).
 * Units: sums over clusters in (SQL in cluster-robust-variance.ts), a share out.
 * Not computable: no rows (no-rows); one cluster (too-few), which says nothing of other subjects. Damaged sums throw.
 * Golden: R survey::svymean and Wilson's formula (scripts/golden-values/clusters.R).
 */
export function clusterRobustRate(sums: ClusterSums, level: number): Outcome {
  const method = "Rate, cluster-robust";
  requireLevel(method, level);
  const exact = requireClusterSums(method, sums);
  if (exact.clusters === 0) return notComputable("no-rows", "There are no rows, so there is no rate.");
  if (exact.clusters === 1) return notComputable("too-few", "All rows are of one subject, which says nothing of other subjects.");
  const { n, p, parts, nEffective, designEffect, df, rule } = effectiveSampleSize(exact);
  return computed({
    estimate: p,
    n,
    method,
    interval: effectiveSizeInterval(parts, nEffective, df, level),
    detail: { clusters: exact.clusters, designEffect, nEffective, criticalValue: criticalValue(df, level), variance: rule },
  });
}
