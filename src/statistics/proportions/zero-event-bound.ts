/**
 * Bound on a rate of which no event was seen.
 * Purpose: "none of n reviews was an override" says that the process rate is below a limit, not that it is zero.
 * Formula: (1 - rate)^n = 1 - level, solved for the rate or for n (one-sided).
 * Source: the binomial distribution; "rule of three", Hanley and Lippman-Hand, JAMA 249 (1983) 1743.
 * In: cases (count), level (0..1). Out: rate (share), or the least number of cases (count).
 * Assumes independent cases; it is about the process, not about the finite file.
 * Golden values: statistics review G13 (59 and 149 cases; .0495076098882, .0199048162207).
 */
export function zeroEventUpperLimit(cases: number, level: number): number {
  if (!(cases > 0) || !(level > 0 && level < 1)) throw new RangeError("zeroEventUpperLimit needs cases > 0 and 0 < level < 1.");
  return -Math.expm1(Math.log1p(-level) / cases);
}

/** Least number of event-free cases that shows a process rate below `rate` at `level`. */
export function casesForZeroEventBound(rate: number, level: number): number {
  if (!(rate > 0 && rate < 1) || !(level > 0 && level < 1))
    throw new RangeError("casesForZeroEventBound needs rate and level within 0..1.");
  return Math.ceil(Math.log1p(-level) / Math.log1p(-rate));
}
