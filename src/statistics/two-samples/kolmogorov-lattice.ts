import type { PairedCounts } from "./paired-counts.ts";

/**
 * Exact tail of the two-sample Kolmogorov-Smirnov distance, conditional on the ties.
 *
 * Formula: P(max |i m - j n| >= numerator) over all ways to split the pooled values into n and m: lattice paths from (0, 0) to (n, m), each
 * equally likely, judged only where a block of tied values ends. The recursion carries probabilities of draws without replacement, not
 * path counts, so nothing overflows; it adds positive terms only, so small tails keep their digits.
 * Source: G. Schroeer and D. Trenkler (1995), doi:10.1016/0167-9473(94)00040-P; J. L. Hodges (1958), doi:10.1007/BF02589501.
 * Units: counts at sorted distinct values and the integer n m D in, probability out; n m up to 1e7 takes about a second.
 * Not computable: nothing beyond what the distance refuses; a distance of 0 has p = 1.
 * Golden: R ks.test(exact = TRUE), scripts/golden-values/drift.R; path counts in exact fractions, scripts/golden-values/drift-exact.py; review G9.
 */
export function kolmogorovLatticeTail({ n, m, cells }: PairedCounts, numerator: number): number {
  if (numerator === 0) return 1;
  // The statistic is symmetric in the samples; the smaller one indexes the arrays.
  const [short, long] = n <= m ? [n, m] : [m, n];
  const blockEnds = new Set<number>();
  let pooled = 0;
  for (const [count, other] of cells) {
    pooled += count + other;
    blockEnds.add(pooled);
  }
  // touched[i] and inside[i]: P(path is at (i, step - i) and has, has not, reached the distance).
  const touched = new Float64Array(short + 1);
  const inside = new Float64Array(short + 1);
  inside[0] = 1;
  for (let step = 1; step <= pooled; step += 1) {
    const left = pooled - step + 1;
    const judged = blockEnds.has(step);
    for (let i = Math.min(short, step); i >= 0; i -= 1) {
      const j = step - i;
      const takeShort = (short - i + 1) / left;
      const takeLong = Math.max(0, long - j + 1) / left;
      // Before the first cell there is nothing: touched[-1] is undefined.
      const hit = takeLong * (touched[i] ?? 0) + takeShort * (touched[i - 1] ?? 0);
      const safe = takeLong * (inside[i] ?? 0) + takeShort * (inside[i - 1] ?? 0);
      const reaches = judged && Math.abs(i * long - j * short) >= numerator;
      touched[i] = reaches ? hit + safe : hit;
      inside[i] = reaches ? 0 : safe;
    }
  }
  return Math.min(1, touched[short] ?? 0);
}
