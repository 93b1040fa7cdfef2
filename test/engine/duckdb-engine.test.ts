import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type DuckDbEngine, openEngine } from "../../src/engine/open-engine.ts";
import type { AggregateColumn } from "../../src/foundation/aggregate.ts";
import { aggregateQuery } from "../../src/sql/aggregate-query.ts";
import { type SqlFragment, literal, sql } from "../../src/sql/sql.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let directory = "";
let engine: DuckDbEngine;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "tickmark-engine-"));
  engine = await openEngine({ file: join(directory, "population.duckdb"), tempDirectory: directory, memoryLimitMb: 512 });
});
afterEach(async () => {
  await engine.close();
  await rm(directory, { recursive: true, force: true });
});

const ask = (text: SqlFragment, columns: AggregateColumn[]) =>
  engine.aggregate(aggregateQuery({ name: "asked", purpose: "A test.", sql: text, columns }));

describe("aggregates", () => {
  test("come back typed as declared and sorted by key", async () => {
    const { rows } = await ask(
      sql`
        select k, i, 9007199254740993::hugeint as h, d, f, b, at_
        from (values
          ('b', 2::integer, 1.50::decimal(10, 2), 0.1::double, true, timestamp '2026-01-31 10:00:00.000001'),
          (null, 1, -0.01, null, null, timestamp '1969-12-31 23:59:59.999999')) t(k, i, d, f, b, at_)`,
      [
        { name: "k", type: "text", key: true },
        { name: "i", type: "integer" },
        { name: "h", type: "bigint" },
        { name: "d", type: "decimal" },
        { name: "f", type: "float" },
        { name: "b", type: "boolean" },
        { name: "at_", type: "instant" },
      ],
    );
    expect(rows).toEqual([
      { k: null, i: 1, h: 9007199254740993n, d: "-0.01", f: null, b: null, at_: "1969-12-31T23:59:59.999999Z" },
      { k: "b", i: 2, h: 9007199254740993n, d: "1.50", f: 0.1, b: true, at_: "2026-01-31T10:00:00.000001Z" },
    ]);
  });

  test.each([
    ["an integer beyond 2^53", sql`select 9007199254740993::bigint as n`, "integer"],
    ["a float where an integer is declared", sql`select 1.0::double as n`, "integer"],
    ["NaN", sql`select 'nan'::double as n`, "float"],
    ["infinity", sql`select 'inf'::double as n`, "float"],
    ["an infinite time", sql`select 'infinity'::timestamp as n`, "instant"],
    ["a number where text is declared", sql`select 1 as n`, "text"],
    ["a column of another name", sql`select 1 as m`, "integer"],
  ] as const)("refuse %s, with the SQL", async (_title, text, type) => {
    await expect(ask(text, [{ name: "n", type }])).rejects.toMatchObject({
      code: "bad-input",
      detail: { sql: expect.stringContaining("select") as string },
    });
  });

  test("refuse two rows with one key, and two rows without a key", async () => {
    const two = sql`select * from (values (1, 1), (1, 2)) t(k, n)`;
    await expect(
      ask(two, [
        { name: "k", type: "integer", key: true },
        { name: "n", type: "integer" },
      ]),
    ).rejects.toMatchObject({ code: "bad-input" });
    await expect(
      ask(two, [
        { name: "k", type: "integer" },
        { name: "n", type: "integer" },
      ]),
    ).rejects.toMatchObject({ code: "bad-input" });
  });

  test("values are bound by type: integers stay exact, lists work, text is never SQL", async () => {
    const { rows } = await ask(
      sql`select ${9007199254740993n} as a, 7 // ${2} as b, ${"'; drop table x"} as c, list_contains(${[1, 3]}, 3) as d, ${null}::integer as e`,
      [
        { name: "a", type: "bigint" },
        { name: "b", type: "integer" },
        { name: "c", type: "text" },
        { name: "d", type: "boolean" },
        { name: "e", type: "integer" },
      ],
    );
    expect(rows).toEqual([{ a: 9007199254740993n, b: 3, c: "'; drop table x", d: true, e: null }]);
  });

  test("a refused query carries its SQL and cause", async () => {
    await expect(ask(sql`select nothing_here`, [{ name: "n", type: "integer" }])).rejects.toMatchObject({
      code: "query-failed",
      detail: { sql: "select nothing_here" },
      cause: expect.any(Error) as Error,
    });
  });
});

describe("requests", () => {
  const slow = sql`select count(*) as n from range(1000000000) a(x), range(100) b(y) where hash(x + y) % 7 = 3`;

  test("can be cancelled while others go on", async () => {
    const controller = new AbortController();
    // Listened to from the start: it may be rejected while the other query is still awaited.
    const cancelled = expect(engine.rows(slow, { signal: controller.signal })).rejects.toMatchObject({ code: "cancelled" });
    setTimeout(() => controller.abort(), 30);
    expect((await engine.rows(sql`select 1 as one`)).rows).toEqual([[1]]);
    await cancelled;
    expect((await engine.rows(sql`select 2 as two`)).rows).toEqual([[2]]);
  });

  test("that are cancelled already do not start", async () => {
    await expect(engine.run(sql`create table made (x integer)`, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: "cancelled",
    });
    expect((await engine.rows(sql`select count(*) from information_schema.tables where table_name = 'made'`)).rows).toEqual([[0]]);
  });

  test("pages show what a person can read", async () => {
    const page = await engine.rows(
      sql`select 9007199254740993 as big, 'nan'::double as nan, 1.10::decimal(4, 2) as d, date '2026-01-31' as day, [1, 2] as list, null as nothing`,
    );
    expect(page.rows).toEqual([["9007199254740993", "NaN", "1.10", "2026-01-31", "[1, 2]", null]]);
  });
});

describe("a locked engine", () => {
  test("reaches no file and no setting, counts as before, and reports who it is", async () => {
    await engine.run(sql`create table kept as select 1 as x`);
    await engine.close();
    const secret = join(directory, "secret.csv");
    await writeFile(secret, "a,b\n1,2\n");
    engine = await openEngine({
      file: join(directory, "population.duckdb"),
      tempDirectory: directory,
      memoryLimitMb: 512,
      locked: true,
      readOnly: true,
    });
    for (const attack of [
      sql`select * from read_csv(${literal(secret)})`,
      sql`select * from read_text('/etc/hostname')`,
      sql`copy kept to '/tmp/out.csv'`,
      sql`attach '/tmp/other.db'`,
      sql`set threads = 1`,
      sql`load sqlite`,
      sql`create table more (x integer)`,
    ])
      await expect(engine.run(attack)).rejects.toMatchObject({ code: "query-failed" });
    expect((await engine.rows(sql`select x from kept`, { onProgress: () => undefined })).rows).toEqual([[1]]);
    expect(await engine.identity()).toMatchObject({ name: "DuckDB", dialect: "duckdb" });
  });

  test("removes its spill folder on closing", async () => {
    await engine.close();
    expect((await readdir(directory)).filter((name) => name.startsWith("spill-"))).toEqual([]);
    engine = await openEngine({ file: ":memory:", tempDirectory: directory });
  });

  test("a file that is no database is an error with its name", async () => {
    const file = join(directory, "not-a-database.duckdb");
    await writeFile(file, "something else entirely, long enough to be looked at");
    await expect(openEngine({ file, tempDirectory: directory })).rejects.toMatchObject({ code: "query-failed", detail: { file } });
  });
});
