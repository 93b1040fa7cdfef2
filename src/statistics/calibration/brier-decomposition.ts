import { type Outcome, computed } from "../../foundation/outcome.ts";
import { FORECAST_STEPS, type ForecastCell, forecastTotals, noForecasts, squaredErrors } from "./brier-score.ts";

/**
 * Murphy's decomposition of the Brier score, with the within-bin terms that make it exact for any bins.
 *
 * Formula: B = reliability - resolution + uncertainty + within-bin variance - within-bin covariance, over bins k of n_k rows with means f_k, y_k:
 * sum n_k (f_k - y_k)^2 / n, sum n_k (y_k - y)^2 / n, y (1 - y), sum (f - f_k)^2 / n, 2 sum (f - f_k)(o - y_k) / n. The last two are 0 where a bin holds one
 * forecast; generalised resolution = resolution - variance + covariance. Skill is 1 - B / uncertainty. The parts are estimates from the sample: reliability is biased upward (see expected-calibration-error).
 * Source: A. H. Murphy (1973) J. Applied Meteorology 12, 595-600, doi:10.1175/1520-0450(1973)012<0595:ANVPOT>2.0.CO;2; D. B. Stephenson, C. A. S. Coelho,
 * I. T. Jolliffe (2008) Weather and Forecasting 23, 752-757, doi:10.1175/2007WAF2006116.1.
 * Units: cells of the bins in steps of the grid (SQL in brier-score), squared probability out; the parts in detail.
 * Not computable: no rows; sums that no rows can have throw.
 * Golden: the definition row by row in mpmath (scripts/golden-values/calibration.py).
 */
export function brierDecomposition(cells: readonly ForecastCell[]): Outcome {
  const totals = forecastTotals("brierDecomposition", cells);
  const { n, events } = totals;
  if (n === 0n) return noForecasts();
  const G = FORECAST_STEPS;
  let [bins, reliability, resolution, variance, covariance] = [0, 0, 0, 0, 0];
  for (const { rows, sumForecast, sumSquaredForecast, sumForecastEvents, ...cell } of cells) {
    if (rows === 0) continue;
    const [count, y] = [BigInt(rows), BigInt(cell.events)];
    bins += 1;
    reliability += Number((sumForecast - y * G) ** 2n) / Number(count * n * G * G);
    resolution += Number((y * n - events * count) ** 2n) / Number(count * n ** 3n);
    variance += Number(count * sumSquaredForecast - sumForecast ** 2n) / Number(count * n * G * G);
    covariance += (2 * Number(count * sumForecastEvents - sumForecast * y)) / Number(count * n * G);
  }
  const uncertainty = Number(events * (n - events)) / Number(n * n);
  const score = Number(squaredErrors(totals)) / Number(n * G * G);
  return computed({
    estimate: score,
    n: Number(n),
    method: "Brier score, decomposed by bins",
    detail: {
      reliability,
      resolution,
      uncertainty,
      withinBinVariance: variance,
      withinBinCovariance: covariance,
      generalisedResolution: resolution - variance + covariance,
      ...(uncertainty > 0 ? { skill: 1 - score / uncertainty } : {}),
      bins,
    },
  });
}
