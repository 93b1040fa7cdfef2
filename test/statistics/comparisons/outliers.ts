import { arcsineFunnelLimits } from "../../../src/statistics/outliers/arcsine-funnel-limits.ts";
import { type CaseMixUnit, type FunnelPoint, crossFittedFunnel } from "../../../src/statistics/outliers/cross-fitted-funnel.ts";
import { exactExcessInterval, exactExcessPValue } from "../../../src/statistics/outliers/exact-excess-interval.ts";
import { extremeDeviates } from "../../../src/statistics/outliers/extreme-deviates.ts";
import { funnelInterval } from "../../../src/statistics/outliers/funnel-interval.ts";
import { pauleMandel } from "../../../src/statistics/outliers/paule-mandel.ts";
import { scoreFunnelLimits } from "../../../src/statistics/outliers/score-funnel-limits.ts";
import { studentTSurvival } from "../../../src/statistics/distributions/student-t.ts";
import { readGolden } from "../golden-file.ts";
import type { Comparison, ComparisonFamily } from "./comparison.ts";

type Limits = readonly [number, number];

interface Spread {
  readonly values: readonly number[];
  readonly variances: readonly number[];
  readonly tau2: number;
}

interface OutliersGolden {
  readonly limits: readonly {
    readonly centre: number;
    readonly cases: number;
    readonly overdispersion: number;
    readonly level: number;
    readonly score: Limits;
    readonly arcsine: Limits;
  }[];
  readonly pauleMandel: readonly Spread[];
  readonly exactExcess: readonly {
    readonly observed: number;
    readonly strata: readonly (readonly [number, number])[];
    readonly alpha: number;
    readonly limits: Limits;
    readonly p: number;
  }[];
  readonly funnels: readonly {
    readonly units: Readonly<Record<string, readonly (readonly [string, number, number])[]>>;
    readonly unit: string;
    readonly level: number;
    readonly expected: number;
    readonly overdispersion: number;
    readonly standardError: number;
    readonly logOddsError: number;
    readonly p: number;
    readonly few: boolean;
    readonly limits: Limits;
    readonly leftOut: readonly string[];
  }[];
}

interface OutliersFromR {
  readonly pauleMandel: readonly Spread[];
  readonly extremeDeviates: readonly {
    readonly values: readonly number[];
    readonly most: number;
    readonly alpha: number;
    readonly outliers: number;
    readonly taken: readonly number[];
  }[];
}

export const outliers: ComparisonFamily = {
  family: "outliers",
  compare: () => {
    const golden = readGolden<OutliersGolden>("outliers");
    const fromR = readGolden<OutliersFromR>("outliers-r");
    return [
      ...golden.limits.flatMap(limitCases),
      ...reviewLimits(),
      ...golden.pauleMandel.map((one) => spreadCase(one, "mpmath", 1e-12)),
      // metafor stops its search at 1e-15 of tau squared, absolute.
      ...fromR.pauleMandel.map((one) => spreadCase(one, "metafor", 1e-11)),
      ...fromR.extremeDeviates.flatMap(extremeCases),
      ...golden.exactExcess.flatMap(exactCases),
      ...golden.funnels.flatMap(funnelCases),
    ];
  },
};

function limitCases(one: OutliersGolden["limits"][number]): Comparison[] {
  const what = `${one.centre}, ${one.cases} cases, tau2 ${one.overdispersion}`;
  const score = scoreFunnelLimits(one.centre, one.cases, one.overdispersion, one.level);
  const arcsine = arcsineFunnelLimits(one.centre, one.cases, one.overdispersion, one.level);
  return [
    ...bothLimits("outliers/score-funnel-limits", what, score, one.score, 1e-13, 0.01),
    ...bothLimits("outliers/arcsine-funnel-limits", what, arcsine, one.arcsine, 1e-13, 0.01),
  ];
}

/** Statistics review G19: p = .08, 99.8 %, printed with 12 digits. */
function reviewLimits(): Comparison[] {
  const printed = [
    [50, 0.00465003578062, 0.234297453635],
    [200, 0.0311768742073, 0.148797483239],
    [1000, 0.0555347423265, 0.108472871909],
  ] as const;
  return printed.flatMap(([cases, lower, upper]) =>
    bothLimits(
      "outliers/arcsine-funnel-limits",
      `review G19, ${cases}`,
      arcsineFunnelLimits(0.08, cases, 0, 0.998),
      [lower, upper],
      1e-11,
      0,
    ),
  );
}

