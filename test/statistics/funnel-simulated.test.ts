import { describe, expect, test } from "vitest";
import { type CaseMixUnit, commonOverdispersion, crossFittedFunnel } from "../../src/statistics/outliers/cross-fitted-funnel.ts";
import { seededRandom } from "../../src/statistics/resampling/random.ts";
import { pointOf } from "./comparisons/outliers.ts";

const unit = (name: string, events: number, cases: number): CaseMixUnit => ({ unit: name, cells: [{ stratum: "all", cases, events }] });
const STAMP = unit("k", 0, 410);

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

describe("many units", () => {
  test("above a hundred reference units the spread is estimated once for all", () => {
    const many = Array.from({ length: 102 }, (_, index) => unit(`r${index}`, 20 + ((index * 7) % 21), 200));
    const points = crossFittedFunnel(many) ?? [];
    expect(new Set(points.map(({ overdispersion }) => overdispersion)).size).toBe(1);
    expect(points[0]?.overdispersion).toBe(commonOverdispersion(many));
    const fewer = crossFittedFunnel(many.slice(0, 100)) ?? [];
    expect(new Set(fewer.map(({ overdispersion }) => overdispersion)).size).toBeGreaterThan(1);
  });
});
