import { chiSquaredCdf, chiSquaredSurvival } from "./chi-squared.ts";
import { requireArgument, requireNotNegative, requirePositive } from "../domain.ts";
import { gammaP, gammaQ, poissonTerm } from "../special-functions/gamma.ts";
import { noncentralTailByContour } from "./noncentral-contour.ts";
import { bracketedRoot, expandBracket } from "../special-functions/root.ts";

/** Product lambda * x above which the Poisson mixture gives way to the contour integral. */
const CONTOUR_FROM = 40_000;

/**
 * Noncentral chi-squared distribution with df > 0 degrees of freedom and noncentrality lambda >= 0.
 *
 * Purpose: limits of an effect from its chi-squared statistic (PSI limit = lambda limit * (1/n + 1/m)).
 * Formula: Poisson(lambda/2) mixture of central chi-squareds with df + 2j, each tail summed from positive terms; above
 * lambda x = 40000 the inversion integral of the moment generating function. Source: Johnson, Kotz and
 * Balakrishnan (1995) vol. 2, 29.3; see noncentral-contour.ts.
 * Units: none. Not computable: x or lambda < 0, df <= 0 or NaN throws.
 * Golden: mpmath at 50 digits (scripts/golden-values/special-functions.py), R pchisq (distributions.R), review G3.
 */
export function noncentralChiSquaredCdf(x: number, df: number, lambda: number): number {
  return tails(x, df, lambda).lower;
}

/** P(X > x) with relative accuracy in the upper tail; see `noncentralChiSquaredCdf`. */
export function noncentralChiSquaredSurvival(x: number, df: number, lambda: number): number {
  return tails(x, df, lambda).upper;
}

/** Upper confidence limit: the lambda with P(X <= x) = alpha, 0 where even lambda = 0 has less. */
export function noncentralityUpper(x: number, df: number, alpha: number): number {
  checkLevel(alpha);
  if (x === 0 || chiSquaredCdf(x, df) <= alpha) return 0;
  return solve((lambda) => Math.log(noncentralChiSquaredCdf(x, df, lambda) / alpha), x, df);
}

/** Lower confidence limit: the lambda with P(X > x) = alpha, 0 where already lambda = 0 has more. */
export function noncentralityLower(x: number, df: number, alpha: number): number {
  checkLevel(alpha);
  if (x === 0 || chiSquaredSurvival(x, df) >= alpha) return 0;
  return solve((lambda) => Math.log(alpha / noncentralChiSquaredSurvival(x, df, lambda)), x, df);
}

/** Root of a function that falls with lambda and is positive at 0, on the scale of sqrt(lambda + 1). */
function solve(falling: (lambda: number) => number, x: number, df: number): number {
  const onRoot = (root: number) => falling(Math.max(0, root * root - 1));
  const start = Math.sqrt(Math.max(0, x - df) + 1);
  const atStart = onRoot(start);
  if (atStart === 0) return start * start - 1;
  if (atStart < 0) return bracketedRoot(onRoot, 1, start) ** 2 - 1;
  const [near, far] = expandBracket(onRoot, start, 1);
  return bracketedRoot(onRoot, near, far) ** 2 - 1;
}

function tails(x: number, df: number, lambda: number): { lower: number; upper: number } {
  requirePositive("Noncentral chi-squared distribution (degrees of freedom)", df);
  requireNotNegative("Noncentral chi-squared distribution (noncentrality)", lambda);
  if (x === Infinity) return { lower: 1, upper: 0 };
  requireNotNegative("Noncentral chi-squared distribution (statistic)", x);
  if (lambda === 0) return { lower: chiSquaredCdf(x, df), upper: chiSquaredSurvival(x, df) };
  if (x === 0) return { lower: 0, upper: 1 };
  const upperIsSmall = x > df + lambda;
  const tail = lambda * x > CONTOUR_FROM ? noncentralTailByContour(x, df, lambda, upperIsSmall) : mixture(x, df, lambda, upperIsSmall);
  const small = Math.min(1, tail);
  return upperIsSmall ? { lower: 1 - small, upper: small } : { lower: small, upper: 1 - small };
}

/** Sum of Poisson weight times central tail; the tails by recurrences that only add. */
function mixture(x: number, df: number, lambda: number, upper: boolean): number {
  const [half, a, mean] = [x / 2, df / 2, lambda / 2];
  // Here lambda x is at most 40000, so this lower tail is under exp(-700).
  if (!upper && Math.sqrt(lambda) - Math.sqrt(x) > 40) return 0;
  const peak = Math.max(mean, Math.sqrt(lambda * x) / 2);
  const last = Math.ceil(peak + 12 * Math.sqrt(peak) + 60);
  let sum = 0;
  if (upper) {
    // Q(a + 1) = Q(a) + x^a e^-x / Gamma(a + 1): upwards from j = 0. Terms are taken afresh, for early ones may underflow.
    let tail = gammaQ(a, half);
    for (let j = 0; j <= last; j += 1) {
      sum += poissonTerm(j, mean) * tail;
      tail += poissonTerm(a + j, half);
    }
    return sum;
  }
  // P(a) = P(a + 1) + x^a e^-x / Gamma(a + 1): downwards from the last j.
  let tail = gammaP(a + last, half);
  for (let j = last; j >= 0; j -= 1) {
    sum += poissonTerm(j, mean) * tail;
    if (j > 0) tail += poissonTerm(a + j - 1, half);
  }
  return sum;
}

function checkLevel(alpha: number): void {
  requireArgument(alpha > 0 && alpha < 1, "Noncentrality limit", "a level strictly between 0 and 1", alpha);
}
