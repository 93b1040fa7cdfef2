import type { FourfoldTable } from "../../src/statistics/proportions/fourfold-table.ts";
import type { RandomStream } from "../../src/statistics/resampling/random.ts";
import { breslowDayTarone } from "../../src/statistics/stratified/breslow-day.ts";
import { cochranMantelHaenszel } from "../../src/statistics/stratified/cochran-mantel-haenszel.ts";
import { mantelHaenszelDifference } from "../../src/statistics/stratified/mantel-haenszel-difference.ts";
import { mantelHaenszelOddsRatio } from "../../src/statistics/stratified/mantel-haenszel-odds-ratio.ts";
import { standardisedRate } from "../../src/statistics/stratified/standardised-rate.ts";
import { stratifiedExactTest } from "../../src/statistics/stratified/stratified-exact.ts";
import type { CalibrationLine, CalibrationSection, Requirement } from "./line.ts";
import { covers, rejects, simulatedShare, simulatedShares } from "./simulation.ts";

const LEVEL = 0.95;
const REPLICATES = 5000;

interface Stratum {
  readonly first: number;
  readonly second: number;
  readonly rate: number;
}

const DESIGNS: readonly (readonly [string, readonly Stratum[]])[] = [
  [
    "5 strata of 100 to 500 rows, rates 5 to 50 %",
    [0.05, 0.1, 0.2, 0.35, 0.5].map((rate, at) => ({ first: 40 + 30 * at, second: 340 - 60 * at, rate })),
  ],
  ["10 strata of 20 rows, rates 10 to 46 %", Array.from({ length: 10 }, (_, at) => ({ first: 8, second: 12, rate: 0.1 + 0.04 * at }))],
];

const raised = (rate: number, oddsRatio: number): number => (oddsRatio * rate) / (1 - rate + oddsRatio * rate);

function tables(random: RandomStream, strata: readonly Stratum[], firstRate: (rate: number) => number): FourfoldTable[] {
  return strata.map(({ first, second, rate }) => {
    const [a, c] = [random.nextBinomial(first, firstRate(rate)), random.nextBinomial(second, rate)];
    return { a, b: first - a, c, d: second - c };
  });
}

function sizes(name: string, strata: readonly Stratum[]): CalibrationLine[] {
  const found = simulatedShares(`stratified size ${name}`, REPLICATES, (random) => {
    const drawn = tables(random, strata, (rate) => rate);
    return [
      rejects(cochranMantelHaenszel(drawn, { continuityCorrection: false })),
      rejects(cochranMantelHaenszel(drawn, { continuityCorrection: true })),
      rejects(stratifiedExactTest(drawn)),
      rejects(breslowDayTarone(drawn)),
    ];
  });
  const methods: readonly (readonly [string, Requirement])[] = [
    ["Size: Cochran-Mantel-Haenszel", { kind: "size" }],
    ["Size: Cochran-Mantel-Haenszel with continuity correction", { kind: "conservative-size" }],
    ["Size: stratified exact test", { kind: "conservative-size" }],
    ["Size: Breslow-Day with Tarone's correction", { kind: "conservative-size" }],
  ];
  return found.map((share, at) => {
    const [method, requirement] = methods[at] ?? ["", { kind: "size" }];
    return { method, setting: name, ...share, requirement };
  });
}

function coverages(name: string, strata: readonly Stratum[]): CalibrationLine[] {
  const [oddsRatio, difference] = [1.8, 0.08];
  const weight = strata.map(({ first, second }) => first + second);
  const total = weight.reduce((sum, one) => sum + one, 0);
  const standard = strata.reduce((sum, { rate }, at) => sum + (rate * (weight[at] ?? 0)) / total, 0);
  const [ratio, gap, rate] = simulatedShares(`stratified coverage ${name}`, REPLICATES, (random) => [
    covers(
      mantelHaenszelOddsRatio(
        tables(random, strata, (one) => raised(one, oddsRatio)),
        LEVEL,
      ),
      oddsRatio,
    ),
    covers(
      mantelHaenszelDifference(
        tables(random, strata, (one) => one + difference),
        LEVEL,
      ),
      difference,
    ),
    covers(
      standardisedRate(
        strata.map(({ first, rate: own }, at) => ({ count: random.nextBinomial(first, own), rows: first, weight: weight[at] ?? 0 })),
        LEVEL,
      ),
      standard,
    ),
  ]);
  if (!ratio || !gap || !rate) throw new Error("No replicate was computed.");
  const requirement: Requirement = { kind: "mean-coverage", level: LEVEL };
  return [
    { method: "Mantel-Haenszel odds ratio", setting: `${name}, odds ratio ${oddsRatio}; 95 %`, ...ratio, requirement },
    { method: "Mantel-Haenszel difference", setting: `${name}, difference ${difference}; 95 %`, ...gap, requirement },
    { method: "Directly standardised rate", setting: `${name}; 95 %`, ...rate, requirement },
  ];
}

/** Standards that put weight on small strata, and strata without events. */
const STANDARDS: readonly (readonly [string, readonly { readonly rows: number; readonly rate: number; readonly weight: number }[]])[] = [
  ["10 strata of 8 rows, rates 1 to 10 %", Array.from({ length: 10 }, (_, at) => ({ rows: 8, rate: 0.01 + 0.01 * at, weight: 1 }))],
  ["30 strata of 1 row, rates 10 to 60 %", Array.from({ length: 30 }, (_, at) => ({ rows: 1, rate: 0.1 + (0.5 * at) / 29, weight: 1 }))],
  ["10 strata of 8 rows, weights 1 to 10", Array.from({ length: 10 }, (_, at) => ({ rows: 8, rate: 0.1 + 0.04 * at, weight: at + 1 }))],
  [
    "strata of 5, 200 and 300 rows, half of the weight on the smallest",
    [
      { rows: 5, rate: 0.05, weight: 50 },
      { rows: 200, rate: 0.1, weight: 25 },
      { rows: 300, rate: 0.2, weight: 25 },
    ],
  ],
  [
    "strata of 2000, 500 and 800 rows, rates 0.2 to 1 %",
    [
      { rows: 2000, rate: 0.002, weight: 1 },
      { rows: 500, rate: 0.01, weight: 2 },
      { rows: 800, rate: 0.004, weight: 1 },
    ],
  ],
];

function standardised(): CalibrationLine[] {
  return STANDARDS.map(([setting, strata]) => {
    const total = strata.reduce((sum, { weight }) => sum + weight, 0);
    const truth = strata.reduce((sum, { rate, weight }) => sum + (rate * weight) / total, 0);
    const found = simulatedShare(`standardised ${setting}`, 2 * REPLICATES, (random) =>
      covers(
        standardisedRate(
          strata.map(({ rows, rate, weight }) => ({ count: random.nextBinomial(rows, rate), rows, weight })),
          LEVEL,
        ),
        truth,
      ),
    );
    return {
      method: "Directly standardised rate",
      setting: `${setting}; 95 %`,
      ...found,
      requirement: { kind: "mean-coverage", level: LEVEL },
    };
  });
}

export const STRATIFIED: CalibrationSection = {
  title: "Stratified tables",
  lines: () => [...DESIGNS.flatMap(([name, strata]) => [...coverages(name, strata), ...sizes(name, strata)]), ...standardised()],
};
