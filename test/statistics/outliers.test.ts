import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { arcsineFunnelLimits } from "../../src/statistics/outliers/arcsine-funnel-limits.ts";
import { type CaseMixUnit, commonOverdispersion, crossFittedFunnel } from "../../src/statistics/outliers/cross-fitted-funnel.ts";
import { exactExcessInterval, exactExcessPValue } from "../../src/statistics/outliers/exact-excess-interval.ts";
import { extremeDeviates } from "../../src/statistics/outliers/extreme-deviates.ts";
import { funnelInterval } from "../../src/statistics/outliers/funnel-interval.ts";
import { pauleMandel } from "../../src/statistics/outliers/paule-mandel.ts";
import { scoreFunnelLimits } from "../../src/statistics/outliers/score-funnel-limits.ts";
import { clopperPearsonInterval } from "../../src/statistics/proportions/clopper-pearson.ts";
import { normalDensity, normalQuantile } from "../../src/statistics/distributions/normal.ts";
import { poissonBinomialTails } from "../../src/statistics/distributions/poisson-binomial.ts";
import { seededRandom } from "../../src/statistics/resampling/random.ts";
import { testGoldenValues } from "./comparisons/golden-tests.ts";
import { extremeValues, outliers, pointOf } from "./comparisons/outliers.ts";
import { readGolden, relativeError } from "./golden-file.ts";

testGoldenValues(outliers);

const golden = readGolden<Record<string, readonly number[]>>("overrides");
const unit = (name: string, events: number, cases: number): CaseMixUnit => ({ unit: name, cells: [{ stratum: "all", cases, events }] });
const EVENTS = [41, 52, 38, 47, 60, 44, 35, 50, 55, 43];
const CASES = [400, 430, 380, 410, 470, 420, 390, 405, 450, 415];
const TEN = EVENTS.map((events, index) => unit(`honest ${index}`, events, CASES[index] ?? 0));
const STAMP = unit("k", 0, 410);
const PARTIAL = unit("l", 104, 440);
const FIVE = [unit("b", 12, 100), unit("c", 9, 120), unit("d", 15, 130), unit("e", 22, 150), unit("f", 7, 80)];

describe("funnel limits", () => {
  test("narrow with size down to the spread between units, and stay within 0 and 1", () => {
    const narrow = scoreFunnelLimits(0.3, 5_000_000, 0.0001, 0.95);
    expect(narrow.upper - 0.3).toBeCloseTo(1.959963984540054 * 0.01, 4);
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 1, max: 1e6 }),
        fc.double({ min: 0, max: 0.1, noNaN: true }),
        (centre, cases, spread) => {
          for (const limits of [scoreFunnelLimits, arcsineFunnelLimits]) {
            const wide = limits(centre, cases, spread, 0.998);
            const smaller = limits(centre, cases * 2, spread, 0.95);
            expect(wide.lower).toBeGreaterThanOrEqual(0);
            expect(wide.upper).toBeLessThanOrEqual(1);
            expect(wide.lower).toBeLessThanOrEqual(centre + 1e-12);
            expect(wide.upper).toBeGreaterThanOrEqual(centre - 1e-12);
            expect(smaller.lower).toBeGreaterThanOrEqual(wide.lower - 1e-12);
            expect(smaller.upper).toBeLessThanOrEqual(wide.upper + 1e-12);
          }
        },
      ),
      { seed: 1, numRuns: 50 },
    );
  });

  test("mirror each other for events and non-events", () => {
    for (const limits of [scoreFunnelLimits, arcsineFunnelLimits]) {
      const { lower, upper } = limits(0.2, 90, 0.001, 0.95);
      expect(limits(0.8, 90, 0.001, 0.95).upper).toBeCloseTo(1 - lower, 14);
      expect(limits(0.8, 90, 0.001, 0.95).lower).toBeCloseTo(1 - upper, 14);
    }
  });

  test("refuse what is no point of a funnel", () => {
    for (const limits of [scoreFunnelLimits, arcsineFunnelLimits]) {
      expect(() => limits(1.1, 90, 0, 0.95)).toThrow("centre");
      expect(() => limits(0.1, 0, 0, 0.95)).toThrow("cases");
      expect(() => limits(0.1, 10, -1e-9, 0.95)).toThrow("overdispersion");
      expect(() => limits(0.1, 10, 0, 1)).toThrow("Funnel limits got 1");
    }
  });
});

