import type { Interval, Outcome } from "../../../src/foundation/outcome.ts";
import { clopperPearsonInterval, clopperPearsonUpper } from "../../../src/statistics/proportions/clopper-pearson.ts";
import { type Alternative, fisherExact } from "../../../src/statistics/proportions/fisher-exact.ts";
import { fisherMidP } from "../../../src/statistics/proportions/fisher-mid-p.ts";
import { katzRatio } from "../../../src/statistics/proportions/katz-ratio.ts";
import { miettinenNurminenDifference } from "../../../src/statistics/proportions/miettinen-nurminen-difference.ts";
import { miettinenNurminenRatio } from "../../../src/statistics/proportions/miettinen-nurminen-ratio.ts";
import { newcombeDifference } from "../../../src/statistics/proportions/newcombe-difference.ts";
import { oddsRatioWoolf } from "../../../src/statistics/proportions/odds-ratio-woolf.ts";
import { restrictedVariance } from "../../../src/statistics/proportions/restricted-variance.ts";
import { scoreTestDifference } from "../../../src/statistics/proportions/score-test-difference.ts";
import { smallestDetectableDifference } from "../../../src/statistics/proportions/smallest-detectable-difference.ts";
import { twoProportionTest } from "../../../src/statistics/proportions/two-proportion-test.ts";
import { wilsonInterval } from "../../../src/statistics/proportions/wilson-interval.ts";
import { casesForZeroEventBound, zeroEventUpperLimit } from "../../../src/statistics/proportions/zero-event-bound.ts";
import { readGolden } from "../golden-file.ts";
import type { Comparison, ComparisonFamily } from "./comparison.ts";
import { computedValue, detailOf, numberOf } from "./computed-value.ts";

type Rows = [number[], number[]][];
type Four = [number, number, number, number];
type Five = [number, number, number, number, number];

/** Statistics in double precision; looser where the number itself is a difference of larger ones, of the given scale. */
const TIGHT = 1e-12;
/** Tails of discrete distributions at counts of 1e12: sums of some 1e5 terms, each of relative error 1e-13 at best. */
const ENORMOUS = 1e-9;

