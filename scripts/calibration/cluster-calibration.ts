import { clusterRobustDifference } from "../../src/statistics/clusters/cluster-robust-difference.ts";
import { clusterRobustRate } from "../../src/statistics/clusters/cluster-robust-rate.ts";
import { clusterRobustRatio } from "../../src/statistics/clusters/cluster-robust-ratio.ts";
import { clusterRobustTest } from "../../src/statistics/clusters/cluster-robust-test.ts";
import type { ClusterSums } from "../../src/statistics/clusters/cluster-robust-variance.ts";
import { raoScottChiSquared } from "../../src/statistics/clusters/rao-scott-chi-squared.ts";
import { NO_SHARED_CLUSTERS } from "../../src/statistics/clusters/shared-cluster-correlation.ts";
import { weightedShare } from "../../src/statistics/clusters/weighted-share.ts";
import { twoProportionTest } from "../../src/statistics/proportions/two-proportion-test.ts";
import type { RandomStream } from "../../src/statistics/resampling/random.ts";
import { twoSampleChiSquared } from "../../src/statistics/two-samples/two-sample-chi-squared.ts";
import type { CalibrationLine, CalibrationSection, Requirement } from "./line.ts";
import { covers, randomBeta, rejects, simulatedShare, simulatedShares } from "./simulation.ts";

const LEVEL = 0.95;
const COVERAGE: Requirement = { kind: "mean-coverage", level: LEVEL };
const CORRELATION = 0.2;

/** Subjects with 1 to `most` rows, whose own rates are beta-distributed. */
function clusterSums(random: RandomStream, clusters: number, most: number, rate: number): ClusterSums {
  const size = 1 / CORRELATION - 1;
  const sums = { clusters, x: 0, n: 0, xx: 0, xn: 0, nn: 0 };
  for (let cluster = 0; cluster < clusters; cluster += 1) {
    const n = 1 + Math.floor(most * random.nextUniform());
    const x = random.nextBinomial(n, randomBeta(random, rate * size, (1 - rate) * size));
    sums.x += x;
    sums.n += n;
    sums.xx += x * x;
    sums.xn += x * n;
    sums.nn += n * n;
  }
  return sums;
}

function rateCoverage(clusters: number, most: number, rate: number): CalibrationLine {
  const found = simulatedShare(`cluster rate ${clusters} ${most} ${rate}`, 10_000, (random) =>
    covers(clusterRobustRate(clusterSums(random, clusters, most, rate), LEVEL), rate),
  );
  const setting = `${clusters} subjects of 1 to ${most} rows, correlation ${CORRELATION}, rate ${rate}; 95 %`;
  return { method: "Cluster-robust rate", setting, ...found, requirement: COVERAGE };
}

function twoGroups(first: number, second: number, rate: number): CalibrationLine[] {
  const [size, naive, difference, ratio] = simulatedShares(`cluster groups ${first} ${second} ${rate}`, 5000, (random) => {
    const group = (clusters: number, own: number): ClusterSums => clusterSums(random, clusters, 10, own);
    const equal = { first: group(first, rate), second: group(second, rate), shared: NO_SHARED_CLUSTERS };
    const raised = { ...equal, first: group(first, rate + 0.1) };
    return [
      rejects(clusterRobustTest(equal)),
      rejects(twoProportionTest(Number(equal.first.x), Number(equal.first.n), Number(equal.second.x), Number(equal.second.n))),
      covers(clusterRobustDifference(raised, LEVEL), 0.1),
      covers(clusterRobustRatio(raised, LEVEL), (rate + 0.1) / rate),
    ];
  });
  if (!size || !naive || !difference || !ratio) throw new Error("No replicate was computed.");
  const setting = `${first} and ${second} subjects of 1 to 10 rows, correlation ${CORRELATION}, rate ${rate}`;
  const ignoring: Requirement = { kind: "between", lower: 0.1, upper: 0.5, why: "rows of one subject are not independent" };
  return [
    { method: "Size: cluster-robust z test", setting, ...size, requirement: { kind: "size" } },
    { method: "Not used on clustered rows: z test", setting, ...naive, requirement: ignoring },
    { method: "Cluster-robust difference", setting: `${setting} + 0.1; 95 %`, ...difference, requirement: COVERAGE },
    { method: "Cluster-robust ratio", setting: `${setting} + 0.1; 95 %`, ...ratio, requirement: COVERAGE },
  ];
}

