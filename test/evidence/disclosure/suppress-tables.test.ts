import { describe, expect, test } from "vitest";
import { seededRandom } from "../../../src/evidence/disclosure/seeded-random.ts";
import { type SuppressedTable, suppressTables } from "../../../src/evidence/disclosure/suppress-tables.ts";
import { SUPPRESSED } from "../../../src/foundation/typed-csv.ts";
import { countTable } from "./count-tables.ts";

/** Shown values of `n` in the order of the rows; null where suppressed. */
function shownCounts(table: SuppressedTable | undefined): (number | null)[] {
  return (table?.shown.rows ?? []).map((row) => (row["n"] === SUPPRESSED ? null : Number(row["n"])));
}

describe("tables worked out by hand", () => {
  test("a small cell, and the smallest other that keeps it from following from the total", () => {
    const table = countTable(
      "by-group",
      ["group"],
      [
        ["A", 40],
        ["B", 3],
        ["C", 12],
        ["D", 45],
      ],
    );
    const [result] = suppressTables([table], [{ universe: "population", at: {}, value: 100 }], 10, 100);
    // 3 is small; 12 is the smallest that helps: B + C = 15, and B is 0 to 15.
    expect(shownCounts(result)).toEqual([40, null, null, 45]);
    expect(result).toMatchObject({ suppressed: 1, complementary: 1 });
  });

  test("zero rows are shown, and two small cells protect each other where they make up ten", () => {
    const table = countTable(
      "by-group",
      ["group"],
      [
        ["A", 90],
        ["B", 4],
        ["C", 0],
        ["D", 6],
      ],
    );
    const [result] = suppressTables([table], [{ universe: "population", at: {}, value: 100 }], 10, 100);
    expect(shownCounts(result)).toEqual([90, null, 0, null]);
    expect(result).toMatchObject({ suppressed: 2, complementary: 0 });
  });

  test("two small cells that make up less are joined by a third", () => {
    const table = countTable(
      "by-group",
      ["group"],
      [
        ["A", 93],
        ["B", 3],
        ["C", 4],
      ],
    );
    const [result] = suppressTables([table], [{ universe: "population", at: {}, value: 100 }], 10, 100);
    expect(shownCounts(result)).toEqual([null, null, null]);
  });

  test("without a known total a small cell needs no other", () => {
    const [result] = suppressTables(
      [
        countTable(
          "by-group",
          ["group"],
          [
            ["A", 40],
            ["B", 3],
          ],
        ),
      ],
      [],
      10,
      100,
    );
    expect(shownCounts(result)).toEqual([40, null]);
  });

  test("a table and its margins: the small cell takes a rectangle with it", () => {
    const inner = countTable(
      "inner",
      ["row", "column"],
      [
        ["r1", "c1", 4],
        ["r1", "c2", 20],
        ["r1", "c3", 30],
        ["r2", "c1", 25],
        ["r2", "c2", 21],
        ["r2", "c3", 40],
      ],
    );
    const rows = countTable(
      "rows",
      ["row"],
      [
        ["r1", 54],
        ["r2", 86],
      ],
    );
    const columns = countTable(
      "columns",
      ["column"],
      [
        ["c1", 29],
        ["c2", 41],
        ["c3", 70],
      ],
    );
    const [result, byRow, byColumn] = suppressTables([inner, rows, columns], [], 10, 140);
    expect(shownCounts(result)).toEqual([null, null, 30, null, null, 40]);
    expect(shownCounts(byRow)).toEqual([54, 86]);
    expect(shownCounts(byColumn)).toEqual([29, 41, 70]);
  });

  test("a margin in another table reveals a cell as well as one in the same table", () => {
    const tables = [
      countTable(
        "by-sex-and-window",
        ["sex", "window"],
        [
          ["F", "w1", 5],
          ["F", "w2", 50],
          ["M", "w1", 60],
          ["M", "w2", 70],
        ],
      ),
      countTable(
        "by-sex",
        ["sex"],
        [
          ["F", 55],
          ["M", 130],
        ],
      ),
    ];
    const [result] = suppressTables(tables, [], 10, 185);
    expect(shownCounts(result)?.slice(0, 2)).toEqual([null, null]);
  });
});

