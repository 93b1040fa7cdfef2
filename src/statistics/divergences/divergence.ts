import { type Outcome, computed, notComputable } from "../../foundation/outcome.ts";

/**
 * Divergences of two binned samples over the same cells, from counts.
 *
 * Formula: p = baseline share, q = window share; PSI = sum (p-q) ln(p/q); JS = base-2 Jensen-Shannon distance
 * sqrt(JSD / ln 2); Hellinger = sqrt(sum (sqrt p - sqrt q)^2 / 2); total variation = sum |p-q| / 2.
 * Source: Lin 1991, doi:10.1109/18.61115 (JS); Yurdakul 2018 (PSI ~ (1/n+1/m) chi-squared).
 * Units: counts in, index or distance out. Not computable with fewer than two cells or an empty side.
 * Golden values: review table G1, G7 (scipy 1.10.1); scripts/golden-values/drift.R.
 */
export function populationStabilityIndex(baseline: readonly number[], window: readonly number[], pseudoCount: number): number {
  const p = smoothedShares(baseline, pseudoCount);
  const q = smoothedShares(window, pseudoCount);
  return sum(p.map((share, cell) => psiTerm(share, q[cell] ?? 0)));
}

/** PSI with every share raised to at least `floor` (1e-4 by custom); shown only as a labelled comparison. */
export function flooredStabilityIndex(baseline: readonly number[], window: readonly number[], floor = 1e-4): number {
  const p = shares(baseline).map((share) => Math.max(share, floor));
  const q = shares(window).map((share) => Math.max(share, floor));
  return sum(p.map((share, cell) => psiTerm(share, q[cell] ?? 0)));
}

/**
 * Bias-corrected PSI: max(0, PSI(+0.5) - (B-1)(1/n + 1/m)), the primary effect of a drift verdict.
 * `detail` holds the smoothed and floored PSI, the raw PSI (absent where a cell is empty on one side), the bias, T = PSI / (1/n + 1/m).
 */
export function biasCorrectedStabilityIndex(baseline: readonly number[], window: readonly number[]): Outcome {
  const refusal = refuse(baseline, window);
  if (refusal !== null) return refusal;
  const n = sum(baseline);
  const m = sum(window);
  const scale = 1 / n + 1 / m;
  const bias = (baseline.length - 1) * scale;
  const smoothed = populationStabilityIndex(baseline, window, 0.5);
  const raw = populationStabilityIndex(baseline, window, 0);
  return computed({
    estimate: Math.max(0, smoothed - bias),
    n: m,
    method: "Population stability index, +0.5 a cell, less its expectation without drift",
    detail: {
      cells: baseline.length,
      baselineRows: n,
      smoothed,
      bias,
      standardised: smoothed / scale,
      floored: flooredStabilityIndex(baseline, window),
      ...(Number.isFinite(raw) ? { raw } : { rawNote: "raw PSI is infinite: a cell is empty on one side" }),
    },
  });
}

/** Jensen-Shannon distance, base 2, in [0, 1]; `detail.corrected` removes the expected divergence without drift, (B-1)(1/n+1/m)/8 nats. */
export function jensenShannonDistance(baseline: readonly number[], window: readonly number[]): Outcome {
  const refusal = refuse(baseline, window);
  if (refusal !== null) return refusal;
  const nats = jensenShannonNats(shares(baseline), shares(window));
  const bias = ((baseline.length - 1) * (1 / sum(baseline) + 1 / sum(window))) / 8;
  return computed({
    estimate: Math.sqrt(nats / Math.LN2),
    n: sum(window),
    method: "Jensen-Shannon distance, base 2",
    detail: { nats, corrected: Math.sqrt(Math.max(0, nats - bias) / Math.LN2) },
  });
}

export function hellingerDistance(baseline: readonly number[], window: readonly number[]): Outcome {
  const refusal = refuse(baseline, window);
  if (refusal !== null) return refusal;
  const p = shares(baseline);
  const q = shares(window);
  const squared = sum(p.map((share, cell) => (Math.sqrt(share) - Math.sqrt(q[cell] ?? 0)) ** 2)) / 2;
  const bias = ((baseline.length - 1) * (1 / sum(baseline) + 1 / sum(window))) / 8;
  return computed({
    estimate: Math.sqrt(squared),
    n: sum(window),
    method: "Hellinger distance",
    detail: { corrected: Math.sqrt(Math.max(0, squared - bias)) },
  });
}

/** Total variation distance; `detail.floor` is its expectation without drift, sum sqrt(2 p (1-p) (1/n+1/m) / pi) / 2 at the pooled shares. */
export function totalVariationDistance(baseline: readonly number[], window: readonly number[]): Outcome {
  const refusal = refuse(baseline, window);
  if (refusal !== null) return refusal;
  const p = shares(baseline);
  const q = shares(window);
  const pooled = shares(baseline.map((count, cell) => count + (window[cell] ?? 0)));
  const scale = 1 / sum(baseline) + 1 / sum(window);
  const floor = sum(pooled.map((share) => Math.sqrt((2 * share * (1 - share) * scale) / Math.PI))) / 2;
  const estimate = sum(p.map((share, cell) => Math.abs(share - (q[cell] ?? 0)))) / 2;
  return computed({
    estimate,
    n: sum(window),
    method: "Total variation distance",
    detail: { floor, corrected: Math.max(0, estimate - floor) },
  });
}

function jensenShannonNats(p: readonly number[], q: readonly number[]): number {
  const half = (share: number, middle: number): number => (share === 0 ? 0 : share * Math.log(share / middle));
  const total = sum(
    p.map((share, cell) => {
      const other = q[cell] ?? 0;
      const middle = (share + other) / 2;
      return half(share, middle) + half(other, middle);
    }),
  );
  return Math.max(0, total / 2);
}

function psiTerm(p: number, q: number): number {
  return p === q ? 0 : (p - q) * Math.log(p / q);
}

function smoothedShares(counts: readonly number[], pseudoCount: number): number[] {
  return shares(counts.map((count) => count + pseudoCount));
}

function shares(counts: readonly number[]): number[] {
  const total = sum(counts);
  return counts.map((count) => count / total);
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function refuse(baseline: readonly number[], window: readonly number[]): Outcome | null {
  if (baseline.length !== window.length) throw new RangeError("Baseline and window must have the same cells.");
  if (sum(baseline) === 0) return notComputable("no-rows", "The baseline has no values.");
  if (sum(window) === 0) return notComputable("no-rows", "The window has no values.");
  if (baseline.length < 2) return notComputable("degenerate", "The baseline has a single cell, so no shape can be compared.");
  return null;
}
