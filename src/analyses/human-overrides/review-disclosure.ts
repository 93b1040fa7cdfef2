import { type AggregateRow, type AggregateSet, aggregateNamed, integerCell, textCell } from "../../foundation/aggregate.ts";
import type { Population } from "../../population/population.ts";
import type { Coordinates, Disclosure, Measure } from "../../sql/disclosure.ts";

/** Which column's rows each count is a part of. */
const PARTS = {
  decisions: null,
  reviewed: "decisions",
  decided: "reviewed",
  overrides: "decided",
  eligible: "reviewed",
  turned: "eligible",
  reasoned: "overrides",
  unattributed: "decisions",
} as const;

function countMeasures(at: (row: AggregateRow) => Coordinates): Disclosure {
  const measures = Object.entries(PARTS).map(([column, of]): [string, Measure] => [
    column,
    { is: "count", universe: column === "decisions" ? "population" : column, at, ...(of === null ? {} : { of }) },
  ]);
  return { measures: Object.fromEntries(measures) };
}

/** Reviewer x direction x band, once over all decisions and once for each attribute. */
export function reviewCountsDisclosure(population: Population, bands: string): Disclosure {
  return countMeasures((row) => {
    const attribute = population.attributes.find(({ name }) => name === textCell(row, "attribute"));
    return {
      ...(attribute === undefined ? {} : { [attribute.column]: row["group_value"] ?? null }),
      reviewer: row["reviewer"] ?? null,
      favourable: row["favourable"] ?? null,
      [bands]: row["band"] ?? null,
    };
  });
}

/** By window, or by version. */
export function courseDisclosure(windows: string): Disclosure {
  return countMeasures((row) => ({
    ...(row["cut"] === "window"
      ? { [`window: ${windows}`]: row["window_index"] ?? null }
      : { model_version: row["model_version"] ?? null }),
    favourable: row["favourable"] ?? null,
  }));
}

export function decisionValuesDisclosure(population: Population): Disclosure {
  const given = (row: AggregateRow): Coordinates => ({
    decision: row["decision_value"] ?? null,
    ...(population.favourableDecision === null ? {} : { favourable: row["decision_value"] === population.favourableDecision }),
  });
  return {
    measures: {
      by_model: { is: "count", universe: "population", at: given, partial: true },
      by_reviewer: { is: "count", universe: "decided", at: (row) => ({ final_decision: row["decision_value"] ?? null }), partial: true },
    },
  };
}

const byReviewer = (row: AggregateRow): Coordinates => ({ reviewer: row["reviewer"] ?? null });

/** Review times, with quantiles named `seconds_05`. */
export function reviewTimesDisclosure(quantiles: readonly { readonly name: string; readonly percent: number }[]): Disclosure {
  return {
    measures: {
      timed: { is: "count", universe: "timed", at: byReviewer, partial: true },
      negative: { is: "count", universe: "negative times", at: byReviewer, partial: true },
      short: { is: "count", universe: "short reviews", at: byReviewer, of: "timed", partial: true },
      ...Object.fromEntries(quantiles.map(({ name, percent }): [string, Measure] => [name, { is: "quantile", of: "timed", percent }])),
    },
  };
}

export const REVIEW_ORDER_DISCLOSURE: Disclosure = {
  measures: {
    reviews: { is: "count", universe: "reviewed", at: byReviewer, partial: true },
    on_whole_minutes: { is: "count", universe: "on whole minutes", at: byReviewer, of: "reviews", partial: true },
    bulk_seconds: { is: "statistic", with: "bulk_reviews" },
    bulk_reviews: { is: "count", universe: "bulk reviews", at: byReviewer, of: "reviews", partial: true },
    largest: { is: "statistic", with: "reviews" },
    completed: { is: "count", universe: "decided", at: byReviewer, of: "reviews", partial: true },
    overrides: { is: "count", universe: "overrides", at: byReviewer, of: "completed", partial: true },
    longest: { is: "statistic", with: "completed" },
  },
};

export const OUTCOME_DISCLOSURE: Disclosure = {
  measures: {
    decisions: {
      is: "count",
      universe: "decisions with outcome",
      at: ({ model_right: model = null, final_right: final = null, before_right: before = null }) => ({ model, final, before }),
    },
  },
};

/** Distances of single reviewed decisions; how many there are is told by the counts of the second stage. */
export function bandsDisclosure(steps: number, countsName: string): Disclosure {
  const total = (aggregates: AggregateSet): number =>
    aggregateNamed(aggregates, countsName)
      .rows.filter((row) => row["attribute"] === null && row["reviewer"] !== null && row["band"] !== null)
      .reduce((sum, row) => sum + integerCell(row, "reviewed"), 0);
  const rank = (row: AggregateRow, n: number): number => Math.ceil((n * integerCell(row, "step")) / steps);
  return { measures: { distance: { is: "ranked-value", rank, total, parts: [steps / 2, steps] } } };
}
