import fc from "fast-check";
import type { Computed, Outcome } from "../../src/foundation/outcome.ts";
import type { ClusterSums } from "../../src/statistics/clusters/cluster-robust-variance.ts";
import type { ClusteredGroups, SharedClusterSums } from "../../src/statistics/clusters/shared-cluster-correlation.ts";

/** x_c and n_c of one cluster. */
export type Cluster = readonly [x: number, n: number];
/** x and n of one cluster in the first and in the second group; n = 0 where it has no rows. */
export type Pair = readonly [x1: number, n1: number, x2: number, n2: number];

export const SEED = { seed: 20261123, numRuns: 150 };
export const cluster = fc.tuple(fc.nat(6), fc.nat(5)).map(([x, more]): Cluster => [x, Math.max(1, x + more)]);

export function total<Item>(list: readonly Item[], of: (item: Item, index: number) => number): number {
  return list.reduce((sum, item, index) => sum + of(item, index), 0);
}

export function direct(list: readonly Cluster[]) {
  const N = total(list, ([, n]) => n);
  const p = total(list, ([x]) => x) / N;
  const residuals = list.map(([x, n]) => (x - p * n) / N);
  return { p, residuals, squares: total(residuals, (e) => e * e) };
}

export function sumsOf(list: readonly Cluster[]): ClusterSums {
  return {
    clusters: list.length,
    x: total(list, ([x]) => x),
    n: total(list, ([, n]) => n),
    xx: total(list, ([x]) => x * x),
    xn: total(list, ([x, n]) => x * n),
    nn: BigInt(total(list, ([, n]) => n * n)),
  };
}

export function groupsOf(list: readonly Pair[]): ClusteredGroups {
  const both = list.filter(([, n1, , n2]) => n1 > 0 && n2 > 0);
  const shared: SharedClusterSums = {
    clusters: both.length,
    x1x2: total(both, ([x1, , x2]) => x1 * x2),
    x1n2: total(both, ([x1, , , n2]) => x1 * n2),
    n1x2: total(both, ([, n1, x2]) => n1 * x2),
    n1n2: total(both, ([, n1, , n2]) => n1 * n2),
  };
  return {
    first: sumsOf(list.filter(([, n]) => n > 0).map(([x, n]) => [x, n])),
    second: sumsOf(list.filter(([, , , n]) => n > 0).map(([, , x, n]) => [x, n])),
    shared,
  };
}

export function oneEach(x: number, n: number): ClusterSums {
  return { clusters: n, x, n, xx: x, xn: x, nn: n };
}

export function limits({ interval }: Computed): [number, number] {
  return [interval?.lower ?? Number.NaN, interval?.upper ?? Number.NaN];
}

export function solved(outcome: Outcome): Computed {
  if (outcome.status === "computed") return outcome;
  throw new Error(outcome.reason);
}