describe("Paule-Mandel", () => {
  const values = [-0.04, 0.01, 0.03, -0.07, 0.09, 0.02];
  const variances = [4e-4, 3e-4, 6e-4, 5e-4, 4e-4, 8e-4];
  const deviations = values.map((value, index) => ({ value, variance: variances[index] ?? 1 }));

  test("makes the weighted sum of squares its degrees of freedom", () => {
    const tau2 = pauleMandel(deviations) ?? 0;
    const weights = variances.map((variance) => 1 / (variance + tau2));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const mean = values.reduce((sum, value, index) => sum + value * (weights[index] ?? 0), 0) / total;
    expect(values.reduce((sum, value, index) => sum + (weights[index] ?? 0) * (value - mean) ** 2, 0)).toBeCloseTo(5, 10);
    expect(relativeError(tau2, golden["paule-mandel"]?.[0] ?? 0)).toBeLessThan(1e-9);
  });

  test("does not move with a shift, and goes with the square of the unit", () => {
    const tau2 = pauleMandel(deviations) ?? 0;
    expect(pauleMandel(deviations.map(({ value, variance }) => ({ value: value + 0.5, variance })))).toBeCloseTo(tau2, 12);
    expect(
      (pauleMandel(deviations.map(({ value, variance }) => ({ value: -100 * value, variance: 1e4 * variance }))) ?? 0) / 1e4,
    ).toBeCloseTo(tau2, 12);
  });

  test("is zero without excess spread, also exactly at its degrees of freedom, and unknown below two units", () => {
    expect(pauleMandel(variances.map((variance) => ({ value: 0.01, variance })))).toBe(0);
    const edge = [-1, 1].map((value) => ({ value, variance: 2 }));
    expect(pauleMandel(edge)).toBe(0);
    expect(pauleMandel([-1, 1].map((value) => ({ value, variance: 0.5 })))).toBeCloseTo(1.5, 13);
    expect(pauleMandel(deviations.slice(0, 1))).toBeNull();
    expect(pauleMandel([])).toBeNull();
  });

  test("refuses values that are not finite and variances that are not positive", () => {
    expect(() => pauleMandel([{ value: Number.NaN, variance: 1 }])).toThrow("deviation");
    expect(() => pauleMandel([{ value: 1, variance: 0 }])).toThrow("variance");
  });

  test("recovers the spread on average, which the winsorised form does not (statistics review A10)", () => {
    const random = seededRandom(11, "paule-mandel");
    let total = 0;
    for (let round = 0; round < 400; round += 1) {
      const units = Array.from({ length: 12 }, (_, index) => {
        const variance = 0.0002 + 0.00005 * index;
        return { value: Math.sqrt(0.0025 + variance) * random.nextNormal(), variance };
      });
      total += pauleMandel(units) ?? 0;
    }
    expect(total / 400).toBeGreaterThan(0.0022);
    expect(total / 400).toBeLessThan(0.0028);
    // Statistics review G21: mean square of normal deviates winsorised at 10 % and 90 %.
    const z = normalQuantile(0.9);
    expect(0.2 * z ** 2 + 0.8 - 2 * z * normalDensity(z)).toBeCloseTo(0.678654558953, 11);
  });
});

