import { type Aggregate, type AggregateCell, type AggregateColumn, compareText } from "../../foundation/aggregate.ts";
import { SUPPRESSED, type ShownAggregate, type ShownCell } from "../../foundation/typed-csv.ts";
import type { Coordinates, Disclosure, Measure } from "../../sql/disclosure.ts";
import { coordinatesKey } from "./coordinates-key.ts";
import { type CountedTable, type KnownSum, keysOf } from "./count-system.ts";

/** Margins of more dimensions than this are not printed. */
const MARGIN_DIMENSIONS = 1;

/** A table of sums over the cells of an aggregate, with the rule of the numbers that are summed. */
export interface MarginTable {
  readonly id: string;
  readonly shown: ShownAggregate;
  readonly disclosure: Disclosure;
}

type CountMeasure = Measure & { is: "count" };

interface Source {
  readonly table: CountedTable;
  readonly dimensions: readonly string[];
  readonly columns: ReadonlyMap<string, CountMeasure>;
  /** True cells, each once, by coordinates and column; not a number where it is suppressed. */
  readonly cells: ReadonlyMap<string, { readonly at: Coordinates; readonly counts: ReadonlyMap<string, ShownCell> }>;
}

/** What a margin is, from its universe and its coordinates. */
export function marginKey({ universe, at }: Pick<KnownSum, "universe" | "at">): string {
  return `${universe}\n${coordinatesKey(at)}`;
}

/** Values of margins by what they are. */
export function marginsByKey(margins: readonly KnownSum[]): Map<string, number> {
  return new Map(margins.map((margin) => [marginKey(margin), margin.value]));
}

/**
 * The margins of one run's aggregates: totals, and sums by one dimension, of all numbers of rows that no table of the run shows
 * anyway. Which there are follows from keys and rules alone. Values are sums of the cells, or what `printed` says; suppressed where it says
 * nothing.
 */
export function marginTables(tables: readonly CountedTable[], printed: ReadonlyMap<string, number> | null): MarginTable[] {
  const sources = tables.flatMap(sourcesOf);
  const taken = new Set(sources.flatMap(({ dimensions, columns }) => [...columns.values()].map((measure) => named(measure, dimensions))));
  const margins: MarginTable[] = [];
  for (const size of Array.from({ length: MARGIN_DIMENSIONS + 1 }, (_, index) => index))
    for (const source of sources) {
      if (size >= source.dimensions.length) continue;
      for (const dimensions of choices(source.dimensions, size)) {
        const names = [...source.columns.values()].map((measure) => named(measure, dimensions));
        if (names.every((name) => taken.has(name))) continue;
        for (const name of names) taken.add(name);
        margins.push(marginTable(source, dimensions, printed));
      }
    }
  return margins;
}

function named({ universe }: CountMeasure, dimensions: readonly string[]): string {
  return JSON.stringify([universe, dimensions]);
}

/** The cells of a table, apart by the dimensions that they have. */
function sourcesOf(table: CountedTable): Source[] {
  const columns = new Map(
    Object.entries(table.disclosure.measures).flatMap(([name, measure]): [string, CountMeasure][] =>
      measure.is === "count" && measure.partial !== true ? [[name, measure]] : [],
    ),
  );
  const rows = table.shown.rows.flatMap((row) => {
    const keys = keysOf(table.shown, row);
    const places = [...columns].map(([name, measure]) => ({ name, at: measure.at(keys) }));
    const [first] = places;
    // Columns that stand at different coordinates have no margin in common.
    if (first === undefined || places.some(({ at }) => coordinatesKey(at) !== coordinatesKey(first.at))) return [];
    return [{ at: first.at, counts: new Map(places.map(({ name }): [string, ShownCell] => [name, row[name] ?? null])) }];
  });
  const byDimensions = Map.groupBy(rows, ({ at }) => JSON.stringify(Object.keys(at).toSorted(compareText)));
  return [...byDimensions].map(([key, members]) => ({
    table,
    dimensions: JSON.parse(key) as string[],
    columns,
    cells: new Map(members.map((cell) => [coordinatesKey(cell.at), cell])),
  }));
}

