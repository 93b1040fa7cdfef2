import { populationStabilityIndex } from "../../src/statistics/divergences/population-stability-index.ts";
import type { RandomStream } from "../../src/statistics/resampling/random.ts";
import { cochranArmitage } from "../../src/statistics/trend/cochran-armitage.ts";
import { cumulativeSum, simulateCumulativeSumMaxima } from "../../src/statistics/trend/cumulative-sum.ts";
import { mannKendall } from "../../src/statistics/trend/mann-kendall.ts";
import { scaledTrendChange } from "../../src/statistics/trend/scaled-trend-change.ts";
import { stabilityIndexTrend } from "../../src/statistics/trend/stability-index-trend.ts";
import { weightedLinearTrend } from "../../src/statistics/trend/weighted-linear-trend.ts";
import { wilsonHilferty } from "../../src/statistics/trend/wilson-hilferty.ts";
import { meanRiditShift } from "../../src/statistics/two-samples/mean-ridit.ts";
import { type Outcome, isComputed } from "../../src/foundation/outcome.ts";
import { frozenSeries } from "./frozen-deciles.ts";
import type { CalibrationLine, CalibrationSection, Requirement } from "./line.ts";
import { covers, randomBeta, rejects, simulatedShare, simulatedShares } from "./simulation.ts";

const WEEKS = 26;
const BASELINE = 20_000;
const SIZE: Requirement = { kind: "size" };

const traffic = (first: number, last: number): number[] =>
  Array.from({ length: WEEKS }, (_, week) => Math.round(first + ((last - first) * week) / (WEEKS - 1)));

interface Week {
  readonly time: number;
  readonly rows: number;
  /** PSI as everybody computes it, and with +0.5 a cell over its scale. */
  readonly raw: number;
  readonly standardised: number;
  readonly ridit: Outcome;
}

function weeksOf(random: RandomStream, windowRows: readonly number[]): Week[] {
  const { baseline, windows } = frozenSeries(random, BASELINE, windowRows);
  return windows.map((window, time) => {
    const rows = windowRows[time] ?? 0;
    return {
      time,
      rows,
      raw: populationStabilityIndex(baseline, window, 0),
      standardised: populationStabilityIndex(baseline, window, 0.5) / (1 / BASELINE + 1 / rows),
      ridit: meanRiditShift(baseline, window, 0.95),
    };
  });
}

function riditTrend(weeks: readonly Week[]): Outcome {
  const points = weeks.flatMap(({ time, ridit }) =>
    isComputed(ridit) ? [{ time, value: ridit.estimate, variance: Number(ridit.detail?.["nullVariance"]) }] : [],
  );
  return weightedLinearTrend(points, 0.95);
}

function driftTrends(first: number, last: number): CalibrationLine[] {
  const windowRows = traffic(first, last);
  const setting = `${WEEKS} weeks without drift, n = ${BASELINE}, traffic ${first} to ${last}`;
  const maxima = simulateCumulativeSumMaxima({ df: 9, baselineRows: BASELINE, windowRows, replicates: 1999, seed: 1 });
  const null_ = { df: 9, baselineRows: BASELINE, windowRows, replicates: 1999, seed: 1 };
  const [raw, normalised, ridit, index, sum] = simulatedShares(`drift trend ${first} ${last}`, 4000, (random) => {
    const weeks = weeksOf(random, windowRows);
    const points = weeks.map(({ time, standardised, rows }) => ({ time, standardised, df: 9, windowRows: rows }));
    return [
      rejects(mannKendall(weeks.map(({ time, raw: value }) => ({ time, value })))),
      rejects(mannKendall(weeks.map(({ time, standardised }) => ({ time, value: wilsonHilferty(standardised, 9) })))),
      rejects(riditTrend(weeks)),
      rejects(stabilityIndexTrend(points, BASELINE, 0.95)),
      rejects(
        cumulativeSum({
          windows: weeks.map(({ time, standardised }) => ({ label: String(time), standardised })),
          null: null_,
          maxima,
          alpha: 0.05,
        }),
      ),
    ];
  });
  if (!raw || !normalised || !ridit || !index || !sum) throw new Error("No replicate was computed.");
  const changing = first !== last;
  return [
    { method: "Mann-Kendall on the Wilson-Hilferty-normalised index", setting, ...normalised, requirement: SIZE },
    { method: "Weighted linear trend of the signed mean ridit", setting, ...ridit, requirement: SIZE },
    { method: "Change of the bias-corrected PSI (its Mann-Kendall p)", setting, ...index, requirement: SIZE },
    { method: "CUSUM with Monte Carlo limits", setting, ...sum, requirement: SIZE },
    {
      method: `${changing ? "Not used" : "For comparison"}: Mann-Kendall on the raw PSI`,
      setting,
      ...raw,
      requirement: changing ? { kind: "counter-example", known: 0.969, tolerance: 0.02 } : SIZE,
    },
  ];
}

