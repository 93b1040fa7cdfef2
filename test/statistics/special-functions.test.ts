import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { gaussLegendre } from "../../src/statistics/special-functions/gauss-legendre.ts";
import { betaRegularized, incompleteBeta } from "../../src/statistics/special-functions/incomplete-beta.ts";
import { gammaP, gammaQ } from "../../src/statistics/special-functions/incomplete-gamma.ts";
import { logGammaStep } from "../../src/statistics/special-functions/log-gamma-step.ts";
import { logGamma } from "../../src/statistics/special-functions/log-gamma.ts";
import { logBeta } from "../../src/statistics/special-functions/log-beta.ts";
import { bracketedRoot, expandBracket } from "../../src/statistics/special-functions/root.ts";
import { testGoldenValues } from "./comparisons/golden-tests.ts";
import { specialFunctions } from "./comparisons/special-functions.ts";
import { expectRelative, readGolden } from "./golden-file.ts";

const settings = { seed: 20261123, numRuns: 60 };
const shape = fc.double({ min: -3, max: 12, noNaN: true }).map((power) => 10 ** power);
const share = fc.double({ min: 0.001, max: 0.999, noNaN: true });

testGoldenValues(specialFunctions);

describe("special functions", () => {
  test("both tails sum to 1 and rise or fall with the argument", () => {
    fc.assert(
      fc.property(shape, shape, share, share, (a, b, x, position) => {
        const { lower, upper } = incompleteBeta(x, 1 - x, a, b);
        expect(Math.abs(lower + upper - 1)).toBeLessThan(1e-12);
        expect(betaRegularized(Math.min(1, x * 1.001), a, b)).toBeGreaterThanOrEqual(lower * (1 - 1e-12));
        const point = a + (2 * position - 1) * 5 * Math.sqrt(a);
        if (point <= 0) return;
        expect(Math.abs(gammaP(a, point) + gammaQ(a, point) - 1)).toBeLessThan(1e-12);
        expect(gammaQ(a, point * 1.001)).toBeLessThanOrEqual(gammaQ(a, point) * (1 + 1e-12));
      }),
      settings,
    );
  });

  test("exchanging x with 1 - x and the shapes exchanges the tails", () => {
    fc.assert(
      fc.property(shape, shape, share, (a, b, x) => {
        const y = 1 - x;
        expect(incompleteBeta(x, y, a, b)).toEqual({ lower: incompleteBeta(y, x, b, a).upper, upper: incompleteBeta(y, x, b, a).lower });
      }),
      settings,
    );
  });

  test("the tails join where one method gives way to another", () => {
    for (const z of [-3, -0.5, 0, 0.5, 3]) {
      const at = (a: number) => gammaP(a, a + z * Math.sqrt(a));
      expect(Math.abs(at(3000) - at(3000 * (1 - 1e-13)))).toBeLessThan(1e-12);
      const beta = (a: number) => betaRegularized(0.4 + z * 0.005, a, a * 1.5);
      expect(Math.abs(beta(3000) - beta(3000 * (1 - 1e-13)))).toBeLessThan(1e-12);
    }
  });

  test("the recurrences of the gamma and beta functions hold", () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 1e6, noNaN: true }), fc.double({ min: 0.01, max: 1, noNaN: true }), (x, step) => {
        expect(Math.abs(logGamma(x + 1) - logGamma(x) - Math.log(x))).toBeLessThan(1e-14 * (1 + x * Math.log(x + 2)));
        expect(Math.abs(logGammaStep(step, x) - (logGamma(x + step) - logGamma(x)))).toBeLessThan(1e-14 * (1 + x * Math.log(x + 2)));
        expectRelative(logBeta(x, step), logBeta(step, x), 0, "symmetry");
      }),
      settings,
    );
  });

  test("an argument outside the domain, or a shape that cannot be computed accurately, is refused", () => {
    const bad = [
      () => logGamma(0),
      () => gammaP(1, -1),
      () => gammaP(1e-7, 1),
      () => gammaQ(1e17, 1),
      () => gammaP(Number.NaN, 1),
      () => betaRegularized(0.5, 0, 1),
      () => betaRegularized(0.5, 1, 1e17),
      () => betaRegularized(1.5, 1, 1),
      () => incompleteBeta(Number.NaN, 0.5, 1, 1),
      () => logBeta(0, 1),
      () => logGammaStep(0, 1),
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

  test("a root is found to the last digit, and a bracket without one is refused", () => {
    // Where the cosine meets a straight line.
    const { values } = readGolden<{ values: { bracketedRoot: [[number], number][] } }>("special-functions");
    expect(values.bracketedRoot).toHaveLength(3);
    for (const [[slope], expected] of values.bracketedRoot)
      expectRelative(
        bracketedRoot((x) => Math.cos(x) - slope * x, 0, 2),
        expected,
        3e-16,
        `slope ${slope}`,
      );
    expect(() => bracketedRoot((x) => x * x + 1, -1, 1)).toThrow(expect.objectContaining({ code: "not-computable" }));
    expect(() => bracketedRoot(() => Number.NaN, -1, 1)).toThrow(expect.objectContaining({ code: "not-computable" }));
    expect(expandBracket((x) => x - 100, 0, 1)).toEqual([63, 127]);
    expect(() => expandBracket(() => 1, 0, 1)).toThrow(expect.objectContaining({ code: "not-computable" }));
  });
});
