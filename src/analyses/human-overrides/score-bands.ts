import type { AggregateSet } from "../../foundation/aggregate.ts";
import type { Population } from "../../population/population.ts";
import { type AggregateQuery, aggregateQuery } from "../../sql/aggregate-query.ts";
import { type SqlFragment, doubleLiteral, integerLiteral, join, sql } from "../../sql/sql.ts";
import { bandsDisclosure } from "./review-disclosure.ts";

export const BAND_QUERY = "score-band-edges";

/** Half-open bands (from, to] of the distance; the first and last are open to infinity. */
export interface ScoreBand {
  readonly index: number;
  readonly label: string;
  readonly from: number | null;
  readonly to: number | null;
  /** A typical distance within the band: the middle of the quantiles that fell into it; null without any. */
  readonly typical: number | null;
}

/** Signed distance of a score to the threshold; the score itself where no threshold is known; null without scores. */
export function distanceExpression(population: Population): { expression: SqlFragment; toThreshold: boolean } | null {
  if (!population.roles.includes("score")) return null;
  if (population.roles.includes("scoreThreshold")) return { expression: sql`score - score_threshold`, toThreshold: true };
  if (population.decisionRule !== null)
    return { expression: sql`score - ${doubleLiteral(population.decisionRule.threshold)}`, toThreshold: true };
  return { expression: sql`score`, toThreshold: false };
}

/**
 * Quantiles of the distance over reviewed decisions: even steps are band edges, odd ones the bands' middles. One sort on all cores;
 * the type-1 rank ceil(n step / steps) in whole numbers, because a level of type DOUBLE can round to one rank above.
 */
export function bandQuery(population: Population, bands: number): AggregateQuery | null {
  const distance = distanceExpression(population);
  if (distance === null) return null;
  const steps = integerLiteral(2 * bands);
  return aggregateQuery({
    name: BAND_QUERY,
    purpose: "Quantiles of the score's distance to the threshold over reviewed decisions; they cut the score bands.",
    sql: sql`
      with reviewed as (
        select ${distance.expression} as distance
        from population
        where reviewer is not null
      ),
      ranked as (
        select
          distance,
          row_number() over (order by distance) as place
        from reviewed
        where isfinite(distance)
      ),
      total as (
        select count(*) as n
        from reviewed
        where isfinite(distance)
      ),
      wanted as (
        select
          step,
          (n * step + ${steps} - 1) // ${steps} as place
        from total
        cross join range(1, ${steps}) as steps(step)
      )
      select
        wanted.step,
        ranked.distance
      from wanted
      join ranked on ranked.place = wanted.place`,
    columns: [
      { name: "step", type: "integer", key: true },
      { name: "distance", type: "float", tolerance: 0 },
    ],
    disclosure: bandsDisclosure(2 * bands, "review-counts"),
  });
}

/** The bands that the first stage cut; none without scores. Equal edges collapse. */
export function scoreBands(aggregates: AggregateSet): ScoreBand[] {
  const rows = aggregates.get(BAND_QUERY)?.rows ?? [];
  const quantiles = rows.map((row) => ({ step: Number(row["step"]), distance: Number(row["distance"]) }));
  if (quantiles.length === 0) return [];
  const edges = [...new Set(quantiles.filter(({ step }) => step % 2 === 0).map(({ distance }) => distance))].toSorted((a, b) => a - b);
  return Array.from({ length: edges.length + 1 }, (_, index) => {
    const from = edges[index - 1] ?? null;
    const to = edges[index] ?? null;
    const inside = quantiles
      .map(({ distance }) => distance)
      .filter((distance) => (from === null || distance > from) && (to === null || distance <= to));
    const typical = inside[Math.floor((inside.length - 1) / 2)] ?? null;
    return { index, label: `band-${String(index + 1).padStart(2, "0")}`, from, to, typical };
  });
}

/** SQL: 0-based band of a row (null without a finite score). */
export function bandExpression(population: Population, bands: readonly ScoreBand[]): SqlFragment {
  const distance = distanceExpression(population);
  if (distance === null || bands.length === 0) return sql`cast(null as bigint)`;
  const cases = bands.flatMap(({ index, to }) =>
    to === null ? [] : [sql`when ${distance.expression} <= ${doubleLiteral(to)} then ${integerLiteral(index)}`],
  );
  return sql`case when not isfinite(${distance.expression}) then null ${join(cases, " ")} when ${distance.expression} is not null then ${integerLiteral(bands.length - 1)} end`;
}
