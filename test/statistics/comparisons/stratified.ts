import type { Outcome } from "../../../src/foundation/outcome.ts";
import type { FourfoldTable } from "../../../src/statistics/proportions/fourfold-table.ts";
import { breslowDayTarone } from "../../../src/statistics/stratified/breslow-day.ts";
import { cochranMantelHaenszel } from "../../../src/statistics/stratified/cochran-mantel-haenszel.ts";
import { mantelHaenszelDifference } from "../../../src/statistics/stratified/mantel-haenszel-difference.ts";
import { mantelHaenszelOddsRatio } from "../../../src/statistics/stratified/mantel-haenszel-odds-ratio.ts";
import { directionsByStratum, simpsonReversal } from "../../../src/statistics/stratified/simpson-reversal.ts";
import { standardisedRate } from "../../../src/statistics/stratified/standardised-rate.ts";
import { stratifiedExactTest } from "../../../src/statistics/stratified/stratified-exact.ts";
import { readGolden } from "../golden-file.ts";
import type { Comparison, ComparisonFamily } from "./comparison.ts";
import { detailOf, numberOf } from "./computed-value.ts";

interface Case {
  readonly name: string;
  readonly strata: [number, number, number, number][];
  readonly cochranMantelHaenszel: number[];
  readonly oddsRatio: number[] | null;
  readonly breslowDayTarone: number[] | null;
  readonly difference: number[];
  readonly exact: number[] | null;
  readonly standardised: number[] | null;
  readonly directions: number[];
}

/** R's UCBAdmissions: men admitted and rejected, women admitted and rejected, by department. */
export const BERKELEY: readonly FourfoldTable[] = [
  { a: 512, b: 313, c: 89, d: 19 },
  { a: 353, b: 207, c: 17, d: 8 },
  { a: 120, b: 205, c: 202, d: 391 },
  { a: 138, b: 279, c: 131, d: 244 },
  { a: 53, b: 138, c: 94, d: 299 },
  { a: 22, b: 351, c: 24, d: 317 },
];

export const tablesOf = (strata: readonly (readonly number[])[]): FourfoldTable[] =>
  strata.map(([a = 0, b = 0, c = 0, d = 0]) => ({ a, b, c, d }));

function compare(): readonly Comparison[] {
  const { cases } = readGolden<{ cases: Case[] }>("stratified");
  return [...cases.flatMap(comparisonsOf), ...byR()];
}

function comparisonsOf(golden: Case): Comparison[] {
  const strata = tablesOf(golden.strata);
  const list = (file: string, actual: readonly number[], expected: readonly number[] | null, tolerance = 1e-12, scale = 0): Comparison[] =>
    (expected ?? []).map((value, index) => ({
      method: `stratified/${file}`,
      what: `${golden.name}, number ${index}`,
      actual: actual[index] ?? Number.NaN,
      expected: value,
      tolerance,
      scale,
    }));
  const interval = (outcome: Outcome) => [numberOf(outcome, "estimate"), numberOf(outcome, "lower"), numberOf(outcome, "upper")];
  const corrected = cochranMantelHaenszel(strata, { continuityCorrection: true });
  const plain = cochranMantelHaenszel(strata, { continuityCorrection: false });
  const tests = [plain, corrected].flatMap((outcome) => [numberOf(outcome, "estimate"), numberOf(outcome, "p")]);
  const difference = mantelHaenszelDifference(strata, 0.95);
  const directions = directionsByStratum(strata);
  // A p-value moves by its chi-squared times the relative error of that; a - A of counts of 1e12 keeps 1e-9 of its digits.
  const isEnormous = golden.name.includes("1e12");
  return [
    ...list("cochran-mantel-haenszel", tests, golden.cochranMantelHaenszel, 1e-11),
    ...list("mantel-haenszel-odds-ratio", golden.oddsRatio ? interval(mantelHaenszelOddsRatio(strata, 0.95)) : [], golden.oddsRatio),
    ...list(
      "breslow-day",
      golden.breslowDayTarone ? breslow(strata) : [],
      golden.breslowDayTarone,
      isEnormous ? 1e-7 : 1e-11,
      isEnormous ? 1 : 1e-9,
    ),
    ...list(
      "mantel-haenszel-difference",
      [difference.status === "computed" ? difference.estimate : Number.NaN, detailOf(difference, "standardError")],
      golden.difference,
    ),
    ...list("stratified-exact", golden.exact ? [numberOf(stratifiedExactTest(strata), "p")] : [], golden.exact),
    ...list("standardised-rate", golden.standardised ? standardised(strata) : [], golden.standardised),
    ...list(
      "simpson-reversal",
      [directions.pooled, directions.sameDirection, directions.oppositeDirection, directions.noDirection, directions.withoutInformation],
      golden.directions,
      0,
    ),
  ];
}

