import { type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import { type RandomStream, seededRandom } from "../resampling/random.ts";

/**
 * CUSUM of normalised drift statistics, with a limit by Monte Carlo that redraws ONE baseline for all windows.
 *
 * Formula: W = [(T/df)^(1/3) - (1 - 2/(9 df))] / sqrt(2/(9 df)) with T = PSI/(1/n+1/m); C = max(0, C + W - k); the statistic is max C.
 * Null: without drift the baseline and window shares are, whitened, normal in df dimensions with variances 1/n and 1/m;
 * T = |u - v|^2/(1/n+1/m) with one u for all windows; given u, |u - v|^2 is (|u| - z/sqrt m)^2 plus chi-squared(df-1)/m
 * (v turned so that its first axis is u). A window on merged cells sees u and v on its first df axes only (cells with expected counts >= 5). p = (count + 1)/(replicates + 1).
 * Why not a table: a shared baseline turns a nominal 2.3 % into 7.9 % alarms (review A1).
 * Source: Wilson and Hilferty 1931, doi:10.1073/pnas.17.12.684; Page 1954, doi:10.1093/biomet/41.1-2.100.
 * Random: xoshiro of `seededRandom(seed, "cumulative-sum")`. Golden values: Wilson-Hilferty by R 4.2.2; size by simulation in the test.
 */
export function wilsonHilferty(statistic: number, df: number): number {
  const variance = 2 / (9 * df);
  return (Math.cbrt(statistic / df) - (1 - variance)) / Math.sqrt(variance);
}

/** Upper CUSUM path; `allowance` is k in standard deviations. */
export function cumulativeSumPath(values: readonly number[], allowance = 0.5): number[] {
  let height = 0;
  return values.map((value) => {
    height = Math.max(0, height + value - allowance);
    return height;
  });
}

export interface CumulativeSumNull {
  /** Of all windows, or of each. */
  readonly df: number | readonly number[];
  readonly baselineRows: number;
  readonly windowRows: readonly number[];
  readonly replicates: number;
  readonly seed: number;
}

/** Sorted maxima of the CUSUM without drift. They depend on the sizes alone, so features of equal sizes can share them. */
export function simulateCumulativeSumMaxima(null_: CumulativeSumNull): Float64Array {
  const { df, baselineRows, windowRows, replicates, seed } = null_;
  const random = seededRandom(seed, "cumulative-sum");
  const maxima = new Float64Array(replicates);
  const windowDf = windowRows.map((_, index) => dfOf(df, index));
  /** Squared length of u on its first 0, 1, 2, ... axes. */
  const squares = new Float64Array(Math.max(0, ...windowDf) + 1);
  for (let replicate = 0; replicate < replicates; replicate += 1) {
    for (let axis = 1; axis < squares.length; axis += 1) squares[axis] = (squares[axis - 1] ?? 0) + random.nextNormal() ** 2 / baselineRows;
    const values = windowRows.map((rows, index) => {
      const own = windowDf[index] ?? 1;
      const along = Math.sqrt(squares[own] ?? 0) - random.nextNormal() / Math.sqrt(rows);
      const distance = along ** 2 + chiSquaredDeviate(random, own - 1) / rows;
      return wilsonHilferty(distance / (1 / baselineRows + 1 / rows), own);
    });
    maxima[replicate] = Math.max(0, ...cumulativeSumPath(values));
  }
  return maxima.sort();
}

/** Chi-squared with whole df: -2 ln of a product of uniforms for each pair, a squared normal for an odd one. */
function chiSquaredDeviate(random: RandomStream, df: number): number {
  let sum = df % 2 === 1 ? random.nextNormal() ** 2 : 0;
  let product = 1;
  for (let pair = 0; pair < Math.floor(df / 2); pair += 1) {
    // 1 - u is never 0; sixteen factors of at least 2^-53 stay within the range of doubles.
    product *= 1 - random.nextUniform();
    if (pair % 16 === 15) {
      sum -= 2 * Math.log(product);
      product = 1;
    }
  }
  return sum - 2 * Math.log(product);
}

function dfOf(df: CumulativeSumNull["df"], window: number): number {
  return typeof df === "number" ? df : (df[window] ?? 1);
}

/** The largest CUSUM with its Monte Carlo p; `maxima` come from `simulateCumulativeSumMaxima`. */
export function cumulativeSum(request: {
  readonly windows: readonly { readonly label: string; readonly standardised: number }[];
  readonly null: CumulativeSumNull;
  readonly maxima: Float64Array;
  /** Level of the alarm limit. */
  readonly alpha: number;
}): Outcome {
  const { windows, maxima, alpha } = request;
  const { df, replicates, seed } = request.null;
  if (windows.length === 0) return notComputable("no-rows", "No window can be judged.");
  if (maxima.length < 1 / alpha - 1) return notComputable("too-few", `${maxima.length} replicates cannot give a limit at ${alpha}.`);
  const path = cumulativeSumPath(windows.map((window, index) => wilsonHilferty(window.standardised, dfOf(df, index))));
  const largest = Math.max(...path);
  const limit = maxima[Math.min(maxima.length - 1, Math.ceil((1 - alpha) * (maxima.length + 1)) - 1)] ?? 0;
  const alarm = windows[path.findIndex((height) => height > limit)];
  return computed({
    estimate: largest,
    n: windows.length,
    method: "CUSUM of normalised PSI, Monte Carlo limit with one redrawn baseline",
    pValue: (maxima.filter((maximum) => maximum >= largest).length + 1) / (maxima.length + 1),
    detail: { limit, alarm: alarm?.label ?? "none", replicates, seed, df: Math.max(...windows.map((_, index) => dfOf(df, index))) },
  });
}
