import { requireArgument } from "../domain.ts";
import { binomialPmf } from "./binomial.ts";
import { normalCdf, normalSurvival } from "./normal.ts";

/** `cases` independent trials with one probability. */
export interface BinomialStratum {
  readonly cases: number;
  readonly probability: number;
}

export interface PoissonBinomialTails {
  /** P(X <= observed). */
  readonly lower: number;
  /** P(X >= observed). */
  readonly upper: number;
  /** Twice the smaller tail, at most 1. */
  readonly twoSided: number;
  readonly method: string;
}

/** Above this the normal approximation is used: its error is then far below any threshold. */
export const EXACT_LIMIT = 2000;

/**
 * Poisson-binomial distribution: tails of a sum of independent binomials.
 *
 * Formula: exact convolution of Binomial(n_s, p_s) over the strata s; the normal distribution with continuity correction above 2000
 * expected or observed events, which the method names: its error is then of the order of the skewness, (1 - 2 p) / sqrt(n p (1 - p)).
 * Purpose: how unusual is a reviewer's number of overrides, given the mix of cases the reviewer had?
 * Source: Y. H. Wang (1993) Statistica Sinica 3, 295-312; Y. Hong (2013) Computational Statistics and Data Analysis 59, 41-51,
 * doi:10.1016/j.csda.2012.10.006.
 * Units: observed events and strata (cases, probability) in, probabilities out.
 * Not computable: an observed count that is negative or above the number of cases, or cases and probabilities that are none, throws.
 * Golden: exact fractions (scripts/golden-values/exact-fractions.py), R convolution of dbinom (overrides.R).
 */
export function poissonBinomialTails(observed: number, strata: readonly BinomialStratum[]): PoissonBinomialTails {
  const cases = strata.reduce((total, stratum) => total + stratum.cases, 0);
  requireArgument(observed >= 0 && observed <= cases, "poissonBinomialTails (observed)", `a count in 0..${cases}`, observed);
  const mean = strata.reduce((total, { cases: n, probability }) => total + n * probability, 0);
  const deviation = Math.sqrt(strata.reduce((total, { cases: n, probability: p }) => total + n * p * (1 - p), 0));
  if (Math.max(observed, mean) > EXACT_LIMIT && deviation > 0) {
    const lower = normalCdf((observed + 0.5 - mean) / deviation);
    const upper = normalSurvival((observed - 0.5 - mean) / deviation);
    return {
      lower,
      upper,
      twoSided: Math.min(1, 2 * lower, 2 * upper),
      method: "Poisson-binomial, normal approximation with continuity correction",
    };
  }
  // Beyond this many events the mass is below 1e-100 of anything shown.
  const most = Math.min(cases, Math.ceil(Math.max(observed, mean) + 40 * deviation + 60));
  const probabilities = poissonBinomialProbabilities(strata, most);
  let lower = 0;
  let upper = 0;
  for (let count = most; count >= observed; count -= 1) upper += probabilities[count] ?? 0;
  for (let count = 0; count <= observed; count += 1) lower += probabilities[count] ?? 0;
  return {
    lower: Math.min(1, lower),
    upper: Math.min(1, upper),
    twoSided: Math.min(1, 2 * lower, 2 * upper),
    method: "Poisson-binomial, exact",
  };
}

/** P(X = 0), ..., P(X = most). */
export function poissonBinomialProbabilities(strata: readonly BinomialStratum[], most: number): Float64Array {
  let total: Float64Array = Float64Array.of(1);
  for (const { cases, probability } of strata) {
    const reach = Math.min(cases, most);
    const single = Float64Array.from({ length: reach + 1 }, (_, count) => binomialPmf(count, cases, probability));
    const next = new Float64Array(Math.min(most, total.length - 1 + reach) + 1);
    total.forEach((mass, before) => {
      if (mass === 0) return;
      const stop = Math.min(reach, next.length - 1 - before);
      for (let count = 0; count <= stop; count += 1) next[before + count] = (next[before + count] ?? 0) + mass * (single[count] ?? 0);
    });
    total = next;
  }
  return total;
}
