import { cochranArmitage } from "../../../src/statistics/trend/cochran-armitage.ts";
import { cumulativeSum, cumulativeSumPath } from "../../../src/statistics/trend/cumulative-sum.ts";
import { mannKendall } from "../../../src/statistics/trend/mann-kendall.ts";
import { scaledTrendChange } from "../../../src/statistics/trend/scaled-trend-change.ts";
import { seasonalKendall } from "../../../src/statistics/trend/seasonal-kendall.ts";
import { senSlope } from "../../../src/statistics/trend/sen-slope.ts";
import { stabilityIndexTrend } from "../../../src/statistics/trend/stability-index-trend.ts";
import { weightedLinearTrend } from "../../../src/statistics/trend/weighted-linear-trend.ts";
import { wilsonHilferty } from "../../../src/statistics/trend/wilson-hilferty.ts";
import { type GoldenCase, casesOfR, exactCases, firstCase } from "../drift-golden.ts";
import { readGolden } from "../golden-file.ts";
import type { Comparison, ComparisonFamily } from "./comparison.ts";
import { computedValue, detailOf, numberOf } from "./computed-value.ts";

interface PlainKendall {
  readonly kind: "plain";
  readonly name: string;
  readonly time: readonly number[];
  readonly value: readonly number[];
  readonly level: number;
  readonly s: number;
  readonly variance: number;
  readonly z: number;
  readonly tau: number;
  readonly p: number;
  readonly median: number;
  readonly lower: number;
  readonly upper: number;
  readonly pymannkendallSlope?: number;
  readonly theilLow?: number;
  readonly theilHigh?: number;
}

interface SeasonalCase {
  readonly kind: "seasonal";
  readonly name: string;
  readonly period: number;
  /** One a window; null where it is missing. */
  readonly value: readonly (number | null)[];
  readonly s: number;
  readonly variance: number;
  readonly z: number;
  readonly p: number;
  readonly pymannkendallP: number;
  readonly slope: number;
  readonly homogeneity: number;
  readonly df: number;
  readonly homogeneityP: number;
}

type Compared = readonly [what: string, actual: number, expected: number | undefined, tolerance: number, scale?: number];

/** Leaves out what the case does not have. */
function rows(method: string, name: string, compared: readonly Compared[]): Comparison[] {
  return compared.flatMap(([what, actual, expected, tolerance, scale]) =>
    expected === undefined
      ? []
      : [{ method: `trend/${method}`, what: `${what}, ${name}`, actual, expected, tolerance, ...(scale === undefined ? {} : { scale }) }],
  );
}

const pointsOf = (times: readonly number[], values: readonly number[]) =>
  times.map((time, index) => ({ time, value: values[index] ?? Number.NaN }));

function kendall(golden: PlainKendall): Comparison[] {
  const points = pointsOf(golden.time, golden.value);
  const test = mannKendall(points);
  return [
    ...rows("mann-kendall", golden.name, [
      ["S", numberOf(test, "estimate"), golden.s, 0],
      ["variance", detailOf(test, "variance"), golden.variance, 1e-15],
      ["z", detailOf(test, "z"), golden.z, 1e-14],
      ["tau", detailOf(test, "tau"), golden.tau, 1e-14],
      ["p", numberOf(test, "p"), golden.p, 1e-12],
      ["Sen slope", detailOf(test, "senSlope"), golden.median, 1e-13],
    ]),
    // Limits that are both 0 under ties are refused.
    ...(golden.lower === 0 && golden.upper === 0 ? [] : slopeOf(golden)),
  ];
}

function slopeOf(golden: PlainKendall): Comparison[] {
  const slope = senSlope(pointsOf(golden.time, golden.value), golden.level);
  return rows("sen-slope", golden.name, [
    ["slope", numberOf(slope, "estimate"), golden.median, 1e-13],
    // pymannkendall subtracts and averages in doubles too; its times are 0, 1, 2, ...
    ["slope of pymannkendall", numberOf(slope, "estimate"), golden.pymannkendallSlope, 1e-13],
    // Interpolated between slopes, whose size says what an error means.
    ["lower", numberOf(slope, "lower"), golden.lower, 1e-11, Math.abs(golden.median)],
    ["upper", numberOf(slope, "upper"), golden.upper, 1e-11, Math.abs(golden.median)],
    ["lower of scipy", numberOf(slope, "lower"), golden.theilLow, 1e-9],
    ["upper of scipy", numberOf(slope, "upper"), golden.theilHigh, 1e-9],
  ]);
}

/** The case's windows in order, season by position, missing ones left out. */
export function seasonalPoints(value: readonly (number | null)[], period: number) {
  return value.flatMap((entry, index) =>
    entry === null ? [] : [{ cycle: Math.floor(index / period), season: index % period, value: entry }],
  );
}

