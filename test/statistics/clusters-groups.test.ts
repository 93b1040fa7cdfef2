import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { clusterRobustDifference } from "../../src/statistics/clusters/cluster-robust-difference.ts";
import { clusterRobustRatio } from "../../src/statistics/clusters/cluster-robust-ratio.ts";
import { clusterRobustTest } from "../../src/statistics/clusters/cluster-robust-test.ts";
import { type ClusterSums, requireClusterSums } from "../../src/statistics/clusters/cluster-robust-variance.ts";
import { effectiveSampleSize } from "../../src/statistics/clusters/effective-sample-size.ts";
import { effectiveSizeInterval } from "../../src/statistics/clusters/effective-size-interval.ts";
import { type ClusteredGroups, NO_SHARED_CLUSTERS } from "../../src/statistics/clusters/shared-cluster-correlation.ts";
import { fisherExact } from "../../src/statistics/proportions/fisher-exact.ts";
import { miettinenNurminenRatio } from "../../src/statistics/proportions/miettinen-nurminen-ratio.ts";
import { newcombeDifference } from "../../src/statistics/proportions/newcombe-difference.ts";
import { seededRandom } from "../../src/statistics/resampling/random.ts";
import { type Cluster, cluster, direct, groupsOf, limits, oneEach, type Pair, SEED, solved, sumsOf, total } from "./cluster-sums.ts";

const wilsonLimits = (sums: ClusterSums): readonly [number, number] => {
  const { parts, nEffective, df } = effectiveSampleSize(requireClusterSums("test", sums));
  const { lower, upper } = effectiveSizeInterval(parts, nEffective, df, 0.9);
  return [lower, upper];
};

const manyClusters = fc.array(cluster, { minLength: 30, maxLength: 60 });

