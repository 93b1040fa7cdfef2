import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isComputed } from "../../src/foundation/outcome.ts";
import {
  biasCorrectedStabilityIndex,
  flooredStabilityIndex,
  hellingerDistance,
  jensenShannonDistance,
  populationStabilityIndex,
  totalVariationDistance,
} from "../../src/statistics/divergences/divergence.ts";
import {
  driftEffectLimits,
  noncentralityForPower,
  rowsToDecide,
  rowsToDetect,
} from "../../src/statistics/divergences/drift-effect-limits.ts";
import { chiSquaredQuantile } from "../../src/statistics/distributions/chi-squared.ts";
import { goldenCases } from "./drift-golden.ts";

const P = [5000, 3000, 2000];
const Q = [4000, 4000, 2000];
const DECILES = Array.from({ length: 10 }, () => 2000);
const WINDOW = [90, 95, 110, 105, 100, 98, 102, 88, 97, 115];

function value(outcome: ReturnType<typeof hellingerDistance>): number {
  if (!isComputed(outcome)) throw new Error(outcome.reason);
  return outcome.estimate;
}

describe("divergences of two binned samples", () => {
  test("agree with review G1 (scipy 1.10.1) to ten digits", () => {
    expect(populationStabilityIndex(P, Q, 0)).toBeCloseTo(0.0510825623766, 12);
    // The review prints .0958433337769; its own natural-log distance .0797947262292 over sqrt(ln 2) is .0958432337769 (R 4.2.2 agrees).
    expect(value(jensenShannonDistance(P, Q))).toBeCloseTo(0.0958432337769, 12);
    expect(jensenShannonDistance(P, Q)).toMatchObject({ detail: { nats: expect.closeTo(0.006367198334, 11) } });
    expect(value(hellingerDistance(P, Q))).toBeCloseTo(0.0798513806159, 12);
    expect(value(totalVariationDistance(P, Q))).toBeCloseTo(0.1, 12);
  });

  test("agree with review G7: PSI and its standardised form", () => {
    const psi = populationStabilityIndex(DECILES, WINDOW, 0);
    expect(psi).toBeCloseTo(0.00630894213283, 13);
    expect(psi / (1 / 20000 + 1 / 1000)).toBeCloseTo(6.00851631698, 10);
  });

  test("the effect is the +0.5 index less (B-1)(1/n+1/m), never negative, with the raw and the floored index beside it", () => {
    const smoothed = populationStabilityIndex(P, Q, 0.5);
    const outcome = biasCorrectedStabilityIndex(P, Q);
    expect(outcome).toMatchObject({
      estimate: smoothed - 2 * (2 / 10000),
      detail: { smoothed, raw: expect.closeTo(0.0510825623766, 12), cells: 3 },
    });
    expect(biasCorrectedStabilityIndex(DECILES, WINDOW)).toMatchObject({ estimate: 0 });
  });

  test("an empty cell leaves the effect finite, and the raw index is reported as infinite in words", () => {
    const outcome = biasCorrectedStabilityIndex([50, 50, 0], [40, 40, 20]);
    expect(outcome.status).toBe("computed");
    expect(outcome).toMatchObject({ detail: { rawNote: expect.stringContaining("infinite") } });
    expect(flooredStabilityIndex([50, 50, 0], [40, 40, 20])).toBeCloseTo(
      2 * 0.1 * Math.log(0.5 / 0.4) + (0.2 - 1e-4) * Math.log(0.2 / 1e-4),
      12,
    );
  });

  test("equal shares give zero, whatever the sizes; distances stay in [0, 1] and are symmetric", () => {
    const counts = fc
      .array(fc.integer({ min: 0, max: 500 }), { minLength: 2, maxLength: 12 })
      .filter((cells) => cells.some((count) => count > 0));
    fc.assert(
      fc.property(counts, fc.integer({ min: 1, max: 9 }), (cells, factor) => {
        const scaled = cells.map((count) => count * factor);
        expect(value(jensenShannonDistance(cells, scaled))).toBeLessThan(1e-7);
        expect(value(totalVariationDistance(cells, scaled))).toBeLessThan(1e-12);
        const reversed = cells.toReversed();
        for (const distance of [jensenShannonDistance, hellingerDistance, totalVariationDistance]) {
          const forward = value(distance(cells, reversed));
          expect(forward).toBeGreaterThanOrEqual(0);
          expect(forward).toBeLessThanOrEqual(1 + 1e-12);
          expect(value(distance(reversed, cells))).toBeCloseTo(forward, 12);
        }
      }),
      { numRuns: 50 },
    );
  });

  test("is not computable for an empty window or a single cell", () => {
    expect(biasCorrectedStabilityIndex(P, [0, 0, 0])).toMatchObject({ status: "not-computable", code: "no-rows" });
    expect(jensenShannonDistance([10], [10])).toMatchObject({ status: "not-computable", code: "degenerate" });
  });
});

describe("limits of a drift effect", () => {
  test("the chi-squared floor agrees with review G2", () => {
    const floor = (m: number, level: number): number => (1 / 20000 + 1 / m) * chiSquaredQuantile(level, 9);
    expect(floor(200, 0.95)).toBeCloseTo(0.0854408369033, 12);
    expect(floor(1000, 0.99)).toBeCloseTo(0.0227492940501, 12);
  });

  test("power agrees with review G3: lambda 15.65 and 158 rows for an index of .1", () => {
    const lambda = noncentralityForPower(9, 0.05, 0.8);
    expect(lambda).toBeCloseTo(15.6497978952, 8);
    expect(lambda * (1 / 20000 + 1 / 200)).toBeCloseTo(0.0790314793707, 10);
    expect(rowsToDetect(0.1, 9, 20000, 0.05, 0.8)).toBe(158);
    expect(rowsToDetect(0.1, 9, 100, 0.05, 0.8)).toBeNull();
  });

  test("inversion agrees with R's pchisq(ncp) and takes the wider of the two statistics", () => {
    const [golden] = goldenCases("effect-limits");
    const one = (key: string): number => golden?.one(key) ?? Number.NaN;
    const limits = driftEffectLimits(
      { standardised: one("t"), chiSquared: one("x2"), df: one("df"), n: one("n"), m: one("m") },
      one("alpha"),
    );
    expect(limits.lower).toBeCloseTo(one("lower"), 8);
    expect(limits.upper).toBeCloseTo(one("upper"), 8);
  });

  test("rows to decide: more where the effect is nearer the threshold, none where the baseline is too small", () => {
    const far = rowsToDecide(0.01, 0.1, 9, 20000, 0.05);
    const near = rowsToDecide(0.08, 0.1, 9, 20000, 0.05);
    expect(far).not.toBeNull();
    expect(near ?? 0).toBeGreaterThan(far ?? Infinity);
    expect(rowsToDecide(0.099, 0.1, 9, 200, 0.05)).toBeNull();
  });
});
