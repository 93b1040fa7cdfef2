import { log } from "../../foundation/elementary-functions.ts";
import { requireLevel } from "../domain.ts";
import { bracketedRoot, expandBracket } from "../special-functions/root.ts";
import { chiSquaredCdf, chiSquaredSurvival } from "./chi-squared.ts";
import { noncentralChiSquaredCdf, noncentralChiSquaredSurvival } from "./noncentral-chi-squared.ts";

/**
 * Confidence limits of the noncentrality of a chi-squared statistic x with df degrees of freedom.
 *
 * Formula: the upper limit is the lambda with P(X <= x) = alpha, the lower the lambda with P(X > x) = alpha, where X is noncentral
 * chi-squared(df, lambda); each 0 where even lambda = 0 has less, or more. Root search on sqrt(lambda + 1).
 * Source: J. H. Steiger and R. T. Fouladi (1997) in What if there were no significance tests?, 221-257; K. M. Saxena and K. Alam
 * (1982) Annals of Statistics 10, 1012-1016, doi:10.1214/aos/1176345892.
 * Units: those of the statistic; alpha is one-sided. Not computable: x < 0, df outside 0.01..1e13, alpha outside 0..1 throws.
 * Golden: mpmath at 50 digits (scripts/golden-values/distributions-mpmath.py).
 */
export function noncentralityUpper(x: number, df: number, alpha: number): number {
  requireLevel("Noncentrality limit", alpha);
  if (x === 0 || chiSquaredCdf(x, df) <= alpha) return 0;
  return solve((lambda) => log(noncentralChiSquaredCdf(x, df, lambda) / alpha), x, df);
}

/** Lower limit; see `noncentralityUpper`. */
export function noncentralityLower(x: number, df: number, alpha: number): number {
  requireLevel("Noncentrality limit", alpha);
  if (x === 0 || chiSquaredSurvival(x, df) >= alpha) return 0;
  return solve((lambda) => log(alpha / noncentralChiSquaredSurvival(x, df, lambda)), x, df);
}

/** Root of a function that falls with lambda and is positive at 0, on the scale of sqrt(lambda + 1). */
function solve(falling: (lambda: number) => number, x: number, df: number): number {
  const lambdaOf = (root: number) => Math.max(0, (root - 1) * (root + 1));
  const onRoot = (root: number) => falling(lambdaOf(root));
  const start = Math.sqrt(Math.max(0, x - df) + 1);
  const atStart = onRoot(start);
  if (atStart === 0) return lambdaOf(start);
  if (atStart < 0) return lambdaOf(bracketedRoot(onRoot, 1, start));
  const [near, far] = expandBracket(onRoot, start, 1);
  return lambdaOf(bracketedRoot(onRoot, near, far));
}
