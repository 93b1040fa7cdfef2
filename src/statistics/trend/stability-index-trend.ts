import { type Outcome, computed, isComputed } from "../../foundation/outcome.ts";
import { wilsonHilferty } from "./cumulative-sum.ts";
import { mannKendall } from "./mann-kendall.ts";
import { studentTQuantile } from "../distributions/student-t.ts";
import { weightedLinearTrend } from "./weighted-linear-trend.ts";

/**
 * Gradual departure of a feature without order from its baseline: change of the bias-corrected PSI over the windows.
 *
 * Formula: D = (T - df) s with s = 1/n + 1/m, not cut at 0, so that its mean without drift is 0; weighted linear trend with the null
 * variances 2 df s^2, overdispersion-scaled, for change and limits. The error of the one baseline tilts the line where windows differ from
 * it: 4 (sqrt D_first + sqrt D_last)^2 / n, a bound from the fitted ends, is added to the variance.
 * p: Mann-Kendall on the Wilson-Hilferty-normalised T, which does not depend on the sizes; 1 where all of these are equal.
 * What it does not see: windows that change while they stay equally far from the baseline (each window's own verdict does).
 * Source: review A1, A12; weighted-linear-trend.ts, mann-kendall.ts. Units: PSI. Not computable: fewer than 8 windows.
 * Golden values: none published; size and coverage by simulation in the test.
 */
export interface IndexPoint {
  readonly time: number;
  /** T = PSI / (1/n + 1/m). */
  readonly standardised: number;
  readonly df: number;
  readonly windowRows: number;
}

export function stabilityIndexTrend(points: readonly IndexPoint[], baselineRows: number, level: number): Outcome {
  const scaled = points.map(({ time, standardised, df, windowRows }) => {
    const scale = 1 / baselineRows + 1 / windowRows;
    return { time, value: (standardised - df) * scale, variance: 2 * df * scale ** 2 };
  });
  const line = weightedLinearTrend(scaled, level);
  if (!isComputed(line)) return line;
  const test = mannKendall(points.map(({ time, standardised, df }) => ({ time, value: wilsonHilferty(standardised, df) })));
  if (!isComputed(test) && test.code !== "degenerate") return test;
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
    pValue: isComputed(test) ? (test.pValue ?? 1) : 1,
    detail: { ...line.detail, standardError, tau: isComputed(test) ? Number(test.detail?.["tau"]) : 0 },
  });
}
