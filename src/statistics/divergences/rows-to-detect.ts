import { chiSquaredUpperPoint } from "../distributions/chi-squared.ts";
import { noncentralChiSquaredSurvival } from "../distributions/noncentral-chi-squared.ts";
import { requireArgument, requireLevel, requirePositive } from "../domain.ts";
import { bracketedRoot, expandBracket } from "../special-functions/root.ts";

/**
 * Window rows at which a drift effect (PSI) is detected with a given power.
 *
 * Formula: lambda with P(chi2(df, lambda) > c) = power, c the upper alpha point of chi2(df); an effect D has lambda = D/(1/n + 1/m), so
 * m = 1/(D/lambda - 1/n), rounded up; the smallest detectable effect of m rows is lambda (1/n + 1/m). A planning figure, never a rule.
 * Source: J. Cohen, Statistical Power Analysis, 2nd ed. (1988), chapter 7; statistical review A19, G3.
 * Units: effect in PSI, baseline rows, level and power in; rows out.
 * Not computable: a baseline too small for any window gives null. Effect, df or rows not above 0, or power not above alpha, throws.
 * Golden: mpmath, scripts/golden-values/drift-exact.py; review G3.
 */
export function rowsToDetect(effect: number, df: number, n: number, alpha: number, power: number): number | null {
  requirePositive("rowsToDetect (effect)", effect);
  requirePositive("rowsToDetect (baseline rows)", n);
  const share = effect / noncentralityForPower(df, alpha, power) - 1 / n;
  return share > 0 ? Math.ceil(1 / share) : null;
}

/** Non-centrality at which the chi-squared test at level alpha has the given power. */
export function noncentralityForPower(df: number, alpha: number, power: number): number {
  requireLevel("noncentralityForPower (level)", alpha);
  requireLevel("noncentralityForPower (power)", power);
  requireArgument(power > alpha, "noncentralityForPower (power)", `a power above ${alpha}`, power);
  const critical = chiSquaredUpperPoint(alpha, df);
  const miss = (lambda: number): number => noncentralChiSquaredSurvival(critical, df, lambda) - power;
  return bracketedRoot(miss, ...expandBracket(miss, 0, 1));
}
