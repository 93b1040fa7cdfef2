import * as betaBinomial from "../../../src/statistics/distributions/beta-binomial.ts";
import { betaBinomialTailSum, betaBinomialTerm } from "../../../src/statistics/distributions/beta-binomial-tail.ts";
import * as binomial from "../../../src/statistics/distributions/binomial.ts";
import { discretePoint } from "../../../src/statistics/distributions/discrete-quantile.ts";
import { compareExactTail, fractionOf } from "../../../src/statistics/distributions/exact-tail.ts";
import * as hypergeometric from "../../../src/statistics/distributions/hypergeometric.ts";
import { hypergeometricTailRatio } from "../../../src/statistics/distributions/hypergeometric-tail.ts";
import { type BinomialStratum, poissonBinomialTails } from "../../../src/statistics/distributions/poisson-binomial.ts";
import { readGolden } from "../golden-file.ts";
import type { Comparison } from "./comparison.ts";

type Four = readonly [number, number, number, number];
type Point = (p: number, a: number, b: number, c: number) => number;

interface Golden {
  readonly hypergeometric: readonly (readonly [Four, readonly [number, number, number]])[];
  readonly betaBinomialUpperTail: readonly (readonly [Four, number])[];
  /** Distribution, p and shapes, smallest k with CDF >= p, smallest k with survival <= p. */
  readonly discreteQuantiles: readonly (readonly [string, readonly number[], number | null, number | null])[];
  /** k, n, p, q and the signs of CDF - q and survival - q. */
  readonly tailSigns: readonly (readonly [Four, number, number])[];
  /** Cases and probability of each stratum, observed count, lower and upper tail. */
  readonly poissonBinomial: readonly (readonly [readonly (readonly [number, number])[], number, number, number])[];
}

const POINTS: Readonly<Record<string, { readonly method: string; readonly quantile: Point; readonly upperPoint: Point }>> = {
  binomial: { method: "binomial", quantile: binomial.binomialQuantile, upperPoint: binomial.binomialUpperPoint },
  hypergeometric: {
    method: "hypergeometric",
    quantile: hypergeometric.hypergeometricQuantile,
    upperPoint: hypergeometric.hypergeometricUpperPoint,
  },
  betaBinomial: {
    method: "beta-binomial",
    quantile: betaBinomial.betaBinomialQuantile,
    upperPoint: betaBinomial.betaBinomialUpperPoint,
  },
};

/** Discrete distributions against exact rational arithmetic. */
export function discreteComparisons(): Comparison[] {
  const golden = readGolden<Golden>("exact-fractions");
  return [
    ...golden.hypergeometric.flatMap(hypergeometricTails),
    ...golden.betaBinomialUpperTail.flatMap(betaBinomialTails),
    ...golden.discreteQuantiles.flatMap(quantiles),
    ...golden.tailSigns.flatMap(tailSigns),
    ...golden.poissonBinomial.flatMap(poissonBinomial),
    ...poissonBinomialByR(),
    ...medians(),
  ];
}

function hypergeometricTails([[k, N, M, n], [pmf, lower, upper]]: Golden["hypergeometric"][number]): Comparison[] {
  const what = `${k} of ${N}, ${M}, ${n}`;
  const method = "distributions/hypergeometric";
  const below = hypergeometricTailRatio(k, N, M, n, -1);
  return [
    { method, what: `P(X = k), ${what}`, actual: hypergeometric.hypergeometricPmf(k, N, M, n), expected: pmf, tolerance: 1e-13 },
    { method, what: `P(X <= k), ${what}`, actual: hypergeometric.hypergeometricCdf(k, N, M, n), expected: lower, tolerance: 1e-13 },
    { method, what: `P(X > k), ${what}`, actual: hypergeometric.hypergeometricSurvival(k, N, M, n), expected: upper, tolerance: 1e-13 },
    { method: "distributions/hypergeometric-tail", what, actual: below, expected: lower / pmf, tolerance: 1e-13 },
  ];
}

function betaBinomialTails([[k, m, a, b], expected]: Golden["betaBinomialUpperTail"][number]): Comparison[] {
  const what = `P(X >= ${k}), ${m}, ${a}, ${b}`;
  return [
    { method: "distributions/beta-binomial", what, actual: betaBinomial.betaBinomialUpperTail(k, m, a, b), expected, tolerance: 1e-13 },
    { method: "distributions/beta-binomial-tail", what, actual: betaBinomialTailSum(k, m, a, b), expected, tolerance: 1e-12 },
  ];
}

