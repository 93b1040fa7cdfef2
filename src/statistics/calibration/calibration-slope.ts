import { type Outcome, computed } from "../../foundation/outcome.ts";
import { chiSquaredSurvival } from "../distributions/chi-squared.ts";
import { normalQuantile, normalSurvival } from "../distributions/normal.ts";
import { requireLevel } from "../domain.ts";
import { bracketedRoot, expandBracket } from "../special-functions/root.ts";
import { type PredictorCell, bestIntercept, likelihoodDrop, logisticRegression, usedCells } from "./logistic-regression.ts";

/**
 * Calibration slope and intercept: logistic regression of the outcome on the logit of the forecast.
 *
 * Formula: logit P = a + b logit f by maximum likelihood; b = 1 and a = 0 for a calibrated forecast, b < 1 for one that is too extreme.
 * Interval of b by profile likelihood, p of b = 1 by its likelihood ratio (chi-squared, 1 df), which agree with each other; Wald limits
 * and p of both in detail. The intercept here goes with the fitted slope; that of slope 1 is calibration-in-the-large.
 * Source: D. R. Cox (1958) Biometrika 45, 562-565, doi:10.1093/biomet/45.3-4.562; E. W. Steyerberg (2019) Clinical Prediction Models, 2nd ed., 15.2.
 * Units: cells {x = logit of the forecast, counts} in (GROUP BY forecast), pure numbers out.
 * Not computable: as logistic-regression: one forecast, no events or no non-events, forecasts of 0 or 1 (degenerate), separation (numerical).
 * Golden: R glm(binomial), profile limits by glm with offsets and uniroot (scripts/golden-values/calibration.R).
 */
export function calibrationSlope(cells: readonly PredictorCell[], level: number): Outcome {
  requireLevel("calibrationSlope", level);
  const fit = logisticRegression(cells);
  if (fit.status !== "fitted") return fit;
  const used = usedCells("calibrationSlope", cells);
  const { slope, intercept, slopeError, interceptError } = fit;
  const z = normalQuantile((1 + level) / 2);
  const drop = (b: number) => likelihoodDrop(used, fit, { intercept: bestIntercept(used, b), slope: b });
  const limit = (direction: 1 | -1) => {
    const excess = (b: number) => drop(b) - z ** 2;
    const [inner, outer] = expandBracket(excess, slope, direction * slopeError);
    return bracketedRoot(excess, inner, outer);
  };
  const likelihoodRatio = Math.max(0, drop(1));
  return computed({
    estimate: slope,
    n: fit.rows,
    method: "Calibration slope (logistic recalibration)",
    interval: { lower: limit(-1), upper: limit(1), level, method: "Profile likelihood" },
    pValue: chiSquaredSurvival(likelihoodRatio, 1),
    detail: {
      likelihoodRatio,
      standardError: slopeError,
      waldLower: slope - z * slopeError,
      waldUpper: slope + z * slopeError,
      waldPValue: 2 * normalSurvival(Math.abs((slope - 1) / slopeError)),
      intercept,
      interceptError,
      interceptLower: intercept - z * interceptError,
      interceptUpper: intercept + z * interceptError,
      interceptPValue: 2 * normalSurvival(Math.abs(intercept / interceptError)),
      events: fit.events,
    },
  });
}
