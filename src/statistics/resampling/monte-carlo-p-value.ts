import { requireArgument, requireCount } from "../domain.ts";

/**
 * Monte Carlo p-value of a statistic among draws from its null distribution.
 *
 * Formula: (k + 1)/(R + 1), k of R draws at least as extreme as the data; the data count as one more draw, so p is never 0
 * and P(p <= a) <= a. With sequential stopping: sequential-p-value.ts.
 * Source: M. Dwass (1957) Annals of Mathematical Statistics 28, 181-187, doi:10.1214/aoms/1177707045; B. Phipson and G. K. Smyth (2010)
 * Statistical Applications in Genetics and Molecular Biology 9, 39, doi:10.2202/1544-6115.1585.
 * Units: counts in, a probability out.
 * Not computable: counts not whole, or more extreme draws than draws, throw.
 * Golden: exact fractions (scripts/golden-values/resampling.py).
 */
export function monteCarloPValue(extremeDraws: number, draws: number): number {
  requireCount("monteCarloPValue (extreme draws)", extremeDraws);
  requireCount("monteCarloPValue (draws)", draws);
  requireArgument(extremeDraws <= draws, "monteCarloPValue (extreme draws)", `at most ${draws}`, extremeDraws);
  return (extremeDraws + 1) / (draws + 1);
}
