import type { Aggregate, AggregateCell } from "../../../src/foundation/aggregate.ts";
import type { Disclosure } from "../../../src/sql/disclosure.ts";
import type { TrueTable } from "../../../src/evidence/disclosure/suppress-tables.ts";

/** A table of counts `n` by text keys; absent keys are summed over when `null` stands in `sets`. */
export function countTable(name: string, keys: readonly string[], rows: readonly (readonly [...string[], number])[]): TrueTable {
  const disclosure: Disclosure = {
    measures: {
      n: {
        is: "count",
        universe: "population",
        at: (row) => Object.fromEntries(keys.map((key) => [key, row[key] ?? null])),
      },
    },
  };
  const aggregate: Aggregate = {
    name,
    columns: [...keys.map((key) => ({ name: key, type: "text" as const, key: true })), { name: "n", type: "integer" }],
    rows: rows.map((cells) =>
      Object.fromEntries([...keys.map((key, index): [string, AggregateCell] => [key, cells[index] ?? null]), ["n", Number(cells.at(-1))]]),
    ),
  };
  return { id: `run-1/${name}`, aggregate, disclosure, aggregates: new Map([[name, aggregate]]) };
}
