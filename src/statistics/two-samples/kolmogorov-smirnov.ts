import { type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import { kolmogorovSurvival } from "../distributions/kolmogorov.ts";

/**
 * Two-sample Kolmogorov-Smirnov distance from counts of ordered values or cells.
 *
 * Formula: D = max |F - G|, as an integer max |c1 n2 - c2 n1| over n1 n2 (BigInt: the product passes 2^53).
 * p: conditional on the pooled ties by lattice paths when n1 n2 <= 1e7 (exact), else the asymptotic Kolmogorov law, conservative under ties.
 * Source: Schroeer and Trenkler 1995, doi:10.1016/0167-9473(94)00042-D; as R's psmirnov, unlike scipy, which ignores ties.
 * Units: counts in, distance out. Not computable with an empty sample.
 * Golden values: review G9 (D = 19/36, p = 43/715), R 4.2.2 ks.test in scripts/golden-values/drift.R.
 */
export function kolmogorovSmirnov(baseline: readonly number[], window: readonly number[]): Outcome {
  const n = total(baseline);
  const m = total(window);
  if (n === 0 || m === 0) return notComputable("no-rows", n === 0 ? "The baseline has no values." : "The window has no values.");
  const numerator = integerDistance(baseline, window, n, m);
  return fromNumerator(numerator, n, m, n * m <= EXACT_LIMIT ? latticeP(baseline, window, numerator) : null);
}

/** The same from an integer numerator max |c1 n2 - c2 n1| that SQL has computed; the p is asymptotic. */
export function kolmogorovSmirnovFromNumerator(numerator: bigint, n: number, m: number): Outcome {
  if (n === 0 || m === 0) return notComputable("no-rows", n === 0 ? "The baseline has no values." : "The window has no values.");
  return fromNumerator(numerator, n, m, null);
}

/**
 * What the distance can be, given only counts in cells (e[i-1], e[i]]: lower = distance at the edges; upper from the slack
 * inside each cell. A cell that holds one single value in both samples (`atom`), or that is empty in one, has no slack.
 * Source: review A7, checked there on 20,000 data sets; golden G10: L = .1, U = .35.
 */
export function kolmogorovSmirnovBounds(
  baseline: readonly number[],
  window: readonly number[],
  atoms: readonly boolean[] = [],
): { lower: number; upper: number } | null {
  const n = total(baseline);
  const m = total(window);
  if (n === 0 || m === 0) return null;
  let [lower, upper, before, beforeOther, cumulative, cumulativeOther] = [0, 0, 0, 0, 0, 0];
  baseline.forEach((count, cell) => {
    const other = window[cell] ?? 0;
    cumulative += count;
    cumulativeOther += other;
    const [f, g] = [cumulative / n, cumulativeOther / m];
    const atEdge = Math.abs(f - g);
    lower = Math.max(lower, atEdge);
    const noSlack = count === 0 || other === 0 || atoms[cell] === true;
    upper = Math.max(upper, noSlack ? Math.max(atEdge, Math.abs(before - beforeOther)) : Math.max(f - beforeOther, g - before));
    [before, beforeOther] = [f, g];
  });
  return { lower, upper };
}

const EXACT_LIMIT = 1e7;

function fromNumerator(numerator: bigint, n: number, m: number, exact: number | null): Outcome {
  const distance = ratio(numerator, BigInt(n) * BigInt(m));
  const asymptotic = kolmogorovSurvival(distance * Math.sqrt((n / (n + m)) * m));
  return computed({
    estimate: distance,
    n: m,
    method:
      exact === null
        ? "Kolmogorov-Smirnov distance, asymptotic p (conservative under ties)"
        : "Kolmogorov-Smirnov distance, exact p conditional on ties",
    pValue: exact ?? asymptotic,
    detail: { baselineRows: n, numerator: String(numerator) },
  });
}

function integerDistance(baseline: readonly number[], window: readonly number[], n: number, m: number): bigint {
  const [bigN, bigM] = [BigInt(n), BigInt(m)];
  let [count, other, largest] = [0n, 0n, 0n];
  baseline.forEach((value, cell) => {
    count += BigInt(value);
    other += BigInt(window[cell] ?? 0);
    const difference = count * bigM - other * bigN;
    const size = difference < 0n ? -difference : difference;
    if (size > largest) largest = size;
  });
  return largest;
}

/**
 * P(D >= observed) over all ways to split the pooled, tied values: paths from (0,0) to (n,m) that touch |i m - j n| >= numerator
 * where a tie block ends. The recursion carries probabilities (not counts), so nothing overflows; all terms are positive.
 */
function latticeP(baseline: readonly number[], window: readonly number[], numerator: bigint): number {
  if (numerator === 0n) return 1;
  // The statistic is symmetric in the samples; the shorter one indexes the arrays.
  if (total(baseline) > total(window)) return latticeP(window, baseline, numerator);
  const n = total(baseline);
  const m = total(window);
  const limit = Number(numerator);
  const blockEnds = new Set<number>();
  let pooled = 0;
  baseline.forEach((count, cell) => {
    pooled += count + (window[cell] ?? 0);
    blockEnds.add(pooled);
  });
  // touched[i] and inside[i]: P(path is at (i, step - i) and has, has not, reached the boundary); draws without replacement.
  const touched = new Float64Array(n + 1);
  const inside = new Float64Array(n + 1);
  inside[0] = 1;
  for (let step = 1; step <= n + m; step += 1) {
    const left = n + m - step + 1;
    const judged = blockEnds.has(step);
    for (let i = Math.min(n, step); i >= 0; i -= 1) {
      const j = step - i;
      const takeFirst = i > 0 ? (n - i + 1) / left : 0;
      const takeSecond = j > 0 ? Math.max(0, m - j + 1) / left : 0;
      let hit = takeSecond * (touched[i] ?? 0) + (i > 0 ? takeFirst * (touched[i - 1] ?? 0) : 0);
      let safe = takeSecond * (inside[i] ?? 0) + (i > 0 ? takeFirst * (inside[i - 1] ?? 0) : 0);
      if (judged && Math.abs(i * m - j * n) >= limit) {
        hit += safe;
        safe = 0;
      }
      touched[i] = hit;
      inside[i] = safe;
    }
  }
  return Math.min(1, touched[n] ?? 0);
}

function ratio(numerator: bigint, denominator: bigint): number {
  const scale = 1n << 64n;
  return Number((numerator * scale) / denominator) / Number(scale);
}

function total(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
