import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Interval, Outcome } from "../../src/foundation/outcome.ts";
import { clopperPearsonInterval, clopperPearsonUpper } from "../../src/statistics/proportions/clopper-pearson.ts";
import { wilsonInterval } from "../../src/statistics/proportions/wilson-interval.ts";
import { fisherExact } from "../../src/statistics/proportions/fisher-exact.ts";
import { miettinenNurminenDifference } from "../../src/statistics/proportions/miettinen-nurminen-difference.ts";
import { miettinenNurminenRatio } from "../../src/statistics/proportions/miettinen-nurminen-ratio.ts";
import { newcombeDifference } from "../../src/statistics/proportions/newcombe-difference.ts";
import { twoProportionTest } from "../../src/statistics/proportions/two-proportion-test.ts";
import { expectRelative, readGolden, readSharedReference } from "./golden-file.ts";

type Limits = readonly [number, number];
type One = readonly [number, number, number];
type Four = readonly [number, number, number, number];
type Two = readonly [number, number, number, number, number];
const golden = readGolden<{
  wilsonInterval: [One, Limits][];
  newcombeDifference: [Two, Limits][];
  miettinenNurminenDifference: [Two, Limits][];
  miettinenNurminenRatio: [Two, Limits][];
}>("proportions");
const byR = readGolden<{ clopperPearson: [Limits, Limits][]; twoProportionTest: [Four, number][] }>("distributions");

function intervalOf(outcome: Outcome): Interval {
  if (outcome.status !== "computed" || outcome.interval === undefined) throw new Error("No interval.");
  return outcome.interval;
}

function expectLimits(actual: Interval, [lower, upper]: Limits, tolerance: number, what: string): void {
  expectRelative(actual.lower, lower, tolerance, `${what} lower`);
  expectRelative(actual.upper, upper, tolerance, `${what} upper`);
}

const size = fc.integer({ min: 1, max: 400 });
const sample = size.chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)));

