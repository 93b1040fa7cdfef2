import { requirePositive } from "../domain.ts";
import { clusterRobustVariance, type ExactClusterSums } from "./cluster-robust-variance.ts";
import type { ShareParts } from "./effective-size-interval.ts";
import { exactRatio } from "../whole-numbers.ts";

/** Effective clusters (eight degrees of freedom) below which the variance between clusters is not relied on. */
export const FEWEST_CLUSTERS = 9;

export interface EffectiveSize {
  readonly n: number;
  readonly p: number;
  /** 1 - p with all its digits. */
  readonly q: number;
  readonly parts: ShareParts;
  readonly nEffective: number;
  /** n / n_eff before n_eff is limited to n. */
  readonly designEffect: number;
  /** Of the variance; Infinity where nothing was estimated. */
  readonly df: number;
  readonly rule: "linearised variance" | "complete dependence within subjects";
}

/**
 * Effective sample size and design effect of a rate whose rows come in clusters.
 *
 * Formula: design effect = v N / (p (1 - p)), v the linearised variance; n_eff = p (1 - p) / v, at most N; df = K - 1 with
 * K = N^2 / Snn the effective number of clusters (K = C for equal sizes; a subject with nearly all rows makes it 1). Where v says nothing
 * (p = 0 or 1, or K below 9) rows of one subject count as copies of each other: n_eff = K, the worst that sizes unrelated to the rate
 * allow, and no df is spent. One row a subject gives n_eff = N.
 * Source: L. Kish (1965) Survey Sampling, 5.4 and 8.2; E. L. Korn and B. I. Graubard (1998) Survey Methodology 24, 193-201 (at most N);
 * A. V. Carter et al. (2017) Review of Economics and Statistics 99, 698-709, doi:10.1162/REST_a_00639 (effective number of clusters);
 * J. D. Parker et al. (2017) NCHS Vital and Health Statistics 2(175) (fewer than 8 df are not relied on).
 * Units: sums over clusters in, a number of rows out (not whole).
 * Not computable: no rows throw (callers refuse first).
 * Golden: R survey (scripts/golden-values/clusters.R), exact fractions (clusters.py), review G16 (n_eff 10.0609756098).
 */
export function effectiveSampleSize(sums: ExactClusterSums): EffectiveSize {
  requirePositive("effectiveSampleSize (rows)", Number(sums.n));
  const [n, p] = [Number(sums.n), exactRatio(sums.x, sums.n)];
  const parts = { x: Number(sums.x), rest: Number(sums.n - sums.x) };
  const q = exactRatio(sums.n - sums.x, sums.n);
  const effectiveClusters = effectiveClusterCount(sums);
  const isUnknown = p === 0 || q === 0 || sums.nn === sums.n || effectiveClusters < FEWEST_CLUSTERS;
  if (isUnknown) {
    const designEffect = n / effectiveClusters;
    return { n, p, q, parts, nEffective: effectiveClusters, designEffect, df: Infinity, rule: "complete dependence within subjects" };
  }
  const designEffect = (clusterRobustVariance(sums) * n) / (p * q);
  return {
    n,
    p,
    q,
    parts,
    nEffective: n / Math.max(1, designEffect),
    designEffect,
    df: effectiveClusters - 1,
    rule: "linearised variance",
  };
}

/** K = N^2 / Snn: the number of clusters of equal sizes that would weigh as much. */
export function effectiveClusterCount({ n, nn }: { readonly n: bigint; readonly nn: bigint }): number {
  return exactRatio(n * n, nn);
}