/** Subjects of a few rows in six cells; a subject's rows tend to share a cell. Both samples have subjects of their own. */
function raoScott(first: number, second: number): CalibrationLine[] {
  const shares = [0.3, 0.25, 0.2, 0.12, 0.08, 0.05];
  const [corrected, naive] = simulatedShares(`Rao-Scott ${first} ${second}`, 2000, (random) => {
    const counts = [shares.map(() => 0), shares.map(() => 0)];
    const products = Array.from({ length: 2 * shares.length }, () => Array.from({ length: 2 * shares.length }, () => 0));
    for (let subject = 0; subject < first + second; subject += 1) {
      const sample = subject < first ? 0 : 1;
      const rows = 1 + Math.floor(6 * random.nextUniform());
      const favourite = random.nextMultinomial(1, shares);
      const own = random.nextMultinomial(
        rows,
        shares.map((share, cell) => 0.6 * share + 0.4 * (favourite[cell] ?? 0)),
      );
      own.forEach((count, cell) => {
        const row = counts[sample];
        if (row) row[cell] = (row[cell] ?? 0) + count;
        own.forEach((other, second_) => {
          const at = products[sample * shares.length + cell];
          if (at) at[sample * shares.length + second_] = (at[sample * shares.length + second_] ?? 0) + count * other;
        });
      });
    }
    return [
      rejects(raoScottChiSquared({ counts, clusters: first + second, products })),
      rejects(twoSampleChiSquared(counts[0] ?? [], counts[1] ?? [])),
    ];
  });
  if (!corrected || !naive) throw new Error("No replicate was computed.");
  const setting = `${first} and ${second} subjects of 1 to 6 rows, six cells, correlation 0.16`;
  const ignoring: Requirement = { kind: "between", lower: 0.08, upper: 0.5, why: "rows of one subject are not independent" };
  return [
    { method: "Size: Rao-Scott chi-squared", setting, ...corrected, requirement: { kind: "size" } },
    { method: "Not used on clustered rows: two-sample chi-squared", setting, ...naive, requirement: ignoring },
  ];
}

/** A capture that keeps every rare row and one in ten others; the population's share is 0.1 of 2 % and 0.9 of 20 %. */
function weighted(rare: number, often: number): CalibrationLine {
  const [rareShare, rates] = [0.1, [0.2, 0.02]] as const;
  const truth = rareShare * rates[0] + (1 - rareShare) * rates[1];
  const found = simulatedShare(`weighted ${rare} ${often}`, 10_000, (random) => {
    const stratum = (n: number, inclusionProbability: number, rate: number) => ({
      inclusionProbability,
      n,
      x: random.nextBinomial(n, rate),
    });
    return covers(weightedShare([stratum(rare, 1, rates[0]), stratum(often, often / (9 * rare), rates[1])], LEVEL), truth);
  });
  const setting = `${rare} rows of weight 1 and ${often} that stand for ${9 * rare}; 95 %`;
  return { method: "Weighted share, Wilson on the effective size", setting, ...found, requirement: COVERAGE };
}

export const CLUSTERS: CalibrationSection = {
  title: "Clustered and sampled rows",
  lines: () => [
    rateCoverage(6, 10, 0.3),
    rateCoverage(15, 10, 0.3),
    rateCoverage(30, 10, 0.05),
    rateCoverage(30, 10, 0.5),
    rateCoverage(100, 10, 0.02),
    rateCoverage(200, 10, 0.1),
    rateCoverage(200, 1, 0.1),
    ...twoGroups(30, 30, 0.3),
    ...twoGroups(40, 200, 0.2),
    ...raoScott(100, 50),
    ...raoScott(400, 100),
    weighted(100, 90),
    weighted(100, 300),
    weighted(1000, 900),
  ],
};
