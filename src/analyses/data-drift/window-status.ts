import { type AggregateSet, integerCell } from "../../foundation/aggregate.ts";
import { TickmarkError } from "../../foundation/errors.ts";
import type { Policy } from "../../policy/policy.ts";
import type { Population } from "../../population/population.ts";
import { type AnalysisWindow, overlapsBaseline } from "../../population/windows.ts";
import type { DriftSetup } from "./drift-setup.ts";

export type WindowState = "judged" | "empty" | "too-few" | "partial" | "overlaps-baseline";

export interface WindowStatus {
  readonly window: AnalysisWindow;
  /** Rows outside the baseline. */
  readonly rows: number;
  readonly baselineRows: number;
  readonly state: WindowState;
}

export interface Coverage {
  readonly windows: readonly WindowStatus[];
  readonly baselineRows: number;
  /** Rows outside the baseline that fall into no window. */
  readonly rowsWithoutWindow: number;
}

/** Errors: `bad-input` when baseline, windows and rows without a window do not add up to the population. */
export function windowCoverage(setup: DriftSetup, aggregates: AggregateSet, population: Population, policy: Policy): Coverage {
  const inside = new Map<number, number>();
  const outside = new Map<number, number>();
  let baselineRows = 0;
  let rowsWithoutWindow = 0;
  let baselineWithoutWindow = 0;
  let total = 0;
  for (const row of aggregates.get("rows")?.rows ?? []) {
    const count = integerCell(row, "row_count");
    const isBaseline = row["in_baseline"] === true;
    total += count;
    if (isBaseline) baselineRows += count;
    if (row["window_index"] === null || row["window_index"] === undefined) {
      if (isBaseline) baselineWithoutWindow += count;
      else rowsWithoutWindow += count;
      continue;
    }
    const index = integerCell(row, "window_index");
    const counts = isBaseline ? inside : outside;
    counts.set(index, (counts.get(index) ?? 0) + count);
  }
  const windows = setup.windows.map((window): WindowStatus => {
    const rows = outside.get(window.index) ?? 0;
    const ofBaseline = inside.get(window.index) ?? 0;
    const overlaps =
      (population.baseline !== null && overlapsBaseline(window, population.baseline)) ||
      // Chunks have no time, and a window filled by a baseline partition alone is not empty.
      (ofBaseline > 0 && (window.period === null || rows === 0));
    const state = overlaps
      ? "overlaps-baseline"
      : window.partial
        ? "partial"
        : rows === 0
          ? "empty"
          : rows < policy.minimumCell
            ? "too-few"
            : "judged";
    return { window, rows, baselineRows: ofBaseline, state };
  });
  const counted = windows.reduce((sum, status) => sum + status.rows + status.baselineRows, 0) + baselineWithoutWindow + rowsWithoutWindow;
  if (counted !== total || total !== population.rows)
    throw new TickmarkError(
      "bad-input",
      `The relation has ${total} rows, its windows ${counted}, the described population ${population.rows}.`,
      {
        expected: "baseline, windows and rows without a window that together are the population",
        remedy: "Build the population again, so that its description and its rows agree.",
      },
    );
  return { windows, baselineRows, rowsWithoutWindow };
}
