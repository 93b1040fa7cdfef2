import { computed, notComputable, type Outcome } from "../../foundation/outcome.ts";
import { requireLevel } from "../domain.ts";
import { type ClusterSums, requireClusterSums } from "./cluster-robust-variance.ts";
import { effectiveSampleSize } from "./effective-sample-size.ts";
import { criticalValue, effectiveSizeInterval } from "./effective-size-interval.ts";
import { kornGraubardInterval } from "./korn-graubard-interval.ts";

/**
 * Rate of rows that come in clusters, with a cluster-robust interval.
 *
 * Formula: p = X/N with n_eff and df of the effective sample size. From K = 9 effective clusters on the Korn-Graubard interval on n_eff with K - 1
 * df; below that, and at p = 0 or 1, Wilson's score interval on n_eff = K (complete dependence within subjects). One row a subject: plain
 * Wilson.
 * Source: E. L. Korn and B. I. Graubard (1998) Survey Methodology 24, 193-201; J. D. Parker et al. (2017) NCHS Vital and Health Statistics
 * 2(175); C. Franco et al. (2019) Journal of Survey Statistics and Methodology 7, 334-364, doi:10.1093/jssam/smy019 (Wilson on n_eff).
 * Units: sums over clusters in (SQL in cluster-robust-variance.ts), a share out.
 * Not computable: no rows (no-rows); one cluster (too-few), which says nothing of other subjects. Damaged sums throw.
 * Golden: R survey::svymean with qbeta (scripts/golden-values/clusters.R), exact fractions with scipy's betaincinv (clusters.py).
 */
export function clusterRobustRate(sums: ClusterSums, level: number): Outcome {
  const method = "Rate, cluster-robust";
  requireLevel(method, level);
  const exact = requireClusterSums(method, sums);
  if (exact.clusters === 0) return notComputable("no-rows", "There are no rows, so there is no rate.");
  if (exact.clusters === 1) return notComputable("too-few", "All rows are of one subject, which says nothing of other subjects.");
  const { n, p, parts, nEffective, designEffect, df, rule } = effectiveSampleSize(exact);
  const intervalOf = rule === "linearised variance" ? kornGraubardInterval : effectiveSizeInterval;
  return computed({
    estimate: p,
    n,
    method,
    interval: intervalOf(parts, nEffective, df, level),
    detail: { clusters: exact.clusters, designEffect, nEffective, criticalValue: criticalValue(df, level), variance: rule },
  });
}
