import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Computed, type Outcome, isComputed } from "../../src/foundation/outcome.ts";
import { changeInDisparity } from "../../src/statistics/agreement/change-in-disparity.ts";
import { cohenKappa } from "../../src/statistics/agreement/cohen-kappa.ts";
import { gwetAc1 } from "../../src/statistics/agreement/gwet-ac1.ts";
import { mcnemarExact } from "../../src/statistics/agreement/mcnemar.ts";
import { pabak } from "../../src/statistics/agreement/pabak.ts";
import { pairedDifference } from "../../src/statistics/agreement/paired-difference.ts";
import { stratifiedChangeInDisparity } from "../../src/statistics/agreement/stratified-change-in-disparity.ts";
import { agreement } from "./comparisons/agreement.ts";
import { testGoldenValues } from "./comparisons/golden-tests.ts";

testGoldenValues(agreement);

const count = fc.integer({ min: 0, max: 400 });
const table3 = fc.array(fc.array(fc.nat({ max: 40 }), { minLength: 3, maxLength: 3 }), { minLength: 3, maxLength: 3 });
const coefficients = [
  ["kappa", cohenKappa],
  ["AC1", gwetAc1],
] as const;

describe.each(coefficients)("%s", (_, coefficient) => {
  test("does not change when raters are exchanged or categories renamed", () => {
    fc.assert(
      fc.property(table3, (table) => {
        const outcome = coefficient(table, 0.95);
        const transposed = coefficient(
          table.map((__, k) => table.map((row) => row[k] ?? 0)),
          0.95,
        );
        const reversed = coefficient(table.map((row) => row.toReversed()).toReversed(), 0.95);
        for (const other of [transposed, reversed]) {
          expect(other.status).toBe(outcome.status);
          if (!isComputed(outcome) || !isComputed(other)) continue;
          expect(other.estimate).toBeCloseTo(outcome.estimate, 11);
          expect(other.interval?.lower).toBeCloseTo(outcome.interval?.lower ?? 0, 10);
        }
      }),
      { seed: 1, numRuns: 60 },
    );
  });

  test("lies within its limits, which lie within -1 and 1", () => {
    fc.assert(
      fc.property(table3, (table) => {
        const outcome = coefficient(table, 0.95);
        if (!isComputed(outcome)) return;
        const { lower = Number.NaN, upper = Number.NaN } = outcome.interval ?? {};
        expect(lower).toBeGreaterThanOrEqual(-1 - 1e-12);
        expect(upper).toBeLessThanOrEqual(1 + 1e-12);
        expect(outcome.estimate).toBeGreaterThanOrEqual(lower - 1e-9);
        expect(outcome.estimate).toBeLessThanOrEqual(upper + 1e-9);
      }),
      { seed: 2, numRuns: 60 },
    );
  });

  test("keeps an uncertain lower limit when all of a few pairs agree", () => {
    const outcome = requireComputed(coefficient(diagonal(7, 5), 0.95));
    expect(outcome.estimate).toBe(1);
    expect(outcome.interval).toMatchObject({ upper: 1, level: 0.95, method: "Agresti-Coull pseudo-pairs, delta-method standard error" });
    expect(outcome.interval?.lower).toBeGreaterThan(0);
    expect(outcome.interval?.lower).toBeLessThan(0.9);
  });

  test("limits are those of the table with z^2/4 pairs more in each of its four cells", () => {
    const [z, more] = [1.959963984540054, 3.841458820694124 / 4];
    const outcome = requireComputed(coefficient(fourfold(88, 14, 10, 120), 0.95));
    // The same table in units of 1e-12 pairs is whole.
    const scale = 1e12;
    const scaled = requireComputed(
      coefficient(
        fourfold(88, 14, 10, 120).map((row) => row.map((one) => Math.round((one + more) * scale))),
        0.95,
      ),
    );
    const half = z * Number(scaled.detail?.["standardError"]) * Math.sqrt(scale);
    expect(outcome.interval?.lower).toBeCloseTo(scaled.estimate - half, 9);
    expect(outcome.interval?.upper).toBeCloseTo(scaled.estimate + half, 9);
    expect(outcome.n).toBe(232);
    expect(outcome.detail?.["observedAgreement"]).toBeCloseTo(208 / 232, 14);
  });

  test("holds the coefficient itself where pseudo-pairs move it furthest", () => {
    const rare = [
      [5000, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ];
    for (const level of [0.01, 0.5, 0.95, 0.999]) {
      const outcome = requireComputed(coefficient(rare, level));
      expect(outcome.estimate).toBe(1);
      expect(outcome.interval?.upper).toBe(1);
      const opposed = requireComputed(coefficient(fourfold(0, 5000, 1, 0), level));
      expect(opposed.interval?.lower).toBeLessThanOrEqual(opposed.estimate);
      expect(opposed.interval?.lower).toBeGreaterThanOrEqual(-1);
    }
  });

  test("needs pairs and a square table of whole counts", () => {
    expect(coefficient(fourfold(0, 0, 0, 0), 0.95)).toMatchObject({ code: "no-rows", reason: "There are no pairs of decisions." });
    expect(() => coefficient([[1]], 0.95)).toThrow("categories");
    expect(() => coefficient([], 0.95)).toThrow("categories");
    expect(() => coefficient([[1, 2], [3]], 0.95)).toThrow("columns");
    expect(() => coefficient(fourfold(1, 2, 3, -1), 0.95)).toThrow("-1");
    expect(() => coefficient(fourfold(1, 2, 3, 0.5), 0.95)).toThrow("0.5");
    expect(() => coefficient(fourfold(2 ** 52, 2 ** 52, 1, 1), 0.95)).toThrow("total");
    expect(() => coefficient(fourfold(1, 2, 3, 4), 1)).toThrow(/(cohenKappa|gwetAc1) got 1/);
  });
});

describe("Cohen's kappa", () => {
  test("cannot be computed when a rater used one category only", () => {
    expect(cohenKappa(fourfold(30, 0, 0, 0), 0.95)).toMatchObject({ code: "degenerate", reason: expect.stringContaining("Both raters") });
    expect(cohenKappa(fourfold(30, 4, 0, 0), 0.95)).toMatchObject({ code: "degenerate", reason: expect.stringContaining("One rater") });
    expect(cohenKappa(fourfold(30, 0, 4, 0), 0.95)).toMatchObject({ code: "degenerate", reason: expect.stringContaining("One rater") });
    expect(cohenKappa(fourfold(0, 4, 0, 0), 0.95).status).toBe("not-computable");
  });

  test("tells both agreements", () => {
    const { detail } = requireComputed(cohenKappa(fourfold(40, 10, 20, 30), 0.95));
    expect(detail?.["observedAgreement"]).toBeCloseTo(0.7, 14);
    expect(detail?.["expectedAgreement"]).toBeCloseTo(0.5, 14);
  });
});

describe("Gwet's AC1", () => {
  test("stays high at extreme prevalence, where kappa collapses", () => {
    const table = fourfold(118, 5, 2, 0);
    expect(requireComputed(cohenKappa(table, 0.95)).estimate).toBeLessThan(0);
    expect(requireComputed(gwetAc1(table, 0.95)).estimate).toBeGreaterThan(0.9);
  });

  test("counts categories that nobody used, and is 1 where one category is all", () => {
    const { detail } = requireComputed(
      gwetAc1(
        [
          [10, 0, 3],
          [0, 0, 0],
          [4, 0, 20],
        ],
        0.95,
      ),
    );
    expect(detail?.["categories"]).toBe(3);
    expect(requireComputed(gwetAc1(fourfold(30, 0, 0, 0), 0.95))).toMatchObject({ estimate: 1, detail: { expectedAgreement: 0 } });
  });
});

describe("PABAK", () => {
  test("is twice the observed agreement minus one, with limits when a level is given", () => {
    const plain = requireComputed(pabak(208, 232));
    expect(plain.estimate).toBeCloseTo((2 * 208) / 232 - 1, 14);
    expect(plain).toMatchObject({ n: 232, detail: { agreements: 208 } });
    expect(plain.interval).toBeUndefined();
    expect(requireComputed(pabak(208, 232, 2, 0.9)).interval).toMatchObject({ level: 0.9 });
  });

  test("equals kappa when both raters use all categories equally often", () => {
    expect(requireComputed(pabak(70, 100)).estimate).toBeCloseTo(requireComputed(cohenKappa(fourfold(35, 15, 15, 35), 0.95)).estimate, 13);
  });

  test("needs pairs and valid counts", () => {
    expect(pabak(0, 0)).toMatchObject({ code: "no-rows" });
    expect(() => pabak(3, 2)).toThrow("agreements");
    expect(() => pabak(-1, 2)).toThrow("agreements");
    expect(() => pabak(1, 2.5)).toThrow("pairs");
    expect(() => pabak(1, 2, 1)).toThrow("categories");
    expect(() => pabak(1, 2, 2.5)).toThrow("categories");
    expect(() => pabak(1, 2, 2, 2)).toThrow("Wilson interval got 2");
    expect(requireComputed(pabak(1, 2, 3)).estimate).toBeCloseTo(0.25, 14);
  });
});

describe("McNemar", () => {
  test("equals the sum over all outcomes of twelve discordant pairs", () => {
    for (let b = 0; b <= 12; b += 1) {
      const [below, point] = [binomialShare(12, (k) => k <= Math.min(b, 12 - b)), binomialShare(12, (k) => k === Math.min(b, 12 - b))];
      expect(mcnemarExact(b, 12 - b).exact).toBeCloseTo(Math.min(1, 2 * below), 13);
      expect(mcnemarExact(b, 12 - b).midP).toBeCloseTo(Math.min(1, 2 * below - point), 13);
    }
  });

  test("is 1 without discordant pairs, and refuses damaged counts", () => {
    expect(mcnemarExact(0, 0)).toEqual({ exact: 1, midP: 1 });
    expect(mcnemarExact(8, 8)).toEqual({ exact: 1, midP: 1 });
    expect(() => mcnemarExact(-1, 2)).toThrow("first");
    expect(() => mcnemarExact(1, 0.5)).toThrow("second");
  });

  test("changes only the sign of the difference when the sides are exchanged; the interval excludes 0 only with a small p", () => {
    fc.assert(
      fc.property(count, count, count, (b, c, agreeing) => {
        fc.pre(b + c + agreeing > 0);
        const one = requireComputed(pairedDifference(b, c, b + c + agreeing, 0.9));
        const other = requireComputed(pairedDifference(c, b, b + c + agreeing, 0.9));
        expect(one.estimate).toBeCloseTo(-other.estimate, 12);
        expect(one.pValue).toBe(other.pValue);
        expect(one.interval?.lower).toBeCloseTo(-(other.interval?.upper ?? 0), 12);
        expect(one.interval?.lower).toBeGreaterThanOrEqual(-1);
        if ((one.pValue ?? 0) > 0.2) expect((one.interval?.lower ?? 0) * (one.interval?.upper ?? 0)).toBeLessThanOrEqual(0);
      }),
      { seed: 3, numRuns: 60 },
    );
  });

  test("gives the difference with counts, p and mid-p, up to 1e12 pairs", () => {
    expect(requireComputed(pairedDifference(25, 11, 300, 0.95))).toMatchObject({
      n: 300,
      pValue: mcnemarExact(25, 11).exact,
      detail: { midP: mcnemarExact(25, 11).midP, onlyFirst: 25, onlySecond: 11 },
      interval: { level: 0.95 },
    });
    expect(requireComputed(pairedDifference(2e11, 2e11, 1e12, 0.95))).toMatchObject({ estimate: 0, pValue: 1 });
    expect(requireComputed(pairedDifference(1, 0, 1, 0.999)).interval?.upper).toBe(1);
    expect(requireComputed(pairedDifference(0, 1, 1, 0.999)).interval?.lower).toBe(-1);
  });

  test("needs pairs, as many as are discordant", () => {
    expect(pairedDifference(0, 0, 0, 0.95)).toMatchObject({ code: "no-rows", reason: "There are no labelled pairs." });
    expect(() => pairedDifference(3, 2, 4, 0.95)).toThrow("discordant");
    expect(requireComputed(pairedDifference(3, 2, 5, 0.95)).estimate).toBeCloseTo(0.2, 14);
    expect(() => pairedDifference(3, 2, 5.5, 0.95)).toThrow("pairs");
    expect(() => pairedDifference(3, 2, 5, 0)).toThrow("pairedDifference got 0");
  });
});

describe("change in disparity", () => {
  const quiet = { up: 0, down: 0, rows: 40 };

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
        expect(requireComputed(changeInDisparity(second, first, 0.95)).estimate).toBeCloseTo(-outcome.estimate, 12);
      }),
      { seed: 4, numRuns: 60 },
    );
  });

  test("is the plain mean and variance of d over the rows, from 5 decisions unlike the most frequent kind on", () => {
    const plain = (up: number, down: number, rows: number) => {
      const d = Array.from({ length: rows }, (_, row) => (row < up ? 1 : row < up + down ? -1 : 0));
      const mean = d.reduce<number>((total, value) => total + value, 0) / rows;
      return { mean, variance: d.reduce<number>((total, value) => total + (value - mean) ** 2, 0) / rows / rows };
    };
    const [one, other] = [plain(3, 2, 40), plain(55, 1, 60)];
    const outcome = requireComputed(changeInDisparity({ up: 3, down: 2, rows: 40 }, { up: 55, down: 1, rows: 60 }, 0.95));
    expect(outcome.estimate).toBeCloseTo(one.mean - other.mean, 14);
    expect(outcome.detail).toMatchObject({ groupRows: 40, restRows: 60, groupMean: one.mean, restMean: other.mean });
    expect(outcome.detail?.["standardError"]).toBeCloseTo(Math.sqrt(one.variance + other.variance), 14);
    expect(outcome.n).toBe(100);
    expect(outcome.interval?.level).toBe(0.95);
  });

  test("keeps an error where nobody changed anything", () => {
    const outcome = requireComputed(changeInDisparity(quiet, { up: 0, down: 0, rows: 60 }, 0.95));
    expect(outcome).toMatchObject({ estimate: 0, pValue: 1 });
    expect(outcome.interval?.upper).toBeGreaterThan(0.02);
  });

  test.each([
    { up: 5, down: 0, rows: 5 },
    { up: 0, down: 9, rows: 9 },
    { up: 36, down: 4, rows: 40 },
    { up: 0, down: 36, rows: 40 },
    { up: 2, down: 2, rows: 40 },
  ])("keeps an error where nearly all decisions are of one kind: %o", ({ up, down, rows }) => {
    const [ups, downs, n] = [up + 0.5, down + 0.5, rows + 1];
    const variance = ((ups + downs) / n - ((ups - downs) / n) ** 2) / n;
    const other = (0.1 - 0.1 ** 2) / 100;
    const outcome = requireComputed(changeInDisparity({ up, down, rows }, { up: 10, down: 0, rows: 100 }, 0.95));
    expect(outcome.detail?.["standardError"]).toBeCloseTo(Math.sqrt(variance + other), 14);
  });

  test("five upgrades of five decisions are no certainty", () => {
    const all = { up: 5, down: 0, rows: 5 };
    const against = { up: 50, down: 0, rows: 100 };
    // Fisher's exact test of 5/5 against 50/100 has p = .058.
    for (const outcome of [changeInDisparity(all, against, 0.95), stratifiedChangeInDisparity([{ group: all, rest: against }], 0.95)])
      expect(requireComputed(outcome).pValue).toBeGreaterThan(0.03);
    expect(requireComputed(changeInDisparity(all, all, 0.95))).toMatchObject({ estimate: 0, pValue: 1 });
    const opposed = requireComputed(changeInDisparity(all, { up: 0, down: 9, rows: 9 }, 0.95));
    expect(opposed.estimate).toBe(2);
    expect(opposed.interval?.lower).toBeLessThan(1.6);
  });

  test("limits stay within -2 and 2", () => {
    expect(requireComputed(changeInDisparity({ up: 2, down: 0, rows: 2 }, { up: 0, down: 2, rows: 2 }, 0.99)).interval?.upper).toBe(2);
    expect(requireComputed(changeInDisparity({ up: 0, down: 2, rows: 2 }, { up: 2, down: 0, rows: 2 }, 0.99)).interval?.lower).toBe(-2);
    const strata = [{ group: { up: 2, down: 0, rows: 2 }, rest: { up: 0, down: 2, rows: 2 } }];
    expect(requireComputed(stratifiedChangeInDisparity(strata, 0.99)).interval?.upper).toBe(2);
    const mirrored = [{ group: { up: 0, down: 2, rows: 2 }, rest: { up: 2, down: 0, rows: 2 } }];
    expect(requireComputed(stratifiedChangeInDisparity(mirrored, 0.99)).interval?.lower).toBe(-2);
  });

  test("needs rows on both sides", () => {
    const none = { up: 0, down: 0, rows: 0 };
    expect(changeInDisparity(none, quiet, 0.95)).toMatchObject({ code: "no-rows" });
    expect(changeInDisparity(quiet, none, 0.95)).toMatchObject({ code: "no-rows" });
    expect(stratifiedChangeInDisparity([], 0.95)).toMatchObject({ code: "no-rows" });
    expect(
      stratifiedChangeInDisparity(
        [
          { group: none, rest: quiet },
          { group: quiet, rest: none },
        ],
        0.95,
      ),
    ).toMatchObject({ code: "no-rows" });
  });

  test("refuses damaged counts and levels", () => {
    const damaged = [
      { up: -1, down: 0, rows: 9 },
      { up: 0, down: 0.5, rows: 9 },
      { up: 0, down: 0, rows: 9.5 },
      { up: 5, down: 5, rows: 9 },
    ];
    for (const side of damaged) {
      expect(() => changeInDisparity(side, quiet, 0.95)).toThrow("Decision changes");
      expect(() => changeInDisparity(quiet, side, 0.95)).toThrow("Decision changes");
      expect(() => stratifiedChangeInDisparity([{ group: quiet, rest: side }], 0.95)).toThrow("Decision changes");
      expect(() => stratifiedChangeInDisparity([{ group: side, rest: quiet }], 0.95)).toThrow("Decision changes");
    }
    expect(() => changeInDisparity(quiet, quiet, 1)).toThrow("changeInDisparity got 1");
    expect(() => stratifiedChangeInDisparity([], 1)).toThrow("stratifiedChangeInDisparity got 1");
  });

  test("one band gives the plain change, and one more without the rest changes nothing", () => {
    const band = { group: { up: 30, down: 60, rows: 1000 }, rest: { up: 25, down: 10, rows: 800 } };
    const plain = requireComputed(changeInDisparity(band.group, band.rest, 0.95));
    const banded = requireComputed(stratifiedChangeInDisparity([band, { group: quiet, rest: { up: 0, down: 0, rows: 0 } }], 0.95));
    expect(banded.estimate).toBeCloseTo(plain.estimate, 14);
    expect(banded.pValue).toBeCloseTo(plain.pValue ?? 0, 14);
    expect(banded).toMatchObject({ n: 1800, detail: { strata: 1 }, interval: { level: 0.95 } });
  });
});

function fourfold(a: number, b: number, c: number, d: number): number[][] {
  return [
    [a, b],
    [c, d],
  ];
}

function diagonal(a: number, b: number): number[][] {
  return fourfold(a, 0, 0, b);
}

/** Share of the outcomes of n fair trials whose number of successes is wanted. */
function binomialShare(n: number, wanted: (successes: number) => boolean): number {
  let hits = 0;
  for (let outcome = 0; outcome < 2 ** n; outcome += 1) if (wanted(outcome.toString(2).replaceAll("0", "").length)) hits += 1;
  return hits / 2 ** n;
}

function requireComputed(outcome: Outcome): Computed {
  if (!isComputed(outcome)) throw new Error(`Not computable: ${outcome.reason}`);
  return outcome;
}
