import { type NotComputable, notComputable } from "../../foundation/outcome.ts";
import { requireArgument, requireCount } from "../domain.ts";

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

/** Sum of counts, all checked; exact because it is checked too. */
export function totalCount(where: string, counts: readonly number[]): number {
  let total = 0;
  for (const count of counts) {
    requireCount(`${where} (count)`, count);
    total += count;
  }
  requireCount(`${where} (total)`, total);
  return total;
}

/** a m - b n, of whole numbers rounded once: products of counts pass 2^53, and their difference must not cancel. */
export function crossDifference(a: number, m: number, b: number, n: number): number {
  const [left, right] = [a * m, b * n];
  const areWhole = [a, m, b, n].every(Number.isInteger);
  if (!areWhole || Math.max(left, right) <= Number.MAX_SAFE_INTEGER) return left - right;
  return Number(BigInt(a) * BigInt(m) - BigInt(b) * BigInt(n));
}
