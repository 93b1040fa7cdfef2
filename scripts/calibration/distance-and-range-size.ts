import { betaBinomialUpperTail } from "../../src/statistics/distributions/beta-binomial.ts";
import type { RandomStream } from "../../src/statistics/resampling/random.ts";
import { kolmogorovSmirnov } from "../../src/statistics/two-samples/kolmogorov-smirnov.ts";
import { outOfRangeShare } from "../../src/statistics/two-samples/out-of-range.ts";
import { unseenShare } from "../../src/statistics/two-samples/unseen-share.ts";
import { isComputed } from "../../src/foundation/outcome.ts";
import type { CalibrationLine, CalibrationSection } from "./line.ts";
import { randomDirichlet, rejects, simulatedShare, zipf } from "./simulation.ts";

interface TwoSamples {
  readonly baseline: readonly number[];
  readonly window: readonly number[];
}

/** n and m values of one continuous feature, each a cell of its own. */
function everyValue(random: RandomStream, n: number, m: number): TwoSamples {
  let left = n;
  const baseline = Array.from({ length: n + m }, (_, at) => {
    const isBaseline = random.nextUniform() * (n + m - at) < left;
    if (isBaseline) left -= 1;
    return isBaseline ? 1 : 0;
  });
  return { baseline, window: baseline.map((count) => 1 - count) };
}

/** The same distance from fewer cells, for a baseline of any size: between window values the baseline's order does not matter. */
function windowValues(random: RandomStream, n: number, m: number): TwoSamples {
  const gaps = randomDirichlet(
    random,
    Array.from({ length: m + 1 }, () => 1),
  );
  const between = random.nextMultinomial(n, gaps);
  return {
    baseline: between.flatMap((count) => [count, 0]),
    window: between.flatMap((_, at) => [0, at < m ? 1 : 0]),
  };
}

function kolmogorovContinuous(n: number, m: number, replicates: number): CalibrationLine {
  // The exact p is conditional on the ties, so it needs every value; the asymptotic one needs the distance alone.
  const exact = n * m <= 1e7;
  const found = simulatedShare(`Kolmogorov-Smirnov ${n} ${m}`, replicates, (random) => {
    const { baseline, window } = exact ? everyValue(random, n, m) : windowValues(random, n, m);
    return rejects(kolmogorovSmirnov(baseline, window));
  });
  return {
    method: `Kolmogorov-Smirnov, ${exact ? "exact" : "asymptotic"} p`,
    setting: `continuous feature, n/m = ${n}/${m}`,
    ...found,
    requirement: { kind: "size" },
  };
}

function kolmogorovTied(n: number, levels: number, replicates: number): CalibrationLine {
  const shares = Array.from({ length: levels }, () => 1 / levels);
  const found = simulatedShare(`Kolmogorov-Smirnov ${n} ${levels} levels`, replicates, (random) =>
    rejects(kolmogorovSmirnov(random.nextMultinomial(n, shares), random.nextMultinomial(n, shares))),
  );
  const kind = n * n <= 1e7 ? "exact p, conditional on ties" : "asymptotic p";
  const requirement = { kind: "conservative-size" } as const;
  return { method: `Kolmogorov-Smirnov, ${kind}`, setting: `${levels} levels, n/m = ${n}/${n}`, ...found, requirement };
}

/** Exact size: the tail of the beta-binomial from the first count that is rejected. */
function outOfRange(n: number, m: number): CalibrationLine {
  let outside = 0;
  const pValue = (count: number): number => {
    const outcome = outOfRangeShare({ outside: count, m, n, level: 0.95 });
    return isComputed(outcome) ? (outcome.pValue ?? 1) : 1;
  };
  while (outside < m && pValue(outside) > 0.05) outside += 1;
  return {
    method: "Out-of-range share",
    setting: `continuous feature, n/m = ${n}/${m}`,
    measured: betaBinomialUpperTail(outside, m, 2, n - 1),
    monteCarloError: 0,
    replicates: 0,
    requirement: { kind: "exact-size", level: 0.05 },
  };
}

function unseen(n: number, m: number, power: number): CalibrationLine {
  const shares = zipf(400, power);
  const found = simulatedShare(`unseen ${n} ${m} ${power}`, 5000, (random) => {
    const [baseline, window] = [random.nextMultinomial(n, shares), random.nextMultinomial(m, shares)];
    const times = (count: number): number => baseline.filter((one) => one === count).length;
    const rows = window.reduce((total, count, category) => total + (baseline[category] === 0 ? count : 0), 0);
    return rejects(unseenShare({ unseen: rows, m, n, seenOnce: times(1), seenTwice: times(2), level: 0.95 }));
  });
  const setting = `400 categories, Zipf with power ${power}, n/m = ${n}/${m}`;
  return { method: "Unseen-category share (Good-Turing)", setting, ...found, requirement: { kind: "conservative-size" } };
}

export const DISTANCE_AND_RANGE: CalibrationSection = {
  title: "Size at 5 %: distances and values that the baseline never showed",
  lines: () => [
    kolmogorovContinuous(50, 50, 5000),
    kolmogorovContinuous(200, 200, 5000),
    kolmogorovContinuous(1000, 50, 5000),
    kolmogorovContinuous(1000, 200, 2000),
    kolmogorovContinuous(20_000, 1000, 5000),
    kolmogorovContinuous(1_000_000, 50, 10_000),
    ...[2, 5, 10].flatMap((levels) => [kolmogorovTied(200, levels, 5000), kolmogorovTied(4000, levels, 20_000)]),
    ...[
      [1000, 50],
      [1000, 1000],
      [20_000, 1000],
      [1_000_000, 1_000_000],
    ].map(([n = 0, m = 0]) => outOfRange(n, m)),
    unseen(200, 50, 1),
    unseen(1000, 300, 1),
    unseen(20_000, 200, 1),
    unseen(20_000, 200, 1.6),
    unseen(1000, 1000, 1.6),
  ],
};
