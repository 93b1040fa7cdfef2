import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Aggregate, AggregateColumn } from "../../src/foundation/aggregate.ts";
import {
  SUPPRESSED,
  type ShownAggregate,
  decodeShownCsv,
  decodeTypedCsv,
  encodeShownCsv,
  encodeTypedCsv,
} from "../../src/foundation/typed-csv.ts";

const COLUMNS: AggregateColumn[] = [
  { name: "window", type: "integer", key: true },
  { name: "group name", type: "text", key: true },
  { name: "n", type: "bigint" },
  { name: "sum", type: "decimal" },
  { name: "seen", type: "boolean" },
  { name: "at", type: "instant" },
  { name: "w", type: "float", tolerance: 1e-9 },
];

const ROW = { window: 1, "group name": "a", n: 12345678901234567890n, sum: "-0.50", seen: true, at: "2026-01-31T10:00:00.000000Z", w: 0.1 };

describe("typed CSV", () => {
  test("writes types as the table says, sorted by key, with \\N for null", () => {
    const aggregate: Aggregate = {
      name: "cells",
      columns: COLUMNS,
      rows: [
        { ...ROW, window: 2, "group name": 'quote " and, comma\nand line' },
        { window: 1, "group name": "\\N", n: null, sum: null, seen: null, at: null, w: null },
        { ...ROW, window: 1, "group name": null },
      ],
    };
    expect(encodeTypedCsv(aggregate)).toBe(
      [
        "window,group name,n,sum,seen,at,w",
        "1,\\N,12345678901234567890,-0.50,true,2026-01-31T10:00:00.000000Z,0.1",
        '1,"\\N",\\N,\\N,\\N,\\N,\\N',
        '2,"quote "" and, comma\nand line",12345678901234567890,-0.50,true,2026-01-31T10:00:00.000000Z,0.1',
        "",
      ].join("\n"),
    );
  });

  test("sorts text by code point, so that astral characters come after the private use area", () => {
    const aggregate: Aggregate = {
      name: "t",
      columns: [{ name: "k", type: "text", key: true }],
      rows: [{ k: "\u{1F600}" }, { k: "\uE000" }, { k: "a" }],
    };
    expect(encodeTypedCsv(aggregate)).toBe("k\na\n\uE000\n\u{1F600}\n");
  });

  test("reads back exactly what it wrote, whatever the text", () => {
    const rows = fc.uniqueArray(
      fc.record({ key: fc.string({ unit: "grapheme" }), n: fc.maxSafeInteger(), w: fc.double({ noNaN: true, noDefaultInfinity: true }) }),
      { selector: (row) => row.key },
    );
    fc.assert(
      fc.property(rows, (given) => {
        const columns: AggregateColumn[] = [
          { name: "key", type: "text", key: true },
          { name: "n", type: "integer" },
          { name: "w", type: "float", tolerance: 0 },
        ];
        const text = encodeTypedCsv({ name: "t", columns, rows: given });
        expect(encodeTypedCsv(decodeTypedCsv(text, "t", columns))).toBe(text);
      }),
    );
  });

  test.each([
    ["another header", "other\n1\n"],
    ["another order of rows", "k,n\nb,1\na,2\n"],
    ["a longer spelling of a number", "k,n\na,01\n"],
    ["an exponent", "k,n\na,1e3\n"],
    ["needless quotes", 'k,n\n"a",1\n'],
    ["a missing last line end", "k,n\na,1"],
    ["a carriage return", "k,n\r\na,1\r\n"],
    ["a missing cell", "k,n\na\n"],
    ["a cell too many", "k,n\na,1,2\n"],
    ["an open quote", 'k,n\n"a,1\n'],
    ["words for a number", "k,n\na,many\n"],
    ["an empty number", "k,n\na,\n"],
  ])("refuses %s", (_what, text) => {
    const columns: AggregateColumn[] = [
      { name: "k", type: "text", key: true },
      { name: "n", type: "integer" },
    ];
    expect(() => decodeTypedCsv(text, "t", columns)).toThrow(/./);
  });

  test.each([
    ["an unsafe integer", { name: "v", type: "integer" } as const, 2 ** 53],
    ["a fraction as integer", { name: "v", type: "integer" } as const, 0.5],
    ["NaN", { name: "v", type: "float" } as const, Number.NaN],
    ["a decimal in words", { name: "v", type: "decimal" } as const, "1e5"],
    ["an instant without zone", { name: "v", type: "instant" } as const, "2026-01-31 10:00:00"],
  ])("does not write %s", (_what, column, value) => {
    expect(() => encodeTypedCsv({ name: "t", columns: [column], rows: [{ v: value }] })).toThrow(/is no/);
  });
});

describe("suppressed cells", () => {
  const columns = [
    { name: "group", type: "text", key: true },
    { name: "rows", type: "integer" },
    { name: "note", type: "text" },
  ] as const;
  const shown = {
    name: "by-group",
    columns,
    rows: [
      { group: "[<10]", rows: SUPPRESSED, note: SUPPRESSED },
      { group: "b", rows: 12, note: "[<10]" },
    ],
  } satisfies ShownAggregate;
  const text = 'group,rows,note\n"[<10]",[<10],[<10]\nb,12,"[<10]"\n';

  test("are printed as a mark that no text can be taken for", () => {
    expect(encodeShownCsv(shown, 10)).toBe(text);
    expect(decodeShownCsv(text, "by-group", columns, 10)).toEqual(shown);
  });

  test("are an error where no rule is stated, or another one", () => {
    expect(() => decodeTypedCsv(text, "by-group", columns)).toThrow(/no integer/);
    expect(() => decodeTypedCsv("group,rows,note\nb,12,[<10]\n", "by-group", columns)).toThrow(/canonical/);
    expect(() => decodeShownCsv(text, "by-group", columns, 11)).toThrow(/no integer/);
    expect(() => decodeShownCsv("group,rows,note\n[<10],12,x\n", "by-group", columns, 10)).toThrow(/canonical/);
    expect(() => encodeShownCsv(shown, null)).toThrow(/no place/);
  });
});
