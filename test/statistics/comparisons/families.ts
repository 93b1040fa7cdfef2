import type { ComparisonFamily } from "./comparison.ts";
import { agreement } from "./agreement.ts";
import { calibration } from "./calibration.ts";
import { clusters } from "./clusters.ts";
import { contingency } from "./contingency.ts";
import { distributions } from "./distributions.ts";
import { divergences } from "./divergences.ts";
import { errorRates } from "./error-rates.ts";
import { estimation } from "./estimation.ts";
import { multiplicity } from "./multiplicity.ts";
import { outliers } from "./outliers.ts";
import { proportions } from "./proportions.ts";
import { ranking } from "./ranking.ts";
import { resampling } from "./resampling.ts";
import { sampling } from "./sampling.ts";
import { sequences } from "./sequences.ts";
import { specialFunctions } from "./special-functions.ts";
import { stratified } from "./stratified.ts";
import { trend } from "./trend.ts";
import { twoSamples } from "./two-samples.ts";

/** Every family of `src/statistics`, in the order of its table. */
export const COMPARISON_FAMILIES: readonly ComparisonFamily[] = [
  specialFunctions,
  distributions,
  proportions,
  stratified,
  trend,
  twoSamples,
  divergences,
  contingency,
  agreement,
  ranking,
  calibration,
  errorRates,
  multiplicity,
  resampling,
  clusters,
  sampling,
  sequences,
  outliers,
  estimation,
];
