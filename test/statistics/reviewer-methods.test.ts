import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { crossFittedFunnel } from "../../src/statistics/outliers/cross-fitted-funnel.ts";
import { arcsineFunnelLimits, scoreFunnelLimits } from "../../src/statistics/outliers/funnel-proportion.ts";
import { logisticSlope } from "../../src/statistics/calibration/logistic-slope.ts";
import { longestRunProbability } from "../../src/statistics/sequences/longest-run.ts";
import { pauleMandel } from "../../src/statistics/outliers/paule-mandel.ts";
import { poissonBinomialProbabilities, poissonBinomialTails } from "../../src/statistics/distributions/poisson-binomial.ts";
import { seededRandom } from "../../src/statistics/resampling/random.ts";
import { casesForZeroEventBound, zeroEventUpperLimit } from "../../src/statistics/proportions/zero-event-bound.ts";
import { goldenValue, goldenValues, relativeError, requireComputed } from "./override-golden.ts";

describe("zero events", () => {
  test("need 59 cases for 5 % and 149 for 2 % (statistics review G13)", () => {
    expect([casesForZeroEventBound(0.05, 0.95), casesForZeroEventBound(0.02, 0.95)]).toEqual([59, 149]);
    expect(relativeError(zeroEventUpperLimit(59, 0.95), 0.0495076098882)).toBeLessThan(1e-10);
    expect(relativeError(zeroEventUpperLimit(149, 0.95), 0.0199048162207)).toBeLessThan(1e-10);
  });

  test("the least number of cases brings the limit below the rate, one less does not", () => {
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 0.9, noNaN: true }), fc.double({ min: 0.5, max: 0.999, noNaN: true }), (rate, level) => {
        const cases = casesForZeroEventBound(rate, level);
        expect(zeroEventUpperLimit(cases, level)).toBeLessThanOrEqual(rate * (1 + 1e-9));
        if (cases > 1) expect(zeroEventUpperLimit(cases - 1, level)).toBeGreaterThan(rate * (1 - 1e-9));
      }),
    );
  });
});

describe("longest run", () => {
  test("gives .0808 for 60 in 200 at .92, not .0067 (statistics review G17)", () => {
    expect(relativeError(longestRunProbability(200, 60, 0.92), 0.08076399409)).toBeLessThan(1e-10);
  });

  test("agrees with R's Markov chain", () => {
    expect(relativeError(longestRunProbability(500, 30, 0.85), goldenValue("longest run 500 30 .85"))).toBeLessThan(1e-11);
    expect(relativeError(longestRunProbability(50, 1, 0.01), goldenValue("longest run 50 1 .01"))).toBeLessThan(1e-11);
  });

  test("equals enumeration of all sequences of ten", () => {
    for (const length of [1, 2, 3, 7, 10, 11]) {
      let probability = 0;
      for (let sequence = 0; sequence < 1024; sequence += 1) {
        const bits = sequence.toString(2).padStart(10, "0");
        const ones = bits.replaceAll("0", "").length;
        if (bits.includes("1".repeat(length))) probability += 0.7 ** ones * 0.3 ** (10 - ones);
      }
      expect(longestRunProbability(10, length, 0.7)).toBeCloseTo(probability, 12);
    }
  });
});

describe("Poisson-binomial", () => {
  const strata = [
    { cases: 40, probability: 0.03 },
    { cases: 60, probability: 0.08 },
    { cases: 25, probability: 0.2 },
  ];

  test("agrees with R's convolution, deep tail included", () => {
    const [lower = 0, upper = 0] = goldenValues("poisson-binomial lower 4, upper 4");
    const four = poissonBinomialTails(4, strata);
    expect(relativeError(four.lower, lower)).toBeLessThan(1e-11);
    expect(relativeError(four.upper, upper)).toBeLessThan(1e-11);
    expect(relativeError(poissonBinomialTails(30, strata).upper, goldenValue("poisson-binomial upper 30"))).toBeLessThan(1e-10);
  });

  test("probabilities add up to one and both tails share the observed point", () => {
    const stratum = fc.record({ cases: fc.integer({ min: 0, max: 30 }), probability: fc.double({ min: 0, max: 1, noNaN: true }) });
    fc.assert(
      fc.property(fc.array(stratum, { minLength: 1, maxLength: 5 }), fc.nat(), (cells, pick) => {
        const cases = cells.reduce((total, cell) => total + cell.cases, 0);
        const masses = poissonBinomialProbabilities(cells, cases);
        expect(masses.reduce((total, mass) => total + mass, 0)).toBeCloseTo(1, 10);
        const observed = pick % (cases + 1);
        const { lower, upper } = poissonBinomialTails(observed, cells);
        expect(lower + upper - (masses[observed] ?? 0)).toBeCloseTo(1, 10);
      }),
    );
  });

  test("the normal approximation of large counts is near the exact tail", () => {
    const large = [{ cases: 40_000, probability: 0.06 }];
    const exact = poissonBinomialTails(1980, [{ cases: 33_000, probability: 0.06 }]).lower;
    expect(exact).toBeGreaterThan(0.49);
    expect(poissonBinomialTails(2300, large).method).toContain("normal approximation");
    expect(poissonBinomialTails(2300, large).lower).toBeCloseTo(0.0181, 3);
  });
});

