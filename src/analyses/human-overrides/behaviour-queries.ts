import type { Population } from "../../population/population.ts";
import { instantLiteral } from "../../population/windows.ts";
import { type AggregateQuery, aggregateQuery } from "../../sql/aggregate-query.ts";
import { type SqlFragment, identifier, integerLiteral, join, sql } from "../../sql/sql.ts";
import { OUTCOME_DISCLOSURE, REVIEW_ORDER_DISCLOSURE, reviewTimesDisclosure } from "./review-disclosure.ts";
import type { HumanOverridesParameters } from "./parameters.ts";

const DAY_MS = 86_400_000;
const DAY_SECONDS = 86_400;

const TIMES_PERCENTS = [5, 25, 50, 75, 95] as const;

/** Whole seconds from opening to submitting; a review that ends before it starts is counted apart. */
export function reviewTimesQuery(parameters: HumanOverridesParameters): AggregateQuery {
  const quantiles = TIMES_PERCENTS.map((percent) => ({ name: `seconds_${String(percent).padStart(2, "0")}`, percent }));
  const selected = quantiles
    .map(({ name, percent }) => sql`min(seconds) filter (reviews_up_to * 100 >= timed * ${integerLiteral(percent)}) as ${identifier(name)}`)
    .reduce((all, next) => sql`${all},\n        ${next}`);
  return aggregateQuery({
    name: "review-times",
    purpose: "Review time in whole seconds by reviewer: type-1 quantiles, and how many were implausibly short.",
    sql: sql`
      with timed_reviews as (
        select
          reviewer,
          epoch_ms(reviewed_at) - epoch_ms(review_started_at) as duration_ms
        from population
        where reviewer is not null
          and reviewed_at is not null
          and review_started_at is not null
      ),
      counted as (
        select
          reviewer,
          case when duration_ms >= 0 then duration_ms // 1000 end as seconds,
          count(*) as reviews
        from timed_reviews
        group by all
      ),
      accumulated as (
        select
          reviewer,
          seconds,
          reviews,
          sum(reviews) over (partition by reviewer order by seconds nulls last) as reviews_up_to,
          sum(reviews) filter (seconds is not null) over (partition by reviewer) as timed
        from counted
      )
      select
        reviewer,
        cast(coalesce(sum(reviews) filter (seconds is not null), 0) as bigint) as timed,
        cast(coalesce(sum(reviews) filter (seconds is null), 0) as bigint) as negative,
        cast(coalesce(sum(reviews) filter (seconds < ${integerLiteral(parameters.minimumReviewSeconds)}), 0) as bigint) as short,
        ${selected}
      from accumulated
      group by reviewer`,
    columns: [
      { name: "reviewer", type: "text", key: true },
      ...["timed", "negative", "short", ...quantiles.map(({ name }) => name)].map((name) => ({ name, type: "integer" }) as const),
    ],
    disclosure: reviewTimesDisclosure(quantiles),
  });
}

/**
 * One sort gives both: gaps between overrides in review order (the longest gap is the longest straight run of acceptances), and
 * reviews that repeat the second of the one before, whose number and one more is the number in that second.
 */
export function reviewOrderQuery(parameters: HumanOverridesParameters): AggregateQuery {
  const bulk = sql`repeats + 1 >= ${integerLiteral(parameters.bulkMinimum)}`;
  return aggregateQuery({
    name: "review-order",
    purpose:
      "By reviewer, in order of review: reviews that share one second with others of the same reviewer (whole minutes show coarse clocks), and the longest run of straight acceptances among the completed ones.",
    sql: sql`
      with ordered as materialized (
        select
          reviewer,
          epoch_ms(reviewed_at) // 1000 as second,
          decision <> final_decision as overridden,
          row_number() over in_order as position,
          lag(epoch_ms(reviewed_at) // 1000) over in_order as second_before
        from population
        where reviewer is not null
          and reviewed_at is not null
        window in_order as (partition by reviewer order by reviewed_at, record_number)
      ),
      totals as (
        select
          reviewer,
          count(*) as reviews,
          count(*) filter (second % 60 = 0) as on_whole_minutes,
          count(overridden) as completed,
          count(*) filter (overridden) as overrides
        from ordered
        group by reviewer
      ),
      repeated as (
        select reviewer, second, count(*) as repeats
        from ordered
        where second = second_before
        group by reviewer, second
      ),
      bulk as (
        select
          reviewer,
          count(*) filter (${bulk}) as bulk_seconds,
          sum(repeats + 1) filter (${bulk}) as bulk_reviews,
          max(repeats + 1) as largest
        from repeated
        group by reviewer
      ),
      breaks as (
        select
          reviewer,
          overridden,
          position - sum(case when overridden is null then 1 else 0 end) over so_far as completed_position
        from ordered
        where overridden is null or overridden
        window so_far as (partition by reviewer order by position rows between unbounded preceding and current row)
      ),
      gaps as (
        select
          reviewer,
          completed_position - lag(completed_position, 1, 0) over (partition by reviewer order by completed_position) - 1 as straight
        from (
          select reviewer, completed_position from breaks where overridden
          union all
          select reviewer, completed + 1 from totals
        ) as overrides_and_end
      ),
      runs as (
        select reviewer, cast(max(straight) as bigint) as longest
        from gaps
        group by reviewer
      )
      select
        reviewer,
        totals.reviews,
        totals.on_whole_minutes,
        coalesce(bulk.bulk_seconds, 0) as bulk_seconds,
        cast(coalesce(bulk.bulk_reviews, 0) as bigint) as bulk_reviews,
        coalesce(bulk.largest, 1) as largest,
        totals.completed,
        totals.overrides,
        runs.longest
      from totals
      join runs using (reviewer)
      left join bulk using (reviewer)`,
    columns: [
      { name: "reviewer", type: "text", key: true },
      ...["reviews", "on_whole_minutes", "bulk_seconds", "bulk_reviews", "largest", "completed", "overrides", "longest"].map(
        (name) => ({ name, type: "integer" }) as const,
      ),
    ],
    disclosure: REVIEW_ORDER_DISCLOSURE,
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
    disclosure: OUTCOME_DISCLOSURE,
  });
}

/** Reviewed, complete, and old enough at the cut-off that a late outcome would have arrived. */
function maturity(population: Population): SqlFragment[] {
  const conditions = [
    sql`reviewer is not null`,
    sql`predicted_positive is not null`,
    sql`final_positive is not null`,
    sql`outcome_positive is not null`,
  ];
  const { outcomeHorizonDays, cutOffMs, roles } = population;
  // A horizon without cut-off or decision times never gets here: the label obstacle refuses it.
  if (outcomeHorizonDays === null || cutOffMs === null) return conditions;
  conditions.push(sql`decided_at <= ${instantLiteral(cutOffMs - Math.round(outcomeHorizonDays * DAY_MS))}`);
  if (roles.includes("outcomeAt"))
    conditions.push(sql`outcome_at <= decided_at + interval ${integerLiteral(Math.round(outcomeHorizonDays * DAY_SECONDS))} second`);
  return conditions;
}
