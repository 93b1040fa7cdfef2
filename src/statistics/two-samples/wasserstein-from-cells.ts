import { type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import { requireArgument, requireNotNegative } from "../domain.ts";
import { crossDifference, totalCount } from "../whole-numbers.ts";

/**
 * Wasserstein-1 (earth mover's) distance of two binned samples, raw and in baseline standard deviations.
 *
 * Formula: integral of |F - G| over the baseline's range; F and G are exact at the frozen edges and taken as straight lines between them.
 * `detail.largestError` = sum width (p + q)/2 bounds what the straight lines can hide; values beyond the baseline's
 * range count as if at its end, so with them the distance is a lower bound (their share is tested apart).
 * Source: S. S. Vallender (1974), doi:10.1137/1118101; the bound: a rise of p over a cell departs from its line by p/2 on average at most.
 * Units: edges (baseline minimum, then all upper edges) and counts in; sigma (frozen baseline standard deviation, divisor n) out;
 * `detail.raw` in the feature's unit.
 * Not computable: an empty sample, sigma = 0. Falling edges, a count that is none, or unequal lengths throw.
 * Golden: integration of the same lines, scripts/golden-values/drift.R; exact fractions, scripts/golden-values/drift-exact.py.
 */
export function wassersteinInSigma(request: {
  /** Baseline minimum, then the upper edges of all cells; one longer than the counts. */
  readonly edges: readonly number[];
  readonly baseline: readonly number[];
  readonly window: readonly number[];
  readonly sigma: number;
}): Outcome {
  const { edges, baseline, window, sigma } = request;
  const where = "wassersteinInSigma";
  requireNotNegative(`${where} (sigma)`, sigma);
  requireArgument(edges.length === baseline.length + 1, `${where} (edges)`, `${baseline.length + 1} edges`, edges.length);
  requireArgument(window.length === baseline.length, `${where} (window)`, `${baseline.length} counts`, window.length);
  const [n, m] = [totalCount(where, baseline), totalCount(where, window)];
  if (n === 0) return notComputable("no-rows", "The baseline has no values.");
  if (m === 0) return notComputable("no-rows", "The window has no values.");
  if (sigma === 0) return notComputable("degenerate", "The baseline has no spread, so a distance in its standard deviations is undefined.");
  let [raw, largestError, count, other, before] = [0, 0, 0, 0, 0];
  baseline.forEach((own, cell) => {
    const width = (edges[cell + 1] ?? 0) - (edges[cell] ?? 0);
    requireArgument(width >= 0 && width < Infinity, `${where} (edges)`, "finite edges that do not fall", width);
    const others = window[cell] ?? 0;
    count += own;
    other += others;
    const after = crossDifference(count, m, other, n) / n / m;
    raw += width * areaUnderAbsoluteLine(before, after);
    largestError += (width * (own / n + others / m)) / 2;
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
