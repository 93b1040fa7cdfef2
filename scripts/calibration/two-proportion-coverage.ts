import { pairedDifference } from "../../src/statistics/agreement/paired-difference.ts";
import { binomialPmf } from "../../src/statistics/distributions/binomial.ts";
import { katzRatio } from "../../src/statistics/proportions/katz-ratio.ts";
import { miettinenNurminenDifference } from "../../src/statistics/proportions/miettinen-nurminen-difference.ts";
import { miettinenNurminenRatio } from "../../src/statistics/proportions/miettinen-nurminen-ratio.ts";
import { newcombeDifference } from "../../src/statistics/proportions/newcombe-difference.ts";
import { oddsRatioWoolf } from "../../src/statistics/proportions/odds-ratio-woolf.ts";
import { type Outcome, isComputed } from "../../src/foundation/outcome.ts";
import type { CalibrationLine, CalibrationSection } from "./line.ts";
import { steps } from "./simulation.ts";

const LEVEL = 0.95;
const SIZES: readonly (readonly [number, number])[] = [
  [10, 10],
  [50, 20],
  [100, 30],
  [100, 100],
];
const RATES = steps(0.03, 0.97, 25);

type Compare = (x1: number, n1: number, x2: number, n2: number) => Outcome;

/** Limits of every table of two samples; NaN where not computable. */
function allLimits(compute: Compare, n1: number, n2: number): { readonly lower: Float64Array; readonly upper: Float64Array } {
  const [lower, upper] = [new Float64Array((n1 + 1) * (n2 + 1)), new Float64Array((n1 + 1) * (n2 + 1))];
  for (let x1 = 0; x1 <= n1; x1 += 1)
    for (let x2 = 0; x2 <= n2; x2 += 1) {
      const outcome = compute(x1, n1, x2, n2);
      const at = x1 * (n2 + 1) + x2;
      lower[at] = isComputed(outcome) ? (outcome.interval?.lower ?? Number.NaN) : Number.NaN;
      upper[at] = isComputed(outcome) ? (outcome.interval?.upper ?? Number.NaN) : Number.NaN;
    }
  return { lower, upper };
}

const masses = (n: number, p: number): number[] => Array.from({ length: n + 1 }, (_, k) => binomialPmf(k, n, p));

interface Coverage {
  readonly covered: number;
  readonly computable: number;
}

/** Coverage and share of computable tables for every pair of rates. */
function coverages(compute: Compare, truth: (p1: number, p2: number) => number): Coverage[] {
  return SIZES.flatMap(([n1, n2]) => {
    const { lower, upper } = allLimits(compute, n1, n2);
    return RATES.flatMap((p1) =>
      RATES.map((p2) => {
        const [first, second] = [masses(n1, p1), masses(n2, p2)];
        const target = truth(p1, p2);
        let [covered, computable] = [0, 0];
        first.forEach((mass1, x1) =>
          second.forEach((mass2, x2) => {
            const at = x1 * (n2 + 1) + x2;
            const [low = Number.NaN, high = Number.NaN] = [lower[at], upper[at]];
            if (Number.isNaN(low)) return;
            computable += mass1 * mass2;
            if (low <= target + 1e-12 && target - 1e-12 <= high) covered += mass1 * mass2;
          }),
        );
        return { covered, computable };
      }),
    );
  });
}

const SETTING = `n1/n2 = ${SIZES.map((pair) => pair.join("/")).join(", ")}; ${RATES.length} x ${RATES.length} rates from 0.03 to 0.97; 95 %`;

function lineOf(method: string, setting: string, all: readonly Coverage[]): CalibrationLine {
  const computed = all.map(({ covered, computable }) => covered / computable);
  const refused = 1 - all.reduce((total, { computable }) => total + computable, 0) / all.length;
  return {
    method,
    setting: refused > 1e-6 ? `${setting}; where computable (refused: ${(100 * refused).toFixed(1)} %)` : setting,
    measured: computed.reduce((total, one) => total + one, 0) / all.length,
    minimum: Math.min(...computed),
    monteCarloError: 0,
    replicates: 0,
    requirement: { kind: "mean-coverage", level: LEVEL },
  };
}

const odds = (p: number): number => p / (1 - p);

/** Difference of paired proportions over all tables of (only first, only second). */
function pairedCoverages(): Coverage[] {
  const shares = [0.01, 0.03, 0.08, 0.15, 0.25, 0.4];
  return [20, 50, 100].flatMap((n) =>
    shares.flatMap((first) =>
      shares.map((second) => {
        let covered = 0;
        masses(n, first + second).forEach((mass, discordant) =>
          masses(discordant, first / (first + second)).forEach((part, b) => {
            const outcome = pairedDifference(b, discordant - b, n, LEVEL);
            if (!isComputed(outcome) || outcome.interval === undefined) throw new Error("The paired difference has no interval.");
            const { lower, upper } = outcome.interval;
            if (lower <= first - second && first - second <= upper) covered += mass * part;
          }),
        );
        return { covered, computable: 1 };
      }),
    ),
  );
}

export const TWO_PROPORTIONS: CalibrationSection = {
  title: "Coverage: two proportions",
  lines: () => [
    lineOf(
      "Newcombe difference",
      SETTING,
      coverages(
        (a, m, b, n) => newcombeDifference(a, m, b, n, LEVEL),
        (p1, p2) => p1 - p2,
      ),
    ),
    lineOf(
      "Miettinen-Nurminen difference",
      SETTING,
      coverages(
        (a, m, b, n) => miettinenNurminenDifference(a, m, b, n, LEVEL),
        (p1, p2) => p1 - p2,
      ),
    ),
    lineOf(
      "Miettinen-Nurminen ratio",
      SETTING,
      coverages(
        (a, m, b, n) => miettinenNurminenRatio(a, m, b, n, LEVEL),
        (p1, p2) => p1 / p2,
      ),
    ),
    lineOf(
      "Katz ratio",
      SETTING,
      coverages(
        (a, m, b, n) => katzRatio(a, m, b, n, LEVEL),
        (p1, p2) => p1 / p2,
      ),
    ),
    lineOf(
      "Woolf odds ratio",
      SETTING,
      coverages(
        (a, m, b, n) => oddsRatioWoolf({ a, b: m - a, c: b, d: n - b }, LEVEL),
        (p1, p2) => odds(p1) / odds(p2),
      ),
    ),
    lineOf("Paired difference, Bonett-Price", "20, 50, 100 pairs; 36 pairs of discordant shares from 0.01 to 0.4; 95 %", pairedCoverages()),
  ],
};
