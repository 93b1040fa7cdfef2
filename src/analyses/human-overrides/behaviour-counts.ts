import { type AggregateSet, integerCell, textCell } from "../../foundation/aggregate.ts";

export interface ReviewTimes {
  readonly timed: number;
  readonly negative: number;
  readonly short: number;
  /** Whole seconds; empty when nothing was timed. */
  readonly quantiles: Readonly<Record<string, number>>;
}

export interface BulkReviews {
  readonly reviews: number;
  readonly onWholeMinutes: number;
  readonly bulkSeconds: number;
  readonly bulkReviews: number;
  readonly largest: number;
}

export interface AcceptRun {
  readonly reviews: number;
  readonly overrides: number;
  readonly longest: number;
}

const QUANTILES = ["seconds_05", "seconds_25", "seconds_50", "seconds_75", "seconds_95"] as const;

export function reviewTimesByReviewer(aggregates: AggregateSet): Map<string, ReviewTimes> {
  const times = new Map<string, ReviewTimes>();
  for (const row of aggregates.get("review-times")?.rows ?? []) {
    const quantiles: Record<string, number> = {};
    for (const name of QUANTILES) {
      const cell = row[name];
      if (typeof cell === "number") quantiles[name.replace("seconds_", "seconds")] = cell;
    }
    times.set(textCell(row, "reviewer") ?? "", {
      timed: integerCell(row, "timed"),
      negative: integerCell(row, "negative"),
      short: integerCell(row, "short"),
      quantiles,
    });
  }
  return times;
}

export function bulkReviewsByReviewer(aggregates: AggregateSet): Map<string, BulkReviews> {
  return new Map(
    (aggregates.get("review-order")?.rows ?? []).map((row) => [
      textCell(row, "reviewer") ?? "",
      {
        reviews: integerCell(row, "reviews"),
        onWholeMinutes: integerCell(row, "on_whole_minutes"),
        bulkSeconds: integerCell(row, "bulk_seconds"),
        bulkReviews: integerCell(row, "bulk_reviews"),
        largest: integerCell(row, "largest"),
      },
    ]),
  );
}

export function acceptRunsByReviewer(aggregates: AggregateSet): Map<string, AcceptRun> {
  return new Map(
    (aggregates.get("review-order")?.rows ?? [])
      .map((row): [string, AcceptRun] => [
        textCell(row, "reviewer") ?? "",
        { reviews: integerCell(row, "completed"), overrides: integerCell(row, "overrides"), longest: integerCell(row, "longest") },
      ])
      .filter(([, { reviews }]) => reviews > 0),
  );
}
