import { type AggregateQuery, aggregateQuery } from "../../sql/aggregate-query.ts";
import { identifier, integerLiteral, sql } from "../../sql/sql.ts";
import { categoriesDisclosure, exactDisclosure } from "./drift-disclosure.ts";
import { type DriftFeature, type DriftSetup, numericValue } from "./drift-setup.ts";
import type { FeatureReading } from "./numeric-profile.ts";

export function categoriesName(feature: DriftFeature): string {
  return `categories-${feature.slug}`;
}

/**
 * One GROUP BY a feature. Baseline categories beyond the kept ones are counted together, split by how often the baseline saw
 * them, so that the table stays small and the Good-Turing counts of singletons stay exact.
 */
export function categoriesQuery(setup: DriftSetup, feature: DriftFeature, reading: FeatureReading, kept: number): AggregateQuery {
  const value = numericValue(feature);
  // Adding zero turns -0 into 0, so that both spell one category.
  const category =
    reading === "ordered"
      ? sql`case when not isnan(${value}) then cast(${value} + 0e0 as varchar) end`
      : sql`cast(${identifier(feature.column)} as varchar)`;
  return aggregateQuery({
    name: categoriesName(feature),
    purpose: `Rows of ${feature.name} by window (-1 = baseline) and frozen baseline category; rare ones together as seen once, twice or more, new ones as unseen.`,
    sql: sql`
      with
      counted as (
        select ${setup.segment} as window_index, ${category} as category, count(*) as n
        from ${setup.relation}
        group by all
      ),
      reference as (
        select category, n as baseline_rows, row_number() over (order by n desc, category) as place
        from counted
        where window_index = -1 and category is not null
      )
      select
        window_index,
        case
          when category is null then 'missing'
          when place <= ${integerLiteral(kept)} then 'kept'
          when baseline_rows = 1 then 'rare-once'
          when baseline_rows = 2 then 'rare-twice'
          when baseline_rows > 2 then 'rare'
          else 'unseen'
        end as kind,
        case when place <= ${integerLiteral(kept)} then category end as category,
        sum(n)::bigint as row_count
      from counted
      left join reference using (category)
      group by all`,
    columns: [
      { name: "window_index", type: "integer", key: true },
      { name: "kind", type: "text", key: true },
      { name: "category", type: "text", key: true },
      { name: "row_count", type: "integer" },
    ],
    disclosure: categoriesDisclosure(setup, feature),
  });
}

export function exactName(feature: DriftFeature): string {
  return `exact-ks-${feature.slug}`;
}

/**
 * Exact Kolmogorov-Smirnov numerators, max |F n m - G n m| over all values: the window's steps are compared with the baseline's
 * distribution at each of them and just before (between them only the baseline moves, monotonically).
 */
export function exactKsQuery(setup: DriftSetup, feature: DriftFeature): AggregateQuery {
  const value = numericValue(feature);
  return aggregateQuery({
    name: exactName(feature),
    purpose: `Exact Kolmogorov-Smirnov numerator of ${feature.name} by window: the largest |baseline rows up to v * m - window rows up to v * n|.`,
    sql: sql`
      with
      counted as (
        select ${setup.segment} as window_index, ${value} as value, count(*) as n
        from ${setup.relation}
        where not isnan(${value})
        group by all
      ),
      stepped as (
        select window_index, value, n,
          sum(n) over (partition by window_index order by value) as through,
          sum(n) over (partition by window_index) as total
        from counted
        where window_index is not null
      ),
      baseline as (select value, through - n as before, through, total from stepped where window_index = -1),
      compared as (
        select w.window_index, w.through, w.n, w.total as m,
          (select max(total) from baseline) as n_baseline,
          coalesce(b.through, 0) as at_value,
          coalesce(case when b.value = w.value then b.before else b.through end, 0) as before_value
        from (select * from stepped where window_index >= 0) w
        asof left join baseline b on w.value >= b.value
      )
      select
        window_index,
        max(greatest(abs(at_value * m - through * n_baseline), abs(before_value * m - (through - n) * n_baseline)))::hugeint as numerator,
        max(n_baseline)::bigint as baseline_rows,
        max(m)::bigint as window_rows
      from compared
      where n_baseline is not null
      group by all`,
    columns: [
      { name: "window_index", type: "integer", key: true },
      { name: "numerator", type: "bigint" },
      { name: "baseline_rows", type: "integer" },
      { name: "window_rows", type: "integer" },
    ],
    disclosure: exactDisclosure(setup, feature),
  });
}
