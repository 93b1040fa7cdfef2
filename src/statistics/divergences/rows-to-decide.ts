import { noncentralityUpper } from "../distributions/noncentrality-limits.ts";
import { requireNotNegative, requirePositive } from "../domain.ts";
import { rowsToDetect } from "./rows-to-detect.ts";

const MOST_ROWS = 1e9;
const POWER = 0.8;

/**
 * Window rows that would settle a drift verdict against a threshold, were the effect what it is now estimated to be.
 *
 * Formula: at or above the threshold, rows-to-detect.ts with 80 % power; below it, the smallest m (to 0.1 %) at which the upper limit at level
 * 1 - 2 alpha, (1/n + 1/m) lambda_U of T = D/(1/n + 1/m) + df, is below the threshold.
 * Source: statistical review B1 (verdicts) and A19; limits as in drift-effect-limits.ts.
 * Units: effect and threshold in PSI, baseline rows and level in; rows out.
 * Not computable: no number up to 1e9 rows would settle it gives null. Threshold, df or rows not above 0, or an effect below 0, throws.
 * Golden: mpmath with a plain search, scripts/golden-values/drift-exact.py.
 */
export function rowsToDecide(effect: number, threshold: number, df: number, n: number, alpha: number): number | null {
  requireNotNegative("rowsToDecide (effect)", effect);
  requirePositive("rowsToDecide (threshold)", threshold);
  requirePositive("rowsToDecide (baseline rows)", n);
  if (effect >= threshold) {
    const rows = rowsToDetect(effect, df, n, alpha, POWER);
    return rows !== null && rows <= MOST_ROWS ? rows : null;
  }
  const settled = (m: number): boolean => {
    const scale = 1 / n + 1 / m;
    return scale * noncentralityUpper(effect / scale + df, df, alpha) < threshold;
  };
  if (!settled(MOST_ROWS)) return null;
  let [low, high] = [0, MOST_ROWS];
  while (high - low > Math.max(1, low * 1e-3)) {
    const middle = Math.min(high - 1, Math.max(low + 1, Math.floor(Math.sqrt(low * high))));
    if (settled(middle)) high = middle;
    else low = middle;
  }
  return high;
}
