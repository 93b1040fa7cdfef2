/** One unit's deviation and its sampling variance. */
export interface Deviation {
  readonly value: number;
  readonly variance: number;
}

/**
 * Paule-Mandel estimate of the variance between units (overdispersion, tau squared).
 * Purpose: honest reviewers differ more than sampling alone makes them; control limits must allow for it.
 * Formula: tau^2 >= 0 with sum (y - ybar_w)^2 / (s^2 + tau^2) = k - 1, ybar_w the mean weighted by 1/(s^2 + tau^2); 0 if the sum is already smaller.
 * No winsorising: trimming 10 % in each tail makes E[z^2] = .6787 and tau^2 too small (statistics review A10).
 * Source: Paule and Mandel, J. Res. Natl. Bur. Stand. 87 (1982) 377; DerSimonian and Kacker, Contemp. Clin. Trials 28 (2007) 105.
 * In: deviations (share) with variances > 0. Out: variance (share squared); null below two units.
 * Golden values: R 4.2.2, scripts/golden-values/overrides.R (uniroot).
 */
export function pauleMandel(deviations: readonly Deviation[]): number | null {
  if (deviations.length < 2) return null;
  if (deviations.some(({ value, variance }) => !Number.isFinite(value) || !(variance > 0)))
    throw new RangeError("pauleMandel needs finite values with positive variances.");
  const target = deviations.length - 1;
  if (heterogeneity(deviations, 0) <= target) return 0;
  let upper = Math.max(...deviations.map(({ variance }) => variance));
  while (heterogeneity(deviations, upper) > target) upper *= 2;
  let lower = 0;
  for (let step = 0; step < 200 && upper - lower > upper * 1e-15; step += 1) {
    const middle = (lower + upper) / 2;
    if (middle === lower || middle === upper) break;
    if (heterogeneity(deviations, middle) > target) lower = middle;
    else upper = middle;
  }
  return (lower + upper) / 2;
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
