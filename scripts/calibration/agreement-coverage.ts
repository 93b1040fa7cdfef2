import { changeInDisparity } from "../../src/statistics/agreement/change-in-disparity.ts";
import { cohenKappa } from "../../src/statistics/agreement/cohen-kappa.ts";
import { gwetAc1 } from "../../src/statistics/agreement/gwet-ac1.ts";
import { pabak } from "../../src/statistics/agreement/pabak.ts";
import { stratifiedChangeInDisparity } from "../../src/statistics/agreement/stratified-change-in-disparity.ts";
import { imbensManskiInterval } from "../../src/statistics/error-rates/imbens-manski.ts";
import { manskiBounds } from "../../src/statistics/error-rates/manski-bounds.ts";
import type { RandomStream } from "../../src/statistics/resampling/random.ts";
import { logGamma } from "../../src/statistics/special-functions/log-gamma.ts";
import { type Outcome, isComputed } from "../../src/foundation/outcome.ts";
import type { CalibrationLine, CalibrationSection, Requirement } from "./line.ts";
import { covers, rejects, simulatedShare, simulatedShares, steps } from "./simulation.ts";

const LEVEL = 0.95;
const COVERAGE: Requirement = { kind: "mean-coverage", level: LEVEL };

type FourShares = readonly [bothYes: number, onlyFirst: number, onlySecond: number, bothNo: number];

/** Raters who say yes equally often, by prevalence and kappa. */
const RATERS: readonly FourShares[] = [0.1, 0.3, 0.5].flatMap((yes) =>
  steps(0.15, 0.85, 14).map((kappa): FourShares => {
    const product = yes * (1 - yes);
    return [yes ** 2 + kappa * product, (1 - kappa) * product, (1 - kappa) * product, (1 - yes) ** 2 + kappa * product];
  }),
);

const LOG_RATERS = RATERS.map((shares) => shares.map(Math.log));

const asTable = ([a, b, c, d]: FourShares): number[][] => [
  [a, b],
  [c, d],
];

type Coefficient = (table: readonly (readonly number[])[]) => Outcome;

/** Coverage over all two-by-two tables of n pairs. */
function enumeratedCoverage(method: string, coefficient: Coefficient, n: number): CalibrationLine {
  const logFactorial = Array.from({ length: n + 1 }, (_, k) => logGamma(k + 1));
  const truths = RATERS.map((shares) => {
    const outcome = coefficient(
      asTable([shares[0] * 1e9, shares[1] * 1e9, shares[2] * 1e9, shares[3] * 1e9]).map((row) => row.map(Math.round)),
    );
    return isComputed(outcome) ? outcome.estimate : Number.NaN;
  });
  const [covered, computable] = [RATERS.map(() => 0), RATERS.map(() => 0)];
  for (let a = 0; a <= n; a += 1)
    for (let b = 0; a + b <= n; b += 1)
      for (let c = 0; a + b + c <= n; c += 1) {
        const counts = [a, b, c, n - a - b - c] as const;
        const outcome = coefficient(asTable([...counts]));
        if (!isComputed(outcome)) continue;
        const logWays = counts.reduce((total, count) => total - (logFactorial[count] ?? 0), logFactorial[n] ?? 0);
        RATERS.forEach((_, at) => {
          const logShares = LOG_RATERS[at] ?? [];
          const logMass = counts.reduce((total, count, cell) => total + count * (logShares[cell] ?? 0), logWays);
          computable[at] = (computable[at] ?? 0) + Math.exp(logMass);
          if (covers(outcome, truths[at] ?? Number.NaN)) covered[at] = (covered[at] ?? 0) + Math.exp(logMass);
        });
      }
  const all = covered.map((one, at) => one / (computable[at] ?? 1));
  return {
    method,
    setting: `${n} pairs, two categories, ${RATERS.length} kinds of raters (prevalence 0.1 to 0.5, kappa 0.15 to 0.85); 95 %`,
    measured: all.reduce((total, one) => total + one, 0) / all.length,
    minimum: Math.min(...all),
    monteCarloError: 0,
    replicates: 0,
    requirement: COVERAGE,
  };
}

