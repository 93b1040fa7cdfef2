import { compareText } from "../../foundation/aggregate.ts";
import type { Coordinates } from "../../sql/disclosure.ts";

/** One text for coordinates, whatever the order of their dimensions. */
export function coordinatesKey(at: Coordinates): string {
  return JSON.stringify(
    Object.entries(at)
      .toSorted(([left], [right]) => compareText(left, right))
      .map(([dimension, value]) => [dimension, typeof value === "bigint" ? String(value) : value]),
  );
}
