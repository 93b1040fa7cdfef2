import { FORECAST_STEPS, type ForecastCell } from "../../src/statistics/calibration/brier-score.ts";

/** A forecast in steps of 2^-30 and an outcome. */
export type ForecastRow = readonly [k: number, y: number];

/** The exact sums of one bin, row by row. */
export function forecastCell(rows: readonly ForecastRow[]): ForecastCell {
  return {
    rows: rows.length,
    events: rows.filter(([, y]) => y === 1).length,
    sumForecast: sum(rows, ([k]) => BigInt(k)),
    sumSquaredForecast: sum(rows, ([k]) => BigInt(k) ** 2n),
    sumForecastEvents: sum(rows, ([k, y]) => BigInt(k) * BigInt(y)),
  };
}

/** Fourth powers of the errors in steps of 2^-60, each rounded down. */
export function fourthPowers(rows: readonly ForecastRow[]): bigint {
  return sum(rows, ([k, y]) => (BigInt(k) - FORECAST_STEPS * BigInt(y)) ** 4n / FORECAST_STEPS ** 2n);
}

/** f (1 - f) (1 - 2 f)^2 in steps of 2^-60, each rounded down. */
export function brierVariances(rows: readonly ForecastRow[]): bigint {
  return sum(rows, ([k]) => {
    const f = BigInt(k);
    return (f * (FORECAST_STEPS - f) * (FORECAST_STEPS - 2n * f) ** 2n) / FORECAST_STEPS ** 2n;
  });
}

function sum(rows: readonly ForecastRow[], term: (row: ForecastRow) => bigint): bigint {
  return rows.reduce((total, row) => total + term(row), 0n);
}
