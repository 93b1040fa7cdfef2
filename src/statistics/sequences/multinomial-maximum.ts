import { binomialSurvival } from "../distributions/binomial.ts";
import { requireArgument, requireCount } from "../domain.ts";
import { poissonTerm } from "../special-functions/poisson-term.ts";

/** Largest number of balls and of slots. */
export const MOST_BALLS = 1e6;
/** Below this the sum over slots is the probability to twelve digits, for it exceeds it by less than half its square. */
const SUM_SUFFICES = 1e-12;

/**
 * Probability that the fullest of T equally likely slots holds at least k of n balls.
 *
 * Formula: slots made independent, Poisson(n/T) each, and conditioned on the sum n (Levin). B_s(j) = P(s slots hold j in sum and one
 * holds >= k), P_s(j) = P(s slots hold j in sum): B_s+t = B_s * P_t + (P_s - B_s) * B_t (convolutions), from one slot to T
 * by doubling; answer B_T(n)/P_T(n). All terms are positive, so that small probabilities keep their digits. Each sum runs over 9
 * standard deviations and more on both sides. Where S = T P(Binomial(n, 1/T) >= k) is below 1e-12 the answer is S (Bonferroni: S - S^2/2
 * to S).
 * Source: B. Levin (1981) Ann. Stat. 9, 1123-1126, doi:10.1214/aos/1176345593 (representation);
 * P. R. Freeman (1979) Algorithm AS 145, Applied Statistics 28, 333-336, doi:10.2307/2347220 (the distribution by recursion).
 * Units: counts in, probability out.
 * Not computable: counts not whole, no slot, or more than 1e6 balls or slots throw. k <= ceil(n/T) has probability 1, k > n has 0.
 * Golden: full enumeration with exact fractions and polynomial powers with mpmath at 50 digits, scripts/golden-values/sequences.py.
 */
export function multinomialMaximumAtLeast(k: number, n: number, T: number): number {
  requireCount("multinomialMaximumAtLeast (largest count)", k);
  requireWithin("multinomialMaximumAtLeast (balls)", n, 0);
  requireWithin("multinomialMaximumAtLeast (slots)", T, 1);
  if (k <= Math.ceil(n / T)) return 1;
  if (k > n) return 0;
  const sumOverSlots = T * binomialSurvival(k - 1, n, 1 / T);
  if (sumOverSlots < SUM_SUFFICES) return sumOverSlots;
  const window = windowOf(k, n, T);
  const one = oneSlot(k, n / T, window(1));
  let sum = one;
  for (const bit of T.toString(2).slice(1)) {
    const doubled = 2 * sum.slots;
    sum = together(sum, sum, n / T, window(doubled));
    if (bit === "1") sum = together(sum, one, n / T, window(doubled + 1));
  }
  return Math.min(1, (sum.full[n - sum.from] ?? 0) / (sum.all[n - sum.from] ?? 1));
}

/** Sums `from`, `from + 1`, ... of some slots: probability of the sum (all), and of the sum with one slot of at least k (full). */
interface SlotSum {
  readonly slots: number;
  readonly from: number;
  readonly all: Float64Array;
  readonly full: Float64Array;
}

interface Window {
  readonly slots: number;
  readonly from: number;
  readonly to: number;
}

/** The sums of s slots that matter when all T hold n: their mean, 9 standard deviations, and the room of one slot with k. */
function windowOf(k: number, n: number, T: number): (slots: number) => Window {
  return (slots) => {
    const mean = (n * slots) / T;
    const reach = 9 * Math.sqrt(mean * (1 - slots / T)) + 45 + (k - n / T);
    return { slots, from: Math.max(0, Math.floor(mean - reach)), to: Math.min(n, Math.ceil(mean + reach)) };
  };
}

function poissonOver({ slots, from, to }: Window, mean: number): Float64Array {
  return Float64Array.from({ length: to - from + 1 }, (_, index) => poissonTerm(from + index, slots * mean));
}

function oneSlot(k: number, mean: number, window: Window): SlotSum {
  const all = poissonOver(window, mean);
  return { slots: 1, from: window.from, all, full: all.map((probability, index) => (window.from + index >= k ? probability : 0)) };
}

function together(one: SlotSum, other: SlotSum, mean: number, window: Window): SlotSum {
  const { from, to } = window;
  const full = new Float64Array(to - from + 1);
  const offset = one.from + other.from - from;
  one.full.forEach((filled, i) => {
    const unfilled = (one.all[i] ?? 0) - filled;
    const stop = Math.min(other.all.length, full.length - offset - i);
    for (let j = Math.max(0, -offset - i); j < stop; j += 1) {
      const at = offset + i + j;
      full[at] = (full[at] ?? 0) + filled * (other.all[j] ?? 0) + unfilled * (other.full[j] ?? 0);
    }
  });
  return { slots: one.slots + other.slots, from, all: poissonOver(window, mean), full };
}

function requireWithin(where: string, value: number, least: number): void {
  requireCount(where, value);
  requireArgument(value >= least && value <= MOST_BALLS, where, `${least} to ${MOST_BALLS}`, value);
}
