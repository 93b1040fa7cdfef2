import { type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import { type Binning } from "./expected-calibration-error.ts";
import { FORECAST_STEPS, type ForecastCell, forecastTotals, noForecasts } from "./brier-score.ts";

/**
 * Squared calibration error of binned forecasts, debiased (Kumar, Liang and Ma).
 *
 * Formula: sum n_k / n ((f_k - y_k)^2 - y_k (1 - y_k) / (n_k - 1)) over bins with mean forecast f_k and event rate y_k. Its expectation is the squared calibration error
 * of the bin means, so around 0 it is negative as often as positive and is not cut at 0.
 * Source: A. Kumar, P. Liang, T. Ma (2019) Verified Uncertainty Calibration, NeurIPS 32, arXiv:1909.10155, definition 5.1.
 * Units: cells of the bins in steps of the grid (SQL in brier-score) and the kind of binning in, squared probability out.
 * Not computable: no rows (no-rows); a bin of one row, whose variance cannot be taken off (too-few). Sums that no rows can have throw.
 * Golden: the definition row by row in mpmath (scripts/golden-values/calibration.py).
 */
export function debiasedSquaredCalibrationError(cells: readonly ForecastCell[], binning: Binning): Outcome {
  const { n } = forecastTotals("debiasedSquaredCalibrationError", cells);
  if (n === 0n) return noForecasts();
  const bins = cells.filter(({ rows }) => rows > 0);
  if (bins.some(({ rows }) => rows === 1)) {
    return notComputable(
      "too-few",
      "A bin holds a single row, so the chance part of its error cannot be taken off; wider bins are needed.",
    );
  }
  let [plugIn, chance] = [0, 0];
  for (const { rows, events, sumForecast } of bins) {
    const [count, y] = [BigInt(rows), BigInt(events)];
    plugIn += Number((sumForecast - y * FORECAST_STEPS) ** 2n) / Number(count * n * FORECAST_STEPS ** 2n);
    chance += Number(y * (count - y)) / Number(n * count * (count - 1n));
  }
  return computed({
    estimate: plugIn - chance,
    n: Number(n),
    method: `Squared calibration error, ${binning} bins, debiased`,
    detail: { plugIn, chance, bins: bins.length, binning },
  });
}
