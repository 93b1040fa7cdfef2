/**
 * Probability that n independent trials hold a run of at least `length` successes.
 * Purpose: is a reviewer's longest straight run of acceptances longer than chance gives?
 * Formula: Q(i) = Q(i-1) + p^L (1-p) (1 - Q(i-L-1)), Q(L) = p^L, Q(i) = 0 below L; all terms are
 * positive, so small tails keep their relative accuracy.
 * Source: Feller, An Introduction to Probability Theory I (3rd ed.), XIII.7; equal to the Markov chain of
 * statistics review A11. `p^L` alone is the chance of one fixed start and far too small.
 * In: trials, length (counts), probability of success. Out: probability.
 * Assumes one success probability for all trials; with a varying mix of cases it is an approximation.
 * Golden values: statistics review G17 (n 200, L 60, p .92: .08076399409); enumeration in the test.
 */
export function longestRunProbability(trials: number, length: number, successProbability: number): number {
  const valid = Number.isSafeInteger(trials) && trials >= 0 && Number.isSafeInteger(length) && length >= 0;
  if (!valid || !(successProbability >= 0 && successProbability <= 1))
    throw new RangeError("longestRunProbability needs whole trials and length, and a probability.");
  if (length === 0) return 1;
  if (length > trials) return 0;
  const first = successProbability ** length;
  const step = first * (1 - successProbability);
  const atLeast = new Float64Array(trials + 1);
  atLeast[length] = first;
  for (let count = length + 1; count <= trials; count += 1)
    atLeast[count] = (atLeast[count - 1] ?? 0) + step * (1 - (atLeast[count - length - 1] ?? 0));
  return Math.min(1, atLeast[trials] ?? 0);
}
