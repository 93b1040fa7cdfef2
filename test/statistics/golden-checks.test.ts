import { expect, test } from "vitest";
import { type Computed, type Interval, type Outcome, isComputed } from "../../src/foundation/outcome.ts";
import { judgeHypotheses } from "../../src/policy/judge.ts";
import { changeInDisparity } from "../../src/statistics/agreement/change-in-disparity.ts";
import { mcnemarExact } from "../../src/statistics/agreement/mcnemar.ts";
import { clusterRobustVariance } from "../../src/statistics/clusters/cluster-robust-variance.ts";
import { effectiveSizeInterval } from "../../src/statistics/clusters/effective-size-interval.ts";
import { betaBinomialUpperTail } from "../../src/statistics/distributions/beta-binomial.ts";
import { chiSquaredQuantile, chiSquaredSurvival } from "../../src/statistics/distributions/chi-squared.ts";
import { hypergeometricCdf, hypergeometricPmf, hypergeometricSurvival } from "../../src/statistics/distributions/hypergeometric.ts";
import { kolmogorovSurvival } from "../../src/statistics/distributions/kolmogorov.ts";
import { noncentralChiSquaredSurvival } from "../../src/statistics/distributions/noncentral-chi-squared.ts";
import { normalDensity, normalQuantile, normalSurvival } from "../../src/statistics/distributions/normal.ts";
import { hellingerDistance } from "../../src/statistics/divergences/hellinger.ts";
import { jensenShannonDistance } from "../../src/statistics/divergences/jensen-shannon.ts";
import { biasCorrectedStabilityIndex, populationStabilityIndex } from "../../src/statistics/divergences/population-stability-index.ts";
import { noncentralityForPower, rowsToDetect } from "../../src/statistics/divergences/rows-to-detect.ts";
import { totalVariationDistance } from "../../src/statistics/divergences/total-variation.ts";
import { arcsineFunnelLimits } from "../../src/statistics/outliers/arcsine-funnel-limits.ts";
import { clopperPearsonInterval, clopperPearsonUpper } from "../../src/statistics/proportions/clopper-pearson.ts";
import { katzRatio } from "../../src/statistics/proportions/katz-ratio.ts";
import { miettinenNurminenDifference } from "../../src/statistics/proportions/miettinen-nurminen-difference.ts";
import { miettinenNurminenRatio } from "../../src/statistics/proportions/miettinen-nurminen-ratio.ts";
import { newcombeDifference } from "../../src/statistics/proportions/newcombe-difference.ts";
import { twoProportionTest } from "../../src/statistics/proportions/two-proportion-test.ts";
import { wilsonInterval } from "../../src/statistics/proportions/wilson-interval.ts";
import { casesForZeroEventBound, zeroEventUpperLimit } from "../../src/statistics/proportions/zero-event-bound.ts";
import { attributeEvaluation } from "../../src/statistics/sampling/attribute-evaluation.ts";
import { attributeSampleSize } from "../../src/statistics/sampling/attribute-sample-size.ts";
import { longestRunProbability } from "../../src/statistics/sequences/longest-run.ts";
import { cochranMantelHaenszel } from "../../src/statistics/stratified/cochran-mantel-haenszel.ts";
import { mantelHaenszelOddsRatio } from "../../src/statistics/stratified/mantel-haenszel-odds-ratio.ts";
import { cochranArmitage } from "../../src/statistics/trend/cochran-armitage.ts";
import { mannKendall } from "../../src/statistics/trend/mann-kendall.ts";
import { kolmogorovSmirnovBounds } from "../../src/statistics/two-samples/kolmogorov-smirnov-bounds.ts";
import { kolmogorovSmirnov } from "../../src/statistics/two-samples/kolmogorov-smirnov.ts";
import { outOfRangeShare } from "../../src/statistics/two-samples/out-of-range.ts";
import { twoSampleChiSquared } from "../../src/statistics/two-samples/two-sample-chi-squared.ts";

/** One unit of the last digit printed: the reference is rounded, and where a root was searched its last digit too. */
function agrees(actual: number | undefined, printed: string): void {
  const [digits = "", exponent = "0"] = printed.split("e");
  const unit = 10 ** (Number(exponent) - (digits.split(".")[1] ?? "").length);
  expect(Math.abs((actual ?? Number.NaN) - Number(printed)), `${actual}, printed ${printed}`).toBeLessThanOrEqual(unit);
}

function value(outcome: Outcome): Computed {
  if (!isComputed(outcome)) throw new Error(outcome.reason);
  return outcome;
}

function limits(outcome: Outcome | Interval | { readonly lower: number; readonly upper: number }, lower: string, upper: string): void {
  const interval = "status" in outcome ? value(outcome).interval : outcome;
  agrees(interval?.lower, lower);
  agrees(interval?.upper, upper);
}

