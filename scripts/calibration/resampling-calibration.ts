import { binomialPmf } from "../../src/statistics/distributions/binomial.ts";
import { jensenShannonDistance } from "../../src/statistics/divergences/jensen-shannon.ts";
import { monteCarloTest, simulateNullEffects } from "../../src/statistics/divergences/monte-carlo-null.ts";
import { confidenceBasedPerformance } from "../../src/statistics/estimation/confidence-based-performance.ts";
import { wilsonInterval } from "../../src/statistics/proportions/wilson-interval.ts";
import { maxTIntervals } from "../../src/statistics/resampling/max-t-intervals.ts";
import { multinomialBootstrap } from "../../src/statistics/resampling/multinomial-bootstrap.ts";
import type { RandomStream } from "../../src/statistics/resampling/random.ts";
import { simultaneousLevel } from "../../src/statistics/resampling/simultaneous-level.ts";
import { computed } from "../../src/foundation/outcome.ts";
import { frozenDeciles } from "./frozen-deciles.ts";
import type { CalibrationLine, CalibrationSection, Requirement } from "./line.ts";
import { covers, rejects, simulatedShare, simulatedShares } from "./simulation.ts";

const LEVEL = 0.95;
const COVERAGE: Requirement = { kind: "mean-coverage", level: LEVEL };

/** F1 of cells (true positive, false positive, false negative, true negative). */
function f1([truePositive = 0, falsePositive = 0, falseNegative = 0]: readonly number[]): number {
  return (2 * truePositive) / (2 * truePositive + falsePositive + falseNegative);
}

function bootstrap(n: number): CalibrationLine {
  const shares = [0.25, 0.1, 0.12, 0.53];
  const found = simulatedShare(`bootstrap ${n}`, 1000, (random) =>
    covers(
      multinomialBootstrap({
        counts: random.nextMultinomial(n, shares),
        rows: "independent and unweighted",
        neededCells: [0, 1, 2],
        statistic: f1,
        replicates: 999,
        seed: random.nextUint32(),
        level: LEVEL,
      }),
      f1(shares),
    ),
  );
  return { method: "Multinomial bootstrap, BCa", setting: `F1 of ${n} rows, 999 replicates; 95 %`, ...found, requirement: COVERAGE };
}

const RATES = [0.1, 0.2, 0.3, 0.4, 0.5];

/** Rates of five groups less the rate of the last, which all differences share. */
function differencesToOneGroup(rows: number): CalibrationLine {
  const member = (count: number) => ({ rate: count / rows, variance: ((count / rows) * (1 - count / rows)) / (rows - 1) });
  const differences = (counts: readonly number[]) => {
    const reference = member(counts.at(-1) ?? 0);
    return counts.slice(0, -1).map((count) => {
      const own = member(count);
      return { estimate: own.rate - reference.rate, standardError: Math.sqrt(own.variance + reference.variance), n: 2 * rows };
    });
  };
  const found = simulatedShare(`max-t ${rows}`, 2000, (random) => {
    const counts = RATES.map((rate) => random.nextBinomial(rows, rate));
    const draws = Array.from({ length: 399 }, () => differences(counts.map((count) => random.nextBinomial(rows, count / rows))));
    const intervals = maxTIntervals(differences(counts), draws, LEVEL);
    return intervals.every((one, at) => covers(one, (RATES[at] ?? 0) - (RATES.at(-1) ?? 0)) === true);
  });
  const setting = `${RATES.length} groups of ${rows} rows, rates ${RATES.join(", ")}, 399 draws; 95 %`;
  return { method: "All differences to one group at once, max-t", setting, ...found, requirement: COVERAGE };
}

/** The groups are independent, so the coverage of all is the product of exact coverages. */
function ratesAtSidakLevel(fewest: number, most: number): CalibrationLine {
  const level = simultaneousLevel(LEVEL, RATES.length, "independent");
  const all = Array.from({ length: most - fewest + 1 }, (_, at) => {
    const rows = fewest + at;
    const intervals = Array.from({ length: rows + 1 }, (__, count) => wilsonInterval(count, rows, level));
    return RATES.map((rate) =>
      intervals.reduce((sum, { lower, upper }, count) => (lower <= rate && rate <= upper ? sum + binomialPmf(count, rows, rate) : sum), 0),
    ).reduce((product, coverage) => product * coverage, 1);
  });
  return {
    method: "All rates at once, Wilson at Sidak's level",
    setting: `${RATES.length} groups of ${fewest} to ${most} rows, rates ${RATES.join(", ")}; 95 %`,
    measured: all.reduce((total, one) => total + one, 0) / all.length,
    minimum: Math.min(...all),
    monteCarloError: 0,
    replicates: 0,
    requirement: COVERAGE,
  };
}

