import { type NotComputable, notComputable } from "../../foundation/outcome.ts";
import { requireCount, requireNotNegative } from "../domain.ts";

export interface AllocationStratum {
  /** Items of the stratum, N. */
  readonly size: number;
  /** Standard deviation within the stratum; stated for all strata (Neyman) or for none (proportional). */
  readonly standardDeviation?: number;
}

export interface Allocation {
  readonly status: "computed";
  readonly method: "Proportional allocation" | "Neyman allocation";
  /** Items to draw, in the order of the strata; they add up to n. */
  readonly sizes: readonly number[];
}

/**
 * Allocation of a sample of n items to strata.
 *
 * Formula: n_h proportional to N_h (proportional) or to N_h S_h (Neyman), held between the minimum and N_h: n_h = clamp(lambda w_h), lambda such
 * that they add up to n; then whole numbers by largest remainder (ties: the larger stratum, then the earlier one). In exact whole-number
 * arithmetic, so that no rounding decides. What strata without spread leave over is shared in proportion to size. A stratum smaller than the
 * minimum is taken whole.
 * Source: W. G. Cochran (1977) Sampling Techniques, 3rd edition, 5.5 to 5.9; J. Neyman (1934) Journal of the Royal Statistical Society 97,
 * 558-625, doi:10.2307/2342192; J. Wesolowski, R. Wieczorkowski and
 * W. Wojciak (2024) Recursive Neyman algorithm for optimum sample allocation under box constraints.
 * Units: numbers of items (and standard deviations in any common unit) in, numbers of items out.
 * Not computable: no items (no-rows); n below the sum of the minimums (too-few) or above all items (assumption-failed); standard deviations
 * for some strata only (missing-role) or all 0 (degenerate). Sizes that are not whole, or negative deviations, throw.
 * Golden: exact fractions (scripts/golden-values/sampling.py).
 */
export function stratifiedAllocation(strata: readonly AllocationStratum[], n: number, minimum = 0): Allocation | NotComputable {
  const where = "Stratified allocation";
  for (const count of [n, minimum, ...strata.map(({ size }) => size)]) requireCount(where, count);
  const deviations = strata.flatMap(({ standardDeviation }) => (standardDeviation === undefined ? [] : [standardDeviation]));
  for (const deviation of deviations) requireNotNegative(`${where} (standard deviation)`, deviation);
  const sizes = strata.map(({ size }) => BigInt(size));
  const least = sizes.map((size) => (size < BigInt(minimum) ? size : BigInt(minimum)));
  const [wanted, required, all] = [BigInt(n), sum(least), sum(sizes)];
  if (all === 0n) return notComputable("no-rows", `${where}: the strata hold no items.`);
  if (wanted < required) return notComputable("too-few", `${where}: ${n} items are fewer than the ${required} that the minimums need.`);
  if (wanted > all) return notComputable("assumption-failed", `${where}: ${n} items are more than the ${all} of all strata.`);
  if (deviations.length === 0) return { status: "computed", method: "Proportional allocation", sizes: share(sizes, least, sizes, wanted) };
  if (deviations.length < strata.length)
    return notComputable("missing-role", `${where}: the standard deviation of ${strata.length - deviations.length} strata is not stated.`);
  const spreads = wholeMultiples(deviations);
  const weights = sizes.map((size, h) => size * (spreads[h] ?? 0n));
  if (sum(weights) === 0n) return notComputable("degenerate", `${where}: no stratum with items has a standard deviation above 0.`);
  return { status: "computed", method: "Neyman allocation", sizes: share(weights, least, sizes, wanted) };
}

/** Whole numbers between the bounds, proportional to the weights where the bounds allow, that add up to n. */
function share(weights: readonly bigint[], least: readonly bigint[], most: readonly bigint[], n: bigint): number[] {
  const fixed = new Map<number, bigint>();
  for (;;) {
    const free = weights.map((_, h) => h).filter((h) => !fixed.has(h));
    const left = n - sum([...fixed.values()]);
    const at = (values: readonly bigint[], h: number): bigint => values[h] ?? 0n;
    const freeWeights = free.map((h) => at(weights, h));
    // Without spread in what is left, size decides.
    const used = sum(freeWeights) === 0n ? most : weights;
    const total = sum(free.map((h) => at(used, h)));
    const ideal = (h: number): bigint => left * at(used, h);
    const above = free.filter((h) => ideal(h) > at(most, h) * total);
    const below = free.filter((h) => ideal(h) < at(least, h) * total);
    const excess = sum(above.map((h) => ideal(h) - at(most, h) * total));
    const shortage = sum(below.map((h) => at(least, h) * total - ideal(h)));
    if (above.length === 0 && below.length === 0) return rounded(free, fixed, ideal, total, most, left);
    // The side whose bounds move more items stays at its bounds in the solution.
    if (excess >= shortage) for (const h of above) fixed.set(h, at(most, h));
    if (excess <= shortage) for (const h of below) fixed.set(h, at(least, h));
  }
}

function rounded(
  free: readonly number[],
  fixed: ReadonlyMap<number, bigint>,
  ideal: (h: number) => bigint,
  total: bigint,
  sizes: readonly bigint[],
  left: bigint,
): number[] {
  const result = sizes.map((_, h) => fixed.get(h) ?? (total === 0n ? 0n : ideal(h) / total));
  const missing = left - sum(free.map((h) => result[h] ?? 0n));
  const remainder = (h: number): bigint => (total === 0n ? 0n : ideal(h) % total);
  const order = free.toSorted((g, h) => compare(remainder(h), remainder(g)) || compare(sizes[h] ?? 0n, sizes[g] ?? 0n) || g - h);
  for (const h of order.slice(0, Number(missing))) result[h] = (result[h] ?? 0n) + 1n;
  return result.map(Number);
}

/** The numbers times one common power of two that makes all of them whole: exact, a double being a whole number over a power of two. */
function wholeMultiples(values: readonly number[]): bigint[] {
  const parts = values.map((value) => {
    let [whole, doublings] = [value, 0];
    for (; !Number.isInteger(whole); doublings += 1) whole *= 2;
    return { whole, doublings };
  });
  const most = Math.max(...parts.map(({ doublings }) => doublings));
  return parts.map(({ whole, doublings }) => BigInt(whole) << BigInt(most - doublings));
}

function sum(values: readonly bigint[]): bigint {
  return values.reduce((total, value) => total + value, 0n);
}

function compare(left: bigint, right: bigint): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
