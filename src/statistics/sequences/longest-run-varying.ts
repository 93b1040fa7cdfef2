import { requireArgument, requireCount, requireProbability } from "../domain.ts";
import { MOST_TRIALS } from "./longest-run.ts";

/** Trials in a row that have the same probability of success, in the order of time. */
export interface TrialBlock {
  readonly trials: number;
  readonly successProbability: number;
}

/**
 * Probability of a run of at least L successes when the trials differ in their probability.
 *
 * Formula: Q(i) = Q(i-1) + (1 - Q(i-L-1)) (1 - p(i-L)) p(i-L+1) ... p(i), exact for the given order: the first run that is
 * long enough ends at i. The products of L neighbours come from running products within stretches of L, without division.
 * Purpose: the longest run of acceptances, given the mix of easy and hard cases and the order in which a reviewer saw them.
 * Source: statistics review A11 (condition on case mix); W. Feller (1968) An Introduction to Probability Theory I, XIII.7.
 * Units: blocks of neighbours with one probability, in order of time (SQL: gaps and islands of the stratum over review time, one row
 * a block), length (count) in; probability out. Work and memory grow with the trials.
 * Not computable: counts that are not whole, more than 2e7 trials or a probability outside 0..1 throw. L = 0 has probability 1, L > n has 0.
 * Golden: exact fractions over all sequences and mpmath by the Markov chain of run lengths, scripts/golden-values/sequences.py.
 */
export function longestRunVaryingProbability(blocks: readonly TrialBlock[], length: number): number {
  requireCount("longestRunVaryingProbability (length)", length);
  const probabilities = trialByTrial(blocks);
  const n = probabilities.length;
  if (length === 0) return 1;
  if (length > n) return 0;
  const products = productsOfNeighbours(probabilities, length);
  // atLeast[i]: a long enough run within the first i trials.
  const atLeast = new Float64Array(n + 1);
  atLeast[length] = products[length - 1] ?? 0;
  for (let count = length + 1; count <= n; count += 1) {
    const failure = 1 - (probabilities[count - length - 1] ?? 0);
    atLeast[count] = (atLeast[count - 1] ?? 0) + (1 - (atLeast[count - length - 1] ?? 0)) * failure * (products[count - 1] ?? 0);
  }
  return Math.min(1, atLeast[n] ?? 0);
}

function trialByTrial(blocks: readonly TrialBlock[]): Float64Array {
  let n = 0;
  for (const { trials, successProbability } of blocks) {
    requireCount("longestRunVaryingProbability (trials)", trials);
    requireProbability("longestRunVaryingProbability (success)", successProbability);
    n += trials;
  }
  requireArgument(n <= MOST_TRIALS, "longestRunVaryingProbability (all trials)", `at most ${MOST_TRIALS}`, n);
  const probabilities = new Float64Array(n);
  let start = 0;
  for (const { trials, successProbability } of blocks) {
    probabilities.fill(successProbability, start, start + trials);
    start += trials;
  }
  return probabilities;
}

/** At place i the product of the values i - length + 1 to i: the end of one stretch of `length` values times the start of the next. */
function productsOfNeighbours(values: Float64Array, length: number): Float64Array {
  const fromStart = Float64Array.from(values);
  const toEnd = Float64Array.from(values);
  for (let at = 1; at < values.length; at += 1) if (at % length !== 0) fromStart[at] = (fromStart[at - 1] ?? 0) * (values[at] ?? 0);
  for (let at = values.length - 2; at >= 0; at -= 1) if ((at + 1) % length !== 0) toEnd[at] = (toEnd[at + 1] ?? 0) * (values[at] ?? 0);
  return fromStart.map((product, at) => ((at + 1) % length === 0 ? product : product * (toEnd[at - length + 1] ?? 0)));
}
