import type { Computed, Outcome } from "../../../src/foundation/outcome.ts";
import { type DecisionChanges, changeInDisparity } from "../../../src/statistics/agreement/change-in-disparity.ts";
import { cohenKappa } from "../../../src/statistics/agreement/cohen-kappa.ts";
import { gwetAc1 } from "../../../src/statistics/agreement/gwet-ac1.ts";
import { mcnemarExact } from "../../../src/statistics/agreement/mcnemar.ts";
import { pabak } from "../../../src/statistics/agreement/pabak.ts";
import { pairedDifference } from "../../../src/statistics/agreement/paired-difference.ts";
import { stratifiedChangeInDisparity } from "../../../src/statistics/agreement/stratified-change-in-disparity.ts";
import { readGolden } from "../golden-file.ts";
import type { Comparison, ComparisonFamily } from "./comparison.ts";

type Table = readonly (readonly number[])[];
type Counts = readonly [up: number, down: number, rows: number];
type Limits = readonly [number, number];

interface RatingsCase {
  readonly table: Table;
  readonly level: number;
  readonly kappa: number;
  readonly kappaLimits: Limits;
  readonly kappaError?: number;
  readonly ac1: number;
  readonly ac1Limits: Limits;
  readonly ac1Error?: number;
}

interface AgreementGolden {
  readonly ratings: readonly RatingsCase[];
  readonly uniform: readonly RatingsCase[];
  readonly pabak: readonly {
    readonly agreements: number;
    readonly pairs: number;
    readonly categories: number;
    readonly level: number;
    readonly estimate: number;
    readonly limits: Limits;
  }[];
  readonly mcnemar: readonly { readonly b: number; readonly c: number; readonly exact: number; readonly midP: number }[];
  readonly paired: readonly {
    readonly b: number;
    readonly c: number;
    readonly n: number;
    readonly level: number;
    readonly estimate: number;
    readonly limits: Limits;
  }[];
  readonly changes: readonly {
    readonly group: Counts;
    readonly rest: Counts;
    readonly delta: number;
    readonly error: number;
    readonly z: number;
    readonly p: number;
    readonly limits: Limits;
  }[];
  readonly stratified: readonly {
    readonly strata: readonly (readonly [Counts, Counts])[];
    readonly used: number;
    readonly delta: number;
    readonly error: number;
    readonly p: number;
    readonly limits: Limits;
  }[];
}

interface IrrCacGolden {
  readonly ratings: readonly {
    readonly table: Table;
    readonly kappa: number;
    readonly kappaError: number;
    readonly ac1: number;
    readonly ac1Error: number;
  }[];
}

export const agreement: ComparisonFamily = {
  family: "agreement",
  compare: () => {
    const golden = readGolden<AgreementGolden>("agreement");
    return [
      ...[...golden.ratings, ...golden.uniform].flatMap(ratingCases),
      ...readGolden<IrrCacGolden>("agreement-irrcac").ratings.flatMap(irrCacCases),
      ...golden.pabak.flatMap(pabakCases),
      ...golden.mcnemar.flatMap(mcnemarCases),
      ...golden.paired.flatMap(pairedCases),
      ...golden.changes.flatMap(changeCases),
      ...golden.stratified.flatMap(stratifiedCases),
      ...reviewAndR(),
    ];
  },
};

function ratingCases(one: RatingsCase): Comparison[] {
  const what = JSON.stringify(one.table);
  return [
    ...coefficientCases(
      "agreement/cohen-kappa",
      what,
      unwrap(cohenKappa(one.table, one.level)),
      one.kappa,
      one.kappaLimits,
      one.kappaError,
    ),
    ...coefficientCases("agreement/gwet-ac1", what, unwrap(gwetAc1(one.table, one.level)), one.ac1, one.ac1Limits, one.ac1Error),
  ];
}

function coefficientCases(method: string, what: string, outcome: Computed, value: number, limits: Limits, error?: number): Comparison[] {
  return [
    // Differences of agreements of up to 1.
    { method, what: `of ${what}`, actual: outcome.estimate, expected: value, tolerance: 1e-12, scale: 0.1 },
    ...limitCases(method, what, outcome, limits, 0.1),
    ...(error === undefined
      ? []
      : [{ method, what: `error of ${what}`, actual: numberOf(outcome, "standardError"), expected: error, tolerance: 1e-12 }]),
  ];
}