describe("one proportion", () => {
  test("Wilson limits agree with 40-digit values, also for one of 1e12 and all of n", () => {
    for (const [[k, n, level], limits] of golden.wilsonInterval) expectLimits(wilsonInterval(k, n, level), limits, 1e-12, `${k}/${n}`);
    expectLimits(wilsonInterval(15, 148, 0.95), [0.0623863995307, 0.160487241723], 1e-11, "G6");
    expectRelative(wilsonInterval(0, 30, 0.95).upper, 0.113513393174, 1e-11, "G6 0/30");
    expectLimits(wilsonInterval(0.55 * 10.0609756098, 10.0609756098, 0.95), [0.274308346509, 0.798060098457], 1e-10, "G16, effective size");
  });

  test("Clopper-Pearson limits agree with R binom.test and the review's G6 and G13", () => {
    for (const [[k, n], limits] of byR.clopperPearson) expectLimits(clopperPearsonInterval(k, n, 0.95), limits, 1e-11, `${k}/${n}`);
    expectRelative(clopperPearsonInterval(0, 30, 0.95).upper, 0.115703308222, 1e-11, "G6");
    expectRelative(clopperPearsonUpper(2, 95, 0.95), 0.0647889303145, 1e-11, "G13");
    expectRelative(clopperPearsonUpper(0, 59, 0.95), 0.0495076098882, 1e-11, "G13 zero overrides");
  });

  test("limits mirror when successes and failures are exchanged, contain the share and stay in 0..1", () => {
    fc.assert(
      fc.property(sample, fc.constantFrom(0.8, 0.95, 0.999), ([k, n], level) => {
        for (const make of [wilsonInterval, clopperPearsonInterval]) {
          const [here, mirrored] = [make(k, n, level), make(n - k, n, level)];
          expect(Math.abs(here.lower - (1 - mirrored.upper))).toBeLessThan(1e-12);
          expect(here.lower).toBeGreaterThanOrEqual(0);
          expect(here.lower).toBeLessThanOrEqual(k / n);
          expect(here.upper).toBeGreaterThanOrEqual(k / n);
          expect(here.upper).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  test("impossible counts throw", () => {
    for (const [k, n] of [
      [3, 2],
      [-1, 2],
      [0, 0],
      [Number.NaN, 3],
    ] as const) {
      expect(() => wilsonInterval(k, n, 0.95)).toThrow(expect.objectContaining({ code: "bad-input" }));
      expect(() => clopperPearsonInterval(k, n, 0.95)).toThrow(expect.objectContaining({ code: "bad-input" }));
    }
    expect(() => clopperPearsonInterval(1.5, 3, 0.95)).toThrow(expect.objectContaining({ code: "bad-input" }));
  });
});

describe("two proportions", () => {
  test.each([
    ["newcombeDifference", newcombeDifference, 1e-10],
    ["miettinenNurminenDifference", miettinenNurminenDifference, 1e-9],
    ["miettinenNurminenRatio", miettinenNurminenRatio, 1e-11],
  ] as const)("%s agrees with 40-digit closed forms, zero cells and counts of 1e12 included", (name, compute, tolerance) => {
    for (const [[x1, n1, x2, n2, level], [lower, upper]] of golden[name]) {
      const actual = intervalOf(compute(x1, n1, x2, n2, level));
      const what = `${name} ${x1}/${n1} ${x2}/${n2}`;
      // The closed forms are 0 at an end only up to their own rounding.
      expectRelative(actual.lower, Math.abs(lower) < 1e-24 ? 0 : lower, tolerance, `${what} lower`);
      expectRelative(actual.upper, Math.abs(upper) < 1e-24 ? 0 : upper, tolerance, `${what} upper`);
    }
  });

  test("the review's G4, G5 and G20 hold", () => {
    expectLimits(intervalOf(newcombeDifference(56, 70, 48, 80, 0.95)), [0.0524314724024, 0.333872654037], 1e-11, "Newcombe");
    expectLimits(
      intervalOf(miettinenNurminenDifference(56, 70, 48, 80, 0.95)),
      [0.0528297132458, 0.338172940016],
      1e-11,
      "Miettinen-Nurminen",
    );
    expectLimits(intervalOf(miettinenNurminenRatio(108, 300, 80, 190, 0.95)), [0.684392203273, 1.07374526404], 1e-11, "ratio");
    expectLimits(intervalOf(newcombeDifference(60, 1000, 52, 1000, 0.9)), [-0.00901597721604, 0.0250975583509], 1e-11, "TOST");
  });

  test("the pooled z test agrees with R prop.test, and 0 against 0 is no evidence of a difference", () => {
    for (const [[a, m, b, n], p] of byR.twoProportionTest) {
      const outcome = twoProportionTest(a, m, b, n);
      expectRelative((outcome.status === "computed" && outcome.pValue) || 0, p, 1e-8, `${a}/${m} ${b}/${n}`);
    }
    expect(twoProportionTest(0, 10, 0, 20)).toMatchObject({ status: "computed", pValue: 1, estimate: 0 });
  });

  test("differences mirror when samples or outcomes are exchanged, and ratios invert", () => {
    fc.assert(
      fc.property(sample, sample, ([x1, n1], [x2, n2]) => {
        for (const compute of [newcombeDifference, miettinenNurminenDifference]) {
          const here = intervalOf(compute(x1, n1, x2, n2, 0.95));
          const exchanged = intervalOf(compute(x2, n2, x1, n1, 0.95));
          const failures = intervalOf(compute(n1 - x1, n1, n2 - x2, n2, 0.95));
          expect(Math.abs(here.lower + exchanged.upper)).toBeLessThan(1e-10);
          expect(Math.abs(here.lower + failures.upper)).toBeLessThan(1e-10);
          expect(here.lower).toBeLessThanOrEqual(x1 / n1 - x2 / n2 + 1e-12);
          expect(here.upper).toBeGreaterThanOrEqual(x1 / n1 - x2 / n2 - 1e-12);
          expect(here.lower).toBeGreaterThanOrEqual(-1);
          expect(here.upper).toBeLessThanOrEqual(1);
        }
        if (x1 === 0 || x2 === 0) return;
        const ratio = intervalOf(miettinenNurminenRatio(x1, n1, x2, n2, 0.95));
        const inverse = intervalOf(miettinenNurminenRatio(x2, n2, x1, n1, 0.95));
        expectRelative(ratio.lower, 1 / inverse.upper, 1e-9, "inverse");
      }),
      { numRuns: 200 },
    );
  });

  test("empty samples and a reference rate of 0 are not computable, impossible counts throw", () => {
    for (const compute of [newcombeDifference, miettinenNurminenDifference, miettinenNurminenRatio]) {
      expect(compute(0, 0, 1, 2, 0.95)).toMatchObject({ status: "not-computable", code: "zero-denominator" });
      expect(() => compute(3, 2, 1, 2, 0.95)).toThrow(expect.objectContaining({ code: "bad-input" }));
    }
    expect(miettinenNurminenRatio(1, 2, 0, 2, 0.95)).toMatchObject({ status: "not-computable", code: "zero-denominator" });
    expect(twoProportionTest(1, 2, 0, 0)).toMatchObject({ status: "not-computable" });
  });
});

const shared = readSharedReference<{
  published: { id: string; input: number[] & number[][]; expected: Limits & number; tolerance: number }[];
}>();

test.skipIf(shared === undefined)("published intervals and p-values hold", () => {
  const makers: readonly [RegExp, (...input: number[]) => Interval][] = [
    [/^newcombe_t1_wilson|^binom\.confint_wilson/, (k = 0, n = 1) => wilsonInterval(k, n, 0.95)],
    [/^binom\.confint_exact/, (k = 0, n = 1) => clopperPearsonInterval(k, n, 0.95)],
    [/^scipy_wilson_/, (k = 0, n = 1, level = 0.95) => wilsonInterval(k, n, level)],
    [/^sas_newcombe_/, (a = 0, m = 1, b = 0, n = 1) => intervalOf(newcombeDifference(a, m, b, n, 0.95))],
    [/^sas_miettinen-nurminen_/, (a = 0, m = 1, b = 0, n = 1) => intervalOf(miettinenNurminenDifference(a, m, b, n, 0.95))],
  ];
  let checked = 0;
  for (const { id, input, expected, tolerance } of shared?.published ?? []) {
    for (const [pattern, make] of makers) {
      if (!pattern.test(id)) continue;
      const { lower, upper } = make(...(input as number[]));
      expect(Math.abs(lower - expected[0]), id).toBeLessThanOrEqual(tolerance);
      expect(Math.abs(upper - expected[1]), id).toBeLessThanOrEqual(tolerance);
      checked += 1;
    }
    if (!id.startsWith("evidently_fisher")) continue;
    const [[a = 0, b = 0] = [], [c = 0, d = 0] = []] = input as number[][];
    const outcome = fisherExact(a, b, c, d);
    expect(Math.abs(((outcome.status === "computed" && outcome.pValue) || 0) - expected), id).toBeLessThanOrEqual(tolerance);
    checked += 1;
  }
  expect(checked).toBeGreaterThan(15);
});
