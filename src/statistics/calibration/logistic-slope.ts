import { type Outcome, computed } from "../../foundation/outcome.ts";
import { normalQuantile, normalSurvival } from "../distributions/normal.ts";
import { requireLevel } from "../domain.ts";
import { logisticRegression } from "./logistic-regression.ts";

/** Cases that share one value of the predictor. */
export interface LogisticCell {
  readonly x: number;
  readonly cases: number;
  readonly events: number;
}

/**
 * Slope of a logistic regression on one predictor, with a Wald interval.
 *
 * Formula: b of logit P = a + b x (see logistic-regression), b +- z se, p of b = 0 from b / se.
 * Purpose: does a reviewer override more where the model is less sure (negative slope on |score - threshold|)?
 * Source: P. McCullagh, J. A. Nelder (1989) Generalized Linear Models, 2nd ed., 4.4.
 * Units: cells {x, counts} in, log odds per unit of x out.
 * Not computable: one value of x, no events or no non-events (degenerate), separation (numerical).
 * Golden: R glm(binomial) (scripts/golden-values/calibration.R).
 */
export function logisticSlope(cells: readonly LogisticCell[], level: number): Outcome {
  requireLevel("logisticSlope", level);
  const fit = logisticRegression(cells.map(({ x, cases, events }) => ({ x, rows: cases, events })));
  if (fit.status !== "fitted") return fit;
  const { slope, slopeError } = fit;
  const half = normalQuantile((1 + level) / 2) * slopeError;
  return computed({
    estimate: slope,
    n: fit.rows,
    method: "Logistic regression slope from grouped counts",
    interval: { lower: slope - half, upper: slope + half, level, method: "Wald" },
    pValue: 2 * normalSurvival(Math.abs(slope / slopeError)),
    detail: { intercept: fit.intercept, standardError: slopeError, events: fit.events },
  });
}