describe("generalised extreme studentised deviates", () => {
  const HONEST = [10.1, 9.8, 10.3, 9.9, 10, 10.2, 9.7, 10.1, 10.4, 9.6];

  test("two outliers on one side do not mask each other", () => {
    expect(extremeValues([...HONEST, 14.2], 3, 0.05)).toEqual([14.2]);
    expect(extremeValues([...HONEST, 14.2, 14.3], 3, 0.05)).toEqual([14.3, 14.2]);
    // Looked for one at a time, the first is hidden by the second.
    expect(extremeValues([...HONEST, 14.2, 14.3], 1, 0.05)).toEqual([]);
  });

  test("takes as many as the last that is extreme, at most those asked for, and leaves one", () => {
    // p by number of those left: only the second taken is extreme.
    const levels = new Map([
      [6, 0.04],
      [5, 0.0099],
      [4, 0.02],
    ]);
    const order = ["f", "e", "d", "c", "b", "a"];
    const among = (remaining: readonly string[]) => (own: string) =>
      own === order[6 - remaining.length] ? (levels.get(remaining.length) ?? 0) : 1;
    expect(extremeDeviates(["a", "b", "c", "d", "e", "f"], among, { most: 3, level: 0.05 })).toEqual(["f", "e"]);
    expect(extremeDeviates(["a", "b", "c", "d", "e", "f"], among, { most: 1, level: 0.05 })).toEqual([]);
    expect(extremeDeviates(["a", "b", "c", "d", "e", "f"], among, { most: 9, level: 0.05 })).toEqual(["f", "e", "d", "c", "b"]);
    expect(extremeDeviates(["a", "b", "c", "d", "e", "f"], among, { most: 2, level: 0.0495 })).toEqual(["f", "e"]);
    expect(extremeDeviates(["a", "b", "c", "d", "e", "f"], among, { most: 2, level: 0.0494 })).toEqual([]);
  });

  test("finds nothing where nothing can be found, and refuses a damaged plan", () => {
    const among = () => () => 0;
    expect(extremeDeviates([], among, { most: 3, level: 0.05 })).toEqual([]);
    expect(extremeDeviates(["a"], among, { most: 3, level: 0.05 })).toEqual([]);
    expect(extremeDeviates(["a", "b"], among, { most: 0, level: 0.05 })).toEqual([]);
    expect(extremeDeviates(["a", "b"], among, { most: 3, level: 0.05 })).toEqual(["a"]);
    expect(() => extremeDeviates(["a"], among, { most: -1, level: 0.05 })).toThrow("most outliers");
    expect(() => extremeDeviates(["a"], among, { most: 1, level: 0 })).toThrow("extremeDeviates got 0");
  });

  test("accuses nobody among normal values more often than stated", () => {
    const random = seededRandom(7, "gesd");
    let accused = 0;
    for (let round = 0; round < 100; round += 1)
      if (
        extremeValues(
          Array.from({ length: 20 }, () => random.nextNormal()),
          4,
          0.05,
        ).length > 0
      )
        accused += 1;
    expect(accused / 100).toBeLessThan(0.12);
  });
});

