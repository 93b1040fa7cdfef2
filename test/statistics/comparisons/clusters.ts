import type { Computed, Outcome } from "../../../src/foundation/outcome.ts";
import { clusterRobustDifference } from "../../../src/statistics/clusters/cluster-robust-difference.ts";
import { clusterRobustRate } from "../../../src/statistics/clusters/cluster-robust-rate.ts";
import { clusterRobustRatio } from "../../../src/statistics/clusters/cluster-robust-ratio.ts";
import { clusterRobustTest } from "../../../src/statistics/clusters/cluster-robust-test.ts";
import { clusterRobustVariance, type ClusterSums, requireClusterSums } from "../../../src/statistics/clusters/cluster-robust-variance.ts";
import { effectiveSampleSize } from "../../../src/statistics/clusters/effective-sample-size.ts";
import { effectiveSizeInterval } from "../../../src/statistics/clusters/effective-size-interval.ts";
import { kornGraubardInterval } from "../../../src/statistics/clusters/korn-graubard-interval.ts";
import { kishEffectiveSize, type SampledRows } from "../../../src/statistics/clusters/kish-effective-size.ts";
import { raoScottChiSquared } from "../../../src/statistics/clusters/rao-scott-chi-squared.ts";
import {
  type ClusteredGroups,
  NO_SHARED_CLUSTERS,
  requireClusteredGroups,
  sharedClusterCorrelation,
} from "../../../src/statistics/clusters/shared-cluster-correlation.ts";
import { weightedShare } from "../../../src/statistics/clusters/weighted-share.ts";
import { readGolden } from "../golden-file.ts";
import type { Comparison, ComparisonFamily } from "./comparison.ts";

/** Sums as the golden files hold them: whole numbers as text, of any size. */
type Texts = Readonly<Record<string, string | number>> & { readonly clusters: number };
type Limits = readonly [number, number];

interface SurveyFile {
  readonly rates: readonly {
    name: string;
    sums: Texts;
    p: number;
    variance: number;
    nEffective: number;
    designEffect: number;
    lower: number;
    upper: number;
    criticalValue: number;
  }[];
  readonly groups: readonly (Record<
    | "correlation"
    | "difference"
    | "lower"
    | "upper"
    | "nEffective1"
    | "nEffective2"
    | "ratio"
    | "ratioLower"
    | "ratioUpper"
    | "t"
    | "df"
    | "pValue",
    number
  > & { name: string; first: Texts; second: Texts; shared: Texts })[];
  readonly logRatioStandardError: number;
  readonly onePerSubject: { z: number; pValue: number };
  readonly tables: readonly (Record<"clusters" | "f" | "ndf" | "ddf" | "pValue" | "pearson" | "df" | "firstOrderP", number> & {
    name: string;
    counts: number[][];
    products: string[][];
  })[];
  readonly shares: readonly (Record<"p" | "variance" | "kish" | "nEffective" | "lower" | "upper", number> & { rows: SampledRows[] })[];
}

interface ExactFile {
  readonly rates: readonly {
    name: string;
    sums: Texts;
    variance: number;
    nEffective: number;
    df: number;
    limits: [Limits, Limits, Limits];
  }[];
  readonly g16: { nEffective: number; normal: Limits; t: Limits };
  readonly correlations: readonly { name: string; first: Texts; second: Texts; shared: Texts; correlation: number }[];
  readonly ratios: readonly { name: string; first: Texts; second: Texts; limits: Limits }[];
}

const LEVELS = [0.9, 0.95, 0.999] as const;

export const clusters: ComparisonFamily = {
  family: "clusters",
  compare: () => {
    const [survey, exact] = [readGolden<SurveyFile>("clusters"), readGolden<ExactFile>("clusters-exact")];
    return [
      ...surveyRates(survey),
      ...surveyGroups(survey),
      ...surveyTables(survey),
      ...surveyShares(survey),
      ...exactRates(exact),
      ...exactPairs(exact),
    ];
  },
};

function surveyRates({ rates }: SurveyFile): Comparison[] {
  return rates.flatMap(({ name, sums: texts, ...expected }) => {
    const sums = sumsOf(texts);
    const size = effectiveSampleSize(requireClusterSums(name, sums));
    const variance = line("cluster-robust-variance", `${name}, variance`, clusterRobustVariance(sums), expected.variance, 1e-12);
    // Below nine effective clusters our interval is another one; survey's variance is compared all the same.
    if (size.df === Infinity) return [variance];
    const rate = solved(clusterRobustRate(sums, 0.95));
    return [
      variance,
      line("effective-sample-size", `${name}, n_eff`, size.nEffective, expected.nEffective, 1e-12),
      line("effective-sample-size", `${name}, design effect`, size.designEffect, expected.designEffect, 1e-12),
      line("cluster-robust-rate", `${name}, p`, rate.estimate, expected.p, 1e-15),
      line("cluster-robust-rate", `${name}, lower`, rate.interval?.lower, expected.lower, 1e-12),
      line("cluster-robust-rate", `${name}, upper`, rate.interval?.upper, expected.upper, 1e-12),
      ...(["lower", "upper"] as const).map((limit) =>
        line(
          "korn-graubard-interval",
          `${name}, ${limit}`,
          kornGraubardInterval(size.parts, size.nEffective, size.df, 0.95)[limit],
          expected[limit],
          1e-12,
        ),
      ),
      line("cluster-robust-rate", `${name}, t`, rate.detail?.["criticalValue"], expected.criticalValue, 1e-13),
    ];
  });
}