function seasonal(golden: SeasonalCase): Comparison[] {
  const test = seasonalKendall(seasonalPoints(golden.value, golden.period), golden.period);
  const detail = computedValue(test).detail ?? {};
  return rows("seasonal-kendall", golden.name, [
    ["S", numberOf(test, "estimate"), golden.s, 0],
    ["variance", detailOf(test, "variance"), golden.variance, 1e-14],
    ["z", detailOf(test, "z"), golden.z, 1e-14],
    ["p", numberOf(test, "p"), golden.p, 1e-12],
    // 2 (1 - cdf): digits are lost.
    ["p of pymannkendall", numberOf(test, "p"), golden.pymannkendallP, 1e-10],
    ["slope", detailOf(test, "senSlope"), golden.slope, 1e-13, 0.01],
    ["homogeneity", Number(detail["homogeneityChiSquared"] ?? 0), golden.homogeneity, 1e-12],
    ["degrees of freedom", Number(detail["homogeneityDf"] ?? 0), golden.df, 0],
    ["p of homogeneity", Number(detail["homogeneityP"] ?? 1), golden.homogeneityP, 1e-12],
  ]);
}

const trendPoints = (golden: GoldenCase) =>
  golden.list("score").map((score, index) => ({
    score,
    count: golden.list("count")[index] ?? Number.NaN,
    rows: golden.list("rows")[index] ?? Number.NaN,
  }));

function armitageOfR(golden: GoldenCase): Comparison[] {
  const outcome = cochranArmitage(trendPoints(golden));
  return rows("cochran-armitage", golden.name, [
    // R fits the line by least squares in doubles.
    ["X2", detailOf(outcome, "chiSquared"), golden.one("chiSquared"), 1e-11],
    ["p", numberOf(outcome, "p"), golden.one("p"), 1e-11],
    ["departure from the line", detailOf(outcome, "departureFromLine"), golden.one("departure"), 1e-10],
  ]);
}

function armitage(golden: GoldenCase): Comparison[] {
  const outcome = cochranArmitage(trendPoints(golden));
  const scaled = scaledTrendChange(trendPoints(golden), golden.one("level"));
  const change = Math.abs(golden.one("change"));
  return [
    ...rows("cochran-armitage", golden.name, [
      ["z", numberOf(outcome, "estimate"), golden.one("z"), 1e-12],
      ["p", numberOf(outcome, "p"), golden.one("p"), 1e-10],
      ["departure from the line", detailOf(outcome, "departureFromLine"), golden.one("departure"), 1e-9],
    ]),
    ...rows("scaled-trend-change", golden.name, [
      ["change", numberOf(scaled, "estimate"), golden.one("change"), 1e-12],
      ["standard error", detailOf(scaled, "standardError"), golden.one("standardError"), 1e-9],
      ["overdispersion", detailOf(scaled, "overdispersion"), golden.one("overdispersion"), 1e-9],
      ["t", detailOf(scaled, "t"), golden.one("t"), 1e-9],
      ["p", numberOf(scaled, "p"), golden.one("scaledP"), 1e-9],
      ["lower", numberOf(scaled, "lower"), golden.one("lower"), 1e-9, change],
      ["upper", numberOf(scaled, "upper"), golden.one("upper"), 1e-9, change],
    ]),
  ];
}

function scaledOfR(golden: GoldenCase): Comparison[] {
  const scaled = scaledTrendChange(trendPoints(golden), golden.one("level"));
  return rows("scaled-trend-change", golden.name, [
    ["change", numberOf(scaled, "estimate"), golden.one("change"), 1e-11],
    ["standard error", detailOf(scaled, "standardError"), golden.one("standardError"), 1e-11],
    ["overdispersion", detailOf(scaled, "overdispersion"), golden.one("overdispersion"), 1e-11],
    ["t", detailOf(scaled, "t"), golden.one("t"), 1e-11],
    ["p", numberOf(scaled, "p"), golden.one("p"), 1e-10],
    ["lower", numberOf(scaled, "lower"), golden.one("lower"), 1e-10],
    ["upper", numberOf(scaled, "upper"), golden.one("upper"), 1e-10],
  ]);
}

