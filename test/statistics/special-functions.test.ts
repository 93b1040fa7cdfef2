import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { betaQuantile, betaSurvival, betaUpperPoint } from "../../src/statistics/distributions/beta.ts";
import { betaRegularized } from "../../src/statistics/special-functions/incomplete-beta.ts";
import { logBeta } from "../../src/statistics/special-functions/log-beta.ts";
import { binomialCdf, binomialPmf, binomialSurvival } from "../../src/statistics/distributions/binomial.ts";
import {
  chiSquaredCdf,
  chiSquaredQuantile,
  chiSquaredSurvival,
  chiSquaredUpperPoint,
} from "../../src/statistics/distributions/chi-squared.ts";
import { erf, erfc } from "../../src/statistics/special-functions/error-function.ts";
import { gammaP, gammaQ } from "../../src/statistics/special-functions/incomplete-gamma.ts";
import { logGamma } from "../../src/statistics/special-functions/log-gamma.ts";
import { gaussLegendre } from "../../src/statistics/special-functions/gauss-legendre.ts";
import { kolmogorovSurvival } from "../../src/statistics/distributions/kolmogorov.ts";
import { noncentralChiSquaredCdf, noncentralChiSquaredSurvival } from "../../src/statistics/distributions/noncentral-chi-squared.ts";
import { noncentralityLower, noncentralityUpper } from "../../src/statistics/distributions/noncentrality-limits.ts";
import { normalCdf, normalQuantile, normalSurvival } from "../../src/statistics/distributions/normal.ts";
import { bracketedRoot } from "../../src/statistics/special-functions/root.ts";
import { stirlingError } from "../../src/statistics/special-functions/stirling.ts";
import { studentTCdf, studentTQuantile, studentTSurvival } from "../../src/statistics/distributions/student-t.ts";
import { expectRelative, readGolden } from "./golden-file.ts";

type Row = readonly [readonly number[], number];
type OfNumbers = (...values: number[]) => number;
const functions: Record<string, OfNumbers> = {
  erf,
  erfc,
  normalCdf,
  normalSurvival,
  logGamma,
  stirlingError,
  logBeta,
  gammaP,
  gammaQ,
  chiSquaredCdf,
  chiSquaredSurvival,
  betaRegularized,
  betaSurvival,
  studentTSurvival,
  binomialPmf,
  binomialCdf,
  binomialSurvival,
  kolmogorovSurvival,
  noncentralChiSquaredCdf,
  noncentralChiSquaredSurvival,
} as Record<string, OfNumbers>;
const byMpmath = readGolden<{ values: Record<string, Row[]> }>("special-functions").values;
const byR = readGolden<Record<string, Row[]>>("distributions");

