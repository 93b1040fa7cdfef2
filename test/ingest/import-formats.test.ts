import { gzipSync } from "node:zlib";
import {
  Bool,
  DateMillisecond,
  Dictionary,
  Int32,
  Int64,
  TimestampMicrosecond,
  Utf8,
  Float64,
  tableFromArrays,
  tableToIPC,
  vectorFromArray,
  Table,
} from "apache-arrow";
import { describe, expect, test } from "vitest";
import { rejectPage } from "../../src/ingest/index.ts";
import { ImportFixture, arrow, attribute, csv, feature, instant, jsonLines, parquet, role, text } from "./import-fixture.ts";

const fixture = new ImportFixture();
const id = role("decisionId", "id");

describe("JSON import", () => {
  test("broken lines, repeated keys and blank lines are set aside with their line; the rest is read", async () => {
    const lines = [
      '{"id":"007","x":{"y":1.5},"n":12345678901234567890}',
      '{"id":"b","id":"c"}',
      "",
      '{"id": broken',
      '{"id":"d","other":1,"other":2}',
      "[1]",
      '{"id":"é","x":{"y":null}}',
    ];
    const file = await fixture.file("log.jsonl", lines.join("\n"));
    const nested = { ...feature("y"), origin: { kind: "column" as const, column: "x.y" } };
    const imported = await fixture.import([file], jsonLines(["id", "x.y", "n"]), [id, nested, feature("n", text)]);
    const rejects = await rejectPage(fixture.engine, "log", { offset: 0, limit: 10 });
    expect(rejects.rows.map(({ line, reason, rawExcerpt }) => [line, reason, rawExcerpt])).toEqual([
      [2, "a mapped field is given twice", '{"id":"b","id":"c"}'],
      [4, "not valid JSON", '{"id": broken'],
      [6, "not a JSON object", "[1]"],
    ]);
    expect(imported).toMatchObject({ rowsRead: 6, rowsAccepted: 3, rowsRejected: 3, rowsBlank: 1 });
    expect(await fixture.rows()).toEqual([
      ["007", 1.5, "12345678901234567890"],
      ["d", null, null],
      ["é", null, null],
    ]);
  });

  test("a line that is not UTF-8 is a reject and does not move the lines after it", async () => {
    const file = await fixture.file(
      "log.jsonl",
      Buffer.concat([Buffer.from('{"id":"a"}\n{"id":"'), Buffer.from([0xff]), Buffer.from('"}\n{"id":"c"}\n{oops\n')]),
    );
    await fixture.import([file], jsonLines(["id"]), [id]);
    const rejects = await rejectPage(fixture.engine, "log", { offset: 0, limit: 10 });
    expect(rejects.rows.map(({ line, reason }) => [line, reason])).toEqual([
      [2, "not UTF-8"],
      [4, "not valid JSON"],
    ]);
  });

  test("reads gzip and arrays", async () => {
    const zipped = await fixture.file("log.jsonl.gz", gzipSync('{"id":"a"}\n{"id":"b"}\n'));
    expect((await fixture.import([zipped], jsonLines(["id"], { compression: "gzip" }), [id])).rowsAccepted).toBe(2);
    const array = await fixture.file("log.json", '[{"id":"a"},{"id":"b","id":"c"}]');
    expect(await fixture.import([array], jsonLines(["id"], { layout: "array" }), [id])).toMatchObject({ rowsAccepted: 1, rowsRejected: 1 });
  });
});

describe("Parquet import", () => {
  test("files of an evolved schema are read by name, in file order", async () => {
    const first = await fixture.copied("a.pq", "select 1 as id, 5::integer as x", "format parquet");
    const second = await fixture.copied("b.pq", "select 'n' as note, 2.5::double as x, 2 as id", "format parquet");
    const imported = await fixture.import([first, second], parquet, [id, feature("x"), feature("note", text)]);
    expect(await fixture.rows()).toEqual([
      ["1", 5, null],
      ["2", 2.5, "n"],
    ]);
    expect(imported.limits.join(" ")).toContain(`note is missing in ${first}`);
  });

  test("whole numbers that are floats become ids without empty decimals; infinity is a reject with its record number", async () => {
    const file = await fixture.copied(
      "a.parquet",
      "select * from (values (1.0::double, 1.0::double), (2.0, 'inf'::double), (null, 3.0)) t(id, x)",
      "format parquet",
    );
    await fixture.import([file], parquet, [id, feature("x")]);
    expect(await fixture.rows()).toEqual([
      ["1", 1],
      [null, 3],
    ]);
    expect((await rejectPage(fixture.engine, "log", { offset: 0, limit: 5 })).rows).toEqual([
      { file, line: 2, column: "x", reason: "not a finite number", rawExcerpt: "inf" },
    ]);
  });

  test("a damaged file is refused with its name", async () => {
    const file = await fixture.file("bad.parquet", "PAR1 nothing here PAR1");
    await expect(fixture.import([file], parquet, [id])).rejects.toMatchObject({ code: "bad-input", detail: { file } });
  });
});

