import { mannKendall } from "../../src/statistics/trend/mann-kendall.ts";
import { seasonalKendall } from "../../src/statistics/trend/seasonal-kendall.ts";
import { senSlope } from "../../src/statistics/trend/sen-slope.ts";
import type { CalibrationLine, CalibrationSection, Requirement } from "./line.ts";
import { covers, rejects, simulatedShare } from "./simulation.ts";

const SIZE: Requirement = { kind: "size" };

/** A season of the size of five standard deviations, no trend. */
function season(seasons: number, cycles: number): CalibrationLine {
  const found = simulatedShare(`season ${seasons} ${cycles}`, 10_000, (random) => {
    const points = Array.from({ length: seasons * cycles }, (_, at) => ({
      cycle: Math.floor(at / seasons),
      season: at % seasons,
      value: 5 * Math.cos((2 * Math.PI * (at % seasons)) / seasons) + random.nextNormal(),
    }));
    return rejects(seasonalKendall(points, seasons));
  });
  const setting = `${cycles} cycles of ${seasons} windows`;
  // The fewer windows a season has, the coarser the score.
  const requirement: Requirement = cycles < 5 ? { kind: "conservative-size" } : SIZE;
  return { method: "Size: seasonal Kendall", setting, ...found, requirement };
}

function mannKendallSize(windows: number): CalibrationLine {
  const found = simulatedShare(`Mann-Kendall ${windows}`, 10_000, (random) =>
    rejects(mannKendall(Array.from({ length: windows }, (_, time) => ({ time, value: random.nextNormal() })))),
  );
  return { method: "Size: Mann-Kendall", setting: `${windows} independent windows`, ...found, requirement: SIZE };
}

function sen(windows: number, slope: number): CalibrationLine {
  const found = simulatedShare(`Sen ${windows}`, 10_000, (random) =>
    covers(
      senSlope(
        Array.from({ length: windows }, (_, time) => ({ time, value: slope * time + random.nextNormal() })),
        0.95,
      ),
      slope,
    ),
  );
  const setting = `${windows} windows, slope ${slope} standard deviations; 95 %`;
  return { method: "Coverage: Sen slope", setting, ...found, requirement: { kind: "mean-coverage", level: 0.95 } };
}

export const SEASONS: CalibrationSection = {
  title: "Rank trends and season",
  lines: () => [
    ...[8, 12, 26].map(mannKendallSize),
    season(6, 2),
    season(12, 2),
    season(12, 3),
    season(7, 8),
    sen(8, 0.3),
    sen(12, 0),
    sen(26, 0.1),
  ],
};
