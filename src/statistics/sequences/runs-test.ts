import { type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import { hypergeometricCdf, hypergeometricSurvival } from "../distributions/hypergeometric.ts";
import { normalSurvival } from "../distributions/normal.ts";
import { requireArgument, requireCount } from "../domain.ts";

/** Two kinds of outcome in the order of time, reduced to counts. */
export interface RunCounts {
  /** Stretches of equal outcomes. */
  readonly runs: number;
  readonly first: number;
  readonly second: number;
}

/**
 * Runs test of Wald and Wolfowitz. Do two kinds of outcome follow each other at random?
 *
 * Formula: given n1 and n2 of N, the ends of the sequence differ with probability 2 n1 n2/(N(N-1)), and then R = 2k has k - 1 of
 * n1 - 1 in n2 - 1 draws from N - 2; both ends are of kind 1 with probability n1(n1-1)/(N(N-1)), and then R = 2k + 1 has k of
 * n1 - 1 in n2 draws (kind 2 likewise). These are hypergeometric, so that P(R <= r) is exact for any counts. p = min(1, 2 x
 * smaller tail). `detail.normalP` is the usual approximation with continuity correction, for comparison with other programs.
 * Purpose: too few runs mean that decisions come in blocks, too many that they alternate.
 * Source: A. Wald and J. Wolfowitz (1940) Ann. Math. Stat. 11, 147-162, doi:10.1214/aoms/1177731909; Gibbons and Chakraborti (2011)
 * Nonparametric Statistical Inference, 5th ed., theorems 3.2.1-3.2.3.
 * Units: counts in (SQL: 1 + changes from one row to the next by time, by LAG, and the count of each kind); the estimate is R.
 * Not computable: no outcomes (no-rows); one kind only (degenerate). A number of runs that the counts cannot give throws.
 * Golden: full enumeration with exact fractions, scripts/golden-values/sequences.py; statsmodels runstest_1samp for the normal form.
 */
export function runsTest({ runs, first, second }: RunCounts): Outcome {
  requireCount("runsTest (first kind)", first);
  requireCount("runsTest (second kind)", second);
  requireCount("runsTest (runs)", runs);
  const n = first + second;
  requireCount("runsTest (all)", n);
  const fewest = Math.min(1, first) + Math.min(1, second);
  const most = Math.min(n, 2 * Math.min(first, second) + 1);
  requireArgument(runs >= fewest && runs <= most, "runsTest (runs)", `${fewest} to ${most} with these counts`, runs);
  if (n === 0) return notComputable("no-rows", "There are no outcomes in a sequence.");
  if (fewest < 2) return notComputable("degenerate", "Only one kind of outcome occurs, so its order says nothing.");
  const lowerTail = runsTail(runs, first, second, hypergeometricCdf);
  const upperTail = runsTail(runs - 1, first, second, hypergeometricSurvival);
  const expected = 1 + 2 * first * (second / n);
  const deviation = Math.sqrt(((expected - 1) * (expected - 2)) / (n - 1));
  const excess = Math.max(0, Math.abs(runs - expected) - 0.5);
  const z = excess === 0 ? 0 : (Math.sign(runs - expected) * excess) / deviation;
  return computed({
    estimate: runs,
    n,
    method: "Wald-Wolfowitz runs test, exact",
    pValue: Math.min(1, 2 * Math.min(lowerTail, upperTail)),
    detail: { expected, lowerTail, upperTail, z, normalP: Math.min(1, 2 * normalSurvival(Math.abs(z))), first, second },
  });
}

/** P(R <= r) with the hypergeometric distribution function, P(R > r) with the survival function. */
function runsTail(r: number, n1: number, n2: number, tail: (k: number, N: number, M: number, n: number) => number): number {
  const rest = n1 + n2 - 2;
  const share = (a: number, b: number): number => (a / (rest + 2)) * (b / (rest + 1));
  const sameEnds = Math.floor((r - 1) / 2);
  return (
    2 * share(n1, n2) * tail(Math.floor(r / 2) - 1, rest, n1 - 1, n2 - 1) +
    (n1 > 1 ? share(n1, n1 - 1) * tail(sameEnds, rest, n1 - 1, n2) : 0) +
    (n2 > 1 ? share(n2, n2 - 1) * tail(sameEnds, rest, n2 - 1, n1) : 0)
  );
}