describe("exact excess", () => {
  const strata = [
    { cases: 25, probability: 0.04 },
    { cases: 15, probability: 0.1 },
  ];
  const complement = strata.map(({ cases, probability }) => ({ cases, probability: 1 - probability }));

  test("none and all reach the end of what is possible", () => {
    expect(exactExcessInterval(0, strata, 0.05).lower).toBeCloseTo(-2.5 / 40, 14);
    expect(exactExcessInterval(40, strata, 0.05).upper).toBeCloseTo(1 - 2.5 / 40, 14);
    const [lower = 0, upper = 0] = golden["few expected, exact interval"] ?? [];
    expect(exactExcessInterval(6, strata, 0.05).lower).toBeCloseTo(lower, 9);
    expect(exactExcessInterval(6, strata, 0.05).upper).toBeCloseTo(upper, 9);
  });

  test("mirrors itself for non-events", () => {
    for (const observed of [0, 1, 6, 20, 21, 39, 40]) {
      const one = exactExcessInterval(observed, strata, 0.1);
      const other = exactExcessInterval(40 - observed, complement, 0.1);
      expect(other.lower).toBeCloseTo(-one.upper, 12);
      expect(other.upper).toBeCloseTo(-one.lower, 12);
      expect(exactExcessPValue(40 - observed, complement)).toBeCloseTo(exactExcessPValue(observed, strata), 12);
    }
  });

  test("excludes 0 exactly when p is below alpha", () => {
    for (let observed = 0; observed <= 12; observed += 1) {
      const p = exactExcessPValue(observed, strata);
      for (const alpha of [0.05, 0.2]) {
        const { lower, upper } = exactExcessInterval(observed, strata, alpha);
        expect(lower > 0 || upper < 0).toBe(p < alpha);
        expect(lower).toBeLessThan(upper);
      }
    }
  });

  test("judges rare non-events exactly among many events", () => {
    const many = [{ cases: 5000, probability: 0.9994 }];
    // Nine non-events where three are expected: P(X >= 9) of Poisson(3) is about .0038.
    expect(exactExcessPValue(4991, many)).toBeCloseTo(exactExcessPValue(9, [{ cases: 5000, probability: 1 - 0.9994 }]), 12);
    expect(exactExcessPValue(4991, many)).toBeCloseTo(2 * 0.0038, 3);
    const interval = exactExcessInterval(4991, many, 0.05);
    const mirrored = exactExcessInterval(9, [{ cases: 5000, probability: 1 - 0.9994 }], 0.05);
    expect(interval.lower).toBeCloseTo(-mirrored.upper, 12);
    expect(interval.upper).toBeCloseTo(-mirrored.lower, 12);
  });

  test("takes the normal law of the distribution for thousands of events", () => {
    const large = [{ cases: 100_000, probability: 0.03 }];
    const { lower, upper } = exactExcessInterval(3200, large, 0.05);
    const half = 1.96 * Math.sqrt((0.032 * 0.968) / 100_000);
    expect(lower).toBeCloseTo(0.002 - half, 4);
    expect(upper).toBeCloseTo(0.002 + half, 4);
    expect(exactExcessPValue(3200, large)).toBe(poissonBinomialTails(3200, large).twoSided);
  });

  test("is that of Clopper and Pearson in one stratum, however far the expected probability lies", () => {
    const { lower, upper } = clopperPearsonInterval(5, 10, 0.95);
    for (const probability of [0.3, 1e-14, 1e-30]) {
      const interval = exactExcessInterval(5, [{ cases: 10, probability }], 0.05);
      expect(interval.lower).toBeCloseTo(lower - probability, 10);
      expect(interval.upper).toBeCloseTo(upper - probability, 10);
    }
    expect(exactExcessInterval(5, [{ cases: 10, probability: 1 - 1e-14 }], 0.05).upper).toBeCloseTo(upper - 1, 10);
  });

  test("needs expected probabilities that odds can move", () => {
    for (const probability of [0, 1])
      expect(() =>
        exactExcessInterval(
          1,
          [
            { cases: 5, probability: 0.5 },
            { cases: 5, probability },
          ],
          0.05,
        ),
      ).toThrow("probability");
    expect(exactExcessPValue(1, [{ cases: 5, probability: 0 }])).toBe(0);
    expect(exactExcessPValue(4, [{ cases: 5, probability: 1 }])).toBe(0);
  });

  test("refuses damaged counts", () => {
    expect(() => exactExcessInterval(0, [], 0.05)).toThrow("cases");
    expect(() => exactExcessInterval(41, strata, 0.05)).toThrow("observed");
    expect(() => exactExcessInterval(0.5, strata, 0.05)).toThrow("observed");
    expect(() => exactExcessInterval(1, strata, 1)).toThrow("exactExcessInterval got 1");
    expect(() => exactExcessPValue(1, [{ cases: 2.5, probability: 0.5 }])).toThrow("cases");
    expect(() => exactExcessPValue(1, [{ cases: 2, probability: 1.5 }])).toThrow("probability");
    expect(() => exactExcessPValue(3, [{ cases: 2, probability: 0.5 }])).toThrow("observed");
  });
});