function compare(): readonly Comparison[] {
  const golden = readGolden<Record<string, Rows>>("proportions");
  const byR = readGolden<Record<string, Rows>>("proportions-by-r");
  const rows = (file: Record<string, Rows>, name: string): Rows => file[name] ?? [];
  const of = (name: string) => `proportions/${name}`;
  const pair = (method: string, what: string, actual: Limits, expected: readonly number[], tolerance = TIGHT, scale = 0): Comparison[] => [
    { method, what: `${what} lower`, actual: actual.lower, expected: expected[0] ?? Number.NaN, tolerance, scale },
    { method, what: `${what} upper`, actual: actual.upper, expected: expected[1] ?? Number.NaN, tolerance, scale },
  ];
  const limits = (outcome: Outcome): Limits => ({ lower: numberOf(outcome, "lower"), upper: numberOf(outcome, "upper") });
  const intervals: readonly [string, string, (input: Five) => Outcome, "difference" | "ratio"][] = [
    ["newcombeDifference", "newcombe-difference", (v) => newcombeDifference(...v), "difference"],
    ["miettinenNurminenDifference", "miettinen-nurminen-difference", (v) => miettinenNurminenDifference(...v), "difference"],
    ["miettinenNurminenRatio", "miettinen-nurminen-ratio", (v) => miettinenNurminenRatio(...v), "ratio"],
    ["katzRatio", "katz-ratio", (v) => katzRatio(...v), "ratio"],
    ["oddsRatioWoolf", "odds-ratio-woolf", ([a, b, c, d, level]) => oddsRatioWoolf({ a, b, c, d }, level), "ratio"],
  ];
  return [
    ...rows(golden, "wilsonInterval").flatMap(([input, expected]) => {
      const [k = 0, n = 1, level = 0.5] = input;
      return pair(of("wilson-interval"), `${input.join(" ")}`, wilsonInterval(k, n, level), expected);
    }),
    ...rows(byR, "wilson").flatMap(([[k = 0, n = 1], expected]) =>
      // R computes the lower limit as a difference.
      pair(of("wilson-interval"), `R ${k}/${n}`, wilsonInterval(k, n, 0.95), expected, TIGHT, 1),
    ),
    ...rows(golden, "clopperPearson").flatMap(([input, expected]) => {
      const [k = 0, n = 1, level = 0.5] = input;
      return pair(of("clopper-pearson"), `${input.join(" ")}`, clopperPearsonInterval(k, n, level), expected);
    }),
    ...rows(byR, "binomTest").flatMap(([[k = 0, n = 1], expected]) =>
      // R's qbeta is the less exact one at 1e12.
      pair(of("clopper-pearson"), `R ${k}/${n}`, clopperPearsonInterval(k, n, 0.95), expected, n > 1e6 ? 1e-10 : TIGHT),
    ),
    { method: of("clopper-pearson"), what: "G13", actual: clopperPearsonUpper(2, 95, 0.95), expected: 0.0647889303145, tolerance: 1e-11 },
    ...intervals.flatMap(([name, file, make, kind]) =>
      rows(golden, name).flatMap(([input, expected]) => {
        // The limits of a difference are compared on the scale of the rates it is taken from.
        const [x1 = 0, n1 = 1, x2 = 0, n2 = 1] = input;
        const scale = kind === "difference" ? Math.min(1, Math.max(x1 / n1, x2 / n2, 1e-12)) : 0;
        return pair(of(file), `${name} ${input.join(" ")}`, limits(make(asFive(input))), expected, TIGHT, scale);
      }),
    ),
    ...rows(golden, "restrictedVariance").map(([input, [expected = Number.NaN]]) => {
      const [x1, n1, x2, n2, d] = asFive(input);
      // The closed cubic loses its own digits near the boundary: variances below 1e-20 are compared on that scale.
      const actual = restrictedVariance({ x1, n1, x2, n2 }, d);
      return { method: of("restricted-variance"), what: input.join(" "), actual, expected, tolerance: TIGHT, scale: 1e-20 };
    }),
    ...rows(golden, "twoProportionTest").flatMap(([input, expected]) =>
      tests("two-proportion-test", twoProportionTest(...asFour(input)), input, expected),
    ),
    ...rows(golden, "scoreTestDifference").flatMap(([input, expected]) =>
      tests("score-test-difference", scoreTestDifference(...asFour(input)), input, expected),
    ),
    ...rows(byR, "propTest").map(([input, [expected = Number.NaN]]) => ({
      method: of("two-proportion-test"),
      what: `R ${input.join(" ")}`,
      actual: numberOf(twoProportionTest(...asFour(input)), "p"),
      expected,
      tolerance: 1e-11,
    })),
    ...subgroup(),
    ...fisherComparisons(rows(byR, "fisherTest")),
    ...detectable(rows(golden, "smallestDetectableDifference"), rows(byR, "powerPropTest")),
    ...rows(golden, "zeroEventUpperLimit").map(([[cases = 1, level = 0.5], [expected = Number.NaN]]) => ({
      method: of("zero-event-bound"),
      what: `limit ${cases} ${level}`,
      actual: zeroEventUpperLimit(cases, level),
      expected,
      tolerance: TIGHT,
    })),
    ...rows(golden, "casesForZeroEventBound").map(([[rate = 0.5, level = 0.5], [expected = Number.NaN]]) => ({
      method: of("zero-event-bound"),
      what: `cases ${rate} ${level}`,
      actual: casesForZeroEventBound(rate, level),
      expected,
      tolerance: 0,
    })),
  ];
}

/** R on the subgroup examples: pooled UCBAdmissions, score test and its exact branch, G5. */
function subgroup(): Comparison[] {
  const golden = readGolden<Record<string, number[]>>("subgroup");
  const score = scoreTestDifference(56, 70, 48, 80);
  const woolf = oddsRatioWoolf({ a: 1198, b: 557, c: 1493, d: 1278 }, 0.95);
  const katz = katzRatio(108, 300, 80, 190, 0.95);
  const three = (outcome: Outcome) => [numberOf(outcome, "estimate"), numberOf(outcome, "lower"), numberOf(outcome, "upper")];
  const cases: readonly [string, string, readonly number[]][] = [
    ["score-test-difference", "scoreTest", [detailOf(score, "z"), numberOf(score, "p")]],
    ["score-test-difference", "fisherBranch", [numberOf(scoreTestDifference(3, 50, 1, 150), "p")]],
    ["odds-ratio-woolf", "oddsRatioWoolf", three(woolf)],
    ["katz-ratio", "katzRatio", three(katz)],
  ];
  return cases.flatMap(([file, name, actual]) =>
    (golden[name] ?? []).map((expected, index) => ({
      method: `proportions/${file}`,
      what: `R ${name}, number ${index}`,
      actual: actual[index] ?? Number.NaN,
      expected,
      tolerance: 1e-11,
    })),
  );
}

