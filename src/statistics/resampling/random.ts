import { log } from "../../foundation/elementary-functions.ts";
import { sha256Hex } from "../../foundation/digest.ts";
import { requireArgument } from "../domain.ts";
import { randomBinomial } from "./random-binomial.ts";
import { randomMultinomial } from "./random-multinomial.ts";

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
 * Marsaglia's polar method; the second deviate of a pair is kept for the next call.
 * Source: D. Blackman and S. Vigna (2021) ACM Transactions on Mathematical Software 47, 36, doi:10.1145/3460772; G. Marsaglia and
 * T. A. Bray (1964) SIAM Review 6, 260-264, doi:10.1137/1006063.
 * Units: a seed and a stream name in; whole numbers, shares of 1, standard deviations, counts out.
 * Not computable: a state of zeros or of other than four 32-bit words throws.
 * Golden: the published output of the authors' program at state 1, 2, 3, 4; Python and mpmath (scripts/golden-values/random-streams.py).
 */
export function seededRandom(seed: number | string, streamName: string): RandomStream {
  const digest = sha256Hex(`${seed}\u0000${streamName}`);
  return randomFromState([0, 8, 16, 24].map((at) => Number.parseInt(digest.slice(at, at + 8), 16)));
}

/** The generator at a given state of four 32-bit words, not all 0. */
export function randomFromState(state: readonly number[]): RandomStream {
  let [s0 = 0, s1 = 0, s2 = 0, s3 = 0] = state;
  const isState = state.length === 4 && state.every((word) => word >>> 0 === word) && state.some((word) => word > 0);
  requireArgument(isState, "randomFromState (words)", "four 32-bit words, not all 0", state.length);
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
      const scale = Math.sqrt((-2 * log(square)) / square);
      spare = v * scale;
      return u * scale;
    }
  };
  const nextBinomial = (n: number, p: number) => randomBinomial(nextUniform, n, p);
  const nextMultinomial = (n: number, weights: readonly number[]) => randomMultinomial(nextUniform, n, weights);
  return { nextUint32, nextUniform, nextNormal, nextBinomial, nextMultinomial };
}

function rotateLeft(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}
