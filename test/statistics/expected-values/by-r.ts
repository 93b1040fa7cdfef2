import { readFileSync } from "node:fs";
import { benjaminiHochberg, benjaminiYekutieli } from "../../../src/foundation/false-discovery.ts";
import { chiSquaredIndependence } from "../../../src/statistics/contingency/chi-squared-independence.ts";
import { holm } from "../../../src/statistics/multiplicity/holm.ts";
import { clopperPearsonInterval } from "../../../src/statistics/proportions/clopper-pearson.ts";
import { fisherExact } from "../../../src/statistics/proportions/fisher-exact.ts";
import { newcombeDifference } from "../../../src/statistics/proportions/newcombe-difference.ts";
import { oddsRatioWoolf } from "../../../src/statistics/proportions/odds-ratio-woolf.ts";
import { twoProportionTest } from "../../../src/statistics/proportions/two-proportion-test.ts";
import { wilsonInterval } from "../../../src/statistics/proportions/wilson-interval.ts";
import { cochranMantelHaenszel } from "../../../src/statistics/stratified/cochran-mantel-haenszel.ts";
import { mantelHaenszelOddsRatio } from "../../../src/statistics/stratified/mantel-haenszel-odds-ratio.ts";
import { cochranArmitage } from "../../../src/statistics/trend/cochran-armitage.ts";
import { mannKendall } from "../../../src/statistics/trend/mann-kendall.ts";
import { kolmogorovSmirnov } from "../../../src/statistics/two-samples/kolmogorov-smirnov.ts";
import { mannWhitney } from "../../../src/statistics/two-samples/mann-whitney.ts";
import { twoSampleChiSquared } from "../../../src/statistics/two-samples/two-sample-chi-squared.ts";
import { type Pair, limitsOf, pairs, value } from "./pairs.ts";

interface RTest {
  readonly statistic: number;
  readonly "p.value": number;
  readonly estimate: number & readonly number[];
  readonly "conf.int": readonly number[];
}

/** What a result needs of another one. */
export interface AllResults {
  readonly "p.adjust_input": readonly number[];
}
type Counts = readonly [number, number, number, number];

/** Rows of a CSV file beside the reference values, by column name. */
function csv(name: string): Readonly<Record<string, string>>[] {
  const text = readFileSync(new URL(`../../../../shared/data/reference/statistics/${name}.csv`, import.meta.url), "utf8");
  const [header = [], ...rows] = text
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(",").map((cell) => cell.replaceAll('"', "")));
  return rows.map((cells) => Object.fromEntries(header.map((column, at) => [column, cells[at] ?? ""])));
}

/** Admitted and rejected men, admitted and rejected women, by department. */
function berkeley(): { a: number; b: number; c: number; d: number }[] {
  const rows = csv("UCBAdmissions");
  return ["A", "B", "C", "D", "E", "F"].map((department) => {
    const count = (gender: string, admit: string): number =>
      Number(rows.find(({ Dept, Gender, Admit }) => Dept === department && Gender === gender && Admit === admit)?.["Freq"]);
    return {
      a: count("Male", "Admitted"),
      b: count("Male", "Rejected"),
      c: count("Female", "Admitted"),
      d: count("Female", "Rejected"),
    };
  });
}

function allDepartments(): { a: number; b: number; c: number; d: number } {
  return berkeley().reduce((sum, { a, b, c, d }) => ({ a: sum.a + a, b: sum.b + b, c: sum.c + c, d: sum.d + d }));
}

/** Rates of men and women as the comparison of two proportions reports them. */
function rates({ a, b, c, d }: { a: number; b: number; c: number; d: number }): number[] {
  const { detail } = value(newcombeDifference(a, a + b, c, c + d, 0.95));
  return [Number(detail?.["p1"]), Number(detail?.["p2"])];
}

function mantelHaenszel(continuityCorrection: boolean): (expected: RTest) => Pair[] {
  return (expected) => {
    const test = value(cochranMantelHaenszel(berkeley(), { continuityCorrection }));
    const ratio = value(mantelHaenszelOddsRatio(berkeley(), 0.95));
    return [
      [test.estimate, expected.statistic],
      [test.pValue, expected["p.value"]],
      [ratio.estimate, expected.estimate],
      ...pairs(limitsOf(ratio.interval), expected["conf.int"]),
    ];
  };
}

function chiSquared(first: readonly number[], second: readonly number[]): (expected: RTest) => Pair[] {
  return (expected) => {
    const { estimate, pValue } = value(twoSampleChiSquared(first, second));
    return [
      [estimate, expected.statistic],
      [pValue, expected["p.value"]],
    ];
  };
}

/** R's `prop.test` of two samples without correction; its Wald interval is an exception like the other Wald intervals. */
function twoProportions(...[a, m, b, n]: Counts): (expected: RTest) => Pair[] {
  return (expected) => {
    const { detail, pValue } = value(twoProportionTest(a, m, b, n));
    return [
      [Number(detail?.["z"]) ** 2, expected.statistic],
      [pValue, expected["p.value"]],
    ];
  };
}

/** Ozone of May and August as counts of their joint sorted values. */
function ozone(): { readonly may: number[]; readonly august: number[] } {
  const rows = csv("airquality").filter(({ Ozone }) => Ozone !== "NA" && Ozone !== "");
  const values = [...new Set(rows.map(({ Ozone }) => Number(Ozone)))].toSorted((left, right) => left - right);
  const counts = (month: string): number[] =>
    values.map((value) => rows.filter(({ Ozone, Month }) => Month === month && Number(Ozone) === value).length);
  return { may: counts("5"), august: counts("8") };
}

function adjusted(adjust: (pValues: readonly number[]) => number[]): (expected: readonly number[], all: AllResults) => Pair[] {
  return (expected, all) => pairs(adjust(all["p.adjust_input"]), expected);
}

