import type { Interval } from "../../foundation/outcome.ts";
import { requireNotNegative, requirePositive } from "../domain.ts";
import { betaQuantile, betaUpperPoint } from "../distributions/beta.ts";
import { type ShareParts, referenceSize } from "./effective-size-interval.ts";

/**
 * Korn-Graubard interval: Clopper-Pearson of a share on an effective sample size with Student's t.
 *
 * Formula: with n* = n_eff (z / t_df)^2 and x* = p n*, lower limit = quantile (1 - level)/2 of Beta(x*, n* - x* + 1), upper limit = upper
 * point (1 - level)/2 of Beta(x* + 1, n* - x*). z / t takes the place of the published t_(n - 1) / t_df, as in effective-size-interval.ts.
 * Purpose: the interval of a clustered rate whose variance is estimated. With few events the variance is too small when the rate is too low, and
 * Wilson's interval on n* then covers less than its level. Simulated at 95 % (30 to 100 subjects of 1 to 10 rows, correlation .2, rates 2 to
 * 50 %): this one covers 94.6 to 96 %, Wilson's 93.0 to 95 %, and is 3 to 9 % narrower.
 * Source: E. L. Korn and B. I. Graubard (1998) Survey Methodology 24, 193-201; J. D. Parker et al. (2017) NCHS Vital and Health
 * Statistics 2(175), which presents proportions by it; R survey::svyciprop(method = "beta").
 * Units: parts of a share (counts or sums of weights) and an effective size in (not whole), shares out.
 * Not computable: parts below 0 or both 0, n_eff or df not above 0 throw. The lower limit of 0 of n is 0, the upper one of n of n is 1.
 * Golden: R qbeta on survey's variance (scripts/golden-values/clusters.R), scipy's betaincinv (clusters.py).
 */
export function kornGraubardInterval({ x, rest }: ShareParts, nEffective: number, df: number, level: number): Interval {
  requireNotNegative("kornGraubardInterval (x)", x);
  requireNotNegative("kornGraubardInterval (rest)", rest);
  requirePositive("kornGraubardInterval (both parts)", x + rest);
  requirePositive("kornGraubardInterval (effective size)", nEffective);
  const size = referenceSize(nEffective, df, level);
  const [events, others] = [size * (x / (x + rest)), size * (rest / (x + rest))];
  const tail = (1 - level) / 2;
  return {
    lower: x === 0 ? 0 : betaQuantile(tail, events, others + 1),
    upper: rest === 0 ? 1 : betaUpperPoint(tail, events + 1, others),
    level,
    method: "Korn-Graubard (Clopper-Pearson on effective size, Student t)",
  };
}
