import type { Aggregate, AggregateRow } from "../foundation/aggregate.ts";
import { compareText, sortAggregateRows } from "../foundation/aggregate.ts";
import { canonicalJson } from "../foundation/canonical-json.ts";
import { isIdentifier } from "./pack-identifiers.ts";

type Aggregates = ReadonlyMap<string, Aggregate>;

/**
 * Two sets of aggregates with their ids numbered in the order of everything that is counted for them: equal exactly when the one is
 * the other with other names. Ids with the same counts everywhere are interchangeable.
 */
export function alikeUnderNames(left: Aggregates, right: Aggregates): [Aggregates, Aggregates] {
  return [numbered(left), numbered(right)];
}

function numbered(aggregates: Aggregates): Aggregates {
  const columns = new Set([...aggregates.values()].flatMap((aggregate) => idColumns(aggregate)));
  const numbers = new Map([...columns].map((column) => [column, numbersOf(aggregates, column)]));
  return new Map([...aggregates].map(([name, aggregate]) => [name, renamed(aggregate, numbers)]));
}

function idColumns({ columns }: Aggregate): string[] {
  return columns.filter(({ name, type }) => type === "text" && isIdentifier(name)).map(({ name }) => name);
}

/** Ids of a column by their place in the order of what is counted for them. */
function numbersOf(aggregates: Aggregates, column: string): Map<string, string> {
  const counted = new Map<string, string[]>();
  for (const aggregate of aggregates.values()) {
    if (!idColumns(aggregate).includes(column)) continue;
    for (const row of aggregate.rows) {
      const id = row[column];
      if (typeof id !== "string") continue;
      const lines = counted.get(id) ?? [];
      lines.push(lineOf(aggregate, row));
      counted.set(id, lines);
    }
  }
  const ordered = [...counted].map(([id, lines]) => ({ id, text: lines.toSorted(compareText).join("\n") }));
  return new Map(
    ordered.toSorted((a, b) => compareText(a.text, b.text)).map(({ id }, index) => [id, `#${String(index + 1).padStart(9, "0")}`]),
  );
}

/** All that a row says but for ids; floats are left to the comparison, which knows their tolerance. */
function lineOf({ name, columns }: Aggregate, row: AggregateRow): string {
  const cells = columns.filter((column) => column.type !== "float" && !(column.type === "text" && isIdentifier(column.name)));
  return canonicalJson([name, ...cells.map((column) => (row[column.name] === null ? null : String(row[column.name])))]);
}

function renamed(aggregate: Aggregate, numbers: ReadonlyMap<string, ReadonlyMap<string, string>>): Aggregate {
  const ids = idColumns(aggregate);
  if (ids.length === 0) return aggregate;
  const rows = aggregate.rows.map((row) => ({
    ...row,
    ...Object.fromEntries(
      ids.map((column) => {
        const id = row[column];
        return [column, typeof id === "string" ? (numbers.get(column)?.get(id) ?? id) : null];
      }),
    ),
  }));
  return { ...aggregate, rows: sortAggregateRows(aggregate.columns, rows) };
}
