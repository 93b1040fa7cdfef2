import { type Interval, notComputable, type NotComputable } from "../../foundation/outcome.ts";
import { requireLevel, requireNumber } from "../domain.ts";
import { normalCdf, normalQuantile } from "../distributions/normal.ts";

/** A bootstrap distribution, its centre and the skewness of its influences. */
export interface BootstrapDistribution {
  readonly estimate: number;
  /** Replicates of the statistic, all finite. */
  readonly replicates: readonly number[];
  /** Sum of cubes of the influences / (6 (sum of squares)^1.5). */
  readonly acceleration: number;
}

export interface BcaInterval extends Interval {
  /** z0: normal quantile of the share of replicates below the estimate. */
  readonly biasCorrection: number;
}

/**
 * Bias-corrected and accelerated bootstrap interval (BCa) from the replicates of a statistic.
 *
 * Formula: the replicates' quantiles at Phi(z0 + (z0 + z)/(1 - a (z0 + z))), z = -+ normal quantile of the level; z0 the normal quantile of
 * the share of replicates below the estimate (a tie counts half), a the acceleration. A quantile between two order statistics is
 * interpolated on the normal scale. Second-order accurate and equivariant, unlike percentile and basic intervals.
 * Source: B. Efron (1987) JASA 82, 171-185, doi:10.1080/01621459.1987.10478410; A. C. Davison and D. V. Hinkley (1997) Bootstrap Methods
 * and their Application, 5.3.2 and eq. 5.8; R boot::boot.ci(type = "bca").
 * Units: the statistic's unit.
 * Not computable: replicates all equal, so many equal that both limits are, or on one side of the estimate, or an acceleration too large for the level (degenerate); limits beyond
 * the outermost replicates (too-few).
 * Golden: R boot (scripts/golden-values/resampling.R).
 */
export function bcaInterval({ estimate, replicates, acceleration }: BootstrapDistribution, level: number): BcaInterval | NotComputable {
  requireLevel("bcaInterval", level);
  for (const value of [estimate, acceleration, ...replicates]) requireNumber("bcaInterval", value);
  const sorted = replicates.toSorted((left, right) => left - right);
  if (sorted[0] === sorted.at(-1)) return notComputable("degenerate", "All bootstrap replicates are equal, so they show no uncertainty.");
  const below = sorted.filter((value) => value < estimate).length;
  const ties = sorted.filter((value) => value === estimate).length;
  const biasCorrection = normalQuantile((below + ties / 2) / sorted.length);
  const z = normalQuantile((1 + level) / 2);
  const reach = [biasCorrection - z, biasCorrection + z] as const;
  if (!Number.isFinite(biasCorrection) || reach.some((value) => acceleration * value >= 1))
    return notComputable("degenerate", "The bootstrap replicates are too one-sided for an interval: use score intervals.");
  const [low, high] = reach.map((value) => quantile(sorted, normalCdf(biasCorrection + value / (1 - acceleration * value))));
  if (low === undefined || high === undefined)
    return notComputable("too-few", `${sorted.length} bootstrap replicates are too few for limits at ${level}.`);
  if (low === high)
    return notComputable("degenerate", "Nearly all bootstrap replicates are equal, so they show no uncertainty: use score intervals.");
  return { lower: low, upper: high, level, method: "bootstrap BCa", biasCorrection };
}

/** Order statistic (R + 1) share, between two of them on the normal scale; undefined outside 1..R. */
function quantile(sorted: readonly number[], share: number): number | undefined {
  const rank = (sorted.length + 1) * share;
  const k = Math.floor(rank);
  const [at, next] = [sorted[k - 1], sorted[k]];
  if (rank === k || at === undefined || next === undefined) return rank === k ? at : undefined;
  const [z, low, high] = [share, k / (sorted.length + 1), (k + 1) / (sorted.length + 1)].map(normalQuantile);
  return at + (((z ?? 0) - (low ?? 0)) / ((high ?? 1) - (low ?? 0))) * (next - at);
}
