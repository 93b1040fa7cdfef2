import { computed, notComputable, type Outcome } from "../../foundation/outcome.ts";
import { requireLevel } from "../domain.ts";
import { effectiveSizeInterval } from "./effective-size-interval.ts";
import { kishEffectiveSize, type SampledRows, sampledWeights, samplingObstacle } from "./kish-effective-size.ts";

/**
 * Share in the population of a sampled capture, by inverse inclusion probabilities (Hajek's form of the Horvitz-Thompson estimator).
 *
 * Formula: p = sum w y / sum w; v = n/(n - 1) sum w^2 (y - p)^2 / (sum w)^2 (linearised, as if drawn with replacement); design effect
 * v / (p (1 - p)/(n - 1)); Wilson interval on n/design effect, at most Kish's n_eff, which also serves where p is 0 or 1. Equal weights
 * give the plain Wilson interval. Rows are taken as independent: not for several rows a subject.
 * Source: J. Hajek (1971) in Foundations of Statistical Inference, 236; C.-E. Saerndal et al. (1992) Model Assisted Survey Sampling,
 * 5.7; R survey::svymean.
 * Units: rows by inclusion probability in, a share out; `n` counts captured rows, which are no volume.
 * Not computable: no rows; an unknown or zero inclusion probability (assumption-failed); one row (too-few). Damaged counts throw.
 * Golden: R survey::svymean (scripts/golden-values/clusters.R).
 */
export function weightedShare(rows: readonly SampledRows[], level: number): Outcome {
  const method = "Share by inverse inclusion probabilities (Hajek)";
  requireLevel(method, level);
  const obstacle = samplingObstacle(rows);
  if (obstacle) return obstacle;
  const weights = sampledWeights(method, rows);
  const total = (of: (row: (typeof weights)[number]) => number): number => weights.reduce((sum, row) => sum + of(row), 0);
  const n = total((row) => row.n);
  if (n === 0) return notComputable("no-rows", "There are no captured rows, so there is no share.");
  if (n === 1) return notComputable("too-few", "A single captured row has no variance.");
  const weight = total((row) => row.weight * row.n);
  const p = total((row) => row.weight * row.x) / weight;
  // Not 1 - p, which would lose the digits of a share close to 1.
  const q = total((row) => row.weight * (row.n - row.x)) / weight;
  const squares = total((row) => row.weight ** 2 * (row.x * q ** 2 + (row.n - row.x) * p ** 2));
  const variance = (n / (n - 1)) * (squares / weight / weight);
  const kish = kishEffectiveSize(rows);
  // Without variance no row or every row has the property, and the effect of weighting is Kish's.
  const designEffect = squares === 0 ? n / kish : (variance * (n - 1)) / (p * q);
  const nEffective = Math.min(kish, n / designEffect);
  return computed({
    estimate: p,
    n,
    method,
    interval: effectiveSizeInterval({ x: p, rest: q }, nEffective, Infinity, level),
    detail: { variance, designEffect, nEffective, kishEffectiveSize: kish },
  });
}
