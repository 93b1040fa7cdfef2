import { type Outcome, computed } from "../../foundation/outcome.ts";
import { binomialTerm } from "../distributions/binomial-term.ts";
import { FORECAST_STEPS, type ForecastCell, forecastTotals, noForecasts } from "./brier-score.ts";

/** How the caller has cut the bins; the error depends on it. */
export type Binning = "equal-width" | "equal-mass";

/**
 * Expected calibration error (ECE, L1) less what a calibrated forecast would show.
 *
 * Formula: raw = sum n_k / n |f_k - y_k| over bins with mean forecast f_k and event rate y_k; estimate = max(0, raw - E0), E0 = sum n_k / n E|f_k - y_k| under
 * calibration, where the events of a bin are a sum of Bernoulli(f): E|X - n_k f_k| of the binomial law in De Moivre's closed form, times the ratio of the standard
 * deviations sqrt(sum f (1 - f) / (n_k f_k (1 - f_k))). This is exact where a bin holds one forecast, and takes off too much where a bin mixes forecasts near 0 and near 1. Raw ECE is above 0 for every sample, more so with many bins; the
 * corrected one is too low where the error is real but near the noise.
 * Source: M. P. Naeini, G. F. Cooper, M. Hauskrecht (2015) AAAI 29, 2901-2907, doi:10.1609/aaai.v29i1.9602; J. Broecker (2012) Climate Dynamics 39, 655-667, doi:10.1007/s00382-011-1191-1 (bias); P. Diaconis, S. Zabell (1991) Statistical Science 6, 284-302, doi:10.1214/ss/1177011699 (De Moivre).
 * Units: cells of the bins in steps of the grid (SQL in brier-score) and the kind of binning in, probability out.
 * Not computable: no rows; sums that no rows can have throw. It has no interval.
 * Golden: the definition row by row, E0 by enumeration in mpmath (scripts/golden-values/calibration.py).
 */
export function expectedCalibrationError(cells: readonly ForecastCell[], binning: Binning): Outcome {
  const { n } = forecastTotals("expectedCalibrationError", cells);
  if (n === 0n) return noForecasts();
  const bins = cells.filter(({ rows }) => rows > 0);
  const total = Number(n);
  const raw = bins.reduce((sum, { events, sumForecast }) => sum + Math.abs(Number(sumForecast - BigInt(events) * FORECAST_STEPS)), 0);
  const expected = bins.reduce((sum, bin) => sum + expectedDeviation(bin), 0) / total;
  const error = raw / Number(FORECAST_STEPS) / total;
  return computed({
    estimate: Math.max(0, error - expected),
    n: total,
    method: `Expected calibration error, ${binning} bins, less its expectation under calibration`,
    detail: { rawError: error, expectedUnderCalibration: expected, bins: bins.length, binning },
  });
}

/** E|X - n f| for the events X of a bin whose rows have mean forecast f, under calibration. */
function expectedDeviation({ rows, sumForecast, sumSquaredForecast }: ForecastCell): number {
  const all = BigInt(rows) * FORECAST_STEPS;
  const spread = sumForecast * FORECAST_STEPS - sumSquaredForecast;
  if (spread === 0n) return 0;
  const [p, q] = [Number(sumForecast) / Number(all), Number(all - sumForecast) / Number(all)];
  // The first whole number above n p; its probability carries the mean absolute deviation.
  const above = Number(sumForecast / FORECAST_STEPS) + 1;
  const binomial = 2 * above * q * binomialTerm(above, rows - above, p, q);
  return binomial * Math.sqrt((rows * Number(spread)) / Number(sumForecast * (all - sumForecast)));
}
