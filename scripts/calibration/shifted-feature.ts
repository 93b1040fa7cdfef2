import { normalCdf, normalQuantile } from "../../src/statistics/distributions/normal.ts";
import { bracketedRoot } from "../../src/statistics/special-functions/root.ts";
import { sum } from "./simulation.ts";

export const DECILES: readonly number[] = Array.from({ length: 10 }, () => 0.1);

/** Shares of the cells after a shift of a normal feature by so many standard deviations. */
export function shifted(shares: readonly number[], shift: number): number[] {
  let below = 0;
  const ends = shares.map((share, cell) => {
    below += share;
    return cell === shares.length - 1 ? 1 : normalCdf(normalQuantile(Math.min(1, below)) - shift);
  });
  return ends.map((end, cell) => end - (cell === 0 ? 0 : (ends[cell - 1] ?? 0)));
}

const indexOf = (p: readonly number[], q: readonly number[]): number =>
  sum(p.map((share, cell) => (share - (q[cell] ?? 0)) * Math.log(share / (q[cell] ?? 0))));

/** Shift whose PSI over deciles is `index`. */
export function shiftWithIndex(index: number): number {
  return bracketedRoot((shift) => indexOf(DECILES, shifted(DECILES, shift)) - index, 1e-6, 3);
}
