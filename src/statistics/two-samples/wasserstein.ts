import { type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import { requireArgument, requireNotNegative } from "../domain.ts";
import { crossDifference, totalCount } from "../whole-numbers.ts";

/**
 * Wasserstein-1 (earth mover's) distance of two samples, raw and in baseline standard deviations.
 *
 * Formula: W1 = integral |F - G| dx = sum |C_i m - O_i n| (x_(i+1) - x_i) / (n m) over the sorted distinct values x_i with cumulative counts C_i,
 * O_i; exact up to rounding. The estimate is W1/sigma, sigma the frozen baseline standard deviation with divisor n.
 * Source: S. S. Vallender (1974), doi:10.1137/1118101.
 * Units: sorted distinct values and counts in (SELECT value, count(*) FILTER (WHERE ...) GROUP BY value ORDER BY value), standard deviations
 * out; `detail.raw` in the unit of the values.
 * Not computable: an empty sample, sigma = 0. Values that do not rise, a count that is none, or unequal lengths throw.
 * Golden: exact fractions of the sorted samples, scripts/golden-values/drift-exact.py; scipy wasserstein_distance in the same script.
 */
export function wassersteinDistance(request: {
  readonly values: readonly number[];
  readonly baseline: readonly number[];
  readonly window: readonly number[];
  readonly sigma: number;
}): Outcome {
  const { values, baseline, window, sigma } = request;
  const where = "wassersteinDistance";
  requireNotNegative(`${where} (sigma)`, sigma);
  requireArgument(baseline.length === values.length, `${where} (baseline)`, `${values.length} counts`, baseline.length);
  requireArgument(window.length === values.length, `${where} (window)`, `${values.length} counts`, window.length);
  const [n, m] = [totalCount(where, baseline), totalCount(where, window)];
  let [before, count, other, raw] = [-Infinity, 0, 0, 0];
  values.forEach((value, index) => {
    requireArgument(value > before && value < Infinity, `${where} (values)`, `a finite number above ${before}`, value);
    // The gap below the first value is crossed with no difference.
    const difference = Math.abs(crossDifference(count, m, other, n));
    if (difference > 0) raw += (difference / n / m) * (value - before);
    count += baseline[index] ?? 0;
    other += window[index] ?? 0;
    before = value;
  });
  if (n === 0) return notComputable("no-rows", "The baseline has no values.");
  if (m === 0) return notComputable("no-rows", "The window has no values.");
  if (sigma === 0) return notComputable("degenerate", "The baseline has no spread, so a distance in its standard deviations is undefined.");
  return computed({
    estimate: raw / sigma,
    n: m,
    method: "Wasserstein-1 distance in baseline standard deviations",
    detail: { raw, sigma, baselineRows: n },
  });
}
