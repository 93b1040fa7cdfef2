import type { ForecastCell } from "../../../src/statistics/calibration/brier-score.ts";
import { debiasedSquaredCalibrationError } from "../../../src/statistics/calibration/debiased-squared-calibration-error.ts";
import { expectedCalibrationError } from "../../../src/statistics/calibration/expected-calibration-error.ts";
import { normalQuantile, normalSurvival } from "../../../src/statistics/distributions/normal.ts";
import { hellingerDistance } from "../../../src/statistics/divergences/hellinger.ts";
import { biasCorrectedStabilityIndex } from "../../../src/statistics/divergences/population-stability-index.ts";
import { clopperPearsonInterval } from "../../../src/statistics/proportions/clopper-pearson.ts";
import { fisherExact } from "../../../src/statistics/proportions/fisher-exact.ts";
import { miettinenNurminenDifference } from "../../../src/statistics/proportions/miettinen-nurminen-difference.ts";
import { miettinenNurminenRatio } from "../../../src/statistics/proportions/miettinen-nurminen-ratio.ts";
import { newcombeDifference } from "../../../src/statistics/proportions/newcombe-difference.ts";
import { oddsRatioWoolf } from "../../../src/statistics/proportions/odds-ratio-woolf.ts";
import { wilsonInterval } from "../../../src/statistics/proportions/wilson-interval.ts";
import { twoSampleChiSquared } from "../../../src/statistics/two-samples/two-sample-chi-squared.ts";
import { limitsOf, value } from "./pairs.ts";

/** Level at which Miettinen-Nurminen's interval, which has the factor N/(N - 1), is Mee's at 95 %. */
const meeLevel = (rows: number): number => 1 - 2 * normalSurvival(normalQuantile(0.975) * Math.sqrt((rows - 1) / rows));

type Counts = readonly [number, number, number, number];
type Sides = readonly [readonly number[], readonly number[]];

/** Published cases, by a pattern of their ids. */
export const PUBLISHED: readonly (readonly [RegExp, compute: (input: never) => readonly (number | undefined)[], without?: string])[] = [
  [/^(newcombe_t1|binom\.confint)_wilson_/, ([k, n]: [number, number]) => limitsOf(wilsonInterval(k, n, 0.95))],
  [/^scipy_wilson_/, ([k, n, level]: [number, number, number]) => limitsOf(wilsonInterval(k, n, level))],
  [/^binom\.confint_exact_/, ([k, n]: [number, number]) => limitsOf(clopperPearsonInterval(k, n, 0.95))],
  [/^sas_newcombe_/, ([a, m, b, n]: Counts) => limitsOf(value(newcombeDifference(a, m, b, n, 0.95)).interval)],
  [/^sas_miettinen-nurminen_/, ([a, m, b, n]: Counts) => limitsOf(value(miettinenNurminenDifference(a, m, b, n, 0.95)).interval)],
  [/^sas_mee_/, ([a, m, b, n]: Counts) => limitsOf(value(miettinenNurminenDifference(a, m, b, n, meeLevel(m + n))).interval)],
  [/^evidently_fisher_/, ([[a, b], [c, d]]: [[number, number], [number, number]]) => [value(fisherExact(a, b, c, d)).pValue]],
  [/^evidently_hellinger$/, ([left, right]: Sides) => [value(hellingerDistance(left, right)).estimate]],
  // Goodness of fit takes the other sample's shares for known: the two-sample test with that sample a billion times larger.
  [
    /^evidently_chi$/,
    ([known, seen]: Sides) => [
      value(
        twoSampleChiSquared(
          known.map((count) => count * 1e9),
          seen,
        ),
      ).pValue,
    ],
  ],
  // The case lists values, not counts: 3, 2, 2 and 1, 2, 3.
  [
    /^evidently_psi$/,
    ([left, right]: Sides) => [Number(value(biasCorrectedStabilityIndex(countsOf(left), countsOf(right))).detail?.["floored"])],
  ],
  [/^audit_ai_or$/, auditAiOddsRatios],
  [/^ll144_scoring_/, impactRatios],
  [/^torchmetrics_ece$/, calibrationErrors, "largest error of a bin"],
];

function countsOf(values: readonly number[]): number[] {
  return [1, 2, 3].map((category) => values.filter((one) => one === category).length);
}

function auditAiOddsRatios(tables: readonly [readonly [number, number], readonly [number, number]][]): number[] {
  const sum = (row: 0 | 1, column: 0 | 1): number => tables.reduce((total, table) => total + table[row][column], 0);
  const pooled: (typeof tables)[number] = [
    [sum(0, 0), sum(0, 1)],
    [sum(1, 0), sum(1, 1)],
  ];
  return [...tables, pooled].map(([[a, b], [c, d]]) => value(oddsRatioWoolf({ a: c, b: d, c: a, d: b }, 0.95)).estimate);
}

/** "Male 92 54.3%; ...": the counts behind the rounded rates, each against the best rate. */
function impactRatios(text: string): number[] {
  const groups = text.split(";").map((part) => {
    const [, rows = "", percent = ""] = /(\d+) ([\d.]+)%/.exec(part) ?? [];
    return { rows: Number(rows), count: Math.round((Number(rows) * Number(percent)) / 100) };
  });
  const best = groups.reduce((highest, group) => (group.count / group.rows > highest.count / highest.rows ? group : highest));
  return groups.map(({ rows, count }) => value(miettinenNurminenRatio(count, rows, best.count, best.rows, 0.95)).estimate);
}

/** L1 and L2 calibration error of two bins of equal width. */
function calibrationErrors({ preds, target }: { preds: readonly number[]; target: readonly number[] }): number[] {
  const cells = [0, 0.5].map((from): ForecastCell => {
    const rows = preds.flatMap((f, at) =>
      f >= from && f < from + 0.5 ? [{ k: BigInt(Math.round(f * 2 ** 30)), y: target[at] ?? 0 }] : [],
    );
    const total = (of: (row: { k: bigint; y: number }) => bigint): bigint => rows.reduce((sum, row) => sum + of(row), 0n);
    return {
      rows: rows.length,
      events: Number(total(({ y }) => BigInt(y))),
      sumForecast: total(({ k }) => k),
      sumSquaredForecast: total(({ k }) => k * k),
      sumForecastEvents: total(({ k, y }) => k * BigInt(y)),
    };
  });
  const squared = value(debiasedSquaredCalibrationError(cells, "equal-width")).detail?.["plugIn"];
  return [Number(value(expectedCalibrationError(cells, "equal-width")).detail?.["rawError"]), Math.sqrt(Number(squared))];
}
