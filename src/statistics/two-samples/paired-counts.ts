import { type NotComputable, notComputable } from "../../foundation/outcome.ts";
import { requireArgument } from "../domain.ts";
import { totalCount } from "../whole-numbers.ts";

/** Counts of a baseline and a window over the same cells; cells that are empty in both carry nothing and are left out. */
export interface PairedCounts {
  readonly n: number;
  readonly m: number;
  /** Baseline and window count of every filled cell, in the order of the cells. */
  readonly cells: readonly (readonly [count: number, other: number])[];
}

/** Refuses an empty sample; throws where the cells differ or a count is none. */
export function pairedCounts(where: string, baseline: readonly number[], window: readonly number[]): PairedCounts | NotComputable {
  requireArgument(window.length === baseline.length, `${where} (cells of the window)`, `${baseline.length} cells`, window.length);
  const [n, m] = [totalCount(where, baseline), totalCount(where, window)];
  if (n === 0) return notComputable("no-rows", "The baseline has no values.");
  if (m === 0) return notComputable("no-rows", "The window has no values.");
  const cells = baseline.map((count, cell) => [count, window[cell] ?? 0] as const).filter(([count, other]) => count + other > 0);
  return { n, m, cells };
}
