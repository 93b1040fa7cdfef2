import { requireCount, requireProbability } from "../domain.ts";

/** Most trials for which the recursion is done. */
export const MOST_TRIALS = 2e7;

/**
 * Probability that n independent trials hold a run of at least L successes.
 *
 * Formula: Q(i) = Q(i-1) + p^L (1-p) (1 - Q(i-L-1)), Q(L) = p^L, Q(i) = 0 below L; all terms are positive, so that small
 * tails keep their digits. p^L alone is the chance of one fixed start and far too small. Beyond 2e7 trials the sum over all starts,
 * p^L (1 + (n - L)(1 - p)), at most 1: an upper bound, and close to the probability where that is small.
 * Purpose: is a reviewer's longest straight run of acceptances longer than chance gives? One p for all trials; where the
 * cases differ take longestRunVaryingProbability.
 * Source: W. Feller (1968) An Introduction to Probability Theory I, 3rd ed., XIII.7; the Markov chain of statistics review A11.
 * Units: trials and length (counts), probability of success in; probability out. Work grows with the trials (5e6 in about 0.1 s).
 * Not computable: counts that are not whole or a probability outside 0..1 throw. L = 0 has probability 1, L > n has 0.
 * Golden: mpmath at 50 digits by the Markov chain of run lengths, scripts/golden-values/sequences.py; R (overrides.R); review G17.
 */
export function longestRunProbability(trials: number, length: number, successProbability: number): number {
  requireCount("longestRunProbability (trials)", trials);
  requireCount("longestRunProbability (length)", length);
  requireProbability("longestRunProbability (success)", successProbability);
  if (length === 0) return 1;
  if (length > trials) return 0;
  const first = successProbability ** length;
  const step = first * (1 - successProbability);
  if (trials > MOST_TRIALS) return Math.min(1, first + (trials - length) * step);
  const atLeast = new Float64Array(trials + 1);
  atLeast[length] = first;
  for (let count = length + 1; count <= trials; count += 1)
    atLeast[count] = (atLeast[count - 1] ?? 0) + step * (1 - (atLeast[count - length - 1] ?? 0));
  return Math.min(1, atLeast[trials] ?? 0);
}