/** Several categories: the second rater repeats the first with a probability, else rates by chance. */
function manyCategories(pairs: number, prevalence: readonly number[], repeats: number): CalibrationLine[] {
  const probabilities = prevalence.map((first, k) =>
    prevalence.map((second, l) => first * ((k === l ? repeats : 0) + (1 - repeats) * second)),
  );
  const large = probabilities.map((row) => row.map((share) => Math.round(share * 1e9)));
  const truthOf = (coefficient: Coefficient): number => {
    const outcome = coefficient(large);
    return isComputed(outcome) ? outcome.estimate : Number.NaN;
  };
  const kappa: Coefficient = (table) => cohenKappa(table, LEVEL);
  const gwet: Coefficient = (table) => gwetAc1(table, LEVEL);
  const truths = [truthOf(kappa), truthOf(gwet)];
  const found = simulatedShares(`categories ${prevalence.join(" ")} ${pairs} ${repeats}`, 5000, (random) => {
    const counts = random.nextMultinomial(pairs, probabilities.flat());
    const table = prevalence.map((_, row) => counts.slice(row * prevalence.length, (row + 1) * prevalence.length));
    return [kappa, gwet].map((coefficient, at) => covers(coefficient(table), truths[at] ?? Number.NaN));
  });
  return found.map((share, at) => ({
    method: at === 0 ? "Cohen's kappa" : "Gwet's AC1",
    setting: `${pairs} pairs, categories of ${prevalence.map((share) => Math.round(100 * share)).join(", ")} %, ${Math.round(100 * repeats)} % of the ratings repeated; 95 %`,
    ...share,
    requirement: COVERAGE,
  }));
}

function changes(random: RandomStream, rows: number, up: number, down: number) {
  const [ups = 0, downs = 0] = random.nextMultinomial(rows, [up, down, 1 - up - down]);
  return { up: ups, down: downs, rows };
}

function disparity(): CalibrationLine[] {
  const cases = [
    { rows: [200, 1000], up: 0.03, down: 0.06 },
    { rows: [60, 500], up: 0.02, down: 0.02 },
    { rows: [1000, 1000], up: 0.2, down: 0.1 },
  ] as const;
  return cases.flatMap(({ rows: [first, second], up, down }): CalibrationLine[] => {
    const setting = `${first} and ${second} reviewed rows, ${100 * up} % raised, ${100 * down} % lowered in both`;
    const [plain, stratified] = simulatedShares(`disparity ${first} ${second} ${up}`, 10_000, (random) => {
      const bands = [0.5, 1, 1.5].map((factor) => ({
        group: changes(random, Math.round(first / 3), up * factor, down * factor),
        rest: changes(random, Math.round(second / 3), up * factor, down * factor),
      }));
      return [
        rejects(changeInDisparity(changes(random, first, up, down), changes(random, second, up, down), LEVEL)),
        rejects(stratifiedChangeInDisparity(bands, LEVEL)),
      ];
    });
    if (!plain || !stratified) throw new Error("No replicate was computed.");
    const requirement: Requirement = { kind: "conservative-size" };
    return [
      { method: "Size: change in disparity", setting, ...plain, requirement },
      { method: "Size: change in disparity within score bands", setting: `${setting}, three bands`, ...stratified, requirement },
    ];
  });
}

/** The true false-positive rate, when rejected cases have no label; the share covered wherever the unlabelled lie. */
function partiallyIdentified(unlabelledBadShare: number): CalibrationLine {
  const shares = [0.3, 0.1, 0.6 * unlabelledBadShare, 0.6 * (1 - unlabelledBadShare)];
  const truth = (shares[1] ?? 0) / ((shares[1] ?? 0) + (shares[3] ?? 0));
  const found = simulatedShare(`partially identified ${unlabelledBadShare}`, 5000, (random) => {
    const [truePositive = 0, falsePositive = 0, hiddenPositive = 0, hiddenNegative = 0] = random.nextMultinomial(300, shares);
    const region = manskiBounds("falsePositiveRate", {
      truePositive,
      falsePositive,
      falseNegative: 0,
      trueNegative: 0,
      unlabelledPredictedPositive: 0,
      unlabelledPredictedNegative: hiddenPositive + hiddenNegative,
    });
    return covers(imbensManskiInterval(region, LEVEL, 300), truth);
  });
  const setting = `300 decisions, 60 % without label, ${100 * unlabelledBadShare} % of these positive; 95 %`;
  return { method: "Imbens-Manski, false positive rate", setting, ...found, requirement: COVERAGE };
}

export const AGREEMENT: CalibrationSection = {
  title: "Agreement, partial identification and change in disparity",
  lines: () => [
    ...[40, 100].flatMap((n) => [
      enumeratedCoverage("Cohen's kappa", (table) => cohenKappa(table, LEVEL), n),
      enumeratedCoverage("Gwet's AC1", (table) => gwetAc1(table, LEVEL), n),
      enumeratedCoverage(
        "PABAK",
        (table) =>
          pabak(
            (table[0]?.[0] ?? 0) + (table[1]?.[1] ?? 0),
            table.flat().reduce((sum, one) => sum + one, 0),
            2,
            LEVEL,
          ),
        n,
      ),
    ]),
    ...manyCategories(30, [0.6, 0.3, 0.1], 0.7),
    ...manyCategories(30, [0.6, 0.3, 0.1], 0.9),
    ...manyCategories(200, [0.6, 0.3, 0.1], 0.7),
    ...manyCategories(60, [0.3, 0.25, 0.2, 0.15, 0.1], 0.6),
    ...[0, 0.3, 1].map(partiallyIdentified),
    ...disparity(),
  ],
};