/** Level at which an interval with the factor N/(N - 1) equals the one without it at `level`. */
function levelWithoutFactor(rows: number, level: number): number {
  return 1 - 2 * normalSurvival(normalQuantile((1 + level) / 2) * Math.sqrt((rows - 1) / rows));
}

test("G1 divergences of (.5, .3, .2) and (.4, .4, .2)", () => {
  const [p, q] = [
    [5, 3, 2],
    [4, 4, 2],
  ];
  agrees(populationStabilityIndex(p, q, 0), "0.0510825623766");
  const distance = value(jensenShannonDistance(p, q));
  const nats = Number(distance.detail?.["nats"]);
  agrees(nats, "0.006367198334");
  agrees(Math.sqrt(nats), "0.0797947262292");
  agrees(distance.estimate, "0.0958432337769");
  agrees(value(hellingerDistance(p, q)).estimate, "0.0798513806159");
  agrees(value(totalVariationDistance(p, q)).estimate, "0.1");
});

test.each([
  [200, "0.0854408369033", "0.109413271384"],
  [500, "0.0346839040895", "0.0444152883836"],
  [1000, "0.0177649264849", "0.0227492940501"],
])("G2 chi-squared floor of a PSI over ten cells, n = 20000, m = %i", (m, at95, at99) => {
  agrees((1 / 20_000 + 1 / m) * chiSquaredQuantile(0.95, 9), at95);
  agrees((1 / 20_000 + 1 / m) * chiSquaredQuantile(0.99, 9), at99);
});

test("G3 noncentrality for 80 % power and the smallest detectable PSI", () => {
  const lambda = noncentralityForPower(9, 0.05, 0.8);
  agrees(lambda, "15.6497978952");
  agrees(noncentralChiSquaredSurvival(chiSquaredQuantile(0.95, 9), 9, lambda), "0.800000000000");
  agrees(lambda * (1 / 20_000 + 1 / 200), "0.0790314793707");
  agrees(1 / (0.1 / lambda - 1 / 20_000), "157.73");
  expect(rowsToDetect(0.1, 9, 20_000, 0.05, 0.8)).toBe(158);
});

test("G4 difference of 56/70 and 48/80: Newcombe, Miettinen-Nurminen, Mee", () => {
  limits(newcombeDifference(56, 70, 48, 80, 0.95), "0.0524314724024", "0.333872654037");
  limits(miettinenNurminenDifference(56, 70, 48, 80, 0.95), "0.0528297132458", "0.338172940016");
  limits(miettinenNurminenDifference(56, 70, 48, 80, levelWithoutFactor(150, 0.95)), "0.0533338492913", "0.337729463741");
});

test("G5 ratio of 108/300 and 80/190: Miettinen-Nurminen, Koopman, Katz; 1 lies inside", () => {
  agrees(value(katzRatio(108, 300, 80, 190, 0.95)).estimate, "0.855");
  limits(miettinenNurminenRatio(108, 300, 80, 190, 0.95), "0.684392203273", "1.07374526404");
  limits(miettinenNurminenRatio(108, 300, 80, 190, levelWithoutFactor(490, 0.95)), "0.684546097575", "1.07349267037");
  limits(katzRatio(108, 300, 80, 190, 0.95), "0.68282359797", "1.07059129499");
});

test("G6 Wilson and Clopper-Pearson limits", () => {
  agrees(wilsonInterval(0, 30, 0.95).upper, "0.113513393174");
  agrees(clopperPearsonInterval(0, 30, 0.95).upper, "0.115703308222");
  limits(wilsonInterval(15, 148, 0.95), "0.0623863995307", "0.160487241723");
});

test("G7 two-sample chi-squared and PSI of ten cells", () => {
  const baseline = Array.from({ length: 10 }, () => 2000);
  const window = [90, 95, 110, 105, 100, 98, 102, 88, 97, 115];
  const chiSquared = value(twoSampleChiSquared(baseline, window));
  agrees(chiSquared.estimate, "6.04999564778");
  expect(chiSquared.detail?.["df"]).toBe(9);
  agrees(chiSquared.pValue, "0.734904268448");
  const index = populationStabilityIndex(baseline, window, 0);
  agrees(index, "0.00630894213283");
  agrees(index / (1 / 20_000 + 1 / 1000), "6.00851631698");
  agrees(Number(value(biasCorrectedStabilityIndex(baseline, window)).detail?.["raw"]), "0.00630894213283");
});