describe("cross-fitted funnel", () => {
  test("agrees with R, which evaluates the formula on one unit and on two outliers", () => {
    const point = pointOf([unit("a", 35, 100), ...FIVE], "a");
    const [expected = 0, spread = 0, error = 0, pValue = 0] = golden["funnel unit: expected, tau2, se, p"] ?? [];
    expect(relativeError(point.expected, expected)).toBeLessThan(1e-12);
    expect(Math.abs(point.overdispersion - spread)).toBeLessThan(1e-9);
    expect(relativeError(point.standardError, error)).toBeLessThan(1e-5);
    expect(relativeError(point.pValue, pValue)).toBeLessThan(1e-4);
    const [lowExpected = 0, lowP = 0, lower = 0, upper = 0] = golden["two outliers, low: expected, p, interval"] ?? [];
    const low = pointOf([...TEN, STAMP, PARTIAL], "k");
    expect(relativeError(low.expected, lowExpected)).toBeLessThan(1e-12);
    expect(relativeError(low.pValue, lowP)).toBeLessThan(1e-5);
    expect(funnelInterval(low, 0.95).lower).toBeCloseTo(lower, 6);
    expect(funnelInterval(low, 0.95).upper).toBeCloseTo(upper, 6);
  });

  test("tells counts, scales and the test of a point", () => {
    const point = pointOf([unit("a", 35, 100), ...FIVE], "a");
    expect(point).toMatchObject({ cases: 100, observed: 35, few: false, degreesOfFreedom: 4, leftOut: [] });
    expect(point.excess).toBeCloseTo((35 - point.expected) / 100, 14);
    expect(point.z).toBeCloseTo(point.excess / point.standardError, 14);
    expect(point.logOdds).toBeCloseTo(Math.log(35.5 / 65.5) - Math.log((point.expected + 0.5) / (100.5 - point.expected)), 13);
    expect(point.test).toBe(
      "larger p of studentised excess as share and as log odds, t with 4 degrees of freedom; the reference without units that are outliers themselves",
    );
    expect(point.expectedStrata).toEqual([{ cases: 100, probability: point.expected / 100 }]);
  });

  test("an outlier does not hide itself: its own deviation is not in the spread it is judged by", () => {
    const calm = pointOf([unit("a", 11, 100), ...FIVE], "a");
    const wild = pointOf([unit("a", 90, 100), ...FIVE], "a");
    expect(wild.overdispersion).toBe(calm.overdispersion);
    expect(wild.standardError).toBe(calm.standardError);
  });

  test("neither the other outlier nor its absence changes what one is judged by", () => {
    const [both, alone] = [pointOf([...TEN, STAMP, PARTIAL], "l"), pointOf([...TEN, PARTIAL], "l")];
    expect(both.leftOut).toEqual(["k"]);
    expect(both.pValue).toBe(alone.pValue);
    expect(both.expected).toBe(alone.expected);
    expect(commonOverdispersion([...TEN, STAMP, PARTIAL])).toBe(commonOverdispersion(TEN));
  });

  test("outliers on the same side do not mask each other, and the honest are not accused for them", () => {
    const points = crossFittedFunnel([...TEN, PARTIAL, unit("m", 98, 420), unit("n", 108, 430)]) ?? [];
    expect(points.filter(({ pValue }) => pValue <= 0.01).map(({ unit: name }) => name)).toEqual(["l", "m", "n"]);
  });

  test("at most a third of the units is taken for outliers, and four remain", () => {
    const five = [...TEN.slice(0, 4), STAMP];
    expect(pointOf(five, "honest 0").leftOut).toEqual(["k"]);
    // Three of ten, but no fourth.
    const stamps = ["k", "m", "n", "o"].map((name) => unit(name, 400, 410));
    expect(pointOf([...TEN.slice(0, 7), ...stamps.slice(0, 3)], "honest 0").leftOut).toHaveLength(3);
    expect(pointOf([...TEN.slice(0, 6), ...stamps], "honest 0").leftOut.length).toBeLessThanOrEqual(3);
    expect(pointOf([...TEN.slice(0, 3), STAMP], "honest 0").leftOut).toEqual([]);
  });

  test("of four units none is left out, however far it lies from the others", () => {
    const four = [unit("a", 100_000, 1e6), unit("b", 100_100, 1e6), unit("c", 99_900, 1e6), unit("d", 900_000, 1e6)];
    const points = crossFittedFunnel(four) ?? [];
    expect(points.map(({ leftOut }) => leftOut.length)).toEqual([0, 0, 0, 0]);
    expect(points[3]?.pValue).toBeLessThan(1e-3);
    expect(points[3]?.degreesOfFreedom).toBe(2);
    // All four spread around .3, so their variance is (3 x .2^2 + .6^2)/3.
    expect(commonOverdispersion(four)).toBeCloseTo(0.16, 3);
    expect(commonOverdispersion(four.slice(1))).toBeGreaterThan(0.1);
    expect(commonOverdispersion([...four, unit("e", 100_050, 1e6)])).toBeLessThan(1e-6);
  });

  test("does not depend on the order of units and strata, nor on cells cut in two", () => {
    const cut = TEN.map((one, index) =>
      index % 2 === 0
        ? one
        : {
            ...one,
            cells: [
              { stratum: "all", cases: 10, events: 1 },
              ...one.cells.map((cell) => ({ ...cell, cases: cell.cases - 10, events: cell.events - 1 })),
            ],
          },
    );
    const whole = pointOf([...TEN, PARTIAL], "l");
    const other = pointOf([PARTIAL, ...cut.toReversed()], "l");
    expect(other.expected).toBeCloseTo(whole.expected, 10);
    expect(other.pValue).toBeCloseTo(whole.pValue, 12);
  });

  test("mirrors itself for non-events", () => {
    const mirrored = [...TEN, PARTIAL].map((one) => ({
      ...one,
      cells: one.cells.map((cell) => ({ ...cell, events: cell.cases - cell.events })),
    }));
    const [one, other] = [pointOf([...TEN, PARTIAL], "l"), pointOf(mirrored, "l")];
    expect(other.excess).toBeCloseTo(-one.excess, 12);
    expect(other.pValue).toBeCloseTo(one.pValue, 12);
  });

  test("case mix explains a high rate that comes from hard cases", () => {
    const mixed = (name: string, hard: number, easy: number) => ({
      unit: name,
      cells: [
        { stratum: "hard", cases: hard, events: Math.round(hard * 0.4) },
        { stratum: "easy", cases: easy, events: Math.round(easy * 0.02) },
      ],
    });
    const units = [
      mixed("hard cases only", 400, 20),
      mixed("b", 100, 400),
      mixed("c", 120, 380),
      mixed("d", 90, 410),
      mixed("e", 100, 420),
    ];
    const point = pointOf(units, "hard cases only");
    expect(point.observed).toBe(160);
    expect(Math.abs(point.excess)).toBeLessThan(0.01);
  });

  test("few expected events, or non-events, also have to pass the exact test", () => {
    const point = pointOf([unit("a", 9, 20), ...FIVE], "a");
    expect(point.few).toBe(true);
    expect(point.test).toContain("and of the exact Poisson-binomial");
    expect(point.pValue).toBeGreaterThanOrEqual(exactExcessPValue(9, point.expectedStrata));
    const often = [
      unit("a", 11, 20),
      ...FIVE.map((one) => ({ ...one, cells: one.cells.map((cell) => ({ ...cell, events: cell.cases - cell.events })) })),
    ];
    expect(pointOf(often, "a").few).toBe(true);
    expect(pointOf(often, "a").pValue).toBeCloseTo(point.pValue, 12);
  });

  test("holds for 1e12 cases", () => {
    const enormous = TEN.map((one) => ({
      ...one,
      cells: one.cells.map((cell) => ({ ...cell, cases: cell.cases * 1e9, events: cell.events * 1e9 })),
    }));
    const points = crossFittedFunnel([...enormous, unit("z", 9e11, 1e12)]) ?? [];
    expect(points.every(({ pValue, standardError }) => pValue >= 0 && pValue <= 1 && standardError > 0)).toBe(true);
    expect(points.at(-1)?.pValue).toBeLessThan(1e-6);
  });

  test("below four units with cases there is no spread to compare with", () => {
    expect(crossFittedFunnel(FIVE.slice(0, 3))).toBeNull();
    expect(crossFittedFunnel([...FIVE.slice(0, 3), unit("empty", 0, 0)])).toBeNull();
    expect(crossFittedFunnel(FIVE.slice(0, 4))).toHaveLength(4);
    expect(commonOverdispersion([])).toBe(0);
    expect(commonOverdispersion(FIVE.slice(0, 1))).toBe(0);
    expect(commonOverdispersion([unit("a", 10, 100), unit("b", 60, 100)])).toBeGreaterThan(0.05);
  });

  test("refuses damaged counts", () => {
    expect(() => crossFittedFunnel([unit("a", 5, 4), ...FIVE])).toThrow("events");
    expect(() => crossFittedFunnel([unit("a", -1, 4), ...FIVE])).toThrow("events");
    expect(() => crossFittedFunnel([unit("a", 1, 4.5), ...FIVE])).toThrow("Case mix (cases) got 4.5");
    expect(() => crossFittedFunnel([unit("a", 0, -1), ...FIVE])).toThrow("Case mix (cases) got -1");
  });
});

