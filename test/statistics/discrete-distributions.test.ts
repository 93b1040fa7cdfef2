import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as betaBinomial from "../../src/statistics/distributions/beta-binomial.ts";
import { betaBinomialTailSum } from "../../src/statistics/distributions/beta-binomial-tail.ts";
import * as binomial from "../../src/statistics/distributions/binomial.ts";
import { discretePoint } from "../../src/statistics/distributions/discrete-quantile.ts";
import { compareExactTail } from "../../src/statistics/distributions/exact-tail.ts";
import * as hypergeometric from "../../src/statistics/distributions/hypergeometric.ts";
import { normalCdf } from "../../src/statistics/distributions/normal.ts";
import { poissonBinomialTails } from "../../src/statistics/distributions/poisson-binomial.ts";
import { expectRelative, readGolden } from "./golden-file.ts";
import { expectTails } from "./tail-checks.ts";

type Row = readonly [readonly [number, number, number, number], number];
type OfFour = (k: number, a: number, b: number, c: number) => number;
const settings = { seed: 20261123, numRuns: 50 };
const whole = fc.integer({ min: 1, max: 120 });
const share = fc.double({ min: 1e-6, max: 0.999, noNaN: true });

/** CDF, survival function, quantile and upper point, from three whole numbers. */
const discrete: readonly (readonly [string, OfFour, OfFour, OfFour, OfFour])[] = [
  [
    "binomial",
    (k, a, b, c) => binomial.binomialCdf(k, a, b / (b + c)),
    (k, a, b, c) => binomial.binomialSurvival(k, a, b / (b + c)),
    (p, a, b, c) => binomial.binomialQuantile(p, a, b / (b + c)),
    (p, a, b, c) => binomial.binomialUpperPoint(p, a, b / (b + c)),
  ],
  [
    "hypergeometric",
    (k, a, b, c) => hypergeometric.hypergeometricCdf(k, a + b + c, a, b),
    (k, a, b, c) => hypergeometric.hypergeometricSurvival(k, a + b + c, a, b),
    (p, a, b, c) => hypergeometric.hypergeometricQuantile(p, a + b + c, a, b),
    (p, a, b, c) => hypergeometric.hypergeometricUpperPoint(p, a + b + c, a, b),
  ],
  [
    "beta-binomial",
    (k, a, b, c) => betaBinomial.betaBinomialCdf(k, a, b, c),
    (k, a, b, c) => betaBinomial.betaBinomialSurvival(k, a, b, c),
    (p, a, b, c) => betaBinomial.betaBinomialQuantile(p, a, b, c),
    (p, a, b, c) => betaBinomial.betaBinomialUpperPoint(p, a, b, c),
  ],
  [
    "beta-binomial with broken shapes",
    (k, a, b, c) => betaBinomial.betaBinomialCdf(k, a, b / 7.5, c / 7.5),
    (k, a, b, c) => betaBinomial.betaBinomialSurvival(k, a, b / 7.5, c / 7.5),
    (p, a, b, c) => betaBinomial.betaBinomialQuantile(p, a, b / 7.5, c / 7.5),
    (p, a, b, c) => betaBinomial.betaBinomialUpperPoint(p, a, b / 7.5, c / 7.5),
  ],
];

