import type { Population } from "../../population/population.ts";
import { instantLiteral } from "../../population/windows.ts";
import { type AggregateQuery, aggregateQuery } from "../../sql/aggregate-query.ts";
import { type SqlFragment, integerLiteral, join, sql } from "../../sql/sql.ts";
import type { HumanOverridesParameters } from "./parameters.ts";

const DAY_MS = 86_400_000;

/** Whole seconds from opening to submitting; a review that ends before it starts is counted apart. */
export function reviewTimesQuery(parameters: HumanOverridesParameters): AggregateQuery {
  return aggregateQuery({
    name: "review-times",
    purpose: "Review time in whole seconds by reviewer: type-1 quantiles, and how many were implausibly short.",
    sql: sql`
      with timed as (
        select
          reviewer,
          epoch_ms(reviewed_at) - epoch_ms(review_started_at) as duration_ms
        from population
        where reviewer is not null
          and reviewed_at is not null
          and review_started_at is not null
      )
      select
        reviewer,
        count(*) filter (duration_ms >= 0) as timed,
        count(*) filter (duration_ms < 0) as negative,
        count(*) filter (duration_ms >= 0 and duration_ms < ${integerLiteral(parameters.minimumReviewSeconds * 1000)}) as short,
        quantile_disc(duration_ms // 1000, 0.05) filter (duration_ms >= 0) as seconds_05,
        quantile_disc(duration_ms // 1000, 0.25) filter (duration_ms >= 0) as seconds_25,
        quantile_disc(duration_ms // 1000, 0.50) filter (duration_ms >= 0) as seconds_50,
        quantile_disc(duration_ms // 1000, 0.75) filter (duration_ms >= 0) as seconds_75,
        quantile_disc(duration_ms // 1000, 0.95) filter (duration_ms >= 0) as seconds_95
      from timed
      group by reviewer`,
    columns: [
      { name: "reviewer", type: "text", key: true },
      ...["timed", "negative", "short", "seconds_05", "seconds_25", "seconds_50", "seconds_75", "seconds_95"].map(
        (name) => ({ name, type: "integer" }) as const,
      ),
    ],
  });
}

export function bulkQuery(parameters: HumanOverridesParameters): AggregateQuery {
  return aggregateQuery({
    name: "review-bulk",
    purpose: "Reviews by reviewer that share one second with others of the same reviewer; whole minutes show coarse clocks.",
    sql: sql`
      with seconds as (
        select
          reviewer,
          epoch_ms(reviewed_at) // 1000 as second,
          count(*) as reviews
        from population
        where reviewer is not null
          and reviewed_at is not null
        group by 1, 2
      )
      select
        reviewer,
        cast(sum(reviews) as bigint) as reviews,
        cast(coalesce(sum(reviews) filter (second % 60 = 0), 0) as bigint) as on_whole_minutes,
        count(*) filter (reviews >= ${integerLiteral(parameters.bulkMinimum)}) as bulk_seconds,
        cast(coalesce(sum(reviews) filter (reviews >= ${integerLiteral(parameters.bulkMinimum)}), 0) as bigint) as bulk_reviews,
        max(reviews) as largest
      from seconds
      group by reviewer`,
    columns: [
      { name: "reviewer", type: "text", key: true },
      ...["reviews", "on_whole_minutes", "bulk_seconds", "bulk_reviews", "largest"].map((name) => ({ name, type: "integer" }) as const),
    ],
  });
}

/** Gaps between overrides in review order: the longest gap is the longest straight run of acceptances. */
export function acceptRunsQuery(): AggregateQuery {
  return aggregateQuery({
    name: "accept-runs",
    purpose: "Longest run of straight acceptances by reviewer, in order of review.",
    sql: sql`
      with ordered as (
        select
          reviewer,
          decision <> final_decision as overridden,
          row_number() over (partition by reviewer order by reviewed_at, record_number) as position
        from population
        where reviewer is not null
          and reviewed_at is not null
          and decision is not null
          and final_decision is not null
      ),
      totals as (
        select reviewer, count(*) as reviews, count(*) filter (overridden) as overrides
        from ordered
        group by reviewer
      ),
      breaks as (
        select reviewer, position from ordered where overridden
        union all
        select reviewer, reviews + 1 from totals
      ),
      gaps as (
        select reviewer, position - lag(position, 1, 0) over (partition by reviewer order by position) - 1 as straight
        from breaks
      )
      select totals.reviewer, totals.reviews, totals.overrides, max(gaps.straight) as longest
      from totals
      join gaps on gaps.reviewer = totals.reviewer
      group by 1, 2, 3`,
    columns: [
      { name: "reviewer", type: "text", key: true },
      { name: "reviews", type: "integer" },
      { name: "overrides", type: "integer" },
      { name: "longest", type: "integer" },
    ],
  });
}

/** Who was right, where the outcome is known: model, final decision and, where recorded, the person before advice. */
export function outcomeQuery(population: Population): AggregateQuery {
  const before = population.roles.includes("humanBefore")
    ? sql`(human_before = ${population.positiveDecision}) = outcome_positive`
    : sql`cast(null as boolean)`;
  return aggregateQuery({
    name: "review-outcomes",
    purpose: "Reviewed decisions with a mature outcome, by who agreed with it.",
    sql: sql`
      select
        predicted_positive = outcome_positive as model_right,
        final_positive = outcome_positive as final_right,
        ${before} as before_right,
        count(*) as decisions
      from population
      where ${join(maturity(population), " and ")}
      group by 1, 2, 3`,
    columns: [
      { name: "model_right", type: "boolean", key: true },
      { name: "final_right", type: "boolean", key: true },
      { name: "before_right", type: "boolean", key: true },
      { name: "decisions", type: "integer" },
    ],
  });
}

/** Reviewed, complete, and old enough at the cut-off that a late outcome would have arrived. */
function maturity(population: Population): SqlFragment[] {
  const conditions = [sql`reviewer is not null`, sql`predicted_positive is not null`, sql`final_positive is not null`, sql`outcome_positive is not null`];
  const { outcomeHorizonDays, cutOffMs, roles } = population;
  if (outcomeHorizonDays === null || !roles.includes("decidedAt")) return conditions;
  const horizonMs = Math.round(outcomeHorizonDays * DAY_MS);
  if (cutOffMs !== null) conditions.push(sql`decided_at <= ${instantLiteral(cutOffMs - horizonMs)}`);
  if (roles.includes("outcomeAt")) conditions.push(sql`epoch_ms(outcome_at) - epoch_ms(decided_at) <= ${integerLiteral(horizonMs)}`);
  return conditions;
}