describe("Paule-Mandel", () => {
  const values = [-0.04, 0.01, 0.03, -0.07, 0.09, 0.02];
  const variances = [4e-4, 3e-4, 6e-4, 5e-4, 4e-4, 8e-4];

  test("agrees with R's root and is zero without excess spread", () => {
    const deviations = values.map((value, index) => ({ value, variance: variances[index] ?? 1 }));
    expect(relativeError(pauleMandel(deviations) ?? 0, goldenValue("paule-mandel"))).toBeLessThan(1e-9);
    expect(pauleMandel(deviations.map(({ variance }) => ({ value: 0.01, variance })))).toBe(0);
    expect(pauleMandel(deviations.slice(0, 1))).toBeNull();
  });

  test("recovers the spread on average, which the winsorised form does not (statistics review A10)", () => {
    const random = seededRandom(11, "paule-mandel");
    let total = 0;
    for (let round = 0; round < 400; round += 1) {
      const deviations = Array.from({ length: 12 }, (_, index) => {
        const variance = 0.0002 + 0.00005 * index;
        return { value: Math.sqrt(0.0025 + variance) * random.nextNormal(), variance };
      });
      total += pauleMandel(deviations) ?? 0;
    }
    expect(total / 400).toBeGreaterThan(0.0022);
    expect(total / 400).toBeLessThan(0.0028);
  });
});

describe("funnel limits", () => {
  test("the arcsine comparison gives the review's golden values (statistics review G19)", () => {
    const expected = [
      [50, 0.00465003578062, 0.234297453635],
      [200, 0.0311768742073, 0.148797483239],
      [1000, 0.0555347423265, 0.108472871909],
    ] as const;
    for (const [cases, lower, upper] of expected) {
      const limits = arcsineFunnelLimits(0.08, cases, 0, 0.998);
      expect(relativeError(limits.lower, lower)).toBeLessThan(1e-10);
      expect(relativeError(limits.upper, upper)).toBeLessThan(1e-10);
    }
  });

  test("score-based limits narrow with size down to the spread between units", () => {
    const wide = scoreFunnelLimits(0.3, 50, 0.0001, 0.95);
    const narrow = scoreFunnelLimits(0.3, 5_000_000, 0.0001, 0.95);
    expect(wide.upper - wide.lower).toBeGreaterThan(narrow.upper - narrow.lower);
    expect(narrow.upper - 0.3).toBeCloseTo(1.959963984540054 * 0.01, 4);
    expect(scoreFunnelLimits(0.01, 20, 0, 0.998).lower).toBe(0);
  });
});

