import type { Aggregate, AggregateSet } from "../../foundation/aggregate.ts";
import { type Steps, atOnce } from "../../foundation/steps.ts";
import { SUPPRESSED, type ShownAggregate, type ShownCell, suppressionMark } from "../../foundation/typed-csv.ts";
import type { Disclosure, Measure } from "../../sql/disclosure.ts";
import { type CountSystem, type CountedTable, type KnownSum, countSystem } from "./count-system.ts";
import { showableRanks } from "./ranked-values.ts";
import { suppressCounts } from "./suppress-counts.ts";

/** One aggregate as it truly is, with its rule. */
export interface TrueTable {
  readonly id: string;
  readonly aggregate: Aggregate;
  readonly disclosure: Disclosure;
  /** All aggregates of the same run. */
  readonly aggregates: AggregateSet;
}

export interface SuppressedTable {
  readonly id: string;
  readonly shown: ShownAggregate;
  readonly cells: number;
  readonly suppressed: number;
  readonly complementary: number;
}

/** Suppresses the cells of tables that are about the same records. */
export function suppressTables(
  tables: readonly TrueTable[],
  known: readonly KnownSum[],
  minimumCell: number,
  rows: number,
): SuppressedTable[] {
  return atOnce(suppressInSteps(tables, known, minimumCell, rows));
}

/** The same in steps. */
export function* suppressInSteps(
  tables: readonly TrueTable[],
  known: readonly KnownSum[],
  minimumCell: number,
  rows: number,
): Steps<SuppressedTable[]> {
  const counted = tables.map(({ id, aggregate, disclosure }): CountedTable => ({ id, shown: aggregate, disclosure }));
  const system = countSystem(counted, known);
  const { primary, complementary } = yield* suppressCounts(system, minimumCell, rows);
  const marks = new Marks(system, primary, complementary);
  return tables.map((table, index) => new TableSuppression(table, index, marks, minimumCell).result());
}

type Kind = "primary" | "complementary";

/** Which places are suppressed, and why. */
class Marks {
  readonly #kinds = new Map<string, Kind>();
  readonly #values = new Map<string, number>();

  constructor(system: CountSystem, primary: ReadonlySet<number>, complementary: ReadonlySet<number>) {
    for (const { id, places, value } of system.variables)
      for (const { table, row, column, token } of places) {
        const key = placeKey(table, row, column, token);
        this.#values.set(key, value ?? 0);
        if (primary.has(id)) this.#kinds.set(key, "primary");
        else if (complementary.has(id)) this.#kinds.set(key, "complementary");
      }
  }

  kind(table: number, row: number, column: string, token: number | null = null): Kind | undefined {
    return this.#kinds.get(placeKey(table, row, column, token));
  }

  value(table: number, row: number, column: string): number {
    return this.#values.get(placeKey(table, row, column, null)) ?? 0;
  }
}

function placeKey(table: number, row: number, column: string, token: number | null): string {
  return `${table} ${row} ${token ?? ""} ${column}`;
}

class TableSuppression {
  readonly #table: TrueTable;
  readonly #index: number;
  readonly #marks: Marks;
  readonly #k: number;
  readonly #counts = { cells: 0, suppressed: 0, complementary: 0 };
  readonly #showable = new Map<string, ReadonlySet<number>>();

  constructor(table: TrueTable, index: number, marks: Marks, minimumCell: number) {
    this.#table = table;
    this.#index = index;
    this.#marks = marks;
    this.#k = minimumCell;
  }

  result(): SuppressedTable {
    const { id, aggregate, disclosure } = this.#table;
    for (const [column, measure] of Object.entries(disclosure.measures))
      if (measure.is === "ranked-value") this.#showable.set(column, this.#ranks(column, measure));
    const rows = aggregate.rows.map((row, position) =>
      Object.fromEntries(
        aggregate.columns.map(({ name, key }): [string, ShownCell] => {
          const measure = disclosure.measures[name];
          const cell = row[name] ?? null;
          return [name, key === true || measure === undefined ? cell : this.#cell(position, name, measure, cell)];
        }),
      ),
    );
    return { id, shown: { name: aggregate.name, columns: aggregate.columns, rows }, ...this.#counts };
  }

  #cell(row: number, column: string, measure: Measure, cell: ShownCell): ShownCell {
    if (measure.is === "counts") return this.#list(row, column, String(cell === SUPPRESSED ? "" : (cell ?? "")));
    this.#counts.cells += 1;
    const kind = this.#kindOf(row, column, measure);
    if (kind === undefined) return cell;
    this.#counts[kind === "primary" ? "suppressed" : "complementary"] += 1;
    return SUPPRESSED;
  }

  #kindOf(row: number, column: string, measure: Exclude<Measure, { is: "counts" }>): Kind | undefined {
    switch (measure.is) {
      case "count":
        return this.#marks.kind(this.#index, row, column);
      case "statistic": {
        if (typeof measure.with === "string") return this.#marks.kind(this.#index, row, measure.with);
        const rows = measure.with(this.#table.aggregate.rows[row] ?? {}, this.#table.aggregates);
        return rows >= 1 && rows < this.#k ? "primary" : undefined;
      }
      case "quantile": {
        const total = this.#marks.value(this.#index, row, measure.of);
        if (total === 0) return undefined;
        const rank = Math.ceil((total * measure.percent) / 100);
        return rank < this.#k || total - rank + 1 < this.#k ? "primary" : this.#marks.kind(this.#index, row, measure.of);
      }
      case "ranked-value":
        return this.#showable.get(column)?.has(row) === true ? undefined : "primary";
      case "shown":
        return undefined;
    }
  }

  #list(row: number, column: string, text: string): string {
    if (text === "") return text;
    return text
      .split(" ")
      .map((count, token) => {
        this.#counts.cells += 1;
        const kind = this.#marks.kind(this.#index, row, column, token);
        if (kind === undefined) return count;
        this.#counts[kind === "primary" ? "suppressed" : "complementary"] += 1;
        return suppressionMark(this.#k);
      })
      .join(" ");
  }

  #ranks(column: string, measure: Measure & { is: "ranked-value" }): Set<number> {
    const { aggregate, aggregates } = this.#table;
    const stated = measure.total(aggregates);
    const ranked = aggregate.rows.map((row) => ({ rank: measure.rank(row, stated), value: Number(row[column]) }));
    const total = stated > 0 ? stated : ranked.reduce((most, { rank }) => Math.max(most, rank), 0);
    return showableRanks(ranked, total, this.#k, measure.parts);
  }
}