function spreadCase({ values, variances, tau2 }: Spread, source: string, tolerance: number): Comparison {
  const deviations = values.map((value, index) => ({ value, variance: variances[index] ?? Number.NaN }));
  return {
    method: "outliers/paule-mandel",
    what: `${source}, ${values.join(" ")}`,
    actual: pauleMandel(deviations) ?? Number.NaN,
    expected: tau2,
    tolerance,
  };
}

/** Rosner's statistic of a value is a t-test of it against the rest. */
export function extremeValues(values: readonly number[], most: number, level: number): number[] {
  const indices = values.map((_, index) => index);
  const pValuesAmong = (remaining: readonly number[]) => (own: number) => {
    const others = remaining.filter((index) => index !== own).map((index) => values[index] ?? Number.NaN);
    const mean = others.reduce((total, value) => total + value, 0) / others.length;
    const variance = others.reduce((total, value) => total + (value - mean) ** 2, 0) / (others.length - 1);
    const t = Math.abs((values[own] ?? Number.NaN) - mean) / Math.sqrt(variance * (1 + 1 / others.length));
    return 2 * studentTSurvival(t, others.length - 1);
  };
  return extremeDeviates(indices, pValuesAmong, { most, level }).map((index) => values[index] ?? Number.NaN);
}

function extremeCases({ values, most, alpha, outliers: count, taken }: OutliersFromR["extremeDeviates"][number]): Comparison[] {
  const found = extremeValues(values, most, alpha);
  const method = "outliers/extreme-deviates";
  const what = `${values.length} values, at most ${most}`;
  return [
    { method, what: `outliers among ${what}`, actual: found.length, expected: count, tolerance: 0 },
    ...found.map((value, index) => ({
      method,
      what: `outlier ${index + 1} among ${what}`,
      actual: value,
      expected: taken[index] ?? Number.NaN,
      tolerance: 0,
    })),
  ];
}

function exactCases({ observed, strata, alpha, limits, p }: OutliersGolden["exactExcess"][number]): Comparison[] {
  const expected = strata.map(([cases, probability]) => ({ cases, probability }));
  const method = "outliers/exact-excess-interval";
  const what = `${observed} of ${JSON.stringify(strata)}`;
  return [
    { method, what: `p of ${what}`, actual: exactExcessPValue(observed, expected), expected: p, tolerance: 1e-12 },
    ...bothLimits(method, what, exactExcessInterval(observed, expected, alpha), limits, 1e-12, 0.01),
  ];
}

function funnelCases(one: OutliersGolden["funnels"][number]): Comparison[] {
  const units = Object.entries(one.units).map(([unit, cells]): CaseMixUnit => ({
    unit,
    cells: cells.map(([stratum, cases, events]) => ({ stratum, cases, events })),
  }));
  const point = pointOf(units, one.unit);
  const method = "outliers/cross-fitted-funnel";
  const what = `${one.unit} of ${units.length} units at ${one.level}`;
  return [
    { method, what: `expected, ${what}`, actual: point.expected, expected: one.expected, tolerance: 1e-13 },
    { method, what: `spread, ${what}`, actual: point.overdispersion, expected: one.overdispersion, tolerance: 1e-11 },
    { method, what: `error, ${what}`, actual: point.standardError, expected: one.standardError, tolerance: 1e-12 },
    { method, what: `error of log odds, ${what}`, actual: point.logOddsError, expected: one.logOddsError, tolerance: 1e-12 },
    { method, what: `p, ${what}`, actual: point.pValue, expected: one.p, tolerance: 1e-11 },
    { method, what: `few, ${what}`, actual: Number(point.few), expected: Number(one.few), tolerance: 0 },
    {
      method,
      what: `left out, ${what}`,
      actual: Number(point.leftOut.toSorted().join() === one.leftOut.join()),
      expected: 1,
      tolerance: 0,
    },
    ...bothLimits("outliers/funnel-interval", what, funnelInterval(point, one.level), one.limits, 1e-11, 0.01),
  ];
}

export function pointOf(units: readonly CaseMixUnit[], name: string): FunnelPoint {
  const point = crossFittedFunnel(units)?.find(({ unit }) => unit === name);
  if (point === undefined) throw new Error(`No point ${name}.`);
  return point;
}

function bothLimits(
  method: string,
  what: string,
  found: { readonly lower: number; readonly upper: number },
  [lower, upper]: Limits,
  tolerance: number,
  scale: number,
): Comparison[] {
  return [
    { method, what: `lower limit, ${what}`, actual: found.lower, expected: lower, tolerance, scale },
    { method, what: `upper limit, ${what}`, actual: found.upper, expected: upper, tolerance, scale },
  ];
}
