import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { changeInDisparity, stratifiedChangeInDisparity } from "../../src/statistics/agreement/change-in-disparity.ts";
import { cohenKappa, pabak } from "../../src/statistics/agreement/cohen-kappa.ts";
import { mcnemarExact, pairedDifference } from "../../src/statistics/agreement/mcnemar.ts";
import { goldenValue, goldenValues, relativeError, requireComputed } from "./override-golden.ts";

const count = fc.integer({ min: 0, max: 400 });

describe("Cohen's kappa", () => {
  test("agrees with R's numerical delta method for two and three categories", () => {
    const two = requireComputed(
      cohenKappa(
        [
          [88, 14],
          [10, 120],
        ],
        0.95,
      ),
    );
    const three = requireComputed(
      cohenKappa(
        [
          [53, 5, 2],
          [11, 14, 5],
          [1, 6, 3],
        ],
        0.95,
      ),
    );
    const [kappa = 0, error = 0] = goldenValues("kappa 88 14 10 120");
    const [kappaThree = 0, errorThree = 0] = goldenValues("kappa three categories");
    expect(relativeError(two.estimate, kappa)).toBeLessThan(1e-12);
    expect(relativeError(Number(two.detail?.["standardError"]), error)).toBeLessThan(1e-8);
    expect(relativeError(three.estimate, kappaThree)).toBeLessThan(1e-12);
    expect(relativeError(Number(three.detail?.["standardError"]), errorThree)).toBeLessThan(1e-8);
  });

  test("is 1 for full agreement and never above", () => {
    expect(
      requireComputed(
        cohenKappa(
          [
            [7, 0],
            [0, 5],
          ],
          0.95,
        ),
      ).estimate,
    ).toBeCloseTo(1, 14);
    fc.assert(
      fc.property(count, count, count, count, (a, b, c, d) => {
        const outcome = cohenKappa(
          [
            [a, b],
            [c, d],
          ],
          0.95,
        );
        if (outcome.status === "computed") expect(outcome.estimate).toBeLessThanOrEqual(1 + 1e-12);
      }),
    );
  });

  test("cannot be computed when both raters used one category only, nor without pairs", () => {
    expect(
      cohenKappa(
        [
          [30, 0],
          [0, 0],
        ],
        0.95,
      ),
    ).toMatchObject({ status: "not-computable", code: "degenerate" });
    expect(
      cohenKappa(
        [
          [0, 0],
          [0, 0],
        ],
        0.95,
      ),
    ).toMatchObject({ status: "not-computable", code: "no-rows" });
  });

  test("PABAK is twice the observed agreement minus one", () => {
    expect(requireComputed(pabak(208, 232)).estimate).toBeCloseTo((2 * 208) / 232 - 1, 14);
    expect(pabak(0, 0).status).toBe("not-computable");
  });
});

describe("McNemar", () => {
  test("gives the review's golden values for 25 against 11 (statistics review G14)", () => {
    const { exact, midP } = mcnemarExact(25, 11);
    expect(relativeError(exact, 0.0288167196559)).toBeLessThan(1e-10);
    expect(relativeError(midP, 0.0200738519197)).toBeLessThan(1e-10);
    expect(relativeError(mcnemarExact(40, 12).exact, goldenValue("mcnemar exact 40 12"))).toBeLessThan(1e-11);
  });

  test("gives the difference with the Bonett-Price interval", () => {
    const outcome = requireComputed(pairedDifference(25, 11, 300, 0.95));
    const [lower = 0, upper = 0] = goldenValues("bonett-price");
    expect(outcome.estimate).toBeCloseTo(14 / 300, 14);
    expect(relativeError(outcome.interval?.lower ?? 0, lower)).toBeLessThan(1e-10);
    expect(relativeError(outcome.interval?.upper ?? 0, upper)).toBeLessThan(1e-10);
  });

  test("changes only its sign when the sides are exchanged", () => {
    fc.assert(
      fc.property(count, count, count, (b, c, agreeing) => {
        if (b + c + agreeing === 0) return;
        const one = requireComputed(pairedDifference(b, c, b + c + agreeing, 0.9));
        const other = requireComputed(pairedDifference(c, b, b + c + agreeing, 0.9));
        expect(one.estimate).toBeCloseTo(-other.estimate, 12);
        expect(one.pValue).toBe(other.pValue);
        expect(one.interval?.lower).toBeCloseTo(-(other.interval?.upper ?? 0), 12);
      }),
    );
  });

  test("cannot be computed without pairs", () => {
    expect(pairedDifference(0, 0, 0, 0.95)).toMatchObject({ status: "not-computable", code: "no-rows" });
    expect(mcnemarExact(0, 0)).toEqual({ exact: 1, midP: 1 });
  });
});

describe("change in disparity", () => {
  test("gives the review's golden values (statistics review G18)", () => {
    const outcome = requireComputed(changeInDisparity({ up: 30, down: 60, rows: 1000 }, { up: 25, down: 10, rows: 800 }, 0.95));
    expect(outcome.estimate).toBeCloseTo(-0.04875, 14);
    expect(relativeError(Number(outcome.detail?.["standardError"]), 0.0119728044699)).toBeLessThan(1e-10);
    expect(relativeError(Number(outcome.detail?.["z"]), -4.07172773284)).toBeLessThan(1e-10);
    expect(relativeError(outcome.pValue ?? 0, 4.66657071549e-5)).toBeLessThan(1e-9);
  });

  test("equals the selection-rate gap after review minus the gap before", () => {
    fc.assert(
      fc.property(count, count, count, count, count, count, (up1, down1, stay1, up2, down2, stay2) => {
        const first = { up: up1, down: down1, rows: up1 + down1 + stay1 + 1 };
        const second = { up: up2, down: down2, rows: up2 + down2 + stay2 + 1 };
        const outcome = changeInDisparity(first, second, 0.95);
        if (outcome.status !== "computed") return;
        // With s selected before, s - down + up are selected after.
        const before = down1 / first.rows - down2 / second.rows;
        const after = up1 / first.rows - up2 / second.rows;
        expect(outcome.estimate).toBeCloseTo(after - before, 12);
      }),
    );
  });

  test("stratified by score band agrees with R", () => {
    const strata = [
      { group: { up: 12, down: 30, rows: 400 }, rest: { up: 10, down: 6, rows: 300 } },
      { group: { up: 18, down: 30, rows: 600 }, rest: { up: 15, down: 9, rows: 500 } },
    ];
    const outcome = requireComputed(stratifiedChangeInDisparity(strata, 0.95));
    const [delta = 0, error = 0] = goldenValues("stratified change");
    expect(relativeError(outcome.estimate, delta)).toBeLessThan(1e-12);
    expect(relativeError(((outcome.interval?.upper ?? 0) - outcome.estimate) / 1.959963984540054, error)).toBeLessThan(1e-10);
  });

  test("keeps an error where nobody changed anything, and needs rows on both sides", () => {
    const quiet = requireComputed(changeInDisparity({ up: 0, down: 0, rows: 40 }, { up: 0, down: 0, rows: 60 }, 0.95));
    expect(quiet.estimate).toBe(0);
    expect(quiet.interval?.upper).toBeGreaterThan(0.02);
    expect(changeInDisparity({ up: 0, down: 0, rows: 0 }, { up: 0, down: 0, rows: 60 }, 0.95).status).toBe("not-computable");
  });
});
