import type { Outcome } from "../../../src/foundation/outcome.ts";
import { kolmogorovLatticeTail } from "../../../src/statistics/two-samples/kolmogorov-lattice.ts";
import { kolmogorovSmirnovBounds } from "../../../src/statistics/two-samples/kolmogorov-smirnov-bounds.ts";
import { kolmogorovSmirnov } from "../../../src/statistics/two-samples/kolmogorov-smirnov.ts";
import { mannWhitney } from "../../../src/statistics/two-samples/mann-whitney.ts";
import { meanRiditShift } from "../../../src/statistics/two-samples/mean-ridit.ts";
import { outOfRangeShare } from "../../../src/statistics/two-samples/out-of-range.ts";
import { pairedCounts } from "../../../src/statistics/two-samples/paired-counts.ts";
import { twoSampleChiSquared } from "../../../src/statistics/two-samples/two-sample-chi-squared.ts";
import { unseenShare } from "../../../src/statistics/two-samples/unseen-share.ts";
import { wassersteinInSigma } from "../../../src/statistics/two-samples/wasserstein-from-cells.ts";
import { wassersteinDistance } from "../../../src/statistics/two-samples/wasserstein.ts";
import { type GoldenCase, casesOfR, exactCases, firstCase } from "../drift-golden.ts";
import type { Comparison, ComparisonFamily } from "./comparison.ts";
import { detailOf, numberOf } from "./computed-value.ts";

/** Statistics: a sum of positive terms, or one exact fraction. */
const TIGHT = 1e-13;
/** p-values: error of the statistic times the slope of log p, and of the distribution function. */
const P = 1e-11;

type Compared = readonly [what: string, actual: number, expected: number, tolerance: number, scale?: number];

function rows(method: string, golden: GoldenCase, compared: readonly Compared[]): Comparison[] {
  return compared.map(([what, actual, expected, tolerance, scale]) => ({
    method: `two-samples/${method}`,
    what: `${what}, ${golden.name}`,
    actual,
    expected,
    tolerance,
    ...(scale === undefined ? {} : { scale }),
  }));
}

const samples = (golden: GoldenCase) => [golden.list("baseline"), golden.list("window")] as const;

function chiSquared(golden: GoldenCase): Comparison[] {
  const outcome = twoSampleChiSquared(...samples(golden));
  return rows("two-sample-chi-squared", golden, [
    ["X2", numberOf(outcome, "estimate"), golden.one("statistic"), TIGHT],
    ["p", numberOf(outcome, "p"), golden.one("p"), P],
    ["df", detailOf(outcome, "df"), golden.one("df"), 0],
    ["smallest expected count", detailOf(outcome, "smallestExpected"), golden.one("smallestExpected"), TIGHT],
  ]);
}

/** R takes 1 - P, which loses digits of a small p. */
const P_OF_R = 1e-9;

function kolmogorov(golden: GoldenCase): Comparison[] {
  const [baseline, window] = samples(golden);
  const outcome = kolmogorovSmirnov(baseline, window);
  return rows("kolmogorov-smirnov", golden, [
    ["D", numberOf(outcome, "estimate"), golden.one("d"), TIGHT],
    ["p", numberOf(outcome, "p"), golden.one("p"), golden.has("exact") ? P : P_OF_R],
  ]);
}

function lattice(golden: GoldenCase): Comparison[] {
  const pairs = pairedCounts("lattice", ...samples(golden));
  if ("status" in pairs) throw new Error(pairs.reason);
  const numerator = Math.round(golden.one("d") * pairs.n * pairs.m);
  return rows("kolmogorov-lattice", golden, [
    ["p", kolmogorovLatticeTail(pairs, numerator), golden.one("p"), golden.has("exact") ? P : P_OF_R],
  ]);
}

function bounds(golden: GoldenCase): Comparison[] {
  const limits = kolmogorovSmirnovBounds(...samples(golden), golden.flags("atoms"));
  return rows("kolmogorov-smirnov-bounds", golden, [
    ["lower", limits?.lower ?? Number.NaN, golden.one("lower"), TIGHT],
    ["upper", limits?.upper ?? Number.NaN, golden.one("upper"), TIGHT],
  ]);
}

