import { exp, log, log1p } from "../../foundation/elementary-functions.ts";
import { requireArgument } from "../domain.ts";
import { weightedExcess } from "../special-functions/exact-product.ts";
import { betaDensityTerm } from "../special-functions/incomplete-beta.ts";
import { logConcaveIntegral } from "../special-functions/log-concave-integral.ts";
import { binomialTerm } from "./binomial-term.ts";

const MOST_TERMS = 1e7;
/** Terms that are always added one by one, at both ends. */
const SINGLE_TERMS = 10_000;
/** Neighbours whose logarithms differ by less than this are summed by an integral; what that neglects is below 1e-13. */
const SMOOTH = 0.002;

/**
 * Upper tail P(X >= k) of the beta-binomial distribution with shapes that need not be whole.
 *
 * Formula: sum of C(m, j) B(j + a, m - j + b) / B(a, b) by the ratio of neighbours. Where neighbours hardly differ (after 10 000 terms),
 * the Euler-Maclaurin formula: integral of f + (f(first) + f(last))/2 + (f'(last) - f'(first))/12, the integral on the logit of j/m,
 * where f is log-concave, outwards from its mode. Probabilities from three saddle-point densities at x = (j + a)/(m + a + b), in
 * which nothing cancels. Source: DLMF 2.10.1, https://dlmf.nist.gov/2.10; C. Loader (2000) for the saddle-point form.
 * Units: counts in, probability out. Not computable: more than 1e7 single terms throws.
 * Golden: exact fractions (scripts/golden-values/exact-fractions.py), mpmath at 50 digits (distributions-mpmath.py).
 */
export function betaBinomialTailSum(k: number, m: number, a: number, b: number): number {
  const begin = addSingly(k, m, m, a, b);
  if (begin.reached > m) return Math.min(1, begin.sum);
  const last = m - Math.max(SINGLE_TERMS, Math.ceil((2 * Math.abs(b - 1)) / SMOOTH));
  if (last <= begin.reached) return Math.min(1, begin.sum + addSingly(begin.reached, m, 0, a, b).sum);
  const [fFirst, fLast] = [betaBinomialTerm(begin.reached, m, a, b), betaBinomialTerm(last, m, a, b)];
  const slopes = fLast * step(last, m, a, b) - fFirst * step(begin.reached, m, a, b);
  const smooth = integral(begin.reached, last, m, a, b) + (fFirst + fLast) / 2 + slopes / 12;
  const sum = begin.sum + smooth;
  // With b >= 1 the probabilities fall to the end.
  if (b >= 1 && fLast * (m - last) < 1e-17 * sum) return Math.min(1, sum);
  return Math.min(1, sum + addSingly(last + 1, m, 0, a, b).sum);
}

/** P(X = j); j need not be whole, and m - j may be given apart where j is rounded. */
export function betaBinomialTerm(j: number, m: number, a: number, b: number, rest: number = m - j): number {
  const whole = m + a + b;
  const [x, y] = [(j + a) / whole, (rest + b) / whole];
  const prior = betaDensityTerm(x, y, a, b, weightedExcess(a, b, x, y));
  const posterior = betaDensityTerm(x, y, j + a, rest + b, weightedExcess(j + a, rest + b, x, y));
  return binomialTerm(j, rest, x, y) * (prior / posterior);
}

/** Terms from k on one by one, until nothing is added (reached = m + 1), or, below `smoothUpTo`, until neighbours hardly differ. */
function addSingly(k: number, m: number, smoothUpTo: number, a: number, b: number): { sum: number; reached: number } {
  const first = betaBinomialTerm(k, m, a, b);
  let term = 1;
  let sum = 1;
  for (let j = k; j < m; j += 1) {
    const change = relativeChange(j, m, a, b);
    if (j - k >= SINGLE_TERMS && j < smoothUpTo && Math.abs(change) < SMOOTH / 2) return { sum: (sum - term) * first, reached: j };
    // A ratio near 1 would be rounded the same way in thousands of terms; its difference from 1 is not.
    term = Math.abs(change) < 0.5 ? term + term * change : term * ((m - j) / (j + 1)) * ((j + a) / (m - j - 1 + b));
    sum += term;
    // Ratios of neighbours may rise again near m (b < 1), so a small term alone does not end the sum there.
    if (change < 0 && b >= 1 && term < sum * 2 ** -53 * -change) break;
    requireArgument(j - k < MOST_TERMS, "Beta-binomial distribution", "whole shapes, or fewer trials", m);
  }
  return { sum: sum * first, reached: m + 1 };
}

/** Ratio of neighbours P(X = j + 1) / P(X = j), less 1. */
function relativeChange(j: number, m: number, a: number, b: number): number {
  return ((m - j) * (a - 1) - (j + 1) * (b - 1)) / (j + 1) / (m - j - 1 + b);
}

/** log of the ratio of neighbours around j: the derivative of log f, nearly. */
function step(j: number, m: number, a: number, b: number): number {
  return log1p(relativeChange(j - 0.5, m, a, b));
}

/** Integral of the probability from first to last on the logit scale. */
function integral(first: number, last: number, m: number, a: number, b: number): number {
  const logit = (t: number) => log(t / (m - t));
  const [from, to] = [logit(first), logit(last)];
  const mode = Math.min(to, Math.max(from, log(a / b)));
  const density = (w: number) => {
    const [t, rest] = [m / (1 + exp(-w)), m / (1 + exp(w))];
    return betaBinomialTerm(t, m, a, b, rest) * (t / m) * rest;
  };
  const top = density(mode);
  if (top === 0) return 0;
  const scale = Math.sqrt(1 / a + 1 / b);
  const side = (sign: 1 | -1, length: number) =>
    length > 0 ? logConcaveIntegral((u) => log(top / density(mode + sign * u)), length, scale) : 0;
  return top * (side(1, to - mode) + side(-1, mode - from));
}