describe("special functions and distributions", () => {
  test.each(Object.keys(byMpmath))("%s agrees with 50-digit values to 1e-12 from the body to tails of 1e-300", (name) => {
    const rows = byMpmath[name] ?? [];
    expect(rows.length).toBeGreaterThan(5);
    const compute = functions[name];
    if (compute === undefined) throw new Error(`No function ${name}.`);
    for (const [parameters, expected] of rows) expectRelative(compute(...parameters), expected, 1e-12, `${name}(${parameters.join(", ")})`);
  });

  test.each([
    ["normalQuantile", normalQuantile, 1e-13],
    ["chiSquaredQuantile", chiSquaredQuantile, 1e-11],
    ["studentTQuantile", studentTQuantile, 1e-11],
    ["betaQuantile", betaQuantile, 1e-11],
    ["noncentralChiSquaredCdf", noncentralChiSquaredCdf, 1e-10],
  ] as const)("%s agrees with R", (name, compute, tolerance) => {
    for (const [parameters, expected] of byR[name] ?? []) {
      expectRelative((compute as OfNumbers)(...parameters), expected, tolerance, `${name}(${parameters.join(", ")})`);
    }
    expect(byR[name]?.length).toBeGreaterThan(3);
  });

  test("the review's values G3 and G9 hold", () => {
    const point = chiSquaredQuantile(0.95, 9);
    const lambda = bracketedRoot((value) => noncentralChiSquaredSurvival(point, 9, value) - 0.8, 1, 60);
    expectRelative(lambda, 15.6497978952, 1e-11, "lambda at 80 % power");
    expectRelative(lambda * (1 / 20000 + 1 / 200), 0.0790314793707, 1e-11, "smallest detectable PSI");
    expectRelative(kolmogorovSurvival(1.36), 0.0494858767554, 1e-11, "Kolmogorov");
  });

  test("the noncentral mixture and the contour integral agree where they meet", () => {
    for (const [x, df] of [
      [150, 9],
      [260, 9],
      [200, 1],
      [199, 49],
      [400, 9],
      [90, 30],
    ] as const) {
      const just = 40_000 / x;
      for (const tail of [noncentralChiSquaredCdf, noncentralChiSquaredSurvival]) {
        const slope = Math.abs(tail(x, df, just * (1 + 2e-9)) / tail(x, df, just * (1 + 1e-9)) - 1);
        expect(Math.abs(tail(x, df, just * (1 - 1e-12)) / tail(x, df, just * (1 + 1e-12)) - 1)).toBeLessThan(1e-12 + slope * 0.01);
      }
    }
  });

  test("noncentrality limits bring the tail to alpha, up to statistics of 1e12, and are 0 where there is none", () => {
    for (const x of [0.5, 3, 17, 60, 250, 4000, 1e6, 1e9, 1e12]) {
      for (const df of [1, 9, 49]) {
        for (const alpha of [0.05, 0.001]) {
          const upper = noncentralityUpper(x, df, alpha);
          const lower = noncentralityLower(x, df, alpha);
          if (upper > 0) expectRelative(noncentralChiSquaredCdf(x, df, upper), alpha, x > 1e7 ? 1e-8 : 1e-10, `upper ${x} ${df}`);
          else expect(chiSquaredCdf(x, df)).toBeLessThanOrEqual(alpha);
          if (lower > 0) expectRelative(noncentralChiSquaredSurvival(x, df, lower), alpha, x > 1e7 ? 1e-8 : 1e-10, `lower ${x} ${df}`);
          else expect(chiSquaredSurvival(x, df)).toBeGreaterThanOrEqual(alpha);
          expect(lower).toBeLessThanOrEqual(upper);
        }
      }
    }
  });

  test("both tails of a noncentral distribution sum to 1 and fall with lambda", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 3000, noNaN: true }),
        fc.integer({ min: 1, max: 60 }),
        fc.double({ min: 0, max: 3000, noNaN: true }),
        (x, df, lambda) => {
          const [lower, upper] = [noncentralChiSquaredCdf(x, df, lambda), noncentralChiSquaredSurvival(x, df, lambda)];
          expect(Math.abs(lower + upper - 1)).toBeLessThan(1e-12);
          expect(noncentralChiSquaredCdf(x, df, lambda + 1)).toBeLessThanOrEqual(lower * (1 + 1e-11));
        },
      ),
      { numRuns: 60 },
    );
  });

  test("quantiles are the inverses of their distribution functions in both tails", () => {
    const probability = fc.oneof(
      fc.double({ min: 1e-6, max: 0.999999, noNaN: true }),
      fc.double({ min: 5, max: 100, noNaN: true }).map((power) => 10 ** -power),
    );
    const shape = fc.double({ min: 0.3, max: 2000, noNaN: true });
    fc.assert(
      fc.property(probability, shape, shape, (p, a, b) => {
        expectRelative(normalCdf(normalQuantile(p)), p, 2e-12, "normal");
        const point = chiSquaredQuantile(p, a);
        // Subnormal numbers carry too few digits to be inverted.
        if (point > 1e-290) expectRelative(chiSquaredCdf(point, a), p, 2e-10, "chi-squared");
        expectRelative(chiSquaredSurvival(chiSquaredUpperPoint(p, a), a), p, 2e-10, "chi-squared upper point");
        const df = Math.max(1, a);
        expectRelative(studentTCdf(studentTQuantile(p, df), df), p, 2e-10, "t");
        const x = betaQuantile(p, a, b);
        if (x > 1e-290 && x < 0.9) expectRelative(betaRegularized(x, a, b), p, 2e-10, "beta");
        const upper = betaUpperPoint(p, a, b);
        if (upper > 1e-290 && upper < 0.9) expectRelative(betaSurvival(upper, a, b), p, 2e-10, "beta upper point");
      }),
      { numRuns: 60 },
    );
  });

  test("distribution functions are symmetric and rise", () => {
    const z = fc.double({ min: -30, max: 30, noNaN: true });
    const share = fc.double({ min: 0.001, max: 0.999, noNaN: true });
    fc.assert(
      fc.property(z, share, fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 300 }), (t, x, a, b) => {
        expect(normalCdf(t)).toBe(normalSurvival(-t));
        expect(studentTCdf(t, a)).toBe(studentTSurvival(-t, a));
        expectRelative(betaRegularized(x, a, b), betaSurvival(1 - x, b, a), 1e-10, "beta mirrored");
        expect(betaRegularized(Math.min(1, x * 1.01), a, b)).toBeGreaterThanOrEqual(betaRegularized(x, a, b));
        expect(Math.abs(binomialCdf(b, a + b, x) + binomialSurvival(b, a + b, x) - 1)).toBeLessThan(1e-12);
      }),
    );
  });

  test("counts of 1e12 take no loop and agree with the normal limit", () => {
    expectRelative(binomialCdf(5e11 - 1e6, 1e12, 0.5), normalCdf(-1.999999), 1e-10, "binomial");
    expectRelative(binomialSurvival(5e11 - 1, 1e12, 0.5), 0.5, 1e-6, "binomial at the mean");
  });

  test("a value outside the domain throws", () => {
    const bad = [
      () => normalQuantile(1.1),
      () => normalCdf(Number.NaN),
      () => logGamma(0),
      () => gammaP(1, -1),
      () => chiSquaredCdf(-1, 2),
      () => betaRegularized(0.5, 0, 1),
      () => binomialPmf(1, 2.5, 0.5),
      () => binomialCdf(1, 2, Number.NaN),
      () => studentTSurvival(1, 0),
      () => noncentralityUpper(1, 1, 0),
      () => kolmogorovSurvival(Number.NaN),
    ];
    for (const call of bad) expect(call).toThrow(expect.objectContaining({ code: "bad-input" }));
  });

  test("the quadrature rule integrates powers exactly", () => {
    const { nodes, weights } = gaussLegendre(24);
    for (const power of [0, 2, 10, 46]) {
      const sum = nodes.reduce((total, node, index) => total + (weights[index] ?? 0) * node ** power, 0);
      expectRelative(sum, 2 / (power + 1), 1e-13, `moment ${power}`);
    }
  });
});
