import { type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import { normalSurvival } from "../distributions/normal.ts";
import { requireArgument } from "../domain.ts";
import { FORECAST_STEPS, type ForecastCell, forecastTotals, noForecasts, squaredErrors } from "./brier-score.ts";

/**
 * Spiegelhalter's z: is the Brier score what calibrated forecasts would have?
 *
 * Formula: Z = sum (y - f)(1 - 2 f) / sqrt(sum f (1 - f) (1 - 2 f)^2), standard normal under calibration; above 0 the Brier score is worse than promised. The
 * numerator is sum y - sum f - 2 sum f y + 2 sum f^2 in whole numbers. Blind to errors that leave the Brier score as expected: read it beside slope and intercept.
 * In SQL: with G = 1073741824 and k of brier-score, sum((k*(G-k)) * ((G-2*k)*(G-2*k)) // 1152921504606846976), as hugeint: the variance in steps of 2^-60, each row rounded down.
 * Source: D. J. Spiegelhalter (1986) Statistics in Medicine 5, 421-433, doi:10.1002/sim.4780050506.
 * Units: cells of any grouping and the sum of variances in steps of the grid in, standard deviations out.
 * Not computable: no rows (no-rows); forecasts of 0, 1/2 and 1 only, under which the Brier score has no variance (degenerate). Sums that no rows can have throw.
 * Golden: the definition row by row in mpmath (scripts/golden-values/calibration.py).
 */
export function spiegelhalterZ(cells: readonly ForecastCell[], sumOfVariances: bigint): Outcome {
  const totals = forecastTotals("spiegelhalterZ", cells);
  const { n, events, forecast, squared, ofEvents } = totals;
  const G = FORECAST_STEPS;
  const isPossible = sumOfVariances >= 0n && sumOfVariances * 16n <= n * G * G;
  requireArgument(isPossible, "spiegelhalterZ (variances)", "a sum of at least 0, at most 1/16 a row", Number(sumOfVariances));
  if (n === 0n) return noForecasts();
  if (sumOfVariances === 0n) {
    return notComputable("degenerate", "All forecasts are 0, 1/2 or 1, under which the Brier score cannot vary.");
  }
  const excess = G * G * events - G * forecast - 2n * G * ofEvents + 2n * squared;
  const variance = Number(sumOfVariances) / Number(G * G);
  const z = Number(excess) / Number(G * G) / Math.sqrt(variance);
  return computed({
    estimate: z,
    n: Number(n),
    method: "Spiegelhalter's z",
    pValue: 2 * normalSurvival(Math.abs(z)),
    detail: {
      brierScore: Number(squaredErrors(totals)) / Number(n * G * G),
      expectedBrierScore: Number(G * forecast - squared) / Number(n * G * G),
      standardError: Math.sqrt(variance) / Number(n),
    },
  });
}
