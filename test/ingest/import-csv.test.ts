import { createHash } from "node:crypto";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { importSource, rejectPage, stagedSources } from "../../src/ingest/index.ts";
import { ImportFixture, csv, feature, instant, number, role, text } from "./import-fixture.ts";

const fixture = new ImportFixture();
const id = role("decisionId", "id");

describe("CSV import", () => {
  test("keeps ids as written, quoted newlines and quotes, and takes the empty text as no value", async () => {
    const file = await fixture.file("log.csv", 'id,note\n007,"two\nlines"\n1e3,"say ""yes"""\n 5 ,\n');
    const imported = await fixture.import([file], csv(["id", "note"]), [id, feature("note", text)]);
    expect(await fixture.rows()).toEqual([
      ["007", "two\nlines"],
      ["1e3", 'say "yes"'],
      [" 5 ", null],
    ]);
    expect(imported).toMatchObject({ rowsRead: 3, rowsAccepted: 3, rowsRejected: 0, rowsBlank: 0 });
  });

  test("digest is the file's SHA-256", async () => {
    const content = "id,x\n1,2\n";
    const imported = await fixture.import([await fixture.file("log.csv", content)], csv(["id", "x"]), [id]);
    expect(imported.digest).toBe(createHash("sha256").update(content).digest("hex"));
    expect(await stagedSources(fixture.engine)).toEqual([expect.objectContaining({ sourceId: "log", digest: imported.digest, rows: 1 })]);
  });

  test("every refused record is listed with its line, column, reason and text; the rest is imported", async () => {
    // Lines: 1 header, 2-3 a quoted newline, 4 bad number, 5 blank, 6 too many, 7 too few, 8 bad time, 9 infinite, 10 good.
    const file = await fixture.file(
      "dirty.csv",
      'id,at,x\n1,2026-01-01,"1\n"\n2,2026-01-01,abc\n\n3,2026-01-01,3,extra\n4,2026-01-01\n5,2026-13-01,5\n6,2026-01-01,inf\n7,2026-01-02,7.5\n',
    );
    const columns = [id, role("decidedAt", "at", instant("UTC")), feature("x")];
    const imported = await fixture.import([file], csv(["id", "at", "x"]), columns);
    const rejects = await rejectPage(fixture.engine, "log", { offset: 0, limit: 10 });
    expect(rejects.rows.map(({ line, column, reason }) => [line, column, reason])).toEqual([
      [4, "x", "not a number"],
      [6, null, "too many columns (4 instead of 3)"],
      [7, "x", "columns are missing (2 instead of 3)"],
      [8, "at", "no ISO time without a UTC offset"],
      [9, "x", "not a finite number"],
    ]);
    expect(rejects.rows[3]?.rawExcerpt).toBe("5,2026-13-01,5");
    expect(imported).toMatchObject({ rowsRead: 7, rowsAccepted: 2, rowsRejected: 5, rowsBlank: 1 });
    expect(imported.rejects.reduce((sum, reject) => sum + reject.rows, 0)).toBe(5);
    expect(await fixture.rows()).toEqual([
      ["1", "2026-01-01 00:00:00", 1],
      ["7", "2026-01-02 00:00:00", 7.5],
    ]);
  });

  test("lines stay right after several megabytes, read by several threads", async () => {
    const lines = Array.from({ length: 400_000 }, (_, index) => (index % 100_000 === 99_999 ? `${index},oops` : `${index},"${index}.5"`));
    const file = await fixture.file("big.csv", `id,x\n${lines.join("\n")}\n`);
    const imported = await fixture.import([file], csv(["id", "x"]), [id, feature("x")]);
    const rejects = await rejectPage(fixture.engine, "log", { offset: 0, limit: 10 });
    expect(rejects.rows.map(({ line, rawExcerpt }) => [line, rawExcerpt])).toEqual(
      [100_001, 200_001, 300_001, 400_001].map((line) => [line, `${line - 2},oops`]),
    );
    expect(imported.rowsAccepted).toBe(399_996);
    expect(
      await fixture.single(
        "select count(*) from source_log where rowid <> cast(decision_id as bigint) - cast(decision_id as bigint) // 100000",
      ),
    ).toBe("0");
  });

  test("declared null words are no value; undeclared ones make a reject", async () => {
    const file = await fixture.file("log.csv", "id,x\n1,NA\n2,3\n");
    const strict = await fixture.import([file], csv(["id", "x"]), [id, feature("x")]);
    expect(strict.rowsRejected).toBe(1);
    const told = await fixture.import([file], csv(["id", "x"]), [id, feature("x")], { nullTokens: ["NA"] });
    expect(told.rowsRejected).toBe(0);
    expect(await fixture.rows()).toEqual([
      ["1", null],
      ["2", 3],
    ]);
  });

  test("NaN is a reject unless it was stated to mean no value", async () => {
    const file = await fixture.file("log.csv", "id,x\n1,nan\n2,3\n");
    expect((await fixture.import([file], csv(["id", "x"]), [id, feature("x")])).rowsRejected).toBe(1);
    const stated = await fixture.import([file], csv(["id", "x"]), [id, feature("x", { ...number, notANumber: "null" } as never)]);
    expect(stated.rowsRejected).toBe(0);
    expect((await fixture.rows())[0]).toEqual(["1", null]);
  });

  test("a decimal comma is read as stated, and a decimal point is then no number", async () => {
    const file = await fixture.file("log.csv", "id;x\n1;1.234,5\n2;0,25\n3;1.5\n");
    const comma = { as: "number", decimalSeparator: ",", notANumber: "reject" } as const;
    const imported = await fixture.import([file], csv(["id", "x"], { delimiter: ";" }), [id, feature("x", comma)]);
    expect(await fixture.rows()).toEqual([
      ["1", 1234.5],
      ["2", 0.25],
    ]);
    expect(imported.rejects).toEqual([{ column: "x", reason: "not a number", rows: 1 }]);
  });

  test.each([
    ["gzip", gzipSync],
    ["zstd", zstdCompressSync],
  ] as const)("reads %s", async (compression, compress) => {
    const file = await fixture.file("log.csv.z", compress(Buffer.from("id,x\n1,2\n\n3,4\n")));
    const imported = await fixture.import([file], csv(["id", "x"], { compression }), [id, feature("x")]);
    expect(imported).toMatchObject({ rowsAccepted: 2, rowsBlank: 1 });
  });

  test("a cut gzip file is refused with its name, and the former import stays", async () => {
    const good = await fixture.file("good.csv", "id,x\n1,2\n");
    await fixture.import([good], csv(["id", "x"]), [id]);
    const whole = gzipSync(
      Buffer.from(`id,x\n${Array.from({ length: 50_000 }, (_, index) => `${index},${(index * 7919) % 1000}`).join("\n")}\n`),
    );
    const cut = await fixture.file("cut.csv.gz", whole.subarray(0, whole.length / 2));
    await expect(fixture.import([cut], csv(["id", "x"], { compression: "gzip" }), [id])).rejects.toMatchObject({
      code: "bad-input",
      detail: { file: cut },
    });
    expect(await fixture.rows()).toEqual([["1"]]);
  });

  test("a wrong encoding makes rejects; the right one is read", async () => {
    const file = await fixture.file("log.csv", Buffer.from("id,name\n1,é\n2,e\n", "latin1"));
    const wrong = await fixture.import([file], csv(["id", "name"]), [id, feature("name", text)]);
    expect(wrong.rejects).toEqual([{ column: "name", reason: "not in the stated encoding", rows: 1 }]);
    await fixture.import([file], csv(["id", "name"], { encoding: "latin-1" }), [id, feature("name", text)]);
    expect(await fixture.rows()).toEqual([
      ["1", "é"],
      ["2", "e"],
    ]);
  });

  test("a mapped column that is not there is an error with file, line and column", async () => {
    const file = await fixture.file("log.csv", "id,x\n1,2\n");
    await expect(fixture.import([file], csv(["id", "x"]), [id, feature("y")])).rejects.toMatchObject({
      code: "bad-input",
      detail: { file, line: 1, column: "y" },
    });
  });

  test("columns are found by name in each file, whatever their order", async () => {
    const first = await fixture.file("a.csv", "id,x,y\n1,10,a\n");
    const second = await fixture.file("b.csv", "y,id,x\nb,2,20\n");
    const third = await fixture.file("c.csv", "id,x\n3,30\n");
    const imported = await fixture.import([first, second, third], csv(["id", "x", "y"]), [id, feature("x"), feature("y", text)]);
    expect(await fixture.rows()).toEqual([
      ["1", 10, "a"],
      ["2", 20, "b"],
      ["3", 30, null],
    ]);
    expect(imported.limits.join(" ")).toContain(`y is missing in ${third}`);
    await expect(fixture.import([first, await fixture.file("d.csv", "x,y\n1,2\n")], csv(["id", "x", "y"]), [id])).rejects.toMatchObject({
      code: "bad-input",
    });
  });

  test("exact control totals agree, differ by the exact difference, or cannot be computed", async () => {
    const file = await fixture.file("log.csv", "id,amount,name\n1,0.1,a\n2,0.2,b\n3,1000000000000.07,c\n");
    const sum = (
      column: string,
      expected: string | null,
    ): { kind: "sum"; column: string; decimalSeparator: "."; expected: string | null } => ({
      kind: "sum",
      column,
      decimalSeparator: ".",
      expected,
    });
    const imported = await fixture.import([file], csv(["id", "amount", "name"]), [id], {
      controls: [
        { kind: "rows", expected: "4" },
        sum("amount", "1000000000000.37"),
        sum("amount", "1000000000000"),
        sum("name", "1"),
        sum("amount", null),
      ],
    });
    expect(imported.controlTotals.map(({ state, computed, difference }) => [state, computed, difference])).toEqual([
      ["differ", "3", "-1"],
      ["agree", "1000000000000.37", "0"],
      ["differ", "1000000000000.37", "0.37"],
      ["not-computable", null, null],
      ["not-given", "1000000000000.37", null],
    ]);
    expect(await fixture.rows()).toEqual([["1"], ["2"], ["3"]]);
  });

  test("row numbers count from the stated start and are refused where the reader lost records", async () => {
    const byPosition = [
      { target: { kind: "role", role: "decisionId" } as const, origin: { kind: "row-number", start: 50_000 } as const, reading: text },
      feature("x"),
    ];
    await fixture.import([await fixture.file("a.csv", "x,y\n1,1\n2,2\n")], csv(["x", "y"]), byPosition);
    expect((await fixture.rows()).map(([position]) => position)).toEqual(["50000", "50001"]);
    await expect(fixture.import([await fixture.file("b.csv", "x,y\n1\n2,2\n")], csv(["x", "y"]), byPosition)).rejects.toMatchObject({
      code: "bad-input",
      detail: { line: 2 },
    });
  });

  test("a cancelled import leaves the former state", async () => {
    const file = await fixture.file("log.csv", "id,x\n1,2\n");
    await fixture.import([file], csv(["id", "x"]), [id]);
    const signal = AbortSignal.abort();
    const request = {
      engine: fixture.engine,
      sourceId: "log",
      files: [file],
      format: csv(["id", "x"]),
      mapping: { columns: [id, feature("x")], nullTokens: [] },
      controls: [],
    };
    await expect(importSource(request, { signal })).rejects.toMatchObject({ code: "cancelled" });
    const controller = new AbortController();
    const big = await fixture.copied("big.csv", "select i as id, random() as x from range(2000000) t(i)", "header");
    const running = importSource({ ...request, files: [big] }, { signal: controller.signal, onProgress: () => controller.abort() });
    await expect(running).rejects.toMatchObject({ code: "cancelled" });
    expect(await fixture.rows()).toEqual([["1"]]);
    expect(await fixture.single("select count(*) from information_schema.tables where table_name like '%__new%'")).toBe("0");
  });
});
