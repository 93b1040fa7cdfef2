import type { AggregateCell, AggregateRow, AggregateSet } from "../foundation/aggregate.ts";

/** Which records a count is about: one value in each dimension. Null stands for the rows without a value, an absent dimension for all rows. */
export type Coordinates = Readonly<Record<string, AggregateCell>>;

/** What one column says of records. Only `shown` may leave the house whatever stands behind it. */
export type Measure =
  /**
   * Rows. Counts of one universe that share coordinates are one number; tables of one universe that share dimensions have the same
   * sums along them, unless `partial` says that some rows of the universe are in none of the table's cells. `of` names the column
   * whose rows these are a part of.
   */
  | {
      readonly is: "count";
      readonly universe: string;
      readonly at: (row: AggregateRow) => Coordinates;
      readonly of?: string;
      readonly partial?: boolean;
    }
  /** A text that lists counts with a space between them; each gets the further dimension `cell`. */
  | { readonly is: "counts"; readonly universe: string; readonly at: (row: AggregateRow) => Coordinates; readonly of: string }
  /** A sum, mean or other statistic over all rows that the column `with` counts, or over as many as the function says. */
  | { readonly is: "statistic"; readonly with: string | ((row: AggregateRow, aggregates: AggregateSet) => number) }
  /** A type-1 quantile, that is the value of a single record, of the rows that the column `of` counts. */
  | { readonly is: "quantile"; readonly of: string; readonly percent: number }
  /** The value of the record at a rank; the rows of the table are one ranking of `total` records. */
  | {
      readonly is: "ranked-value";
      readonly rank: (row: AggregateRow, total: number) => number;
      readonly total: (aggregates: AggregateSet) => number;
      /** Numbers of equal parts whose limits are kept first, where not all ranks can be shown. */
      readonly parts: readonly number[];
    }
  /** Numbers of levels, of distinct values, of steps: no number of records. */
  | { readonly is: "shown" };

/** What an aggregate says of single records, column by column; key columns are shown. */
export interface Disclosure {
  /** Every column that is no key. */
  readonly measures: Readonly<Record<string, Measure>>;
  /** Why the aggregate is left out of shareable packs whole; null: cell by cell. */
  readonly withheld?: string | null;
}
