import * as beta from "../../../src/statistics/distributions/beta.ts";
import * as betaBinomial from "../../../src/statistics/distributions/beta-binomial.ts";
import { betaBinomialTailSum } from "../../../src/statistics/distributions/beta-binomial-tail.ts";
import { binomialTerm } from "../../../src/statistics/distributions/binomial-term.ts";
import * as binomial from "../../../src/statistics/distributions/binomial.ts";
import * as chiSquared from "../../../src/statistics/distributions/chi-squared.ts";
import * as f from "../../../src/statistics/distributions/f-distribution.ts";
import * as hypergeometric from "../../../src/statistics/distributions/hypergeometric.ts";
import * as kolmogorov from "../../../src/statistics/distributions/kolmogorov.ts";
import * as noncentral from "../../../src/statistics/distributions/noncentral-chi-squared.ts";
import { noncentralTailByContour } from "../../../src/statistics/distributions/noncentral-contour.ts";
import { noncentralityLower, noncentralityUpper } from "../../../src/statistics/distributions/noncentrality-limits.ts";
import * as normal from "../../../src/statistics/distributions/normal.ts";
import * as student from "../../../src/statistics/distributions/student-t.ts";
import { readGolden } from "../golden-file.ts";
import type { Comparison, ComparisonFamily } from "./comparison.ts";
import { discreteComparisons } from "./discrete-distributions.ts";

type Compute = (...values: [number, number, number, number]) => number;
type Arguments = readonly number[];
/** Arguments, P(X <= x), P(X > x); null where the value is outside 1e-290..1e300. */
type TailRow = readonly [Arguments, number | null, number | null];
/** Arguments with p first, x with P(X <= x) = p, x with P(X > x) = p, and the condition number of each. */
type PointRow = readonly [Arguments, number | null, number | null, number | null, number | null];

/** Relative error of a tail in the body of a distribution, and below 1e-20. */
const [BODY, TAIL] = [1e-12, 1e-9];

interface Pair {
  readonly method: string;
  readonly lower: Compute;
  readonly upper: Compute;
}

const TAILS: Readonly<Record<string, Pair>> = {
  normal: { method: "normal", lower: normal.normalCdf, upper: normal.normalSurvival },
  chiSquared: { method: "chi-squared", lower: chiSquared.chiSquaredCdf, upper: chiSquared.chiSquaredSurvival },
  studentT: { method: "student-t", lower: student.studentTCdf, upper: student.studentTSurvival },
  f: { method: "f-distribution", lower: f.fCdf, upper: f.fSurvival },
  binomial: { method: "binomial", lower: binomial.binomialCdf, upper: binomial.binomialSurvival },
  hypergeometric: { method: "hypergeometric", lower: hypergeometric.hypergeometricCdf, upper: hypergeometric.hypergeometricSurvival },
  betaBinomial: { method: "beta-binomial", lower: betaBinomial.betaBinomialCdf, upper: betaBinomial.betaBinomialSurvival },
  betaBinomialLarge: {
    method: "beta-binomial-tail",
    lower: (k, m, a, b) => betaBinomialTailSum(m - k, m, b, a),
    upper: (k, m, a, b) => betaBinomialTailSum(k + 1, m, a, b),
  },
  noncentral: {
    method: "noncentral-chi-squared",
    lower: noncentral.noncentralChiSquaredCdf,
    upper: noncentral.noncentralChiSquaredSurvival,
  },
  kolmogorov: { method: "kolmogorov", lower: kolmogorov.kolmogorovCdf, upper: kolmogorov.kolmogorovSurvival },
};

const POINTS: Readonly<Record<string, Pair>> = {
  chiSquaredPoint: { method: "chi-squared", lower: chiSquared.chiSquaredQuantile, upper: chiSquared.chiSquaredUpperPoint },
  // The golden points are those of |T|.
  studentTPoint: {
    method: "student-t",
    lower: (p, df) => student.studentTUpperPoint((1 - p) / 2, df),
    upper: (p, df) => student.studentTUpperPoint(p / 2, df),
  },
  studentTCenter: {
    method: "student-t",
    lower: (p, df) => student.studentTQuantile(0.5 + p / 2, df),
    upper: (p, df) => student.studentTQuantile(0.5 - p / 2, df),
  },
  fPoint: { method: "f-distribution", lower: f.fQuantile, upper: f.fUpperPoint },
  betaPoint: { method: "beta", lower: beta.betaQuantile, upper: beta.betaUpperPoint },
  noncentralPoint: {
    method: "noncentral-chi-squared",
    lower: noncentral.noncentralChiSquaredQuantile,
    upper: noncentral.noncentralChiSquaredUpperPoint,
  },
  kolmogorovPoint: { method: "kolmogorov", lower: kolmogorov.kolmogorovQuantile, upper: kolmogorov.kolmogorovUpperPoint },
};

