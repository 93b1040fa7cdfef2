import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type CaseMixUnit,
  type FunnelPoint,
  commonOverdispersion,
  crossFittedFunnel,
} from "../../src/statistics/outliers/cross-fitted-funnel.ts";
import { exactExcessInterval, funnelInterval } from "../../src/statistics/outliers/funnel-interval.ts";
import { seededRandom } from "../../src/statistics/resampling/random.ts";
import { goldenValues, relativeError } from "./override-golden.ts";

const unit = (name: string, events: number, cases: number): CaseMixUnit => ({ unit: name, cells: [{ stratum: "all", cases, events }] });
const EVENTS = [41, 52, 38, 47, 60, 44, 35, 50, 55, 43];
const CASES = [400, 430, 380, 410, 470, 420, 390, 405, 450, 415];
const TEN = EVENTS.map((events, index) => unit(`honest ${index}`, events, CASES[index] ?? 0));
const STAMP = unit("k", 0, 410);
const PARTIAL = unit("l", 104, 440);

const pointOf = (units: readonly CaseMixUnit[], name: string): FunnelPoint => {
  const point = crossFittedFunnel(units)?.find((candidate) => candidate.unit === name);
  if (point === undefined) throw new Error(`No point ${name}.`);
  return point;
};

describe("two outliers among twelve", () => {
  test.each([
    ["k", "l", "two outliers, low: expected, p, interval"],
    ["l", "k", "two outliers, high: expected, p, interval"],
  ])("%s is judged without %s, as R does it", (name, other, golden) => {
    const point = pointOf([...TEN, STAMP, PARTIAL], name);
    const [expected = 0, pValue = 0, lower = 0, upper = 0] = goldenValues(golden);
    expect(point.leftOut).toEqual([other]);
    expect(relativeError(point.expected, expected)).toBeLessThan(1e-12);
    expect(relativeError(point.pValue, pValue)).toBeLessThan(1e-5);
    const interval = funnelInterval(point, 0.95);
    expect(interval.lower).toBeCloseTo(lower, 6);
    expect(interval.upper).toBeCloseTo(upper, 6);
  });

  test("neither the other outlier nor its absence changes what one is judged by", () => {
    const [both, alone] = [pointOf([...TEN, STAMP, PARTIAL], "l"), pointOf([...TEN, PARTIAL], "l")];
    expect(both.pValue).toBe(alone.pValue);
    expect(both.expected).toBe(alone.expected);
    expect(commonOverdispersion([...TEN, STAMP, PARTIAL])).toBe(commonOverdispersion(TEN));
  });

  test("outliers on the same side do not mask each other, and the honest are not accused for them", () => {
    const points = crossFittedFunnel([...TEN, PARTIAL, unit("m", 98, 420), unit("n", 108, 430)]) ?? [];
    const found = points.filter(({ pValue }) => pValue <= 0.01).map(({ unit: name }) => name);
    expect(found).toEqual(["l", "m", "n"]);
  });
});

describe("size and power, simulated", () => {
  const logistic = (x: number) => 1 / (1 + Math.exp(-x));
  type Random = ReturnType<typeof seededRandom>;
  const HONEST: readonly (readonly [string, (index: number) => number, (random: Random) => number])[] = [
    ["no differences", (index) => 100 + 40 * index, () => 0.15],
    ["mild differences of shares", (index) => 100 + 40 * index, (random) => Math.max(0.01, 0.15 + 0.02 * random.nextNormal())],
    ["differences of shares", (index) => 100 + 40 * index, (random) => Math.max(0.01, 0.15 + 0.04 * random.nextNormal())],
    ["differences of log odds", (index) => 100 + 40 * index, (random) => logistic(-1.73 + 0.25 * random.nextNormal())],
    ["differences of log odds, many cases", () => 3000, (random) => logistic(-1.73 + 0.25 * random.nextNormal())],
  ];

  test.each(HONEST)("of twelve honest reviewers with %s at most one in twenty has p <= .05", (name, casesOf, rateOf) => {
    const random = seededRandom(21, name);
    const points = Array.from({ length: 200 }, () =>
      crossFittedFunnel(
        Array.from({ length: 12 }, (_, index) => unit(`r${index}`, random.nextBinomial(casesOf(index), rateOf(random)), casesOf(index))),
      ),
    ).flatMap((round) => round ?? []);
    expect(points).toHaveLength(2400);
    expect(points.filter(({ pValue }) => pValue <= 0.05).length / 2400).toBeLessThanOrEqual(0.05);
  });

  test("a partial reviewer beside a rubber stamp is found nearly as often as one alone", () => {
    const random = seededRandom(22, "power");
    let [alone, beside] = [0, 0];
    for (let round = 0; round < 100; round += 1) {
      const eleven = [
        ...Array.from({ length: 10 }, (_, index) =>
          unit(`r${index}`, random.nextBinomial(420, logistic(-2.1 + 0.15 * random.nextNormal())), 420),
        ),
        unit("l", random.nextBinomial(440, 0.24), 440),
      ];
      if (pointOf(eleven, "l").pValue <= 0.01) alone += 1;
      if (pointOf([...eleven, STAMP], "l").pValue <= 0.01) beside += 1;
    }
    expect(alone).toBeGreaterThan(80);
    expect(beside).toBeGreaterThan(alone - 10);
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
      { seed: 4 },
    );
    expect(excluded).toBeGreaterThan(10);
  });

  test("few expected events: agrees with R's inversion of the exact test", () => {
    const strata = [
      { cases: 25, probability: 0.04 },
      { cases: 15, probability: 0.1 },
    ];
    const [lower = 0, upper = 0] = goldenValues("few expected, exact interval");
    const interval = exactExcessInterval(6, strata, 0.05);
    expect(interval.lower).toBeCloseTo(lower, 9);
    expect(interval.upper).toBeCloseTo(upper, 9);
    expect(exactExcessInterval(0, strata, 0.05).lower).toBeCloseTo(-2.5 / 40, 14);
    expect(exactExcessInterval(40, strata, 0.05).upper).toBeCloseTo(1 - 2.5 / 40, 14);
  });
});
