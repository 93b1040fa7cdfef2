import type { Outcome } from "../../foundation/outcome.ts";
import { hypergeometricPmf } from "../distributions/hypergeometric.ts";
import { type Alternative, TIE, conditionalTest, tailOf } from "./fisher-exact.ts";

/**
 * Mid-p variant of Fisher's exact test: tables exactly as probable as the observed one count half.
 *
 * Formula: two-sided, the mean of the probabilities of all tables less probable than the observed one and of all at most as probable;
 * one-sided, the tail less half the observed table's probability. Less conservative than the exact test, not strictly valid.
 * Source: H. O. Lancaster (1961) Journal of the American Statistical Association 56, 223-234, doi:10.1080/01621459.1961.10482105.
 * Units: counts in, a difference of shares and a p-value out.
 * Not computable: an empty row (zero-denominator); counts that are not whole throw. An empty column leaves a single table: p-value 1.
 * Golden: exact rational arithmetic (scripts/golden-values/fisher.py).
 */
export function fisherMidP(a: number, b: number, c: number, d: number, alternative: Alternative = "two-sided"): Outcome {
  return conditionalTest(`Fisher's exact test, ${alternative}, mid-p`, [a, b, c, d], (table) => {
    const { observed, total, marked, drawn } = table;
    if (alternative === "two-sided") return (tailOf(alternative, table, TIE) + tailOf(alternative, table, 1 / TIE)) / 2;
    return tailOf(alternative, table, 1) - hypergeometricPmf(observed, total, marked, drawn) / 2;
  });
}