type Limits = Pick<Interval, "lower" | "upper">;

function asFour([a = 0, b = 0, c = 0, d = 0]: readonly number[]): Four {
  return [a, b, c, d];
}

function asFive([a = 0, b = 0, c = 0, d = 0, e = 0]: readonly number[]): Five {
  return [a, b, c, d, e];
}

function tests(
  file: string,
  outcome: Outcome,
  input: readonly number[],
  [z = Number.NaN, p = Number.NaN]: readonly number[],
): Comparison[] {
  const method = `proportions/${file}`;
  const what = input.join(" ");
  // p moves by z^2 times the relative error of z; p1 - p2 of rates near .5 at 1e12 is exact to 1e-10 only.
  const size = (input[1] ?? 0) > 1e9 ? 1e-9 : TIGHT;
  return [
    { method, what: `z ${what}`, actual: detailOf(outcome, "z"), expected: z, tolerance: size },
    { method, what: `p ${what}`, actual: numberOf(outcome, "p"), expected: p, tolerance: size * Math.max(1, 2 * z * z) },
  ];
}

function fisherComparisons(byR: Rows): Comparison[] {
  const golden = readGolden<{ exact: Rows; enormous: Rows }>("fisher");
  const sides: readonly Alternative[] = ["two-sided", "greater", "less"];
  const comparisons = (rows: Rows, tolerance: number): Comparison[] =>
    rows.flatMap(([input, expected]) =>
      sides
        .flatMap((side, index) => [
          { file: "fisher-exact", outcome: fisherExact(...asFour(input), side), value: expected[index] },
          { file: "fisher-mid-p", outcome: fisherMidP(...asFour(input), side), value: expected[index + 3] },
        ])
        .flatMap(({ file, outcome, value }) =>
          value === undefined
            ? []
            : [
                {
                  method: `proportions/${file}`,
                  what: `${computedValue(outcome).method} ${input.join(" ")}`,
                  actual: numberOf(outcome, "p"),
                  expected: value,
                  tolerance,
                },
              ],
        ),
    );
  return [...comparisons(golden.exact, TIGHT), ...comparisons(golden.enormous, ENORMOUS), ...comparisons(byR, 1e-10)];
}

function detectable(golden: Rows, byR: Rows): Comparison[] {
  const method = "proportions/smallest-detectable-difference";
  const plan = (n1: number, n2: number, referenceRate: number, q: number, power: number) =>
    smallestDetectableDifference({ n1, n2, referenceRate, q, hypotheses: 1, power }).atQ;
  const direction = (outcome: Outcome, key: "increase" | "decrease"): number => {
    if (outcome.status !== "computed") return -1;
    const value = outcome.detail?.[key];
    return typeof value === "number" ? value : -1;
  };
  return [
    ...golden.flatMap(([input, [increase = Number.NaN, decrease = Number.NaN]]) => {
      const outcome = plan(...asFive(input));
      const what = input.join(" ");
      return [
        { method, what: `increase ${what}`, actual: direction(outcome, "increase"), expected: increase, tolerance: TIGHT },
        { method, what: `decrease ${what}`, actual: direction(outcome, "decrease"), expected: decrease, tolerance: TIGHT },
      ];
    }),
    ...byR.map(([[n = 1, rate = 0, q = 0.5, power = 0.5], [expected = Number.NaN]]) => ({
      method,
      what: `R power.prop.test ${n} ${rate} ${q} ${power}`,
      actual: direction(plan(n, n, rate, q, power), "increase"),
      expected,
      // R stops its root search at 1e-14 of p2, from which the difference is taken.
      tolerance: 1e-10,
    })),
  ];
}

export const proportions: ComparisonFamily = { family: "proportions", compare };
