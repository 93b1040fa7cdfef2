import { asin, sin } from "../../foundation/trigonometric-functions.ts";
import { normalQuantile } from "../distributions/normal.ts";
import { type FunnelLimits, requireFunnel } from "./score-funnel-limits.ts";

/**
 * Control limits of a funnel plot of proportions on the arcsine scale, a labelled comparison only.
 *
 * Formula: sin^2(asin sqrt p +- c sqrt(1/(4n) + tau^2)), c = normal quantile of (1 + level)/2, angles within 0..pi/2.
 * Purpose: what FunnelPlotR draws; verdicts rest on scoreFunnelLimits.
 * Source: D. J. Spiegelhalter (2005) Stat. Med. 24, 1185-1202, doi:10.1002/sim.1970, appendix A.3; statistics review A10.
 * Units: centre p (share), cases n, tau^2 on the arcsine scale (radians squared), level in; shares out.
 * Not computable: a centre outside 0..1, no cases, a negative tau^2 or a level outside 0..1 throw.
 * Golden: mpmath at 50 digits, scripts/golden-values/outliers.py; review G19.
 */
export function arcsineFunnelLimits(centre: number, cases: number, overdispersion: number, level: number): FunnelLimits {
  requireFunnel(centre, cases, overdispersion, level);
  const middle = asin(Math.sqrt(centre));
  const half = -normalQuantile((1 - level) / 2) * Math.sqrt(1 / (4 * cases) + overdispersion);
  return { lower: sin(Math.max(0, middle - half)) ** 2, upper: sin(Math.min(Math.PI / 2, middle + half)) ** 2 };
}
