import { exp } from "../../foundation/elementary-functions.ts";
import { studentTQuantile } from "../distributions/student-t.ts";
import { requireLevel } from "../domain.ts";
import { halfEventLogOdds } from "./case-mix.ts";
import type { FunnelPoint } from "./cross-fitted-funnel.ts";
import { type ExcessInterval, exactExcessInterval } from "./exact-excess-interval.ts";

/**
 * Interval of a unit's excess by inverting the p of crossFittedFunnel: it excludes 0 exactly when that p is below 1 - level.
 *
 * Formula: the smallest interval that covers y +- t se, the same on the scale of log odds (turned back into shares at the expected
 * rate) and, where few events are expected, the exact one (exactExcessInterval); within -1..1, t with the point's degrees of freedom.
 * Purpose: what is shown and what is judged must not contradict each other.
 * Source: duality of tests and intervals; intersection-union test: R. L. Berger (1982) Technometrics 24, 295-300,
 * doi:10.1080/00401706.1982.10487790.
 * Units: a funnel point and a level 0..1 in; difference of shares -1..1 out.
 * Not computable: never for a funnel point; a level outside 0..1 throws.
 * Golden: R (overrides.R) and mpmath at 50 digits, scripts/golden-values/outliers.py; duality as a property in the test.
 */
export function funnelInterval(point: FunnelPoint, level: number): ExcessInterval {
  requireLevel("funnelInterval", level);
  const { cases, expected, excess, standardError, logOdds, logOddsError, degreesOfFreedom, few, expectedStrata, observed } = point;
  const t = -studentTQuantile((1 - level) / 2, degreesOfFreedom);
  const asExcess = (shift: number): number => {
    // Share = odds/(1 + odds), in the form that survives odds of 0 and of Infinity.
    const share = 1 / (1 + exp(-halfEventLogOdds(expected, cases) - shift));
    return (share * (cases + 1) - 0.5 - expected) / cases;
  };
  const pieces = [
    { lower: excess - t * standardError, upper: excess + t * standardError },
    { lower: asExcess(logOdds - t * logOddsError), upper: asExcess(logOdds + t * logOddsError) },
    ...(few ? [exactExcessInterval(observed, expectedStrata, 1 - level)] : []),
  ];
  // Not cut at the share that the expected rate leaves room for: that rate is an estimate too.
  return {
    lower: Math.max(-1, Math.min(...pieces.map(({ lower }) => lower))),
    upper: Math.min(1, Math.max(...pieces.map(({ upper }) => upper))),
  };
}
