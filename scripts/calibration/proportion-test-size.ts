import { mcnemarExact } from "../../src/statistics/agreement/mcnemar.ts";
import { binomialPmf } from "../../src/statistics/distributions/binomial.ts";
import { fisherExact } from "../../src/statistics/proportions/fisher-exact.ts";
import { fisherMidP } from "../../src/statistics/proportions/fisher-mid-p.ts";
import { scoreTestDifference } from "../../src/statistics/proportions/score-test-difference.ts";
import { twoProportionTest } from "../../src/statistics/proportions/two-proportion-test.ts";
import { type Outcome, isComputed } from "../../src/foundation/outcome.ts";
import type { CalibrationLine, CalibrationSection, Requirement } from "./line.ts";
import { steps } from "./simulation.ts";

const SIZES: readonly (readonly [number, number])[] = [
  [50, 50],
  [200, 50],
  [100, 100],
  [200, 200],
];
const RATES = steps(0.01, 0.5, 50);

type Test = (x1: number, n1: number, x2: number, n2: number) => Outcome;

/** Sizes at 5 % over all tables of two samples with one rate, for every rate of which the test is meant. */
function sizes(test: Test, isMeant: (rate: number, n1: number, n2: number) => boolean): number[] {
  return SIZES.flatMap(([n1, n2]) => {
    const rejected: boolean[][] = Array.from({ length: n1 + 1 }, (_, x1) =>
      Array.from({ length: n2 + 1 }, (__, x2) => {
        const outcome = test(x1, n1, x2, n2);
        return isComputed(outcome) && (outcome.pValue ?? 1) <= 0.05;
      }),
    );
    return RATES.filter((rate) => isMeant(rate, n1, n2)).map((rate) => {
      let size = 0;
      rejected.forEach((row, x1) => {
        const mass = binomialPmf(x1, n1, rate);
        row.forEach((one, x2) => {
          if (one) size += mass * binomialPmf(x2, n2, rate);
        });
      });
      return size;
    });
  });
}

const EXACT: Requirement = { kind: "exact-size", level: 0.05 };
const CONSERVATIVE: Requirement = { kind: "conservative-size" };

function line(method: string, setting: string, all: readonly number[], requirement: Requirement): CalibrationLine {
  const mean = all.reduce((total, one) => total + one, 0) / all.length;
  const average = `largest of ${all.length} sizes (their mean: ${(100 * mean).toFixed(2)} %)`;
  return { method, setting: `${setting}; ${average}`, measured: Math.max(...all), monteCarloError: 0, replicates: 0, requirement };
}

/** Over the number of discordant pairs too: any of them may happen. */
function mcnemarSizes(pValue: (b: number, c: number) => number): number[] {
  return [30, 100, 200].flatMap((pairs) => {
    const conditional = Array.from({ length: pairs + 1 }, (_, discordant) =>
      Array.from({ length: discordant + 1 }, (__, b) => (pValue(b, discordant - b) <= 0.05 ? binomialPmf(b, discordant, 0.5) : 0)).reduce(
        (total, mass) => total + mass,
        0,
      ),
    );
    return steps(0.02, 0.9, 45).map((share) =>
      conditional.reduce((total, size, discordant) => total + size * binomialPmf(discordant, pairs, share), 0),
    );
  });
}

const SETTING = `n1/n2 = ${SIZES.map((pair) => pair.join("/")).join(", ")}; rates from 0.01 to 0.5`;
const always = (): boolean => true;

export const PROPORTION_TESTS: CalibrationSection = {
  title: "Size at 5 %: proportions and pairs",
  lines: () => [
    line(
      "Two-proportion z test",
      `${SETTING} where at least 5 are expected in every cell`,
      sizes(twoProportionTest, (rate, n1, n2) => rate * Math.min(n1, n2) >= 5),
      CONSERVATIVE,
    ),
    line("Score test, Fisher below 5 expected", SETTING, sizes(scoreTestDifference, always), CONSERVATIVE),
    line(
      "Fisher's exact test",
      SETTING,
      sizes((x1, n1, x2, n2) => fisherExact(x1, n1 - x1, x2, n2 - x2), always),
      EXACT,
    ),
    line(
      "Fisher's exact test, mid-p",
      SETTING,
      sizes((x1, n1, x2, n2) => fisherMidP(x1, n1 - x1, x2, n2 - x2), always),
      CONSERVATIVE,
    ),
    line(
      "McNemar, exact",
      "30, 100, 200 pairs; 2 % to 90 % of them discordant",
      mcnemarSizes((b, c) => mcnemarExact(b, c).exact),
      EXACT,
    ),
    line(
      "McNemar, mid-p",
      "30, 100, 200 pairs; 2 % to 90 % of them discordant",
      mcnemarSizes((b, c) => mcnemarExact(b, c).midP),
      CONSERVATIVE,
    ),
  ],
};
