import { requireArgument, requireCount, requireNumber } from "../domain.ts";

/** Rows that share one score, and how many of them are events. */
export interface ScoreCell {
  readonly x: number;
  readonly rows: number;
  readonly events: number;
}

/** Neighbouring cells with one fitted value, events / rows. */
export interface IsotonicBlock {
  /** Lowest and highest score of the block. */
  readonly from: number;
  readonly to: number;
  readonly rows: bigint;
  readonly events: bigint;
}

export interface IsotonicFit {
  /** In ascending order of score, with strictly rising values. */
  readonly blocks: readonly IsotonicBlock[];
  /** The points between which values are interpolated: both ends of every block, once where they are one score. */
  readonly thresholds: readonly { readonly x: number; readonly value: number }[];
}

/**
 * Isotonic regression of event rates on a score.
 *
 * The non-decreasing function of the score with the least squared error, weighted by rows.
 * Formula: pool adjacent violators: blocks i < i + 1 with events_i / rows_i >= events_{i+1} / rows_{i+1} become one. The test is
 * events_i rows_{i+1} >= events_{i+1} rows_i in whole numbers, so that equal means are recognised as equal.
 * Source: M. Ayer et al. (1955) Annals of Mathematical Statistics 26, 641-647, doi:10.1214/aoms/1177728423.
 * Units: cells {score, counts} in any order (GROUP BY score makes them; equal scores are merged), event rates out.
 * Not computable: no rows, a count that is not whole, more events than rows, or a score that is not finite throws.
 * Golden: scikit-learn IsotonicRegression(out_of_bounds="clip") and the min-max formula in fractions (scripts/golden-values/calibration.py).
 */
export function isotonicRegression(cells: readonly ScoreCell[]): IsotonicFit {
  const blocks: IsotonicBlock[] = [];
  for (const cell of mergedByScore(cells)) {
    let block = cell;
    for (let before = blocks.at(-1); before !== undefined && isViolated(before, block); before = blocks.at(-1)) {
      block = { from: before.from, to: block.to, rows: before.rows + block.rows, events: before.events + block.events };
      blocks.pop();
    }
    blocks.push(block);
  }
  requireArgument(blocks.length > 0, "isotonicRegression (rows)", "at least one row", 0);
  return { blocks, thresholds: blocks.flatMap(thresholdsOf) };
}

/** Value of the fit at a score: linear between thresholds, the first or last value outside them. */
export function isotonicValueAt(fit: IsotonicFit, x: number): number {
  requireNumber("isotonicValueAt", x);
  const { thresholds } = fit;
  let [low, high] = [0, thresholds.length];
  // The first threshold at or above x.
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((thresholds[middle]?.x ?? Infinity) < x) low = middle + 1;
    else high = middle;
  }
  const [left, right] = [thresholds[low - 1], thresholds[low]];
  if (left === undefined || right === undefined || right.x === x) return (right ?? left)?.value ?? Number.NaN;
  // Halves, so that the distance of two enormous scores stays finite.
  const weight = (x / 2 - left.x / 2) / (right.x / 2 - left.x / 2);
  return Math.min(right.value, left.value + weight * (right.value - left.value));
}

function mergedByScore(cells: readonly ScoreCell[]): IsotonicBlock[] {
  const merged: IsotonicBlock[] = [];
  for (const { x, rows, events } of cells.toSorted((a, b) => a.x - b.x)) {
    requireArgument(Number.isFinite(x), "isotonicRegression (score)", "a finite number", x);
    requireCount("isotonicRegression (rows)", rows);
    requireCount("isotonicRegression (events)", events);
    requireArgument(events <= rows, "isotonicRegression (events)", `at most rows = ${rows}`, events);
    if (rows === 0) continue;
    const before = merged.at(-1);
    const same = before?.from === x ? merged.pop() : undefined;
    merged.push({ from: x, to: x, rows: BigInt(rows) + (same?.rows ?? 0n), events: BigInt(events) + (same?.events ?? 0n) });
  }
  return merged;
}

function isViolated(left: IsotonicBlock, right: IsotonicBlock): boolean {
  return left.events * right.rows >= right.events * left.rows;
}

function thresholdsOf({ from, to, rows, events }: IsotonicBlock): { x: number; value: number }[] {
  const value = Number(events) / Number(rows);
  return from === to ? [{ x: from, value }] : [from, to].map((x) => ({ x, value }));
}
