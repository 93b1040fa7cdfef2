import { log1p } from "../../foundation/elementary-functions.ts";
import { logConcaveIntegral } from "../special-functions/log-concave-integral.ts";
import { logarithmBend } from "../special-functions/logarithm-bend.ts";
import { stirlingError } from "../special-functions/stirling.ts";

/** Standard deviation from which on the sum is replaced by an integral; the neglected term is then below 1e-15 of the sum. */
const INTEGRAL_FROM = 1000;

/**
 * One tail of the hypergeometric distribution over the probability of its first value k, going away from the mode.
 *
 * Formula: 1 + r(k) + r(k) r(k + 1) + ... with the ratio r of neighbours; where the standard deviation is 1000 or more, the
 * Euler-Maclaurin formula: integral of f + 1/2 - f'/12 + f'''/720, f the probability as a smooth function (Stirling's form)
 * relative to that of k. Its linear terms become the exact log(1 + (k N - M n) / ((M - k)(n - k))).
 * Source: DLMF 2.10.1 (Euler-Maclaurin) and 5.11.1, https://dlmf.nist.gov/2.10.
 * Units: counts in, ratio out. Not computable: a k out of reach, or on the other side of the mode, is not checked.
 * Golden: exact fractions (scripts/golden-values/exact-fractions.py); through hypergeometric.ts mpmath at 50 digits.
 */
export function hypergeometricTailRatio(k: number, N: number, M: number, n: number, direction: 1 | -1): number {
  const variance = (M / N) * ((N - M) / N) * n * ((N - n) / Math.max(1, N - 1));
  if (variance >= INTEGRAL_FROM ** 2) return smoothSum(k, N, M, n, direction);
  return direction === 1 ? sumUp(k, N, M, n) : sumDown(k, N, M, n);
}

function sumUp(start: number, N: number, M: number, n: number): number {
  let term = 1;
  let sum = 1;
  const highest = Math.min(n, M);
  for (let k = start; k < highest; k += 1) {
    term *= ((M - k) / (k + 1)) * ((n - k) / (N - M - n + k + 1));
    if (term < sum * 2 ** -56) break;
    sum += term;
  }
  return sum;
}

function sumDown(start: number, N: number, M: number, n: number): number {
  let term = 1;
  let sum = 1;
  const lowest = Math.max(0, n - (N - M));
  for (let k = start; k > lowest; k -= 1) {
    term *= (k / (M - k + 1)) * ((N - M - n + k) / (n - k + 1));
    if (term < sum * 2 ** -56) break;
    sum += term;
  }
  return sum;
}

/** Euler-Maclaurin; u counts the steps from k in the direction of the tail. */
function smoothSum(k: number, N: number, M: number, n: number, direction: 1 | -1): number {
  const excess = Number(BigInt(k) * BigInt(N) - BigInt(M) * BigInt(n));
  const linear = direction * log1p(excess / (M - k) / (n - k));
  // Cells of the two-by-two table and the sign in which they change.
  const cells = [
    [k, direction],
    [M - k, -direction],
    [n - k, -direction],
    [N - M - n + k, direction],
  ] as const;
  const errors = cells.map(([count]) => stirlingError(count));
  const fall = (u: number) => {
    let sum = linear * u;
    cells.forEach(([count, sign], index) => {
      const v = (sign * u) / count;
      const bend = logarithmBend(v);
      // count ((1 + v) log(1 + v) - v) + log(1 + v) / 2 + change of Stirling's error.
      sum += count * (v * v + (1 + v) * bend) + (v + bend) / 2 + (stirlingError(count + sign * u) - (errors[index] ?? 0));
    });
    return sum;
  };
  const limit = Math.min(...cells.filter(([, sign]) => sign < 0).map(([count]) => count));
  const smallest = Math.min(...cells.map(([count]) => count));
  // Derivatives of log f: the first from the terms above, the second that of the Gaussian.
  let [first, second] = [-linear, 0];
  for (const [count, sign] of cells) {
    first -= sign / (2 * count);
    second -= 1 / count;
  }
  return logConcaveIntegral(fall, limit, Math.sqrt(smallest)) + 1 / 2 - first / 12 + (first ** 3 + 3 * first * second) / 720;
}
