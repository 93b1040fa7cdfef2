import type { Aggregate, AggregateCell, AggregateRow, AggregateSet } from "../../foundation/aggregate.ts";
import type { Steps } from "../../foundation/steps.ts";
import { SUPPRESSED, type ShownAggregate } from "../../foundation/typed-csv.ts";
import type { Disclosure } from "../../sql/disclosure.ts";
import { componentsOf } from "./components.ts";
import { type CountSystem, type CountedTable, type KnownSum, countSystem, listTokens } from "./count-system.ts";
import { IntegerSolver } from "./integer-solver.ts";
import { marginTables } from "./margins.ts";
import { preferences } from "./protection.ts";
import { type RankedValue, fillRanked } from "./ranked-values.ts";

/** One printed aggregate with its rule. */
export interface PrintedTable {
  readonly shown: ShownAggregate;
  readonly disclosure: Disclosure;
}

/** For values that no equation binds: near the lower neighbour, near the upper one, and between. */
const SHARES = [0, 1, 0.5, 0.25, 0.75];

/**
 * Aggregates as they could truly be: suppressed numbers filled in so that all sums that the tables show still hold. First all as small as
 * can be, then all as large, then three mixtures. A pure function of what is printed; empty where no filling was found.
 */
export function* fillings(
  tables: readonly PrintedTable[],
  known: readonly KnownSum[],
  rows: number,
  margins: ReadonlyMap<string, number> = new Map(),
): Steps<AggregateSet[]> {
  const counted = tables.map(({ shown, disclosure }): CountedTable => ({ id: shown.name, shown, disclosure }));
  const system = countSystem(margins.size === 0 ? counted : [...counted, ...marginTables(counted, margins)], known);
  const solutions = yield* solutionsOf(system, rows);
  if (solutions === null) return [];
  const byPlace = new Map<string, number>();
  for (const { id, places } of system.variables)
    for (const { table, row, column, token } of places) byPlace.set(`${table} ${row} ${token ?? ""} ${column}`, id);
  return solutions.map((values, index) => {
    const share = SHARES[index] ?? 0.5;
    return new Map(
      tables.map((table, position) => {
        const number = (row: number, column: string, token: number | null = null): number =>
          values[byPlace.get(`${position} ${row} ${token ?? ""} ${column}`) ?? -1] ?? 0;
        return [table.shown.name, filledTable(table, number, share)] as const;
      }),
    );
  });
}

/** Values of all variables, one solution for each preference; null when a part of the system has none. */
function* solutionsOf(system: CountSystem, rows: number): Steps<Float64Array[] | null> {
  const solutions = preferences().map(() => Float64Array.from(system.variables, ({ value }) => value ?? 0));
  for (const { variables, problem } of componentsOf(system, (id) => system.variables[id]?.value === null, rows, false)) {
    yield;
    const solver = new IntegerSolver(problem);
    const found = preferences().map((preference) => solver.solve(preference));
    const any = found.find((solution) => solution.status === "found");
    if (any?.status !== "found") return null;
    found.forEach((solution, index) => {
      const { values } = solution.status === "found" ? solution : any;
      variables.forEach((id, position) => {
        const target = solutions[index];
        if (target !== undefined) target[id] = values[position] ?? 0;
      });
    });
  }
  return solutions;
}

type NumberAt = (row: number, column: string, token?: number | null) => number;

function filledTable({ shown, disclosure }: PrintedTable, number: NumberAt, share: number): Aggregate {
  const ranked = new Map(
    Object.entries(disclosure.measures)
      .filter(([, measure]) => measure.is === "ranked-value")
      .map(([column]) => [column, filledRanks(shown, disclosure, column, share)]),
  );
  const rows = shown.rows.map((row, position): AggregateRow => {
    const cells: Record<string, AggregateCell> = {};
    let quantile = 0;
    for (const { name, type } of shown.columns) {
      const cell = row[name] ?? null;
      const measure = disclosure.measures[name];
      if (measure?.is === "counts")
        cells[name] = filledList(cell === SUPPRESSED ? null : String(cell ?? ""), (token) => number(position, name, token));
      else if (cell !== SUPPRESSED) cells[name] = cell;
      else if (measure?.is === "count") cells[name] = number(position, name);
      else if (measure?.is === "ranked-value") cells[name] = ranked.get(name)?.[position] ?? 0;
      else if (measure?.is === "quantile") cells[name] = number(position, measure.of) === 0 ? null : Math.round(quantile + share * 10);
      else {
        const most = measure?.is === "statistic" && typeof measure.with === "string" ? number(position, measure.with) : 1;
        cells[name] = ofType(type, Math.round(share * most));
      }
      if (measure?.is === "quantile" && typeof cells[name] === "number") quantile = Number(cells[name]);
    }
    return cells;
  });
  return { name: shown.name, columns: shown.columns, rows };
}

function filledList(text: string | null, number: (token: number) => number): string {
  if (text === null) return String(number(0));
  return listTokens(text)
    .map((count, token) => String(count ?? number(token)))
    .join(" ");
}

function filledRanks(shown: ShownAggregate, disclosure: Disclosure, column: string, share: number): number[] {
  const measure = disclosure.measures[column];
  const ranked = shown.rows.map((row): RankedValue => {
    const cell = row[column];
    const keys: Record<string, AggregateCell> = {};
    for (const { name, key } of shown.columns) {
      const value = row[name];
      if (key === true && value !== undefined && value !== SUPPRESSED) keys[name] = value;
    }
    // The order is all that counts here; any total gives it.
    const rank = measure?.is === "ranked-value" ? measure.rank(keys, Number.MAX_SAFE_INTEGER / 1024) : 0;
    return { rank, value: typeof cell === "number" ? cell : null };
  });
  return fillRanked(ranked, share);
}

function ofType(type: ShownAggregate["columns"][number]["type"], value: number): AggregateCell {
  if (type === "bigint") return BigInt(value);
  return type === "decimal" || type === "text" ? String(value) : value;
}
