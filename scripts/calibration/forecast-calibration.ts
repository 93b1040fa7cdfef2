import { type ForecastCell, brierScore } from "../../src/statistics/calibration/brier-score.ts";
import { calibrationInTheLarge } from "../../src/statistics/calibration/calibration-in-the-large.ts";
import { calibrationSlope } from "../../src/statistics/calibration/calibration-slope.ts";
import type { PredictorCell } from "../../src/statistics/calibration/logistic-regression.ts";
import { logisticSlope } from "../../src/statistics/calibration/logistic-slope.ts";
import { spiegelhalterZ } from "../../src/statistics/calibration/spiegelhalter-z.ts";
import type { CalibrationLine, CalibrationSection, Requirement } from "./line.ts";
import { covers, randomBeta, rejects, simulatedShares } from "./simulation.ts";

const LEVEL = 0.95;
const COVERAGE: Requirement = { kind: "mean-coverage", level: LEVEL };
const SIZE: Requirement = { kind: "size" };
const GRID = 2 ** 30;

interface Forecast {
  readonly f: number;
  readonly event: boolean;
}

/** All rows in one cell, with the sums of fourth powers and of variances that SQL makes. */
function sumsOf(rows: readonly Forecast[]): { cell: ForecastCell; fourthPowers: bigint; variances: bigint } {
  const G = BigInt(GRID);
  const sums = { events: 0, sumForecast: 0n, sumSquaredForecast: 0n, sumForecastEvents: 0n };
  let [fourthPowers, variances] = [0n, 0n];
  for (const { f, event } of rows) {
    const k = BigInt(Math.round(f * GRID));
    const e = k - (event ? G : 0n);
    sums.sumForecast += k;
    sums.sumSquaredForecast += k * k;
    if (event) {
      sums.events += 1;
      sums.sumForecastEvents += k;
    }
    fourthPowers += (e * e * (e * e)) / (G * G);
    variances += (k * (G - k) * ((G - 2n * k) * (G - 2n * k))) / (G * G);
  }
  return { cell: { rows: rows.length, ...sums }, fourthPowers, variances };
}

const logit = (p: number): number => Math.log(p / (1 - p));
const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

/** Forecasts Beta(2, 3), calibrated: the expected Brier score is 0.2. */
function calibrated(n: number): CalibrationLine[] {
  const [score, z] = simulatedShares(`Brier ${n}`, n > 500 ? 3000 : 10_000, (random) => {
    const rows = Array.from({ length: n }, () => {
      const f = randomBeta(random, 2, 3);
      return { f, event: random.nextUniform() < f };
    });
    const { cell, fourthPowers, variances } = sumsOf(rows);
    return [covers(brierScore([cell], fourthPowers, LEVEL), 0.2), rejects(spiegelhalterZ([cell], variances))];
  });
  if (!score || !z) throw new Error("No replicate was computed.");
  const setting = `${n} calibrated forecasts, Beta(2, 3)`;
  return [
    { method: "Brier score", setting: `${setting}; 95 %`, ...score, requirement: COVERAGE },
    { method: "Size: Spiegelhalter's z", setting, ...z, requirement: SIZE },
  ];
}

/** Forecasts that are too extreme (slope 0.8) or calibrated, each a cell of its own. */
function slopes(n: number, replicates: number): CalibrationLine[] {
  const [slope, large, tested, testedLarge] = simulatedShares(`calibration slope ${n}`, replicates, (random) => {
    const cells = (line: (x: number) => number): PredictorCell[] =>
      Array.from({ length: n }, () => {
        const x = logit(randomBeta(random, 2, 3));
        return { x, rows: 1, events: random.nextUniform() < logistic(line(x)) ? 1 : 0 };
      });
    const [extreme, shifted, good] = [cells((x) => 0.3 + 0.8 * x), cells((x) => 0.3 + x), cells((x) => x)];
    return [
      covers(calibrationSlope(extreme, LEVEL), 0.8),
      covers(calibrationInTheLarge(shifted, LEVEL), 0.3),
      rejects(calibrationSlope(good, LEVEL)),
      rejects(calibrationInTheLarge(good, LEVEL)),
    ];
  });
  if (!slope || !large || !tested || !testedLarge) throw new Error("No replicate was computed.");
  const setting = `${n} forecasts, Beta(2, 3)`;
  return [
    { method: "Calibration slope, profile likelihood", setting: `${setting}, slope 0.8; 95 %`, ...slope, requirement: COVERAGE },
    {
      method: "Calibration-in-the-large, profile likelihood",
      setting: `${setting}, 0.3 too low in log odds; 95 %`,
      ...large,
      requirement: COVERAGE,
    },
    { method: "Size: calibration slope", setting: `${setting}, calibrated`, ...tested, requirement: SIZE },
    { method: "Size: calibration-in-the-large", setting: `${setting}, calibrated`, ...testedLarge, requirement: SIZE },
  ];
}

/** Rate that does not depend on the distance from the threshold, in ten cells. */
function slopeOfOverrides(n: number): CalibrationLine {
  const [found] = simulatedShares(`logistic slope ${n}`, 10_000, (random) => {
    const cells = random
      .nextMultinomial(
        n,
        Array.from({ length: 10 }, () => 1),
      )
      .map((cases, at) => ({ x: at / 10, cases, events: random.nextBinomial(cases, 0.15) }));
    return [rejects(logisticSlope(cells, LEVEL))];
  });
  if (!found) throw new Error("No replicate was computed.");
  return {
    method: "Size: slope of overrides on distance",
    setting: `${n} reviews, 15 % overrides, ten cells`,
    ...found,
    requirement: SIZE,
  };
}

export const FORECASTS: CalibrationSection = {
  title: "Calibration of forecasts",
  lines: () => [
    ...calibrated(50),
    ...calibrated(200),
    ...calibrated(1000),
    ...slopes(100, 2000),
    ...slopes(500, 1000),
    slopeOfOverrides(100),
    slopeOfOverrides(1000),
  ],
};
