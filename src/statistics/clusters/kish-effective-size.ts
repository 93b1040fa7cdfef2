import { notComputable, type NotComputable } from "../../foundation/outcome.ts";
import { requireArgument, requireCount } from "../domain.ts";

/** Captured rows of one inclusion probability; null where it is not known. */
export interface SampledRows {
  readonly inclusionProbability: number | null;
  readonly n: number;
  /** Of them with the property. */
  readonly x: number;
}

/**
 * Kish's effective size of a sample whose rows were captured with known, unequal probabilities.
 *
 * Formula: n_eff = (sum w)^2 / sum w^2 with weights w = 1 / inclusion probability; n where all weights are equal.
 * Purpose: what a floor on rows, a power or a detectable effect of a sampled capture has to use in place of n.
 * SQL: select inclusion_probability, count(*) n, count(*) filter (where y) x from rows group by inclusion_probability.
 * Source: L. Kish (1965) Survey Sampling, 11.7; L. Kish (1992) Journal of Official Statistics 8, 183-200.
 * Units: rows by inclusion probability in, a number of rows out (not whole; 0 without rows).
 * Not computable: see `samplingObstacle`; counts not whole, x above n or a probability outside 0..1 throw.
 * Golden: R survey weights (scripts/golden-values/clusters.R).
 */
export function kishEffectiveSize(rows: readonly SampledRows[]): number {
  const weights = sampledWeights("kishEffectiveSize", rows);
  const total = weights.reduce((sum, { weight, n }) => sum + weight * n, 0);
  const squares = weights.reduce((sum, { weight, n }) => sum + weight * weight * n, 0);
  return total === 0 ? 0 : total * (total / squares);
}

/** Weights relative to the largest, which cancels in every share and effective size. */
export function sampledWeights(where: string, rows: readonly SampledRows[]): { weight: number; n: number; x: number }[] {
  for (const { n, x } of rows) {
    requireCount(where, n);
    requireCount(where, x);
    requireArgument(x <= n, `${where} (rows with the property)`, `at most ${n}`, x);
  }
  const captured = rows
    .filter(({ n }) => n > 0)
    .map(({ inclusionProbability, n, x }) => ({ probability: inclusionProbability ?? Number.NaN, n, x }));
  for (const { probability } of captured)
    requireArgument(probability > 0 && probability <= 1, `${where} (inclusion probability)`, "above 0, at most 1", probability);
  const smallest = Math.min(...captured.map(({ probability }) => probability));
  return captured.map(({ probability, n, x }) => ({ weight: smallest / probability, n, x }));
}

/** Why rows cannot stand for the population they were captured from, if they cannot; their counts are no volumes in any case. */
export function samplingObstacle(rows: readonly SampledRows[]): NotComputable | undefined {
  const unknown = rows.reduce((sum, { inclusionProbability, n }) => sum + (inclusionProbability === null ? n : 0), 0);
  if (unknown > 0)
    return notComputable("assumption-failed", `The inclusion probability of ${unknown} rows is not known, so they cannot be weighted.`);
  const impossible = rows.reduce((sum, { inclusionProbability, n }) => sum + (inclusionProbability === 0 ? n : 0), 0);
  if (impossible > 0)
    return notComputable(
      "assumption-failed",
      `${impossible} rows have inclusion probability 0 and yet were captured: the probabilities are wrong.`,
    );
  return undefined;
}
