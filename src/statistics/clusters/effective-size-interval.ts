import type { Interval } from "../../foundation/outcome.ts";
import { requireLevel, requireNotNegative, requirePositive } from "../domain.ts";
import { normalQuantile } from "../distributions/normal.ts";
import { studentTQuantile } from "../distributions/student-t.ts";
import { wilsonInterval } from "../proportions/wilson-interval.ts";

/** A share p = x/(x + rest) by its parts, which may be weighted: the smaller part keeps its digits. */
export interface ShareParts {
  readonly x: number;
  readonly rest: number;
}

/**
 * Wilson score interval of a share on an effective sample size, with Student's t where the variance has few degrees of freedom.
 *
 * Formula: Wilson's interval of the share p on n* = n_eff (z / t_df)^2 observations; df = Infinity leaves n* = n_eff.
 * Purpose: the interval of clustered or weighted rates; 0 < limits < 1 also for rare events, unlike p +- t SE.
 * Source: E. L. Korn and B. I. Graubard (1998) Survey Methodology 24, 193-201 (n* with t); C. Franco et al. (2019) Journal of Survey
 * Statistics and Methodology 7, 334-364, doi:10.1093/jssam/smy019 (Wilson on n_eff is the best of the compared).
 * Units: parts of a share (counts or sums of weights) and an effective size in (not whole), shares out.
 * Not computable: parts below 0 or both 0, n_eff or df not above 0 throw.
 * Golden: Wilson's formula at 40 digits (scripts/golden-values/clusters.py), review G16.
 */
export function effectiveSizeInterval({ x, rest }: ShareParts, nEffective: number, df: number, level: number): Interval {
  requireNotNegative("effectiveSizeInterval (x)", x);
  requireNotNegative("effectiveSizeInterval (rest)", rest);
  requirePositive("effectiveSizeInterval (effective size)", nEffective);
  const size = referenceSize(nEffective, df, level);
  const method = df === Infinity ? "Wilson score on effective size" : "Wilson score on effective size, Student t";
  if (x <= rest) return { ...wilsonInterval(part(x, rest, size), size, level), method };
  // The complement keeps the digits of a rate close to 1.
  const other = wilsonInterval(part(rest, x, size), size, level);
  return { lower: 1 - other.upper, upper: 1 - other.lower, level, method };
}

/** The smaller part, scaled so that both add up to `size`. */
function part(smaller: number, larger: number, size: number): number {
  return size * (smaller / (smaller + larger));
}

/** n* = n_eff (z/t)^2, the size on which normal limits have the reach of Student's t. */
export function referenceSize(nEffective: number, df: number, level: number): number {
  return nEffective * (normalQuantile((1 + level) / 2) / criticalValue(df, level)) ** 2;
}

/** Two-sided critical value of Student's t with df degrees of freedom, of the normal distribution for df = Infinity. */
export function criticalValue(df: number, level: number): number {
  requireLevel("criticalValue", level);
  return df === Infinity ? normalQuantile((1 + level) / 2) : studentTQuantile((1 + level) / 2, df);
}
