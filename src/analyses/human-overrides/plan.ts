import { planWindows, windowsName } from "../../population/windows.ts";
import type { AggregateQuery } from "../../sql/aggregate-query.ts";
import type { PlanInput } from "../analysis.ts";
import { outcomeQuery, reviewOrderQuery, reviewTimesQuery } from "./behaviour-queries.ts";
import { labelObstacle } from "./label-obstacle.ts";
import type { HumanOverridesParameters } from "./parameters.ts";
import { countsName, courseQuery, decisionValuesQuery, reviewCountsQueries } from "./review-queries.ts";
import { BAND_QUERY, bandExpression, bandQuery, scoreBands } from "./score-bands.ts";

/** First the score bands, where there are scores; then everything at once. */
export function plan({ parameters, population, aggregates }: PlanInput<HumanOverridesParameters>): readonly AggregateQuery[] | null {
  if (aggregates.has(countsName(1))) return null;
  const edges = bandQuery(population, parameters.scoreBands);
  if (edges !== null && !aggregates.has(BAND_QUERY)) return [edges];
  const band = bandExpression(population, scoreBands(aggregates));
  const queries = [...reviewCountsQueries(population, band), decisionValuesQuery(population)];
  const course = courseQuery(population, planWindows(population, parameters.windows), windowsName(parameters.windows));
  if (course !== null) queries.push(course);
  if (population.roles.includes("reviewedAt")) {
    if (population.roles.includes("reviewStartedAt")) queries.push(reviewTimesQuery(parameters));
    queries.push(reviewOrderQuery(parameters));
  }
  if (labelObstacle(population) === null) queries.push(outcomeQuery(population));
  return queries;
}
