import { type AggregateRow, type AggregateSet, aggregateNamed, compareText, integerCell, textCell } from "../../foundation/aggregate.ts";
import { TickmarkError } from "../../foundation/errors.ts";
import type { Attribute } from "../../population/population.ts";
import { type GroupCounts, addCounts, countRows, subtractCounts } from "./group-counts.ts";
import { GROUPS_QUERY } from "./plan.ts";
import type { Selection } from "./selection.ts";

/** One group: a known level of each attribute of its table. */
export interface Group {
  readonly levels: readonly { readonly attribute: string; readonly level: string }[];
  readonly counts: GroupCounts;
}

/** The groups of one attribute or one intersection; groups + unknown = total. */
export interface GroupTable {
  readonly attributes: readonly Attribute[];
  /** Ordered by level. */
  readonly groups: readonly Group[];
  /** Rows where one of the attributes is null. */
  readonly unknown: GroupCounts;
  readonly known: GroupCounts;
}

export interface GroupTables {
  readonly total: GroupCounts;
  /** Single attributes first, then intersections. */
  readonly tables: readonly GroupTable[];
}

/** Reads the group counts. Throws `bad-input` unless groups and unknown add up to the population in every table. */
export function readGroupTables(selection: Selection, aggregates: AggregateSet, populationRows: number): GroupTables {
  const { compared, intersections } = selection;
  const bySet = Map.groupBy(aggregateNamed(aggregates, GROUPS_QUERY).rows, (row) => integerCell(row, "grouping_bits"));
  const total = countRows(bySet.get(groupingBits(compared.length, [])) ?? []);
  requireSum("the population", total.rows, populationRows);
  const tables = [...compared.map((_, position) => [position]), ...intersections].map((positions) => {
    const attributes = positions.map((position) => compared[position]).filter((attribute) => attribute !== undefined);
    const table = readTable(attributes, bySet.get(groupingBits(compared.length, positions)) ?? []);
    requireSum(attributes.map((attribute) => attribute.name).join(" x "), table.known.rows + table.unknown.rows, total.rows);
    return table;
  });
  return { total, tables };
}

/** GROUPING_ID of the set that keeps the attributes at these positions: one bit each, first attribute highest, 1 = summed over. */
export function groupingBits(attributes: number, kept: readonly number[]): number {
  let bits = 0;
  for (let position = 0; position < attributes; position += 1) bits = bits * 2 + (kept.includes(position) ? 0 : 1);
  return bits;
}

/** Groups rows of one grouping set by the levels of its attributes; rows with an unknown level are under null. */
export function rowsByLevels(
  attributes: readonly Attribute[],
  rows: readonly AggregateRow[],
): { levels: string[] | null; rows: AggregateRow[] }[] {
  const byKey = Map.groupBy(rows, (row) => {
    const levels = attributes.map((attribute) => textCell(row, attribute.column));
    return levels.includes(null) ? null : JSON.stringify(levels);
  });
  return [...byKey].map(([key, grouped]) => ({ levels: key === null ? null : (JSON.parse(key) as string[]), rows: grouped }));
}

function readTable(attributes: readonly Attribute[], rows: readonly AggregateRow[]): GroupTable {
  const groups: Group[] = [];
  let unknown = countRows([]);
  for (const part of rowsByLevels(attributes, rows)) {
    if (part.levels === null) unknown = countRows(part.rows);
    else {
      const { levels } = part;
      groups.push({
        levels: attributes.map(({ name }, index) => ({ attribute: name, level: levels[index] ?? "" })),
        counts: countRows(part.rows),
      });
    }
  }
  groups.sort(compareGroups);
  return { attributes, groups, unknown, known: addCounts(groups.map((group) => group.counts)) };
}

function compareGroups(left: Group, right: Group): number {
  for (const [index, { level }] of left.levels.entries()) {
    const order = compareText(level, right.levels[index]?.level ?? "");
    if (order !== 0) return order;
  }
  return 0;
}

function requireSum(what: string, sum: number, total: number): void {
  if (sum === total) return;
  throw new TickmarkError("bad-input", `Groups and unknown of ${what} add up to ${sum} rows, not to ${total}.`, {
    expected: "every decision in exactly one group or in unknown",
    remedy: "The aggregates do not belong to this population, or were changed; run the analysis again.",
  });
}

/** All known groups of the table but this one; unknown is never part of it. */
export function restOf(table: GroupTable, group: Group): GroupCounts {
  return subtractCounts(table.known, group.counts);
}
