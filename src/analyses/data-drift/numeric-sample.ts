import { type AggregateRow, type AggregateSet, integerCell, textCell } from "../../foundation/aggregate.ts";
import { BASELINE, type DriftFeature } from "./drift-setup.ts";
import type { FeatureSample, SegmentCounts } from "./feature-sample.ts";
import { type NumericProfile, cellValues, numericProfile } from "./numeric-profile.ts";
import { COARSE_CELLS, FINE_CELLS_NAME, stepsPerUnit } from "./window-queries.ts";

/** Reads the histograms of a numeric feature; the finest there is serves, since its edges contain those of the coarse cells. */
export function numericSample(aggregates: AggregateSet, feature: DriftFeature, cells: number): FeatureSample {
  const profile = numericProfile(aggregates, feature);
  const fineRows = rowsOf(aggregates, FINE_CELLS_NAME, feature);
  const values = cellValues(profile, cells, fineRows.length > 0 ? "fine" : "coarse");
  const edges = profile?.coarseEdges(cells) ?? [];
  const cellOf = values.map((value) => edges.filter((edge) => edge < value).length);
  const segments = new Map<number, SegmentCounts>();
  for (const row of fineRows.length > 0 ? fineRows : rowsOf(aggregates, COARSE_CELLS, feature)) {
    if (row["window_index"] === null) continue;
    segments.set(integerCell(row, "window_index"), segmentOf(row, cellOf, edges.length + 1));
  }
  const baseline = segments.get(BASELINE) ?? { rows: 0, missing: 0, cells: [], fine: null, unseen: 0 };
  segments.delete(BASELINE);
  return {
    feature,
    reading: profile === null ? "empty" : "numeric",
    labels: cellLabels(edges),
    baseline,
    windows: segments,
    values,
    sigma: profile === null ? null : frozenSigma(aggregates, feature, profile),
    hasRareCell: false,
    seenOnce: 0,
    seenTwice: 0,
  };
}

function rowsOf(aggregates: AggregateSet, name: string, feature: DriftFeature): readonly AggregateRow[] {
  return (aggregates.get(name)?.rows ?? []).filter((row) => row["feature"] === feature.name);
}

function segmentOf(row: AggregateRow, cellOf: readonly number[], cellCount: number): SegmentCounts {
  const rows = integerCell(row, "row_count");
  const text = textCell(row, "cells") ?? "";
  const size = cellOf.length + 2;
  const counts = text === "" ? Array.from({ length: size }, () => 0) : text.split(" ").map(Number);
  // A profile that starts at the most negative double has no cell below it.
  const fine = counts.length === size - 1 ? [0, ...counts] : counts;
  const missing = rows - counts.reduce((total, count) => total + count, 0);
  if (!(missing >= 0)) throw new TypeError(`Cells of ${textCell(row, "feature")} hold more than its rows.`);
  if (cellOf.length === 0) return { rows, missing, cells: [], fine: null, unseen: 0 };
  if (fine.length !== size || fine.some((count) => !Number.isSafeInteger(count)))
    throw new TypeError(`Counts of ${textCell(row, "feature")} do not fit its profile.`);
  const cells = Array.from({ length: cellCount }, () => 0);
  fine.forEach((count, index) => {
    const cell = index === 0 ? 0 : index === size - 1 ? cellCount - 1 : (cellOf[index - 1] ?? 0);
    cells[cell] = (cells[cell] ?? 0) + count;
  });
  return { rows, missing, cells, fine, unseen: 0 };
}

/** Exact from integer sums: sqrt(n S2 - S1^2)/n steps. */
function frozenSigma(aggregates: AggregateSet, feature: DriftFeature, profile: NumericProfile): number | null {
  const row = aggregates.get("baseline-moments")?.rows.find((candidate) => candidate["feature"] === feature.name);
  const steps = stepsPerUnit(profile);
  if (row === undefined || steps === 0) return null;
  const [sum, squares] = [row["sum_steps"], row["sum_squares"]];
  if (typeof sum !== "bigint" || typeof squares !== "bigint") return null;
  const n = BigInt(profile.n);
  const spread = Math.sqrt(Number(n * squares - sum * sum)) / profile.n / steps;
  return spread > 0 ? spread : null;
}

function cellLabels(edges: readonly number[]): string[] {
  const first = edges[0];
  if (first === undefined) return ["all values"];
  const inner = edges.slice(1).map((edge, index) => `(${edges[index]}, ${edge}]`);
  return [`<= ${first}`, ...inner, `> ${edges.at(-1)}`];
}
