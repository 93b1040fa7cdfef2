import { computed, notComputable, type Outcome } from "../../foundation/outcome.ts";
import { requireArgument, requireCount, requireLevel, requireNotNegative, requireNumber } from "../domain.ts";

export interface StudentisedEstimate {
  readonly estimate: number;
  readonly standardError: number;
}

/** One of the estimates which are to hold together, with the number of units it rests on. */
export interface FamilyMember extends StudentisedEstimate {
  readonly n: number;
}

/**
 * Simultaneous intervals of several estimates by the studentised maximum of joint draws (max-t).
 *
 * Formula: theta_k -+ c s_k with c the order statistic ceil((R + 1) level) of max over k of |theta*_k - theta_k| / s*_k over R joint draws, s* the
 * standard error within the draw. A draw in which a standard error is 0 or missing counts as an infinite maximum, which errs to
 * the safe side. Takes up the dependence of the estimates, so it is shorter than Bonferroni's.
 * Source: J. P. Romano and M. Wolf (2005) JASA 100, 94-108, doi:10.1198/016214504000000539; P. H. Westfall and S. S. Young (1993)
 * Resampling-Based Multiple Testing, 2.3 (studentised maximum).
 * Units: estimates, standard errors and draws of both in the members' order; one outcome a member out.
 * Not computable: a member without a positive standard error (degenerate; it leaves the maximum); too few draws for the level
 * (too-few); so many degenerate draws that c is infinite, or draws equal to the estimates, so that c is 0
 * (degenerate). Draws of another length throw.
 * Golden: enumeration of all resamples by exact fractions, and Sidak's value for independent normal draws (scripts/golden-values/resampling.py).
 */
export function maxTIntervals(
  members: readonly FamilyMember[],
  draws: readonly (readonly StudentisedEstimate[])[],
  level: number,
): readonly Outcome[] {
  const method = "Simultaneous interval, studentised maximum";
  requireLevel(method, level);
  for (const { estimate, standardError, n } of members) {
    requireNumber(method, estimate);
    requireNotNegative(method, standardError);
    requireCount(method, n);
  }
  for (const draw of draws) requireArgument(draw.length === members.length, `${method} (draw)`, `${members.length} estimates`, draw.length);
  const maxima = draws.map((draw) => studentisedMaximum(members, draw)).toSorted((left, right) => left - right);
  const criticalValue = maxima[Math.ceil((maxima.length + 1) * level) - 1];
  const degenerateDraws = maxima.filter((maximum) => maximum === Infinity).length;
  return members.map(({ estimate, standardError, n }) => {
    if (standardError === 0) return notComputable("degenerate", "The estimate has no standard error, so it has no interval.");
    if (criticalValue === undefined) return notComputable("too-few", `${draws.length} joint draws are too few for a level of ${level}.`);
    if (criticalValue === Infinity)
      return notComputable("degenerate", `In ${degenerateDraws} of ${draws.length} joint draws an estimate has no standard error.`);
    if (criticalValue === 0) return notComputable("degenerate", "The joint draws equal the estimates, so they show no uncertainty.");
    const interval = { lower: estimate - criticalValue * standardError, upper: estimate + criticalValue * standardError, level };
    return computed({
      estimate,
      n,
      method,
      interval: { ...interval, method: "max-t" },
      detail: { criticalValue, draws: draws.length, degenerateDraws },
    });
  });
}

function studentisedMaximum(members: readonly FamilyMember[], draw: readonly StudentisedEstimate[]): number {
  let largest = 0;
  members.forEach(({ estimate, standardError }, index) => {
    const drawn = draw[index];
    if (standardError === 0 || drawn === undefined) return;
    const t = Math.abs(drawn.estimate - estimate) / drawn.standardError;
    largest = Math.max(largest, drawn.standardError > 0 && t < Infinity ? t : Infinity);
  });
  return largest;
}
