/** P(X = k + 1) / P(X = k) as numerator and denominator. */
export type ExactRatio = (k: number) => readonly [bigint, bigint];

const BITS = 192n;
/** A difference below 2^-150 of p counts as none. */
const EQUAL_BITS = 150n;
/** About a second; a decision that would need more is left to the computed tail. */
const MOST_TERMS = 2e6;

/**
 * Comparison of one tail of a discrete distribution with a probability, in 192-bit arithmetic.
 *
 * Formula: probabilities relative to that of k by the ratios of neighbours, summed outwards on both sides until a term is below
 * 2^-192 of the sum; the sign of (tail sum) / (whole sum) - p, where p is taken as the exact value of the double.
 * Source: definition; the normalisation by the whole sum needs no gamma function. Units: none; -1, 0 or 1.
 * Not computable: more than 2e6 terms give NaN. Golden: exact fractions (scripts/golden-values/exact-fractions.py).
 */
export function compareExactTail(
  side: "lower" | "upper",
  k: number,
  p: number,
  { lowest, highest, ratio }: { lowest: number; highest: number; ratio: ExactRatio },
): number {
  const one = 1n << BITS;
  const below = outwardSum(one, k, lowest, -1, (at) => {
    const [numerator, denominator] = ratio(at - 1);
    return [denominator, numerator];
  });
  const above = outwardSum(one, k, highest, 1, ratio);
  if (below === undefined || above === undefined) return Number.NaN;
  const lower = below + one;
  const whole = lower + above;
  const [numerator, denominator] = fractionOf(p);
  const difference = (side === "lower" ? lower : above) * denominator - numerator * whole;
  const size = difference < 0n ? -difference : difference;
  if (size << EQUAL_BITS < numerator * whole) return 0;
  return difference < 0n ? -1 : 1;
}

/** Sum of the probabilities beyond k in one direction, relative to that of k. */
function outwardSum(one: bigint, k: number, end: number, direction: 1 | -1, ratio: ExactRatio): bigint | undefined {
  let term = one;
  let sum = 0n;
  for (let at = k; at !== end; at += direction) {
    if (Math.abs(at - k) > MOST_TERMS) return undefined;
    const [numerator, denominator] = ratio(at);
    term = (term * numerator) / denominator;
    sum += term;
    if (numerator < denominator && term < (sum + one) >> BITS) break;
  }
  return sum;
}

/** A finite number that is not negative as an exact fraction; the denominator is a power of 2. */
export function fractionOf(value: number): readonly [bigint, bigint] {
  let exponent = 0n;
  let scaled = value;
  while (!Number.isSafeInteger(scaled)) {
    scaled *= 2;
    exponent += 1n;
  }
  return [BigInt(scaled), 1n << exponent];
}
