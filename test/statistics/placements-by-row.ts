import type { ClusteredPlacementSums } from "../../src/statistics/ranking/clustered-area-under-curve.ts";
import type { PairedClassPlacements, PairedPlacementSums } from "../../src/statistics/ranking/paired-area-difference.ts";
import type { PlacementSums } from "../../src/statistics/ranking/placement-sums.ts";

/** Doubled placement of one score among others, by comparing it with each. */
export function doubledPlacement(score: number, others: readonly number[]): bigint {
  return others.reduce((sum, other) => sum + (other < score ? 2n : other === score ? 1n : 0n), 0n);
}

/** The sums of two classes of plain scores. */
export function sumsByRow(positives: readonly number[], negatives: readonly number[]): PlacementSums {
  return { positives: ofClass(positives, negatives), negatives: ofClass(negatives, positives) };
}

function ofClass(own: readonly number[], others: readonly number[]) {
  const placements = own.map((score) => doubledPlacement(score, others));
  return { count: own.length, sum: total(placements), sumOfSquares: total(placements.map((u) => u * u)) };
}

/** The sums of two scores a and b of the same rows with outcomes y. */
export function pairedSums(y: readonly number[], a: readonly number[], b: readonly number[]): PairedPlacementSums {
  const side = (own: number): PairedClassPlacements => {
    const rows = y.flatMap((outcome, row) => (outcome === own ? [row] : []));
    const others = y.flatMap((outcome, row) => (outcome === own ? [] : [row]));
    const place = (score: readonly number[]) => {
      const rest = others.map((row) => score[row] ?? Number.NaN);
      return rows.map((row) => doubledPlacement(score[row] ?? Number.NaN, rest));
    };
    const [first, second] = [place(a), place(b)];
    return {
      count: rows.length,
      sumA: total(first),
      sumB: total(second),
      sumOfSquaresA: total(first.map((u) => u * u)),
      sumOfSquaresB: total(second.map((u) => u * u)),
      sumOfProducts: total(first.map((u, index) => u * (second[index] ?? 0n))),
    };
  };
  return { positives: side(1), negatives: side(0) };
}

/** The sums of rows [subject, outcome, score]. */
export function clusteredSums(rows: readonly (readonly [number, number, number])[]): ClusteredPlacementSums {
  const scores = (own: number) => rows.filter(([, y]) => y === own).map(([, , score]) => score);
  const subjects = [...new Set(rows.map(([subject]) => subject))].map((subject) => {
    const own = rows.filter(([other]) => other === subject);
    const placed = (y: number) => own.filter((row) => row[1] === y).map(([, , score]) => doubledPlacement(score, scores(1 - y)));
    const [u, v] = [placed(1), placed(0)];
    return { m: BigInt(u.length), n: BigInt(v.length), u: total(u), v: total(v) };
  });
  const sum = (product: (subject: { m: bigint; n: bigint; u: bigint; v: bigint }) => bigint) => total(subjects.map(product));
  return {
    clusters: subjects.length,
    clustersWithPositives: subjects.filter(({ m }) => m > 0n).length,
    clustersWithNegatives: subjects.filter(({ n }) => n > 0n).length,
    m: scores(1).length,
    n: scores(0).length,
    u: sum(({ u }) => u),
    v: sum(({ v }) => v),
    mm: sum(({ m }) => m * m),
    nn: sum(({ n }) => n * n),
    mn: sum(({ m, n }) => m * n),
    uu: sum(({ u }) => u * u),
    vv: sum(({ v }) => v * v),
    uv: sum(({ u, v }) => u * v),
    um: sum(({ u, m }) => u * m),
    un: sum(({ u, n }) => u * n),
    vm: sum(({ v, m }) => v * m),
    vn: sum(({ v, n }) => v * n),
  };
}

function total(values: readonly bigint[]): bigint {
  return values.reduce((sum, value) => sum + value, 0n);
}
