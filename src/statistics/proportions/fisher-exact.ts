import { type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import { requireCount } from "../domain.ts";
import { hypergeometricCdf, hypergeometricPmf, hypergeometricSurvival } from "../distributions/hypergeometric.ts";

/** Tables whose probability exceeds the observed one by no more than this factor count as equally probable (as in R). */
export const TIE = 1 + 1e-7;

/** "greater": the first row has the larger share of the first column. */
export type Alternative = "two-sided" | "greater" | "less";

/**
 * Fisher's exact test of a two-by-two table with rows (a, b) and (c, d).
 *
 * Formula: given the margins a is hypergeometric. Two-sided: probability of all tables at most as probable as the observed one (up to a
 * factor 1 + 1e-7); greater: P(X >= a); less: P(X <= a). The edge of the far tail is found by bisection, so large counts cost no
 * enumeration. The estimate is the difference of the row shares a/(a+b) - c/(c+d).
 * Source: R. A. Fisher (1935) Journal of the Royal Statistical Society 98, 39-82, doi:10.2307/2342435; R fisher.test for the tie rule.
 * Units: counts in, a difference of shares and a p-value out.
 * Not computable: an empty row (zero-denominator); counts that are not whole throw. An empty column leaves a single table: p-value 1.
 * Golden: exact rational arithmetic, and 40-digit sums at counts of 1e12 (scripts/golden-values/fisher.py), R fisher.test.
 */
export function fisherExact(a: number, b: number, c: number, d: number, alternative: Alternative = "two-sided"): Outcome {
  const method = `Fisher's exact test, ${alternative}`;
  return conditionalTest(method, [a, b, c, d], (table) => tailOf(alternative, table, TIE));
}

/** The same with another p-value of the conditional distribution, for `fisherMidP`. */
export function conditionalTest(
  method: string,
  counts: readonly [number, number, number, number],
  pValueOf: (table: Table) => number,
): Outcome {
  for (const count of counts) requireCount(method, count);
  const [a, b, c, d] = counts;
  if (a + b === 0 || c + d === 0)
    return notComputable("zero-denominator", "A row of the table has no observations, so it has no share to compare.");
  const table = tableOf(a, b, c, d);
  // A single possible table is as probable as itself: fully counted also by the mid-p.
  const pValue = table.lowest === table.highest ? 1 : Math.min(1, pValueOf(table));
  return computed({ estimate: a / (a + b) - c / (c + d), n: table.total, method, pValue, detail: { a, b, c, d } });
}

/** Margins, observed first cell and its reach. */
export interface Table {
  readonly observed: number;
  readonly total: number;
  readonly marked: number;
  readonly drawn: number;
  readonly lowest: number;
  readonly highest: number;
}

function tableOf(a: number, b: number, c: number, d: number): Table {
  const [total, marked, drawn] = [a + b + c + d, a + c, a + b];
  return { observed: a, total, marked, drawn, lowest: Math.max(0, a - d), highest: Math.min(drawn, marked) };
}

/** Probability of the tables in the stated direction; two-sided, of those at most `factor` times as probable as the observed one. */
export function tailOf(alternative: Alternative, table: Table, factor: number): number {
  const { observed, total, marked, drawn } = table;
  if (alternative === "less") return hypergeometricCdf(observed, total, marked, drawn);
  if (alternative === "greater") return hypergeometricSurvival(observed - 1, total, marked, drawn);
  const bound = hypergeometricPmf(observed, total, marked, drawn) * factor;
  const isRare = (k: number) => hypergeometricPmf(k, total, marked, drawn) <= bound;
  const mode = Math.floor(((drawn + 1) / (total + 2)) * (marked + 1));
  const left = edge(table.lowest - 1, mode, isRare);
  const right = edge(table.highest + 1, mode, isRare);
  if (left >= right - 1) return 1;
  return hypergeometricCdf(left, total, marked, drawn) + hypergeometricSurvival(right - 1, total, marked, drawn);
}

/** Last whole number, going from `outer` towards `mode`, for which `holds` is true; `outer` itself always counts. */
function edge(outer: number, mode: number, holds: (k: number) => boolean): number {
  if (holds(mode)) return mode;
  let [yes, no] = [outer, mode];
  while (Math.abs(no - yes) > 1) {
    const middle = Math.floor((yes + no) / 2);
    if (holds(middle)) yes = middle;
    else no = middle;
  }
  return yes;
}
