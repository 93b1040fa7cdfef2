import type { Figure } from "../../foundation/figure.ts";
import { type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import { thresholdOf } from "../../policy/policy.ts";
import { binomialCdf, binomialSurvival } from "../../statistics/distributions/binomial.ts";
import { crossFittedFunnel } from "../../statistics/outliers/cross-fitted-funnel.ts";
import { type BinomialStratum, poissonBinomialTails } from "../../statistics/distributions/poisson-binomial.ts";
import { clopperPearsonInterval } from "../../statistics/proportions/clopper-pearson.ts";
import { wilsonInterval } from "../../statistics/proportions/wilson-interval.ts";
import { casesForZeroEventBound } from "../../statistics/proportions/zero-event-bound.ts";
import type { FiguresInput } from "../analysis.ts";
import { type ReviewTimes, reviewTimesByReviewer } from "./behaviour-counts.ts";
import { type ReviewCounts, cellsByReviewer, countedCells, sumCounts } from "./counts.ts";
import { overrideFigure } from "./figure-building.ts";
import { overallUnits } from "./funnel-figures.ts";
import type { HumanOverridesParameters } from "./parameters.ts";
import { MINIMUM_OVERRIDE_RATE } from "./thresholds.ts";

type Input = FiguresInput<HumanOverridesParameters>;

/**
 * `reviewer-override-rate/<reviewer>`: the rubber-stamp hypothesis. Its p rejects "the reviewer's process rate is at least the
 * minimum, or the reviewer overrides as often as peers (outliers among them left out) with the same mix of cases and takes plausible time":
 * p = max(p below minimum, min(1, 2 min(p below peers, p of short reviews))), each exact and one-sided.
 */
export function rubberStampFigures(input: Input): Figure[] {
  const cells = countedCells(input.aggregates, "all");
  const points = new Map((crossFittedFunnel(overallUnits(cells)) ?? []).map((point) => [point.unit, point.expectedStrata]));
  const times = reviewTimesByReviewer(input.aggregates);
  const byReviewer = cellsByReviewer(cells);
  if (byReviewer.size === 0)
    return [overrideFigure("reviewerOverrideRate", {}, "share", notComputable("no-rows", "No decision has a named reviewer."))];
  return [...byReviewer].flatMap(([reviewer, members]) => {
    const counts = sumCounts(members);
    return [
      overrideFigure(
        "reviewerOverrideRate",
        { reviewer },
        "share",
        rubberStampOutcome(input, counts, points.get(reviewer), times.get(reviewer)),
      ),
      overrideFigure("overrideRateUpperLimit", { reviewer }, "share", upperLimitOutcome(input, counts)),
    ];
  });
}

function rubberStampOutcome(
  input: Input,
  counts: ReviewCounts,
  expected: readonly BinomialStratum[] | undefined,
  times: ReviewTimes | undefined,
): Outcome {
  const { policy, parameters } = input;
  const { overrides, decided } = counts;
  if (decided < policy.minimumCell)
    return notComputable("too-few", `The reviewer completed ${decided} reviews; at least ${policy.minimumCell} are needed.`);
  const judged = clopperPearsonInterval(overrides, decided, 1 - 2 * policy.q);
  const minimum = thresholdOf(policy, MINIMUM_OVERRIDE_RATE);
  const belowMinimum = minimum === undefined || minimum <= 0 ? null : binomialCdf(overrides, decided, Math.min(1, minimum));
  const belowPeers = expected === undefined ? null : poissonBinomialTails(overrides, expected).lower;
  const shortReviews =
    times === undefined || times.timed === 0
      ? null
      : times.short === 0
        ? 1
        : binomialSurvival(times.short - 1, times.timed, parameters.shortReviewShare);
  const routes = [belowPeers, shortReviews].filter((p) => p !== null);
  // Without peers and without times a low rate alone cannot tell a rubber stamp from a good model.
  const corroboration = routes.length === 0 ? 1 : Math.min(1, routes.length * Math.min(...routes));
  const expectedOverrides = expected?.reduce((total, { cases, probability }) => total + cases * probability, 0);
  return computed({
    estimate: overrides / decided,
    n: decided,
    method: "Override rate of a reviewer against the policy's minimum, confirmed by peers or review times",
    interval: wilsonInterval(overrides, decided, policy.level),
    ...(belowMinimum === null ? {} : { pValue: Math.max(belowMinimum, corroboration) }),
    detail: {
      overrides,
      independence: "rows assumed independent",
      judgedLower: judged.lower,
      judgedUpper: judged.upper,
      ...(belowMinimum === null ? {} : { pBelowMinimum: belowMinimum }),
      ...(belowPeers === null ? {} : { pBelowPeers: belowPeers }),
      ...(shortReviews === null ? {} : { pShortReviews: shortReviews }),
      ...(expectedOverrides === undefined ? {} : { expectedRate: expectedOverrides / decided }),
      ...(minimum === undefined || minimum <= 0 || minimum >= 1
        ? {}
        : { reviewsToShowIfNoOverride: casesForZeroEventBound(minimum, 1 - policy.q) }),
    },
  });
}

/** "Process rate below x with the policy's confidence"; with no override this is the zero-event bound. */
function upperLimitOutcome(input: Input, { overrides, decided }: ReviewCounts): Outcome {
  if (decided === 0) return notComputable("no-rows", "The reviewer completed no review.");
  const level = 1 - input.policy.q;
  return computed({
    estimate: overrides === decided ? 1 : clopperPearsonInterval(overrides, decided, 2 * level - 1).upper,
    n: decided,
    method: `One-sided upper limit of the process override rate (Clopper-Pearson), reviews assumed independent`,
    detail: { overrides, level },
  });
}
