import { computed, notComputable, type Outcome } from "../../foundation/outcome.ts";
import { requireCount } from "../domain.ts";
import { hypergeometricCdf, hypergeometricPmf, hypergeometricSurvival } from "../distributions/hypergeometric.ts";

/** Tables whose probability exceeds the observed one by no more than this factor count as equally probable (as in R). */
const TIE = 1 + 1e-7;

/**
 * Fisher's exact test of a two-by-two table with rows (a, b) and (c, d), two-sided.
 *
 * Formula: given the margins a is hypergeometric; the p-value is the probability of all tables at most as probable as the
 * observed one. The far tail's edge is found by bisection, so large counts cost no enumeration. The estimate is the
 * difference of the row shares a/(a+b) - c/(c+d). Source: R fisher.test; A. Agresti (2013) Categorical Data Analysis 3.5.1.
 * Units: counts. Not computable: an empty row (zero-denominator); counts that are not whole throw. An empty column
 * leaves a single table: p-value 1. Golden: exact rational arithmetic (scripts/golden-values/exact-fractions.py), R fisher.test.
 */
export function fisherExact(a: number, b: number, c: number, d: number): Outcome {
  return test("Fisher's exact test, two-sided", a, b, c, d, 1);
}

/**
 * Mid-p variant: tables exactly as probable as the observed one count half. Less conservative, not strictly valid.
 * Source: H. O. Lancaster (1961), doi:10.1080/01621459.1961.10482105; else as `fisherExact`.
 */
export function fisherExactMidP(a: number, b: number, c: number, d: number): Outcome {
  return test("Fisher's exact test, two-sided, mid-p", a, b, c, d, 0.5);
}

function test(method: string, a: number, b: number, c: number, d: number, tieWeight: number): Outcome {
  for (const count of [a, b, c, d]) requireCount(method, count);
  if (a + b === 0 || c + d === 0)
    return notComputable("zero-denominator", "A row of the table has no observations, so it has no share to compare.");
  const [total, marked, drawn] = [a + b + c + d, a + c, a + b];
  const shares = { estimate: a / (a + b) - c / (c + d), n: total, method, detail: { a, b, c, d } };
  const lowest = Math.max(0, drawn - (total - marked));
  const highest = Math.min(drawn, marked);
  // A single possible table is as probable as itself: fully counted also by the mid-p.
  if (lowest === highest) return computed({ ...shares, pValue: 1 });
  const probability = (k: number) => hypergeometricPmf(k, total, marked, drawn);
  const observed = probability(a);
  const mode = Math.min(highest, Math.max(lowest, Math.floor(((drawn + 1) / (total + 2)) * (marked + 1))));
  // Largest k at or left of the mode, and smallest at or right of it, that are (strictly) as improbable.
  const leftEdge = (bound: number) => edge(lowest - 1, mode, (k) => probability(k) <= bound);
  const rightEdge = (bound: number) => edge(highest + 1, mode, (k) => probability(k) <= bound);
  const tails = (bound: number) => {
    const [left, right] = [leftEdge(bound), rightEdge(bound)];
    if (left >= right - 1) return 1;
    return hypergeometricCdf(left, total, marked, drawn) + hypergeometricSurvival(right - 1, total, marked, drawn);
  };
  const all = tails(observed * TIE);
  const pValue = tieWeight === 1 ? all : tieWeight * all + (1 - tieWeight) * tails(observed / TIE);
  return computed({ ...shares, pValue: Math.min(1, pValue) });
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