test("G8 values out of the baseline's range: beta-binomial, not Fisher against zero", () => {
  // The review's digits are scipy 1.10.1's, which loses some to 1 - cdf; beside them 25 digits of mpmath.
  const close = value(outOfRangeShare({ outside: 5, m: 1000, n: 1000, level: 0.95 })).pValue;
  agrees(close, "0.109023085645");
  expect(close).toBeCloseTo(0.1090230856445764, 14);
  expect(betaBinomialUpperTail(5, 1000, 2, 999)).toBe(close);
  agrees(hypergeometricSurvival(4, 2000, 5, 1000), "0.0310937892582");
  const far = value(outOfRangeShare({ outside: 3, m: 1000, n: 20_000, level: 0.95 })).pValue;
  agrees(far, "0.0004153477");
  expect(far).toBeCloseTo(0.0004153477624702143, 16);
  agrees(hypergeometricSurvival(2, 21_000, 3, 1000), "0.000107671357811");
});

test("G9 Kolmogorov-Smirnov with ties: 19/36, exact p 43/715", () => {
  const outcome = value(kolmogorovSmirnov([1, 2, 3, 1, 1, 0], [0, 1, 1, 2, 2, 3]));
  expect(outcome.estimate).toBeCloseTo(19 / 36, 15);
  expect(outcome.pValue).toBeCloseTo(43 / 715, 15);
  agrees(outcome.pValue, "0.0601398601399");
  // The same distance of the same sizes without a tie: what a method gives that ignores ties.
  const first = [0, 0, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 1, 1];
  const untied = value(
    kolmogorovSmirnov(
      first,
      first.map((count) => 1 - count),
    ),
  );
  expect(untied.estimate).toBe(outcome.estimate);
  agrees(untied.pValue, "0.142328259975");
  agrees(kolmogorovSurvival(1.36), "0.0494858767554");
});

test("G10 bounds of the Kolmogorov-Smirnov distance from four cells", () => {
  const bounds = kolmogorovSmirnovBounds([100, 100, 100, 100], [50, 70, 30, 50]);
  agrees(bounds?.lower, "0.10000000000000");
  agrees(bounds?.upper, "0.35000000000000");
});

test("G11 Cochran-Armitage, and its size where the variance is double", () => {
  const rows = [500, 480, 510, 495, 505, 490];
  const outcome = value(cochranArmitage([20, 24, 27, 31, 38, 42].map((count, at) => ({ score: at + 1, count, rows: rows[at] ?? 0 }))));
  agrees(outcome.estimate, "3.48750145181");
  agrees(outcome.estimate ** 2, "12.1626663764");
  agrees(outcome.pValue, "0.000487556276301");
  agrees(2 * normalSurvival(normalQuantile(0.975) / Math.SQRT2), "0.165776272896");
});

test("G12 Mann-Kendall with ties", () => {
  const outcome = value(mannKendall([3, 5, 4, 5, 6, 6, 7, 5, 8, 9].map((value, time) => ({ time, value }))));
  expect(outcome.estimate).toBe(33);
  agrees(Number(outcome.detail?.["variance"]), "120.333333333");
  agrees(Number(outcome.detail?.["z"]), "2.91713820222");
  agrees(outcome.pValue, "0.00353259211011");
  agrees(Number(outcome.detail?.["senSlope"]), "0.60000000000");
});

test("G13 hypergeometric sample sizes and limits; overrides that never happened", () => {
  agrees(hypergeometricPmf(0, 500, 25, 55), "0.0502784006932");
  agrees(hypergeometricPmf(0, 500, 25, 56), "0.0474537714408");
  agrees(hypergeometricPmf(0, 5000, 50, 289), "0.0501860398666");
  agrees(hypergeometricPmf(0, 5000, 50, 290), "0.0496533924471");
  agrees(hypergeometricCdf(2, 500, 30, 95), "0.0522310017124");
  agrees(hypergeometricCdf(2, 500, 31, 95), "0.0443601822114");
  const evaluation = value(attributeEvaluation({ population: 500, drawn: 95, exceptions: 2, risk: 0.05 }));
  expect(evaluation.detail?.["upperCount"]).toBe(30);
  agrees(evaluation.interval?.upper, "0.0600");
  const plans = [
    { population: 500, tolerableRate: 0.05, expectedExceptions: 0, risk: 0.05 },
    { population: 5000, tolerableRate: 0.01, expectedExceptions: 0, risk: 0.05 },
  ];
  expect(plans.map((plan) => value(attributeSampleSize(plan)).estimate)).toEqual([56, 290]);
  agrees(clopperPearsonUpper(2, 95, 0.95), "0.0647889303145");
  agrees(chiSquaredQuantile(0.95, 6) / 2 / 95, "0.0662715118092");
  agrees(Math.log(0.05) / Math.log(0.95), "58.40397481");
  agrees(Math.log(0.05) / Math.log(0.98), "148.28370408");
  expect([0.05, 0.02].map((rate) => casesForZeroEventBound(rate, 0.95))).toEqual([59, 149]);
  agrees(zeroEventUpperLimit(59, 0.95), "0.0495076098882");
  agrees(zeroEventUpperLimit(149, 0.95), "0.0199048162207");
});

