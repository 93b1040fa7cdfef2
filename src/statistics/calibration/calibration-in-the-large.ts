import { type Outcome, computed } from "../../foundation/outcome.ts";
import { chiSquaredSurvival } from "../distributions/chi-squared.ts";
import { normalQuantile, normalSurvival } from "../distributions/normal.ts";
import { requireLevel } from "../domain.ts";
import { bracketedRoot, expandBracket } from "../special-functions/root.ts";
import { type PredictorCell, bestIntercept, likelihoodDrop, logistic, totals, usedCells, withoutMaximum } from "./logistic-regression.ts";

/**
 * Calibration-in-the-large: how far forecasts are too low (positive) or too high on the whole, in log odds.
 *
 * Formula: a of logit P = a + logit f, the logit being an offset: sum rows P = events. Interval by the likelihood itself, p of a = 0 by its
 * likelihood ratio (chi-squared, 1 df), which agree with each other; Wald values, and events observed and expected at a = 0, in detail.
 * Source: D. R. Cox (1958) Biometrika 45, 562-565, doi:10.1093/biomet/45.3-4.562; E. W. Steyerberg (2019) Clinical Prediction Models, 2nd ed., 15.2.
 * Units: cells {x = logit of the forecast, counts} in (GROUP BY forecast), log odds out.
 * Not computable: no events or no non-events, forecasts of 0 or 1 (degenerate).
 * Golden: R glm(events ~ 1 + offset(logit)), limits by uniroot (scripts/golden-values/calibration.R).
 */
export function calibrationInTheLarge(cells: readonly PredictorCell[], level: number): Outcome {
  requireLevel("calibrationInTheLarge", level);
  const used = usedCells("calibrationInTheLarge", cells);
  const impossible = withoutMaximum(used, "intercept");
  if (impossible !== undefined) return impossible;
  const { rows, events } = totals(used);
  const intercept = bestIntercept(used, 1);
  const information = used.reduce((sum, cell) => sum + cell.rows * logistic(intercept + cell.x) * logistic(-intercept - cell.x), 0);
  const standardError = 1 / Math.sqrt(information);
  const z = normalQuantile((1 + level) / 2);
  const drop = (a: number) => likelihoodDrop(used, { intercept, slope: 1 }, { intercept: a, slope: 1 });
  const limit = (direction: 1 | -1) => {
    const excess = (a: number) => drop(a) - z ** 2;
    // Where the likelihood is flat between extreme forecasts the standard error is far beyond the limit.
    const [inner, outer] = expandBracket(excess, intercept, direction * Math.min(1, standardError));
    return bracketedRoot(excess, inner, outer);
  };
  const likelihoodRatio = Math.max(0, drop(0));
  return computed({
    estimate: intercept,
    n: rows,
    method: "Calibration-in-the-large (intercept at slope 1)",
    interval: { lower: limit(-1), upper: limit(1), level, method: "Profile likelihood" },
    pValue: chiSquaredSurvival(likelihoodRatio, 1),
    detail: {
      likelihoodRatio,
      standardError,
      waldLower: intercept - z * standardError,
      waldUpper: intercept + z * standardError,
      waldPValue: 2 * normalSurvival(Math.abs(intercept / standardError)),
      events,
      expectedEvents: used.reduce((sum, cell) => sum + cell.rows * logistic(cell.x), 0),
    },
  });
}
