import { computed } from "../../../src/foundation/outcome.ts";
import { driftEffectLimits } from "../../../src/statistics/divergences/drift-effect-limits.ts";
import { flooredStabilityIndex } from "../../../src/statistics/divergences/floored-stability-index.ts";
import { hellingerDistance } from "../../../src/statistics/divergences/hellinger.ts";
import { jensenShannonDistance } from "../../../src/statistics/divergences/jensen-shannon.ts";
import { monteCarloTest } from "../../../src/statistics/divergences/monte-carlo-null.ts";
import { biasCorrectedStabilityIndex, populationStabilityIndex } from "../../../src/statistics/divergences/population-stability-index.ts";
import { rowsToDecide } from "../../../src/statistics/divergences/rows-to-decide.ts";
import { noncentralityForPower, rowsToDetect } from "../../../src/statistics/divergences/rows-to-detect.ts";
import { totalVariationDistance } from "../../../src/statistics/divergences/total-variation.ts";
import { pairedCounts } from "../../../src/statistics/two-samples/paired-counts.ts";
import { type GoldenCase, casesOfR, exactCases } from "../drift-golden.ts";
import type { Comparison, ComparisonFamily } from "./comparison.ts";
import { detailOf, numberOf } from "./computed-value.ts";

const TIGHT = 1e-13;

type Compared = readonly [what: string, actual: number, expected: number, tolerance: number, scale?: number];

function rows(method: string, golden: GoldenCase, compared: readonly Compared[]): Comparison[] {
  return compared.map(([what, actual, expected, tolerance, scale]) => ({
    method: `divergences/${method}`,
    what: `${what}, ${golden.name}`,
    actual,
    expected,
    tolerance,
    ...(scale === undefined ? {} : { scale }),
  }));
}

const samples = (golden: GoldenCase) => [golden.list("baseline"), golden.list("window")] as const;

function stabilityIndex(golden: GoldenCase): Comparison[] {
  const [baseline, window] = samples(golden);
  const outcome = biasCorrectedStabilityIndex(baseline, window);
  return rows("population-stability-index", golden, [
    ["effect", numberOf(outcome, "estimate"), golden.one("corrected"), TIGHT, golden.one("smoothed")],
    ["smoothed index", detailOf(outcome, "smoothed"), golden.one("smoothed"), TIGHT],
    ["bias", detailOf(outcome, "bias"), golden.one("bias"), 1e-15],
    ["standardised index", detailOf(outcome, "standardised"), golden.one("standardised"), TIGHT],
    ["raw index", populationStabilityIndex(baseline, window, 0), golden.has("raw") ? golden.one("raw") : Infinity, TIGHT],
    ...(golden.has("raw") ? ([["raw index in detail", detailOf(outcome, "raw"), golden.one("raw"), TIGHT]] satisfies Compared[]) : []),
  ]);
}

function floored(golden: GoldenCase): Comparison[] {
  const pairs = pairedCounts("floored", ...samples(golden));
  if ("status" in pairs) throw new Error(pairs.reason);
  // Differences of shares in doubles: absolute error of a few 1e-17 times the logarithm.
  return rows("floored-stability-index", golden, [["index", flooredStabilityIndex(pairs), golden.one("floored"), 1e-12, 1e-3]]);
}

function jensenShannon(golden: GoldenCase): Comparison[] {
  const outcome = jensenShannonDistance(...samples(golden));
  return rows("jensen-shannon", golden, [
    ["distance", numberOf(outcome, "estimate"), golden.one("distance"), TIGHT],
    ["divergence in nats", detailOf(outcome, "nats"), golden.one("nats"), TIGHT],
    // The square root of a difference near 0 doubles the digits lost.
    ["corrected distance", detailOf(outcome, "corrected"), golden.one("corrected"), 1e-12, golden.one("distance")],
    // scipy sums in doubles without care for close shares.
    ...(golden.has("scipy")
      ? ([["distance of scipy", numberOf(outcome, "estimate"), golden.one("scipy"), 1e-11]] satisfies Compared[])
      : []),
  ]);
}

