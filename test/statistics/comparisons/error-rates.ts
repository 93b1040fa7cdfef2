import type { Outcome } from "../../../src/foundation/outcome.ts";
import { balancedAccuracy } from "../../../src/statistics/error-rates/balanced-accuracy.ts";
import { CONFUSION_RATES, type ConfusionCells, confusionRate } from "../../../src/statistics/error-rates/confusion-rates.ts";
import { fBeta } from "../../../src/statistics/error-rates/f-beta.ts";
import { imbensManskiInterval } from "../../../src/statistics/error-rates/imbens-manski.ts";
import { manskiBounds } from "../../../src/statistics/error-rates/manski-bounds.ts";
import { matthewsCorrelation } from "../../../src/statistics/error-rates/matthews-correlation.ts";
import {
  type MulticlassAverage,
  type MulticlassMetric,
  multiclassAccuracy,
  multiclassRate,
} from "../../../src/statistics/error-rates/multiclass-rates.ts";
import { regressionErrors } from "../../../src/statistics/error-rates/regression-errors.ts";
import { readGolden } from "../golden-file.ts";
import type { Comparison, ComparisonFamily } from "./comparison.ts";
import { detailOf, numberOf } from "./computed-value.ts";

type Numbers = readonly number[];
interface RegressionGolden {
  readonly n: number;
  readonly unit: number;
  readonly e: string;
  readonly absoluteE: string;
  readonly squaredE: string;
  readonly y: string;
  readonly squaredY: string;
  readonly expected: { readonly bias: Numbers; readonly mae: Numbers; readonly mse: number; readonly rmse: number; readonly r2: number };
  readonly scikitLearn: Numbers;
}
interface Golden {
  readonly rates: [Numbers, (Numbers | null)[]][];
  readonly fBeta: [Numbers, Numbers][];
  readonly matthews: [Numbers, Numbers][];
  readonly balanced: [Numbers, Numbers][];
  readonly multiclass: { name: string; table: number[][]; expected: Record<string, (number | null)[] | null> }[];
  readonly manski: [Numbers, Numbers[]][];
  readonly imbensManski: [Numbers, Numbers][];
  readonly regression: RegressionGolden[];
}

const TIGHT = 1e-12;
const METRICS: readonly MulticlassMetric[] = ["precision", "recall", "f1"];
const AVERAGES: readonly MulticlassAverage[] = ["macro", "weighted"];

function cellsOf([truePositive = 0, falsePositive = 0, falseNegative = 0, trueNegative = 0]: Numbers): ConfusionCells {
  return { truePositive, falsePositive, falseNegative, trueNegative };
}

function list(
  method: string,
  what: string,
  actual: Numbers,
  expected: readonly (number | null)[],
  tolerance = TIGHT,
  scale = 0,
): Comparison[] {
  return expected.flatMap((value, index) =>
    value === null
      ? []
      : [
          {
            method: `error-rates/${method}`,
            what: `${what}, number ${index}`,
            actual: actual[index] ?? Number.NaN,
            expected: value,
            tolerance,
            scale,
          },
        ],
  );
}

function interval(outcome: Outcome): number[] {
  return [numberOf(outcome, "estimate"), numberOf(outcome, "lower"), numberOf(outcome, "upper")];
}

