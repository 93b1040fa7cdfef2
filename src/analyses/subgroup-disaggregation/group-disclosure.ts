import { type AggregateRow, integerCell } from "../../foundation/aggregate.ts";
import type { Attribute } from "../../population/population.ts";
import type { Coordinates, Disclosure } from "../../sql/disclosure.ts";

/** Rows by the attributes that a grouping set keeps, told by `grouping_bits`, and by the result columns beside them. */
export function groupedDisclosure(
  compared: readonly Attribute[],
  /** Result columns and the dimensions that they are. */
  results: Readonly<Record<string, string>>,
  /** Rows that have no cell: partial. */
  partial: boolean,
): Disclosure {
  const at = (row: AggregateRow): Coordinates => {
    const bits = integerCell(row, "grouping_bits");
    const kept = compared.filter((_, position) => Math.floor(bits / 2 ** (compared.length - 1 - position)) % 2 === 0);
    return Object.fromEntries([
      ...kept.map(({ column }) => [column, row[column] ?? null]),
      ...Object.entries(results).map(([column, dimension]) => [dimension, row[column] ?? null]),
    ]) as Coordinates;
  };
  return { measures: { n: { is: "count", universe: "population", at, ...(partial ? { partial } : {}) } } };
}
