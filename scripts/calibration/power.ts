import { binomialPmf } from "../../src/statistics/distributions/binomial.ts";
import { rowsToDetect } from "../../src/statistics/divergences/rows-to-detect.ts";
import { smallestDetectableDifference } from "../../src/statistics/proportions/smallest-detectable-difference.ts";
import { twoProportionTest } from "../../src/statistics/proportions/two-proportion-test.ts";
import { meanRiditShift } from "../../src/statistics/two-samples/mean-ridit.ts";
import { twoSampleChiSquared } from "../../src/statistics/two-samples/two-sample-chi-squared.ts";
import { isComputed } from "../../src/foundation/outcome.ts";
import type { CalibrationLine, CalibrationSection, Requirement } from "./line.ts";
import { DECILES, shiftWithIndex, shifted } from "./shifted-feature.ts";
import { covers, rejects, simulatedShare, sum } from "./simulation.ts";

const PROMISED: Requirement = { kind: "between", lower: 0.77, upper: 0.85, why: "80 % are promised" };

/** Exact power of the z test at the increase that is called detectable. */
function detectableDifference(n1: number, n2: number, rate: number): CalibrationLine {
  const { atQ } = smallestDetectableDifference({ n1, n2, referenceRate: rate, q: 0.05, hypotheses: 1 });
  const increase = isComputed(atQ) ? Number(atQ.detail?.["increase"]) : Number.NaN;
  let measured = 0;
  for (let x1 = 0; x1 <= n1; x1 += 1)
    for (let x2 = 0; x2 <= n2; x2 += 1)
      if (rejects(twoProportionTest(x1, n1, x2, n2)) === true) measured += binomialPmf(x1, n1, rate + increase) * binomialPmf(x2, n2, rate);
  const setting = `n1/n2 = ${n1}/${n2}, rate ${rate}, increase ${increase.toFixed(4)}`;
  return {
    method: "Power at the smallest detectable difference",
    setting,
    measured,
    monteCarloError: 0,
    replicates: 0,
    requirement: PROMISED,
  };
}

/** Windows of the size that is said to detect a PSI of so much. */
function detectableDrift(index: number, n: number): CalibrationLine {
  const rows = rowsToDetect(index, 9, n, 0.05, 0.8) ?? 0;
  const shares = shifted(DECILES, shiftWithIndex(index));
  const found = simulatedShare(`power ${index} ${n}`, 5000, (random) =>
    rejects(twoSampleChiSquared(random.nextMultinomial(n, DECILES), random.nextMultinomial(rows, shares))),
  );
  const setting = `deciles, n = ${n}, PSI ${index}, m = ${rows}`;
  return { method: "Power at the rows that detect a PSI", setting, ...found, requirement: PROMISED };
}

function riditCoverage(n: number, m: number, shift: number): CalibrationLine {
  const shares = shifted(DECILES, shift);
  const truth = sum(shares.map((share, cell) => share * (0.1 * cell + 0.05))) - 0.5;
  const found = simulatedShare(`ridit coverage ${n} ${m} ${shift}`, 10_000, (random) =>
    covers(meanRiditShift(random.nextMultinomial(n, DECILES), random.nextMultinomial(m, shares), 0.95), truth),
  );
  const setting = `deciles, n/m = ${n}/${m}, shift ${shift} standard deviations; 95 %`;
  return { method: "Coverage: signed mean ridit", setting, ...found, requirement: { kind: "mean-coverage", level: 0.95 } };
}

export const POWER: CalibrationSection = {
  title: "Power that is promised, and the size of a shift",
  lines: () => [
    detectableDifference(100, 500, 0.1),
    detectableDifference(200, 200, 0.3),
    detectableDrift(0.1, 20_000),
    detectableDrift(0.05, 5000),
    riditCoverage(20_000, 50, 0),
    riditCoverage(20_000, 50, 1),
    riditCoverage(200, 200, 0.3),
    riditCoverage(50, 1000, 0.8),
  ],
};
