import { type Outcome, computed, notComputable } from "../../foundation/outcome.ts";
import { studentTQuantile } from "../distributions/student-t.ts";
import { requireArgument, requireCount, requireLevel } from "../domain.ts";
import { emptyClass, logitLimits } from "./area-under-curve.ts";
import { requirePairs } from "./placement-sums.ts";

/** Sums over the clusters (subjects), of which each has m positives, n negatives and sums u and v of their doubled placements. */
export interface ClusteredPlacementSums {
  readonly clusters: number;
  readonly clustersWithPositives: number;
  readonly clustersWithNegatives: number;
  readonly m: number;
  readonly n: number;
  readonly u: bigint;
  readonly v: bigint;
  /** Sums of products within a cluster: mm is the sum of m^2, um the sum of u m. */
  readonly mm: bigint;
  readonly nn: bigint;
  readonly mn: bigint;
  readonly uu: bigint;
  readonly vv: bigint;
  readonly uv: bigint;
  readonly um: bigint;
  readonly un: bigint;
  readonly vm: bigint;
  readonly vn: bigint;
}

/**
 * Area under the ROC curve of rows that come in clusters (subjects), with Obuchowski's variance.
 *
 * Formula: A = U / (2 M N), U = sum u; with U_c = u / (2 N), V_c = n - v / (2 M): var A = S10 / M + S01 / N + 2 S11 / (M N), S10 = I10 / ((I10 - 1) M) sum (U_c - m A)^2,
 * S01 alike, S11 = I / (I - 1) sum (U_c - m A)(V_c - n A); I10, I01, I count clusters with positives, with negatives, all. Sums are expanded in whole numbers.
 * Interval: logit, Student's t with min(I10, I01) - 1 df (Obuchowski has the normal law, which is too narrow for few clusters).
 * SQL: u and v of placement-sums by row; select subject, count of positives m, of negatives n, sum(u), sum(v) group by subject; then the sums of products over subjects, as HUGEINT.
 * Source: N. A. Obuchowski (1997) Biometrics 53, 567-578, doi:10.2307/2533958.
 * Units: counts and whole sums in, a probability out; n is all rows.
 * Not computable: a class without rows (no-rows) or of one cluster (too-few), and where all clusters of a class are alike, as in a
 * perfect separation, or the variance is not above 0 (degenerate).
 * Golden: the definition by row in numpy and exact fractions (scripts/golden-values/ranking-definitions.py).
 */
export function clusteredAreaUnderCurve(sums: ClusteredPlacementSums, level: number): Outcome {
  requireLevel("clusteredAreaUnderCurve", level);
  const { clusters, clustersWithPositives: i10, clustersWithNegatives: i01 } = sums;
  for (const count of [clusters, i10, i01]) requireCount("clusteredAreaUnderCurve (clusters)", count);
  const pairs = 2n * requirePairs("clusteredAreaUnderCurve", sums.m, sums.n);
  const agree = sums.u + sums.v === pairs && sums.u >= 0n && sums.v >= 0n;
  requireArgument(agree, "clusteredAreaUnderCurve (sums)", "sums of both classes that add up to 2 m n", Number(pairs));
  if (pairs === 0n) return emptyClass(sums.m);
  if (i10 < 2 || i01 < 2) {
    return notComputable("too-few", "All positives or all negatives are of one subject, which says nothing of other subjects.");
  }
  const { positives, negatives, both } = residualProducts(sums);
  const isPossible = positives >= 0n && negatives >= 0n;
  requireArgument(isPossible, "clusteredAreaUnderCurve (squares)", "sums of products that clusters can have", Number(positives));
  const scale = Number(pairs * pairs);
  const [m, n] = [sums.m, sums.n];
  const withinPositives = ((i10 / (i10 - 1)) * Number(positives)) / scale / m / m;
  const withinNegatives = ((i01 / (i01 - 1)) * Number(negatives)) / scale / n / n;
  const between = ((clusters / (clusters - 1)) * Number(both)) / scale / m / n;
  const variance = withinPositives + withinNegatives + 2 * between;
  if (positives === 0n || negatives === 0n || !(variance > 0)) {
    return notComputable(
      "degenerate",
      "The subjects of a class all have the same place among the other class, so the variance between subjects is not known.",
    );
  }
  const area = { value: Number(sums.u) / Number(pairs), complement: Number(sums.v) / Number(pairs) };
  const standardError = Math.sqrt(variance);
  const df = Math.min(i10, i01) - 1;
  const half = -studentTQuantile((1 - level) / 2, df) * standardError;
  return computed({
    estimate: area.value,
    n: m + n,
    method: "Area under the ROC curve (midrank), clustered rows",
    interval: { ...logitLimits(area, half), level, method: "Obuchowski, logit, Student t" },
    detail: { positives: m, negatives: n, clusters, standardError, df },
  });
}

/** Sums over clusters of products of 2MN (U_c - m A) and 2MN (V_c - n A), which are u M - m U and n V - v N. */
function residualProducts(sums: ClusteredPlacementSums): { positives: bigint; negatives: bigint; both: bigint } {
  const { u, v, mm, nn, mn, uu, vv, uv, um, un, vm, vn } = sums;
  const [m, n] = [BigInt(sums.m), BigInt(sums.n)];
  return {
    positives: m * m * uu - 2n * m * u * um + u * u * mm,
    negatives: v * v * nn - 2n * n * v * vn + n * n * vv,
    both: m * v * un - m * n * uv - u * v * mn + u * n * vm,
  };
}
