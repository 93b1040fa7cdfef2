import type { Interval } from "../../foundation/outcome.ts";
import { betaQuantile, betaUpperPoint } from "../distributions/beta.ts";
import { clopperPearsonInterval } from "../proportions/clopper-pearson.ts";

/** The share that a window without drift would have of values its baseline never showed, known as Beta(a, b) from that baseline. */
export interface UndriftedShare {
  readonly mean: number;
  readonly a: number;
  readonly b: number;
}

/**
 * Limits of the excess of a share over what a window without drift would have.
 *
 * Formula: p = k/m with Clopper-Pearson limits l, u; undrifted share with mean mu and beta quantiles L, U at the same tails; lower = p - mu -
 * sqrt((p - l)^2 + (U - mu)^2), upper = p - mu + sqrt((u - p)^2 + (mu - L)^2), neither below 0. Limits less mu alone would take the
 * baseline for infinite: at an excess of just the threshold they pass most windows.
 * Source: R. G. Newcombe (1998) Statistics in Medicine 17, 873-890, method 10, with the beta of out-of-range.ts or unseen-share.ts for one share.
 * Units: counts, the beta and a level in, shares out.
 * Not computable: m = 0, k above m, a level outside 0..1, or a shape not above 0, throws.
 * Golden: closed form of the beta (out of range) and scipy beta (unseen), scripts/golden-values/drift-exact.py.
 */
export function excessLimits(k: number, m: number, undrifted: UndriftedShare, level: number): Interval {
  const share = k / m;
  const tail = (1 - level) / 2;
  const limits = clopperPearsonInterval(k, m, level);
  const highest = betaUpperPoint(tail, undrifted.a, undrifted.b);
  const lower = share - undrifted.mean - Math.hypot(share - limits.lower, highest - undrifted.mean);
  const upper = excessUpper(share, limits.upper, undrifted, tail);
  return { lower: Math.max(0, lower), upper, level, method: "Clopper-Pearson and beta quantiles, Newcombe hybrid" };
}

/** Upper limit of the excess from that of the share, at the same tail. */
export function excessUpper(share: number, shareUpper: number, { mean, a, b }: UndriftedShare, tail: number): number {
  return Math.max(0, share - mean + Math.hypot(shareUpper - share, mean - betaQuantile(tail, a, b)));
}
