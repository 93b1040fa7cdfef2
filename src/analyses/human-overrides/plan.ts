import { type WindowPlan, instantLiteral, planWindows } from "../../population/windows.ts";
import type { AggregateQuery } from "../../sql/aggregate-query.ts";
import { type SqlFragment, sql } from "../../sql/sql.ts";
import type { PlanInput } from "../analysis.ts";
import { outcomeQuery, reviewOrderQuery, reviewTimesQuery } from "./behaviour-queries.ts";
import { labelObstacle } from "./label-obstacle.ts";
import type { HumanOverridesParameters } from "./parameters.ts";
import { courseQuery, decisionValuesQuery, reviewCountsQuery } from "./review-queries.ts";
import { BAND_QUERY, bandExpression, bandQuery, scoreBands } from "./score-bands.ts";

/** First the score bands, where there are scores; then everything at once. */
export function plan({ parameters, population, aggregates }: PlanInput<HumanOverridesParameters>): readonly AggregateQuery[] | null {
  if (aggregates.has("review-counts")) return null;
  const edges = bandQuery(population, parameters.scoreBands);
  if (edges !== null && !aggregates.has(BAND_QUERY)) return [edges];
  const band = bandExpression(population, scoreBands(aggregates));
  const queries = [reviewCountsQuery(population, band), decisionValuesQuery()];
  const windows = planWindows(population, parameters.windows);
  const course = courseQuery(population, windows === null ? null : boundedIndex(windows));
  if (course !== null) queries.push(course);
  if (population.roles.includes("reviewedAt")) {
    if (population.roles.includes("reviewStartedAt")) queries.push(reviewTimesQuery(parameters));
    queries.push(reviewOrderQuery(parameters));
  }
  if (labelObstacle(population) === null) queries.push(outcomeQuery(population));
  return queries;
}

/** The engine's integer division rounds towards zero, which would draw decisions from before the first window into it. */
function boundedIndex({ windows, index }: WindowPlan): SqlFragment {
  const first = windows[0]?.period ?? null;
  return first === null ? index : sql`case when decided_at >= ${instantLiteral(first.startMs)} then ${index} end`;
}
