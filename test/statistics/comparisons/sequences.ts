import type { Computed, Outcome } from "../../../src/foundation/outcome.ts";
import { bulkTimestampTest } from "../../../src/statistics/sequences/bulk-timestamps.ts";
import { longestRunVaryingProbability } from "../../../src/statistics/sequences/longest-run-varying.ts";
import { longestRunProbability } from "../../../src/statistics/sequences/longest-run.ts";
import { multinomialMaximumAtLeast } from "../../../src/statistics/sequences/multinomial-maximum.ts";
import { runsTest } from "../../../src/statistics/sequences/runs-test.ts";
import { readGolden } from "../golden-file.ts";
import type { Comparison, ComparisonFamily } from "./comparison.ts";

interface RunsCase {
  readonly first: number;
  readonly second: number;
  readonly runs: number;
}

export interface SequencesGolden {
  readonly longestRun: readonly { readonly n: number; readonly L: number; readonly p: number; readonly probability: number }[];
  readonly longestRunVarying: readonly {
    readonly blocks: readonly (readonly [number, number])[];
    readonly L: number;
    readonly probability: number;
  }[];
  readonly runs: readonly (RunsCase & { readonly lower: number; readonly upper: number; readonly p: number })[];
  readonly runsNormal: readonly (RunsCase & { readonly z: number; readonly p: number })[];
  readonly maximum: readonly { readonly k: number; readonly n: number; readonly T: number; readonly p: number; readonly error?: number }[];
}

/** More balls are compared in multinomial-maximum-at-scale.test.ts: thousands of mutants would repeat their millions of steps. */
const FEW_BALLS = 1000;

export const sequences: ComparisonFamily = {
  family: "sequences",
  compare: () => {
    const golden = readGolden<SequencesGolden>("sequences");
    return [
      ...golden.longestRun.map(longestRunCase),
      {
        method: "sequences/longest-run",
        what: "review G17, 60 in 200 at .92",
        actual: longestRunProbability(200, 60, 0.92),
        expected: 0.08076399409,
        tolerance: 1e-10,
      },
      ...longestRunsOfR(),
      ...golden.longestRunVarying.map(varyingCase),
      ...golden.runs.flatMap(runsCases),
      ...golden.runsNormal.flatMap(normalCases),
      ...golden.maximum.filter(({ n, error }) => n <= FEW_BALLS || (error ?? 1) < 1e-12).flatMap(maximumCases),
    ];
  },
};

function longestRunsOfR(): Comparison[] {
  const golden = readGolden<Record<string, readonly number[]>>("overrides");
  return [
    { name: "longest run 500 30 .85", actual: longestRunProbability(500, 30, 0.85) },
    { name: "longest run 50 1 .01", actual: longestRunProbability(50, 1, 0.01) },
  ].map(({ name, actual }) => ({
    method: "sequences/longest-run",
    what: `R, ${name}`,
    actual,
    expected: golden[name]?.[0] ?? Number.NaN,
    tolerance: 1e-12,
  }));
}

function longestRunCase({ n, L, p, probability }: SequencesGolden["longestRun"][number]): Comparison {
  return {
    method: "sequences/longest-run",
    what: `${L} in ${n} at ${p}`,
    actual: longestRunProbability(n, L, p),
    expected: probability,
    tolerance: probability < 1e-9 ? 1e-11 : 1e-12,
  };
}

function varyingCase({ blocks, L, probability }: SequencesGolden["longestRunVarying"][number]): Comparison {
  const trials = blocks.map(([count, successProbability]) => ({ trials: count, successProbability }));
  return {
    method: "sequences/longest-run-varying",
    what: `${L} in ${JSON.stringify(blocks)}`,
    actual: longestRunVaryingProbability(trials, L),
    expected: probability,
    tolerance: 1e-12,
  };
}

function runsCases(one: SequencesGolden["runs"][number]): Comparison[] {
  const outcome = unwrap(runsTest(one));
  const method = "sequences/runs-test";
  const what = `${one.runs} runs of ${one.first} and ${one.second}`;
  const toleranceOf = (p: number): number => (p < 1e-9 ? 1e-11 : 1e-12);
  return [
    { method, what: `p, ${what}`, actual: outcome.pValue ?? Number.NaN, expected: one.p, tolerance: toleranceOf(one.p) },
    { method, what: `lower tail, ${what}`, actual: numberOf(outcome, "lowerTail"), expected: one.lower, tolerance: toleranceOf(one.lower) },
    { method, what: `upper tail, ${what}`, actual: numberOf(outcome, "upperTail"), expected: one.upper, tolerance: toleranceOf(one.upper) },
  ];
}

function normalCases(one: SequencesGolden["runsNormal"][number]): Comparison[] {
  const outcome = unwrap(runsTest(one));
  const method = "sequences/runs-test";
  const what = `statsmodels, ${one.runs} runs of ${one.first} and ${one.second}`;
  return [
    { method, what: `z, ${what}`, actual: numberOf(outcome, "z"), expected: one.z, tolerance: 1e-12 },
    { method, what: `normal p, ${what}`, actual: numberOf(outcome, "normalP"), expected: one.p, tolerance: 1e-12 },
  ];
}

export function maximumCases({ k, n, T, p, error = 0 }: SequencesGolden["maximum"][number]): Comparison[] {
  const what = `fullest of ${T} slots at least ${k} of ${n}`;
  // Where the expected value is the sum over slots alone, it may be too large by this share.
  const tolerance = Math.max(error, 1e-11);
  const actual = multinomialMaximumAtLeast(k, n, T);
  const comparison = { method: "sequences/multinomial-maximum", what, actual, expected: p, tolerance };
  if (n > FEW_BALLS || n > T) return [comparison];
  const occupancy = [
    { reviewsInSlot: k, slots: 1 },
    { reviewsInSlot: 1, slots: n - k },
  ];
  const test = unwrap(bulkTimestampTest(occupancy, T));
  return [comparison, { ...comparison, method: "sequences/bulk-timestamps", actual: test.pValue ?? Number.NaN }];
}

function numberOf(outcome: Computed, name: string): number {
  return Number(outcome.detail?.[name] ?? Number.NaN);
}

function unwrap(outcome: Outcome): Computed {
  if (outcome.status !== "computed") throw new Error(outcome.reason);
  return outcome;
}
