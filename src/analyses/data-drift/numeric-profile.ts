import { type AggregateSet, integerCell } from "../../foundation/aggregate.ts";
import { type DriftFeature } from "./drift-setup.ts";
import { FEW_VALUES } from "./parameters.ts";
import { profileName } from "./reference-queries.ts";

/** The frozen reference profile of one numeric feature. */
export interface NumericProfile {
  /** Finite baseline values. */
  readonly n: number;
  /** Distinct profile values in order, smallest and largest included. */
  readonly values: readonly number[];
  /** Smallest value with cumulative rank >= ceil(n k / cells), k = 1 .. cells - 1, duplicates collapsed. */
  coarseEdges(cells: number): readonly number[];
}

/** Smallest value, upper edges of the cells, largest value: those of the coarse cells, or all of the profile. */
export function cellValues(profile: NumericProfile | null, cells: number, resolution: "coarse" | "fine"): readonly number[] {
  if (profile === null) return [];
  if (resolution === "fine") return profile.values;
  return [...new Set([profile.values[0] ?? 0, ...profile.coarseEdges(cells), profile.values.at(-1) ?? 0])];
}

/** Null where the baseline has no finite value. */
export function numericProfile(aggregates: AggregateSet, feature: DriftFeature): NumericProfile | null {
  const rows = (aggregates.get(profileName(feature))?.rows ?? []).map((row) => ({
    rank: integerCell(row, "rank_number"),
    value: Number(row["value"]),
  }));
  if (rows.length === 0) return null;
  const byRank = new Map(rows.map((row) => [row.rank, row.value]));
  const n = Math.max(...byRank.keys());
  const values = [...new Set(rows.map((row) => row.value))].toSorted((left, right) => left - right);
  const largest = values.at(-1);
  return {
    n,
    values,
    coarseEdges: (cells) => {
      const edges = new Set<number>();
      for (let k = 1; k < cells; k += 1) {
        const edge = byRank.get(Math.ceil((n * k) / cells));
        if (edge === undefined) throw new TypeError(`The profile of ${feature.name} lacks the quantile ${k}/${cells}.`);
        // An edge at the largest value would leave an outer cell that no baseline row can fill.
        if (edge !== largest) edges.add(edge);
      }
      return [...edges].toSorted((left, right) => left - right);
    },
  };
}

export type FeatureReading = "numeric" | "ordered" | "categorical" | "empty";

/** Numeric features whose profile cannot rule out that the baseline has few distinct values. */
export function fewValueCandidates(aggregates: AggregateSet, features: readonly DriftFeature[]): readonly DriftFeature[] {
  return features.filter(
    (feature) => feature.kind === "numeric" && (numericProfile(aggregates, feature)?.values.length ?? Infinity) <= FEW_VALUES,
  );
}

/** How a feature is read: numeric with few distinct values becomes ordered categories. */
export function readingOf(aggregates: AggregateSet, feature: DriftFeature): FeatureReading {
  if (feature.kind === "categorical") return "categorical";
  if (numericProfile(aggregates, feature) === null) return "empty";
  const row = aggregates.get("distinct-values")?.rows.find((candidate) => candidate["feature"] === feature.name);
  return row !== undefined && integerCell(row, "distinct_values") <= FEW_VALUES ? "ordered" : "numeric";
}