function marginTable(source: Source, dimensions: readonly string[], printed: ReadonlyMap<string, number> | null): MarginTable {
  const at = (row: Coordinates): Coordinates =>
    Object.fromEntries(dimensions.map((dimension): [string, AggregateCell] => [dimension, row[dimension] ?? null]));
  const groups = Map.groupBy(source.cells.values(), (cell) => coordinatesKey(at(cell.at)));
  const rows = [...groups.values()].map((cells): Record<string, ShownCell> => {
    const place = at(cells[0]?.at ?? {});
    const sums = [...source.columns].map(([name, measure], index): [string, ShownCell] => {
      const sum = printed === null ? sumOf(cells.map(({ counts }) => counts.get(name))) : printed.get(marginKey({ ...measure, at: place }));
      return [countColumn(index), sum ?? SUPPRESSED];
    });
    return Object.fromEntries([...Object.entries(place), ...sums]);
  });
  const names = [...source.columns.keys()];
  const columns: AggregateColumn[] = [
    ...dimensions.map((name): AggregateColumn => ({ name, type: "text", key: true })),
    ...names.map((_, index): AggregateColumn => ({ name: countColumn(index), type: "integer" })),
  ];
  const measures = [...source.columns].map(([, { universe, of }], index): [string, Measure] => {
    const parent = of === undefined ? -1 : names.indexOf(of);
    return [countColumn(index), { is: "count", universe, at, ...(parent < 0 ? {} : { of: countColumn(parent) }) }];
  });
  const name = `${source.table.shown.name} by ${JSON.stringify(dimensions)}`;
  return {
    id: `${source.table.id} by ${JSON.stringify(dimensions)}`,
    shown: { name, columns, rows },
    disclosure: { measures: Object.fromEntries(measures) },
  };
}

/** No dimension has such a name. */
function countColumn(index: number): string {
  return `\u0000${index}`;
}

function sumOf(cells: readonly (ShownCell | undefined)[]): number | null {
  return cells.reduce<number | null>((sum, cell) => (sum === null || typeof cell !== "number" ? null : sum + cell), 0);
}

/** All subsets of the given size, in order. */
function choices(dimensions: readonly string[], size: number): string[][] {
  if (size === 0) return [[]];
  return dimensions.flatMap((dimension, index) => choices(dimensions.slice(index + 1), size - 1).map((rest) => [dimension, ...rest]));
}

/** Keys of all margins that the tables have. */
export function marginNames(tables: readonly CountedTable[]): Set<string> {
  return new Set(
    marginTables(tables, new Map()).flatMap(({ shown, disclosure }) =>
      shown.rows.flatMap((row) =>
        Object.values(disclosure.measures).flatMap((measure) =>
          measure.is === "count" ? [marginKey({ universe: measure.universe, at: measure.at(keysOf(shown, row)) })] : [],
        ),
      ),
    ),
  );
}

/** A margin table as one of true numbers. */
export function asAggregate({ shown: { name, columns, rows } }: MarginTable): Aggregate {
  return {
    name,
    columns,
    rows: rows.map((row) => Object.fromEntries(Object.entries(row).map(([key, cell]) => [key, cell === SUPPRESSED ? null : cell]))),
  };
}

/** The sums that a margin table shows. */
export function shownMargins({ columns, rows }: ShownAggregate, { measures }: Disclosure): KnownSum[] {
  return rows.flatMap((row) =>
    columns.flatMap(({ name }): KnownSum[] => {
      const measure = measures[name];
      const value = row[name];
      if (measure?.is !== "count" || typeof value !== "number") return [];
      return [{ universe: measure.universe, at: measure.at(keysOf({ name, columns, rows }, row)), value }];
    }),
  );
}