function surveyGroups({ groups, logRatioStandardError, onePerSubject }: SurveyFile): Comparison[] {
  const cases = groups.flatMap(({ name, first, second, shared, ...expected }) => {
    const pair = groupsOf(first, second, shared);
    const [difference, ratio, test] = [
      solved(clusterRobustDifference(pair, 0.95)),
      solved(clusterRobustRatio(pair, 0.95)),
      solved(clusterRobustTest(pair)),
    ];
    return [
      line("shared-cluster-correlation", name, correlationOf(pair), expected.correlation, 1e-12),
      line("cluster-robust-difference", `${name}, d`, difference.estimate, expected.difference, 1e-12),
      line("cluster-robust-difference", `${name}, lower`, difference.interval?.lower, expected.lower, 1e-12),
      line("cluster-robust-difference", `${name}, upper`, difference.interval?.upper, expected.upper, 1e-12),
      line("cluster-robust-difference", `${name}, n_eff 1`, difference.detail?.["nEffective1"], expected.nEffective1, 1e-12),
      line("cluster-robust-difference", `${name}, n_eff 2`, difference.detail?.["nEffective2"], expected.nEffective2, 1e-12),
      line("cluster-robust-ratio", `${name}, ratio`, ratio.estimate, expected.ratio, 1e-12),
      // Without shared subjects the interval is the score interval, compared in `exactPairs`.
      ...(pair.shared.clusters === 0
        ? []
        : [
            line("cluster-robust-ratio", `${name}, lower`, ratio.interval?.lower, expected.ratioLower, 1e-12),
            line("cluster-robust-ratio", `${name}, upper`, ratio.interval?.upper, expected.ratioUpper, 1e-12),
          ]),
      line("cluster-robust-test", `${name}, z`, test.detail?.["z"], expected.t, 1e-12),
      line("cluster-robust-test", `${name}, df`, test.detail?.["df"], expected.df, 1e-14),
      line("cluster-robust-test", `${name}, p`, test.pValue, expected.pValue, 1e-12),
    ];
  });
  const shared = groups.find(({ name }) => name === "shared");
  const paired = shared ? clusterRobustRatio(groupsOf(shared.first, shared.second, shared.shared), 0.95) : undefined;
  const single = solved(clusterRobustTest({ first: oneEach(56, 70), second: oneEach(48, 80), shared: NO_SHARED_CLUSTERS }));
  return [
    ...cases,
    line(
      "cluster-robust-ratio",
      "svycontrast of logs",
      paired && solved(paired).detail?.["logStandardError"],
      logRatioStandardError,
      1e-12,
    ),
    line("cluster-robust-test", "one row a subject, z of prop.test", single.detail?.["z"], onePerSubject.z, 1e-12),
    line("cluster-robust-test", "one row a subject, p of prop.test", single.pValue, onePerSubject.pValue, 1e-12),
  ];
}

function surveyTables({ tables }: SurveyFile): Comparison[] {
  return tables.flatMap(({ name, counts, products, ...expected }) => {
    const { detail, pValue } = solved(
      raoScottChiSquared({ counts, clusters: expected.clusters, products: products.map((row) => row.map(BigInt)) }),
    );
    const one = (what: string, actual: unknown, value: number, tolerance: number) =>
      line("rao-scott-chi-squared", `${name}, ${what}`, actual, value, tolerance);
    return [
      one("F", detail?.["f"], expected.f, 1e-12),
      one("numerator df", detail?.["satterthwaiteDf"], expected.ndf, 1e-12),
      one("denominator df", detail?.["denominatorDf"], expected.ddf, 1e-12),
      one("p", pValue, expected.pValue, 1e-12),
      one("Pearson", detail?.["pearson"], expected.pearson, 1e-12),
      one("df", detail?.["df"], expected.df, 0),
      one("first-order p", detail?.["firstOrderPValue"], expected.firstOrderP, 1e-12),
    ];
  });
}

