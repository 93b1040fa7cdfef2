import { POPULATION_RELATION } from "../../population/population.ts";
import { type AggregateQuery, aggregateQuery } from "../../sql/aggregate-query.ts";
import { identifier, integerLiteral, join, literal, sql } from "../../sql/sql.ts";
import { SHOWN_LEVELS, profileDisclosure, rowsDisclosure } from "./drift-disclosure.ts";
import { type DriftFeature, type DriftSetup, numericValue } from "./drift-setup.ts";
import { FINE_CELLS } from "./parameters.ts";

const population = identifier(POPULATION_RELATION);
/** 1/1000, 1/10,000 and 1/100,000 at both ends, so that long tails do not hide in one cell. */
const TAILS = [1_000, 10_000, 100_000] as const;

export function rowsQuery(setup: DriftSetup): AggregateQuery {
  return aggregateQuery({
    name: "rows",
    purpose: "Rows by window and by membership of the baseline; rows outside all windows have a null window.",
    sql: sql`
      select
        ${setup.windowIndex} as window_index,
        ${setup.isBaseline} as in_baseline,
        count(*) as row_count
      from ${setup.relation}
      group by all`,
    columns: [
      { name: "window_index", type: "integer", key: true },
      { name: "in_baseline", type: "boolean", key: true },
      { name: "row_count", type: "integer" },
    ],
    disclosure: rowsDisclosure(setup),
  });
}

export function profileName(feature: DriftFeature): string {
  return `profile-${feature.slug}`;
}

/**
 * Exact type-1 quantiles: the value at rank ceil(n p) of the sorted baseline. One sort a feature; `quantile_disc` with
 * this many probabilities selects anew for each (2 s instead of 0.15 s for 1.5 million rows).
 */
export function profileQuery(setup: DriftSetup, feature: DriftFeature, cells: number): AggregateQuery {
  const tails = TAILS.map(
    (tail) =>
      sql`or rank_number = (n + ${integerLiteral(tail - 1)}) // ${integerLiteral(tail)} or rank_number = n - n // ${integerLiteral(tail)}`,
  );
  return aggregateQuery({
    name: profileName(feature),
    purpose: `Frozen reference profile of ${feature.name}: smallest, largest and type-1 quantile values of the finite baseline values, with their ranks.`,
    sql: sql`
      with
      finite as (
        select ${numericValue(feature)} + 0e0 as value
        from ${population}
        where ${setup.baselineRows} and isfinite(${numericValue(feature)})
      ),
      ranked as (
        select value, row_number() over (order by value) as rank_number
        from finite
      )
      select rank_number, value
      from ranked, (select count(*) as n from finite)
      where (${integerLiteral(FINE_CELLS)} * rank_number) // n > (${integerLiteral(FINE_CELLS)} * (rank_number - 1)) // n
        or rank_number = 1
        ${join(tails, "\n")}`,
    columns: [
      { name: "rank_number", type: "integer", key: true },
      { name: "value", type: "float", tolerance: 0 },
    ],
    disclosure: profileDisclosure(cells),
  });
}

/** Exact number of distinct values of features whose profile shows few of them. */
export function distinctQuery(setup: DriftSetup, features: readonly DriftFeature[]): AggregateQuery {
  return aggregateQuery({
    name: "distinct-values",
    purpose: "Distinct baseline values of numeric features whose profile holds few: those with at most 20 are read as ordered categories.",
    sql: join(
      features.map(
        (feature) => sql`
      select ${literal(feature.name)} as feature, count(distinct ${numericValue(feature)}) as distinct_values
      from ${population}
      where ${setup.baselineRows} and not isnan(${numericValue(feature)})`,
      ),
      "\nunion all\n",
    ),
    columns: [
      { name: "feature", type: "text", key: true },
      { name: "distinct_values", type: "integer" },
    ],
    disclosure: { measures: { distinct_values: SHOWN_LEVELS } },
  });
}
