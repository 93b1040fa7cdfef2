import { chiSquaredIndependence } from "../../src/statistics/contingency/chi-squared-independence.ts";
import { cramersV } from "../../src/statistics/contingency/cramers-v.ts";
import { fixedMarginTest } from "../../src/statistics/contingency/fixed-margin-test.ts";
import { hypergeometricPmf } from "../../src/statistics/distributions/hypergeometric.ts";
import type { RandomStream } from "../../src/statistics/resampling/random.ts";
import { attributeEvaluation } from "../../src/statistics/sampling/attribute-evaluation.ts";
import { bulkTimestampTest } from "../../src/statistics/sequences/bulk-timestamps.ts";
import { longestRunVaryingProbability } from "../../src/statistics/sequences/longest-run-varying.ts";
import { longestRunProbability } from "../../src/statistics/sequences/longest-run.ts";
import { multinomialMaximumAtLeast } from "../../src/statistics/sequences/multinomial-maximum.ts";
import { runsTest } from "../../src/statistics/sequences/runs-test.ts";
import { isComputed } from "../../src/foundation/outcome.ts";
import type { CalibrationLine, CalibrationSection, Requirement } from "./line.ts";
import { covers, rejects, simulatedShare, zipf } from "./simulation.ts";

const EXACT: Requirement = { kind: "exact-size", level: 0.05 };
const enumerated = { monteCarloError: 0, replicates: 0 };

function fixedMargins(n: number, m: number, power: number): CalibrationLine {
  const shares = zipf(50, power);
  const found = simulatedShare(`fixed margins ${n} ${m} ${power}`, 1500, (random) =>
    rejects(
      fixedMarginTest([random.nextMultinomial(n, shares), random.nextMultinomial(m, shares)], random, { stopAfter: 20, mostDraws: 399 }),
    ),
  );
  const setting = `50 categories, Zipf with power ${power}, n/m = ${n}/${m}`;
  return { method: "Size: fixed-margin Monte Carlo on sparse cells", setting, ...found, requirement: { kind: "size" } };
}

function independence(rows: readonly number[], columns: readonly number[], total: number): CalibrationLine {
  const shares = rows.flatMap((row) => columns.map((column) => row * column));
  const found = simulatedShare(`independence ${rows.length} ${total}`, 10_000, (random) =>
    rejects(chiSquaredIndependence(tableOf(random, shares, columns.length, total))),
  );
  const setting = `${rows.length} x ${columns.length} cells, ${total} rows, all expected counts at least 5`;
  return { method: "Size: chi-squared test of independence", setting, ...found, requirement: { kind: "size" } };
}

function tableOf(random: RandomStream, shares: readonly number[], columns: number, total: number): number[][] {
  const counts = random.nextMultinomial(total, shares);
  return Array.from({ length: counts.length / columns }, (_, row) => counts.slice(row * columns, (row + 1) * columns));
}

/** Three by three cells; `strength` of the rows lie on the diagonal beyond independence. */
function association(total: number, strength: number): CalibrationLine {
  const margin = [0.5, 0.3, 0.2];
  const shares = margin.flatMap((row, i) => margin.map((column, j) => (1 - strength) * row * column + (i === j ? strength * row : 0)));
  const found = simulatedShare(`association ${total} ${strength}`, 3000, (random) =>
    covers(cramersV(tableOf(random, shares, 3, total), 0.95), strength),
  );
  const setting = `3 x 3 cells, ${total} rows, V = ${strength}; 95 %`;
  return { method: "Cramer's V", setting, ...found, requirement: { kind: "mean-coverage", level: 0.95 } };
}

/** Exact size of the runs test given the counts of both kinds. */
function runs(first: number, second: number): CalibrationLine {
  let [size, below] = [0, 0];
  for (let count = 2; count <= 2 * Math.min(first, second) + (first === second ? 0 : 1); count += 1) {
    const outcome = runsTest({ runs: count, first, second });
    if (!isComputed(outcome)) continue;
    const lowerTail = Number(outcome.detail?.["lowerTail"]);
    if (rejects(outcome) === true) size += lowerTail - below;
    below = lowerTail;
  }
  return { method: "Size: runs test", setting: `${first} and ${second} outcomes`, measured: size, ...enumerated, requirement: EXACT };
}

function runsSimulated(n: number, rate: number): CalibrationLine {
  const found = simulatedShare(`runs ${n} ${rate}`, 5000, (random) => {
    const outcomes = Array.from({ length: n }, () => random.nextUniform() < rate);
    const first = outcomes.filter(Boolean).length;
    return rejects(
      runsTest({ runs: 1 + outcomes.filter((one, at) => at > 0 && one !== outcomes[at - 1]).length, first, second: n - first }),
    );
  });
  return { method: "Size: runs test", setting: `${n} decisions, rate ${rate}`, ...found, requirement: { kind: "conservative-size" } };
}

