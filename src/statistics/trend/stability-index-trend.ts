import { type Outcome, computed, isComputed } from "../../foundation/outcome.ts";
import { studentTQuantile } from "../distributions/student-t.ts";
import { requirePositive } from "../domain.ts";
import { mannKendall } from "./mann-kendall.ts";
import { weightedLinearTrend } from "./weighted-linear-trend.ts";
import { wilsonHilferty } from "./wilson-hilferty.ts";

/**
 * Gradual departure of a feature without order from its baseline: change of the bias-corrected PSI over the windows.
 *
 * Formula: D = (T - df) s with s = 1/n + 1/m, not cut at 0, so that its mean without drift is 0; weighted linear trend with the null
 * variances 2 df s^2, overdispersion-scaled, for change and limits. The error of the one baseline tilts the line where windows differ from
 * it: 4 (sqrt D_first + sqrt D_last)^2 / n, a bound from the fitted ends, is added to the variance.
 * p: Mann-Kendall on the Wilson-Hilferty-normalised T, which does not depend on the sizes; 1 where all of these are equal.
 * What it does not see: windows that change while they stay equally far from the baseline (each window's own verdict does).
 * Source: statistical review A1, A12; weighted-linear-trend.ts, mann-kendall.ts.
 * Units: T, df and rows of each window and baseline rows in; PSI out.
 * Not computable: fewer than 8 windows. Times that do not rise, statistics below 0, or rows not above 0, throw.
 * Golden: mpmath and numpy from the formula, scripts/golden-values/drift-exact.py; size and coverage by simulation in the test.
 */
export function stabilityIndexTrend(points: readonly IndexPoint[], baselineRows: number, level: number): Outcome {
  requirePositive("stabilityIndexTrend (baseline rows)", baselineRows);
  const scaled = points.map(({ time, standardised, df, windowRows }) => {
    requirePositive("stabilityIndexTrend (window rows)", windowRows);
    const scale = 1 / baselineRows + 1 / windowRows;
    return { time, value: (standardised - df) * scale, variance: 2 * df * scale ** 2 };
  });
  const normalised = points.map(({ time, standardised, df }) => ({ time, value: wilsonHilferty(standardised, df) }));
  const line = weightedLinearTrend(scaled, level);
  if (!isComputed(line)) return line;
  // Enough windows for the line are enough for the test, which then refuses equal values only.
  const test = mannKendall(normalised);
  const { pValue, tau } = isComputed(test) ? { pValue: test.pValue ?? 1, tau: Number(test.detail?.["tau"]) } : { pValue: 1, tau: 0 };
  const [df, lineError] = [Number(line.detail?.["df"]), Number(line.detail?.["standardError"])];
  const middle = scaled.reduce((sum, { value }) => sum + value, 0) / scaled.length;
  const root = (value: number): number => Math.sqrt(Math.max(0, value));
  const ends = root(middle - line.estimate / 2) + root(middle + line.estimate / 2);
  const standardError = Math.hypot(lineError, (2 * ends) / Math.sqrt(baselineRows));
  const half = studentTQuantile((1 + level) / 2, df) * standardError;
  return computed({
    estimate: line.estimate,
    n: points.length,
    method: "Change of the bias-corrected PSI over the period, linear trend; p of the Mann-Kendall test",
    interval: {
      lower: line.estimate - half,
      upper: line.estimate + half,
      level,
      method: "Student t, overdispersion-scaled, baseline error added",
    },
    pValue,
    detail: { ...line.detail, standardError, tau },
  });
}

export interface IndexPoint {
  readonly time: number;
  /** T = PSI / (1/n + 1/m). */
  readonly standardised: number;
  readonly df: number;
  readonly windowRows: number;
}