function compare(): readonly Comparison[] {
  const golden = readGolden<Golden>("error-rates");
  return [
    ...golden.rates.flatMap(([input, expected]) =>
      CONFUSION_RATES.flatMap((rate, index) => {
        const values = expected[index] ?? [];
        return values.length === 0
          ? []
          : list(
              "confusion-rates",
              `${rate} ${input.join(" ")}`,
              interval(confusionRate(rate, cellsOf(input), 0.95)),
              values,
              TIGHT,
              1e-20,
            );
      }),
    ),
    ...golden.fBeta.flatMap(([input, expected]) => {
      const outcome = fBeta(cellsOf(input), input[4] ?? 1, 0.95);
      return list("f-beta", input.join(" "), [numberOf(outcome, "estimate"), ...interval(outcome)], expected, TIGHT, 1e-20);
    }),
    ...golden.matthews.flatMap(([input, expected]) => {
      const outcome = matthewsCorrelation(cellsOf(input), 0.95);
      return list(
        "matthews-correlation",
        input.join(" "),
        [numberOf(outcome, "estimate"), ...interval(outcome), detailOf(outcome, "standardError")],
        expected,
      );
    }),
    ...golden.balanced.flatMap(([input, expected]) => {
      const outcome = balancedAccuracy(cellsOf(input), 0.95);
      return list("balanced-accuracy", input.join(" "), [numberOf(outcome, "estimate"), ...interval(outcome)], expected);
    }),
    ...golden.multiclass.flatMap(({ name, table, expected }) => [
      ...list("multiclass-rates", `${name}, accuracy`, [numberOf(multiclassAccuracy(table, 0.95), "estimate")], expected["accuracy"] ?? []),
      ...AVERAGES.flatMap((average) =>
        METRICS.flatMap((metric) => multiclass(name, table, metric, average, expected[`${average} ${metric}`] ?? null)),
      ),
    ]),
    ...golden.manski.flatMap(([input, expected]) =>
      CONFUSION_RATES.flatMap((rate, index) => {
        const [unlabelledPredictedPositive = 0, unlabelledPredictedNegative = 0] = input.slice(4);
        const bounds = manskiBounds(rate, { ...cellsOf(input), unlabelledPredictedPositive, unlabelledPredictedNegative });
        const [lower, upper] = [bounds.lowerCount / bounds.lowerRows, bounds.upperCount / bounds.upperRows];
        return list("manski-bounds", `${rate} ${input.join(" ")}`, [lower, upper], expected[index] ?? []);
      }),
    ),
    ...golden.imbensManski.flatMap(([input, expected]) => {
      const [lowerCount = 0, lowerRows = 1, upperCount = 0, upperRows = 1, level = 0.5] = input;
      const outcome = imbensManskiInterval({ lowerCount, lowerRows, upperCount, upperRows }, level, lowerRows);
      const actual = [detailOf(outcome, "criticalValue"), numberOf(outcome, "lower"), numberOf(outcome, "upper")];
      return list("imbens-manski", input.join(" "), actual, expected);
    }),
    ...imbensByR(),
    ...golden.regression.flatMap(regression),
  ];
}

/** null: refused. scikit-learn's number first, then estimate and limits. */
function multiclass(
  name: string,
  table: number[][],
  metric: MulticlassMetric,
  average: MulticlassAverage,
  expected: (number | null)[] | null,
): Comparison[] {
  const outcome = multiclassRate(table, metric, average, 0.95);
  const what = `${name}, ${average} ${metric}`;
  if (expected === null) return list("multiclass-rates", `${what} is refused`, [Number(outcome.status === "computed")], [0]);
  return list("multiclass-rates", what, [numberOf(outcome, "estimate"), ...interval(outcome)], expected, 1e-11);
}

function imbensByR(): Comparison[] {
  const golden = readGolden<Record<string, number[]>>("subgroup");
  const cases = [
    { name: "imbensManskiWide", upperCount: 900, lowerCount: 300 },
    { name: "imbensManskiNarrow", upperCount: 510, lowerCount: 500 },
  ];
  return cases.flatMap(({ name, lowerCount, upperCount }) => {
    const outcome = imbensManskiInterval({ lowerCount, lowerRows: 1000, upperCount, upperRows: 1000 }, 0.95, 1000);
    // R's uniroot stops at 1e-14 after interpolation; its own root is exact to 1e-11.
    return list(
      "imbens-manski",
      `R ${name}`,
      [detailOf(outcome, "criticalValue"), numberOf(outcome, "lower"), numberOf(outcome, "upper")],
      golden[name] ?? [],
      1e-10,
    );
  });
}

function regression({ n, unit, expected, scikitLearn, ...sums }: RegressionGolden): Comparison[] {
  const whole = {
    e: BigInt(sums.e),
    absoluteE: BigInt(sums.absoluteE),
    squaredE: BigInt(sums.squaredE),
    y: BigInt(sums.y),
    squaredY: BigInt(sums.squaredY),
  };
  const errors = regressionErrors({ n, unit, ...whole }, 0.95);
  const what = `n ${n}, sum y ${sums.y}`;
  const withError = (outcome: Outcome) => [...interval(outcome), detailOf(outcome, "standardError")];
  const others = [errors.meanSquaredError, errors.rootMeanSquaredError, errors.rSquared].map((outcome) => numberOf(outcome, "estimate"));
  const means = [errors.meanAbsoluteError, errors.meanSquaredError, errors.rSquared].map((outcome) => numberOf(outcome, "estimate"));
  return [
    ...list("regression-errors", `${what}, bias`, withError(errors.bias), expected.bias, 1e-11, Math.abs(expected.bias[3] ?? 0)),
    ...list("regression-errors", `${what}, MAE`, withError(errors.meanAbsoluteError), expected.mae, 1e-11),
    ...list("regression-errors", what, others, [expected.mse, expected.rmse, expected.r2]),
    // scikit-learn works on the doubles themselves: at means of 1e6 spreads keep 1e-9 of their digits.
    ...list("regression-errors", `scikit-learn, ${what}`, means, scikitLearn, 1e-7),
  ];
}

export const errorRates: ComparisonFamily = { family: "error-rates", compare };