/** An effect without a p of its own. */
function monteCarloNull(n: number, m: number): CalibrationLine {
  const found = simulatedShare(`Monte Carlo null ${n} ${m}`, 1000, (random) => {
    const { baseline, window } = frozenDeciles(random, n, m);
    const nullEffects = simulateNullEffects({ baseline, window, replicates: 199, random, effect: jensenShannonDistance });
    return rejects(monteCarloTest(jensenShannonDistance(baseline, window), nullEffects, 0.05));
  });
  const setting = `Jensen-Shannon distance on frozen deciles, n/m = ${n}/${m}, 199 draws`;
  return { method: "Size: Monte Carlo null of an effect", setting, ...found, requirement: { kind: "size" } };
}

/** Scores 0.02 to 0.98 whose true probability is their square; predicted positive from a score of 0.7 on. */
function drawScores(random: RandomStream, rows: number): { x: number; rows: number; events: number }[] {
  const scores = Array.from({ length: 49 }, (_, at) => (at + 1) / 50);
  return random
    .nextMultinomial(
      rows,
      scores.map(() => 1),
    )
    .map((count, at) => ({ x: scores[at] ?? 0, rows: count, events: random.nextBinomial(count, (scores[at] ?? 0) ** 2) }));
}

/** Whether the interval holds the metric that the window's own labels show. */
function estimatedPerformance(labelled: number, rows: number): CalibrationLine[] {
  const passed = (estimate: number, half: number) =>
    computed({
      estimate,
      n: labelled,
      method: "assumed",
      interval: { lower: estimate - half, upper: estimate + half, level: LEVEL, method: "assumed" },
    });
  const assumptions = {
    group: "all rows",
    unsupportedShare: passed(0, 0),
    calibrationSlope: passed(1, 0.1),
    calibrationError: passed(0, 0),
  };
  const limits = { largestUnsupportedShare: 0.05, smallestSlope: 0.5, largestSlope: 1.5, largestCalibrationError: 0.05 };
  const found = simulatedShares(`estimated performance ${labelled} ${rows}`, labelled < 2000 ? 1500 : 500, (random) => {
    const calibration = drawScores(random, labelled).filter((cell) => cell.rows > 0);
    const truth = drawScores(random, rows).filter((cell) => cell.rows > 0);
    const window = truth.map((cell) => ({ score: cell.x, rows: cell.rows, isPredictedPositive: cell.x >= 0.7 }));
    const metrics = confidenceBasedPerformance({ calibration, window, assumptions, limits, level: LEVEL, replicates: 100, stream: random });
    const total = (of: (cell: { x: number; rows: number; events: number }) => number): number =>
      truth.reduce((sum, cell) => sum + of(cell), 0);
    const truePositive = total(({ x, events }) => (x >= 0.7 ? events : 0));
    const trueNegative = total((cell) => (cell.x < 0.7 ? cell.rows - cell.events : 0));
    return [
      covers(metrics.accuracy, (truePositive + trueNegative) / rows),
      covers(metrics.recall, truePositive / total(({ events }) => events)),
    ];
  });
  return found.map((share, at) => ({
    method: `CBPE, ${at === 0 ? "accuracy" : "recall"} of the window`,
    setting: `${labelled} labelled rows, ${rows} to estimate, no concept drift; 95 %`,
    ...share,
    requirement: COVERAGE,
  }));
}

export const RESAMPLING: CalibrationSection = {
  title: "Resampling and estimation without labels",
  lines: () => [
    bootstrap(100),
    bootstrap(500),
    differencesToOneGroup(60),
    differencesToOneGroup(300),
    ratesAtSidakLevel(50, 80),
    ratesAtSidakLevel(300, 330),
    monteCarloNull(20_000, 50),
    monteCarloNull(1000, 1000),
    ...estimatedPerformance(1000, 300),
    ...estimatedPerformance(5000, 1000),
  ],
};