const SMOKERS = [83, 90, 129, 70].map((count, at) => ({ score: at + 1, count, rows: [86, 93, 136, 82][at] ?? 0 }));

/** R results by key. The words say what of a result is not compared, and why. */
export const BY_R: Readonly<Record<string, readonly [compare: (expected: never, all: AllResults) => Pair[], without?: string]>> = {
  UCB_aggregate_counts: [
    (expected: { Freq: number }[]) => {
      const { a, b, c, d } = allDepartments();
      return pairs(
        [a, b, c, d],
        expected.map(({ Freq }) => Freq),
      );
    },
  ],
  UCB_aggregate_rates: [(expected: Record<string, number>) => pairs(rates(allDepartments()), Object.values(expected))],
  UCB_dept_rates: [
    (expected: { Freq: number }[]) =>
      pairs(
        berkeley().flatMap(rates),
        expected.map(({ Freq }) => Freq),
      ),
  ],
  UCB_dept_odds_ratio_admit_male: [
    (expected: Record<string, number>) =>
      pairs(
        berkeley().map((table) => value(oddsRatioWoolf(table, 0.95)).estimate),
        Object.values(expected),
      ),
  ],
  UCB_mantelhaen_cc: [mantelHaenszel(true)],
  UCB_mantelhaen_nocc: [mantelHaenszel(false)],
  UCB_chisq_aggregate_nocc: [
    (expected: RTest) => {
      const { a, b, c, d } = allDepartments();
      return chiSquared([a, b], [c, d])(expected);
    },
  ],
  UCB_chisq_by_dept_nocc: [
    (expected: RTest[]) => berkeley().flatMap(({ a, b, c, d }, at) => chiSquared([a, b], [c, d])(expected[at] ?? ({} as RTest))),
  ],
  TeaTasting_fisher_greater: [
    (expected: RTest) => [[value(fisherExact(3, 1, 1, 3, "greater")).pValue, expected["p.value"]]],
    "conditional maximum likelihood odds ratio",
  ],
  TeaTasting_fisher_two: [
    (expected: RTest) => [[value(fisherExact(3, 1, 1, 3)).pValue, expected["p.value"]]],
    "conditional maximum likelihood odds ratio",
  ],
  Convictions_fisher_less: [
    (expected: RTest) => [[value(fisherExact(2, 15, 10, 3, "less")).pValue, expected["p.value"]]],
    "conditional maximum likelihood odds ratio",
  ],
  "prop.test_smokers": [
    (expected: RTest) => {
      const { estimate, pValue } = value(chiSquaredIndependence(SMOKERS.map(({ count, rows }) => [count, rows - count])));
      const shares = SMOKERS.map(({ count, rows }) => value(newcombeDifference(count, rows, count, rows, 0.95)).detail?.["p1"]);
      return [[estimate, expected.statistic], [pValue, expected["p.value"]], ...pairs(shares.map(Number), expected.estimate)];
    },
  ],
  "prop.trend.test_smokers": [
    (expected: RTest) => {
      const { detail, pValue } = value(cochranArmitage(SMOKERS));
      return [
        [Number(detail?.["chiSquared"]), expected.statistic],
        [pValue, expected["p.value"]],
      ];
    },
  ],
  "binom.test_682_925_p0.75": [
    (expected: RTest) => pairs(limitsOf(clopperPearsonInterval(682, 925, 0.95)), expected["conf.int"]),
    "test of one proportion against a fixed rate: no analysis asks it",
  ],
  chisq_Agresti2007_p39: [chiSquared([762, 327, 468], [484, 239, 477])],
  "prop.test_56_70_48_80_nocc": [twoProportions(56, 70, 48, 80), "Wald interval"],
  "prop.test_9_10_3_10_nocc": [twoProportions(9, 10, 3, 10), "Wald interval"],
  single_proportion_CI: [
    (expected: { x: number; n: number; clopper_pearson: number[]; wilson: number[] }[]) =>
      expected.flatMap(({ x, n, clopper_pearson, wilson }) => [
        ...pairs(limitsOf(clopperPearsonInterval(x, n, 0.95)), clopper_pearson),
        ...pairs(limitsOf(wilsonInterval(x, n, 0.95)), wilson),
      ]),
    "Wilson intervals with continuity correction",
  ],
  airquality_wilcox_May_Aug: [
    (expected: RTest) => {
      const { may, august } = ozone();
      const { pValue, detail } = value(mannWhitney(august, may, 0.95));
      return [
        [Number(detail?.["doubleU"]) / 2, expected.statistic],
        [pValue, expected["p.value"]],
      ];
    },
  ],
  airquality_ks_May_Aug: [ozoneDistance],
  airquality_ks_May_Aug_exact: [ozoneDistance],
  Nile_kendall: [
    (expected: RTest) => {
      const { estimate, detail } = value(mannKendall(csv("Nile").map(({ year, flow }) => ({ time: Number(year), value: Number(flow) }))));
      return [[estimate / Math.sqrt(Number(detail?.["variance"])), expected.statistic]];
    },
    "p without continuity correction, and Kendall's tau-b",
  ],
  "p.adjust_holm": [adjusted(holm)],
  "p.adjust_BH": [adjusted(benjaminiHochberg)],
  "p.adjust_BY": [adjusted(benjaminiYekutieli)],
};

function ozoneDistance(expected: RTest): Pair[] {
  const { may, august } = ozone();
  const { estimate, pValue } = value(kolmogorovSmirnov(may, august));
  return [
    [estimate, expected.statistic],
    // R takes 1 - cdf; exact fractions give 6.918850486838049e-4, as ours.
    [pValue, expected["p.value"], 1e-10],
  ];
}
