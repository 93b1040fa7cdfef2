import { requireArgument, requireCount } from "../domain.ts";

/** Rows with one score, or in one cell of scores that are not told apart. */
export interface TieGroup {
  readonly positives: number;
  readonly negatives: number;
}

/** Rows of one class and exact sums of their doubled placements in the other class (or of the differences of two scores' placements). */
export interface ClassPlacements {
  readonly count: number;
  readonly sum: bigint;
  readonly sumOfSquares: bigint;
}

export interface PlacementSums {
  /** Of u = 2 #{negatives below} + #{negatives tied}, over the positives. */
  readonly positives: ClassPlacements;
  /** Of v = 2 #{positives below} + #{positives tied}, over the negatives. */
  readonly negatives: ClassPlacements;
}

/**
 * Sums of doubled placements of both classes.
 *
 * All that the area under the ROC curve and its DeLong variance need, in whole numbers.
 * Formula: with g over the tie groups, Q_g = negatives up to and with g: u_g = 2 Q_g - q_g, sum u = sum p_g u_g, sum u^2 = sum p_g u_g^2; v alike.
 * Sum u + sum v = 2 m n. In SQL, from ties (score, p, q): select sum(p), sum(p*u), sum(p*u*u), sum(q), sum(q*v), sum(q*v*v) from
 * (select p, q, 2*sum(q) over (order by score) - q as u, 2*sum(p) over (order by score) - p as v from ties), with p, q, u, v as HUGEINT.
 * Source: J. A. Hanley and K. O. Hajian-Tilaki (1997) Academic Radiology 4, 49-58, doi:10.1016/S1076-6332(97)80161-4 (placement values).
 * Units: counts by tie group in ascending order of score in; m, n and sums of doubled counts out.
 * Not computable: never; a count that is not whole throws. Without rows all sums are 0.
 * Golden: doubled placements row by row in numpy, exact in Python integers (scripts/golden-values/ranking-definitions.py).
 */
export function placementSums(groups: readonly TieGroup[]): PlacementSums {
  const positives = { count: 0n, sum: 0n, sumOfSquares: 0n };
  const negatives = { count: 0n, sum: 0n, sumOfSquares: 0n };
  for (const group of groups) {
    requireCount("placementSums (positives)", group.positives);
    requireCount("placementSums (negatives)", group.negatives);
    const [p, q] = [BigInt(group.positives), BigInt(group.negatives)];
    const u = 2n * negatives.count + q;
    const v = 2n * positives.count + p;
    add(positives, p, u);
    add(negatives, q, v);
  }
  return { positives: finished(positives), negatives: finished(negatives) };
}

/** Refuses sums that cannot come from placements: both classes count the same pairs, and no variance is negative. */
export function requirePlacementSums(where: string, { positives, negatives }: PlacementSums): void {
  const pairs = requirePairs(where, positives.count, negatives.count);
  requireArgument(
    positives.sum + negatives.sum === 2n * pairs,
    `${where} (sums)`,
    "sums of both classes that add up to 2 m n",
    Number(pairs),
  );
  for (const { count, sum, sumOfSquares } of [positives, negatives]) {
    requireArgument(sum >= 0n, `${where} (sum)`, "a sum of at least 0", Number(sum));
    const spread = BigInt(count) * sumOfSquares - sum * sum;
    requireArgument(spread >= 0n, `${where} (squares)`, "sums of squares of at least sum^2 / count", Number(sumOfSquares));
  }
}

/** m n, after checking both counts. */
export function requirePairs(where: string, positives: number, negatives: number): bigint {
  requireCount(`${where} (positives)`, positives);
  requireCount(`${where} (negatives)`, negatives);
  return BigInt(positives) * BigInt(negatives);
}

interface RunningSums {
  count: bigint;
  sum: bigint;
  sumOfSquares: bigint;
}

function add(sums: RunningSums, rows: bigint, placement: bigint): void {
  sums.count += rows;
  sums.sum += rows * placement;
  sums.sumOfSquares += rows * placement * placement;
}

function finished({ count, sum, sumOfSquares }: RunningSums): ClassPlacements {
  return { count: Number(count), sum, sumOfSquares };
}
