import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type LockedEngine, openLockedEngine } from "../../src/engine/locked-engine.ts";
import { openEngine } from "../../src/engine/open-engine.ts";

let folder: string;
let parquet: string;
let secret: string;
let engine: LockedEngine;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tickmark-locked-"));
  parquet = join(folder, "records.parquet");
  secret = join(folder, "secret.csv");
  writeFileSync(secret, "n\nhidden\n");
  const writer = await openEngine({ file: ":memory:", tempDirectory: join(folder, "spill") });
  await writer.run({ text: `copy (select range as a, 'r' || range as b from range(20000)) to '${parquet}' (format parquet)`, values: [] });
  await writer.close();
  engine = await open({});
});
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

async function open(limits: {
  memoryLimitMb?: number;
  timeLimitMs?: number;
  rowLimit?: number;
  signal?: AbortSignal;
}): Promise<LockedEngine> {
  return await openLockedEngine({
    tables: [{ name: "population", parquet }],
    memoryLimitMb: 256,
    spillLimitMb: 64,
    threads: 2,
    tempDirectory: join(folder, "locked"),
    timeLimitMs: 2000,
    rowLimit: 1000,
    ...limits,
  });
}

async function ask(text: string, on: LockedEngine = engine): Promise<unknown> {
  const { rows } = await on.aggregate({ name: "asked", purpose: "", sql: { text, values: [] }, columns: [{ name: "n", type: "text" }] });
  return rows[0]?.["n"];
}

test("what was loaded can be counted, with bound values", async () => {
  expect(await ask("select cast(count(*) as varchar) as n from population")).toBe("20000");
  expect(await engine.columns("population")).toEqual([
    { name: "a", type: "BIGINT" },
    { name: "b", type: "VARCHAR" },
  ]);
  const bound = await engine.aggregate({
    name: "bound",
    purpose: "",
    sql: { text: "with x as (select $1 as v) select count(*) as n from population, x where a < v", values: [5] },
    columns: [{ name: "n", type: "integer" }],
  });
  expect(bound.rows).toEqual([{ n: 5 }]);
});

describe("SQL that reaches for anything else is refused", () => {
  test.each([
    ["read_csv", () => `select n from read_csv('${secret}')`],
    ["read_text", () => `select content as n from read_text('${secret}')`],
    ["read_blob", () => `select content as n from read_blob('${secret}')`],
    ["the records' own file", () => `select b as n from read_parquet('${parquet}')`],
    ["a file as a table", () => `select n from '${secret}'`],
    ["sniff_csv", () => `select Delimiter as n from sniff_csv('${secret}')`],
    ["parquet_metadata", () => `select path_in_schema as n from parquet_metadata('${parquet}')`],
    ["glob", () => `select file as n from glob('${folder}/*')`],
    ["a CTE around it", () => `with x as (select * from read_csv('${secret}')) select n from x`],
    ["copy to", () => `copy population to '${join(folder, "out.csv")}'`],
    ["export database", () => `export database '${join(folder, "out")}'`],
    ["attach", () => `attach '${join(folder, "other.duckdb")}'`],
    ["install", () => "install httpfs"],
    ["load", () => "load httpfs"],
    ["set", () => "set memory_limit = '100GB'"],
    ["set external access", () => "set enable_external_access = true"],
    ["reset", () => "reset lock_configuration"],
    ["pragma", () => "pragma database_list"],
    ["pragma that sets", () => "pragma threads = 64"],
    ["call", () => "call pragma_version()"],
    ["drop", () => "drop table population"],
    ["insert", () => "insert into population values (1, 'x')"],
    ["insert behind a CTE", () => "with x as (select 1 as a, 'x' as b) insert into population select * from x"],
    ["create", () => "create table t as select 1 as n"],
    ["two statements", () => "select 'a' as n; drop table population"],
    ["environment", () => "select getenv('HOME') as n"],
    ["a secret", () => "create secret s (type s3)"],
    ["explain analyze", () => "explain analyze select 1"],
  ])("%s", async (_name, text) => {
    await expect(ask(text())).rejects.toMatchObject({ code: "query-failed" });
    expect(existsSync(join(folder, "out.csv"))).toBe(false);
    expect(existsSync(join(folder, "out"))).toBe(false);
    expect(existsSync(join(folder, "other.duckdb"))).toBe(false);
    expect(readFileSync(secret, "utf8")).toBe("n\nhidden\n");
    expect(await ask("select cast(count(*) as varchar) as n from population")).toBe("20000");
  });

  test("settings cannot be changed by a SELECT either", async () => {
    await expect(ask("select set_config('memory_limit', '100GB') as n")).rejects.toMatchObject({ code: "query-failed" });
    expect(await ask("select current_setting('memory_limit') as n")).toBe("256.0 MiB");
    expect(await ask("select cast(current_setting('lock_configuration') as varchar) as n")).toBe("true");
    expect(await ask("select cast(current_setting('enable_external_access') as varchar) as n")).toBe("false");
  });
});

