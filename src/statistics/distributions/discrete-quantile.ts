import { requireProbability } from "../domain.ts";
/** A distribution on the whole numbers from lowest to highest. */
export interface DiscreteDistribution {
  readonly lowest: number;
  readonly highest: number;
  readonly mean: number;
  readonly deviation: number;
  /** P(X <= k) and P(X > k), each with relative accuracy. */
  readonly tails: (k: number) => { readonly lower: number; readonly upper: number };
  /** Sign of the exact tail at k less p; NaN where that would take too long. */
  readonly compareExactly: (side: "lower" | "upper", k: number, p: number) => number;
}

/** Where computed and wanted tail are closer than this, exact arithmetic decides. */
const CLOSE = 1e-10;
/** Neighbours closer than this cannot be told apart by computed tails. */
const DENSE = 1e-12;

/**
 * Quantile of a discrete distribution: the smallest k with P(X <= k) >= p, or with P(X > k) <= p.
 *
 * Formula: bisection on whole numbers from a bracket around the mean. Whichever of p and 1 - p is at most one half is compared with
 * its own tail, so that neighbours are told apart also where P(X <= k) is 1 in double precision. Where tail and p agree to 1e-10,
 * exact arithmetic decides (exact-tail.ts); a computed tail that reaches p suffices where neighbours lie further apart than its
 * error, so that a p computed from k gives k back. A p that differs from P(X <= k) by less than the error of the computed tail (some
 * 1e-13 of it) therefore counts as equal to it: in doubles that difference means nothing. Where exact arithmetic would take more
 * than 2e6 terms (standard deviations above some 1e5) the computed tail decides alone.
 * Source: definition of the quantile, e.g. R. Hyndman and Y. Fan (1996) The American Statistician 50, 361-365, section 1.
 * Units: probability in, whole number out. p = 0 gives the lowest, p = 1 the highest value.
 * Not computable: a probability outside 0..1 or NaN throws.
 * Golden: exact fractions (scripts/golden-values/exact-fractions.py).
 */
export function discretePoint(side: "lower" | "upper", p: number, distribution: DiscreteDistribution): number {
  requireProbability("Quantile of a discrete distribution", p);
  const { lowest, highest } = distribution;
  if (p === 0 || p === 1) return (p === 0) === (side === "lower") ? lowest : highest;
  const [compared, target] = p <= 0.5 ? [side, p] : [side === "lower" ? ("upper" as const) : ("lower" as const), 1 - p];
  const close = (k: number, limit: number): boolean => Math.abs(distribution.tails(k)[compared] - target) <= limit * target;
  const reaches = (k: number): boolean => {
    if (k >= highest) return true;
    const tail = distribution.tails(k)[compared];
    const computed = compared === "lower" ? tail >= target : tail <= target;
    if (!close(k, CLOSE)) return computed;
    if (computed && (k === lowest || !close(k - 1, DENSE))) return true;
    const exact = distribution.compareExactly(compared, k, target);
    return Number.isNaN(exact) ? computed : compared === "lower" ? exact >= 0 : exact <= 0;
  };
  return firstThat(reaches, distribution);
}

/** Smallest k that holds, given that all above it hold too. */
function firstThat(reaches: (k: number) => boolean, { lowest, highest, mean, deviation }: DiscreteDistribution): number {
  const start = Math.min(highest, Math.max(lowest, Math.round(mean)));
  const holds = reaches(start);
  let inside = start;
  let outside = start;
  for (let step = Math.max(1, Math.round(deviation / 4)); ; step *= 2) {
    outside = holds ? Math.max(lowest - 1, inside - step) : Math.min(highest, inside + step);
    if (outside < lowest || reaches(outside) !== holds) break;
    inside = outside;
  }
  let [no, yes] = holds ? [outside, inside] : [inside, outside];
  while (yes - no > 1) {
    const middle = no + Math.floor((yes - no) / 2);
    if (reaches(middle)) yes = middle;
    else no = middle;
  }
  return yes;
}
