import { compareText } from "../../foundation/aggregate.ts";
import type { Coordinates } from "../../sql/disclosure.ts";
import { coordinatesKey } from "./coordinates-key.ts";
import type { CountVariable, DimensionTable, Equation, KnownSum } from "./count-system.ts";

/** Tables of one universe have the same sums along the dimensions that they share; known sums are sums of every table that has their dimensions. */
export function linkTables(variables: readonly CountVariable[], tables: readonly DimensionTable[], known: readonly KnownSum[]): Equation[] {
  const equations: Equation[] = [];
  for (const [universe, members] of Map.groupBy(tables, (table) => table.universe)) {
    const complete = members.filter((table) => !table.partial);
    for (const { left, right, shared } of spanningLinks(complete)) equations.push(...sumsAgree(variables, left, right, shared, false));
    for (const partial of members.filter((table) => table.partial))
      for (const { right, shared } of widestLinks(partial, members)) equations.push(...sumsAgree(variables, partial, right, shared, true));
    for (const sum of known.filter((entry) => entry.universe === universe)) equations.push(...knownSums(variables, complete, sum));
  }
  return equations.filter((equation) => equation.plus.length + equation.minus.length > 0);
}

interface Link {
  readonly left: DimensionTable;
  readonly right: DimensionTable;
  readonly shared: readonly string[];
}

/** As few links as say that all tables have the same sums: along each set of shared dimensions a spanning tree, the smallest table in the middle. */
function spanningLinks(tables: readonly DimensionTable[]): Link[] {
  const sets = new Map<string, readonly string[]>();
  for (const [index, left] of tables.entries())
    for (const right of tables.slice(index + 1)) {
      const shared = sharedDimensions(left, right);
      sets.set(JSON.stringify(shared), shared);
    }
  const links: Link[] = [];
  const joined = new Map<string, Set<number>>();
  for (const shared of [...sets.values()].toSorted(
    (left, right) => right.length - left.length || compareText(JSON.stringify(left), JSON.stringify(right)),
  )) {
    const members = tables.map((table, index) => ({ table, index })).filter(({ table }) => isSubset(shared, table.dimensions));
    const groups = groupsOf(
      members.map(({ index }) => index),
      [...joined].filter(([key]) => isSubset(shared, JSON.parse(key) as string[])).map(([, group]) => group),
    );
    const representatives = groups
      .map((group) => group.toSorted((a, b) => (tables[a]?.cells.length ?? 0) - (tables[b]?.cells.length ?? 0) || a - b)[0] ?? 0)
      .toSorted((a, b) => (tables[a]?.cells.length ?? 0) - (tables[b]?.cells.length ?? 0) || a - b);
    const [middle, ...others] = representatives;
    for (const other of others) {
      const [left, right] = [tables[other], tables[middle ?? 0]];
      if (left === undefined || right === undefined) continue;
      links.push({ left, right, shared });
      joined.set(JSON.stringify([...shared, `#${links.length}`]), new Set([other, middle ?? 0]));
    }
  }
  return links;
}

/** Groups of members that the given pairs already join. */
function groupsOf(members: readonly number[], pairs: readonly ReadonlySet<number>[]): number[][] {
  const parent = new Map(members.map((member) => [member, member]));
  const root = (member: number): number => {
    const up = parent.get(member) ?? member;
    return up === member ? member : root(up);
  };
  for (const pair of pairs) {
    const [first, second] = [...pair].filter((member) => parent.has(member));
    if (first !== undefined && second !== undefined) parent.set(root(second), root(first));
  }
  return [...Map.groupBy(members, root).values()];
}

/** Links of a table that holds only some rows: along sets of shared dimensions of which none contains another. */
function widestLinks(partial: DimensionTable, members: readonly DimensionTable[]): Link[] {
  const links: Link[] = [];
  const others = members
    .filter((table) => table !== partial)
    .map((table) => ({ left: partial, right: table, shared: sharedDimensions(partial, table) }))
    .toSorted((left, right) => right.shared.length - left.shared.length || left.right.cells.length - right.right.cells.length);
  for (const link of others) if (!links.some(({ shared }) => isSubset(link.shared, shared))) links.push(link);
  return links;
}

function sumsAgree(
  variables: readonly CountVariable[],
  left: DimensionTable,
  right: DimensionTable,
  shared: readonly string[],
  soft: boolean,
): Equation[] {
  const [ours, theirs] = [cellsAlong(variables, left, shared), cellsAlong(variables, right, shared)];
  // A sum that only one side has is a sum of no cells, hence zero, on the other: known already where cells are absent.
  return [...new Set([...ours.keys(), ...theirs.keys()])].map((key) => {
    const [plus, minus] = [ours.get(key) ?? [], theirs.get(key) ?? []];
    const both = new Set(plus.filter((id) => minus.includes(id)));
    return { plus: plus.filter((id) => !both.has(id)), minus: minus.filter((id) => !both.has(id)), constant: 0, soft };
  });
}

function knownSums(variables: readonly CountVariable[], tables: readonly DimensionTable[], known: KnownSum): Equation[] {
  const dimensions = Object.keys(known.at);
  const candidates = tables
    .filter((table) => isSubset(dimensions, table.dimensions))
    .toSorted((left, right) => left.cells.length - right.cells.length);
  // The links carry it to the others.
  return candidates.slice(0, 1).map((table) => ({
    plus: cellsAlong(variables, table, dimensions).get(coordinatesKey(known.at)) ?? [],
    minus: [],
    constant: known.value,
    soft: false,
  }));
}

function cellsAlong(variables: readonly CountVariable[], table: DimensionTable, shared: readonly string[]): Map<string, number[]> {
  return Map.groupBy(table.cells, (id) => {
    const at = variables[id]?.at ?? {};
    return coordinatesKey(Object.fromEntries(shared.map((dimension) => [dimension, at[dimension] ?? null])) as Coordinates);
  });
}

function sharedDimensions(left: DimensionTable, right: DimensionTable): string[] {
  return left.dimensions.filter((dimension) => right.dimensions.includes(dimension));
}

function isSubset(some: readonly string[], all: readonly string[]): boolean {
  return some.every((dimension) => all.includes(dimension));
}