describe("cross-fitted funnel", () => {
  const unit = (name: string, events: number, cases: number) => ({ unit: name, cells: [{ stratum: "all", cases, events }] });
  const others = [unit("b", 12, 100), unit("c", 9, 120), unit("d", 15, 130), unit("e", 22, 150), unit("f", 7, 80)];

  test("agrees with the formula evaluated in R", () => {
    const point = crossFittedFunnel([unit("a", 35, 100), ...others])?.find((entry) => entry.unit === "a");
    const [expected = 0, spread = 0, error = 0, pValue = 0] = goldenValues("funnel unit: expected, tau2, se, p");
    expect(relativeError(point?.expected ?? 0, expected)).toBeLessThan(1e-12);
    expect(Math.abs((point?.overdispersion ?? 0) - spread)).toBeLessThan(1e-9);
    expect(relativeError(point?.standardError ?? 0, error)).toBeLessThan(1e-5);
    expect(relativeError(point?.pValue ?? 0, pValue)).toBeLessThan(1e-4);
  });

  test("an outlier does not hide itself: its own deviation is not in the spread it is judged by", () => {
    const calm = crossFittedFunnel([unit("a", 11, 100), ...others])?.find((entry) => entry.unit === "a");
    const wild = crossFittedFunnel([unit("a", 90, 100), ...others])?.find((entry) => entry.unit === "a");
    expect(wild?.overdispersion).toBe(calm?.overdispersion);
    expect(wild?.standardError).toBe(calm?.standardError);
  });

  test("case mix explains a high rate that comes from hard cases", () => {
    const mixed = (name: string, hard: number, easy: number) => ({
      unit: name,
      cells: [
        { stratum: "hard", cases: hard, events: Math.round(hard * 0.4) },
        { stratum: "easy", cases: easy, events: Math.round(easy * 0.02) },
      ],
    });
    const points = crossFittedFunnel([
      mixed("hard cases only", 400, 20),
      mixed("b", 100, 400),
      mixed("c", 120, 380),
      mixed("d", 90, 410),
      mixed("e", 100, 420),
    ]);
    expect(points?.[0]?.observed).toBe(160);
    expect(Math.abs(points?.[0]?.excess ?? 1)).toBeLessThan(0.01);
  });

  test("rejects honest, overdispersed units no more often than stated", () => {
    const random = seededRandom(5, "funnel-size");
    let rejected = 0;
    let judged = 0;
    for (let round = 0; round < 150; round += 1) {
      const units = Array.from({ length: 12 }, (_, index) => {
        const cases = 100 + 40 * index;
        const rate = Math.min(0.5, Math.max(0.01, 0.15 + 0.04 * random.nextNormal()));
        return unit(`r${index}`, random.nextBinomial(cases, rate), cases);
      });
      for (const point of crossFittedFunnel(units) ?? []) {
        judged += 1;
        if (point.pValue <= 0.05) rejected += 1;
      }
    }
    expect(judged).toBe(1800);
    expect(rejected).toBeGreaterThan(0);
    expect(rejected / judged).toBeLessThan(0.05);
  });

  test("below four units there is no spread to compare with", () => {
    expect(crossFittedFunnel(others.slice(0, 3))).toBeNull();
    expect(crossFittedFunnel([...others.slice(0, 3), unit("empty", 0, 0)])).toBeNull();
  });

  test("few expected events also have to pass the exact test", () => {
    const point = crossFittedFunnel([unit("a", 9, 20), ...others])?.find((entry) => entry.unit === "a");
    expect(point?.test).toContain("exact Poisson-binomial");
    expect(point?.pValue).toBeGreaterThanOrEqual(poissonBinomialTails(9, point?.expectedStrata ?? []).twoSided);
  });
});

describe("logistic slope", () => {
  const cells = [
    { x: 0.05, cases: 200, events: 60 },
    { x: 0.1, cases: 190, events: 48 },
    { x: 0.2, cases: 210, events: 31 },
    { x: 0.35, cases: 180, events: 14 },
    { x: 0.5, cases: 160, events: 6 },
  ];

  test("agrees with R glm", () => {
    const outcome = requireComputed(logisticSlope(cells, 0.95));
    const [slope = 0, error = 0, pValue = 0, intercept = 0] = goldenValues("logistic slope, standard error, p, intercept");
    expect(relativeError(outcome.estimate, slope)).toBeLessThan(1e-9);
    expect(relativeError(Number(outcome.detail?.["standardError"]), error)).toBeLessThan(1e-9);
    expect(relativeError(Number(outcome.detail?.["intercept"]), intercept)).toBeLessThan(1e-9);
    expect(relativeError(outcome.pValue ?? 0, pValue)).toBeLessThan(1e-6);
  });

  test("cannot be computed for one value, no events, or perfect separation", () => {
    expect(logisticSlope([{ x: 1, cases: 30, events: 5 }], 0.95)).toMatchObject({ code: "degenerate" });
    expect(
      logisticSlope(
        cells.map((cell) => ({ ...cell, events: 0 })),
        0.95,
      ),
    ).toMatchObject({ code: "degenerate" });
    expect(
      logisticSlope(
        [
          { x: 0, cases: 30, events: 0 },
          { x: 1, cases: 30, events: 30 },
        ],
        0.95,
      ),
    ).toMatchObject({ code: "numerical" });
  });
});