test("G14 McNemar, 25 against 11", () => {
  const { exact, midP } = mcnemarExact(25, 11);
  agrees(exact, "0.0288167196559");
  agrees(midP, "0.0200738519197");
});

test("G15 UCBAdmissions", () => {
  const strata = [
    { a: 512, b: 313, c: 89, d: 19 },
    { a: 353, b: 207, c: 17, d: 8 },
    { a: 120, b: 205, c: 202, d: 391 },
    { a: 138, b: 279, c: 131, d: 244 },
    { a: 53, b: 138, c: 94, d: 299 },
    { a: 22, b: 351, c: 24, d: 317 },
  ];
  const plain = value(cochranMantelHaenszel(strata, { continuityCorrection: false }));
  agrees(plain.estimate, "1.52460666044");
  agrees(plain.pValue, "0.216923697056");
  const corrected = value(cochranMantelHaenszel(strata, { continuityCorrection: true }));
  agrees(corrected.estimate, "1.42694622859");
  agrees(corrected.pValue, "0.232263462817");
  agrees(value(mantelHaenszelOddsRatio(strata, 0.95)).estimate, "0.904696828259");
});

test("G16 cluster-robust rate of six subjects", () => {
  const [x, n] = [
    [3, 0, 1, 5, 0, 2],
    [4, 2, 3, 5, 1, 5],
  ];
  const products = (left: readonly number[], right: readonly number[]): number =>
    left.reduce((sum, one, cluster) => sum + one * (right[cluster] ?? 0), 0);
  const ones = x.map(() => 1);
  const sums = { clusters: 6, x: products(x, ones), n: products(n, ones), xx: products(x, x), xn: products(x, n), nn: products(n, n) };
  agrees(sums.x / sums.n, "0.550000000000");
  const variance = clusterRobustVariance(sums);
  agrees(variance, "0.0246000000000");
  const binomial = 0.55 * 0.45;
  agrees((variance / binomial) * sums.n, "1.98787878788");
  const effective = binomial / variance;
  agrees(effective, "10.0609756098");
  limits(effectiveSizeInterval({ x: 0.55, rest: 0.45 }, effective, Infinity, 0.95), "0.274308346509", "0.798060098457");
});

test("G17 longest run of acceptances", () => {
  agrees(longestRunProbability(200, 60, 0.92), "0.08076399409");
});

test("G18 change in disparity", () => {
  const outcome = value(changeInDisparity({ up: 30, down: 60, rows: 1000 }, { up: 25, down: 10, rows: 800 }, 0.95));
  agrees(outcome.estimate, "-0.0487500000000");
  agrees(Number(outcome.detail?.["standardError"]), "0.0119728044699");
  agrees(Number(outcome.detail?.["z"]), "-4.07172773284");
  agrees(outcome.pValue, "4.66657071549e-05");
});

test.each([
  [50, "0.00465003578062", "0.234297453635"],
  [200, "0.0311768742073", "0.148797483239"],
  [1000, "0.0555347423265", "0.108472871909"],
])("G19 funnel limits at .08 and %i cases", (cases, lower, upper) => {
  limits(arcsineFunnelLimits(0.08, cases, 0, 0.998), lower, upper);
});

test("G20 equivalence of 60/1000 and 52/1000", () => {
  const outcome = newcombeDifference(60, 1000, 52, 1000, 0.9);
  limits(outcome, "-0.00901597721604", "0.0250975583509");
  const { estimate, interval } = value(outcome);
  const { pValue = 1 } = value(twoProportionTest(60, 1000, 52, 1000));
  const stateAt = (threshold: number) => {
    const evidence = { effect: estimate, lower: interval?.lower ?? null, upper: interval?.upper ?? null, pValue };
    const accepted = { acceptedLower: -threshold, acceptedUpper: threshold };
    const hypothesis = { figureId: "difference", subject: "difference", family: "rates" };
    return judgeHypotheses([{ ...hypothesis, evidence: { kind: "evidence", ...evidence, ...accepted } }], 0.05)[0]?.state;
  };
  expect(stateAt(0.05)).toBe("no-exception");
  expect(stateAt(0.02)).toBe("insufficient-evidence");
});

test("G21 constants of methods that are not used", () => {
  const point = normalQuantile(0.9);
  agrees(0.2 * point ** 2 + 0.8 - 2 * point * normalDensity(point), "0.678654558953");
  const [allowance, limit] = [0.5, 5 + 1.166];
  const exponent = 2 * allowance * limit;
  agrees((Math.exp(exponent) - 1 - exponent) / (2 * allowance ** 2), "938.222364116");
  agrees(chiSquaredSurvival(chiSquaredQuantile(0.95, 9) / 2, 9), "0.488583935556");
});
