import { requirePositive, requireArgument } from "../domain.ts";
import { bracketedRoot } from "../special-functions/root.ts";

/** One unit's deviation and its sampling variance. */
export interface Deviation {
  readonly value: number;
  readonly variance: number;
}

/**
 * Paule-Mandel estimate of the variance between units (overdispersion, tau squared).
 *
 * Formula: tau^2 >= 0 with Q(tau^2) = sum (y - ybar)^2/(s^2 + tau^2) = k - 1, ybar the mean weighted by 1/(s^2 + tau^2); 0 if Q(0) is
 * already smaller. No winsorising: cutting 10 % in each tail makes E[z^2] = .6787 and tau^2 too small.
 * Purpose: honest reviewers differ more than sampling alone makes them; control limits must allow for it.
 * Source: R. C. Paule and J. Mandel (1982) J. Res. Natl. Bur. Stand. 87, 377-385, doi:10.6028/jres.087.022; R. DerSimonian and
 * R. Kacker (2007), doi:10.1016/j.cct.2006.04.004; statistics review A10.
 * Units: deviations (share) with variances > 0 in; variance (share squared) out.
 * Not computable: null below two units. A value that is not finite or a variance not above 0 throws.
 * Golden: R metafor rma(method = "PM") and mpmath at 50 digits, scripts/golden-values/outliers.R and outliers.py.
 */
export function pauleMandel(deviations: readonly Deviation[]): number | null {
  for (const { value, variance } of deviations) {
    requireArgument(Number.isFinite(value), "pauleMandel (deviation)", "a finite number", value);
    requirePositive("pauleMandel (variance)", variance);
  }
  if (deviations.length < 2) return null;
  const excess = (between: number): number => heterogeneity(deviations, between) - (deviations.length - 1);
  if (excess(0) <= 0) return 0;
  let upper = Math.max(...deviations.map(({ variance }) => variance));
  while (excess(upper) > 0) upper *= 2;
  return bracketedRoot(excess, 0, upper);
}

function heterogeneity(deviations: readonly Deviation[], between: number): number {
  let weights = 0;
  let weighted = 0;
  for (const { value, variance } of deviations) {
    weights += 1 / (variance + between);
    weighted += value / (variance + between);
  }
  const mean = weighted / weights;
  return deviations.reduce((total, { value, variance }) => total + (value - mean) ** 2 / (variance + between), 0);
}