function ridit(golden: GoldenCase): Comparison[] {
  const level = golden.has("level") ? golden.one("level") : 0.95;
  const outcome = meanRiditShift(...samples(golden), level);
  return rows("mean-ridit", golden, [
    // R's and DeLong's shift is a difference of shares of the size of 1/2.
    ["shift", numberOf(outcome, "estimate"), golden.one("shift"), golden.has("lower") ? TIGHT : 1e-14, golden.has("lower") ? 0 : 1],
    ["DeLong variance", detailOf(outcome, "variance"), golden.one("variance"), 1e-12],
    ...(golden.has("lower")
      ? ([
          ["null variance", detailOf(outcome, "nullVariance"), golden.one("nullVariance"), 1e-12],
          ["p", numberOf(outcome, "p"), golden.one("p"), P],
          // Limits are the shift and a reach: either may be near 0.
          ["lower", numberOf(outcome, "lower"), golden.one("lower"), 1e-12, Math.abs(golden.one("shift"))],
          ["upper", numberOf(outcome, "upper"), golden.one("upper"), 1e-12, Math.abs(golden.one("shift"))],
        ] satisfies Compared[])
      : []),
  ]);
}

function whitney(golden: GoldenCase): Comparison[] {
  const [baseline, window] = samples(golden);
  const outcome = mannWhitney(baseline, window, 0.95);
  if (golden.has("w")) {
    const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0);
    return rows("mann-whitney", golden, [
      ["U", numberOf(outcome, "estimate") * total(baseline) * total(window), golden.one("w"), 1e-14],
      ["p", numberOf(outcome, "p"), golden.one("p"), P],
    ]);
  }
  return rows("mann-whitney", golden, [
    ["probability of superiority", numberOf(outcome, "estimate"), golden.one("superiority"), TIGHT],
    ["z", detailOf(outcome, "z"), golden.one("z"), TIGHT],
    ["sigma", detailOf(outcome, "sigma"), golden.one("sigma"), TIGHT],
    ["p", numberOf(outcome, "p"), golden.one("p"), P],
    ["lower", numberOf(outcome, "lower"), golden.one("lower"), 1e-12],
    ["upper", numberOf(outcome, "upper"), golden.one("upper"), 1e-12],
  ]);
}

function earthMover(golden: GoldenCase): Comparison[] {
  const [baseline, window] = samples(golden);
  const outcome = wassersteinDistance({ values: golden.list("values"), baseline, window, sigma: golden.one("sigma") });
  return rows("wasserstein", golden, [
    ["raw distance", detailOf(outcome, "raw"), golden.one("raw"), TIGHT],
    ["distance in sigma", numberOf(outcome, "estimate"), golden.one("raw") / golden.one("sigma"), TIGHT],
    // scipy sums in doubles.
    ...(golden.has("scipy")
      ? ([["raw distance of scipy", detailOf(outcome, "raw"), golden.one("scipy"), 1e-12]] satisfies Compared[])
      : []),
  ]);
}

function earthMoverOfCells(golden: GoldenCase, tolerance: number): Comparison[] {
  const [baseline, window] = samples(golden);
  const outcome = wassersteinInSigma({ edges: golden.list("edges"), baseline, window, sigma: golden.one("sigma") });
  return rows("wasserstein-from-cells", golden, [
    ["raw distance", detailOf(outcome, "raw"), golden.one("raw"), tolerance],
    ["distance in sigma", numberOf(outcome, "estimate"), golden.one("raw") / golden.one("sigma"), tolerance],
    ...(golden.has("largestError")
      ? ([["largest error", detailOf(outcome, "largestError"), golden.one("largestError"), TIGHT]] satisfies Compared[])
      : []),
  ]);
}

