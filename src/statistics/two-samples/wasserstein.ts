import { type Outcome, computed, notComputable } from "../../foundation/outcome.ts";

/**
 * Wasserstein-1 (earth mover's) distance of two binned samples, raw and in baseline standard deviations.
 *
 * Formula: integral of |F - G| over the baseline's range; F and G are exact at the frozen edges and taken as straight lines between them.
 * Approximation: `detail.largestError` = sum width (p + q)/2 bounds what the straight lines can hide; values beyond the baseline's
 * range count as if at its end, so with them the distance is a lower bound (their share is tested apart).
 * Units: raw in the feature's unit (`detail.raw`), estimate in sigma = frozen baseline standard deviation with divisor n.
 * Source: Vallender 1974, doi:10.1137/1118101. Not computable: an empty sample, sigma = 0.
 * Golden values: scripts/golden-values/drift.R, by integration of the same step and line functions.
 */
export function wassersteinInSigma(request: {
  /** Baseline minimum, then the upper edges of all cells; one longer than the counts. */
  readonly edges: readonly number[];
  readonly baseline: readonly number[];
  readonly window: readonly number[];
  readonly sigma: number;
}): Outcome {
  const { edges, baseline, window, sigma } = request;
  if (edges.length !== baseline.length + 1 || baseline.length !== window.length) throw new RangeError("Edges and counts do not fit.");
  const n = baseline.reduce((sum, count) => sum + count, 0);
  const m = window.reduce((sum, count) => sum + count, 0);
  if (n === 0 || m === 0) return notComputable("no-rows", n === 0 ? "The baseline has no values." : "The window has no values.");
  if (!(sigma > 0))
    return notComputable("degenerate", "The baseline has no spread, so a distance in its standard deviations is undefined.");
  let raw = 0;
  let largestError = 0;
  let before = 0;
  baseline.forEach((count, cell) => {
    const width = (edges[cell + 1] ?? 0) - (edges[cell] ?? 0);
    const p = count / n;
    const q = (window[cell] ?? 0) / m;
    const after = before + p - q;
    raw += width * areaUnderAbsoluteLine(before, after);
    largestError += (width * (p + q)) / 2;
    before = after;
  });
  return computed({
    estimate: raw / sigma,
    n: m,
    method: "Wasserstein-1 distance from frozen cells, in baseline standard deviations",
    detail: { raw, sigma, largestError: largestError / sigma, baselineRows: n },
  });
}

/** Integral over [0, 1] of the absolute value of the line from a to b. */
function areaUnderAbsoluteLine(a: number, b: number): number {
  if (a * b >= 0) return Math.abs(a + b) / 2;
  return (a * a + b * b) / (2 * (Math.abs(a) + Math.abs(b)));
}
