import { exp, log, log1p } from "../../foundation/elementary-functions.ts";
import { requireCount, requireProbability } from "../domain.ts";
import { stirlingError } from "../special-functions/stirling.ts";

/** Expected counts below this are drawn by inversion, whose steps grow with them. */
const REJECTION_FROM = 10;

/**
 * Random binomial count of n trials with probability p.
 *
 * Formula: inversion by sequential search below 10 expected successes, else transformed rejection with squeeze (BTRS);
 * p above one half counts the failures. Exact but for the rounding of doubles, which beyond 1e13 trials may move a count by one.
 * Source: W. Hoermann (1993) Journal of Statistical Computation and Simulation 46, 101-110, doi:10.1080/00949659308811496.
 * Units: a function that draws a uniform number, a count and a probability in, a count out.
 * Not computable: a count that is not whole or a probability outside 0..1 throws.
 * Golden: the same uniform numbers through mpmath's loggamma (scripts/golden-values/random-streams.py); chi-squared fit in the test.
 */
export function randomBinomial(nextUniform: () => number, n: number, p: number): number {
  requireCount("randomBinomial (trials)", n);
  requireProbability("randomBinomial (probability)", p);
  return draw(nextUniform, n, p);
}

function draw(nextUniform: () => number, n: number, p: number): number {
  if (n === 0 || p === 0) return 0;
  if (p === 1) return n;
  if (p > 0.5) return n - draw(nextUniform, n, 1 - p);
  return n * p < REJECTION_FROM ? inversion(nextUniform, n, p) : transformedRejection(nextUniform, n, p);
}

function inversion(nextUniform: () => number, n: number, p: number): number {
  const odds = p / (1 - p);
  const start = exp(n * log1p(-p));
  for (;;) {
    let rest = nextUniform();
    let term = start;
    let k = 0;
    while (rest >= term && k < n) {
      rest -= term;
      term *= ((n - k) / (k + 1)) * odds;
      k += 1;
      // Rounding may leave a rest that no term takes up: draw again.
      if (k > 400) break;
    }
    if (k <= 400) return k;
  }
}

function transformedRejection(nextUniform: () => number, n: number, p: number): number {
  const spread = Math.sqrt(n * p * (1 - p));
  const b = 1.15 + 2.53 * spread;
  const a = -0.0873 + 0.0248 * b + 0.01 * p;
  const center = n * p + 0.5;
  const v0 = 0.92 - 4.2 / b;
  const alpha = (2.83 + 5.1 / b) * spread;
  const mode = Math.floor((n + 1) * p);
  const logOdds = log(p) - log1p(-p);
  for (;;) {
    const u = nextUniform() - 0.5;
    const v = nextUniform();
    const slack = 0.5 - Math.abs(u);
    const k = Math.floor(((2 * a) / slack + b) * u + center);
    if (slack >= 0.07 && v <= v0) return k;
    if (k < 0 || k > n) continue;
    const height = log((v * alpha) / (a / (slack * slack) + b));
    if (height <= logRatio(mode, k, n) + (k - mode) * logOdds) return k;
  }
}

/** log of C(n, k) / C(n, mode). */
function logRatio(mode: number, k: number, n: number): number {
  return logFactorialPair(mode, n) - logFactorialPair(k, n);
}

/** log(k! (n - k)!) - n log n + n, whose large parts are common to both calls. */
function logFactorialPair(k: number, n: number): number {
  return part(k, n) + part(n - k, n);
}

function part(k: number, n: number): number {
  return k === 0 ? 0 : (k + 0.5) * log(k / n) + log(n) / 2 + log(2 * Math.PI) / 2 + stirlingError(k);
}