function outOfRange(golden: GoldenCase): Comparison[] {
  const [outside, m, n, level] = [golden.one("outside"), golden.one("m"), golden.one("n"), golden.one("level")];
  const outcome = outOfRangeShare({ outside, m, n, level });
  // Effect and limits are a share less its expectation.
  const scale = Math.max(outside / m, 2 / (n + 1));
  return rows("out-of-range", golden, [
    ["p", numberOf(outcome, "p"), golden.one("p"), 1e-11],
    ["effect", numberOf(outcome, "estimate"), golden.one("estimate"), 1e-12, scale],
    ["expected share", detailOf(outcome, "expected"), golden.one("expected"), 1e-14],
  ]).concat(excess(outcome, golden, scale));
}

/** Limits of an effect, on the scale of the shares it is the difference of. */
function excess(outcome: Outcome, golden: GoldenCase, scale: number): Comparison[] {
  return rows("excess-share", golden, [
    ["lower", numberOf(outcome, "lower"), golden.one("lower"), 1e-11, scale],
    ["upper", numberOf(outcome, "upper"), golden.one("upper"), 1e-11, scale],
  ]);
}

function unseen(golden: GoldenCase, tolerance: number): Comparison[] {
  const outcome = unseenShare({
    unseen: golden.one("unseen"),
    m: golden.one("m"),
    n: golden.one("n"),
    seenOnce: golden.one("once"),
    seenTwice: golden.one("twice"),
    level: golden.one("level"),
  });
  const p = rows("unseen-share", golden, [["p", numberOf(outcome, "p"), golden.one("p"), tolerance]]);
  if (!golden.has("expected")) return p;
  const scale = Math.max(golden.one("unseen") / golden.one("m"), golden.one("expected"));
  return [
    ...p,
    ...rows("unseen-share", golden, [
      ["effect", numberOf(outcome, "estimate"), golden.one("estimate"), 1e-12, scale],
      ["expected share", detailOf(outcome, "expected"), golden.one("expected"), 1e-14],
    ]),
    ...excess(outcome, golden, scale),
  ];
}

/** R writes the cases of these as one list a field: tails by lbeta sums, which lose digits. */
function listsOfR(method: string, p: (at: (key: string) => number) => number): Comparison[] {
  const golden = firstCase(casesOfR(method));
  return golden.list("p").map((expected, index) => ({
    method: `two-samples/${method === "unseen" ? "unseen-share" : method}`,
    what: `p, R case ${index + 1}`,
    actual: p((key) => golden.list(key)[index] ?? Number.NaN),
    expected,
    tolerance: 1e-9,
  }));
}

export const twoSamples: ComparisonFamily = {
  family: "two-samples",
  compare: () => [
    ...[...casesOfR("chi-squared"), ...exactCases("chi-squared")].flatMap(chiSquared),
    ...[...casesOfR("ks"), ...exactCases("ks")].flatMap(kolmogorov),
    ...[...casesOfR("ks"), ...exactCases("ks").filter((golden) => golden.flags("exact")[0] === true)].flatMap(lattice),
    ...exactCases("ks-bounds").flatMap(bounds),
    ...[...casesOfR("mean-ridit"), ...exactCases("mean-ridit")].flatMap(ridit),
    ...[...casesOfR("mann-whitney"), ...exactCases("mann-whitney")].flatMap(whitney),
    ...exactCases("wasserstein").flatMap(earthMover),
    // R integrates numerically to 1e-10.
    ...casesOfR("wasserstein").flatMap((golden) => earthMoverOfCells(golden, 1e-7)),
    ...exactCases("wasserstein-cells").flatMap((golden) => earthMoverOfCells(golden, TIGHT)),
    ...exactCases("out-of-range").flatMap(outOfRange),
    ...exactCases("unseen").flatMap((golden) => unseen(golden, 1e-10)),
    // The reference takes a normal distribution for the binomial part, ours in the smooth form a beta for the whole.
    ...exactCases("unseen-large").flatMap((golden) => unseen(golden, 5e-5)),
    ...listsOfR("out-of-range", (at) => numberOf(outOfRangeShare({ outside: at("outside"), m: at("m"), n: at("n"), level: 0.95 }), "p")),
    ...listsOfR("unseen", (at) =>
      numberOf(
        unseenShare({ unseen: at("unseen"), m: at("m"), n: at("n"), seenOnce: at("once"), seenTwice: at("twice"), level: 0.95 }),
        "p",
      ),
    ),
  ],
};