function surveyShares({ shares }: SurveyFile): Comparison[] {
  return shares.flatMap(({ rows, ...expected }, index) => {
    const share = solved(weightedShare(rows, 0.95));
    const one = (what: string, actual: unknown, value: number) =>
      line("weighted-share", `case ${index + 1}, ${what}`, actual, value, 1e-12);
    return [
      line("kish-effective-size", `case ${index + 1}`, kishEffectiveSize(rows), expected.kish, 1e-12),
      one("share", share.estimate, expected.p),
      one("variance", share.detail?.["variance"], expected.variance),
      one("n_eff", share.detail?.["nEffective"], expected.nEffective),
      one("lower", share.interval?.lower, expected.lower),
      one("upper", share.interval?.upper, expected.upper),
    ];
  });
}

function exactRates({ rates, g16 }: ExactFile): Comparison[] {
  const parts = { x: 11, rest: 9 };
  return [
    ...rates.flatMap(({ name, sums: texts, variance, nEffective, limits }) => {
      const sums = sumsOf(texts);
      const size = effectiveSampleSize(requireClusterSums(name, sums));
      return [
        line("cluster-robust-variance", name, clusterRobustVariance(sums), variance, 1e-15),
        line("effective-sample-size", name, size.nEffective, nEffective, 1e-14),
        ...LEVELS.flatMap((level, index) => {
          const interval = solved(clusterRobustRate(sums, level)).interval;
          const [lower, upper] = limits[index] ?? [Number.NaN, Number.NaN];
          return [
            line("cluster-robust-rate", `${name}, lower at ${level}`, interval?.lower, lower, 1e-12),
            line("cluster-robust-rate", `${name}, upper at ${level}`, interval?.upper, upper, 1e-12),
          ];
        }),
      ];
    }),
    // The review's digits, which it prints to twelve.
    line(
      "effective-size-interval",
      "review G16, lower",
      effectiveSizeInterval(parts, 10.0609756098, Infinity, 0.95).lower,
      0.274308346509,
      1e-11,
    ),
    line(
      "effective-size-interval",
      "review G16, upper",
      effectiveSizeInterval(parts, 10.0609756098, Infinity, 0.95).upper,
      0.798060098457,
      1e-11,
    ),
    ...([Infinity, 5] as const).flatMap((df) => {
      const interval = effectiveSizeInterval(parts, g16.nEffective, df, 0.95);
      const [lower, upper] = df === 5 ? g16.t : g16.normal;
      return [
        line("effective-size-interval", `G16, ${df} df, lower`, interval.lower, lower, 1e-13),
        line("effective-size-interval", `G16, ${df} df, upper`, interval.upper, upper, 1e-13),
      ];
    }),
  ];
}

function exactPairs({ correlations, ratios }: ExactFile): Comparison[] {
  return [
    ...correlations.map(({ name, first, second, shared, correlation }) =>
      line("shared-cluster-correlation", name, correlationOf(groupsOf(first, second, shared)), correlation, 1e-14),
    ),
    ...ratios.flatMap(({ name, first, second, limits }) => {
      const { interval } = solved(clusterRobustRatio({ first: sumsOf(first), second: sumsOf(second), shared: NO_SHARED_CLUSTERS }, 0.95));
      return [
        line("cluster-robust-ratio", `${name}, lower`, interval?.lower, limits[0], 1e-12),
        line("cluster-robust-ratio", `${name}, upper`, interval?.upper, limits[1], 1e-12),
      ];
    }),
  ];
}

function line(file: string, what: string, actual: unknown, expected: number, tolerance: number): Comparison {
  return { method: `clusters/${file}`, what, actual: typeof actual === "number" ? actual : Number.NaN, expected, tolerance };
}

function solved(outcome: Outcome): Computed {
  if (outcome.status === "computed") return outcome;
  throw new Error(outcome.reason);
}

function correlationOf(groups: ClusteredGroups): number {
  return sharedClusterCorrelation(requireClusteredGroups("golden", groups));
}

function oneEach(x: number, n: number): ClusterSums {
  return { clusters: n, x, n, xx: x, xn: x, nn: n };
}

function sumsOf(texts: Texts): ClusterSums {
  const whole = (name: string): bigint => BigInt(texts[name] ?? -1);
  return { clusters: texts.clusters, x: whole("x"), n: whole("n"), xx: whole("xx"), xn: whole("xn"), nn: whole("nn") };
}

function groupsOf(first: Texts, second: Texts, shared: Texts): ClusteredGroups {
  const whole = (name: string): bigint => BigInt(shared[name] ?? -1);
  const cross = { clusters: shared.clusters, x1x2: whole("x1x2"), x1n2: whole("x1n2"), n1x2: whole("n1x2"), n1n2: whole("n1n2") };
  return { first: sumsOf(first), second: sumsOf(second), shared: cross };
}
