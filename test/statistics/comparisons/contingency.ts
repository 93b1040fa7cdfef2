import type { Computed, Outcome } from "../../../src/foundation/outcome.ts";
import { chiSquaredIndependence } from "../../../src/statistics/contingency/chi-squared-independence.ts";
import { cramersV } from "../../../src/statistics/contingency/cramers-v.ts";
import { fixedMarginTest } from "../../../src/statistics/contingency/fixed-margin-test.ts";
import { randomHypergeometric } from "../../../src/statistics/contingency/random-hypergeometric.ts";
import { randomTable } from "../../../src/statistics/contingency/random-table.ts";
import { seededRandom } from "../../../src/statistics/resampling/random.ts";
import { readGolden } from "../golden-file.ts";
import type { Comparison, ComparisonFamily } from "./comparison.ts";

type Table = readonly (readonly number[])[];

interface ContingencyGolden {
  readonly chiSquared: readonly {
    readonly table: Table;
    readonly statistic: number;
    readonly df: number;
    readonly p: number;
    readonly smallestExpected: number;
    readonly shareBelowFive?: number;
  }[];
  readonly cramersV: readonly {
    readonly table: Table;
    readonly level: number;
    readonly estimate: number;
    readonly uncorrected: number;
    readonly scipy: number;
    readonly lower?: number;
    readonly upper?: number;
  }[];
  readonly monteCarlo: readonly { readonly table: Table; readonly p: number }[];
  readonly randomTable: {
    readonly rows: readonly number[];
    readonly columns: readonly number[];
    readonly tables: readonly { readonly table: Table; readonly probability: number }[];
  };
  readonly hypergeometric: readonly {
    readonly N: number;
    readonly M: number;
    readonly n: number;
    readonly bands: readonly { readonly k: number; readonly cdf: number }[];
  }[];
}

const DRAWS = 1500;

export const contingency: ComparisonFamily = {
  family: "contingency",
  compare: () => {
    const golden = readGolden<ContingencyGolden>("contingency");
    const fromR = readGolden<Pick<ContingencyGolden, "chiSquared">>("contingency-r");
    return [
      ...[...golden.chiSquared, ...fromR.chiSquared].flatMap(chiSquaredCases),
      ...golden.cramersV.flatMap(cramersVCases),
      ...golden.monteCarlo.map(monteCarloCase),
      ...randomTableCases(golden.randomTable),
      ...golden.hypergeometric.flatMap(hypergeometricCases),
    ];
  },
};

function chiSquaredCases(one: ContingencyGolden["chiSquared"][number]): Comparison[] {
  const outcome = unwrap(chiSquaredIndependence(one.table));
  const method = "contingency/chi-squared-independence";
  const what = JSON.stringify(one.table);
  return [
    { method, what: `X2 of ${what}`, actual: outcome.estimate, expected: one.statistic, tolerance: 1e-12 },
    // A p of 1e-50 moves by some thirty times the rounding of the statistic.
    { method, what: `p of ${what}`, actual: outcome.pValue ?? Number.NaN, expected: one.p, tolerance: one.p < 1e-9 ? 1e-11 : 1e-12 },
    { method, what: `df of ${what}`, actual: numberOf(outcome, "df"), expected: one.df, tolerance: 0 },
    {
      method,
      what: `smallest expected of ${what}`,
      actual: numberOf(outcome, "smallestExpected"),
      expected: one.smallestExpected,
      tolerance: 1e-14,
    },
    ...(one.shareBelowFive === undefined
      ? []
      : [
          {
            method,
            what: `share of expected below 5 of ${what}`,
            actual: numberOf(outcome, "shareExpectedBelowFive"),
            expected: one.shareBelowFive,
            tolerance: 1e-14,
          },
        ]),
  ];
}

function cramersVCases(one: ContingencyGolden["cramersV"][number]): Comparison[] {
  const outcome = unwrap(cramersV(one.table, one.level));
  const method = "contingency/cramers-v";
  const what = `${JSON.stringify(one.table)} at ${one.level}`;
  return [
    // Bergsma's difference of phi2 and its bias may cancel: measured against an index of 0.01.
    { method, what: `V of ${what}`, actual: outcome.estimate, expected: one.estimate, tolerance: 1e-12, scale: 0.01 },
    { method, what: `uncorrected V of ${what}`, actual: numberOf(outcome, "uncorrected"), expected: one.uncorrected, tolerance: 1e-12 },
    { method, what: `scipy's V of ${what}`, actual: numberOf(outcome, "uncorrected"), expected: one.scipy, tolerance: 1e-12, scale: 0.01 },
    ...(one.lower === undefined || one.upper === undefined
      ? []
      : [
          { method, what: `lower limit of ${what}`, actual: outcome.interval?.lower ?? Number.NaN, expected: one.lower, tolerance: 1e-11 },
          { method, what: `upper limit of ${what}`, actual: outcome.interval?.upper ?? Number.NaN, expected: one.upper, tolerance: 1e-11 },
        ]),
  ];
}

/** Within four standard deviations of a Monte Carlo share. */
function withinBinomialError(method: string, what: string, actual: number, expected: number, draws: number): Comparison {
  return { method, what, actual, expected, tolerance: 4 * Math.sqrt((expected * (1 - expected)) / draws), scale: 1 };
}

function monteCarloCase({ table, p }: ContingencyGolden["monteCarlo"][number]): Comparison {
  const what = `p of ${JSON.stringify(table)}`;
  const outcome = unwrap(fixedMarginTest(table, seededRandom(1, what), { stopAfter: DRAWS + 1, mostDraws: DRAWS }));
  return withinBinomialError("contingency/fixed-margin-test", what, outcome.pValue ?? Number.NaN, p, DRAWS);
}

function randomTableCases({ rows, columns, tables }: ContingencyGolden["randomTable"]): Comparison[] {
  const random = seededRandom(1, "random tables");
  const counts = new Map<string, number>();
  for (let draw = 0; draw < DRAWS; draw += 1) {
    const key = JSON.stringify(randomTable(rows, columns, random));
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return tables.map(({ table, probability }) => {
    const key = JSON.stringify(table);
    return withinBinomialError("contingency/random-table", `share of ${key}`, (counts.get(key) ?? 0) / DRAWS, probability, DRAWS);
  });
}

function hypergeometricCases({ N, M, n, bands }: ContingencyGolden["hypergeometric"][number]): Comparison[] {
  const { nextUniform } = seededRandom(1, `hypergeometric ${N} ${M} ${n}`);
  const values = Array.from({ length: DRAWS }, () => randomHypergeometric(nextUniform, N, M, n));
  return bands.map(({ k, cdf }) =>
    withinBinomialError(
      "contingency/random-hypergeometric",
      `share at most ${k} of N ${N}, M ${M}, n ${n}`,
      values.filter((value) => value <= k).length / DRAWS,
      cdf,
      DRAWS,
    ),
  );
}

function numberOf(outcome: Computed, name: string): number {
  return Number(outcome.detail?.[name] ?? Number.NaN);
}

function unwrap(outcome: Outcome): Computed {
  if (outcome.status !== "computed") throw new Error(outcome.reason);
  return outcome;
}
