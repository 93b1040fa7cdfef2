import { type AggregateRow, type AggregateSet, aggregateNamed, integerCell } from "../../foundation/aggregate.ts";
import type { Coordinates, Disclosure, Measure } from "../../sql/disclosure.ts";
import { BASELINE, type DriftFeature, type DriftSetup } from "./drift-setup.ts";

/** Rows by window and membership of the baseline; all rows of the baseline are one segment, whatever window they lie in. */
export function rowsDisclosure(setup: DriftSetup): Disclosure {
  const at = (row: AggregateRow): Coordinates => {
    const window = row["window_index"] ?? null;
    return {
      [windowDimension(setup)]: window,
      [segmentDimension(setup)]: row["in_baseline"] === true ? BASELINE : window,
      baseline: row["in_baseline"] ?? null,
    };
  };
  return { measures: { row_count: { is: "count", universe: "population", at } } };
}

/** Values of single records at ranks of the baseline; the limits of `cells` equal parts are kept first. */
export function profileDisclosure(cells: number): Disclosure {
  return {
    measures: {
      value: {
        is: "ranked-value",
        rank: (row) => integerCell(row, "rank_number"),
        total: () => 0,
        parts: [cells, ...[10, 5, 20, 4, 8, 16, 32, 64, 160].filter((parts) => parts !== cells)],
      },
    },
  };
}

export const SHOWN_LEVELS: Measure = { is: "shown" };

/** Histograms: what the cells lack of the rows are missing values. */
export function cellsDisclosure(setup: DriftSetup, withheld: string | null): Disclosure {
  return {
    measures: {
      row_count: { is: "count", universe: "population", at: (row) => segmentOf(setup, row) },
      cells: {
        is: "counts",
        universe: "filled values",
        at: (row) => ({ ...segmentOf(setup, row), feature: row["feature"] ?? null }),
        of: "row_count",
      },
    },
    withheld,
  };
}

/** Sums over all finite values of the baseline. */
export function momentsDisclosure(features: readonly { readonly name: string; readonly query: string }[]): Disclosure {
  const finite = (row: AggregateRow, aggregates: AggregateSet): number => {
    const query = features.find(({ name }) => name === row["feature"])?.query ?? "";
    return aggregateNamed(aggregates, query).rows.reduce((most, { rank_number: rank }) => Math.max(most, Number(rank)), 0);
  };
  return { measures: { sum_steps: { is: "statistic", with: finite }, sum_squares: { is: "statistic", with: finite } } };
}

export function categoriesDisclosure(setup: DriftSetup, feature: DriftFeature): Disclosure {
  return {
    measures: {
      row_count: {
        is: "count",
        universe: "population",
        at: (row) => ({
          ...segmentOf(setup, row),
          [feature.column]: JSON.stringify([row["kind"] ?? null, row["category"] ?? null]),
        }),
      },
    },
  };
}

export function exactDisclosure(setup: DriftSetup, feature: DriftFeature): Disclosure {
  const at = (segment: AggregateRow[string] | undefined): Coordinates => ({
    [segmentDimension(setup)]: segment ?? null,
    feature: feature.name,
  });
  return {
    measures: {
      numerator: { is: "statistic", with: "window_rows" },
      baseline_rows: { is: "count", universe: "filled values", at: () => at(BASELINE), partial: true },
      window_rows: { is: "count", universe: "filled values", at: (row) => at(row["window_index"]), partial: true },
    },
  };
}

function segmentOf(setup: DriftSetup, row: AggregateRow): Coordinates {
  return { [segmentDimension(setup)]: row["window_index"] ?? null };
}

function segmentDimension(setup: DriftSetup): string {
  return `segment: ${setup.windowsName}`;
}

function windowDimension(setup: DriftSetup): string {
  return `window: ${setup.windowsName}`;
}