describe("interval of the excess", () => {
  test("excludes 0 exactly when p is below 1 - level, few events or many", () => {
    let excluded = 0;
    fc.assert(
      fc.property(fc.nat({ max: 60 }), fc.integer({ min: 20, max: 60 }), fc.constantFrom(0.9, 0.95, 0.99), (events, cases, level) => {
        const point = pointOf([...TEN, unit("x", Math.min(events, cases), cases)], "x");
        const { lower, upper } = funnelInterval(point, level);
        expect(lower).toBeLessThanOrEqual(point.excess);
        expect(upper).toBeGreaterThanOrEqual(point.excess);
        fc.pre(Math.abs(point.pValue - (1 - level)) > 1e-9);
        expect(lower > 0 || upper < 0).toBe(point.pValue < 1 - level);
        if (lower > 0 || upper < 0) excluded += 1;
      }),
      { seed: 4, numRuns: 25 },
    );
    expect(excluded).toBeGreaterThan(10);
  });

  test("is never narrower than the exact interval where few events are expected", () => {
    const point = pointOf([...TEN, unit("x", 6, 20)], "x");
    const sure = { ...point, few: true, standardError: 1e-9, logOddsError: 1e-9 };
    const exact = exactExcessInterval(point.observed, point.expectedStrata, 1 - 0.95);
    expect(funnelInterval(sure, 0.95)).toEqual(exact);
    expect(exact.upper - exact.lower).toBeGreaterThan(0.1);
    expect(funnelInterval({ ...sure, few: false }, 0.95).upper).toBeLessThan(exact.upper);
  });

  test("stays within -1 and 1, however wide, and refuses a level", () => {
    const point = pointOf([unit("a", 1, 2), unit("b", 90, 100), unit("c", 5, 100), unit("d", 40, 100)], "a");
    const { lower, upper } = funnelInterval(point, 0.999999);
    expect([lower, upper]).toEqual([-1, 1]);
    expect(() => funnelInterval(point, 1)).toThrow("funnelInterval got 1");
  });
});
