import { computed, type Outcome } from "../../foundation/outcome.ts";
import { normalSurvival } from "../distributions/normal.ts";
import { studentTSurvival } from "../distributions/student-t.ts";
import { fisherExact } from "../proportions/fisher-exact.ts";
import { type EffectiveSize, effectiveSampleSize } from "./effective-sample-size.ts";
import {
  type ClusteredGroups,
  obstacleToComparison,
  requireClusteredGroups,
  sharedClusterCorrelation,
} from "./shared-cluster-correlation.ts";

/** Expected effective counts below this make the normal p far too small in the tail that multiplicity corrections use. */
const FEW_EXPECTED = 5;

/**
 * Cluster-robust z test of p1 = p2 for groups whose rows come in clusters, also when subjects have rows in both.
 *
 * Formula: z = (p1 - p2) / sqrt(p (1 - p) (1/m1 + 1/m2 - 2 rho/sqrt(m1 m2))), m the effective sizes, p = (m1 p1 + m2 p2)/(m1 + m2), rho the
 * correlation of the rates (0 where no subject is in both groups); two-sided p-value from Student's t with the fewer df of the two
 * effective sizes, normal where none was estimated. One row a subject: the pooled z test. Where the smallest expected effective count
 * min(m1, m2) min(p, 1 - p) is below 5, p is not below Fisher's exact one on the effective counts m p, rounded to whole ones.
 * Source: J. N. K. Rao and A. J. Scott (1992) Biometrics 48, 577-585, doi:10.2307/2532311 (counts divided by design effects). A
 * generalised score test is not used: it cannot exceed the root of the number of clusters in the smaller group.
 * Units: sums over clusters in (SQL in cluster-robust-variance.ts, shared-cluster-correlation.ts), `estimate` p1 - p2.
 * Not computable: a group without rows (zero-denominator) or of one cluster (too-few); shared clusters with fewer than 9
 * effective clusters in a group (too-few) or with rho = 1 (degenerate). Pooled rate 0 or 1: p-value 1. Damaged sums throw.
 * Golden: R survey and the formula above (scripts/golden-values/clusters.R), R prop.test for one row a subject.
 */
export function clusterRobustTest(groups: ClusteredGroups): Outcome {
  const method = "Cluster-robust z test of two rates, pooled variance";
  const exact = requireClusteredGroups(method, groups);
  const obstacle = obstacleToComparison(exact);
  if (obstacle) return obstacle;
  const [first, second] = [effectiveSampleSize(exact.first), effectiveSampleSize(exact.second)];
  const [m1, m2] = [first.nEffective, second.nEffective];
  const correlation = sharedClusterCorrelation(exact);
  const pooled = (m1 * first.p + m2 * second.p) / (m1 + m2);
  const rest = (m1 * first.q + m2 * second.q) / (m1 + m2);
  const estimate = first.p - second.p;
  const variance = pooled * rest * (1 / m1 + 1 / m2 - (2 * correlation) / Math.sqrt(m1 * m2));
  const z = estimate === 0 ? 0 : estimate / Math.sqrt(variance);
  const df = Math.min(first.df, second.df);
  const tail = df === Infinity ? normalSurvival(Math.abs(z)) : studentTSurvival(Math.abs(z), df);
  const smallestExpected = Math.min(m1, m2) * Math.min(pooled, rest);
  const isSparse = smallestExpected < FEW_EXPECTED;
  return computed({
    estimate,
    n: first.n + second.n,
    method: isSparse ? `${method}, not below Fisher's exact p on effective counts` : method,
    pValue: Math.max(Math.min(1, 2 * tail), isSparse ? exactPValue(first, second) : 0),
    detail: {
      z,
      df: df === Infinity ? "normal" : df,
      smallestExpected,
      correlation,
      nEffective1: m1,
      nEffective2: m2,
      clusters1: exact.first.clusters,
      clusters2: exact.second.clusters,
      sharedClusters: exact.shared.clusters,
    },
  });
}

function exactPValue(first: EffectiveSize, second: EffectiveSize): number {
  const outcome = fisherExact(...effectiveCounts(first), ...effectiveCounts(second));
  return outcome.status === "computed" ? (outcome.pValue ?? 1) : 1;
}

/** Whole effective counts with and without the property, at least one in all. */
function effectiveCounts({ p, nEffective }: EffectiveSize): readonly [number, number] {
  const size = Math.max(1, Math.round(nEffective));
  const events = Math.min(size, Math.round(p * nEffective));
  return [events, size - events];
}
