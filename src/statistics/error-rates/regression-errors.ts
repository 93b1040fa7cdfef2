import { type NotComputable, type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import { requireArgument, requireCount, requireLevel, requirePositive } from "../domain.ts";
import { studentTQuantile } from "../distributions/student-t.ts";

/**
 * Exact sums over n rows of the outcome y and the error e = prediction - y, both in whole steps of `unit` (0.01 for two decimals):
 * sum(cast(round(e / unit) as hugeint)) and so on, one SQL statement.
 */
export interface RegressionSums {
  readonly n: number;
  readonly unit: number;
  readonly e: bigint;
  readonly absoluteE: bigint;
  readonly squaredE: bigint;
  readonly y: bigint;
  readonly squaredY: bigint;
}

export interface RegressionErrors {
  readonly bias: Outcome;
  readonly meanAbsoluteError: Outcome;
  readonly meanSquaredError: Outcome;
  readonly rootMeanSquaredError: Outcome;
  readonly rSquared: Outcome;
}

/**
 * Errors of a regression: bias, mean absolute, mean squared and root mean squared error, and R squared.
 *
 * Formula: bias = sum e/n, MAE = sum |e|/n, MSE = sum e^2/n, RMSE = sqrt MSE, R^2 = 1 - n sum e^2 / (n sum y^2 - (sum y)^2), differences
 * taken in whole numbers. Standard error of a mean of v: sqrt((n sum v^2 - (sum v)^2) / (n^2 (n - 1))), interval by Student's t with
 * n - 1 df, for bias and MAE (whose lower limit is cut at 0); MSE, RMSE and R^2 would need sums of fourth powers and have none.
 * Source: R. J. Hyndman and A. B. Koehler (2006) International Journal of Forecasting 22, 679-688, doi:10.1016/j.ijforecast.2006.03.001;
 * T. O. Kvalseth (1985) The American Statistician 39, 279-285, doi:10.1080/00031305.1985.10479448, R^2 of form 1 (it can be negative).
 * Units: whole-number sums and the unit of y in; bias, MAE and RMSE in the unit of y, MSE in its square, R^2 without unit out.
 * Not computable: no rows (no-rows); R^2 where all outcomes are equal (degenerate). One row, or equal errors, have no interval; the detail
 * says so. Sums that no n rows can have throw.
 * Golden: scikit-learn, and exact fractions at means far from 0 and n of 1e12 (scripts/golden-values/error-rates.py).
 */
export function regressionErrors(sums: RegressionSums, level: number): RegressionErrors {
  check(sums, level);
  const { n, unit } = sums;
  const rows = BigInt(n);
  const empty = n === 0 ? notComputable("no-rows", "Regression errors: there are no labelled predictions.") : undefined;
  const squared = Number(sums.squaredE) * (unit * unit);
  return {
    bias: empty ?? mean("Bias (mean error)", sums.e, sums, level, -Infinity),
    meanAbsoluteError: empty ?? mean("Mean absolute error", sums.absoluteE, sums, level, 0),
    meanSquaredError: empty ?? computed({ estimate: squared / n, n, method: "Mean squared error" }),
    rootMeanSquaredError:
      empty ?? computed({ estimate: unit * Math.sqrt(Number(sums.squaredE) / n), n, method: "Root mean squared error" }),
    rSquared: empty ?? rSquared(sums, rows),
  };
}

function mean(method: string, sum: bigint, { n, unit, squaredE }: RegressionSums, level: number, least: number): Outcome {
  const estimate = (unit * Number(sum)) / n;
  const spread = Number(BigInt(n) * squaredE - sum * sum);
  if (spread === 0) {
    const interval = n === 1 ? "none: one row has no spread" : "none: all errors have the same size";
    return computed({ estimate, n, method, detail: { interval } });
  }
  const standardError = (unit * Math.sqrt(spread / (n - 1))) / n;
  const reach = -studentTQuantile((1 - level) / 2, n - 1) * standardError;
  const interval = { lower: Math.max(least, estimate - reach), upper: estimate + reach, level, method: "Student t" };
  return computed({ estimate, n, method, interval, detail: { standardError, df: n - 1 } });
}

function rSquared({ n, squaredE, y, squaredY }: RegressionSums, rows: bigint): Outcome | NotComputable {
  const total = rows * squaredY - y * y;
  if (total === 0n) return notComputable("degenerate", "R squared: all outcomes are equal, so there is no variation to explain.");
  return computed({ estimate: Number(total - rows * squaredE) / Number(total), n, method: "R squared" });
}

function check({ n, unit, e, absoluteE, squaredE, y, squaredY }: RegressionSums, level: number): void {
  const where = "Regression errors";
  requireLevel(where, level);
  requireCount(`${where} (rows)`, n);
  requirePositive(`${where} (unit)`, unit);
  const rows = BigInt(n);
  requireArgument(absoluteE >= (e < 0n ? -e : e), `${where} (sum of |e|)`, "at least the size of the sum of e", Number(absoluteE));
  requireArgument(rows * squaredE >= absoluteE * absoluteE, `${where} (sum of e^2)`, "a sum that these rows can have", Number(squaredE));
  requireArgument(rows * squaredY >= y * y, `${where} (sum of y^2)`, "a sum that these rows can have", Number(squaredY));
}
