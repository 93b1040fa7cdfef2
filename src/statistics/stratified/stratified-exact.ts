import { type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import { cochranMantelHaenszel, informativeStrata } from "./cochran-mantel-haenszel.ts";
import type { FourfoldTable } from "../proportions/fourfold-table.ts";

/** Largest number of possible totals for which the exact distribution is convolved. */
const EXACT_SPAN = 600;

/**
 * Exact conditional test of no association in stratified two-by-two tables; with one stratum it is Fisher's exact test.
 * Formula: given all margins the total of the first cells is a sum of independent hypergeometrics (convolved exactly); two-sided p-value
 * = total probability of outcomes no likelier than the observed one (relative tolerance 1e-7). Above 600 possible totals:
 * Cochran-Mantel-Haenszel with continuity correction. The estimate is the total of first cells.
 * Purpose: a reviewer's rate in one group against the same reviewer's other cases, score band by score band, at any cell size.
 * Source: C. R. Mehta, N. R. Patel and R. Gray (1985) Journal of the American Statistical Association 80, 969-973,
 * doi:10.1080/01621459.1985.10478212; R mantelhaen.test(exact = TRUE).
 * Units: tables of counts in, a count and a p-value out; p-values below the smallest double are 0.
 * Not computable: no stratum holds both groups and both results (degenerate); counts that are not whole throw.
 * Golden: R mantelhaen.test(exact = TRUE), fisher.test (scripts/golden-values/subgroup.R), exact fractions (stratified.py).
 */
export function stratifiedExactTest(tables: readonly FourfoldTable[]): Outcome {
  const strata = informativeStrata(tables);
  if (strata.length === 0) return notComputable("degenerate", "Stratified exact test: no stratum holds both groups and both results.");
  const spans = strata.map(hypergeometricSupport);
  const possible = spans.reduce((total, { least, most }) => total + most - least, 0);
  if (possible > EXACT_SPAN) return cochranMantelHaenszel(tables, { continuityCorrection: true });
  const observed = strata.reduce((total, { a }) => total + a, 0);
  const base = spans.reduce((total, { least }) => total + least, 0);
  let distribution: Float64Array = Float64Array.of(1);
  for (const table of strata) distribution = convolve(distribution, hypergeometricProbabilities(table));
  const limit = (distribution[observed - base] ?? 0) * (1 + 1e-7);
  const pValue = distribution.reduce((total, mass) => (mass <= limit ? total + mass : total), 0);
  return computed({
    estimate: observed,
    n: strata.reduce((total, { a, b, c, d }) => total + a + b + c + d, 0),
    method: strata.length === 1 ? "Fisher exact test" : "Stratified exact conditional test",
    pValue: Math.min(1, pValue),
    detail: { strata: strata.length, strataWithoutInformation: tables.length - strata.length },
  });
}

function hypergeometricSupport({ a, b, c, d }: FourfoldTable): { least: number; most: number } {
  return { least: Math.max(0, a - d), most: a + Math.min(b, c) };
}

/** Built outwards from the mode by ratios and normalised, so that nothing under- or overflows. */
function hypergeometricProbabilities(table: FourfoldTable): Float64Array {
  const { a, b, c, d } = table;
  const { least, most } = hypergeometricSupport(table);
  const row = a + b;
  const column = a + c;
  const other = d - a;
  const mode = Math.min(most, Math.max(least, Math.floor(((row + 1) * (column + 1)) / (a + b + c + d + 2))));
  const masses = new Float64Array(most - least + 1);
  masses[mode - least] = 1;
  for (let x = mode; x < most; x += 1)
    masses[x + 1 - least] = ((masses[x - least] ?? 0) * ((row - x) * (column - x))) / ((x + 1) * (other + x + 1));
  for (let x = mode; x > least; x -= 1)
    masses[x - 1 - least] = ((masses[x - least] ?? 0) * (x * (other + x))) / ((row - x + 1) * (column - x + 1));
  const total = masses.reduce((sum, mass) => sum + mass, 0);
  return masses.map((mass) => mass / total);
}

function convolve(left: Float64Array, right: Float64Array): Float64Array {
  const result = new Float64Array(left.length + right.length - 1);
  left.forEach((first, i) =>
    right.forEach((second, j) => {
      result[i + j] = (result[i + j] ?? 0) + first * second;
    }),
  );
  return result;
}
