import { sequentialPValue } from "../../../src/statistics/resampling/sequential-p-value.ts";
import { readGolden } from "../golden-file.ts";
import type { Comparison } from "./comparison.ts";

interface SequentialGolden {
  readonly sequential: readonly {
    readonly mostDraws: number;
    readonly stopAfter: number;
    readonly law: readonly { readonly p: number; readonly cumulative: number }[];
  }[];
}

/** P(p <= x) of the Besag-Clifford p over all orders of the draws, against exact fractions. */
export function sequentialComparisons(): Comparison[] {
  return readGolden<SequentialGolden>("contingency").sequential.flatMap(({ mostDraws, stopAfter, law }) => {
    const found = pValuesOfAllOrders(mostDraws, stopAfter);
    return law.map(({ p, cumulative }) => ({
      method: "resampling/sequential-p-value",
      what: `R ${mostDraws}, h ${stopAfter}: P(p <= ${p})`,
      actual: found.filter(({ pValue }) => pValue <= p + 1e-12).reduce((total, { weight }) => total + weight, 0),
      expected: cumulative,
      tolerance: 1e-12,
    }));
  });
}

/** Under the null the data's rank among R + 1 is uniform, and the draws above it come in any order. */
function pValuesOfAllOrders(mostDraws: number, stopAfter: number): { pValue: number; weight: number }[] {
  const orders = Array.from({ length: 2 ** mostDraws }, (_, bits) =>
    Array.from({ length: mostDraws }, (__, at) => ((bits >> at) & 1) === 1),
  );
  const above = orders.map((order) => order.filter(Boolean).length);
  return orders.map((order, index) => {
    const draws = order.values();
    const { pValue } = sequentialPValue(() => draws.next().value === true, { stopAfter, mostDraws });
    const sameRank = above.filter((count) => count === above[index]).length;
    return { pValue, weight: 1 / sameRank / (mostDraws + 1) };
  });
}
