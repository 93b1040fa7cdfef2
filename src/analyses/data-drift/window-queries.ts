import { POPULATION_RELATION } from "../../population/population.ts";
import { type AggregateQuery, aggregateQuery } from "../../sql/aggregate-query.ts";
import { type SqlFragment, doubleLiteral, identifier, integerLiteral, join, literal, sql } from "../../sql/sql.ts";
import { cellsDisclosure, momentsDisclosure } from "./drift-disclosure.ts";
import { type DriftFeature, type DriftSetup, numericValue } from "./drift-setup.ts";
import type { NumericProfile } from "./numeric-profile.ts";
import { profileName } from "./reference-queries.ts";

const population = identifier(POPULATION_RELATION);

export interface ProfiledFeature {
  readonly feature: DriftFeature;
  /** Null: no finite baseline value; missing values are counted all the same. */
  readonly profile: NumericProfile | null;
}

/** Histogram of the decile (or other coarse) cells, for all numeric features. */
export const COARSE_CELLS = "numeric-cells";
/** Histogram of all profile values: for the features that moved, or for all of them on request. */
export const FINE_CELLS_NAME = "numeric-fine-cells";

/**
 * All histograms of all numeric features in one pass. The cells of a feature are the intervals (edge, next edge] of its `cellValues`, before
 * them one for values below the smallest, after them one for values above the largest. NaN would fall into the first
 * cell and is taken out (CASE, not FILTER: 15 % less time). Missing values are the rows that no cell holds: to count them apart
 * would cost another 10 %.
 */
export function cellsQuery(
  setup: DriftSetup,
  name: typeof COARSE_CELLS | typeof FINE_CELLS_NAME,
  features: readonly { readonly feature: DriftFeature; readonly values: readonly number[] }[],
  countedTwice = false,
): AggregateQuery {
  const columns = features.map(({ feature, values }, index) => {
    const value = numericValue(feature);
    const number = integerLiteral(index + 1);
    const cells = sql`array_to_string(map_values(histogram(case when not isnan(${value}) then ${value} end, ${edgeList(values)})), ' ')`;
    return sql`${cells} as cells_${number}`;
  });
  const selects = features.map(
    (
      { feature },
      index,
    ) => sql`select ${literal(feature.name)} as feature, window_index, row_count, coalesce(cells_${integerLiteral(index + 1)}, '') as cells
from counted`,
  );
  return aggregateQuery({
    name,
    purpose:
      "Rows and counts in the frozen cells of numeric features by window (-1 = baseline). `cells` lists the counts: below the smallest edge, then up to and including each one, then above the largest; rows in none are null or NaN.",
    sql: sql`with counted as materialized (
select
  ${setup.segment} as window_index,
  count(*) as row_count,
  ${join(columns, ",\n  ")}
from ${setup.relation}
group by all
)
${join(selects, "\nunion all\n")}`,
    columns: [
      { name: "feature", type: "text", key: true },
      { name: "window_index", type: "integer", key: true },
      { name: "row_count", type: "integer" },
      { name: "cells", type: "text" },
    ],
    disclosure: cellsDisclosure(
      setup,
      countedTwice ? "it counts the records of the coarse cells again, in cells too narrow to be shown" : null,
    ),
  });
}

/** Exact integer moments of the finite baseline values on a grid of 2^30 steps over their range. */
export function momentsQuery(setup: DriftSetup, features: readonly ProfiledFeature[]): AggregateQuery {
  const columns = features.map(({ feature, profile }, index) => {
    const value = numericValue(feature);
    const number = integerLiteral(index + 1);
    // A range beyond the largest double (or none) has no grid: infinity times zero would be NaN, which no integer holds.
    if (stepsPerUnit(profile) === 0) return sql`null::bigint as steps_${number}`;
    const steps = sql`round((${value} - ${doubleLiteral(profile?.values[0] ?? 0)}) * ${doubleLiteral(stepsPerUnit(profile))})::bigint`;
    return sql`case when isfinite(${value}) then ${steps} end as steps_${number}`;
  });
  const sums = features.map((_, index) => {
    const number = integerLiteral(index + 1);
    return sql`sum(steps_${number}) as sum_${number}, sum(steps_${number} * steps_${number}) as squares_${number}`;
  });
  const selects = features.map(
    ({ feature }, index) =>
      sql`select ${literal(feature.name)} as feature, sum_${integerLiteral(index + 1)} as sum_steps, squares_${integerLiteral(index + 1)} as sum_squares from summed`,
  );
  return aggregateQuery({
    name: "baseline-moments",
    purpose:
      "Integer sums of each numeric feature's baseline values, as steps above the smallest (2^30 steps to the largest), and of their squares: exact, unlike sums of DOUBLE.",
    sql: sql`with stepped as (
select
  ${join(columns, ",\n  ")}
from ${population}
where ${setup.baselineRows}
),
summed as materialized (
select
  ${join(sums, ",\n  ")}
from stepped
)
${join(selects, "\nunion all\n")}`,
    columns: [
      { name: "feature", type: "text", key: true },
      { name: "sum_steps", type: "bigint" },
      { name: "sum_squares", type: "bigint" },
    ],
    disclosure: momentsDisclosure(features.map(({ feature }) => ({ name: feature.name, query: profileName(feature) }))),
  });
}

/** Steps of the fixed-point grid per unit of the feature. */
export function stepsPerUnit(profile: NumericProfile | null): number {
  const range = profile === null ? 0 : (profile.values.at(-1) ?? 0) - (profile.values[0] ?? 0);
  const steps = 2 ** 30 / range;
  return range > 0 && Number.isFinite(range) && Number.isFinite(steps) ? steps : 0;
}

function edgeList(values: readonly number[]): SqlFragment {
  const smallest = values[0];
  const below = smallest === undefined || smallest === -Number.MAX_VALUE ? [] : [nextBelow(smallest)];
  return sql`[${join([...[...below, ...values].map(doubleLiteral), sql`'infinity'::double`], ", ")}]`;
}

/** The largest double below a finite number. */
export function nextBelow(value: number): number {
  if (value === 0) return -Number.MIN_VALUE;
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, value);
  view.setBigInt64(0, view.getBigInt64(0) + (value > 0 ? -1n : 1n));
  return view.getFloat64(0);
}