export const distributions: ComparisonFamily = {
  family: "distributions",
  compare: () => {
    const tailRows = readGolden<Record<string, readonly TailRow[]>>("distributions-mpmath");
    const pointRows = readGolden<Record<string, readonly PointRow[]>>("distributions-mpmath");
    return [
      ...Object.entries(TAILS).flatMap(([name, pair]) => sectionOf(tailRows, name).flatMap((row) => tails(pair, row))),
      ...Object.entries(POINTS).flatMap(([name, pair]) => sectionOf(pointRows, name).flatMap((row) => points(pair, row))),
      ...others(),
      ...discreteComparisons(),
    ];
  },
};

/** A golden section; one that is missing or empty would compare nothing. */
function sectionOf<Row>(sections: Record<string, readonly Row[]>, name: string): readonly Row[] {
  const rows = sections[name] ?? [];
  if (rows.length === 0) throw new Error(`The golden values have no section ${name}.`);
  return rows;
}

function tails({ method, lower, upper }: Pair, [values, below, above]: TailRow): Comparison[] {
  const [x = 0, a = 0, b = 0, c = 0] = values;
  return [["P(X <= x)", lower, below] as const, ["P(X > x)", upper, above] as const].flatMap(([what, compute, expected]) =>
    one(method, `${what} at ${values.join(", ")}`, () => compute(x, a, b, c), expected, toleranceOf(expected)),
  );
}

function points({ method, lower, upper }: Pair, [values, below, above, belowCondition, aboveCondition]: PointRow): Comparison[] {
  const [p = 0, a = 0, b = 0, c = 0] = values;
  return [["quantile", lower, below, belowCondition] as const, ["upper point", upper, above, aboveCondition] as const].flatMap(
    ([what, compute, expected, condition]) => {
      // What the tail may err by, an ill-conditioned point errs by in proportion.
      const tolerance = toleranceOf(Math.min(p, 1 - p)) * Math.max(1, condition ?? 1);
      return one(method, `${what} at ${values.join(", ")}`, () => compute(p, a, b, c), expected, tolerance);
    },
  );
}

function toleranceOf(tail: number | null): number {
  return tail !== null && tail < 1e-20 ? TAIL : BODY;
}

function one(method: string, what: string, compute: () => number, expected: number | null, tolerance: number): Comparison[] {
  return expected === null ? [] : [{ method: `distributions/${method}`, what, actual: compute(), expected, tolerance }];
}

function others(): Comparison[] {
  const golden = readGolden<{
    normalQuantile: [[number], number][];
    binomialTerm: [[number, number, number], number | null][];
    noncentralityLimits: [[number, number, number], number, number][];
    noncentral: [[number, number, number], number | null, number | null][];
  }>("distributions-mpmath");
  const byR = readGolden<Record<"betaQuantile" | "fCdf", (readonly [readonly [number, number, number], number])[]>>("distributions");
  return [
    // R's digits, where mpmath's are many more.
    ...byR.betaQuantile.flatMap(([[p, a, b], expected]) =>
      one("beta", `quantile by R at ${p}, ${a}, ${b}`, () => beta.betaQuantile(p, a, b), expected, 1e-11),
    ),
    ...byR.fCdf.flatMap(([[x, a, b], expected]) =>
      one("f-distribution", `by R at ${x}, ${a}, ${b}`, () => f.fCdf(x, a, b), expected, 1e-12),
    ),
    ...golden.normalQuantile.flatMap(([[p], expected]) => [
      ...one("normal", `quantile at ${p}`, () => normal.normalQuantile(p), expected, 1e-14),
      ...one("normal", `upper point at ${p}`, () => normal.normalUpperPoint(p), 0 - expected, 1e-14),
    ]),
    ...golden.binomialTerm.flatMap(([[k, m, p], expected]) =>
      one("binomial-term", `${k} and ${m} at ${p}`, () => binomialTerm(k, m, p, 1 - p), expected, BODY),
    ),
    ...golden.noncentralityLimits.flatMap(([[x, df, alpha], upper, lower]) => [
      ...one("noncentrality-limits", `upper limit of ${x}, ${df}`, () => noncentralityUpper(x, df, alpha), upper, BODY),
      ...one("noncentrality-limits", `lower limit of ${x}, ${df}`, () => noncentralityLower(x, df, alpha), lower, BODY),
    ]),
    ...golden.noncentral
      .filter(([[x, , lambda]]) => lambda * x > 40_000)
      .flatMap(([[x, df, lambda], lower, upper]) => {
        const isUpper = x > df + lambda;
        const expected = isUpper ? upper : lower;
        return one(
          "noncentral-contour",
          `${x}, ${df}, ${lambda}`,
          () => noncentralTailByContour(x, df, lambda, isUpper),
          expected,
          toleranceOf(expected),
        );
      }),
  ];
}