describe("cluster-robust comparison of two groups", () => {
  const pair = fc.tuple(cluster, cluster).map(([[x1, n1], [x2, n2]]): Pair => [x1, n1, x2, n2]);
  const partly = fc
    .tuple(fc.array(pair, { minLength: 20, maxLength: 30 }), manyClusters, manyClusters)
    .map(([both, one, two]): Pair[] => [
      ...both,
      ...one.slice(0, 20).map(([x, n]): Pair => [x, n, 0, 0]),
      ...two.slice(0, 20).map(([x, n]): Pair => [0, 0, x, n]),
    ]);

  test("difference, log ratio and z equal the definitions over the clusters themselves", () => {
    fc.assert(
      fc.property(partly, (list) => {
        const groups = groupsOf(list);
        const [first, second] = [direct(list.map(([x, n]) => [x, n] as const)), direct(list.map(([, , x, n]) => [x, n] as const))];
        const rho = total(first.residuals, (e, c) => e * (second.residuals[c] ?? 0)) / Math.sqrt(first.squares * second.squares);
        const difference = solved(clusterRobustDifference(groups, 0.9));
        expect(difference.detail?.["correlation"]).toBeCloseTo(rho, 10);
        const [one, two] = [wilsonLimits(groups.first), wilsonLimits(groups.second)];
        const [a, b] = [first.p - one[0], two[1] - second.p];
        expect(limits(difference)[0]).toBeCloseTo(first.p - second.p - Math.sqrt(a * a + b * b - 2 * rho * a * b), 10);
        const [c, d] = [one[1] - first.p, second.p - two[0]];
        expect(limits(difference)[1]).toBeCloseTo(first.p - second.p + Math.sqrt(c * c + d * d - 2 * rho * c * d), 10);
        const [m1, m2] = [Number(difference.detail?.["nEffective1"]), Number(difference.detail?.["nEffective2"])];
        const pooled = (m1 * first.p + m2 * second.p) / (m1 + m2);
        const variance = pooled * (1 - pooled) * (1 / m1 + 1 / m2 - (2 * rho) / Math.sqrt(m1 * m2));
        const tested = solved(clusterRobustTest(groups));
        expect(tested.detail?.["z"]).toBeCloseTo((first.p - second.p) / Math.sqrt(variance), 8);
        const ratio = solved(clusterRobustRatio(groups, 0.9));
        const [s1, s2] = [Math.sqrt((1 - first.p) / (first.p * m1)), Math.sqrt((1 - second.p) / (second.p * m2))];
        expect(ratio.detail?.["logStandardError"]).toBeCloseTo(Math.sqrt(s1 * s1 + s2 * s2 - 2 * rho * s1 * s2), 8);
        expect(limits(ratio)[0] * limits(ratio)[1]).toBeCloseTo(ratio.estimate ** 2, 8);
      }),
      { ...SEED, numRuns: 60 },
    );
  });

  test("exchanging the groups mirrors the difference, inverts the ratio and keeps the p-value", () => {
    fc.assert(
      fc.property(partly, fc.boolean(), (list, isShared) => {
        const apart = isShared
          ? list
          : list.flatMap(([x1, n1, x2, n2]): Pair[] => [
              [x1, n1, 0, 0],
              [0, 0, x2, n2],
            ]);
        const [groups, swapped] = [groupsOf(apart), groupsOf(apart.map(([x1, n1, x2, n2]): Pair => [x2, n2, x1, n1]))];
        const [one, two] = [solved(clusterRobustDifference(groups, 0.95)), solved(clusterRobustDifference(swapped, 0.95))];
        expect(two.estimate).toBeCloseTo(-one.estimate, 14);
        expect(limits(two)[0]).toBeCloseTo(-limits(one)[1], 12);
        expect(limits(one)[0]).toBeGreaterThanOrEqual(-1);
        expect(limits(one)[0]).toBeLessThanOrEqual(one.estimate);
        expect(limits(one)[1]).toBeGreaterThanOrEqual(one.estimate);
        const [ratio, inverse] = [solved(clusterRobustRatio(groups, 0.95)), solved(clusterRobustRatio(swapped, 0.95))];
        expect(limits(inverse)[1] * limits(ratio)[0]).toBeCloseTo(1, 9);
        const p = solved(clusterRobustTest(groups)).pValue ?? -1;
        expect(solved(clusterRobustTest(swapped)).pValue).toBeCloseTo(p, 12);
        expect(p).toBeGreaterThanOrEqual(0);
        expect(p).toBeLessThanOrEqual(1);
      }),
      { ...SEED, numRuns: 60 },
    );
  });

  test("one row a subject: Newcombe, Miettinen-Nurminen and the pooled z test", () => {
    const groups = { first: oneEach(56, 70), second: oneEach(48, 80), shared: NO_SHARED_CLUSTERS };
    const [newcombe, score] = [solved(newcombeDifference(56, 70, 48, 80, 0.95)), solved(miettinenNurminenRatio(56, 70, 48, 80, 0.95))];
    expect(clusterRobustDifference(groups, 0.95)).toMatchObject({
      estimate: expect.closeTo(0.2, 14),
      n: 150,
      interval: {
        lower: expect.closeTo(limits(newcombe)[0], 13),
        upper: expect.closeTo(limits(newcombe)[1], 13),
        level: 0.95,
        method: "Newcombe hybrid score on effective sizes",
      },
      detail: { p1: 0.8, p2: 0.6, nEffective1: 70, nEffective2: 80, clusters1: 70, clusters2: 80, sharedClusters: 0, correlation: 0 },
    });
    expect(clusterRobustRatio(groups, 0.95)).toMatchObject({
      n: 150,
      interval: { lower: expect.closeTo(limits(score)[0], 12), upper: expect.closeTo(limits(score)[1], 12), level: 0.95 },
      detail: { p1: 0.8, p2: 0.6, nEffective1: 70, nEffective2: 80, clusters1: 70, clusters2: 80, sharedClusters: 0 },
    });
    expect(clusterRobustTest(groups)).toMatchObject({
      n: 150,
      detail: { df: "normal", correlation: 0, nEffective1: 70, nEffective2: 80, clusters1: 70, clusters2: 80, sharedClusters: 0 },
    });
  });

  test("rates that rise and fall together in every subject give no difference without doubt", () => {
    const copies = groupsOf(Array.from({ length: 15 }, (_, index): Pair => [index % 5, 4, index % 5, 4]));
    const shifted = groupsOf(Array.from({ length: 20 }, (_, index): Pair => [4 + (index % 3), 10, 3 + (index % 3), 10]));
    for (const groups of [copies, shifted])
      for (const outcome of [clusterRobustDifference(groups, 0.95), clusterRobustRatio(groups, 0.95), clusterRobustTest(groups)])
        expect(outcome).toMatchObject({ code: "degenerate", reason: expect.stringContaining("exactly together") });
    const nearly = groupsOf(Array.from({ length: 15 }, (_, index): Pair => [index % 5, 4, index === 0 ? 1 : index % 5, 4]));
    expect(solved(clusterRobustDifference(nearly, 0.95)).interval?.upper).toBeGreaterThan(0);
    const opposed = groupsOf(Array.from({ length: 12 }, (_, index): Pair => [index % 5, 4, 4 - (index % 5), 4]));
    expect(solved(clusterRobustDifference(opposed, 0.95)).detail?.["correlation"]).toBe(-1);
  });

  test("a rate of 0 or 1 keeps its uncertainty in a ratio of groups with shared subjects", () => {
    const pairs = (of: (index: number) => Pair) => groupsOf(Array.from({ length: 20 }, (_, index) => of(index)));
    const both = solved(
      clusterRobustRatio(
        pairs(() => [2, 2, 3, 3]),
        0.95,
      ),
    );
    expect(both.estimate).toBe(1);
    expect(limits(both)[0]).toBeCloseTo(limits(solved(miettinenNurminenRatio(20, 20, 20, 20, 0.95)))[0], 12);
    expect(limits(both)[1]).toBeGreaterThan(1.1);
    const half = solved(miettinenNurminenRatio(20, 20, 10, 20, 0.95));
    expect(
      limits(
        solved(
          clusterRobustRatio(
            pairs((index) => [2, 2, index % 2, 1]),
            0.95,
          ),
        ),
      ),
    ).toEqual([expect.closeTo(limits(half)[0], 12), expect.closeTo(limits(half)[1], 12)]);
    const none = solved(
      clusterRobustRatio(
        pairs((index) => [0, 2, index % 2, 1]),
        0.95,
      ),
    );
    expect(none).toMatchObject({ estimate: 0, interval: { lower: 0 } });
    expect(limits(none)[1]).toBeGreaterThan(0.2);
  });

  test("rates of 0 and 1 are answered; pooled, they are no difference", () => {
    const rows = (x: number): Cluster[] => Array.from({ length: 20 }, () => [x, 3]);
    const groups = (x1: number, x2: number) => ({ first: sumsOf(rows(x1)), second: sumsOf(rows(x2)), shared: NO_SHARED_CLUSTERS });
    expect(clusterRobustTest(groups(0, 0))).toMatchObject({ pValue: 1, detail: { z: 0 } });
    expect(clusterRobustTest(groups(3, 3))).toMatchObject({ estimate: 0, pValue: 1 });
    expect(solved(clusterRobustTest(groups(0, 3))).pValue).toBeLessThan(1e-9);
    expect(clusterRobustDifference(groups(0, 3), 0.95)).toMatchObject({ estimate: -1, interval: { lower: -1 } });
    expect(clusterRobustRatio(groups(0, 1), 0.95)).toMatchObject({ estimate: 0, interval: { lower: 0 } });
    expect(clusterRobustRatio(groups(1, 0), 0.95)).toMatchObject({ code: "zero-denominator" });
  });

  test("with few expected events p is not below Fisher's exact one", () => {
    const rare = { first: oneEach(10, 100_000), second: oneEach(1, 20), shared: NO_SHARED_CLUSTERS };
    const fisher = solved(fisherExact(10, 99_990, 1, 19)).pValue ?? -1;
    expect(fisher).toBeGreaterThan(0.002);
    const sparse = solved(clusterRobustTest(rare));
    expect(sparse).toMatchObject({ pValue: expect.closeTo(fisher, 14), method: expect.stringContaining("Fisher") });
    expect(sparse.detail?.["smallestExpected"]).toBeCloseTo((20 * 11) / 100_020, 14);
    // Exchanged, and for the complement, too.
    expect(solved(clusterRobustTest({ ...rare, first: rare.second, second: rare.first })).pValue).toBeCloseTo(fisher, 14);
    const complement = { first: oneEach(99_990, 100_000), second: oneEach(19, 20), shared: NO_SHARED_CLUSTERS };
    expect(solved(clusterRobustTest(complement)).pValue).toBeCloseTo(fisher, 14);
    // Five expected events are not few.
    const enough = solved(clusterRobustTest({ first: oneEach(2, 20), second: oneEach(8, 20), shared: NO_SHARED_CLUSTERS }));
    expect(enough.detail?.["smallestExpected"]).toBe(5);
    expect(enough.method).not.toContain("Fisher");
    expect(enough.pValue).toBeLessThan((solved(fisherExact(2, 18, 8, 12)).pValue ?? -1) / 1.5);
    // Subjects of three rows alike count once: 1 of 12 subjects, of which the variance takes one, against none of 30.
    const copies = (x: number, size: number) => sumsOf(Array.from({ length: size }, (_, index): Cluster => [index < x ? 3 : 0, 3]));
    const clustered = solved(clusterRobustTest({ first: copies(1, 12), second: copies(0, 30), shared: NO_SHARED_CLUSTERS }));
    expect(clustered.pValue).toBeCloseTo(solved(fisherExact(1, 10, 0, 30)).pValue ?? -1, 12);
  });

  test("groups that cannot be compared", () => {
    const some = sumsOf(Array.from({ length: 12 }, (_, index): Cluster => [index % 3, 3]));
    const methods = [
      (groups: ClusteredGroups) => clusterRobustDifference(groups, 0.95),
      (groups: ClusteredGroups) => clusterRobustRatio(groups, 0.95),
      clusterRobustTest,
    ];
    for (const method of methods) {
      expect(method({ first: sumsOf([]), second: some, shared: NO_SHARED_CLUSTERS })).toMatchObject({
        code: "zero-denominator",
        reason: expect.stringContaining("first"),
      });
      expect(method({ first: some, second: sumsOf([]), shared: NO_SHARED_CLUSTERS })).toMatchObject({
        code: "zero-denominator",
        reason: expect.stringContaining("second"),
      });
      expect(method({ first: sumsOf([[2, 5]]), second: some, shared: NO_SHARED_CLUSTERS })).toMatchObject({ code: "too-few" });
      expect(method({ first: some, second: sumsOf([[2, 5]]), shared: NO_SHARED_CLUSTERS })).toMatchObject({ code: "too-few" });
      const eight = Array.from({ length: 8 }, (_, index): Pair => [index % 4, 3, (index + 1) % 4, 3]);
      expect(method(groupsOf(eight))).toMatchObject({ code: "too-few" });
      expect(method(groupsOf([...eight, [1, 3, 2, 3]]))).toMatchObject({ status: "computed" });
      const few = sumsOf(Array.from({ length: 4 }, (_, index): Cluster => [1 + (index % 3), 3]));
      expect(method({ first: few, second: some, shared: NO_SHARED_CLUSTERS })).toMatchObject({ status: "computed" });
    }
    expect(() => clusterRobustDifference({ first: some, second: some, shared: NO_SHARED_CLUSTERS }, 0)).toThrow();
    expect(() => clusterRobustRatio({ first: some, second: some, shared: NO_SHARED_CLUSTERS }, 1)).toThrow();
  });

  test.each([
    ["more successes of the first group than rows", { clusters: 12, x1x2: 3, x1n2: 99, n1x2: 36, n1n2: 98 }],
    ["more successes of the second group than rows", { clusters: 12, x1x2: 3, x1n2: 36, n1x2: 99, n1n2: 98 }],
    ["joint successes above those of the first", { clusters: 12, x1x2: 31, x1n2: 30, n1x2: 36, n1n2: 108 }],
    ["joint successes above those of the second", { clusters: 12, x1x2: 31, x1n2: 36, n1x2: 30, n1n2: 108 }],
    ["fewer products than clusters", { clusters: 12, x1x2: 1, x1n2: 2, n1x2: 2, n1n2: 11 }],
    ["more clusters than a group has", { clusters: 13, x1x2: 3, x1n2: 36, n1x2: 36, n1n2: 108 }],
    ["products without clusters", { clusters: 0, x1x2: 0, x1n2: 0, n1x2: 0, n1n2: 1 }],
    ["sizes beyond Cauchy's bound", { clusters: 12, x1x2: 3, x1n2: 36, n1x2: 36, n1n2: 109 }],
    ["successes beyond Cauchy's bound", { clusters: 12, x1x2: 21, x1n2: 36, n1x2: 36, n1n2: 108 }],
    ["a correlation beyond 1", { clusters: 12, x1x2: 20, x1n2: 30, n1x2: 30, n1n2: 108 }],
    ["a fraction", { clusters: 12, x1x2: 0.5, x1n2: 36, n1x2: 36, n1n2: 108 }],
  ])("shared sums that no rows can have throw: %s", (_, shared) => {
    // Both groups: n_c = 3, x_c = 0, 1, 2 in turn; nn = 108, xx = 20.
    const some = sumsOf(Array.from({ length: 12 }, (__, index): Cluster => [index % 3, 3]));
    expect(() => clusterRobustTest({ first: some, second: some, shared })).toThrow(expect.objectContaining({ code: "bad-input" }));
    expect(() =>
      clusterRobustTest({ first: some, second: some, shared: { clusters: 12, x1x2: 20, x1n2: 36, n1x2: 36, n1n2: 108 } }),
    ).not.toThrow();
  });

  test("without a difference the 5 % test rejects about 5 % and the 95 % interval misses about 5 %", () => {
    const random = seededRandom(1, "size of the cluster-robust test");
    const group = (size: number): ClusterSums =>
      sumsOf(
        Array.from({ length: size }, (): Cluster => {
          const n = 1 + Math.floor(random.nextUniform() * 9);
          return [random.nextBinomial(n, random.nextUniform() < 0.5 ? 0.1 : 0.5), n];
        }),
      );
    let [rejected, missed] = [0, 0];
    for (let run = 0; run < 1000; run += 1) {
      const groups = { first: group(14), second: group(40), shared: NO_SHARED_CLUSTERS };
      if ((solved(clusterRobustTest(groups)).pValue ?? 1) < 0.05) rejected += 1;
      const [lower, upper] = limits(solved(clusterRobustDifference(groups, 0.95)));
      if (lower > 0 || upper < 0) missed += 1;
    }
    // Binomial spread of 1000 runs: 50 +- 3 * 6.9.
    for (const count of [rejected, missed]) {
      expect(count).toBeGreaterThan(29);
      expect(count).toBeLessThan(71);
    }
  });
});
