import { type AggregateRow, type AggregateSet, aggregateNamed, integerCell, textCell } from "../../foundation/aggregate.ts";
import type { Population } from "../../population/population.ts";
import { type Direction, eligibleFavourable } from "./directions.ts";
import { COUNT_COLUMNS, countsName } from "./review-queries.ts";

export type ReviewCounts = Readonly<Record<(typeof COUNT_COLUMNS)[number], number>>;

/** One cell of the counts; keys that a cut does not have are null. */
export interface CountedCell extends ReviewCounts {
  readonly reviewer: string | null;
  readonly favourable: boolean | null;
  readonly band: number | null;
  readonly windowIndex: number | null;
  readonly modelVersion: string | null;
  readonly attribute: string | null;
  readonly group: string | null;
}

/** All decisions once, in the order of the keys; or once for each attribute, window or version. */
export type Cut = "all" | "group" | "window" | "version";

/** Cells of one cut; none when it was not asked for. Throws when there are no counts at all. */
export function countedCells(aggregates: AggregateSet, cut: Cut): CountedCell[] {
  const rows = cut === "all" || cut === "group" ? countRows(aggregates) : (aggregates.get("review-course")?.rows ?? []);
  return rows.filter((row) => cutOf(row) === cut).map(countedCell);
}

/** All batches, in the order of their attributes' names. */
function countRows(aggregates: AggregateSet): AggregateRow[] {
  const rows = [...aggregateNamed(aggregates, countsName(1)).rows];
  for (let batch = 2, next = aggregates.get(countsName(batch)); next !== undefined; batch += 1, next = aggregates.get(countsName(batch)))
    rows.push(...next.rows);
  return rows;
}

function cutOf(row: AggregateRow): Cut {
  const cut = textCell(row, "cut");
  if (cut === "window" || cut === "version") return cut;
  if (cut !== null) throw new TypeError(`Aggregate column cut holds ${cut}.`);
  return textCell(row, "attribute") === null ? "all" : "group";
}

function countedCell(row: AggregateRow): CountedCell {
  const counts = Object.fromEntries(COUNT_COLUMNS.map((column) => [column, integerCell(row, column)])) as ReviewCounts;
  const favourable = row["favourable"];
  return {
    ...counts,
    reviewer: textCell(row, "reviewer"),
    favourable: typeof favourable === "boolean" ? favourable : null,
    band: optionalInteger(row, "band"),
    windowIndex: optionalInteger(row, "window_index"),
    modelVersion: textCell(row, "model_version"),
    attribute: textCell(row, "attribute"),
    group: textCell(row, "group_value"),
  };
}

function optionalInteger(row: AggregateRow, column: string): number | null {
  const cell = row[column];
  return cell === null || cell === undefined ? null : integerCell(row, column);
}

export function sumCounts(cells: readonly ReviewCounts[]): ReviewCounts {
  const total = Object.fromEntries(COUNT_COLUMNS.map((column) => [column, 0])) as Record<(typeof COUNT_COLUMNS)[number], number>;
  for (const cell of cells) for (const column of COUNT_COLUMNS) total[column] += cell[column];
  return total;
}

/** The cells that can be overridden in one direction. */
export function eligibleCells<Cell extends { readonly favourable: boolean | null }>(cells: readonly Cell[], direction: Direction): Cell[] {
  return cells.filter(({ favourable }) => favourable === eligibleFavourable(direction));
}

/** Cells by key, in the order of first appearance. */
export function groupCells<Cell, Key>(cells: readonly Cell[], keyOf: (cell: Cell) => Key): Map<Key, Cell[]> {
  const groups = new Map<Key, Cell[]>();
  for (const cell of cells) {
    const key = keyOf(cell);
    const members = groups.get(key);
    if (members === undefined) groups.set(key, [cell]);
    else members.push(cell);
  }
  return groups;
}

/** Cells of those who reviewed, by reviewer. */
export function cellsByReviewer<Cell extends { readonly reviewer: string | null }>(cells: readonly Cell[]): Map<string, Cell[]> {
  const groups = groupCells(cells, ({ reviewer }) => reviewer);
  const named = new Map<string, Cell[]>();
  for (const [reviewer, members] of groups) if (reviewer !== null) named.set(reviewer, members);
  return named;
}

/** Throws when any attribute's groups, the windows or the versions do not add up to all decisions: the aggregates then do not belong together. */
export function requireCutTotals(population: Population, aggregates: AggregateSet): void {
  const total = sumCounts(countedCells(aggregates, "all")).decisions;
  const byAttribute = groupCells(countedCells(aggregates, "group"), ({ attribute }) => attribute);
  for (const { name } of population.attributes) requireTotal(`Groups of ${name}`, byAttribute.get(name) ?? [], total);
  if (population.roles.includes("modelVersion")) requireTotal("Versions", countedCells(aggregates, "version"), total);
  const windows = countedCells(aggregates, "window");
  if (windows.length > 0) requireTotal("Windows", windows, total);
}

function requireTotal(what: string, cells: readonly CountedCell[], total: number): void {
  const sum = sumCounts(cells).decisions;
  if (sum !== total) throw new TypeError(`${what} add up to ${sum} decisions, not ${total}.`);
}
