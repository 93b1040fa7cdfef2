import { describe, expect, test } from "vitest";
import { fewestDraws, sequentialPValue } from "../../src/statistics/resampling/sequential-p-value.ts";

const draws = (answers: string) => {
  let at = -1;
  return () => {
    at += 1;
    return answers[at] === "x";
  };
};

describe("sequential Monte Carlo p-value", () => {
  test("stops at the h-th exceedance with h/l", () => {
    expect(sequentialPValue(draws("x..x.xxx"), { stopAfter: 3, mostDraws: 8 })).toEqual({
      pValue: 0.5,
      exceedances: 3,
      draws: 6,
      stoppedEarly: true,
      standardError: Math.sqrt(0.25 / 6),
    });
    expect(sequentialPValue(draws("..x"), { stopAfter: 1, mostDraws: 3 })).toMatchObject({ pValue: 1 / 3, draws: 3, stoppedEarly: true });
  });

  test("otherwise counts the data as one of R + 1", () => {
    expect(sequentialPValue(draws("x..x...."), { stopAfter: 3, mostDraws: 8 })).toMatchObject({
      pValue: 3 / 9,
      exceedances: 2,
      draws: 8,
      stoppedEarly: false,
    });
    expect(sequentialPValue(draws("...."), { stopAfter: 9, mostDraws: 4 })).toMatchObject({ pValue: 0.2, exceedances: 0 });
  });

  test("enough draws let p fall below q/M", () => {
    expect(fewestDraws(1000, 0.05)).toBe(20_000);
    expect(fewestDraws(3, 0.07)).toBe(43);
    for (const [hypotheses, q] of [
      [1, 0.05],
      [7, 0.013],
      [640, 0.1],
    ] as const)
      expect(1 / (fewestDraws(hypotheses, q) + 1)).toBeLessThan(q / hypotheses);
  });

  test("refuses a plan that cannot be followed", () => {
    expect(() => sequentialPValue(draws("x"), { stopAfter: 0, mostDraws: 3 })).toThrow("exceedances to stop after");
    expect(() => sequentialPValue(draws("x"), { stopAfter: 1.5, mostDraws: 3 })).toThrow("exceedances to stop after");
    expect(() => sequentialPValue(draws("x"), { stopAfter: 1, mostDraws: 0 })).toThrow("most draws");
    expect(() => fewestDraws(0, 0.05)).toThrow("hypotheses");
    expect(() => fewestDraws(2, 1)).toThrow("fewestDraws got 1");
    expect(sequentialPValue(draws("x"), { stopAfter: 1, mostDraws: 1 }).pValue).toBe(1);
  });
});
