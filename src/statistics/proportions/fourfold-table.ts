import { type NotComputable, notComputable } from "../../foundation/outcome.ts";
import { requireArgument, requireCount, requireLevel, requireNotNegative } from "../domain.ts";
import { crossDifference } from "../whole-numbers.ts";

/**
 * A two-by-two table of counts: row one is the group, row two what it is compared with;
 * column one has the property, column two has not.
 *
 *     a | b
 *     c | d
 */
export interface FourfoldTable {
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
}

/** Successes and trials of two independent samples; trials may be effective, not whole, sizes. */
export interface TwoSamples {
  readonly x1: number;
  readonly n1: number;
  readonly x2: number;
  readonly n2: number;
}

/** Throws unless all four are counts. */
export function requireFourfoldTable({ a, b, c, d }: FourfoldTable): void {
  for (const count of [a, b, c, d]) requireCount("A fourfold table", count);
}

export function fourfoldTotal({ a, b, c, d }: FourfoldTable): number {
  return a + b + c + d;
}

/** All tables as one. */
export function sumOfTables(tables: readonly FourfoldTable[]): FourfoldTable {
  const sum = (cell: keyof FourfoldTable) => tables.reduce((total, table) => total + table[cell], 0);
  return { a: sum("a"), b: sum("b"), c: sum("c"), d: sum("d") };
}

/** ad - bc, exact until the last rounding also where the products pass 2^53. */
export function determinantOf({ a, b, c, d }: FourfoldTable): number {
  return crossDifference(a, d, b, c);
}

/** Throws unless 0 <= x <= n and both are finite. */
export function requireShare(where: string, x: number, n: number): void {
  requireNotNegative(`${where} (size)`, n);
  requireNotNegative(`${where} (count)`, x);
  requireArgument(x <= n, `${where} (count)`, `at most ${n}`, x);
}

/** Throws for impossible counts; the refusal where a sample is empty. */
export function refuseEmptySample(where: string, { x1, n1, x2, n2 }: TwoSamples, level = 0.5): NotComputable | undefined {
  requireLevel(where, level);
  requireShare(`${where}, first sample`, x1, n1);
  requireShare(`${where}, second sample`, x2, n2);
  if (n1 > 0 && n2 > 0) return undefined;
  return notComputable("zero-denominator", `The ${n1 > 0 ? "second" : "first"} group has no rows, so it has no rate to compare.`);
}
