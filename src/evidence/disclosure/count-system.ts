import { type AggregateCell, type AggregateRow, compareText } from "../../foundation/aggregate.ts";
import { SUPPRESSED, type ShownAggregate, type ShownRow } from "../../foundation/typed-csv.ts";
import type { Coordinates, Disclosure, Measure } from "../../sql/disclosure.ts";
import { coordinatesKey } from "./coordinates-key.ts";
import { linkTables } from "./link-tables.ts";

/** One aggregate of one run, as it is printed or as it truly is. */
export interface CountedTable {
  /** `<run id>/<query>` */
  readonly id: string;
  readonly shown: ShownAggregate;
  readonly disclosure: Disclosure;
}

/** Where a number stands: `token` in a text that lists counts. */
export interface Place {
  readonly table: number;
  readonly row: number;
  readonly column: string;
  readonly token: number | null;
}

/** A number of rows. Complements and missing values stand in no table, but follow from what stands there. */
export interface CountVariable {
  readonly id: number;
  readonly universe: string;
  readonly at: Coordinates;
  /** Null: not known from what is printed. */
  readonly value: number | null;
  readonly places: readonly Place[];
}

/** Sum of `plus` less sum of `minus` is `constant`. */
export interface Equation {
  readonly plus: readonly number[];
  readonly minus: readonly number[];
  readonly constant: number;
  /** True where it need not hold (tables that hold only some of the rows): known to an attacker, but no condition of a filling. */
  readonly soft: boolean;
}

/** Rows of a part, the rest, and the whole that they add up to. */
export interface Part {
  readonly part: number;
  readonly rest: number;
  readonly whole: number;
}

export interface CountSystem {
  readonly variables: readonly CountVariable[];
  readonly parts: readonly Part[];
  /** Numbers that stand in a row of a table with the number that counts its records. */
  readonly followers: ReadonlyMap<number, ReadonlySet<number>>;
  readonly equations: readonly Equation[];
  readonly tables: readonly DimensionTable[];
}

/** Sums known from elsewhere in the pack: rows of the population, rows without a value (the funnel). */
export interface KnownSum {
  readonly universe: string;
  readonly at: Coordinates;
  readonly value: number;
}

/** All numbers of rows in the tables, and every equation between them that the tables' own dimensions imply. */
export function countSystem(tables: readonly CountedTable[], known: readonly KnownSum[]): CountSystem {
  const builder = new SystemBuilder();
  tables.forEach((table, index) => builder.add(table, index));
  const { variables, parts, followers, tables: byDimensions } = builder;
  const equations = [...builder.equations, ...linkTables(variables, byDimensions, known)];
  return { variables, parts, followers, tables: byDimensions, equations };
}

/** Cells of one measure with one set of dimensions. */
export interface DimensionTable {
  readonly universe: string;
  readonly dimensions: readonly string[];
  readonly partial: boolean;
  readonly cells: readonly number[];
}

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

class SystemBuilder {
  readonly variables: Mutable<CountVariable>[] = [];
  readonly equations: Equation[] = [];
  readonly parts: Part[] = [];
  readonly followers = new Map<number, Set<number>>();
  readonly #byKey = new Map<string, number>();
  readonly #tables = new Map<string, { universe: string; dimensions: string[]; partial: boolean; cells: Set<number> }>();

  get tables(): DimensionTable[] {
    return [...this.#tables.values()].map((table) => ({ ...table, cells: [...table.cells] }));
  }

  add(table: CountedTable, index: number): void {
    table.shown.rows.forEach((_, position) => {
      const ids = new Map<string, number>();
      for (const [column, measure] of Object.entries(table.disclosure.measures))
        if (measure.is === "count") ids.set(column, this.#count(table, measure, { table: index, row: position, column, token: null }));
      for (const [column, measure] of Object.entries(table.disclosure.measures)) {
        const parent = "of" in measure && measure.of !== undefined ? ids.get(measure.of) : undefined;
        const place = { table: index, row: position, column, token: null };
        if (measure.is === "count" && parent !== undefined) this.#part(table, measure, ids.get(column) ?? 0, parent);
        if (measure.is === "counts" && parent !== undefined)
          this.#list(table, measure, place, parent, wholeOf(ids, table.disclosure, measure.of));
        const whole = measure.is === "count" && measure.of !== undefined ? wholeOf(ids, table.disclosure, measure.of) : undefined;
        if (whole !== undefined) this.#follow(whole, ids.get(column) ?? 0);
      }
    });
  }

  #count(table: CountedTable, measure: Measure & { is: "count" }, place: Place): number {
    const row = table.shown.rows[place.row] ?? {};
    const cell = row[place.column];
    const id = this.#variable(measure.universe, measure.at(keysOf(table.shown, row)), typeof cell === "number" ? cell : null, place);
    this.#enter(`${table.id}/${place.column}`, measure.partial ?? false, id);
    return id;
  }

  /** A part and the rest are the whole. */
  #part(table: CountedTable, measure: Measure & { is: "count" }, part: number, whole: number): void {
    const { universe, at } = this.variables[part] ?? { universe: "", at: {} };
    const name = `${this.variables[whole]?.universe ?? ""} but not ${universe}`;
    const rest = this.#variable(name, at, this.#difference(whole, [part]), null);
    // Rests add up over the same tables as wholes and parts: it follows, but the search sees it sooner when it is said.
    this.#enter(`${table.id}/${name}`, measure.partial ?? false, rest);
    this.#equation([part, rest], [whole]);
    this.parts.push({ part, rest, whole });
  }