function quantiles([name, values, below, above]: Golden["discreteQuantiles"][number]): Comparison[] {
  const points = POINTS[name];
  const [p = 0, a = 0, b = 0, c = 0] = values;
  if (points === undefined) throw new Error(`No distribution ${name}.`);
  const what = `${name}, ${values.join(", ")}`;
  const both = [
    { what: `quantile, ${what}`, actual: points.quantile(p, a, b, c), expected: below },
    { what: `upper point, ${what}`, actual: points.upperPoint(p, a, b, c), expected: above },
  ];
  // Whole numbers: nothing but the same is right. Each is a case of the distribution and of the search.
  return both.flatMap(({ what: which, actual, expected }) =>
    expected === null
      ? []
      : [`distributions/${points.method}`, "distributions/discrete-quantile"].map((method) => ({
          method,
          what: which,
          actual,
          expected,
          tolerance: 0,
        })),
  );
}

function tailSigns([[k, n, p, q], below, above]: Golden["tailSigns"][number]): Comparison[] {
  const [success, whole] = fractionOf(p);
  const ratio = (at: number) => [BigInt(n - at) * success, BigInt(at + 1) * (whole - success)] as const;
  const sign = (side: "lower" | "upper") => compareExactTail(side, k, q, { lowest: 0, highest: n, ratio });
  const method = "distributions/exact-tail";
  return [
    { method, what: `lower tail of ${k}, ${n}, ${p} against ${q}`, actual: sign("lower"), expected: below, tolerance: 0 },
    { method, what: `upper tail of ${k}, ${n}, ${p} against ${q}`, actual: sign("upper"), expected: above, tolerance: 0 },
  ];
}

function poissonBinomial([strata, observed, lower, upper]: Golden["poissonBinomial"][number]): Comparison[] {
  const cells: BinomialStratum[] = strata.map(([cases, probability]) => ({ cases, probability }));
  const tails = poissonBinomialTails(observed, cells);
  const what = `${observed} of ${JSON.stringify(strata)}`;
  const method = "distributions/poisson-binomial";
  return [
    { method, what: `lower tail, ${what}`, actual: tails.lower, expected: lower, tolerance: 1e-12 },
    { method, what: `upper tail, ${what}`, actual: tails.upper, expected: upper, tolerance: 1e-12 },
  ];
}

/** R's convolution of three binomials. */
function poissonBinomialByR(): Comparison[] {
  const golden = readGolden<Record<string, readonly number[]>>("overrides");
  const [lower = Number.NaN, upper = Number.NaN] = golden["poisson-binomial lower 4, upper 4"] ?? [];
  const [far = Number.NaN] = golden["poisson-binomial upper 30"] ?? [];
  const strata = [
    { cases: 40, probability: 0.03 },
    { cases: 60, probability: 0.08 },
    { cases: 25, probability: 0.2 },
  ];
  const [near, distant] = [poissonBinomialTails(4, strata), poissonBinomialTails(30, strata)];
  const method = "distributions/poisson-binomial";
  return [
    { method, what: "lower tail of 4 by R", actual: near.lower, expected: lower, tolerance: 1e-12 },
    { method, what: "upper tail of 4 by R", actual: near.upper, expected: upper, tolerance: 1e-12 },
    { method, what: "upper tail of 30 by R", actual: distant.upper, expected: far, tolerance: 1e-12 },
  ];
}

/** By symmetry the median of an odd number of fair trials is hit exactly. */
function medians(): Comparison[] {
  const n = 999_999_999_999;
  const symmetric = {
    lowest: 0,
    highest: 10,
    mean: 5,
    deviation: 2,
    tails: (k: number) => ({ lower: (k + 1) / 11, upper: (10 - k) / 11 }),
    compareExactly: () => Number.NaN,
  };
  const uniform = betaBinomialTerm(123, 1000, 1, 1);
  return [
    {
      method: "distributions/binomial",
      what: "median",
      actual: binomial.binomialQuantile(0.5, n, 0.5),
      expected: (n - 1) / 2,
      tolerance: 0,
    },
    {
      method: "distributions/discrete-quantile",
      what: "uniform",
      actual: discretePoint("lower", 0.27, symmetric),
      expected: 2,
      tolerance: 0,
    },
    { method: "distributions/beta-binomial-tail", what: "uniform term", actual: uniform, expected: 1 / 1001, tolerance: 1e-13 },
  ];
}