describe("discrete distributions", () => {
  test.each(discrete)(
    "%s: both tails sum to 1, and the quantile is the smallest k that reaches p",
    (_, cdf, survival, quantile, upperPoint) => {
      fc.assert(
        fc.property(share, whole, whole, whole, fc.nat(120), (p, a, b, c, k) => {
          expect(Math.abs(cdf(k, a, b, c) + survival(k, a, b, c) - 1)).toBeLessThan(1e-12);
          expect(cdf(k + 1, a, b, c)).toBeGreaterThanOrEqual(cdf(k, a, b, c) * (1 - 1e-13));
          const low = quantile(p, a, b, c);
          expect(cdf(low, a, b, c)).toBeGreaterThanOrEqual(p * (1 - 1e-12));
          if (low > 0) expect(cdf(low - 1, a, b, c)).toBeLessThanOrEqual(p * (1 + 1e-12));
          const high = upperPoint(p, a, b, c);
          expect(survival(high, a, b, c)).toBeLessThanOrEqual(p * (1 + 1e-12));
          if (high > 0) expect(survival(high - 1, a, b, c)).toBeGreaterThanOrEqual(p * (1 - 1e-12));
          expect(quantile(Math.min(1, p * 1.01), a, b, c)).toBeGreaterThanOrEqual(low);
        }),
        settings,
      );
    },
  );

  test.each(discrete)("%s: a k comes back from its own tail", (_, cdf, survival, quantile, upperPoint) => {
    fc.assert(
      fc.property(whole, whole, whole, fc.nat(120), (a, b, c, k) => {
        const [lower, upper] = [cdf(k, a, b, c), survival(k, a, b, c)];
        // The tail must tell k from its neighbours, and not be a rounded 1.
        if (lower > 1e-290 && lower <= 0.5) expect(quantile(lower, a, b, c)).toBe(k);
        if (upper > 1e-290 && upper <= 0.5) expect(upperPoint(upper, a, b, c)).toBe(k);
      }),
      settings,
    );
  });

  test("probabilities of 0 and 1 give the ends, and a fair median is exact at any size", () => {
    expect([binomial.binomialQuantile(0, 9, 0.5), binomial.binomialQuantile(1, 9, 0.5), binomial.binomialUpperPoint(0, 9, 0.5)]).toEqual([
      0, 9, 9,
    ]);
    expect([hypergeometric.hypergeometricQuantile(0, 9, 7, 5), hypergeometric.hypergeometricUpperPoint(1, 9, 7, 5)]).toEqual([3, 3]);
    expect([betaBinomial.betaBinomialQuantile(1, 9, 2, 3), betaBinomial.betaBinomialUpperPoint(0, 9, 2, 3)]).toEqual([9, 9]);
    expect(binomial.binomialQuantile(0.5, 1_000_000_000_001, 0.5)).toBe(500_000_000_000);
    expect(binomial.binomialQuantile(0.3, 0, 0.5)).toBe(0);
    expect([binomial.binomialQuantile(0.3, 7, 0), binomial.binomialQuantile(0.3, 7, 1)]).toEqual([0, 7]);
    expect(hypergeometric.hypergeometricQuantile(0.3, 0, 0, 0)).toBe(0);
  });

  test("the rare side of a hypergeometric tail is not the rest of 1", () => {
    expectRelative(hypergeometric.hypergeometricSurvival(0, 1e12 + 1, 1, 1), 1 / (1e12 + 1), 1e-14, "one of 1e12");
    expectRelative(hypergeometric.hypergeometricSurvival(0, 1e9 + 1, 2, 1), 2 / (1e9 + 1), 1e-14, "one of two among 1e9");
  });

  test("counts of 1e12 take no loop that depends on them", () => {
    expectRelative(binomial.binomialCdf(5e11 - 1e6, 1e12, 0.5), normalCdf(-1.999999), 1e-10, "binomial");
    expectRelative(binomial.binomialSurvival(5e11 - 1, 1e12, 0.5), 0.5, 1e-6, "binomial at the mean");
    const population = [4.99999e9, 1e12, 1e11, 5e10] as const;
    const [k, N, M, n] = population;
    expectRelative(
      hypergeometric.hypergeometricCdf(...population),
      hypergeometric.hypergeometricCdf(k, N, n, M),
      1e-12,
      "drawn and marked",
    );
    expect(hypergeometric.hypergeometricSurvival(3, 1e12, 1e6, 1e6)).toBeLessThan(0.02);
    for (const count of [0, 1e6, 2e9, 1e12 - 1]) {
      for (const [a, b] of [
        [2, 999],
        [2.5, 999.5],
        [0.5, 0.5],
      ] as const) {
        const sum = betaBinomial.betaBinomialSurvival(count, 1e12, a, b) + betaBinomial.betaBinomialCdf(count, 1e12, a, b);
        expectRelative(sum, 1, 1e-12, `k = ${count}, ${a}, ${b}`);
      }
    }
  });

  test("tails of enormous counts are numbers in 0..1 that sum to 1 and are monotone", () => {
    const count = fc.double({ min: 0, max: 12, noNaN: true }).map((power) => Math.floor(10 ** power));
    const anyShape = fc.double({ min: -6, max: 5, noNaN: true }).map((power) => 10 ** power);
    const anyShare = fc.oneof(
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.double({ min: -320, max: 0, noNaN: true }).map((power) => 10 ** power),
      fc.double({ min: -16, max: 0, noNaN: true }).map((power) => 1 - 10 ** power),
    );
    /** A whole number of 0..n: near an end, or anywhere. */
    const place = fc.oneof(
      fc.nat(4).map((step) => (n: number) => Math.min(n, step)),
      fc.nat(4).map((step) => (n: number) => Math.max(0, n - step)),
      fc.double({ min: 0, max: 1, noNaN: true }).map((part) => (n: number) => Math.floor(n * part)),
    );
    const spread = fc.double({ min: -45, max: 45, noNaN: true });
    const near = (mean: number, deviations: number) => Math.floor(mean + deviations * Math.sqrt(mean + 1));
    fc.assert(
      fc.property(count, place, place, place, spread, fc.nat(1000), (N, marked, drawn, at, deviations, step) => {
        const [M, n] = [marked(N), drawn(N)];
        for (const k of [at(Math.min(M, n)), near((M / Math.max(1, N)) * n, deviations)])
          expectTails(
            `hypergeometric ${N}, ${M}, ${n}`,
            (x) => hypergeometric.hypergeometricCdf(x, N, M, n),
            (x) => hypergeometric.hypergeometricSurvival(x, N, M, n),
            [k, k + step],
          );
      }),
      { ...settings, numRuns: 400 },
    );
    fc.assert(
      fc.property(count, anyShare, place, spread, fc.nat(1000), (n, p, at, deviations, step) => {
        for (const k of [at(n), near(n * p, deviations)])
          expectTails(
            `binomial ${n}, ${p}`,
            (x) => binomial.binomialCdf(x, n, p),
            (x) => binomial.binomialSurvival(x, n, p),
            [k, k + step],
          );
      }),
      { ...settings, numRuns: 400 },
    );
    const betaBinomials = (shape: fc.Arbitrary<number>, numRuns: number) =>
      fc.assert(
        fc.property(count, shape, shape, place, fc.nat(1000), (m, a, b, at, step) => {
          const k = at(m);
          expectTails(
            `beta-binomial ${m}, ${a}, ${b}`,
            (x) => betaBinomial.betaBinomialCdf(x, m, a, b),
            (x) => betaBinomial.betaBinomialSurvival(x, m, a, b),
            [k, k + step],
          );
        }),
        { ...settings, numRuns },
      );
    betaBinomials(
      count.map((shape) => Math.max(1, shape)),
      400,
    );
    betaBinomials(anyShape, 80);
  });

  test("a tail below the smallest double is 0, and the other one 1", () => {
    for (const n of [1e5, 1e7, 1e9, 1e12, 9e14]) {
      expect(hypergeometric.hypergeometricCdf(1, 2 * n, n, n + 1)).toBe(0);
      expect(hypergeometric.hypergeometricSurvival(1, 2 * n, n, n + 1)).toBe(1);
      expect(hypergeometric.hypergeometricCdf(n - 2, 2 * n, n, n)).toBe(1);
      expect(hypergeometric.hypergeometricSurvival(n - 2, 2 * n, n, n)).toBe(0);
      expect(betaBinomial.betaBinomialUpperTail(n, n, 2, n - 1)).toBe(0);
    }
    // Shapes that are not whole, where the mass ends far below k.
    expect(betaBinomial.betaBinomialSurvival(706078929800, 891939914267, 5.733e-6, 2196.63)).toBe(0);
    expect(betaBinomial.betaBinomialCdf(580710411, 4227833278, 120244.018, 0.3128)).toBe(0);
  });

  test("the beta-binomial by its integral agrees with the waiting-time identity", () => {
    for (const [m, a, b] of [
      [1e6, 2, 5],
      [1e9, 3, 1],
      [1e12, 1, 1],
      [1e12, 40, 700],
      [1e12, 3, 2],
    ] as const) {
      for (const part of [0.001, 0.05, 0.3, 0.9]) {
        const k = Math.round(m * part);
        const expected = betaBinomial.betaBinomialUpperTail(k, m, a, b);
        if (expected > 1e-100) expectRelative(betaBinomialTailSum(k, m, a, b), expected, 1e-11, `${k} of ${m}, ${a}, ${b}`);
      }
    }
  });

  test("agree with R and with the review's G8 and G13", () => {
    const byR = readGolden<Record<"hypergeometricCdf" | "binomialQuantile" | "hypergeometricQuantile", Row[]>>("distributions");
    for (const [[k, N, M, n], value] of byR.hypergeometricCdf)
      expectRelative(hypergeometric.hypergeometricCdf(k, N, M, n), value, 1e-10, `hypergeometric ${k}`);
    for (const [[p, n, q], value] of byR.binomialQuantile) expect(binomial.binomialQuantile(p, n, q)).toBe(value);
    for (const [[p, N, M, n], value] of byR.hypergeometricQuantile) expect(hypergeometric.hypergeometricQuantile(p, N, M, n)).toBe(value);
    const limits = Array.from({ length: 404 }, (_, index) => index + 2).filter(
      (M) => hypergeometric.hypergeometricCdf(2, 500, M, 95) > 0.05,
    );
    expect(Math.max(...limits)).toBe(30);
    expectRelative(hypergeometric.hypergeometricCdf(2, 500, 30, 95), 0.0522310017124, 1e-11, "G13");
    expectRelative(betaBinomial.betaBinomialUpperTail(5, 1000, 2, 999), 0.109023085646, 1e-10, "G8, n = m = 1000");
    expectRelative(betaBinomial.betaBinomialUpperTail(3, 1000, 2, 19999), 0.000415347721321, 1e-6, "G8, as printed in the review");
  });

  test("exchanging drawn and marked, or marked and unmarked, changes nothing", () => {
    fc.assert(
      fc.property(fc.nat(200), fc.nat(200), fc.nat(200), fc.nat(200), (extra, M, n, k) => {
        const N = extra + Math.max(M, n);
        const value = hypergeometric.hypergeometricCdf(k, N, M, n);
        expect(Math.abs(value - hypergeometric.hypergeometricCdf(k, N, n, M))).toBeLessThan(1e-12);
        expect(Math.abs(value - hypergeometric.hypergeometricSurvival(n - k - 1, N, N - M, n))).toBeLessThan(1e-12);
      }),
      settings,
    );
  });

  test("a sum that would take too long is left to the computed tail", () => {
    const endless = { lowest: 0, highest: 1e9, ratio: () => [1n, 1n] as const };
    expect(Number.isNaN(compareExactTail("lower", 5e8, 0.5, { ...endless, highest: 6e8 }))).toBe(true);
    expect(() =>
      discretePoint("lower", -0.1, { ...endless, mean: 5, deviation: 1, tails: () => ({ lower: 0, upper: 1 }), compareExactly: () => 0 }),
    ).toThrow(expect.objectContaining({ code: "bad-input" }));
  });

  test("counts and shapes that are none are refused, and k out of reach is impossible or certain", () => {
    const bad = [
      () => binomial.binomialPmf(1, 2.5, 0.5),
      () => binomial.binomialCdf(1, 2, Number.NaN),
      () => binomial.binomialCdf(Number.NaN, 2, 0.5),
      () => binomial.binomialQuantile(1.5, 2, 0.5),
      () => hypergeometric.hypergeometricCdf(1, 5, 6, 2),
      () => hypergeometric.hypergeometricCdf(1, 5, 2, 6),
      () => hypergeometric.hypergeometricCdf(Number.NaN, 5, 2, 2),
      () => betaBinomial.betaBinomialUpperTail(1, 5, 0, 3),
      () => betaBinomial.betaBinomialCdf(1, 5, 1, 1e16),
      () => betaBinomial.betaBinomialCdf(1, 5.5, 1, 1),
      () => poissonBinomialTails(3, [{ cases: 2, probability: 0.5 }]),
    ];
    for (const call of bad) expect(call).toThrow(expect.objectContaining({ code: "bad-input" }));
    expect([betaBinomial.betaBinomialUpperTail(0, 5, 2, 3), betaBinomial.betaBinomialUpperTail(6, 5, 2, 3)]).toEqual([1, 0]);
    expect([binomial.binomialPmf(-1, 5, 0.5), binomial.binomialPmf(6, 5, 0.5), binomial.binomialPmf(1.5, 5, 0.5)]).toEqual([0, 0, 0]);
    expect([hypergeometric.hypergeometricPmf(4, 9, 3, 4), hypergeometric.hypergeometricPmf(2, 2, 2, 2)]).toEqual([0, 1]);
  });
});