  #list(table: CountedTable, measure: Measure & { is: "counts" }, place: Place, whole: number, leader = whole): void {
    const row = table.shown.rows[place.row] ?? {};
    const cell = row[place.column];
    const at = measure.at(keysOf(table.shown, row));
    // A list of a single count that is suppressed reads as a suppressed cell.
    const tokens = typeof cell === "string" ? listTokens(cell) : [null];
    const ids = tokens.map((value, token) => {
      const id = this.#variable(measure.universe, { ...at, cell: token }, value, { ...place, token });
      this.#enter(`${table.id}/${place.column}`, false, id);
      this.#follow(leader, id);
      return id;
    });
    const rest = this.#variable(`no ${measure.universe}`, at, this.#difference(whole, ids), null);
    this.#equation([...ids, rest], [whole]);
  }

  #follow(leader: number, follower: number): void {
    const followers = this.followers.get(leader) ?? new Set();
    if (leader !== follower) followers.add(follower);
    this.followers.set(leader, followers);
  }

  #difference(whole: number, parts: readonly number[]): number | null {
    let rest = this.variables[whole]?.value ?? null;
    for (const part of parts) {
      const value = this.variables[part]?.value ?? null;
      rest = rest === null || value === null ? null : rest - value;
    }
    return rest;
  }

  #equation(plus: readonly number[], minus: readonly number[]): void {
    this.equations.push({ plus, minus, constant: 0, soft: false });
  }

  /** Numbers at the same coordinates are one; printed once, it is known everywhere. */
  #variable(universe: string, at: Coordinates, value: number | null, place: Place | null): number {
    const key = `${universe}\n${coordinatesKey(at)}`;
    const known = this.#byKey.get(key);
    const variable = known === undefined ? undefined : this.variables[known];
    if (variable !== undefined && known !== undefined) {
      variable.value ??= value;
      if (place !== null) variable.places = [...variable.places, place];
      return known;
    }
    const id = this.variables.length;
    this.#byKey.set(key, id);
    this.variables.push({ id, universe, at, value, places: place === null ? [] : [place] });
    return id;
  }

  #enter(source: string, partial: boolean, id: number): void {
    const variable = this.variables[id];
    if (variable === undefined) return;
    const dimensions = Object.keys(variable.at).toSorted(compareText);
    const key = JSON.stringify([source, variable.universe, dimensions]);
    const table = this.#tables.get(key) ?? { universe: variable.universe, dimensions, partial, cells: new Set<number>() };
    table.cells.add(id);
    this.#tables.set(key, table);
  }
}

/** The number of records behind a table row: what a count is in the end a part of. */
function wholeOf(ids: ReadonlyMap<string, number>, { measures }: Disclosure, column: string): number | undefined {
  const measure = measures[column];
  return measure?.is === "count" && measure.of !== undefined ? wholeOf(ids, { measures }, measure.of) : ids.get(column);
}

/** The key cells of a row; they are never suppressed. */
export function keysOf(table: ShownAggregate, row: ShownRow): AggregateRow {
  const keys: Record<string, AggregateCell> = {};
  for (const { name, key } of table.columns) {
    const cell = row[name];
    if (key === true && cell !== undefined && cell !== SUPPRESSED) keys[name] = cell;
  }
  return keys;
}

/** Counts of a list; null where one is suppressed. An empty text is an empty list. */
export function listTokens(text: string): (number | null)[] {
  return text === "" ? [] : text.split(" ").map((token) => (/^\d+$/.test(token) ? Number(token) : null));
}
