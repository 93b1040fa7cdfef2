import { requireArgument } from "../domain.ts";

export interface TimedValue {
  readonly time: number;
  readonly value: number;
}

/** Windows below which no trend is tested: 4 cannot reach p < .083, and normal limits need more. */
export const FEWEST_TREND_POINTS = 8;

/** Times must rise: a pair of equal times has no slope. */
export function requireSeries(where: string, points: readonly TimedValue[]): void {
  let before = -Infinity;
  for (const { time, value } of points) {
    requireArgument(time > before && time < Infinity, `${where} (time)`, `a finite number above ${before}`, time);
    requireArgument(Number.isFinite(value), `${where} (value)`, "a finite number", value);
    before = time;
  }
}

/** Kendall's S: pairs that rise less pairs that fall. */
export function kendallScore(points: readonly TimedValue[]): number {
  let score = 0;
  points.forEach((later, index) => {
    for (const earlier of points.slice(0, index)) score += Math.sign(later.value - earlier.value);
  });
  return score;
}

/** Variance of S without trend, [k(k-1)(2k+5) - sum t(t-1)(2t+5)]/18 over groups of t equal values; 0 where all are equal. */
export function kendallVariance(points: readonly TimedValue[]): number {
  const ties = new Map<number, number>();
  for (const { value } of points) ties.set(value, (ties.get(value) ?? 0) + 1);
  const term = (t: number): number => t * (t - 1) * (2 * t + 5);
  return [...ties.values()].reduce((rest, t) => rest - term(t), term(points.length)) / 18;
}

/** Slopes of all pairs. */
export function pairSlopes(points: readonly TimedValue[]): number[] {
  return points.flatMap((later, index) =>
    points.slice(0, index).map((earlier) => (later.value - earlier.value) / (later.time - earlier.time)),
  );
}

/** Sorted copy, without boxing: a series of k values has k(k-1)/2 slopes. */
export function sortedSlopes(slopes: readonly number[]): Float64Array {
  return Float64Array.from(slopes).sort();
}

/** Middle of sorted values; the mean of both middles where their number is even. */
export function medianOf(sorted: Float64Array): number {
  return atRank(sorted, (sorted.length + 1) / 2);
}

/** Value at a rank from 1, linear between neighbours. */
export function atRank(sorted: Float64Array, rank: number): number {
  const whole = Math.floor(rank);
  const lower = sorted[whole - 1] ?? Number.NaN;
  return rank === whole ? lower : lower + (rank - whole) * ((sorted[whole] ?? Number.NaN) - lower);
}
