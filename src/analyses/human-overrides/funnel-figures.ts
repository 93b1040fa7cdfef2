import type { Figure } from "../../foundation/figure.ts";
import { type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import type { Policy } from "../../policy/policy.ts";
import { type CaseMixUnit, FEWEST_UNITS, type FunnelPoint, crossFittedFunnel } from "../../statistics/outliers/cross-fitted-funnel.ts";
import { funnelInterval } from "../../statistics/outliers/funnel-interval.ts";
import { scoreFunnelLimits } from "../../statistics/outliers/score-funnel-limits.ts";
import type { FiguresInput } from "../analysis.ts";
import { type CountedCell, cellsByReviewer, countedCells, eligibleCells, sumCounts } from "./counts.ts";
import { DIRECTIONS, type Direction } from "./directions.ts";
import { overrideFigure } from "./figure-building.ts";
import type { HumanOverridesParameters } from "./parameters.ts";

type Input = FiguresInput<HumanOverridesParameters>;

/** Reviewers as funnel units of one direction; score bands are the case mix. */
export function directionalUnits(cells: readonly CountedCell[], direction: Direction): CaseMixUnit[] {
  return [...cellsByReviewer(eligibleCells(cells, direction))].map(([unit, members]) => ({
    unit,
    cells: members.map(({ band, eligible, turned }) => ({ stratum: String(band), cases: eligible, events: turned })),
  }));
}

/** Reviewers as units over all their reviews; direction and score band are the case mix. */
export function overallUnits(cells: readonly CountedCell[]): CaseMixUnit[] {
  return [...cellsByReviewer(cells)].map(([unit, members]) => ({
    unit,
    cells: members.map(({ favourable, band, decided, overrides }) => ({
      stratum: `${favourable}/${band}`,
      cases: decided,
      events: overrides,
    })),
  }));
}

/** `reviewer-excess/<direction>/<reviewer>`: observed minus expected rate, every reviewer against the others that are no outliers themselves. */
export function funnelFigures(input: Input): Figure[] {
  if (input.population.favourableDecision === null)
    return [
      overrideFigure("reviewerExcess", {}, "share", notComputable("missing-role", "It was not stated which decision is favourable.")),
    ];
  const cells = countedCells(input.aggregates, "all");
  return DIRECTIONS.flatMap((direction) => {
    const eligible = eligibleCells(cells, direction);
    const points = crossFittedFunnel(directionalUnits(cells, direction));
    const byReviewer = new Map((points ?? []).map((point) => [point.unit, point]));
    const centre = sumCounts(eligible.filter(({ reviewer }) => reviewer !== null));
    const rate = centre.eligible === 0 ? 0 : centre.turned / centre.eligible;
    return [...cellsByReviewer(cells).keys()].map((reviewer) =>
      overrideFigure(
        "reviewerExcess",
        { direction, reviewer },
        "share",
        excessOutcome(input.policy, byReviewer.get(reviewer), points === null, rate),
      ),
    );
  });
}

function excessOutcome(policy: Policy, point: FunnelPoint | undefined, tooFewReviewers: boolean, centre: number): Outcome {
  if (tooFewReviewers)
    return notComputable(
      "too-few",
      `Fewer than ${FEWEST_UNITS} reviewers had such cases, so ordinary differences between reviewers are unknown.`,
    );
  if (point === undefined || point.cases < policy.minimumCell)
    return notComputable("too-few", `The reviewer had ${point?.cases ?? 0} such cases; at least ${policy.minimumCell} are needed.`);
  const shown = funnelInterval(point, policy.level);
  const judged = funnelInterval(point, 1 - 2 * policy.q);
  const limits = scoreFunnelLimits(centre, point.cases, point.overdispersion, 0.998);
  return computed({
    estimate: point.excess,
    n: point.cases,
    method: "Override rate above the rate that other reviewers' cases of the same mix give",
    interval: {
      ...shown,
      level: policy.level,
      method: `inverted test: t with ${point.degreesOfFreedom} degrees of freedom as share and as log odds, overdispersion included`,
    },
    pValue: point.pValue,
    detail: {
      observed: point.observed,
      expected: point.expected,
      adjustedRate: centre + point.excess,
      overdispersion: point.overdispersion,
      z: point.z,
      degreesOfFreedom: point.degreesOfFreedom,
      test: point.test,
      limit998Lower: limits.lower,
      limit998Upper: limits.upper,
      judgedLower: judged.lower,
      judgedUpper: judged.upper,
      ...(point.leftOut.length === 0 ? {} : { outliersLeftOut: point.leftOut.join(", ") }),
      independence: "rows assumed independent",
    },
  });
}
