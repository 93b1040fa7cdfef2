import { DuckDBInstance } from "@duckdb/node-api";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { doubleLiteral, identifier, integerLiteral, join, literal, render, sql } from "../../src/sql/sql.ts";

describe("sql", () => {
  test("binds values and inlines only fragments", () => {
    const names = join([identifier("decision_id"), identifier("feature_Größe")], ", ");
    expect(render(sql`select ${names} from population where score > ${0.5} and status = ${"ok'; drop table x"}`)).toEqual({
      text: 'select decision_id, "feature_Größe" from population where score > $1 and status = $2',
      values: [0.5, "ok'; drop table x"],
    });
  });

  test("lays the text out without the margin of the program", () => {
    const query = sql`
      select a,
        b
      from t`;
    expect(render(query).text).toBe("select a,\n  b\nfrom t");
  });

  test.each(["", "a\u0000b", "x".repeat(256)])("refuses the identifier %j", (name) => {
    expect(() => identifier(name)).toThrow(/cannot be a column/);
  });

  test("refuses what is no literal", () => {
    expect(() => integerLiteral(0.5)).toThrow(/no safe integer/);
    expect(() => doubleLiteral(Number.NaN)).toThrow(/no finite number/);
    expect(() => literal("a\u0000")).toThrow(/NUL/);
  });

  test("any identifier, text and number come out of DuckDB as they went in", async () => {
    const instance = await DuckDBInstance.create(":memory:");
    const connection = await instance.connect();
    const name = fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 }).filter((text) => !text.includes("\u0000"));
    const number = fc.double({ noNaN: true, noDefaultInfinity: true });
    await fc.assert(
      fc.asyncProperty(name, name, number, async (column, text, value) => {
        const { text: query } = render(sql`select ${literal(text)} as ${identifier(column)}, ${doubleLiteral(value)}::double as value`);
        const reader = await connection.runAndReadAll(query);
        expect(reader.columnNames()[0]).toBe(column);
        const [row] = reader.getRows();
        expect(row?.[0]).toBe(text);
        expect(row?.[1]).toBe(value === 0 ? 0 : value);
      }),
      { numRuns: 200 },
    );
    connection.closeSync();
    instance.closeSync();
  });
});