function weighted(golden: GoldenCase): Comparison[] {
  const times = golden.list("time");
  const period = (times.at(-1) ?? 0) - (times[0] ?? 0);
  const outcome = weightedLinearTrend(
    pointsOf(times, golden.list("value")).map((point, index) => ({ ...point, variance: golden.list("variance")[index] ?? Number.NaN })),
    0.95,
  );
  const change = golden.one("slope") * period;
  // R solves by QR in doubles.
  return rows("weighted-linear-trend", golden.name, [
    ["slope", detailOf(outcome, "slope"), golden.one("slope"), 1e-11],
    ["change", numberOf(outcome, "estimate"), change, 1e-11],
    ["standard error", detailOf(outcome, "standardError"), golden.one("standardError") * period, 1e-11],
    ["overdispersion", detailOf(outcome, "overdispersion"), golden.one("overdispersion"), 1e-11],
    ["p", numberOf(outcome, "p"), golden.one("p"), 1e-11],
    ["lower", numberOf(outcome, "lower"), change - golden.one("halfWidth") * period, 1e-10],
    ["upper", numberOf(outcome, "upper"), change + golden.one("halfWidth") * period, 1e-10],
  ]);
}

function indexTrend(golden: GoldenCase): Comparison[] {
  const at = (key: string, index: number): number => golden.list(key)[index] ?? Number.NaN;
  const outcome = stabilityIndexTrend(
    golden.list("time").map((time, index) => ({
      time,
      standardised: at("standardised", index),
      df: at("df", index),
      windowRows: at("windowRows", index),
    })),
    golden.one("baselineRows"),
    golden.one("level"),
  );
  const change = Math.abs(golden.one("change"));
  return rows("stability-index-trend", golden.name, [
    ["change", numberOf(outcome, "estimate"), golden.one("change"), 1e-12],
    ["standard error", detailOf(outcome, "standardError"), golden.one("standardError"), 1e-12],
    ["overdispersion", detailOf(outcome, "overdispersion"), golden.one("overdispersion"), 1e-12],
    ["lower", numberOf(outcome, "lower"), golden.one("lower"), 1e-11, change],
    ["upper", numberOf(outcome, "upper"), golden.one("upper"), 1e-11, change],
    ["p", numberOf(outcome, "p"), golden.one("p"), 1e-12],
    ["tau", detailOf(outcome, "tau"), golden.one("tau"), 1e-15],
  ]);
}

function cusum(golden: GoldenCase): Comparison[] {
  const windows = golden.list("standardised").map((standardised, index) => ({ label: `window ${index}`, standardised }));
  const maxima = Float64Array.from(golden.list("maxima"));
  const null_ = { df: golden.list("df"), baselineRows: 1, windowRows: windows.map(() => 1), replicates: maxima.length, seed: 1 };
  const outcome = cumulativeSum({ windows, null: null_, maxima, alpha: golden.one("alpha") });
  return rows("cumulative-sum", golden.name, [
    ["largest height", numberOf(outcome, "estimate"), golden.one("largest"), 1e-13],
    ["p", numberOf(outcome, "p"), golden.one("p"), 1e-15],
    ["limit", detailOf(outcome, "limit"), golden.one("limit"), 0],
  ]);
}

function normalised(golden: GoldenCase): Comparison[] {
  return golden
    .list("value")
    .flatMap((expected, index) =>
      rows("wilson-hilferty", `${golden.name}, ${index + 1}`, [
        [
          "deviate",
          wilsonHilferty(golden.list("statistic")[index] ?? Number.NaN, golden.list("df")[index] ?? Number.NaN),
          expected,
          1e-13,
          1,
        ],
      ]),
    );
}

export const trend: ComparisonFamily = {
  family: "trend",
  compare: () => {
    const { cases } = readGolden<{ readonly cases: readonly (PlainKendall | SeasonalCase)[] }>("kendall");
    const path = firstCase(exactCases("cusum-path"));
    const ourPath = cumulativeSumPath(path.list("values"), path.one("allowance"));
    return [
      ...cases.flatMap((golden) => (golden.kind === "plain" ? kendall(golden) : seasonal(golden))),
      ...casesOfR("mann-kendall").flatMap((golden) => {
        const test = mannKendall(pointsOf(golden.list("time"), golden.list("value")));
        return rows("mann-kendall", golden.name, [
          ["S", numberOf(test, "estimate"), golden.one("s"), 0],
          ["p", numberOf(test, "p"), golden.one("p"), 1e-12],
          ["Sen slope", detailOf(test, "senSlope"), golden.one("sen"), 1e-14],
        ]);
      }),
      ...casesOfR("cochran-armitage").flatMap(armitageOfR),
      ...casesOfR("scaled-trend").flatMap(scaledOfR),
      ...exactCases("armitage").flatMap(armitage),
      ...casesOfR("weighted-trend").flatMap(weighted),
      ...exactCases("index-trend").flatMap(indexTrend),
      ...[...casesOfR("wilson-hilferty"), ...exactCases("wilson-hilferty")].flatMap(normalised),
      ...path
        .list("path")
        .flatMap((expected, index) =>
          rows("cumulative-sum", path.name, [[`path at ${index + 1}`, ourPath[index] ?? Number.NaN, expected, 1e-15]]),
        ),
      ...exactCases("cusum").flatMap(cusum),
    ];
  },
};
