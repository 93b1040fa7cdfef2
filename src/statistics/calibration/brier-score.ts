import { type Interval, type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import { studentTQuantile } from "../distributions/student-t.ts";
import { requireArgument, requireCount, requireLevel } from "../domain.ts";

/** Forecasts are counted in whole steps k of 2^-30, so that their sums are exact; a forecast off the grid moves by at most 2^-31. */
export const FORECAST_STEPS = 2n ** 30n;

/** Rows of one bin (or of one forecast) and exact sums over them. */
export interface ForecastCell {
  readonly rows: number;
  readonly events: number;
  /** Sum of k, in steps of 2^-30. */
  readonly sumForecast: bigint;
  /** Sum of k^2, in steps of 2^-60. */
  readonly sumSquaredForecast: bigint;
  /** Sum of k over the events, in steps of 2^-30. */
  readonly sumForecastEvents: bigint;
}

/** The sums of all cells together. */
export interface ForecastTotals {
  readonly n: bigint;
  readonly events: bigint;
  readonly forecast: bigint;
  readonly squared: bigint;
  readonly ofEvents: bigint;
}

/**
 * Brier score: mean squared difference of forecast and outcome.
 *
 * Formula: B = (sum f^2 - 2 sum f y + sum y) / n in whole numbers. Interval: B +- t sqrt((mean (f - y)^4 - B^2) / (n - 1)), n - 1 df, cut to 0..1.
 * Where all squared errors are alike, at B, the mean is in [q B, 1 - q (1 - B)], q = ((1 - level)/2)^(1/n) (Markov's inequality; exact).
 * In SQL: with k = cast(round(f * 1073741824) as hugeint): count(*), sum(y), sum(k), sum(k*k), sum(k*y) group by bin; with e = k - 1073741824*y:
 * sum((e*e)*(e*e) // 1152921504606846976) over all rows, the fourth powers in steps of 2^-60, each row rounded down.
 * Source: G. W. Brier (1950) Monthly Weather Review 78, 1-3, doi:10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2; interval: A. A. Bradley, S. S. Schwartz, T. Hashino (2008) Weather and Forecasting 23, 992-1006, doi:10.1175/2007WAF2007049.1.
 * Units: cells and sums in steps of the grid in, squared probability out.
 * Not computable: no rows; sums that no rows can have throw.
 * Golden: scikit-learn brier_score_loss and R t.test of the squared errors (scripts/golden-values/calibration.py, calibration.R).
 */
export function brierScore(cells: readonly ForecastCell[], sumOfFourthPowers: bigint, level: number): Outcome {
  requireLevel("brierScore", level);
  const totals = forecastTotals("brierScore", cells);
  const { n, events } = totals;
  if (n === 0n) return noForecasts();
  const errors = squaredErrors(totals);
  const largest = n * FORECAST_STEPS ** 2n;
  // n sum e^4 - (sum e^2)^2; the rounding down of each fourth power can leave it a little below 0.
  const spread = n * sumOfFourthPowers * FORECAST_STEPS ** 2n - errors * errors;
  const isPossible = spread >= -n * largest && sumOfFourthPowers <= errors;
  requireArgument(isPossible, "brierScore (fourth powers)", "a sum that such squared errors can have", Number(sumOfFourthPowers));
  const score = Number(errors) / Number(largest);
  const variance = spread > 0n ? Number(spread) / Number(largest * largest) / (Number(n) - 1) : 0;
  const limits =
    variance > 0 ? wald(score, variance, Number(n), level) : alike(score, Number(largest - errors) / Number(largest), Number(n), level);
  return computed({
    estimate: score,
    n: Number(n),
    method: "Brier score",
    interval: { ...limits, level },
    detail: { events: Number(events), ...(variance > 0 && { standardError: Math.sqrt(variance) }) },
  });
}

/** Sum of (k - y / step)^2 over all rows, in steps of 2^-60. */
export function squaredErrors({ events, squared, ofEvents }: ForecastTotals): bigint {
  return squared - 2n * FORECAST_STEPS * ofEvents + FORECAST_STEPS ** 2n * events;
}

export function noForecasts(): Outcome {
  return notComputable("no-rows", "There are no rows with a forecast and an outcome.");
}

/** Adds up the cells after checking that rows can have such sums. */
export function forecastTotals(where: string, cells: readonly ForecastCell[]): ForecastTotals {
  let [n, events, forecast, squared, ofEvents] = [0n, 0n, 0n, 0n, 0n];
  for (const cell of cells) {
    requireForecastCell(where, cell);
    n += BigInt(cell.rows);
    events += BigInt(cell.events);
    forecast += cell.sumForecast;
    squared += cell.sumSquaredForecast;
    ofEvents += cell.sumForecastEvents;
  }
  return { n, events, forecast, squared, ofEvents };
}

function requireForecastCell(where: string, { rows, events, sumForecast, sumSquaredForecast, sumForecastEvents }: ForecastCell): void {
  requireCount(`${where} (rows)`, rows);
  requireCount(`${where} (events)`, events);
  requireArgument(events <= rows, `${where} (events)`, `at most rows = ${rows}`, events);
  const [n, y, G] = [BigInt(rows), BigInt(events), FORECAST_STEPS];
  const isForecast = sumForecast >= 0n && sumForecast <= n * G;
  requireArgument(isForecast, `${where} (sum of forecasts)`, "a sum of forecasts of 0..1", Number(sumForecast));
  const isSquare = sumSquaredForecast <= sumForecast * G && n * sumSquaredForecast >= sumForecast * sumForecast;
  requireArgument(isSquare, `${where} (sum of squares)`, "a sum of squares that such forecasts can have", Number(sumSquaredForecast));
  const others = sumForecast - sumForecastEvents;
  const isSplit = sumForecastEvents >= 0n && sumForecastEvents <= y * G && others >= 0n && others <= (n - y) * G;
  requireArgument(isSplit, `${where} (sum over events)`, "a part of the forecasts that the events can have", Number(sumForecastEvents));
}

type Limits = Omit<Interval, "level">;

function wald(score: number, variance: number, n: number, level: number): Limits {
  const half = -studentTQuantile((1 - level) / 2, n - 1) * Math.sqrt(variance);
  return { lower: Math.max(0, score - half), upper: Math.min(1, score + half), method: "Student t of the squared errors" };
}

function alike(score: number, complement: number, n: number, level: number): Limits {
  const q = ((1 - level) / 2) ** (1 / n);
  return { lower: q * score, upper: 1 - q * complement, method: "Exact bound: all squared errors are alike" };
}
