import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type DuckDbEngine, openEngine } from "../../src/engine/open-engine.ts";
import { recordPage } from "../../src/ingest/index.ts";

describe("positions in the filtered population", () => {
  const directory = mkdtempSync(join(tmpdir(), "tickmark-number-"));
  let engine: DuckDbEngine;
  const run = async (text: string) => await engine.run({ text, values: [] });
  beforeAll(async () => {
    engine = await openEngine({ file: ":memory:", tempDirectory: directory, memoryLimitMb: 512, threads: 1 });
    // Times fall as record numbers rise; record 6 has none; odd ones and 0 are filtered away.
    await run(`create table decision as select i::bigint as record_number, case when i <> 6 then timestamp '2026-01-31' - to_days(i::integer) end as decided_at,
      case i when 2 then null when 4 then 'nan'::double else i end as feature_x from range(20) t(i)`);
    await run("create view population as select * from decision where record_number > 0 and record_number % 2 = 0");
  });
  afterAll(async () => {
    await engine.close();
    rmSync(directory, { recursive: true, force: true });
  });

  async function records(column: string, operator: ">=" | "<" | "is-missing", ...values: number[]): Promise<unknown[]> {
    const { total, page } = await recordPage(engine, {
      filters: [{ column, operator, values }],
      columns: ["record_number"],
      offset: 0,
      limit: 100,
    });
    expect(total).toBe(page.rows.length);
    return page.rows.map(([number]) => Number(number));
  }

  test("count filtered rows by time, those without a time last", async () => {
    expect(await records("population_number", "<", 3)).toEqual([14, 16, 18]);
    expect(await records("population_number", ">=", 7)).toEqual([2, 6]);
  });

  test("is-missing finds null and NaN of a number", async () => {
    expect(await records("feature_x", "is-missing")).toEqual([2, 4]);
  });

  test("without the role decidedAt the record number alone orders", async () => {
    await run("create or replace view population as select * exclude (decided_at) from decision where record_number % 2 = 0");
    expect(await records("population_number", "<", 2)).toEqual([0, 2]);
  });
});