/** irrCAC prints 14 decimals. */
function irrCacCases(one: IrrCacGolden["ratings"][number]): Comparison[] {
  const kappa = unwrap(cohenKappa(one.table, 0.95));
  const ac1 = unwrap(gwetAc1(one.table, 0.95));
  const what = `irrCAC ${JSON.stringify(one.table)}`;
  const tolerance = 2e-14;
  return [
    { method: "agreement/cohen-kappa", what, actual: kappa.estimate, expected: one.kappa, tolerance, scale: 1 },
    {
      method: "agreement/cohen-kappa",
      what: `error, ${what}`,
      actual: numberOf(kappa, "standardError"),
      expected: one.kappaError,
      tolerance,
      scale: 1,
    },
    { method: "agreement/gwet-ac1", what, actual: ac1.estimate, expected: one.ac1, tolerance, scale: 1 },
    {
      method: "agreement/gwet-ac1",
      what: `error, ${what}`,
      actual: numberOf(ac1, "standardError"),
      expected: one.ac1Error,
      tolerance,
      scale: 1,
    },
  ];
}

function pabakCases(one: AgreementGolden["pabak"][number]): Comparison[] {
  const outcome = unwrap(pabak(one.agreements, one.pairs, one.categories, one.level));
  const method = "agreement/pabak";
  const what = `${one.agreements} of ${one.pairs}, ${one.categories} categories`;
  return [
    { method, what, actual: outcome.estimate, expected: one.estimate, tolerance: 1e-14, scale: 0.1 },
    ...limitCases(method, what, outcome, one.limits, 0.1),
  ];
}

function mcnemarCases({ b, c, exact, midP }: AgreementGolden["mcnemar"][number]): Comparison[] {
  const found = mcnemarExact(b, c);
  const method = "agreement/mcnemar";
  return [
    { method, what: `exact, ${b} against ${c}`, actual: found.exact, expected: exact, tolerance: exact < 1e-9 ? 1e-9 : 1e-12 },
    { method, what: `mid-p, ${b} against ${c}`, actual: found.midP, expected: midP, tolerance: midP < 1e-9 ? 1e-9 : 1e-12 },
  ];
}

function pairedCases(one: AgreementGolden["paired"][number]): Comparison[] {
  const outcome = unwrap(pairedDifference(one.b, one.c, one.n, one.level));
  const method = "agreement/paired-difference";
  const what = `${one.b}, ${one.c} of ${one.n}`;
  return [
    { method, what, actual: outcome.estimate, expected: one.estimate, tolerance: 1e-15 },
    ...limitCases(method, what, outcome, one.limits, 0.01),
  ];
}

function changeCases(one: AgreementGolden["changes"][number]): Comparison[] {
  const outcome = unwrap(changeInDisparity(changesOf(one.group), changesOf(one.rest), 0.95));
  const method = "agreement/change-in-disparity";
  const what = `${one.group.join(" ")} against ${one.rest.join(" ")}`;
  return [
    { method, what, actual: outcome.estimate, expected: one.delta, tolerance: 1e-13, scale: 0.001 },
    { method, what: `error, ${what}`, actual: numberOf(outcome, "standardError"), expected: one.error, tolerance: 1e-12 },
    { method, what: `z, ${what}`, actual: numberOf(outcome, "z"), expected: one.z, tolerance: 1e-12 },
    // With 1e12 rows z is in the tens of thousands and p is 0 on both sides.
    { method, what: `p, ${what}`, actual: outcome.pValue ?? Number.NaN, expected: one.p, tolerance: 1e-11 },
    ...limitCases(method, what, outcome, one.limits, 0.001),
  ];
}