function bulkTimestamps(reviews: number, slots: number): CalibrationLine[] {
  let largest = 1;
  while (multinomialMaximumAtLeast(largest, reviews, slots) > 0.05) largest += 1;
  const setting = `${reviews} reviews in ${slots} slots`;
  const even = Array.from({ length: slots }, () => 1);
  const found = simulatedShare(`bulk ${reviews} ${slots}`, 4000, (random) => {
    const counts = random.nextMultinomial(reviews, even).filter((count) => count > 0);
    return rejects(
      bulkTimestampTest(
        counts.map((reviewsInSlot) => ({ reviewsInSlot, slots: 1 })),
        slots,
      ),
    );
  });
  const measured = multinomialMaximumAtLeast(largest, reviews, slots);
  return [
    { method: "Size: bulk timestamps", setting, measured, ...enumerated, requirement: EXACT },
    { method: "Size: bulk timestamps", setting, ...found, requirement: { kind: "conservative-size" } },
  ];
}

/** Reviewers who accept at random: how often their longest run has a p of at most 5 %. */
function longestRun(n: number, rates: readonly number[]): CalibrationLine {
  const blocks = rates.map((successProbability) => ({ trials: n / rates.length, successProbability }));
  const pValue = (length: number): number =>
    rates.length === 1 ? longestRunProbability(n, length, rates[0] ?? 0) : longestRunVaryingProbability(blocks, length);
  let critical = 1;
  while (pValue(critical) > 0.05) critical += 1;
  const found = simulatedShare(`longest run ${n} ${rates.join(" ")}`, 10_000, (random) => {
    let run = 0;
    for (const { trials, successProbability } of blocks)
      for (let trial = 0; trial < trials; trial += 1) {
        run = random.nextUniform() < successProbability ? run + 1 : 0;
        if (run >= critical) return true;
      }
    return false;
  });
  const method = `Size: longest run${rates.length === 1 ? "" : ", varying rates"}`;
  return { method, setting: `${n} reviews, acceptance ${rates.join(", ")}`, ...found, requirement: { kind: "conservative-size" } };
}

/** Every number of exceptions that a file may hold. */
function hypergeometricLimit(population: number, drawn: number): CalibrationLine {
  const limits = Array.from({ length: drawn + 1 }, (_, exceptions) => {
    const outcome = attributeEvaluation({ population, drawn, exceptions, risk: 0.05 });
    return isComputed(outcome) ? Number(outcome.detail?.["upperCount"]) : Number.NaN;
  });
  const all = Array.from({ length: population + 1 }, (_, marked) =>
    limits.reduce((total, limit, k) => (marked <= limit ? total + hypergeometricPmf(k, population, marked, drawn) : total), 0),
  );
  return {
    method: "Coverage: hypergeometric upper limit",
    setting: `${drawn} of ${population} items, every number of exceptions; 95 %, one-sided`,
    measured: all.reduce((total, one) => total + one, 0) / all.length,
    minimum: Math.min(...all),
    ...enumerated,
    requirement: { kind: "exact-coverage", level: 0.95 },
  };
}

export const TABLES: CalibrationSection = {
  title: "Tables of categories",
  lines: () => [
    fixedMargins(20_000, 50, 1.6),
    fixedMargins(20_000, 200, 1.6),
    fixedMargins(1000, 50, 1),
    independence([0.5, 0.3, 0.2], [0.4, 0.3, 0.2, 0.1], 300),
    independence([0.9, 0.1], [0.8, 0.2], 500),
    association(200, 0.3),
    association(1000, 0.1),
    association(1000, 0.6),
  ],
};

export const SEQUENCES_AND_SAMPLES: CalibrationSection = {
  title: "Sequences of reviews, and samples from a file",
  lines: () => [
    ...[
      [10, 10],
      [8, 40],
      [50, 50],
      [30, 300],
    ].map(([first = 0, second = 0]) => runs(first, second)),
    runsSimulated(100, 0.5),
    runsSimulated(200, 0.1),
    ...bulkTimestamps(50, 2000),
    ...bulkTimestamps(300, 500),
    longestRun(200, [0.92]),
    longestRun(200, [0.95, 0.8, 0.9, 0.5]),
    hypergeometricLimit(100, 20),
    hypergeometricLimit(500, 95),
    hypergeometricLimit(1000, 59),
  ],
};