function hellinger(golden: GoldenCase): Comparison[] {
  const outcome = hellingerDistance(...samples(golden));
  return rows("hellinger", golden, [
    ["distance", numberOf(outcome, "estimate"), golden.one("distance"), TIGHT],
    ["corrected distance", detailOf(outcome, "corrected"), golden.one("corrected"), 1e-12, golden.one("distance")],
  ]);
}

function totalVariation(golden: GoldenCase): Comparison[] {
  const outcome = totalVariationDistance(...samples(golden));
  return rows("total-variation", golden, [
    ["distance", numberOf(outcome, "estimate"), golden.one("distance"), TIGHT],
    ["floor", detailOf(outcome, "floor"), golden.one("floor"), TIGHT],
    ["corrected distance", detailOf(outcome, "corrected"), golden.one("corrected"), TIGHT, golden.one("distance")],
  ]);
}

function effectLimits(golden: GoldenCase, tolerance: number): Comparison[] {
  const one = golden.one;
  const limits = driftEffectLimits(
    { standardised: one("t"), chiSquared: one("x2"), df: one("df"), n: one("n"), m: one("m") },
    one("alpha"),
  );
  return rows("drift-effect-limits", golden, [
    ["lower", limits.lower, one("lower"), tolerance],
    ["upper", limits.upper, one("upper"), tolerance],
  ]);
}

function power(golden: GoldenCase): Comparison[] {
  const [df, alpha, wanted] = [golden.one("df"), golden.one("alpha"), golden.one("power")];
  return rows("rows-to-detect", golden, [
    ["non-centrality", noncentralityForPower(df, alpha, wanted), golden.one("noncentrality"), 1e-11],
    ["rows", rowsToDetect(golden.one("effect"), df, golden.one("n"), alpha, wanted) ?? Number.NaN, golden.one("rows"), 0],
  ]);
}

function decision(golden: GoldenCase): Comparison[] {
  const [effect, threshold, df, n, alpha] = ["effect", "threshold", "df", "n", "alpha"].map(golden.one);
  const actual = rowsToDecide(effect ?? 0, threshold ?? 0, df ?? 0, n ?? 0, alpha ?? 0);
  // Ours is searched to 0.1 %.
  return rows("rows-to-decide", golden, [["rows", actual ?? Number.NaN, golden.one("rows"), 2e-3]]);
}

function monteCarlo(golden: GoldenCase): Comparison[] {
  const effect = computed({ estimate: golden.one("effect"), n: 1, method: "effect" });
  const outcome = monteCarloTest(effect, Float64Array.from(golden.list("null")), golden.one("alpha"));
  return rows("monte-carlo-null", golden, [
    ["p", numberOf(outcome, "p"), golden.one("p"), 1e-15],
    ["floor", detailOf(outcome, "floor"), golden.one("floor"), 0],
    ["expected", detailOf(outcome, "expected"), golden.one("expected"), 1e-14],
    ["corrected", detailOf(outcome, "corrected"), golden.one("corrected"), 1e-13],
  ]);
}

export const divergences: ComparisonFamily = {
  family: "divergences",
  compare: () => [
    ...exactCases("psi").flatMap(stabilityIndex),
    ...exactCases("psi").flatMap(floored),
    ...exactCases("jensen-shannon").flatMap(jensenShannon),
    ...exactCases("hellinger").flatMap(hellinger),
    ...exactCases("total-variation").flatMap(totalVariation),
    ...exactCases("effect-limits").flatMap((golden) => effectLimits(golden, 1e-10)),
    // R's uniroot stops at 1e-11 in lambda.
    ...casesOfR("effect-limits").flatMap((golden) => effectLimits(golden, 1e-8)),
    ...exactCases("power").flatMap(power),
    ...exactCases("rows-to-decide").flatMap(decision),
    ...exactCases("monte-carlo").flatMap(monteCarlo),
  ],
};