/** All ways in which the suppressed cells of a table of two dimensions and the sums of its lines can be, cell by cell from 0 up. */
function attack(
  shown: readonly (readonly (number | null)[])[],
  rowSums: readonly (number | null)[],
  columnSums: readonly (number | null)[],
  total: number,
) {
  const unknown = shown.flatMap((line, row) => line.flatMap((cell, column) => (cell === null ? [{ row, column }] : [])));
  const grid = shown.map((line) => line.map((cell) => cell ?? 0));
  const low = unknown.map(() => Infinity);
  const high = unknown.map(() => -Infinity);
  const gridTotal = (): number => grid.flat().reduce((sum, cell) => sum + cell, 0);
  const rowLeft = (row: number): number => {
    const sum = rowSums[row];
    return sum === null || sum === undefined ? total - gridTotal() : sum - (grid[row] ?? []).reduce((total, cell) => total + cell, 0);
  };
  const columnLeft = (column: number): number => {
    const sum = columnSums[column];
    return sum === null || sum === undefined ? total - gridTotal() : sum - grid.reduce((total, line) => total + (line[column] ?? 0), 0);
  };
  const enumerate = (index: number): void => {
    const cell = unknown[index];
    if (cell === undefined) {
      const complete =
        gridTotal() === total &&
        rowSums.every((sum, row) => sum === null || rowLeft(row) === 0) &&
        columnSums.every((sum, column) => sum === null || columnLeft(column) === 0);
      if (complete)
        unknown.forEach(({ row, column }, place) => {
          const value = grid[row]?.[column] ?? 0;
          low[place] = Math.min(low[place] ?? 0, value);
          high[place] = Math.max(high[place] ?? 0, value);
        });
      return;
    }
    const line = grid[cell.row];
    if (line === undefined) return;
    const most = Math.min(rowLeft(cell.row), columnLeft(cell.column));
    for (let value = 0; value <= most; value += 1) {
      line[cell.column] = value;
      enumerate(index + 1);
    }
    line[cell.column] = 0;
  };
  enumerate(0);
  return unknown.map((cell, place) => ({ ...cell, low: low[place] ?? 0, high: high[place] ?? 0 }));
}

describe("an attacker who tries all numbers", () => {
  test.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])(
    "never narrows a suppressed cell of table %i to fewer than the minimum cell",
    (seed) => {
      const random = seededRandom(seed);
      const minimumCell = 3 + (seed % 3);
      const [height, width] = [2 + (seed % 2), 3];
      const values = Array.from({ length: height }, () => Array.from({ length: width }, () => Math.floor(random() ** 2 * 14)));
      const rowNames = values.map((_, row) => `r${row}`);
      const columnNames = Array.from({ length: width }, (_, column) => `c${column}`);
      const inner = countTable(
        "inner",
        ["row", "column"],
        values.flatMap((line, row) =>
          line.map((value, column): [string, string, number] => [rowNames[row] ?? "", columnNames[column] ?? "", value]),
        ),
      );
      const rows = countTable(
        "rows",
        ["row"],
        values.map((line, row): [string, number] => [rowNames[row] ?? "", line.reduce((a, b) => a + b, 0)]),
      );
      const columns = countTable(
        "columns",
        ["column"],
        columnNames.map((name, column): [string, number] => [name, values.reduce((sum, line) => sum + (line[column] ?? 0), 0)]),
      );
      const total = values.flat().reduce((a, b) => a + b, 0);
      const [result, byRow, byColumn] = suppressTables(
        [inner, rows, columns],
        [{ universe: "population", at: {}, value: total }],
        minimumCell,
        total,
      );
      const cells = shownCounts(result);
      const grid = values.map((line, row) => line.map((_, column) => cells[row * width + column] ?? null));
      // The grand total is known as well: sums of rows and of columns that are suppressed are cells of a larger table.
      const rowSums = shownCounts(byRow);
      const columnSums = shownCounts(byColumn);
      for (const { row, column, low, high } of attack(grid, rowSums, columnSums, total)) {
        expect(low).toBeLessThanOrEqual(values[row]?.[column] ?? 0);
        expect(high - low, `cell ${row},${column} of ${JSON.stringify(grid)}`).toBeGreaterThanOrEqual(minimumCell);
      }
      values.flat().forEach((value, index) => {
        if (value >= 1 && value < minimumCell) expect(cells[index]).toBeNull();
      });
    },
  );
});