interface RatePoint {
  readonly score: number;
  readonly count: number;
  readonly rows: number;
}

/** Weekly counts of one constant rate; overdispersion 2 by beta-distributed weekly rates. */
function constantRate(random: RandomStream, weeks: number, rows: number, rate: number, overdispersion: number): RatePoint[] {
  const size = (rows - overdispersion) / (overdispersion - 1);
  return Array.from({ length: weeks }, (_, score) => {
    const own = overdispersion === 1 ? rate : randomBeta(random, rate * size, (1 - rate) * size);
    return { score, count: random.nextBinomial(rows, own), rows };
  });
}

function rateTrends(weeks: number, rows: number, rate: number, overdispersion: number): CalibrationLine[] {
  const setting = `${weeks} weeks of ${rows} rows, rate ${rate}, overdispersion ${overdispersion}`;
  const [plain, scaled] = simulatedShares(`rate trend ${setting}`, 10_000, (random) => {
    const points = constantRate(random, weeks, rows, rate, overdispersion);
    return [rejects(cochranArmitage(points)), rejects(scaledTrendChange(points, 0.95))];
  });
  if (!plain || !scaled) throw new Error("No replicate was computed.");
  const dispersed = overdispersion > 1;
  return [
    {
      method: "Cochran-Armitage, scaled by overdispersion",
      setting,
      ...scaled,
      requirement: weeks < 12 ? { kind: "conservative-size" } : SIZE,
    },
    {
      method: dispersed ? "Not used: Cochran-Armitage, unscaled" : "Cochran-Armitage, unscaled",
      setting,
      ...plain,
      requirement: dispersed ? { kind: "counter-example", known: 0.1658, tolerance: 0.015 } : SIZE,
    },
  ];
}

/** Interval of the change along the line when the rate does rise. */
function changeCoverage(weeks: number, rows: number): CalibrationLine {
  const [from, to] = [0.1, 0.16];
  const found = simulatedShare(`change coverage ${weeks} ${rows}`, 5000, (random) => {
    const points = Array.from({ length: weeks }, (_, score) => ({
      score,
      count: random.nextBinomial(rows, from + ((to - from) * score) / (weeks - 1)),
      rows,
    }));
    return covers(scaledTrendChange(points, 0.95), to - from);
  });
  const setting = `${weeks} weeks of ${rows} rows, rate from ${from} to ${to}; 95 %`;
  return { method: "Coverage: change along the fitted line", setting, ...found, requirement: { kind: "mean-coverage", level: 0.95 } };
}

export const DRIFT_TRENDS: CalibrationSection = {
  title: "Size at 5 %: trends of drift",
  lines: () => [...driftTrends(2000, 400), ...driftTrends(600, 600), ...driftTrends(400, 2000)],
};

export const RATE_TRENDS: CalibrationSection = {
  title: "Size at 5 %: trends of rates",
  lines: () => [
    ...rateTrends(26, 400, 0.1, 1),
    ...rateTrends(8, 50, 0.2, 1),
    ...rateTrends(26, 400, 0.1, 2),
    ...rateTrends(12, 1000, 0.3, 2),
    changeCoverage(26, 200),
    changeCoverage(8, 100),
  ],
};
