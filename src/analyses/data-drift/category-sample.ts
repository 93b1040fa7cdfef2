import { type AggregateSet, compareText, integerCell, textCell } from "../../foundation/aggregate.ts";
import { categoriesName } from "./category-queries.ts";
import { BASELINE, type DriftFeature } from "./drift-setup.ts";
import type { FeatureSample, SegmentCounts } from "./feature-sample.ts";

/** Name of the cell for baseline categories without a cell of their own. */
export const RARE = "(rare)";

/** Reads the category counts; the baseline's categories alone decide the cells. */
export function categorySample(aggregates: AggregateSet, feature: DriftFeature, reading: "ordered" | "categorical"): FeatureSample {
  const rows = (aggregates.get(categoriesName(feature))?.rows ?? []).flatMap((row) =>
    row["window_index"] === null
      ? []
      : [
          {
            index: integerCell(row, "window_index"),
            kind: textCell(row, "kind") ?? "",
            category: textCell(row, "category"),
            count: integerCell(row, "row_count"),
          },
        ],
  );
  const baselineRows = rows.filter((row) => row.index === BASELINE);
  const kept = baselineRows
    .filter((row) => row.kind === "kept")
    .toSorted((left, right) =>
      reading === "ordered"
        ? numberOf(left.category) - numberOf(right.category)
        : right.count - left.count || compareText(left.category ?? "", right.category ?? ""),
    );
  const cellOf = new Map(kept.map((row, cell) => [row.category, cell]));
  const hasRare = baselineRows.some((row) => row.kind.startsWith("rare"));
  const size = kept.length + (hasRare ? 1 : 0);
  interface Growing {
    rows: number;
    missing: number;
    cells: number[];
    unseen: number;
  }
  const segments = new Map<number, Growing>();
  for (const row of rows) {
    const segment = segments.get(row.index) ?? { rows: 0, missing: 0, cells: Array.from({ length: size }, () => 0), unseen: 0 };
    segments.set(row.index, segment);
    segment.rows += row.count;
    if (row.kind === "missing") segment.missing += row.count;
    else if (row.kind === "unseen") segment.unseen += row.count;
    else {
      const cell = row.kind === "kept" ? (cellOf.get(row.category) ?? 0) : kept.length;
      segment.cells[cell] = (segment.cells[cell] ?? 0) + row.count;
    }
  }
  const values = reading === "ordered" ? kept.map((row) => numberOf(row.category)) : [];
  const fixed = new Map([...segments].map(([index, segment]): [number, SegmentCounts] => [index, { ...segment, fine: null }]));
  const baseline = fixed.get(BASELINE) ?? { rows: 0, missing: 0, cells: [], fine: null, unseen: 0 };
  fixed.delete(BASELINE);
  const rareRows = (kind: string): number => baselineRows.filter((row) => row.kind === kind).reduce((total, row) => total + row.count, 0);
  return {
    feature,
    reading,
    labels: [...kept.map((row) => row.category ?? ""), ...(hasRare ? [RARE] : [])],
    baseline,
    windows: fixed,
    values,
    sigma:
      reading === "ordered"
        ? spreadOf(
            values,
            kept.map((row) => row.count),
          )
        : null,
    hasRareCell: hasRare,
    seenOnce: kept.filter((row) => row.count === 1).length + rareRows("rare-once"),
    seenTwice: kept.filter((row) => row.count === 2).length + rareRows("rare-twice") / 2,
  };
}

function numberOf(category: string | null): number {
  if (category === "inf") return Infinity;
  if (category === "-inf") return -Infinity;
  return Number(category);
}

/** Standard deviation with divisor n; null for infinite values or none. */
function spreadOf(values: readonly number[], counts: readonly number[]): number | null {
  const n = counts.reduce((total, count) => total + count, 0);
  const weighted = (term: (value: number) => number): number =>
    values.reduce((total, value, cell) => total + term(value) * (counts[cell] ?? 0), 0) / n;
  const mean = weighted((value) => value);
  const spread = Math.sqrt(weighted((value) => (value - mean) ** 2));
  return Number.isFinite(spread) && spread > 0 ? spread : null;
}
