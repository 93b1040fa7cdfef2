import { type Outcome, isComputed } from "../../src/foundation/outcome.ts";
import { type RandomStream, seededRandom } from "../../src/statistics/resampling/random.ts";

/** One seed for the whole page; each line draws from a stream of its own name. */
const SEED = 20_261_123;

export function streamOf(name: string): RandomStream {
  return seededRandom(SEED, `calibration: ${name}`);
}

/** Share of replicates in which something happened; null leaves a replicate out (not computable). */
export interface SimulatedShare {
  readonly measured: number;
  readonly monteCarloError: number;
  readonly replicates: number;
}

export function simulatedShare(name: string, replicates: number, happens: (random: RandomStream) => boolean | null): SimulatedShare {
  const random = streamOf(name);
  let [count, used] = [0, 0];
  for (let replicate = 0; replicate < replicates; replicate += 1) {
    const one = happens(random);
    if (one === null) continue;
    used += 1;
    if (one) count += 1;
  }
  return shareOf(count, used);
}

/** Several shares from the same replicates, in the order of the answers. */
export function simulatedShares(
  name: string,
  replicates: number,
  happen: (random: RandomStream) => readonly (boolean | null)[],
): SimulatedShare[] {
  const random = streamOf(name);
  const counts: number[] = [];
  const used: number[] = [];
  for (let replicate = 0; replicate < replicates; replicate += 1)
    happen(random).forEach((one, at) => {
      if (one === null) return;
      used[at] = (used[at] ?? 0) + 1;
      counts[at] = (counts[at] ?? 0) + (one ? 1 : 0);
    });
  return counts.map((count, at) => shareOf(count, used[at] ?? 0));
}

function shareOf(count: number, used: number): SimulatedShare {
  const measured = used === 0 ? Number.NaN : count / used;
  // A share of 0 or 1 has an error too: half a count more.
  const spread = (count + 0.5) / (used + 1);
  return { measured, monteCarloError: Math.sqrt((spread * (1 - spread)) / used), replicates: used };
}

export function rejects(outcome: Outcome, level = 0.05): boolean | null {
  return isComputed(outcome) ? (outcome.pValue ?? 1) <= level : null;
}

export function covers(outcome: Outcome, truth: number): boolean | null {
  if (!isComputed(outcome) || outcome.interval === undefined) return null;
  // A limit that equals the truth covers it, whatever the last bit.
  const slack = 1e-12 * Math.max(1, Math.abs(truth));
  return outcome.interval.lower <= truth + slack && truth - slack <= outcome.interval.upper;
}

/** Gamma deviate with shape of at least 1: Marsaglia and Tsang (2000), doi:10.1145/358407.358414; below 1 by the power of a uniform. */
export function randomGamma(random: RandomStream, shape: number): number {
  if (shape < 1) return randomGamma(random, shape + 1) * (1 - random.nextUniform()) ** (1 / shape);
  const d = shape - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  for (;;) {
    const x = random.nextNormal();
    const v = (1 + c * x) ** 3;
    if (v > 0 && Math.log(1 - random.nextUniform()) < (x * x) / 2 + d - d * v + d * Math.log(v)) return d * v;
  }
}

export function randomBeta(random: RandomStream, a: number, b: number): number {
  const [first, second] = [randomGamma(random, a), randomGamma(random, b)];
  return first / (first + second);
}

/** Shares that sum to 1. */
export function randomDirichlet(random: RandomStream, shapes: readonly number[]): number[] {
  const parts = shapes.map((shape) => randomGamma(random, shape));
  const total = parts.reduce((sum, part) => sum + part, 0);
  return parts.map((part) => part / total);
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** count numbers from first to last in equal steps. */
export function steps(first: number, last: number, count: number): number[] {
  return Array.from({ length: count }, (_, at) => first + ((last - first) * at) / (count - 1));
}

/** Shares of a Zipf law. */
export function zipf(categories: number, power: number): number[] {
  const weights = Array.from({ length: categories }, (_, at) => (at + 1) ** -power);
  const total = sum(weights);
  return weights.map((weight) => weight / total);
}
