import { type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import { normalSurvival } from "../distributions/normal.ts";

/**
 * Mann-Kendall trend test with tie correction and Sen's slope.
 *
 * Formula: S = sum sign(y_j - y_i), Var = [k(k-1)(2k+5) - sum t(t-1)(2t+5)]/18, z = (S -+ 1)/sqrt(Var), two-sided normal p.
 * Purpose: a monotone trend in a series without an assumed shape. Not robust to autocorrelation or season.
 * Source: Mann 1945, doi:10.2307/1907187; Sen 1968, doi:10.1080/01621459.1968.10480934.
 * Units: estimate = S; slope per unit of time. Not computable: fewer than 8 points (4 points cannot reach p < .083), all values equal.
 * Golden values: review G12 (S = 33, z = 2.91713820222); R 4.2.2 in scripts/golden-values/drift.R.
 */
export function mannKendall(points: readonly { readonly time: number; readonly value: number }[], minimumPoints = 8): Outcome {
  const k = points.length;
  if (k < minimumPoints) return notComputable("too-few", `A trend test needs ${minimumPoints} windows; there are ${k}.`);
  let score = 0;
  const slopes: number[] = [];
  points.forEach((earlier, index) => {
    for (const later of points.slice(index + 1)) {
      score += Math.sign(later.value - earlier.value);
      slopes.push((later.value - earlier.value) / (later.time - earlier.time));
    }
  });
  const ties = new Map<number, number>();
  for (const point of points) ties.set(point.value, (ties.get(point.value) ?? 0) + 1);
  const tied = [...ties.values()].reduce((sum, count) => sum + count * (count - 1) * (2 * count + 5), 0);
  const variance = (k * (k - 1) * (2 * k + 5) - tied) / 18;
  if (variance <= 0) return notComputable("degenerate", "All values are equal.");
  const z = (score - Math.sign(score)) / Math.sqrt(variance);
  return computed({
    estimate: score,
    n: k,
    method: "Mann-Kendall trend test, tie-corrected",
    pValue: Math.min(1, 2 * normalSurvival(Math.abs(z))),
    detail: { z, variance, senSlope: median(slopes), tau: score / ((k * (k - 1)) / 2) },
  });
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2;
}
