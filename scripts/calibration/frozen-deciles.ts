import type { RandomStream } from "../../src/statistics/resampling/random.ts";
import { randomDirichlet } from "./simulation.ts";

export interface FrozenSample {
  /** Rows of a baseline in the cells of its own deciles. */
  readonly baseline: readonly number[];
  /** Rows of m later values of the same continuous feature. */
  readonly window: readonly number[];
}

const CELLS = 10;

/** Rows of the baseline in each cell: type-1 quantiles of n untied values, (a, b]. */
function baselineCells(n: number): number[] {
  const ends = Array.from({ length: CELLS + 1 }, (_, at) => Math.ceil((n * at) / CELLS));
  return ends.slice(1).map((end, at) => end - (ends[at] ?? 0));
}

/**
 * True shares of the cells between order statistics of the baseline: they are Dirichlet, and the last cell, open to the
 * right, has one spacing more than rows.
 */
export function trueShares(random: RandomStream, n: number): number[] {
  const rows = baselineCells(n);
  return randomDirichlet(
    random,
    rows.map((count, cell) => (cell === CELLS - 1 ? count + 1 : count)),
  );
}

/** A baseline of n values, cut at its own deciles, and a window of m values without drift. */
export function frozenDeciles(random: RandomStream, n: number, m: number): FrozenSample {
  return { baseline: baselineCells(n), window: random.nextMultinomial(m, trueShares(random, n)) };
}

/** The same with one baseline for several windows. */
export function frozenSeries(random: RandomStream, n: number, windowRows: readonly number[]): { baseline: number[]; windows: number[][] } {
  const shares = trueShares(random, n);
  return { baseline: baselineCells(n), windows: windowRows.map((m) => random.nextMultinomial(m, shares)) };
}
