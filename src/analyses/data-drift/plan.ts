import { type AggregateSet, integerCell } from "../../foundation/aggregate.ts";
import { isComputed } from "../../foundation/outcome.ts";
import type { AggregateQuery } from "../../sql/aggregate-query.ts";
import { twoSampleChiSquared } from "../../statistics/two-samples/two-sample-chi-squared.ts";
import type { PlanInput } from "../analysis.ts";
import { categoriesQuery, exactKsQuery } from "./category-queries.ts";
import { type DriftFeature, driftSetup, isRefusal } from "./drift-setup.ts";
import { cellValues, fewValueCandidates, numericProfile, readingOf } from "./numeric-profile.ts";
import { numericSample } from "./numeric-sample.ts";
import { type DataDriftParameters, FEW_VALUES } from "./parameters.ts";
import { distinctQuery, profileQuery, rowsQuery } from "./reference-queries.ts";
import { COARSE_CELLS, FINE_CELLS_NAME, cellsQuery, momentsQuery } from "./window-queries.ts";

/**
 * Stage 1: rows and the frozen reference profile. Stage 2, only if a profile shows few values: how many there are exactly.
 * Stage 3: counts of all windows in the frozen cells. Stage 4: counts in the fine cells of the features that moved.
 */
export function planDataDrift({ parameters, population, aggregates }: PlanInput<DataDriftParameters>): readonly AggregateQuery[] | null {
  const setup = driftSetup(population, parameters);
  if (isRefusal(setup)) return null;
  const numeric = setup.features.filter((feature) => feature.kind === "numeric");
  if (!aggregates.has("rows")) return [rowsQuery(setup), ...numeric.map((feature) => profileQuery(setup, feature, parameters.cells))];
  if (baselineRows(aggregates) === 0) return null;
  const candidates = fewValueCandidates(aggregates, setup.features);
  if (candidates.length > 0 && !aggregates.has("distinct-values")) return [distinctQuery(setup, candidates)];
  const readings = setup.features.map((feature) => ({ feature, reading: readingOf(aggregates, feature) }));
  const celled = readings.filter(({ reading }) => reading === "numeric" || reading === "empty").map(({ feature }) => feature);
  const profiled = celled
    .map((feature) => ({ feature, profile: numericProfile(aggregates, feature) }))
    .filter(({ profile }) => profile !== null);
  const cells = (features: readonly DriftFeature[], resolution: "coarse" | "fine"): AggregateQuery[] => {
    const name = resolution === "fine" ? FINE_CELLS_NAME : COARSE_CELLS;
    const values = (feature: DriftFeature): readonly number[] =>
      cellValues(numericProfile(aggregates, feature), parameters.cells, resolution);
    return features.length === 0
      ? []
      : [
          cellsQuery(
            setup,
            name,
            features.map((feature) => ({ feature, values: values(feature) })),
            // The coarse cells hold the same counts in wider cells, and no verdict depends on the fine ones.
            resolution === "fine" && parameters.fineCells === "where-moved",
          ),
        ];
  };
  const counts = [
    ...cells(celled, parameters.fineCells === "all" ? "fine" : "coarse"),
    ...(profiled.length > 0 ? [momentsQuery(setup, profiled)] : []),
    ...readings
      .filter(({ reading }) => reading === "ordered" || reading === "categorical")
      .map(({ feature, reading }) =>
        categoriesQuery(setup, feature, reading, reading === "ordered" ? FEW_VALUES : parameters.keptCategories),
      ),
    ...profiled.filter(({ feature }) => parameters.exactKs.includes(feature.name)).map(({ feature }) => exactKsQuery(setup, feature)),
  ];
  if (counts.some((query) => !aggregates.has(query.name))) return counts;
  if (aggregates.has(FINE_CELLS_NAME)) return null;
  const fine = cells(
    profiled.map(({ feature }) => feature).filter((feature) => hasMoved(aggregates, feature, parameters.cells)),
    "fine",
  );
  return fine.length === 0 ? null : fine;
}

/** Whether any window differs from the baseline at 5 %, Bonferroni over the windows: such a feature is worth the fine cells. */
function hasMoved(aggregates: AggregateSet, feature: DriftFeature, cells: number): boolean {
  const sample = numericSample(aggregates, feature, cells);
  const windows = [...sample.windows.values()];
  return windows.some((window) => {
    const test = twoSampleChiSquared(sample.baseline.cells, window.cells);
    return isComputed(test) && (test.pValue ?? 1) <= 0.05 / windows.length;
  });
}

export function baselineRows(aggregates: AggregateSet): number {
  const rows = aggregates.get("rows")?.rows ?? [];
  return rows.filter((row) => row["in_baseline"] === true).reduce((total, row) => total + integerCell(row, "row_count"), 0);
}
