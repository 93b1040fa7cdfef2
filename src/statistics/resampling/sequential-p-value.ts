import { requireArgument, requireCount, requirePositive, requireLevel } from "../domain.ts";
import { monteCarloPValue } from "./monte-carlo-p-value.ts";

export interface SequentialPlan {
  /** h: draws at least as extreme as the data after which the test stops. */
  readonly stopAfter: number;
  /** R: the most draws. */
  readonly mostDraws: number;
}

export interface SequentialPValue {
  readonly pValue: number;
  /** Draws at least as extreme as the data. */
  readonly exceedances: number;
  readonly draws: number;
  readonly stoppedEarly: boolean;
  /** Standard deviation of the p-value over repetitions with other seeds, about. */
  readonly standardError: number;
}

/**
 * Sequential Monte Carlo p-value of Besag and Clifford. Draws from the null distribution until h of them are at least as
 * extreme as the data, so that a clearly unremarkable result costs few draws.
 *
 * Formula: p = h/l if the h-th exceedance comes at draw l <= R, else p = (g + 1)/(R + 1) with g < h exceedances in R draws.
 * Under the null P(p <= x) = x for every value x that p can take. With h = R + 1 it is the ordinary Monte Carlo test.
 * Purpose: any Monte Carlo test; for M hypotheses at level q take R >= M/q (`fewestDraws`), so that p can fall below q/M.
 * Source: J. Besag and P. Clifford (1991) Biometrika 78, 301-304, doi:10.1093/biomet/78.2.301, equation 2 (their n - 1 is R).
 * Units: a function that makes one draw and says whether it is at least as extreme as the data; counts; probability out.
 * Not computable: h or R not whole or below 1 throws.
 * Golden: the exact distribution of p by exact fractions over all orders of exchangeable values, scripts/golden-values/contingency.py.
 */
export function sequentialPValue(isExtreme: () => boolean, { stopAfter, mostDraws }: SequentialPlan): SequentialPValue {
  requireAtLeastOne("sequentialPValue (exceedances to stop after)", stopAfter);
  requireAtLeastOne("sequentialPValue (most draws)", mostDraws);
  let exceedances = 0;
  for (let draw = 1; draw <= mostDraws; draw += 1) {
    if (isExtreme()) exceedances += 1;
    if (exceedances === stopAfter) return result(exceedances / draw, exceedances, draw, true);
  }
  return result(monteCarloPValue(exceedances, mostDraws), exceedances, mostDraws, false);
}

/** Fewest draws with which the smallest p, 1/(R + 1), lies below q/M for M hypotheses. */
export function fewestDraws(hypotheses: number, q: number): number {
  requirePositive("fewestDraws (hypotheses)", hypotheses);
  requireLevel("fewestDraws", q);
  return Math.ceil(hypotheses / q);
}

function result(pValue: number, exceedances: number, draws: number, stoppedEarly: boolean): SequentialPValue {
  return { pValue, exceedances, draws, stoppedEarly, standardError: Math.sqrt((pValue * (1 - pValue)) / draws) };
}

function requireAtLeastOne(where: string, value: number): void {
  requireCount(where, value);
  requireArgument(value >= 1, where, "at least 1", value);
}