function breslow(strata: readonly FourfoldTable[]): number[] {
  const outcome = breslowDayTarone(strata);
  return [numberOf(outcome, "estimate"), numberOf(outcome, "p"), detailOf(outcome, "uncorrected")];
}

/** The first row's rate in the mix of all rows. */
function standardised(strata: readonly FourfoldTable[]): number[] {
  const outcome = standardisedRate(
    strata.map(({ a, b, c, d }) => ({ count: a, rows: a + b, weight: a + b + c + d })),
    0.95,
  );
  return ratesOf(outcome);
}

function ratesOf(outcome: Outcome): number[] {
  return [
    numberOf(outcome, "estimate"),
    numberOf(outcome, "lower"),
    numberOf(outcome, "upper"),
    detailOf(outcome, "standardError"),
    detailOf(outcome, "effectiveSize"),
  ];
}

function byR(): Comparison[] {
  const golden = readGolden<Record<string, number[]>>("subgroup");
  const list = (file: string, what: string, actual: readonly number[], expected: readonly number[], tolerance: number): Comparison[] =>
    expected.map((value, index) => ({
      method: `stratified/${file}`,
      what: `R, ${what}, number ${index}`,
      actual: actual[index] ?? Number.NaN,
      expected: value,
      tolerance,
    }));
  const ratio = mantelHaenszelOddsRatio(BERKELEY, 0.95);
  const corrected = cochranMantelHaenszel(BERKELEY, { continuityCorrection: true });
  const plain = cochranMantelHaenszel(BERKELEY, { continuityCorrection: false });
  const women = BERKELEY.map(({ a, b, c, d }) => ({ count: c, rows: c + d, weight: a + b + c + d }));
  const rate = standardisedRate(women, 0.95);
  const small = tablesOf([
    [8, 12, 5, 40],
    [3, 20, 9, 50],
    [1, 6, 2, 30],
  ]);
  const large = tablesOf([
    [400, 1600, 900, 8100],
    [300, 1700, 500, 6500],
  ]);
  const difference = mantelHaenszelDifference(small, 0.95);
  const reversal = simpsonReversal(BERKELEY, 0.95);
  return [
    ...list(
      "cochran-mantel-haenszel",
      "corrected",
      [numberOf(corrected, "estimate"), numberOf(corrected, "p")],
      golden["cmhCorrected"] ?? [],
      1e-12,
    ),
    ...list("cochran-mantel-haenszel", "plain", [numberOf(plain, "estimate"), numberOf(plain, "p")], golden["cmhPlain"] ?? [], 1e-12),
    ...list(
      "mantel-haenszel-odds-ratio",
      "Berkeley",
      [numberOf(ratio, "estimate"), numberOf(ratio, "lower"), numberOf(ratio, "upper")],
      golden["mantelHaenszelOddsRatio"] ?? [],
      1e-12,
    ),
    // uniroot's tolerance of 1e-13 on the expected cell.
    ...list("breslow-day", "Berkeley", breslow(BERKELEY), golden["breslowDayTarone"] ?? [], 1e-11),
    // R's prop.test gives the Wilson limits with some rounding.
    ...list("standardised-rate", "women", ratesOf(rate), golden["standardisedRate"] ?? [], 1e-12),
    ...list(
      "simpson-reversal",
      "crude and common odds ratio",
      [detailOf(reversal, "crude"), detailOf(reversal, "withinStrata")],
      [golden["oddsRatioWoolf"]?.[0] ?? 0, golden["mantelHaenszelOddsRatio"]?.[0] ?? 0],
      1e-12,
    ),
    ...list(
      "stratified-exact",
      "exact tests, and a large table corrected",
      [small, tablesOf([[7, 12, 5, 30]]), tablesOf([[3, 1, 1, 3]]), large].map((tables) => numberOf(stratifiedExactTest(tables), "p")),
      golden["stratifiedExact"] ?? [],
      1e-11,
    ),
    ...list(
      "mantel-haenszel-difference",
      "small",
      [numberOf(difference, "estimate"), detailOf(difference, "standardError")],
      golden["mantelHaenszelDifference"] ?? [],
      1e-12,
    ),
  ];
}

export const stratified: ComparisonFamily = { family: "stratified", compare };
