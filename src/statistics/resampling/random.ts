import { sha256Hex } from "../../foundation/digest.ts";
import { requireCount, requireProbability, requireNotNegative } from "../domain.ts";
import { randomBinomial } from "./random-binomial.ts";

/** A reproducible stream of random numbers; the same seed and stream name give the same numbers on every machine. */
export interface RandomStream {
  /** Whole number in 0..2^32 - 1. */
  nextUint32(): number;
  /** Multiple of 2^-53 in 0..1, 1 excluded. */
  nextUniform(): number;
  /** Standard normal deviate. */
  nextNormal(): number;
  nextBinomial(n: number, p: number): number;
  /** Counts that sum to n; weights need not sum to 1. */
  nextMultinomial(n: number, weights: readonly number[]): number[];
}

/**
 * Seeded generator xoshiro128** 1.1 with named, independent streams.
 *
 * Formula: the four state words are the first 16 bytes (big-endian) of SHA-256 of the UTF-8 text `seed`, a zero byte,
 * `streamName`; a seed given as number is its decimal text. Uniform: the high 27 and 26 bits of two outputs. Normal:
 * Marsaglia's polar method. Binomial: inversion or transformed rejection, see random-binomial.ts. Multinomial: conditional
 * binomials. Source: D. Blackman and S. Vigna (2021), doi:10.1145/3460772; Marsaglia and Bray (1964), doi:10.1137/1006063.
 * Not computable: counts not whole, weights negative or all 0 throw.
 * Golden: the authors' reference program at state 1, 2, 3, 4; scripts/golden-values/random-streams.py for seeding.
 */
export function seededRandom(seed: number | string, streamName: string): RandomStream {
  const digest = sha256Hex(`${seed}\u0000${streamName}`);
  return randomFromState([0, 8, 16, 24].map((at) => Number.parseInt(digest.slice(at, at + 8), 16)));
}

/** The generator at a given state of four 32-bit words, not all 0. */
export function randomFromState(state: readonly number[]): RandomStream {
  let [s0 = 0, s1 = 0, s2 = 0, s3 = 0] = state;
  let spare: number | undefined;

  const nextUint32 = () => {
    const result = Math.imul(rotateLeft(Math.imul(s1, 5), 7), 9) >>> 0;
    const shifted = s1 << 9;
    s2 ^= s0;
    s3 ^= s1;
    s1 ^= s2;
    s0 ^= s3;
    s2 ^= shifted;
    s3 = rotateLeft(s3, 11);
    return result;
  };
  const nextUniform = () => {
    const high = nextUint32() >>> 5;
    return (high * 67108864 + (nextUint32() >>> 6)) / 9007199254740992;
  };
  const nextNormal = () => {
    if (spare !== undefined) {
      const kept = spare;
      spare = undefined;
      return kept;
    }
    for (;;) {
      const u = 2 * nextUniform() - 1;
      const v = 2 * nextUniform() - 1;
      const square = u * u + v * v;
      if (square >= 1 || square === 0) continue;
      const scale = Math.sqrt((-2 * Math.log(square)) / square);
      spare = v * scale;
      return u * scale;
    }
  };
  const nextBinomial = (n: number, p: number) => {
    requireCount("nextBinomial (trials)", n);
    requireProbability("nextBinomial (probability)", p);
    return randomBinomial(nextUniform, n, p);
  };
  const nextMultinomial = (n: number, weights: readonly number[]) => {
    requireCount("nextMultinomial (total)", n);
    for (const weight of weights) requireNotNegative("nextMultinomial (weight)", weight);
    // Sums from the end, so that the last cell with weight takes exactly what is left.
    const remaining = [...weights];
    for (let index = weights.length - 2; index >= 0; index -= 1) remaining[index] = (weights[index] ?? 0) + (remaining[index + 1] ?? 0);
    if (n > 0 && !((remaining[0] ?? 0) > 0)) requireProbability("nextMultinomial (sum of weights)", Number.NaN);
    let left = n;
    return weights.map((weight, index) => {
      const sum = remaining[index] ?? 0;
      const count = left === 0 || sum === 0 ? 0 : nextBinomial(left, Math.min(1, weight / sum));
      left -= count;
      return count;
    });
  };
  return { nextUint32, nextUniform, nextNormal, nextBinomial, nextMultinomial };
}

function rotateLeft(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}
