import { log } from "../../foundation/elementary-functions.ts";
import { type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import { requireCount, requireLevel, requirePositive } from "../domain.ts";
import { monteCarloPValue } from "../resampling/monte-carlo-p-value.ts";
import { type RandomStream, seededRandom } from "../resampling/random.ts";
import { wilsonHilferty } from "./wilson-hilferty.ts";

/**
 * CUSUM of normalised drift statistics, with a limit by Monte Carlo that redraws ONE baseline for all windows.
 *
 * Formula: C = max(0, C + W - k), W = Wilson-Hilferty of T = PSI/(1/n + 1/m); the statistic is max C; p = (count + 1)/(replicates + 1); the limit
 * is the ceil((1 - alpha)(R + 1))-th of R sorted maxima, so that an alarm and p <= alpha are the same.
 * Null: without drift the baseline and window shares are, whitened, normal in df dimensions with variances 1/n and 1/m;
 * T = |u - v|^2/(1/n + 1/m) with one u for all windows; given u, |u - v|^2 is (|u| - z/sqrt m)^2 plus chi-squared(df - 1)/m (v turned so that its
 * first axis is u). A window on merged cells sees u and v on its first df axes only.
 * Purpose: late detection of small lasting drift. Why not a table: a shared baseline turns a nominal 2.3 % into 7.9 % alarms (review A1).
 * Source: E. Page (1954), doi:10.1093/biomet/41.1-2.100; one baseline for all windows: statistical review A1.
 * Units: T, df and rows of each window in, standard deviations out. Random: xoshiro of `seededRandom(seed, "cumulative-sum")`.
 * Not computable: no window, too few replicates for the level. Rows or degrees of freedom not above 0 throw.
 * Golden: path in exact fractions and p by counting, scripts/golden-values/drift-exact.py; null by plain simulation and Siegmund's run length in the test.
 */
export function cumulativeSum(request: {
  readonly windows: readonly { readonly label: string; readonly standardised: number }[];
  readonly null: CumulativeSumNull;
  /** From `simulateCumulativeSumMaxima`. */
  readonly maxima: Float64Array;
  /** Level of the alarm limit. */
  readonly alpha: number;
}): Outcome {
  const { windows, maxima, alpha } = request;
  const { df, replicates, seed } = request.null;
  requireLevel("cumulativeSum", alpha);
  if (windows.length === 0) return notComputable("no-rows", "No window can be judged.");
  // Rounding of alpha (R + 1) must not cost a rank.
  const above = Math.floor(alpha * (maxima.length + 1) * (1 + 2 ** -50));
  const limit = maxima[maxima.length - above];
  if (limit === undefined) return notComputable("too-few", `${maxima.length} replicates cannot give a limit at ${alpha}.`);
  const path = cumulativeSumPath(windows.map((window, index) => wilsonHilferty(window.standardised, dfOf(df, index))));
  const largest = Math.max(...path);
  const alarm = windows[path.findIndex((height) => height > limit)];
  return computed({
    estimate: largest,
    n: windows.length,
    method: "CUSUM of normalised PSI, Monte Carlo limit with one redrawn baseline",
    pValue: monteCarloPValue(maxima.filter((maximum) => maximum >= largest).length, maxima.length),
    detail: { limit, alarm: alarm?.label ?? "none", replicates, seed, df: Math.max(...windows.map((_, index) => dfOf(df, index))) },
  });
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
  requireCount("simulateCumulativeSumMaxima (replicates)", replicates);
  for (const rows of [baselineRows, ...windowRows]) requirePositive("simulateCumulativeSumMaxima (rows)", rows);
  const random = seededRandom(seed, "cumulative-sum");
  const windowDf = windowRows.map((_, index) => dfOf(df, index));
  /** Squared length of u on its first 0, 1, 2, ... axes. */
  const squares = new Float64Array(Math.max(0, ...windowDf) + 1);
  const maxima = new Float64Array(replicates).map(() => {
    for (let axis = 1; axis < squares.length; axis += 1) squares[axis] = (squares[axis - 1] ?? 0) + random.nextNormal() ** 2 / baselineRows;
    const values = windowRows.map((rows, index) => {
      const own = dfOf(windowDf, index);
      const along = Math.sqrt(squares[own] ?? 0) - random.nextNormal() / Math.sqrt(rows);
      const distance = along ** 2 + chiSquaredDeviate(random, own - 1) / rows;
      return wilsonHilferty(distance / (1 / baselineRows + 1 / rows), own);
    });
    return Math.max(0, ...cumulativeSumPath(values));
  });
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
      sum -= 2 * log(product);
      product = 1;
    }
  }
  return sum - 2 * log(product);
}

function dfOf(df: CumulativeSumNull["df"], window: number): number {
  const own = typeof df === "number" ? df : (df[window] ?? 0);
  requireCount("CUSUM (degrees of freedom)", own);
  requirePositive("CUSUM (degrees of freedom)", own);
  return own;
}
