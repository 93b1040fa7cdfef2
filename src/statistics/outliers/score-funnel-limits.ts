import { normalQuantile } from "../distributions/normal.ts";
import { requireLevel, requireNotNegative, requirePositive, requireProbability } from "../domain.ts";

export interface FunnelLimits {
  readonly lower: number;
  readonly upper: number;
}

/**
 * Control limits of a funnel plot of proportions, score-based (the primary form).
 *
 * Formula: p +- c sqrt(p (1 - p)/n + tau^2), c = normal quantile of (1 + level)/2, within 0..1.
 * Purpose: how far may a rate of n cases lie from the centre by chance and by ordinary differences between units?
 * Source: D. J. Spiegelhalter (2005) Stat. Med. 24, 1185-1202, doi:10.1002/sim.1970; statistics review A10.
 * Units: centre p (share), cases n, variance between units tau^2 (share squared), level (.95 and .998 are customary) in; shares out.
 * Not computable: a centre outside 0..1, no cases, a negative tau^2 or a level outside 0..1 throw.
 * Golden: mpmath at 50 digits, scripts/golden-values/outliers.py.
 */
export function scoreFunnelLimits(centre: number, cases: number, overdispersion: number, level: number): FunnelLimits {
  requireFunnel(centre, cases, overdispersion, level);
  const half = -normalQuantile((1 - level) / 2) * Math.sqrt((centre * (1 - centre)) / cases + overdispersion);
  return { lower: Math.max(0, centre - half), upper: Math.min(1, centre + half) };
}

/** Refuses what is no point of a funnel. */
export function requireFunnel(centre: number, cases: number, overdispersion: number, level: number): void {
  requireProbability("Funnel limits (centre)", centre);
  requirePositive("Funnel limits (cases)", cases);
  requireNotNegative("Funnel limits (overdispersion)", overdispersion);
  requireLevel("Funnel limits", level);
}
