import { exp, log } from "../../foundation/elementary-functions.ts";
import { requireArgument, requireNotNegative, requirePositive, requireProbability } from "../domain.ts";
import { gammaP, gammaQ } from "../special-functions/incomplete-gamma.ts";
import { poissonTerm } from "../special-functions/poisson-term.ts";
import { bracketedRoot, expandBracket } from "../special-functions/root.ts";
import { chiSquaredCdf, chiSquaredSurvival } from "./chi-squared.ts";
import { noncentralTailByContour } from "./noncentral-contour.ts";

/** Product lambda * x above which the Poisson mixture gives way to the contour integral. */
const CONTOUR_FROM = 40_000;
const LARGEST = 1e13;
const SMALLEST_LOG = -744;

/**
 * Noncentral chi-squared distribution with df degrees of freedom and noncentrality lambda >= 0.
 *
 * Formula: Poisson(lambda/2) mixture of central chi-squareds with df + 2j, each tail summed from positive terms; above
 * lambda x = 40000 the inversion integral of the moment generating function (noncentral-contour.ts). Quantiles by root search on log x.
 * Purpose: limits of an effect from its chi-squared statistic (PSI limit = lambda limit * (1/n + 1/m)).
 * Source: N. L. Johnson, S. Kotz and N. Balakrishnan (1995) Continuous Univariate Distributions 2, 29.3.
 * Units: none. quantile(0) = 0, quantile(1) = Infinity; a quantile below the smallest double is 0.
 * Not computable: x < 0, df outside 0.01..1e13, lambda outside 0..1e13, p outside 0..1 or NaN throws.
 * Golden: mpmath at 50 digits (scripts/golden-values/distributions-mpmath.py), R pchisq (distributions.R), review G3.
 */
export function noncentralChiSquaredCdf(x: number, df: number, lambda: number): number {
  return tails(x, df, lambda).lower;
}

/** P(X > x) with relative accuracy in the upper tail; see `noncentralChiSquaredCdf`. */
export function noncentralChiSquaredSurvival(x: number, df: number, lambda: number): number {
  return tails(x, df, lambda).upper;
}

/** x with P(X <= x) = p; see `noncentralChiSquaredCdf`. */
export function noncentralChiSquaredQuantile(p: number, df: number, lambda: number): number {
  requireProbability("noncentralChiSquaredQuantile", p);
  check(df, lambda);
  if (p === 0) return 0;
  if (p === 1) return Infinity;
  return p <= 0.5 ? pointOf("lower", p, df, lambda) : pointOf("upper", 1 - p, df, lambda);
}

/** x with P(X > x) = tail, for tails too small to be written as 1 - p. */
export function noncentralChiSquaredUpperPoint(tail: number, df: number, lambda: number): number {
  requireProbability("noncentralChiSquaredUpperPoint", tail);
  check(df, lambda);
  if (tail === 0) return Infinity;
  if (tail === 1) return 0;
  return tail <= 0.5 ? pointOf("upper", tail, df, lambda) : pointOf("lower", 1 - tail, df, lambda);
}

function pointOf(side: "lower" | "upper", target: number, df: number, lambda: number): number {
  const sign = side === "lower" ? 1 : -1;
  const miss = (logX: number) => (logX < SMALLEST_LOG ? -1 : sign * log(tails(exp(logX), df, lambda)[side] / target));
  const start = log(df + lambda);
  const step = Math.sqrt(2 * df + 4 * lambda) / (df + lambda) / 4;
  const [near, far] = expandBracket(miss, start, miss(start) > 0 ? -step : step);
  const root = bracketedRoot(miss, near, far);
  return root < SMALLEST_LOG + 1 ? 0 : exp(root);
}

function tails(x: number, df: number, lambda: number): { lower: number; upper: number } {
  check(df, lambda);
  if (x === Infinity) return { lower: 1, upper: 0 };
  requireNotNegative("Noncentral chi-squared distribution (statistic)", x);
  if (lambda === 0) return { lower: chiSquaredCdf(x, df), upper: chiSquaredSurvival(x, df) };
  if (x === 0) return { lower: 0, upper: 1 };
  const upperIsSmall = x > df + lambda;
  const isLarge = lambda * x > CONTOUR_FROM;
  const tail = Math.min(1, isLarge ? noncentralTailByContour(x, df, lambda, upperIsSmall) : mixture(x, df, lambda, upperIsSmall));
  // Far from symmetry the tail on this side of the mean may be the larger one: then the other is summed too.
  const other = isLarge || tail < 0.6 ? 1 - tail : mixture(x, df, lambda, !upperIsSmall);
  return upperIsSmall ? { lower: other, upper: tail } : { lower: tail, upper: other };
}

/** Sum of Poisson weight times central tail; the tails by recurrences that only add. */
function mixture(x: number, df: number, lambda: number, upper: boolean): number {
  const [half, a, mean] = [x / 2, df / 2, lambda / 2];
  // Here lambda x is at most 40000, so this lower tail is under exp(-800).
  if (!upper && Math.sqrt(lambda) - Math.sqrt(x) > 40) return 0;
  const peak = Math.max(mean, Math.sqrt(lambda * x) / 2);
  const last = Math.ceil(peak + 12 * Math.sqrt(peak) + 60);
  const terms = centralTerms(a, half);
  let sum = 0;
  if (upper) {
    // Q(a + 1) = Q(a) + x^a e^-x / Gamma(a + 1): upwards from j = 0. Terms are taken afresh, for early ones may underflow.
    let tail = gammaQ(a, half);
    for (let j = 0; j <= last; j += 1) {
      sum += poissonTerm(j, mean) * tail;
      tail += terms.at(j);
    }
    return Math.min(1, sum);
  }
  // P(a) = P(a + 1) + x^a e^-x / Gamma(a + 1): downwards from the last j.
  let tail = gammaP(a + last, half);
  for (let j = last; j >= 0; j -= 1) {
    sum += poissonTerm(j, mean) * tail;
    if (j > 0) tail += terms.at(j - 1);
  }
  return Math.min(1, sum);
}

/** Poisson terms of a + j events where `half` are expected. A search for lambda asks for the same ones again and again. */
class CentralTerms {
  readonly a: number;
  readonly half: number;
  readonly #terms: number[] = [];

  constructor(a: number, half: number) {
    this.a = a;
    this.half = half;
  }

  at(j: number): number {
    return (this.#terms[j] ??= poissonTerm(this.a + j, this.half));
  }
}

let latest = new CentralTerms(0, 0);

function centralTerms(a: number, half: number): CentralTerms {
  if (latest.a !== a || latest.half !== half) latest = new CentralTerms(a, half);
  return latest;
}

function check(df: number, lambda: number): void {
  requirePositive("Noncentral chi-squared distribution (degrees of freedom)", df);
  requireArgument(df >= 0.01 && df <= LARGEST, "Noncentral chi-squared distribution (degrees of freedom)", "degrees in 0.01..1e13", df);
  requireNotNegative("Noncentral chi-squared distribution (noncentrality)", lambda);
  requireArgument(lambda <= LARGEST, "Noncentral chi-squared distribution (noncentrality)", "at most 1e13", lambda);
}
