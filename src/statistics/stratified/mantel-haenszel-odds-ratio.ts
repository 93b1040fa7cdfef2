import { exp } from "../../foundation/elementary-functions.ts";
import { type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import { informativeStrata } from "./cochran-mantel-haenszel.ts";
import type { FourfoldTable } from "../proportions/fourfold-table.ts";
import { requireLevel } from "../domain.ts";
import { normalQuantile } from "../distributions/normal.ts";

/**
 * Mantel-Haenszel common odds ratio of stratified two-by-two tables with the Robins-Breslow-Greenland interval.
 *
 * Formula: OR = sum R / sum S with R = ad/n, S = bc/n; Var log OR = sum PR / (2 R+^2) + sum (PS + QR) / (2 R+ S+) + sum QS / (2 S+^2),
 * P = (a + d)/n, Q = (b + c)/n.
 * Source: J. Robins, N. Breslow and S. Greenland (1986) Biometrics 42, 311-323, doi:10.2307/2531052.
 * Units: tables of counts in, a ratio of odds out; the standard error is that of its logarithm.
 * Not computable: no informative stratum (degenerate); sum R or sum S is zero, the ratio then being zero or infinite (zero-denominator).
 * Golden: R mantelhaen.test on UCBAdmissions (scripts/golden-values/subgroup.R), mpmath at 50 digits (stratified.py).
 */
export function mantelHaenszelOddsRatio(strata: readonly FourfoldTable[], level: number): Outcome {
  const method = "Mantel-Haenszel common odds ratio";
  requireLevel(method, level);
  const informative = informativeStrata(strata);
  if (informative.length === 0) return notComputable("degenerate", `${method}: no stratum holds both groups and both results.`);
  let sumR = 0;
  let sumS = 0;
  let sumPR = 0;
  let sumPSQR = 0;
  let sumQS = 0;
  let rows = 0;
  for (const { a, b, c, d } of informative) {
    const n = a + b + c + d;
    const r = (a * d) / n;
    const s = (b * c) / n;
    const p = (a + d) / n;
    const q = (b + c) / n;
    sumR += r;
    sumS += s;
    sumPR += p * r;
    sumPSQR += p * s + q * r;
    sumQS += q * s;
    rows += n;
  }
  if (sumR === 0 || sumS === 0)
    return notComputable("zero-denominator", `${method}: the ratio is ${sumR === 0 ? "zero or undefined" : "infinite"}.`);
  const estimate = sumR / sumS;
  const standardError = Math.sqrt(sumPR / (2 * sumR * sumR) + sumPSQR / (2 * sumR * sumS) + sumQS / (2 * sumS * sumS));
  const reach = -normalQuantile((1 - level) / 2) * standardError;
  return computed({
    estimate,
    n: rows,
    method,
    interval: { lower: estimate * exp(-reach), upper: estimate * exp(reach), level, method: "Robins-Breslow-Greenland" },
    detail: { standardErrorOfLog: standardError, strata: informative.length },
  });
}
