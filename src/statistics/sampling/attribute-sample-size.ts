import { type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import { requireCount, requireLevel, requireProbability } from "../domain.ts";
import { hypergeometricCdf } from "../distributions/hypergeometric.ts";

/** What an attribute sample is to show about a finite file. */
export interface AttributePlan {
  /** Items of the file, N. */
  readonly population: number;
  /** Share of exceptions from which on the file is not accepted, p. */
  readonly tolerableRate: number;
  /** Exceptions that the sample may contain and still show it, k. */
  readonly expectedExceptions: number;
  /** Risk of accepting a file at the tolerable rate, alpha. */
  readonly risk: number;
}

/** A probability counts as above the risk only beyond this factor, so that rounding decides no tie. */
export const TIE = 1 + 1e-12;

/** M0 = ceil(p N): the fewest exceptions whose share is at least the tolerable rate, free of the rounding of p N. */
export function tolerableCount(population: number, tolerableRate: number): number {
  const product = Math.ceil(tolerableRate * population);
  return (product - 1) / population >= tolerableRate ? product - 1 : product;
}

/**
 * Sample size of an attribute sample from a finite file.
 *
 * Formula: the smallest n with P(X <= k) <= alpha, X hypergeometric (N items, M0 = ceil(p N) exceptions, n drawn), by bisection: P falls
 * with n. Then k exceptions or fewer in the sample show, with risk alpha, that fewer than M0 are in the file.
 * Source: H. Arkin (1963) Handbook of Sampling for Auditing and Accounting; statistics review B8.
 * Units: counts, a share and a risk in; a number of items out, with the risk reached.
 * Not computable: an empty file (no-rows); k not below M0, so that even a census could not show it (degenerate, the case of a tolerable
 * rate of 0 as well). Rates or risks outside 0..1, and counts that are not whole, throw.
 * Golden: exact whole-number arithmetic (scripts/golden-values/sampling.py), review G13 (56 of 500, 290 of 5000).
 */
export function attributeSampleSize({ population, tolerableRate, expectedExceptions, risk }: AttributePlan): Outcome {
  const method = "Attribute sample size, hypergeometric";
  requireCount(`${method} (population)`, population);
  requireProbability(`${method} (tolerable rate)`, tolerableRate);
  requireCount(`${method} (expected exceptions)`, expectedExceptions);
  requireLevel(`${method} (risk)`, risk);
  if (population === 0) return notComputable("no-rows", `${method}: the file is empty.`);
  const marked = tolerableCount(population, tolerableRate);
  if (expectedExceptions >= marked)
    return notComputable(
      "degenerate",
      `${method}: ${expectedExceptions} exceptions in the sample cannot show that fewer than ${marked} are in the file.`,
    );
  const riskAt = (drawn: number) => hypergeometricCdf(expectedExceptions, population, marked, drawn);
  // k drawn items hold at most k exceptions for certain; a census holds all M0 of them.
  let [tooFew, enough] = [expectedExceptions, population];
  while (enough - tooFew > 1) {
    const middle = Math.floor((tooFew + enough) / 2);
    if (riskAt(middle) > risk * TIE) tooFew = middle;
    else enough = middle;
  }
  return computed({
    estimate: enough,
    n: population,
    method,
    detail: { tolerableCount: marked, expectedExceptions, risk, riskReached: riskAt(enough) },
  });
}
