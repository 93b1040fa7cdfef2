import { requireArgument, requireCount } from "./domain.ts";

/** A sum that SQL returns exactly: a number up to 2^53 - 1, a bigint of any size. */
export type WholeSum = number | bigint;

/** Sum of the values, added in their order. */
export function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
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

/** A whole number of at least 0 that has lost no digit. */
export function requireWholeSum(where: string, sum: WholeSum): bigint {
  const isWhole = typeof sum === "bigint" ? sum >= 0n : Number.isSafeInteger(sum) && sum >= 0;
  requireArgument(isWhole, `${where} (sum)`, "a whole number of at least 0, a bigint above 2^53 - 1", Number(sum));
  return BigInt(sum);
}

/** numerator / denominator with one rounding, whatever their sizes; denominator > 0. */
export function exactRatio(numerator: bigint, denominator: bigint): number {
  if (numerator < 0n) return -exactRatio(-numerator, denominator);
  // Shifted so that the whole quotient has more digits than a double.
  const shift = bits(denominator) - bits(numerator) + 70;
  const quotient = shift >= 0 ? (numerator << BigInt(shift)) / denominator : numerator / (denominator << BigInt(-shift));
  return Number(quotient) / 2 ** shift;
}

/** Number of bits, rounded up to a multiple of four. */
function bits(value: bigint): number {
  return 4 * value.toString(16).length;
}