describe("Arrow import", () => {
  const table = new Table({
    id: vectorFromArray(["007", "b", null], new Utf8()),
    group: vectorFromArray(["x", "y", "x"], new Dictionary(new Utf8(), new Int32())),
    at: vectorFromArray([1_767_225_600_123.5, null, 0], new TimestampMicrosecond("UTC")),
    big: vectorFromArray([9_007_199_254_740_993n, 1n, 2n], new Int64()),
    day: vectorFromArray([new Date("2026-01-31"), null, null], new DateMillisecond()),
    yes: vectorFromArray([true, false, null], new Bool()),
    x: vectorFromArray([1.5, null, 2], new Float64()),
  });

  test.each(["file", "stream"] as const)("reads an IPC %s with dictionaries, microseconds and 64-bit integers", async (kind) => {
    const file = await fixture.file(`log.${kind}`, tableToIPC(table, kind));
    const columns = [
      id,
      attribute("group"),
      role("decidedAt", "at", instant(null)),
      feature("big", text),
      feature("day", text),
      feature("yes", text),
      feature("x"),
    ];
    const imported = await fixture.import([file], arrow, columns);
    expect(imported.rowsAccepted).toBe(3);
    expect(await fixture.rows()).toEqual([
      ["007", "x", "2026-01-01 00:00:00.1235", "9007199254740993", "2026-01-31", "true", 1.5],
      ["b", "y", null, "1", null, "false", null],
      [null, "x", "1970-01-01 00:00:00", "2", null, null, 2],
    ]);
  });

  test("more rows than one chunk, in several files whose types differ", async () => {
    const first = await fixture.file(
      "a.arrow",
      tableToIPC(
        tableFromArrays({
          id: Array.from({ length: 5000 }, (_, index) => `r${index}`),
          x: Float64Array.from({ length: 5000 }, (_, index) => index),
        }),
        "file",
      ),
    );
    const second = await fixture.file(
      "b.arrow",
      tableToIPC(new Table({ id: vectorFromArray(["z"], new Utf8()), x: vectorFromArray(["oops"], new Utf8()) }), "stream"),
    );
    const imported = await fixture.import([first, second], arrow, [id, feature("x")]);
    expect(imported).toMatchObject({ rowsAccepted: 5000, rowsRejected: 1 });
    expect((await rejectPage(fixture.engine, "log", { offset: 0, limit: 5 })).rows).toEqual([
      { file: second, line: 1, column: "x", reason: "not a number", rawExcerpt: "oops" },
    ]);
  });
});

describe("times", () => {
  const read = async (values: string[], reading: ReturnType<typeof instant>): Promise<unknown[]> => {
    const file = await fixture.file("times.csv", `id,at\n${values.map((value, index) => `${index},${value}`).join("\n")}\n`);
    await fixture.import([file], csv(["id", "at"]), [id, role("decidedAt", "at", reading)]);
    return (await fixture.rows()).map(([, at]) => at);
  };

  test("naive times of a zone become UTC, summer and winter", async () => {
    expect(await read(["2026-01-15 12:00:00", "2026-07-15T12:00:00.5", "2026-07-15"], instant("Europe/Berlin"))).toEqual([
      "2026-01-15 11:00:00",
      "2026-07-15 10:00:00.5",
      "2026-07-14 22:00:00",
    ]);
  });

  test("the repeated hour is the later instant, the missing hour moves on", async () => {
    expect(await read(["2026-10-25 02:30:00", "2026-03-29 02:30:00"], instant("Europe/Berlin"))).toEqual([
      "2026-10-25 01:30:00",
      "2026-03-29 01:30:00",
    ]);
  });

  test("an offset is applied where it is expected and a reject where it is not: it is never dropped", async () => {
    const values = ["2026-01-15T12:00:00+02:00", "2026-01-15T12:00:00Z", "2026-01-15 12:00:00"];
    expect(await read(values, instant(null))).toEqual(["2026-01-15 10:00:00", "2026-01-15 12:00:00"]);
    expect(await read(values, instant("UTC"))).toEqual(["2026-01-15 12:00:00"]);
  });

  test("years, stated formats and epochs", async () => {
    expect(await read(["2016", "20x6"], instant("America/New_York", { kind: "formats", formats: ["%Y"] }))).toEqual([
      "2016-01-01 05:00:00",
    ]);
    expect(
      await read(["31/01/2026 10:00", "01/02/2026"], instant("UTC", { kind: "formats", formats: ["%d/%m/%Y %H:%M", "%d/%m/%Y"] })),
    ).toEqual(["2026-01-31 10:00:00", "2026-02-01 00:00:00"]);
    expect(
      await read(["1767225600123", "1767225600123.4567", "x", "99999999999999999999"], instant("UTC", { kind: "epoch", unit: "ms" })),
    ).toEqual(["2026-01-01 00:00:00.123", "2026-01-01 00:00:00.123456"]);
    expect(await read(["1767225600123456789"], instant("UTC", { kind: "epoch", unit: "ns" }))).toEqual(["2026-01-01 00:00:00.123456"]);
  });

  test("an unknown zone is refused by name", async () => {
    await expect(read(["2026-01-15"], instant("Mars/Olympus"))).rejects.toMatchObject({ code: "bad-input" });
  });
});
