import { cbrt } from "../../foundation/elementary-functions.ts";
import { requireNotNegative, requirePositive } from "../domain.ts";

/**
 * Wilson-Hilferty normalisation of a chi-squared statistic.
 *
 * Formula: W = [(T/df)^(1/3) - (1 - 2/(9 df))] / sqrt(2/(9 df)), about standard normal when T is chi-squared(df).
 * Purpose: makes T = PSI/(1/n + 1/m) of windows of any size comparable over time.
 * Source: E. Wilson and M. Hilferty (1931), doi:10.1073/pnas.17.12.684.
 * Units: statistic and degrees of freedom in, standard deviations out.
 * Not computable: a statistic below 0 or not finite, or degrees of freedom not above 0, throws.
 * Golden: mpmath at 50 digits, scripts/golden-values/drift-exact.py; R, scripts/golden-values/drift.R.
 */
export function wilsonHilferty(statistic: number, df: number): number {
  requireNotNegative("wilsonHilferty (statistic)", statistic);
  requirePositive("wilsonHilferty (degrees of freedom)", df);
  const variance = 2 / (9 * df);
  return (cbrt(statistic / df) - (1 - variance)) / Math.sqrt(variance);
}
