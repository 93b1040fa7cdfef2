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

/** Throws RangeError unless all four are non-negative safe integers. */
export function requireFourfoldTable(table: FourfoldTable): void {
  for (const count of [table.a, table.b, table.c, table.d])
    if (!Number.isSafeInteger(count) || count < 0) throw new RangeError(`A fourfold table holds counts, not ${count}.`);
}

export function fourfoldTotal(table: FourfoldTable): number {
  return table.a + table.b + table.c + table.d;
}
