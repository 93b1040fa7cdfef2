import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isComputed } from "../../src/foundation/outcome.ts";
import { betaBinomialLowerTail, betaBinomialUpperTail } from "../../src/statistics/distributions/beta-binomial.ts";
import { fisherExact } from "../../src/statistics/proportions/fisher-exact.ts";
import { fisherMidP } from "../../src/statistics/proportions/fisher-mid-p.ts";
import { hypergeometricCdf, hypergeometricPmf, hypergeometricSurvival } from "../../src/statistics/distributions/hypergeometric.ts";
import { expectRelative, readGolden } from "./golden-file.ts";

type Four = readonly [number, number, number, number];
const exact = readGolden<{
  hypergeometric: [Four, [number, number, number]][];
  betaBinomialUpperTail: [Four, number][];
  fisherExact: [Four, [number, number]][];
}>("exact-fractions");
const byR = readGolden<{ hypergeometricCdf: [Four, number][]; fisherExact: [Four, number][] }>("distributions");

function pValueOf(outcome: ReturnType<typeof fisherExact>): number {
  if (!isComputed(outcome) || outcome.pValue === undefined) throw new Error("No p-value.");
  return outcome.pValue;
}

describe("hypergeometric distribution", () => {
  test("agrees with exact rational arithmetic in density and both tails", () => {
    for (const [[k, N, M, n], [pmf, lower, upper]] of exact.hypergeometric) {
      expectRelative(hypergeometricPmf(k, N, M, n), pmf, 1e-12, `pmf ${k}`);
      expectRelative(hypergeometricCdf(k, N, M, n), lower, 1e-12, `cdf ${k}`);
      expectRelative(hypergeometricSurvival(k, N, M, n), upper, 1e-12, `survival ${k}`);
    }
  });

  test("agrees with R and with the review's G13", () => {
    for (const [[k, N, M, n], value] of byR.hypergeometricCdf) expectRelative(hypergeometricCdf(k, N, M, n), value, 1e-10, `R ${k}`);
    const limits = Array.from({ length: 404 }, (_, index) => index + 2).filter((M) => hypergeometricCdf(2, 500, M, 95) > 0.05);
    expect(Math.max(...limits)).toBe(30);
    expectRelative(hypergeometricCdf(2, 500, 30, 95), 0.0522310017124, 1e-11, "G13");
  });

  test("a population of 1e12 is summed in no time that depends on it", () => {
    expectRelative(
      hypergeometricCdf(4.99999e9, 1e12, 1e11, 5e10),
      hypergeometricCdf(4.99999e9, 1e12, 5e10, 1e11),
      1e-8,
      "exchange of drawn and marked",
    );
    expect(hypergeometricSurvival(3, 1e12, 1e6, 1e6)).toBeLessThan(0.02);
  });

  test("exchanging drawn and marked, or marked and unmarked, changes nothing", () => {
    fc.assert(
      fc.property(fc.nat(200), fc.nat(200), fc.nat(200), fc.nat(200), (extra, M0, n0, k) => {
        const N = extra + Math.max(M0, n0);
        const value = hypergeometricCdf(k, N, M0, n0);
        expect(Math.abs(value - hypergeometricCdf(k, N, n0, M0))).toBeLessThan(1e-12);
        expect(Math.abs(value - hypergeometricSurvival(n0 - k - 1, N, N - M0, n0))).toBeLessThan(1e-12);
        expect(hypergeometricCdf(k + 1, N, M0, n0)).toBeGreaterThanOrEqual(value - 1e-15);
      }),
    );
  });
});

describe("beta-binomial upper tail", () => {
  test("agrees with exact rational arithmetic for whole and broken shapes", () => {
    for (const [[k, m, a, b], value] of exact.betaBinomialUpperTail)
      expectRelative(betaBinomialUpperTail(k, m, a, b), value, 1e-12, `${k} of ${m}, ${a}, ${b}`);
  });

  test("the review's G8 holds", () => {
    expectRelative(betaBinomialUpperTail(5, 1000, 2, 999), 0.109023085646, 1e-10, "n = m = 1000");
    expectRelative(betaBinomialUpperTail(3, 1000, 2, 19999), 0.000415347721321, 1e-6, "n = 20000, as printed in the review");
  });

  test("enormous windows work, both tails sum to 1, and k outside the trials is certain or impossible", () => {
    for (const k of [1, 1e6, 2e9, 1e12]) {
      const sum = betaBinomialUpperTail(k, 1e12, 2, 999) + betaBinomialLowerTail(k, 1e12, 2, 999);
      expectRelative(sum, 1, 1e-12, `k = ${k}`);
    }
    expect([betaBinomialUpperTail(0, 5, 2, 3), betaBinomialUpperTail(6, 5, 2, 3)]).toEqual([1, 0]);
    expect(() => betaBinomialUpperTail(1, 5, 0, 3)).toThrow(expect.objectContaining({ code: "bad-input" }));
  });
});

describe("Fisher's exact test", () => {
  test("agrees with exact rational arithmetic, and the mid-p halves all tables as probable as the observed one", () => {
    for (const [[a, b, c, d], [full, mid]] of exact.fisherExact) {
      expectRelative(pValueOf(fisherExact(a, b, c, d)), full, 1e-12, `${a} ${b} ${c} ${d}`);
      expectRelative(pValueOf(fisherMidP(a, b, c, d)), mid, 1e-12, `mid-p ${a} ${b} ${c} ${d}`);
    }
  });

  test("agrees with R fisher.test", () => {
    for (const [[a, b, c, d], value] of byR.fisherExact)
      expectRelative(pValueOf(fisherExact(a, b, c, d)), value, 1e-10, `${a} ${b} ${c} ${d}`);
  });

  test("exchanging rows or columns changes nothing, and no table with an empty row is judged", () => {
    const count = fc.nat(300);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), count, fc.integer({ min: 1, max: 300 }), count, (a, b, c, d) => {
        const p = pValueOf(fisherExact(a, b, c, d));
        expectRelative(pValueOf(fisherExact(c, d, a, b)), p, 1e-10, "rows");
        expectRelative(pValueOf(fisherExact(b, a, d, c)), p, 1e-10, "columns");
        expect(p).toBeGreaterThan(0);
        expect(pValueOf(fisherMidP(a, b, c, d))).toBeLessThanOrEqual(p);
      }),
    );
    expect(fisherExact(0, 0, 3, 4)).toMatchObject({ status: "not-computable", code: "zero-denominator" });
  });
});