function stratifiedCases(one: AgreementGolden["stratified"][number]): Comparison[] {
  const strata = one.strata.map(([group, rest]) => ({ group: changesOf(group), rest: changesOf(rest) }));
  const outcome = unwrap(stratifiedChangeInDisparity(strata, 0.95));
  const method = "agreement/stratified-change-in-disparity";
  const what = JSON.stringify(one.strata);
  return [
    { method, what, actual: outcome.estimate, expected: one.delta, tolerance: 1e-12, scale: 0.001 },
    { method, what: `error, ${what}`, actual: numberOf(outcome, "standardError"), expected: one.error, tolerance: 1e-12 },
    { method, what: `p, ${what}`, actual: outcome.pValue ?? Number.NaN, expected: one.p, tolerance: 1e-11 },
    { method, what: `strata, ${what}`, actual: numberOf(outcome, "strata"), expected: one.used, tolerance: 0 },
    ...limitCases(method, what, outcome, one.limits, 0.001),
  ];
}

/** Printed values of the statistics review (12 digits), and R by other formulas. */
function reviewAndR(): Comparison[] {
  const golden = readGolden<Record<string, readonly number[]>>("overrides");
  const [kappa = Number.NaN, kappaError = Number.NaN] = golden["kappa three categories"] ?? [];
  const three = unwrap(
    cohenKappa(
      [
        [53, 5, 2],
        [11, 14, 5],
        [1, 6, 3],
      ],
      0.95,
    ),
  );
  const [lower = Number.NaN, upper = Number.NaN] = golden["bonett-price"] ?? [];
  const [bandDelta = Number.NaN, bandError = Number.NaN] = golden["stratified change"] ?? [];
  const bands = unwrap(
    stratifiedChangeInDisparity(
      [
        { group: { up: 12, down: 30, rows: 400 }, rest: { up: 10, down: 6, rows: 300 } },
        { group: { up: 18, down: 30, rows: 600 }, rest: { up: 15, down: 9, rows: 500 } },
      ],
      0.95,
    ),
  );
  const change = unwrap(changeInDisparity({ up: 30, down: 60, rows: 1000 }, { up: 25, down: 10, rows: 800 }, 0.95));
  const { exact, midP } = mcnemarExact(25, 11);
  return [
    { method: "agreement/cohen-kappa", what: "R, three categories", actual: three.estimate, expected: kappa, tolerance: 1e-13 },
    // R's numerical derivatives with a step of 1e-6.
    { method: "agreement/cohen-kappa", what: "R, error", actual: numberOf(three, "standardError"), expected: kappaError, tolerance: 1e-9 },
    ...limitCases("agreement/paired-difference", "R, 25 and 11 of 300", unwrap(pairedDifference(25, 11, 300, 0.95)), [lower, upper], 0.01),
    { method: "agreement/stratified-change-in-disparity", what: "R", actual: bands.estimate, expected: bandDelta, tolerance: 1e-13 },
    {
      method: "agreement/stratified-change-in-disparity",
      what: "R, error",
      actual: numberOf(bands, "standardError"),
      expected: bandError,
      tolerance: 1e-13,
    },
    {
      method: "agreement/mcnemar",
      what: "R binom.test, 40 and 12",
      actual: mcnemarExact(40, 12).exact,
      expected: golden["mcnemar exact 40 12"]?.[0] ?? Number.NaN,
      tolerance: 1e-12,
    },
    { method: "agreement/mcnemar", what: "review G14, exact", actual: exact, expected: 0.0288167196559, tolerance: 1e-11 },
    { method: "agreement/mcnemar", what: "review G14, mid-p", actual: midP, expected: 0.0200738519197, tolerance: 1e-11 },
    {
      method: "agreement/change-in-disparity",
      what: "review G18, p",
      actual: change.pValue ?? Number.NaN,
      expected: 4.66657071549e-5,
      tolerance: 1e-11,
    },
  ];
}

function limitCases(method: string, what: string, outcome: Computed, [lower, upper]: Limits, scale: number): Comparison[] {
  return [
    { method, what: `lower limit, ${what}`, actual: outcome.interval?.lower ?? Number.NaN, expected: lower, tolerance: 1e-12, scale },
    { method, what: `upper limit, ${what}`, actual: outcome.interval?.upper ?? Number.NaN, expected: upper, tolerance: 1e-12, scale },
  ];
}

function changesOf([up, down, rows]: Counts): DecisionChanges {
  return { up, down, rows };
}

function numberOf(outcome: Computed, name: string): number {
  return Number(outcome.detail?.[name] ?? Number.NaN);
}

function unwrap(outcome: Outcome): Computed {
  if (outcome.status !== "computed") throw new Error(outcome.reason);
  return outcome;
}
