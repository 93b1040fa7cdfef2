import { type AggregateSet, integerCell } from "../../foundation/aggregate.ts";
import type { AggregateQuery } from "../../sql/aggregate-query.ts";
import type { PlanInput } from "../analysis.ts";
import { categoriesQuery, exactKsQuery } from "./category-queries.ts";
import { driftSetup, isRefusal } from "./drift-setup.ts";
import { fewValueCandidates, numericProfile, readingOf } from "./numeric-profile.ts";
import { type DataDriftParameters, FEW_VALUES } from "./parameters.ts";
import { distinctQuery, profileQuery, rowsQuery } from "./reference-queries.ts";
import { cellsQuery, momentsQuery } from "./window-queries.ts";

/**
 * Stage 1: rows and the frozen reference profile. Stage 2, only if a profile shows few values: how many there are exactly.
 * Last stage: counts of all windows in the frozen cells.
 */
export function planDataDrift({ parameters, population, aggregates }: PlanInput<DataDriftParameters>): readonly AggregateQuery[] | null {
  const setup = driftSetup(population, parameters);
  if (isRefusal(setup)) return null;
  const numeric = setup.features.filter((feature) => feature.kind === "numeric");
  if (!aggregates.has("rows")) return [rowsQuery(setup), ...numeric.map((feature) => profileQuery(setup, feature))];
  if (baselineRows(aggregates) === 0) return null;
  const candidates = fewValueCandidates(aggregates, setup.features);
  if (candidates.length > 0 && !aggregates.has("distinct-values")) return [distinctQuery(setup, candidates)];
  const readings = setup.features.map((feature) => ({ feature, reading: readingOf(aggregates, feature) }));
  const celled = readings
    .filter(({ reading }) => reading === "numeric" || reading === "empty")
    .map(({ feature }) => ({ feature, profile: numericProfile(aggregates, feature) }));
  const profiled = celled.filter(({ profile }) => profile !== null);
  const queries = [
    ...(celled.length > 0 ? [cellsQuery(setup, celled)] : []),
    ...(profiled.length > 0 ? [momentsQuery(setup, profiled)] : []),
    ...readings
      .filter(({ reading }) => reading === "ordered" || reading === "categorical")
      .map(({ feature, reading }) => categoriesQuery(setup, feature, reading, reading === "ordered" ? FEW_VALUES : parameters.keptCategories)),
    ...profiled.filter(({ feature }) => parameters.exactKs.includes(feature.name)).map(({ feature }) => exactKsQuery(setup, feature)),
  ];
  return queries.every((query) => aggregates.has(query.name)) ? null : queries;
}

export function baselineRows(aggregates: AggregateSet): number {
  const rows = aggregates.get("rows")?.rows ?? [];
  return rows.filter((row) => row["in_baseline"] === true).reduce((total, row) => total + integerCell(row, "row_count"), 0);
}
