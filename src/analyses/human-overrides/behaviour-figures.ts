import type { Figure } from "../../foundation/figure.ts";
import { type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import { crossFittedFunnel } from "../../statistics/outliers/cross-fitted-funnel.ts";
import { logisticSlope } from "../../statistics/calibration/logistic-slope.ts";
import { longestRunProbability } from "../../statistics/sequences/longest-run.ts";
import type { FiguresInput } from "../analysis.ts";
import {
  type AcceptRun,
  type BulkReviews,
  type ReviewTimes,
  acceptRunsByReviewer,
  bulkReviewsByReviewer,
  reviewTimesByReviewer,
} from "./behaviour-counts.ts";
import { type CountedCell, cellsByReviewer, countedCells } from "./counts.ts";
import { overrideFigure, shareOutcome } from "./figure-building.ts";
import { overallUnits } from "./funnel-figures.ts";
import type { HumanOverridesParameters } from "./parameters.ts";
import { distanceExpression, scoreBands } from "./score-bands.ts";

type Input = FiguresInput<HumanOverridesParameters>;

const NO_REVIEW_TIME = notComputable("missing-role", "The population does not say when reviews were submitted.");
const NO_START_TIME = notComputable("missing-role", "The population does not say when reviews were opened and submitted.");
const NOTHING_TIMED = notComputable("no-rows", "None of the reviewer's reviews has the needed times.");
/** Longer histories are cut off: the recursion would take seconds and the answer is then certain. */
const LONGEST_HISTORY = 5_000_000;

/** How each reviewer works, described: times, bulk, runs, attention to unsure cases. No verdict rests on these alone. */
export function behaviourFigures(input: Input): Figure[] {
  const cells = countedCells(input.aggregates, "all");
  const times = reviewTimesByReviewer(input.aggregates);
  const bulk = bulkReviewsByReviewer(input.aggregates);
  const runs = acceptRunsByReviewer(input.aggregates);
  const units = overallUnits(cells);
  const expectedRates = new Map((crossFittedFunnel(units) ?? []).map((point) => [point.unit, point.expected / point.cases]));
  const timed = input.aggregates.has("review-times");
  const dated = input.aggregates.has("review-order");
  return [...cellsByReviewer(cells)].flatMap(([reviewer, members]) => [
    overrideFigure("reviewSeconds", { reviewer }, "seconds", timed ? secondsOutcome(times.get(reviewer)) : NO_START_TIME),
    overrideFigure("shortReviewShare", { reviewer }, "share", timed ? shortShareOutcome(input, times.get(reviewer)) : NO_START_TIME),
    overrideFigure("bulkReviewShare", { reviewer }, "share", dated ? bulkOutcome(input, bulk.get(reviewer)) : NO_REVIEW_TIME),
    overrideFigure(
      "longestAcceptRun",
      { reviewer },
      "count",
      dated ? runOutcome(runs.get(reviewer), expectedRates.get(reviewer)) : NO_REVIEW_TIME,
    ),
    overrideFigure("overrideSlope", { reviewer }, "none", slopeOutcome(input, members)),
  ]);
}

function secondsOutcome(times: ReviewTimes | undefined): Outcome {
  const median = times?.quantiles["seconds50"];
  if (times === undefined || median === undefined) return NOTHING_TIMED;
  return computed({
    estimate: median,
    n: times.timed,
    method: "Median review time in whole seconds (type-1 quantile)",
    detail: { ...times.quantiles, endBeforeStart: times.negative },
  });
}

function shortShareOutcome(input: Input, times: ReviewTimes | undefined): Outcome {
  if (times === undefined) return NOTHING_TIMED;
  return shareOutcome({
    count: times.short,
    cases: times.timed,
    method: `Share of reviews shorter than ${input.parameters.minimumReviewSeconds} s`,
    policy: input.policy,
    nothing: NOTHING_TIMED.reason,
    detail: { endBeforeStart: times.negative },
  });
}

function bulkOutcome(input: Input, bulk: BulkReviews | undefined): Outcome {
  if (bulk === undefined || bulk.reviews === 0) return NOTHING_TIMED;
  if (bulk.reviews >= 20 && bulk.onWholeMinutes === bulk.reviews)
    return notComputable("assumption-failed", "All review times lie on whole minutes, so the clock is too coarse to show bulk reviews.");
  return shareOutcome({
    count: bulk.bulkReviews,
    cases: bulk.reviews,
    method: `Share of reviews that share their second with at least ${input.parameters.bulkMinimum - 1} other(s) of the same reviewer`,
    policy: input.policy,
    nothing: NOTHING_TIMED.reason,
    detail: { bulkSeconds: bulk.bulkSeconds, largestInOneSecond: bulk.largest },
  });
}

function runOutcome(run: AcceptRun | undefined, expectedRate: number | undefined): Outcome {
  if (run === undefined) return NOTHING_TIMED;
  const known = expectedRate !== undefined && run.reviews <= LONGEST_HISTORY;
  return computed({
    estimate: run.longest,
    n: run.reviews,
    method: known
      ? "Longest run of straight acceptances; exact recursion at the rate that other reviewers' cases of the same mix give (one rate for all cases: approximate)"
      : "Longest run of straight acceptances",
    ...(known ? { pValue: longestRunProbability(run.reviews, run.longest, 1 - expectedRate) } : {}),
    detail: { overrides: run.overrides, ...(known ? { expectedRate } : {}) },
  });
}

function slopeOutcome(input: Input, members: readonly CountedCell[]): Outcome {
  const distance = distanceExpression(input.population);
  if (distance === null || !distance.toThreshold)
    return notComputable("missing-role", "The distance of the score to the threshold is not known.");
  const bands = new Map(scoreBands(input.aggregates).map((band) => [band.index, band.typical]));
  const cells = members.flatMap(({ band, decided, overrides }) => {
    const typical = band === null ? null : (bands.get(band) ?? null);
    return typical === null ? [] : [{ x: Math.abs(typical), cases: decided, events: overrides }];
  });
  return logisticSlope(cells, input.policy.level);
}
