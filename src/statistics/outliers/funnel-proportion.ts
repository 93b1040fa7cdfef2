import { normalQuantile } from "../distributions/normal.ts";

export interface FunnelLimits {
  readonly lower: number;
  readonly upper: number;
}

/**
 * Control limits of a funnel plot of proportions.
 * Purpose: how far may a rate of n cases lie from the centre by chance and by ordinary differences between units?
 * Formula (primary, score-based): p +- c sqrt(p (1 - p) / n + tau^2), c = normal quantile of (1 + level)/2, clipped to 0..1.
 * Comparison (arcsine, as FunnelPlotR draws it): sin^2(asin sqrt p +- c sqrt(1/(4n) + tau^2)); tau^2 on the arcsine scale.
 * Source: Spiegelhalter, Stat. Med. 24 (2005) 1185, doi:10.1002/sim.1970; statistics review A10.
 * In: centre (share), cases, tau squared, level (.95 and .998 are customary). Out: shares.
 * Golden values: statistics review G19 (arcsine, p .08, 99.8 %, n 50, 200, 1000).
 */
export function scoreFunnelLimits(centre: number, cases: number, overdispersion: number, level: number): FunnelLimits {
  requireValid(centre, cases);
  const half = normalQuantile((1 + level) / 2) * Math.sqrt((centre * (1 - centre)) / cases + overdispersion);
  return { lower: Math.max(0, centre - half), upper: Math.min(1, centre + half) };
}

/** Labelled comparison only: verdicts rest on the score-based form. */
export function arcsineFunnelLimits(centre: number, cases: number, overdispersion: number, level: number): FunnelLimits {
  requireValid(centre, cases);
  const middle = Math.asin(Math.sqrt(centre));
  const half = normalQuantile((1 + level) / 2) * Math.sqrt(1 / (4 * cases) + overdispersion);
  return { lower: Math.sin(Math.max(0, middle - half)) ** 2, upper: Math.sin(Math.min(Math.PI / 2, middle + half)) ** 2 };
}

function requireValid(centre: number, cases: number): void {
  if (!(centre >= 0 && centre <= 1) || !(cases > 0)) throw new RangeError("Funnel limits need a centre within 0..1 and cases > 0.");
}
