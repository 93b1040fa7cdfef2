import { type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import { kolmogorovSurvival } from "../distributions/kolmogorov.ts";
import { requireArgument, requireCount } from "../domain.ts";
import { kolmogorovLatticeTail } from "./kolmogorov-lattice.ts";
import { type PairedCounts, pairedCounts } from "./paired-counts.ts";

/** Pairs n m up to which the p is exact. */
const EXACT_LIMIT = 1e7;

/**
 * Two-sample Kolmogorov-Smirnov distance.
 *
 * Formula: D = max |F - G| over the distinct values = max |C m - O n| / (n m), C and O the cumulative counts; the maximum is exact (BigInt).
 * p: conditional on the ties by lattice paths when n m <= 1e7 (exact, kolmogorov-lattice.ts), else P(K > D sqrt(n m / (n + m))) of the
 * Kolmogorov law, conservative under ties (2 levels: size 0.7 % of a 5 % test, review A6).
 * Source: N. Smirnov (1948), doi:10.1214/aoms/1177730256; ties as in R's psmirnov, unlike scipy, which ignores them.
 * Units: counts at sorted distinct values in (SELECT value, count(*) FILTER (WHERE ...) GROUP BY value ORDER BY value), distance out.
 * Not computable: an empty sample. A count that is none, or unequal cells, throws.
 * Golden: R ks.test, scripts/golden-values/drift.R; exact fractions and mpmath, scripts/golden-values/drift-exact.py; review G9.
 */
export function kolmogorovSmirnov(baseline: readonly number[], window: readonly number[]): Outcome {
  const pairs = pairedCounts("kolmogorovSmirnov", baseline, window);
  if ("status" in pairs) return pairs;
  const { n, m } = pairs;
  const numerator = integerDistance(pairs);
  if (n * m > EXACT_LIMIT) return asymptotic(numerator, n, m);
  return outcome(numerator, n, m, "exact p conditional on ties", kolmogorovLatticeTail(pairs, Number(numerator)));
}

/** The same from the integer max |C m - O n| that SQL has computed; the p is asymptotic. */
export function kolmogorovSmirnovFromNumerator(numerator: bigint, n: number, m: number): Outcome {
  requireCount("kolmogorovSmirnovFromNumerator (baseline rows)", n);
  requireCount("kolmogorovSmirnovFromNumerator (window rows)", m);
  const largest = BigInt(n) * BigInt(m);
  requireArgument(numerator >= 0n && numerator <= largest, "kolmogorovSmirnovFromNumerator", `0 to ${largest}`, Number(numerator));
  if (n === 0) return notComputable("no-rows", "The baseline has no values.");
  if (m === 0) return notComputable("no-rows", "The window has no values.");
  return asymptotic(numerator, n, m);
}

function asymptotic(numerator: bigint, n: number, m: number): Outcome {
  const scaled = (Number(numerator) / n / m) * Math.sqrt((n / (n + m)) * m);
  return outcome(numerator, n, m, "asymptotic p (conservative under ties)", kolmogorovSurvival(scaled));
}

function outcome(numerator: bigint, n: number, m: number, test: string, pValue: number): Outcome {
  return computed({
    estimate: Number(numerator) / Number(BigInt(n) * BigInt(m)),
    n: m,
    method: `Kolmogorov-Smirnov distance, ${test}`,
    pValue,
    detail: { baselineRows: n, numerator: String(numerator) },
  });
}

function integerDistance({ n, m, cells }: PairedCounts): bigint {
  const [bigN, bigM] = [BigInt(n), BigInt(m)];
  let [count, other, largest] = [0n, 0n, 0n];
  for (const [own, others] of cells) {
    count += BigInt(own);
    other += BigInt(others);
    const difference = count * bigM - other * bigN;
    const size = difference < 0n ? -difference : difference;
    if (size > largest) largest = size;
  }
  return largest;
}
