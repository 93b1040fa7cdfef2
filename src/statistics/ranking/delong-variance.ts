import type { ClassPlacements } from "./placement-sums.ts";

export interface DelongVariance {
  /** S10 / m: what the positives add to the variance of the area; 0 for a single positive. */
  readonly positives: number;
  /** S01 / n: what the negatives add. */
  readonly negatives: number;
  readonly total: number;
  /** Satterthwaite's degrees of freedom; 0 when the variance is 0. */
  readonly df: number;
}

/**
 * DeLong variance of an area under the ROC curve, or of a difference of two areas on the same rows.
 *
 * Formula: S10 / m + S01 / n, with S10 the sample variance (divisor m - 1) of the placements V10 = u / (2n) of the positives, S01 alike of the
 * negatives: S10 / m = (m sum u^2 - (sum u)^2) / (4 n^2 m^2 (m - 1)), the numerator in whole numbers. For a difference u is u_A - u_B.
 * Degrees of freedom: (S10/m + S01/n)^2 / ((S10/m)^2/(m-1) + (S01/n)^2/(n-1)), as Brunner and Munzel 2000, doi:10.1002/(SICI)1521-4036(200001)42:1<17::AID-BIMJ17>3.0.CO;2-U.
 * Source: E. R. DeLong, D. M. DeLong, D. L. Clarke-Pearson (1988) Biometrics 44, 837-845, doi:10.2307/2531595.
 * Units: whole sums in, squared areas out.
 * Not computable: never; a class of one row adds 0 and callers must not read that as certainty.
 * Golden: R pROC var(roc, method = "delong") (scripts/golden-values/ranking.R).
 */
export function delongVariance(positives: ClassPlacements, negatives: ClassPlacements): DelongVariance {
  const first = meanVariance(positives, negatives.count);
  const second = meanVariance(negatives, positives.count);
  const total = first + second;
  // Shares of the total: the squares of the parts themselves could leave the range of a double.
  const share = first / total;
  const df = total === 0 ? 0 : 1 / (perFreedom(share, positives.count) + perFreedom(1 - share, negatives.count));
  return { positives: first, negatives: second, total, df };
}

function meanVariance({ count, sum, sumOfSquares }: ClassPlacements, others: number): number {
  if (count < 2) return 0;
  const [n, other] = [BigInt(count), BigInt(others)];
  return Number(n * sumOfSquares - sum * sum) / Number(4n * other * other * n * n * (n - 1n));
}

function perFreedom(share: number, count: number): number {
  return share === 0 ? 0 : share ** 2 / (count - 1);
}
