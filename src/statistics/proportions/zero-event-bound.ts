import { expm1, log1p } from "../../foundation/elementary-functions.ts";
import { requireLevel, requirePositive } from "../domain.ts";

/**
 * Bound on a rate of which no event was seen.
 * Formula: (1 - rate)^n = 1 - level, solved for the rate or for n (one-sided).
 * Purpose: "none of n reviews was an override" says that the process rate is below a limit, not that it is zero.
 * Source: the binomial distribution; J. A. Hanley and A. Lippman-Hand (1983) JAMA 249, 1743-1745, doi:10.1001/jama.1983.03330370053031.
 * Units: cases (count) and level in; rate (share), or the least number of cases (count), out. Assumes independent cases; it is about the
 * process, not about the finite file. Not computable: no cases, or rate or level outside 0..1, throws.
 * Golden: mpmath at 50 digits (scripts/golden-values/proportions.py), review G13 (59 and 149 cases).
 */
export function zeroEventUpperLimit(cases: number, level: number): number {
  requirePositive("Zero-event bound (cases)", cases);
  requireLevel("Zero-event bound", level);
  return -expm1(log1p(-level) / cases);
}

/** Least number of event-free cases that shows a process rate below `rate` at `level`. */
export function casesForZeroEventBound(rate: number, level: number): number {
  requireLevel("Zero-event bound (rate)", rate);
  requireLevel("Zero-event bound", level);
  return Math.ceil(log1p(-level) / log1p(-rate));
}
