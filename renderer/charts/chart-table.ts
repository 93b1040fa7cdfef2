import type { ChartSpec } from "../../src/charts/chart-spec.ts";
import { assertNever } from "../../src/foundation/assert-never.ts";

export type TableCell = string | number | null;

/** The numbers behind a chart, in its own order. */
export interface ChartTable {
  readonly columns: readonly string[];
  /** Columns that hold numbers. */
  readonly numeric: readonly boolean[];
  readonly rows: readonly (readonly TableCell[])[];
}

export function chartTable(spec: ChartSpec): ChartTable {
  switch (spec.kind) {
    case "heatmap":
      return table([spec.yTitle || "Row", spec.xTitle || "Column", spec.valueTitle, "Verdict", "Note"], [2], heatmapRows(spec));
    case "timeline":
      return table(
        ["Series", spec.xTitle || "Label", spec.yTitle || "Value", "Lower", "Upper", "Verdict", "Note"],
        [2, 3, 4],
        spec.series.flatMap((series) =>
          series.points.map((point) => [
            series.name,
            point.label,
            point.value,
            point.lower ?? null,
            point.upper ?? null,
            point.state ?? "",
            point.note ?? "",
          ]),
        ),
      );
    case "intervals":
      return table(
        [spec.yTitle || "Group", "n", spec.xTitle || "Estimate", "Lower", "Upper", "Verdict", "Note"],
        [1, 2, 3, 4],
        spec.rows.map((row) => [row.label, row.n, row.estimate, row.lower ?? null, row.upper ?? null, row.state ?? "", row.note ?? ""]),
      );
    case "distribution":
      return table(
        [spec.xTitle || "Cell", ...spec.series.map((series) => `${series.name} (rows)`)],
        spec.series.map((_, index) => index + 1),
        spec.cells.map((cell, index) => [cell, ...spec.series.map((series) => series.counts[index] ?? null)]),
      );
    case "funnel":
      return table(
        ["Label", spec.xTitle || "n", spec.yTitle || "Value", "Verdict"],
        [1, 2],
        spec.points.map((point) => [point.label, point.n, point.value, point.state ?? ""]),
      );
    case "bars":
      return table(
        [spec.xTitle || "Label", ...spec.series.map((series) => series.name)],
        spec.series.map((_, index) => index + 1),
        spec.labels.map((label, index) => [label, ...spec.series.map((series) => series.values[index] ?? null)]),
      );
    default:
      return assertNever(spec);
  }
}

function heatmapRows(spec: Extract<ChartSpec, { kind: "heatmap" }>): TableCell[][] {
  const rank = new Map(spec.rows.map((row, index) => [row, index]));
  const columnRank = new Map(spec.columns.map((column, index) => [column, index]));
  return spec.cells
    .toSorted(
      (left, right) =>
        (rank.get(left.row) ?? 0) - (rank.get(right.row) ?? 0) || (columnRank.get(left.column) ?? 0) - (columnRank.get(right.column) ?? 0),
    )
    .map((cell) => [cell.row, cell.column, cell.value, cell.state ?? "", cell.note ?? ""]);
}

/** Drops columns that are empty throughout, so that small tables stay small. */
function table(columns: readonly string[], numericPlaces: readonly number[], rows: readonly (readonly TableCell[])[]): ChartTable {
  const kept = columns
    .map((_, index) => index)
    .filter((index) => numericPlaces.includes(index) || rows.some((row) => row[index] !== "" && row[index] !== null));
  return {
    columns: kept.map((index) => columns[index] ?? ""),
    numeric: kept.map((index) => numericPlaces.includes(index)),
    rows: rows.map((row) => kept.map((index) => row[index] ?? null)),
  };
}

/** RFC 4180. Text that a spreadsheet would take for a formula gets an apostrophe, by the type of the cell; numbers stay as they are. */
export function tableCsv({ columns, rows }: ChartTable): string {
  return [columns, ...rows]
    .map((row) => row.map(csvCell).join(","))
    .join("\r\n")
    .concat("\r\n");
}

/** What formulas begin with, white space before it and the full-width forms that some spreadsheets fold included. */
const FORMULA = /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/;

function csvCell(cell: TableCell): string {
  if (cell === null) return "";
  // A group called "-5" is text: it is the type that decides, not the look.
  if (typeof cell === "number") return String(cell);
  const safe = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