describe("SQL that came with a pack", () => {
  const foreign = async (text: string): Promise<unknown> => {
    const { rows } = await engine.aggregateForeign({
      name: "asked",
      purpose: "",
      sql: { text, values: [] },
      columns: [{ name: "n", type: "text" }],
    });
    return rows[0]?.["n"];
  };

  test("counts with functions that are known", async () => {
    expect(
      await foreign(
        "with x as (select a % 2 as half, count(*) as n from population group by 1) select cast(max(n) as varchar) as n from x",
      ),
    ).toBe("10000");
  });

  test.each([
    ["repeat", "select cast(length(repeat('x', 4000000000)) as varchar) as n"],
    ["repeat in a CTE", "with x as (select repeat(b, 100000000) as r from population) select cast(sum(length(r)) as varchar) as n from x"],
    ["lpad", "select lpad('x', 2000000000, 'y') as n"],
    ["string_agg", "select string_agg(b, '') as n from population"],
    ["settings", "select current_setting('temp_directory') as n"],
    ["settings as a table", "select value as n from duckdb_settings()"],
    ["read_text", `select content as n from read_text('/etc/hostname')`],
    ["query", "select * from query('select 1 as n')"],
    ["random", "select cast(random() as varchar) as n"],
  ])("that calls %s is refused before it runs", async (_name, text) => {
    const started = Date.now();
    await expect(foreign(text)).rejects.toThrow(/is refused\. It calls /);
    expect(Date.now() - started).toBeLessThan(1500);
  });

  test("that is no SELECT cannot be parsed as one", async () => {
    await expect(foreign("drop table population")).rejects.toMatchObject({ code: "query-failed" });
    await expect(foreign("select 'a' as n; select 'b' as n")).rejects.toMatchObject({ code: "query-failed" });
  });
});

describe("limits", () => {
  test.each([
    [
      "recursion without end",
      "with recursive r as (select 1 as i union all select i + 1 from r) select cast(count(*) as varchar) as n from r",
    ],
    ["a range without end", "select cast(count(*) as varchar) as n from range(100000000000000)"],
    ["a cross join", "select cast(count(*) as varchar) as n from population a, population b, population c where a.a + b.a + c.a < 0"],
  ])(
    "%s is stopped by the time limit",
    async (_name, text) => {
      const started = Date.now();
      await expect(ask(text)).rejects.toThrow(/stopped after 2 seconds/);
      expect(Date.now() - started).toBeLessThan(15_000);
      expect(await ask("select cast(count(*) as varchar) as n from population")).toBe("20000");
    },
    30_000,
  );

  test.each([
    ["a list", "select cast(len(list(repeat('x', 1000) || range)) as varchar) as n from range(5000000)"],
    ["a long text", "select string_agg(repeat('x', 1000), '') as n from range(5000000)"],
  ])(
    "%s that blows up is refused",
    async (_name, text) => {
      const roomy = await open({ timeLimitMs: 60_000 });
      try {
        await expect(ask(text, roomy)).rejects.toThrow(/memory|allocat|size of .* reached/i);
        expect(await ask("select cast(count(*) as varchar) as n from population", roomy)).toBe("20000");
      } finally {
        await roomy.close();
      }
    },
    90_000,
  );

  test("a result with more rows than anybody reads is refused", async () => {
    await expect(ask("select b as n from population")).rejects.toThrow(/20000 rows; at most 1000/);
  });

  test("whoever asked can give up", async () => {
    const controller = new AbortController();
    const own = await open({ signal: controller.signal, timeLimitMs: 60_000 });
    setTimeout(() => controller.abort(), 200);
    try {
      await expect(ask("select cast(count(*) as varchar) as n from range(100000000000000)", own)).rejects.toMatchObject({
        code: "cancelled",
      });
    } finally {
      await own.close();
    }
  });

  test("a file that is no Parquet is refused, and nothing stays behind", async () => {
    await expect(
      openLockedEngine({
        tables: [{ name: "population", parquet: secret }],
        memoryLimitMb: 256,
        spillLimitMb: 64,
        threads: 1,
        tempDirectory: join(folder, "broken"),
        timeLimitMs: 2000,
        rowLimit: 10,
      }),
    ).rejects.toMatchObject({ code: "query-failed" });
    expect(readdirSync(join(folder, "broken"))).toEqual([]);
  });
});
