import { type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import { normalQuantile, normalSurvival } from "../distributions/normal.ts";

/** Cases that share one value of the predictor. */
export interface LogisticCell {
  readonly x: number;
  readonly cases: number;
  readonly events: number;
}

/**
 * Slope of a logistic regression on one predictor, from grouped counts.
 * Purpose: does a reviewer override more where the model is less sure (negative slope on |score - threshold|)?
 * Formula: maximum likelihood of logit P = a + b x by Newton steps on centred x; Wald interval from the inverse information.
 * Source: McCullagh and Nelder, Generalized Linear Models (2nd ed.), 4.4.
 * In: cells (x in score units, counts). Out: log odds per unit of x.
 * Not computable without two values of x, without events or non-events, or when events separate perfectly.
 * Golden values: R 4.2.2, glm(binomial), scripts/golden-values/overrides.R.
 */
export function logisticSlope(cells: readonly LogisticCell[], level: number): Outcome {
  const used = cells.filter(({ cases }) => cases > 0);
  const total = used.reduce((count, { cases }) => count + cases, 0);
  const events = used.reduce((count, cell) => count + cell.events, 0);
  if (new Set(used.map(({ x }) => x)).size < 2) return notComputable("degenerate", "All cases share one value of the predictor.");
  if (events === 0 || events === total) return notComputable("degenerate", "Without both events and non-events there is no slope.");
  const centre = used.reduce((sum, { x, cases }) => sum + x * cases, 0) / total;
  const spread = Math.max(...used.map(({ x }) => Math.abs(x - centre)));
  let intercept = Math.log(events / (total - events));
  let slope = 0;
  for (let step = 0; step < 100; step += 1) {
    const { score, information } = derivatives(used, centre, spread, intercept, slope);
    const determinant = information[0] * information[2] - information[1] ** 2;
    if (!(determinant > 0)) break;
    const interceptStep = (information[2] * score[0] - information[1] * score[1]) / determinant;
    const slopeStep = (information[0] * score[1] - information[1] * score[0]) / determinant;
    intercept += interceptStep;
    slope += slopeStep;
    if (Math.abs(slope) > 60 || Math.abs(intercept) > 60) break;
    if (Math.abs(interceptStep) + Math.abs(slopeStep) > 1e-12) continue;
    const standardError = Math.sqrt(information[0] / determinant) / spread;
    const estimate = slope / spread;
    const half = normalQuantile((1 + level) / 2) * standardError;
    return computed({
      estimate,
      n: total,
      method: "Logistic regression slope from grouped counts",
      interval: { lower: estimate - half, upper: estimate + half, level, method: "Wald" },
      pValue: Math.min(1, 2 * normalSurvival(Math.abs(estimate / standardError))),
      detail: { intercept: intercept - estimate * centre, standardError, events },
    });
  }
  return notComputable("numerical", "The likelihood has no maximum: events separate perfectly along the predictor.");
}

function derivatives(cells: readonly LogisticCell[], centre: number, spread: number, intercept: number, slope: number) {
  const score: [number, number] = [0, 0];
  const information: [number, number, number] = [0, 0, 0];
  for (const { x, cases, events } of cells) {
    const scaled = (x - centre) / spread;
    const probability = 1 / (1 + Math.exp(-(intercept + slope * scaled)));
    const residual = events - cases * probability;
    const weight = cases * probability * (1 - probability);
    score[0] += residual;
    score[1] += residual * scaled;
    information[0] += weight;
    information[1] += weight * scaled;
    information[2] += weight * scaled ** 2;
  }
  return { score, information };
}
