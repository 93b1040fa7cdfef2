import { requireArgument, requireCount, requireNotNegative } from "../domain.ts";
import { randomBinomial } from "./random-binomial.ts";

/**
 * Random multinomial counts: n rows spread over cells with probabilities proportional to weights.
 *
 * Formula: cell after cell a binomial of the rows left, with the cell's share of the weight left; the weights left are summed from
 * the end, so that the last cell with weight takes exactly the rest.
 * Source: C. S. Davis (1993) Computational Statistics and Data Analysis 16, 205-217, doi:10.1016/0167-9473(93)90115-A (conditional
 * method); L. Devroye (1986) Non-Uniform Random Variate Generation, XI.1.
 * Units: a function that draws a uniform number, a count and weights (any scale) in, counts that sum to n out.
 * Not computable: a count that is not whole, a negative weight, or no positive weight for rows to fall in throws.
 * Golden: the same uniform numbers through mpmath (scripts/golden-values/random-streams.py).
 */
export function randomMultinomial(nextUniform: () => number, n: number, weights: readonly number[]): number[] {
  requireCount("randomMultinomial (rows)", n);
  const left: number[] = [];
  let sum = 0;
  for (const weight of weights.toReversed()) {
    requireNotNegative("randomMultinomial (weight)", weight);
    sum += weight;
    left.push(sum);
  }
  requireArgument(n === 0 || (sum > 0 && sum < Infinity), "randomMultinomial (sum of weights)", "a finite number above 0", sum);
  left.reverse();
  let rows = n;
  return weights.map((weight, cell) => {
    const count = weight === 0 ? 0 : randomBinomial(nextUniform, rows, Math.min(1, weight / (left[cell] ?? weight)));
    rows -= count;
    return count;
  });
}
